/**
 * Balances, position and P&L, to the last digit.
 *
 * Trades and fees post to bigint balances in the asset that the venue would use, rounded as it rounds. Position is the balance
 * less its start: on Spot a buy pays its fee in the base asset, so what is held is less than what was bought.
 *
 * Futures hold no assets: there the margin balance moves by realised P&L (`entry-worth.ts`) and fees alone.
 *
 *   net   = cash + worth of the position at the mark         (worthSign turns it round for an inverse contract)
 *   gross = net + fees                                        (a fee in the base asset counts at its fill's price)
 *   gross = spreadCapture + inventory                         (capture: distance from the mid just before the fill)
 */
import { assert } from "../../base/assert.ts";
import { type Fee, type FeeTier, feeOf } from "../../domain/fees.ts";
import type { Fill } from "../../domain/fill.ts";
import type { Instrument } from "../../domain/instrument.ts";
import type { OwnEvent } from "../../domain/own-event.ts";
import { bid, type Side, sign } from "../../domain/side.ts";
import { Valuation } from "../../domain/valuation.ts";
import { EntryWorth } from "./entry-worth.ts";

export class Portfolio {
  readonly valuation: Valuation;
  readonly #balances: Map<string, bigint>;
  readonly #entry = new EntryWorth(); // Of futures.
  #positionUnits = 0n;
  #positionLots = 0;
  #cashUnits = 0n;
  #feesUnits = 0n;
  #captureUnits = 0n;
  #turnoverUnits = 0n;
  #adverseUnits = 0n;

  /** @param balances at the start, by asset, in its smallest unit; they are also the reference of the position. */
  constructor(
    private readonly instrument: Instrument,
    private readonly fees: FeeTier,
    balances: ReadonlyMap<string, bigint>,
  ) {
    this.valuation = new Valuation(instrument);
    this.#balances = new Map(balances);
  }

  /** By asset, in its smallest unit. */
  get balances(): ReadonlyMap<string, bigint> {
    return this.#balances;
  }
  /** Whole lots, cut towards zero. */
  get positionLots(): number {
    return this.#positionLots;
  }
  get feesUnits(): bigint {
    return this.#feesUnits;
  }
  get captureUnits(): bigint {
    return this.#captureUnits;
  }
  /** What the mid moved against (negative) or for us between fills and their markout at `adverseHorizonNs`. */
  get adverseUnits(): bigint {
    return this.#adverseUnits;
  }
  /** Value traded, both sides added. */
  get turnoverUnits(): bigint {
    return this.#turnoverUnits;
  }

  /** P&L after fees with the position marked at a price; without a mark yet (NaN) only while flat. */
  netUnits(markHalfTicks: number): bigint {
    if (this.#positionUnits === 0n) return this.#cashUnits;
    return this.#cashUnits + this.valuation.worthSign * this.valuation.worth(markHalfTicks, this.#positionUnits);
  }

  grossUnits(markHalfTicks: number): bigint {
    return this.netUnits(markHalfTicks) + this.#feesUnits;
  }

  /** What pays for orders on a side, locks not yet taken off; undefined where the venue asks for margin instead (not modelled). */
  freeUnits(side: Side): bigint | undefined {
    if (this.instrument.market !== "spot") return undefined;
    return this.#balance(side === bid ? this.instrument.quote.name : this.instrument.base.name);
  }

  /** What an order would take of that: the quote asset for a buy, the base asset for a sell. */
  costUnits(side: Side, priceTicks: number, sizeLots: number): bigint {
    if (this.instrument.market !== "spot") return 0n;
    return side === bid ? this.valuation.worthOfLots(2 * priceTicks, sizeLots) : this.valuation.quantity(sizeLots);
  }

  /** Posts a fill and gives it with its fee. */
  post(event: OwnEvent): Fill {
    const { instrument, valuation } = this;
    const maker = event.cause !== "taker";
    const quantity = valuation.quantity(event.lots);
    const value = valuation.worthOfLots(2 * event.priceTicks, event.lots);
    const fee = feeOf(instrument, event.side, quantity, value, maker ? this.fees.makerRate : this.fees.takerRate);
    const direction = BigInt(sign(event.side)) * valuation.worthSign;

    this.#trade(BigInt(sign(event.side)) * quantity, direction * value);
    this.#payFee(fee);

    this.#feesUnits += fee.asset === instrument.settle ? fee.units : valuation.worth(2 * event.priceTicks, fee.units);
    this.#captureUnits += direction * (this.#midValue(event, event.lots) - value);
    this.#turnoverUnits += value;
    return {
      venueNs: event.venueNs,
      receivedNs: event.seenNs,
      orderId: event.orderId,
      side: event.side,
      priceTicks: event.priceTicks,
      sizeLots: event.lots,
      feeUnits: fee.units,
      feeAsset: fee.asset.name,
      maker,
      cause: event.cause,
      queueAheadLots: event.queueAheadLots,
      bidTicks: event.bidTicks,
      askTicks: event.askTicks,
    };
  }

  /** Takes note of where the mid stood when a fill reached the horizon of adverse selection. */
  addAdverse(fill: Fill, midHalfTicks: number): void {
    const { sizeLots } = fill;
    const direction = BigInt(sign(fill.side)) * this.valuation.worthSign;
    this.#adverseUnits +=
      direction * (this.valuation.worthOfLots(midHalfTicks, sizeLots) - this.#midValue(fill, sizeLots));
  }

  /** Worth at the mid before the fill; at the fill's own price when there was no mid. */
  #midValue(event: Pick<Fill, "bidTicks" | "askTicks" | "priceTicks">, lots: number): bigint {
    const hasMid = event.bidTicks > 0 && event.askTicks > 0;
    return this.valuation.worthOfLots(hasMid ? event.bidTicks + event.askTicks : 2 * event.priceTicks, lots);
  }

  /** Spot swaps two assets; futures move the margin balance by what is realised. Both signed: above 0 for what is bought and paid. */
  #trade(quantity: bigint, paid: bigint): void {
    const { settle, base, market } = this.instrument;
    this.#cashUnits -= paid;
    this.#movePosition(quantity);
    this.#moveBalance(settle.name, market === "spot" ? -paid : this.#entry.fill(quantity, paid));
    if (market === "spot") this.#moveBalance(base.name, quantity);
  }

  #payFee({ asset, units }: Fee): void {
    if (asset === this.instrument.settle) this.#cashUnits -= units;
    else this.#movePosition(-units);
    this.#moveBalance(asset.name, -units);
  }

  #movePosition(quantity: bigint): void {
    this.#positionUnits += quantity;
    this.#positionLots = this.valuation.wholeLots(this.#positionUnits);
  }

  #moveBalance(asset: string, units: bigint): void {
    const balance = this.#balance(asset) + units;
    assert(this.instrument.market !== "spot" || balance >= 0n, "a Spot balance never goes below zero");
    this.#balances.set(asset, balance);
  }

  #balance(asset: string): bigint {
    return this.#balances.get(asset) ?? 0n;
  }
}
