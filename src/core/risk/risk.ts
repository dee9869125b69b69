/**
 * Risk stands between what a strategy wants and what is ordered: it pulls, trims, refuses or moves, and says why. No
 * strategy can switch it off. All checks are in the table of `README.md` here: kill, drawdown, book drawdown,
 * operation, clock; valid, stale, one-sided and crossed book, models, loss rate, volatility halt, order latency, feed
 * latency; position, notional, book gross and book net bounds, order size; price collar, fat finger, price band,
 * self-cross, open orders, message rate, order to trade; soft position, soft notional, inventory bands.
 *
 * It is told what happens (stops, P&L, commands, fills, answers) and asked what is allowed: all its state is from what
 * it was told, so a replay comes to the same. What is not configured costs nothing.
 */
import { assert } from "../../base/assert.ts";
import { mayRest, type OrderType } from "../../domain/order-type.ts";
import { ask, bid, type Side, sides } from "../../domain/side.ts";
import type { DurationNs, TimeNs } from "../../domain/time.ts";
import type { MarketView } from "../../ports/engine.ts";
import type { Venue } from "../../ports/venue.ts";
import type { OpenOrders } from "../orders/open-orders.ts";
import type { Ladder, WantedQuotes } from "../strategy/wanted-quotes.ts";
import { checks } from "./checks.ts";
import { type RiskStop, riskStops } from "./holds.ts";
import type { RiskLimits } from "./limits.ts";
import { PriceCollar } from "./price-checks.ts";
import { shiftQuotes } from "./quote-shift.ts";
import { GravestVeto, type RiskReason } from "./reasons.ts";
import type { RiskView, Shape } from "./running-check.ts";
import { SortedChecks } from "./sorted-checks.ts";
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
  /** Whether anything is to be looked at when nothing is decided. */
  readonly watches: boolean;
  readonly #hasShape: boolean;
  readonly #staleAfterNs: DurationNs;
  readonly #priceBandHalfTicks: number;
  readonly #hasPauses: boolean;
  readonly #hasQuoteChecks: boolean;
  /** What was vetoed since it was last cleared, the gravest alone. */
  readonly veto = new GravestVeto();
  readonly #checks: SortedChecks;
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
    assert(limits.flattenTicksMax === undefined || limits.flattenTicksMax >= 0, "a collar is beyond the touch");
    const seat = view.book?.seat(view);
    this.#checks = new SortedChecks(checks.flatMap(({ start }) => start?.(limits, view, seat) ?? []));
    const { watching, stopping, shaping, bounds, pausing, judging } = this.#checks;
    this.watches = watching.length + stopping.length > 0;
    this.#hasShape = shaping.length + bounds.length > 0;
    this.#staleAfterNs = limits.staleAfterNs;
    this.#priceBandHalfTicks = 2 * limits.priceBandTicks;
    this.#hasPauses = pausing.length > 0;
    this.#hasQuoteChecks = judging.length > 0;
    this.#collar = this.#checks.all.find((check) => check instanceof PriceCollar);
    this.#orderLotsMax = limits.orderLotsMax ?? Number.POSITIVE_INFINITY;
  }

  /** How far beyond the opposite touch an order that takes may reach, in whole ticks. */
  get flattenTicksMax(): number {
    return Math.floor(this.limits.flattenTicksMax ?? this.limits.priceBandTicks);
  }

  /** How each limit stands that is set and has something to show. */
  get uses(): LimitUse[] {
    const shareOf = Math.abs(this.view.portfolio.positionLots) / this.limits.positionLotsMax;
    const uses: LimitUse[] = [{ check: "position_bound", share: shareOf, level: undefined }];
    for (const { reason, use, level } of this.#checks.all)
      if (use !== undefined || level !== undefined) uses.push({ check: reason, share: use, level });
    return uses;
  }

  // Told.

  /** Once, before anything is asked. */
  follow(open: OpenOrders): void {
    for (const check of this.#checks.all) check.follow?.(open);
  }

  /** At every stop, before anything else. */
  watch(): void {
    const { watching } = this.#checks;
    for (let at = 0; at < watching.length; at++) watching[at]!.watch(this.view.market);
  }

  /** P&L at a sample or a fill. @param midHalfTicks NaN before there was one. */
  value(nowNs: TimeNs, midHalfTicks: number): void {
    const { valued } = this.#checks;
    if (valued.length === 0) return;
    const { portfolio } = this.view;
    const netUnits = portfolio.netUnits(midHalfTicks);
    const inventoryUnits = netUnits + portfolio.feesUnits - portfolio.captureUnits;
    const worth = {
      nowNs,
      netUnits: Number(netUnits),
      inventoryUnits: Number(inventoryUnits),
      positionLots: portfolio.positionLots,
    };
    for (const check of valued) check.value(worth);
  }

  /** A venue that tells of each command, where a limit counts them. */
  told(venue: Venue): Venue {
    return this.#checks.counting.length === 0 ? venue : new ToldVenue(venue, () => this.sent(this.view.market.nowNs));
  }

  sent(nowNs: TimeNs): void {
    for (const check of this.#checks.counting) check.sent(nowNs);
  }

  traded(nowNs: TimeNs): void {
    for (const check of this.#checks.trading) check.traded(nowNs);
  }

  /** @param roundTripNs NaN for what the venue did by itself. */
  answered(roundTripNs: DurationNs, nowNs: TimeNs): void {
    for (const check of this.#checks.timing) check.answered(roundTripNs, nowNs);
  }

  /** Stops that are latched begin anew. */
  reset(): void {
    for (const check of this.#checks.stopping) check.reset?.();
  }

  // Asked.

  /** Why nothing may be quoted now, or undefined. */
  fault(market: MarketView): RiskReason | undefined {
    if (market.bookState === "none") return "no_book";
    if (market.bookState === "gapped") return "gapped_book";
    if (market.nowNs - market.receivedNs >= this.#staleAfterNs) return "stale_book";
    if (market.touchBidLots === 0 || market.touchAskLots === 0) return "one_sided_book";
    if (isCrossed(market)) return "crossed_book";
    return this.#hasPauses ? this.#pause(market.nowNs) : undefined;
  }

  /** The gravest of the stops that are latched. */
  get stop(): RiskStop | undefined {
    const { stopping } = this.#checks;
    let gravest: RiskStop | undefined;
    for (let at = 0; at < stopping.length; at++) {
      const stop = stopping[at]!.stop();
      if (stop === undefined) continue;
      if (gravest === undefined || riskStops.indexOf(stop) < riskStops.indexOf(gravest)) gravest = stop;
    }
    return gravest;
  }

  /** Whether the venue's clock is too far from ours. */
  isClockOff(offsetNs: DurationNs): boolean {
    return Math.abs(offsetNs) > (this.limits.clockOffsetNsMax ?? Number.POSITIVE_INFINITY);
  }

  /** Moves what is wanted, trims it to its bounds, and takes out what may not stand. @param vetoed told what for. */
  restrain(wanted: WantedQuotes, vetoed: (reason: RiskReason) => void): void {
    if (this.#hasShape) this.#reshape(wanted, vetoed);
    this.#sift(bid, wanted.bids, vetoed);
    this.#sift(ask, wanted.asks, vetoed);
  }

  #reshape(wanted: WantedQuotes, vetoed: (reason: RiskReason) => void): void {
    const shape = this.#shape;
    shape.widenTicks = 0;
    shape.skewTicks = 0;
    for (const check of this.#checks.shaping) if (check.shape(shape)) vetoed(check.reason);
    const { market, portfolio } = this.view;
    if (shape.widenTicks > 0 || shape.skewTicks > 0) shiftQuotes(wanted, market, shape, portfolio.positionLots);
    if (this.#checks.bounds.length === 0) return;
    for (const side of sides) this.#trim(side, wanted.side(side), vetoed);
  }

  /** Why a quote of that price and size may not stand, or undefined. */
  quoteFault(side: Side, priceTicks: number, sizeLots: number, market: MarketView): RiskReason | undefined {
    const twiceMidTicks = market.touchBidTicks + market.touchAskTicks;
    if (Math.abs(2 * priceTicks - twiceMidTicks) > this.#priceBandHalfTicks) return "price_band";
    return this.#hasQuoteChecks ? this.#quoteFault(side, priceTicks, sizeLots) : undefined;
  }

  /**
   * Why an order of that price and size may not be placed now, with so many open; or undefined. One that trades at once
   * is no quote: it has its collar beyond the opposite touch instead.
   */
  orderFault(
    type: OrderType,
    side: Side,
    priceTicks: number,
    sizeLots: number,
    openCount: number,
  ): RiskReason | undefined {
    const { market } = this.view;
    const fault = mayRest(type) ? this.quoteFault(side, priceTicks, sizeLots, market) : this.takeFault(priceTicks);
    return fault ?? this.#placeFault(openCount, market.nowNs);
  }

  #placeFault(openCount: number, nowNs: TimeNs): RiskReason | undefined {
    const { placing } = this.#checks;
    for (let at = 0; at < placing.length; at++) if (placing[at]!.isFull(openCount, nowNs)) return placing[at]!.reason;
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

  /**
   * Lots of `sizeLots` that may still be ordered, `heldLots` held towards that side (below 0 for a position on the
   * other) and `openLots` already working there; 0 for none.
   */
  allowedLots(side: Side, sizeLots: number, heldLots: number, openLots: number): number {
    assert(sizeLots > 0 && openLots >= 0, "sizes are positive");
    return Math.max(0, Math.min(sizeLots, this.#lotsMax(side) - heldLots - openLots));
  }

  /** Which bound the last `allowedLots` came to. */
  get boundReason(): RiskReason {
    return this.#boundReason;
  }

  #pause(nowNs: TimeNs): RiskReason | undefined {
    const { pausing } = this.#checks;
    for (let at = 0; at < pausing.length; at++) if (pausing[at]!.pauses(nowNs)) return pausing[at]!.reason;
    return undefined;
  }

  #quoteFault(side: Side, priceTicks: number, sizeLots: number): RiskReason | undefined {
    for (const check of this.#checks.judging) {
      const fault = check.quoteFault(side, priceTicks, sizeLots);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  /** Whole lots; a bound that cannot be told lets nothing more in. */
  #lotsMax(side: Side): number {
    let lotsMax = this.limits.positionLotsMax;
    this.#boundReason = "position_bound";
    const { bounds } = this.#checks;
    for (let at = 0; at < bounds.length; at++) {
      const lots = Math.floor(bounds[at]!.lotsMax(side));
      if (lots >= lotsMax) continue;
      lotsMax = Number.isNaN(lots) ? Number.NEGATIVE_INFINITY : lots;
      this.#boundReason = bounds[at]!.reason;
    }
    return lotsMax;
  }

  /** What works beyond a bound that a price has moved is then taken off, the last levels first. */
  #trim(side: Side, ladder: Ladder, vetoed: (reason: RiskReason) => void): void {
    const heldLots = this.view.portfolio.heldLots(side);
    let worstLots = 0;
    for (let level = 0; level < ladder.count; level++) {
      const sizeLots = ladder.sizeLots[level]!;
      const allowedLots = this.allowedLots(side, sizeLots, heldLots, worstLots);
      if (allowedLots < sizeLots) vetoed(this.#boundReason);
      ladder.sizeLots[level] = allowedLots;
      worstLots += allowedLots;
    }
    for (let level = ladder.count - 1; level >= 0; level--) if (ladder.sizeLots[level] === 0) ladder.remove(level);
  }

  #sift(side: Side, ladder: Ladder, vetoed: (reason: RiskReason) => void): void {
    const { market } = this.view;
    for (let level = ladder.count - 1; level >= 0; level--) {
      const fault = this.quoteFault(side, ladder.priceTicks[level]!, ladder.sizeLots[level]!, market);
      if (fault === undefined) continue;
      ladder.remove(level);
      vetoed(fault);
    }
  }
}

/** In the touch, or in the depth book. */
function isCrossed(market: MarketView): boolean {
  if (market.touchBidTicks >= market.touchAskTicks) return true;
  return market.bookBidLots > 0 && market.bookAskLots > 0 && market.bookBidTicks >= market.bookAskTicks;
}
