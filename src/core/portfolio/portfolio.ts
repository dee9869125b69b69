/**
 * Balances, position and P&L, to the last digit.
 *
 * Trades and fees post to balances of the account, in the asset that the venue would use, rounded as it rounds.
 * Position is what this instrument moved its balance by: on Spot a buy pays its fee in the base asset, so what is held
 * is less than what was bought.
 *
 * Futures hold no assets: there the margin balance moves by realised P&L (`entry-worth.ts`) and fees alone.
 *
 *   net   = cash + worth of the position at the mark         (worthSign turns it round for an inverse contract)
 *   gross = net + fees                                        (a fee in the base asset counts at its fill's price)
 *   gross = spreadCapture + inventory                         (capture: distance from the mid just before the fill)
 */
import { assert } from "../../base/assert.ts";
import type { Fraction } from "../../base/fraction.ts";
import { add, multiply, negate, subtract, type Whole } from "../../base/whole.ts";
import { type Fee, type FeeTier, feeOf, rateFraction } from "../../domain/fees.ts";
import type { Fill } from "../../domain/fill.ts";
import type { Instrument } from "../../domain/instrument.ts";
import type { OwnEvent } from "../../domain/own-event.ts";
import { bid, type Side, sign } from "../../domain/side.ts";
import { Valuation } from "../../domain/valuation.ts";
import type { Account, Holding } from "./account.ts";
import { EntryWorth } from "./entry-worth.ts";

export class Portfolio {
  readonly valuation: Valuation;
  readonly #makerRate: Fraction;
  readonly #takerRate: Fraction;
  readonly #settle: Holding;
  readonly #base: Holding | undefined; // On Spot; futures hold no base asset.
  readonly #entry = new EntryWorth(); // Of futures.
  #positionUnits: Whole = 0;
  #positionLots = 0;
  #cashUnits: Whole = 0;
  #feesUnits: Whole = 0;
  #captureUnits: Whole = 0;
  #turnoverUnits: Whole = 0;
  #adverseUnits: Whole = 0;

  /** @param account that pays and is paid; the position counts from what it holds now. */
  constructor(
    private readonly instrument: Instrument,
    fees: FeeTier,
    account: Account,
  ) {
    this.valuation = new Valuation(instrument);
    this.#makerRate = rateFraction(fees.makerRate);
    this.#takerRate = rateFraction(fees.takerRate);
    this.#settle = account.holding(instrument.settle.name);
    this.#base = instrument.market === "spot" ? account.holding(instrument.base.name) : undefined;
  }

  /** Whole lots, cut towards zero. */
  get positionLots(): number {
    return this.#positionLots;
  }
  get feesUnits(): bigint {
    return BigInt(this.#feesUnits);
  }
  get captureUnits(): bigint {
    return BigInt(this.#captureUnits);
  }
  /** What the mid moved against (negative) or for us between fills and their markout at `adverseHorizonNs`. */
  get adverseUnits(): bigint {
    return BigInt(this.#adverseUnits);
  }
  /** Value traded, both sides added. */
  get turnoverUnits(): bigint {
    return BigInt(this.#turnoverUnits);
  }

  /** P&L after fees with the position marked at a price; without a mark yet (NaN) only while flat. */
  netUnits(markHalfTicks: number): bigint {
    if (this.#positionUnits === 0) return BigInt(this.#cashUnits);
    const worth = this.valuation.worth(markHalfTicks, this.#positionUnits);
    return BigInt(add(this.#cashUnits, multiply(this.valuation.worthSign, worth)));
  }

  grossUnits(markHalfTicks: number): bigint {
    return this.netUnits(markHalfTicks) + this.feesUnits;
  }

  /**
   * What pays for orders on a side: the quote asset for a buy, the base asset for a sell; undefined where the venue
   * asks for margin instead (not modelled).
   */
  payer(side: Side): Holding | undefined {
    if (this.#base === undefined) return undefined;
    return side === bid ? this.#settle : this.#base;
  }

  /** What an order would take of that at most. */
  costUnits(side: Side, priceTicks: number, sizeLots: number): Whole {
    if (this.#base === undefined) return 0;
    return side === bid ? this.valuation.costOfLots(priceTicks, sizeLots) : this.valuation.quantity(sizeLots);
  }

  /** Posts a fill and gives it with its fee. */
  post(event: OwnEvent): Fill {
    const { instrument, valuation } = this;
    const maker = event.cause !== "taker";
    const quantity = valuation.quantity(event.lots);
    const value = valuation.worthOfLots(2 * event.priceTicks, event.lots);
    const fee = feeOf(instrument, event.side, quantity, value, maker ? this.#makerRate : this.#takerRate);
    const direction = sign(event.side) * valuation.worthSign;

    this.#trade(multiply(sign(event.side), quantity), multiply(direction, value));
    this.#payFee(fee);

    const feeWorth = fee.asset === instrument.settle ? fee.units : valuation.worth(2 * event.priceTicks, fee.units);
    this.#feesUnits = add(this.#feesUnits, feeWorth);
    const capture = multiply(direction, subtract(this.#midValue(event, event.lots), value));
    this.#captureUnits = add(this.#captureUnits, capture);
    this.#turnoverUnits = add(this.#turnoverUnits, value);
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
    const moved = subtract(this.valuation.worthOfLots(midHalfTicks, sizeLots), this.#midValue(fill, sizeLots));
    this.#adverseUnits = add(this.#adverseUnits, multiply(sign(fill.side) * this.valuation.worthSign, moved));
  }

  /** Worth at the mid before the fill; at the fill's own price when there was no mid. */
  #midValue(event: Pick<Fill, "bidTicks" | "askTicks" | "priceTicks">, lots: number): Whole {
    const hasMid = event.bidTicks > 0 && event.askTicks > 0;
    return this.valuation.worthOfLots(hasMid ? event.bidTicks + event.askTicks : 2 * event.priceTicks, lots);
  }

  /**
   * Spot swaps two assets; futures move the margin balance by what is realised. Both signed: above 0 for what is bought
   * and paid.
   */
  #trade(quantity: Whole, paid: Whole): void {
    this.#cashUnits = subtract(this.#cashUnits, paid);
    this.#movePosition(quantity);
    if (this.#base === undefined) this.#settle.move(this.#entry.fill(quantity, paid));
    else {
      this.#settle.move(negate(paid));
      this.#base.move(quantity);
    }
  }

  #payFee({ asset, units }: Fee): void {
    if (asset === this.instrument.settle) {
      this.#cashUnits = subtract(this.#cashUnits, units);
      this.#settle.move(negate(units));
    } else {
      assert(this.#base !== undefined, "only Spot takes a fee in the base asset");
      this.#movePosition(negate(units));
      this.#base.move(negate(units));
    }
    const isCovered = this.#base === undefined || (this.#base.units >= 0 && this.#settle.units >= 0);
    assert(isCovered, "a Spot balance never goes below zero");
  }

  #movePosition(quantity: Whole): void {
    this.#positionUnits = add(this.#positionUnits, quantity);
    this.#positionLots = this.valuation.wholeLots(this.#positionUnits);
  }
}
