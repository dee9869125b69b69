/**
 * Trades summed up by stretches of one length, the latest so many: columns of numbers, allocated once, so that memory is the same after
 * a day as after a minute. Stretches without trades take a place but say so.
 */
import { assert } from "../../../src/base/assert.ts";
import type { PublicTrade } from "../listener.ts";
import type { Candle } from "./candle.ts";

export class CandleRing {
  readonly #open: Int32Array;
  readonly #high: Int32Array;
  readonly #low: Int32Array;
  readonly #close: Int32Array;
  readonly #lots: Float64Array;
  readonly #takerBuyLots: Float64Array;
  readonly #quoteUnits: BigInt64Array;
  readonly #takerBuyQuoteUnits: BigInt64Array;
  readonly #firstTradeId: Float64Array;
  readonly #lastTradeId: Float64Array;
  /** Which stretch lies in a slot; -1 for none. */
  readonly #number: Float64Array;

  constructor(
    readonly lengthUs: number,
    readonly countMax: number,
  ) {
    this.#open = new Int32Array(countMax);
    this.#high = new Int32Array(countMax);
    this.#low = new Int32Array(countMax);
    this.#close = new Int32Array(countMax);
    this.#lots = new Float64Array(countMax);
    this.#takerBuyLots = new Float64Array(countMax);
    this.#quoteUnits = new BigInt64Array(countMax);
    this.#takerBuyQuoteUnits = new BigInt64Array(countMax);
    this.#firstTradeId = new Float64Array(countMax);
    this.#lastTradeId = new Float64Array(countMax);
    this.#number = new Float64Array(countMax).fill(-1);
  }

  add({ timeUs, tradeId, priceTicks, lots, quoteUnits, isBuyerMaker }: PublicTrade): void {
    const number = Math.floor(timeUs / this.lengthUs);
    const slot = number % this.countMax;
    if (this.#number[slot] !== number) this.#begin(slot, number, tradeId, priceTicks);
    assert(this.#lastTradeId[slot]! < tradeId, "trades come in the order of their ids");
    this.#high[slot] = Math.max(this.#high[slot]!, priceTicks);
    this.#low[slot] = Math.min(this.#low[slot]!, priceTicks);
    this.#close[slot] = priceTicks;
    this.#lots[slot]! += lots;
    this.#quoteUnits[slot]! += quoteUnits;
    this.#lastTradeId[slot] = tradeId;
    if (isBuyerMaker) return;
    this.#takerBuyLots[slot]! += lots;
    this.#takerBuyQuoteUnits[slot]! += quoteUnits;
  }

  /** Adds the stretch that begins at `fromUs` to a candle of earlier ones. */
  addTo(candle: Candle, fromUs: number): void {
    const slot = this.#slotOf(fromUs);
    if (slot < 0) return;
    if (candle.firstTradeId < 0) {
      candle.openTicks = this.#open[slot]!;
      candle.highTicks = this.#high[slot]!;
      candle.lowTicks = this.#low[slot]!;
      candle.firstTradeId = this.#firstTradeId[slot]!;
    }
    candle.highTicks = Math.max(candle.highTicks, this.#high[slot]!);
    candle.lowTicks = Math.min(candle.lowTicks, this.#low[slot]!);
    candle.closeTicks = this.#close[slot]!;
    candle.lastTradeId = this.#lastTradeId[slot]!;
    candle.lots += this.#lots[slot]!;
    candle.quoteUnits += this.#quoteUnits[slot]!;
    candle.takerBuyLots += this.#takerBuyLots[slot]!;
    candle.takerBuyQuoteUnits += this.#takerBuyQuoteUnits[slot]!;
  }

  /** The last price of the stretch that begins at `fromUs`; 0 without trades. */
  closeTicks(fromUs: number): number {
    const slot = this.#slotOf(fromUs);
    return slot < 0 ? 0 : this.#close[slot]!;
  }

  #slotOf(fromUs: number): number {
    const number = Math.floor(fromUs / this.lengthUs);
    const slot = number % this.countMax;
    return number >= 0 && this.#number[slot] === number ? slot : -1;
  }

  #begin(slot: number, number: number, tradeId: number, priceTicks: number): void {
    this.#number[slot] = number;
    this.#open[slot] = priceTicks;
    this.#high[slot] = priceTicks;
    this.#low[slot] = priceTicks;
    this.#lots[slot] = 0;
    this.#takerBuyLots[slot] = 0;
    this.#quoteUnits[slot] = 0n;
    this.#takerBuyQuoteUnits[slot] = 0n;
    this.#firstTradeId[slot] = tradeId;
    this.#lastTradeId[slot] = tradeId - 1;
  }
}
