/**
 * Balances, position and P&L, to the last digit.
 *
 * Trades and fees post to balances of the account, in the asset that the venue would use, rounded as it rounds; a fee
 * that the venue has told is posted as told, whatever its asset. Position is what this instrument moved its balance by,
 * from where it started: on Spot a buy pays its fee in the base asset, so what is held is less than what was bought.
 *
 * Futures hold no assets: there the margin balance moves by realised P&L (`entry-worth.ts`) and fees alone.
 *
 *   net   = cash + worth of the position at the mark         (worthSign turns it round for an inverse contract)
 *   cash  = - worth of the position at the start, at the first price seen, and what trades and fees moved
 *   gross = net + fees                                        (a fee in the base asset counts at its fill's price)
 *   gross = spreadCapture + inventory                         (capture: distance from the mid when the venue filled)
 *
 * A fee in a third asset (BNB, with its discount) has no price here: it is in `feesElsewhere`, and in none of these.
 */
import { assert } from "../../base/assert.ts";
import type { Fraction } from "../../base/fraction.ts";
import { add, multiply, negate, rescale, subtract, type Whole, whole } from "../../base/whole.ts";
import { type Fee, type FeeTier, feeOf, rateFraction, type VenueFee } from "../../domain/fees.ts";
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
  #partSign = 0; // Of what is held beyond those.
  #cashUnits: Whole = 0;
  #feesUnits: Whole = 0;
  #captureUnits: Whole = 0;
  #turnoverUnits: Whole = 0;
  #adverseUnits: Whole = 0;
  /** The first mid, or that of the first fill if it came before; NaN until then. */
  #startHalfTicks = Number.NaN;
  /** Whether it is known what a position at the start was entered for; else that is the first price seen. */
  readonly #isEntryKnown: boolean;
  readonly #feesElsewhere = new Map<string, Fee>();

  /**
   * @param account that pays and is paid; the position counts from what it holds now.
   * @param startPositionUnits what of that is beyond the reference, as `Valuation` counts quantities.
   * @param startEntryUnits of futures: what was paid for it, as `entryUnits` tells.
   */
  constructor(
    readonly instrument: Instrument,
    fees: FeeTier,
    private readonly account: Account,
    startPositionUnits = 0n,
    startEntryUnits?: bigint,
  ) {
    this.valuation = new Valuation(instrument);
    this.#makerRate = rateFraction(fees.makerRate);
    this.#takerRate = rateFraction(fees.takerRate);
    for (const asset of [instrument.settle, instrument.base]) account.count(asset);
    this.#settle = account.holding(instrument.settle.name);
    this.#base = instrument.market === "spot" ? account.holding(instrument.base.name) : undefined;
    this.#movePosition(whole(startPositionUnits));
    this.#isEntryKnown = startEntryUnits !== undefined;
    if (startEntryUnits !== undefined) this.#entry.fill(whole(startPositionUnits), whole(startEntryUnits));
  }

  /** As `Valuation` counts quantities. */
  get positionUnits(): bigint {
    return BigInt(this.#positionUnits);
  }
  /** Of futures, what was paid for the open position, in the settlement asset; received for a short one: below 0. */
  get entryUnits(): bigint {
    return BigInt(this.#entry.worth);
  }

  /** Whole lots, cut towards zero. */
  get positionLots(): number {
    return this.#positionLots;
  }
  /**
   * Whole lots held towards a side (long: bid), below 0 for the other one; any part of a lot counts as one, for limits.
   */
  heldLots(side: Side): number {
    return sign(side) * this.#positionLots + (this.#partSign === sign(side) ? 1 : 0);
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

  /** What was paid in third assets, each as the account counts it; in none of the other sums. */
  get feesElsewhere(): readonly Fee[] {
    return [...this.#feesElsewhere.values()];
  }

  /** P&L counts from this mid, unless a price has been seen before: that is what the position at the start is worth. */
  start(midHalfTicks: number): void {
    if (!Number.isNaN(this.#startHalfTicks)) return;
    this.#startHalfTicks = midHalfTicks;
    if (this.#positionUnits === 0) return;
    const paid = multiply(this.valuation.worthSign, this.valuation.worth(midHalfTicks, this.#positionUnits));
    this.#cashUnits = negate(paid);
    if (this.#base === undefined && !this.#isEntryKnown) this.#entry.fill(this.#positionUnits, paid);
  }

  /**
   * P&L after fees with the position marked at a price; without a mark yet (NaN) at the first price seen, and 0 before
   * there was one.
   */
  netUnits(markHalfTicks: number): bigint {
    const halfTicks = Number.isNaN(markHalfTicks) ? this.#startHalfTicks : markHalfTicks;
    if (this.#positionUnits === 0 || Number.isNaN(halfTicks)) return BigInt(this.#cashUnits);
    const worth = this.valuation.worth(halfTicks, this.#positionUnits);
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
    if (Number.isNaN(this.#startHalfTicks)) this.start(midHalfTicksOf(event));
    const maker = event.cause !== "taker";
    const quantity = valuation.quantity(event.lots);
    const value = valuation.worthOfLots(2 * event.priceTicks, event.lots);
    const fee =
      event.fee === undefined
        ? feeOf(instrument, event.side, quantity, value, maker ? this.#makerRate : this.#takerRate)
        : this.#toldFee(event.fee);
    const direction = sign(event.side) * valuation.worthSign;

    this.#trade(multiply(sign(event.side), quantity), multiply(direction, value));
    this.#payFee(fee, 2 * event.priceTicks);
    if (event.fee === undefined) assert(this.#isCovered(), "a Spot balance never goes below zero");
    const capture = multiply(direction, subtract(this.#midValue(event, event.lots), value));
    this.#captureUnits = add(this.#captureUnits, capture);
    this.#turnoverUnits = add(this.#turnoverUnits, value);
    return {
      venueNs: event.venueNs,
      receivedNs: event.seenNs,
      orderId: event.orderId,
      tradeId: event.tradeId,
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

  /** Worth at the mid of the fill's time; at the fill's own price when there was no mid. */
  #midValue(event: PricedEvent, lots: number): Whole {
    return this.valuation.worthOfLots(midHalfTicksOf(event), lots);
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

  #toldFee({ asset: name, units, places }: VenueFee): Fee {
    const { settle, base } = this.instrument;
    const known = [settle, base].find((asset) => asset.name === name);
    const asset = known ?? { name, places: this.account.placesOf(name) };
    return { asset, units: rescale(units, places, asset.places) };
  }

  #payFee(fee: Fee, priceHalfTicks: number): void {
    const { asset, units } = fee;
    if (asset === this.instrument.settle) {
      this.#cashUnits = subtract(this.#cashUnits, units);
      this.#feesUnits = add(this.#feesUnits, units);
      this.#settle.move(negate(units));
    } else if (asset === this.instrument.base && this.#base !== undefined) {
      this.#movePosition(negate(units));
      this.#feesUnits = add(this.#feesUnits, this.valuation.worth(priceHalfTicks, units));
      this.#base.move(negate(units));
    } else this.#payElsewhere(fee);
  }

  #payElsewhere({ asset, units }: Fee): void {
    const paidUnits = this.#feesElsewhere.get(asset.name)?.units ?? 0;
    this.#feesElsewhere.set(asset.name, { asset, units: add(paidUnits, units) });
    this.account.holding(asset.name).move(negate(units));
  }

  /**
   * Where the venue is ours, each order was covered when it was placed, and fills come in order. A real venue's
   * balances may be adopted before the trades that are in them have been told: then it is below zero for a moment.
   */
  #isCovered(): boolean {
    return this.#base === undefined || (this.#base.units >= 0 && this.#settle.units >= 0);
  }

  #movePosition(quantity: Whole): void {
    this.#positionUnits = add(this.#positionUnits, quantity);
    this.#positionLots = this.valuation.wholeLots(this.#positionUnits);
    const partUnits = subtract(this.#positionUnits, this.valuation.quantity(this.#positionLots));
    this.#partSign = Math.sign(Number(partUnits));
  }
}

type PricedEvent = Pick<Fill, "bidTicks" | "askTicks" | "priceTicks">;

/** The mid when the venue filled, the clock of markouts; or the fill's own price when there was none. */
function midHalfTicksOf({ bidTicks, askTicks, priceTicks }: PricedEvent): number {
  return bidTicks > 0 && askTicks > 0 ? bidTicks + askTicks : 2 * priceTicks;
}
