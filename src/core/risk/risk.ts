/**
 * Risk stands between what a strategy wants and what is ordered: it pulls, trims, refuses or moves, and says why. No
 * strategy can switch it off. All checks are in the table of `README.md` here: kill, drawdown, book drawdown, operation,
 * clock; valid, stale, one-sided and crossed book, models, loss rate, volatility halt, order latency, feed latency;
 * position, notional, book gross and book net bounds, order size; price collar, fat finger, price band, open orders,
 * message rate, order to trade; soft position, soft notional, inventory bands.
 *
 * It is told what happens (stops, P&L, commands, fills, answers) and asked what is allowed: all its state is from what it
 * was told, so a replay comes to the same. What is not configured costs nothing.
 */
import { assert } from "../../base/assert.ts";
import { bid, type Side, sides } from "../../domain/side.ts";
import type { DurationNs, TimeNs } from "../../domain/time.ts";
import type { Venue } from "../../ports/venue.ts";
import type { OpenOrders } from "../orders/open-orders.ts";
import type { Ladder, WantedQuotes } from "../strategy/wanted-quotes.ts";
import { checks } from "./checks.ts";
import { type RiskStop, riskStops } from "./holds.ts";
import type { RiskLimits } from "./limits.ts";
import { marketFault } from "./market-faults.ts";
import { PriceCollar } from "./price-checks.ts";
import { shiftQuotes } from "./quote-shift.ts";
import { GravestVeto, type RiskReason } from "./reasons.ts";
import type { RiskView, RunningCheck, Shape } from "./running-check.ts";
import { ToldVenue } from "./told-venue.ts";

/** How a limit stands. */
export interface LimitUse {
  readonly check: RiskReason;
  /** 1 at the limit; undefined where each order is judged by itself. */
  readonly share: number | undefined;
  /** Steps of widening; undefined where it has none. */
  readonly level: number | undefined;
}

export class Risk {
  /** Whole ticks. */
  readonly flattenTicksMax: number;
  /** What was vetoed since it was last cleared, the gravest alone. */
  readonly veto = new GravestVeto();
  /** Whether P&L is to be told. */
  readonly readsWorth: boolean;
  /** Whether what is wanted is to be trimmed or moved, beyond its price band. */
  readonly hasShape: boolean;
  readonly #running: readonly RunningCheck[];
  readonly #watching: readonly Able<"watch">[];
  readonly #valued: readonly Able<"value">[];
  readonly #sent: readonly Able<"sent">[];
  readonly #traded: readonly Able<"traded">[];
  readonly #answered: readonly Able<"answered">[];
  readonly #pausing: readonly Able<"pauses">[];
  readonly #stopping: readonly Able<"stop">[];
  readonly #shaping: readonly Able<"shape">[];
  readonly #bounds: readonly Able<"lotsMax">[];
  readonly #quoteChecks: readonly Able<"quoteFault">[];
  readonly #placeChecks: readonly Able<"isFull">[];
  readonly #collar: PriceCollar | undefined;
  readonly #orderLotsMax: number;
  readonly #shape: Shape = { widenTicks: 0, skewTicks: 0 };
  #boundReason: RiskReason = "position_bound";

  constructor(
    readonly limits: RiskLimits,
    private readonly view: RiskView,
  ) {
    assert(limits.positionLotsMax > 0, "a position bound is positive");
    assert(limits.priceBandTicks > 0, "a price band is positive");
    assert(limits.staleAfterNs > 0, "staleness is a positive time");
    this.flattenTicksMax = Math.floor(limits.flattenTicksMax ?? limits.priceBandTicks);
    assert(this.flattenTicksMax >= 0, "a collar is beyond the touch");
    this.#orderLotsMax = limits.orderLotsMax ?? Number.POSITIVE_INFINITY;

    const seat = view.book?.seat(view);
    this.#running = checks.flatMap(({ start }) => start?.(limits, view, seat) ?? []);
    this.#collar = this.#running.find((check) => check instanceof PriceCollar);
    this.#watching = able(this.#running, "watch");
    this.#valued = able(this.#running, "value");
    this.#sent = able(this.#running, "sent");
    this.#traded = able(this.#running, "traded");
    this.#answered = able(this.#running, "answered");
    this.#pausing = able(this.#running, "pauses");
    this.#stopping = able(this.#running, "stop");
    this.#shaping = able(this.#running, "shape");
    this.#bounds = able(this.#running, "lotsMax");
    this.#quoteChecks = able(this.#running, "quoteFault");
    this.#placeChecks = able(this.#running, "isFull");
    this.readsWorth = this.#valued.length > 0;
    this.hasShape = this.#shaping.length + this.#bounds.length > 0;
  }

  /** How each limit stands that is set and has something to show. */
  get uses(): LimitUse[] {
    const shareOf = Math.abs(this.view.portfolio.positionLots) / this.limits.positionLotsMax;
    const uses: LimitUse[] = [{ check: "position_bound", share: shareOf, level: undefined }];
    for (const { reason, use, level } of this.#running)
      if (use !== undefined || level !== undefined) uses.push({ check: reason, share: use, level });
    return uses;
  }

  // Told.

  /** Once, before anything is asked. */
  follow(open: OpenOrders): void {
    for (const check of this.#running) check.follow?.(open);
  }

  /** At every stop, before anything else. */
  watch(): void {
    const watching = this.#watching;
    for (let at = 0; at < watching.length; at++) watching[at]!.watch(this.view.market);
  }

  /** P&L at a sample or a fill. @param midHalfTicks NaN before there was one. */
  value(nowNs: TimeNs, midHalfTicks: number): void {
    if (!this.readsWorth) return;
    const { portfolio } = this.view;
    const netUnits = portfolio.netUnits(midHalfTicks);
    const inventoryUnits = netUnits + portfolio.feesUnits - portfolio.captureUnits;
    const worth = {
      nowNs,
      netUnits: Number(netUnits),
      inventoryUnits: Number(inventoryUnits),
      positionLots: portfolio.positionLots,
    };
    for (const check of this.#valued) check.value(worth);
  }

  /** A venue that tells of each command, where a limit counts them. */
  told(venue: Venue): Venue {
    return this.#sent.length === 0 ? venue : new ToldVenue(venue, () => this.sent(this.view.market.nowNs));
  }

  sent(nowNs: TimeNs): void {
    for (const check of this.#sent) check.sent(nowNs);
  }

  traded(nowNs: TimeNs): void {
    for (const check of this.#traded) check.traded(nowNs);
  }

  /** @param roundTripNs NaN for what the venue did by itself. */
  answered(roundTripNs: DurationNs, nowNs: TimeNs): void {
    for (const check of this.#answered) check.answered(roundTripNs, nowNs);
  }

  /** Stops that are latched begin anew. */
  reset(): void {
    for (const check of this.#stopping) check.reset?.();
  }

  // Asked.

  /** Why nothing may be quoted now, or undefined. */
  fault(): RiskReason | undefined {
    return this.marketFault() ?? this.#pause();
  }

  /** As far as it is the market's: what an order that flattens waits for. */
  marketFault(): RiskReason | undefined {
    return marketFault(this.view.market, this.limits.staleAfterNs);
  }

  /** The gravest of the stops that are latched. */
  get stop(): RiskStop | undefined {
    let gravest: RiskStop | undefined;
    for (let at = 0; at < this.#stopping.length; at++) {
      const stop = this.#stopping[at]!.stop();
      if (stop === undefined) continue;
      if (gravest === undefined || riskStops.indexOf(stop) < riskStops.indexOf(gravest)) gravest = stop;
    }
    return gravest;
  }

  /** Whether the venue's clock is too far from ours. */
  isClockOff(offsetNs: DurationNs): boolean {
    return Math.abs(offsetNs) > (this.limits.clockOffsetNsMax ?? Number.POSITIVE_INFINITY);
  }

  /** Moves what is wanted, and trims it to its bounds. @param vetoed told what for. */
  shape(wanted: WantedQuotes, vetoed: (reason: RiskReason) => void): void {
    const shape = this.#shape;
    shape.widenTicks = 0;
    shape.skewTicks = 0;
    for (const check of this.#shaping) if (check.shape(shape)) vetoed(check.reason);
    const { market, portfolio } = this.view;
    if (shape.widenTicks > 0 || shape.skewTicks > 0) shiftQuotes(wanted, market, shape, portfolio.positionLots);
    if (this.#bounds.length === 0) return;
    for (const side of sides) this.#trim(side, wanted.side(side), portfolio.positionLots, vetoed);
  }

  /** Why a quote of that price and size may not stand, or undefined. */
  quoteFault(side: Side, priceTicks: number, sizeLots: number): RiskReason | undefined {
    if (!this.isInBand(priceTicks)) return "price_band";
    return this.#quoteChecks.length === 0 ? undefined : this.#quoteFault(side, priceTicks, sizeLots);
  }

  isInBand(priceTicks: number): boolean {
    const { market } = this.view;
    const twiceMidTicks = market.touchBidTicks + market.touchAskTicks;
    return Math.abs(2 * priceTicks - twiceMidTicks) <= 2 * this.limits.priceBandTicks;
  }

  /** Why nothing more may be placed now, with so many orders open; or undefined. */
  placeFault(openCount: number, nowNs: TimeNs): RiskReason | undefined {
    const placeChecks = this.#placeChecks;
    for (let at = 0; at < placeChecks.length; at++)
      if (placeChecks[at]!.isFull(openCount, nowNs)) return placeChecks[at]!.reason;
    return undefined;
  }

  /** Why an order that trades at once may not have that price, or undefined. */
  takeFault(priceTicks: number): RiskReason | undefined {
    return this.#collar?.quoteFault(bid, priceTicks);
  }

  /** The price, or the nearest to it that the price collar lets through. */
  collaredTicks(priceTicks: number): number {
    return this.#collar?.within(priceTicks) ?? priceTicks;
  }

  /** The most of a want that one order may be for. */
  orderLots(wantedLots: number): number {
    return Math.min(wantedLots, this.#orderLotsMax);
  }

  /** Lots of `sizeLots` that may still be ordered, `openLots` already working on that side; 0 for none. */
  allowedLots(side: Side, sizeLots: number, positionLots: number, openLots: number): number {
    assert(sizeLots > 0 && openLots >= 0, "sizes are positive");
    const worstLots = (side === bid ? positionLots : -positionLots) + openLots;
    return Math.max(0, Math.min(sizeLots, this.#lotsMax(side) - worstLots));
  }

  /** Which bound the last `allowedLots` came to. */
  get boundReason(): RiskReason {
    return this.#boundReason;
  }

  #pause(): RiskReason | undefined {
    const pausing = this.#pausing;
    for (let at = 0; at < pausing.length; at++)
      if (pausing[at]!.pauses(this.view.market.nowNs)) return pausing[at]!.reason;
    return undefined;
  }

  #quoteFault(side: Side, priceTicks: number, sizeLots: number): RiskReason | undefined {
    for (const check of this.#quoteChecks) {
      const fault = check.quoteFault(side, priceTicks, sizeLots);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  /** Whole lots; a bound that cannot be told lets nothing more in. */
  #lotsMax(side: Side): number {
    let lotsMax = this.limits.positionLotsMax;
    this.#boundReason = "position_bound";
    const bounds = this.#bounds;
    for (let at = 0; at < bounds.length; at++) {
      const lots = Math.floor(bounds[at]!.lotsMax(side));
      if (lots >= lotsMax) continue;
      lotsMax = Number.isNaN(lots) ? Number.NEGATIVE_INFINITY : lots;
      this.#boundReason = bounds[at]!.reason;
    }
    return lotsMax;
  }

  /** What works beyond a bound that a price has moved is then taken off, the last levels first. */
  #trim(side: Side, ladder: Ladder, positionLots: number, vetoed: (reason: RiskReason) => void): void {
    let worstLots = 0;
    for (let level = 0; level < ladder.count; level++) {
      const sizeLots = ladder.sizeLots[level]!;
      const allowedLots = this.allowedLots(side, sizeLots, positionLots, worstLots);
      if (allowedLots < sizeLots) vetoed(this.#boundReason);
      ladder.sizeLots[level] = allowedLots;
      worstLots += allowedLots;
    }
    for (let level = ladder.count - 1; level >= 0; level--) if (ladder.sizeLots[level] === 0) ladder.remove(level);
  }
}

type Able<Ability extends keyof RunningCheck> = RunningCheck & Required<Pick<RunningCheck, Ability>>;

function able<Ability extends keyof RunningCheck>(running: readonly RunningCheck[], ability: Ability): Able<Ability>[] {
  return running.filter((check): check is Able<Ability> => check[ability] !== undefined);
}
