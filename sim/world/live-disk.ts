/** What outlives a process of the engine: trades that some life has heard of, and where positions count from. */
import type { Balances } from "../../src/adapters/binance/gateway/balances.ts";
import type { PastTrade } from "../../src/adapters/binance/gateway/past-trades.ts";
import { powerOfTen } from "../../src/base/decimal.ts";
import { tradeInWords } from "./trade-words.ts";

/** Of all assets, at this exchange. */
const assetPlaces = 8;

export class LiveDisk {
  /** In words. */
  readonly trades = new Set<string>();
  /** Told a second time: none should be. */
  readonly tradesRepeated: string[] = [];
  /** That the life whose order it was never heard of. */
  tradesFoundCount = 0;
  /** Balances at the first start. */
  reference: Balances | undefined;
  readonly #lastIds = new Map<string, string>();

  /** Up to here trades were asked for when a life last began. */
  lastTradeId(symbol: string): string {
    return this.#lastIds.get(symbol) ?? "0";
  }

  /** At a start. */
  found(symbol: string, trade: PastTrade): void {
    const { asset, units, places } = trade.fee;
    const fee = { asset, units: BigInt(units) * powerOfTen(assetPlaces - places) };
    const words = tradeInWords({ ...trade, symbol, fee });
    this.#lastIds.set(symbol, trade.tradeId);
    if (!this.trades.has(words)) this.tradesFoundCount++;
    this.trades.add(words);
  }

  /** While trading. */
  filled(words: string): void {
    if (this.trades.has(words)) this.tradesRepeated.push(words);
    this.trades.add(words);
  }

  /** What of these balances is beyond those of the first start. */
  beyondReference(balances: Balances, asset: string): bigint {
    return unitsOf(balances, asset) - this.referenceUnits(asset);
  }

  referenceUnits(asset: string): bigint {
    return this.reference === undefined ? 0n : unitsOf(this.reference, asset);
  }
}

/** In 10^-8. */
export function unitsOf(balances: Balances, asset: string): bigint {
  const held = balances.get(asset);
  return held === undefined ? 0n : held.units * powerOfTen(assetPlaces - held.places);
}
