/**
 * The kernel: the one ordered sequence of inputs goes in, commands come out.
 *
 *   own events ─▶ orders, portfolio ─┐
 *   deadlines  ─▶ markouts, samples ─┼─▶ risk ─▶ order manager ─▶ venue
 *   decisions  ─▶ strategy ─▶ wants ─┘
 *
 * It is told; it never asks: time is the stop's, the market is what the view shows, and all that can influence a quote
 * comes in through `step`. The same core runs behind a backtest, on paper and live.
 */
import { assert } from "../base/assert.ts";
import { type OwnEvent, ownEventKind } from "../domain/own-event.ts";
import { ask, bid, type Side, sides } from "../domain/side.ts";
import { type DurationNs, nsPerSecond, type TimeNs } from "../domain/time.ts";
import { type MarketView, stop } from "../ports/engine.ts";
import type { KernelListener } from "./kernel-listener.ts";
import type { OrderManager } from "./orders/order-manager.ts";
import { adverseHorizonNs, Markouts } from "./portfolio/markouts.ts";
import type { Portfolio } from "./portfolio/portfolio.ts";
import type { Risk } from "./risk/risk.ts";
import type { Decide, StrategyView } from "./strategy/strategy.ts";

/** P&L and position are read this often, on whole multiples of it. */
export const sampleEveryNs: DurationNs = nsPerSecond;

/** Own-order events of one stop, lent one at a time. */
export interface OwnEvents {
  readonly ownEventsCount: number;
  ownEvent(index: number): OwnEvent;
}

export interface KernelParts {
  readonly market: MarketView;
  readonly decide: Decide;
  readonly risk: Risk;
  readonly orders: OrderManager;
  readonly portfolio: Portfolio;
  readonly listener: KernelListener;
}

export class Kernel {
  readonly markouts: Markouts;
  readonly #view: StrategyView;
  #nextSampleNs: TimeNs = Number.NaN; // Until the first stop.
  #midHalfTicks = Number.NaN;

  constructor(private readonly parts: KernelParts) {
    const { market, portfolio } = parts;
    this.markouts = new Markouts((fill, horizonNs, midHalfTicks) => {
      if (horizonNs === adverseHorizonNs) portfolio.addAdverse(fill, midHalfTicks);
    });
    this.#view = {
      market,
      get nowNs() {
        return market.nowNs;
      },
      get positionLots() {
        return portfolio.positionLots;
      },
    };
  }

  /** How things stand when a run ends: the last mid, and a sample unless the grid has just given one. */
  sampleNow(): void {
    const { nowNs } = this.parts.market;
    this.#noteMid();
    if (this.#nextSampleNs - sampleEveryNs !== nowNs) this.#sample(nowNs);
  }

  /** The last mid seen, in half ticks; NaN before there was one. */
  get midHalfTicks(): number {
    return this.#midHalfTicks;
  }

  /**
   * One stop: takes in what happened, decides if it is time to, and brings orders towards what is wanted.
   * @param reasons mask of `stop`.
   * @returns when to stop next, if nothing happens before; Infinity for never.
   */
  step(reasons: number, events: OwnEvents): TimeNs {
    const { market, orders } = this.parts;
    const { nowNs } = market;
    this.#noteMid();
    if ((reasons & stop.own) !== 0) for (let i = 0; i < events.ownEventsCount; i++) this.#ownEvent(events.ownEvent(i));
    this.#mark(nowNs);
    if ((reasons & stop.decision) !== 0) this.#decide();
    else if (this.#isExposed() && this.parts.risk.marketFault(market) !== undefined) orders.wanted.clear();
    orders.reconcile(nowNs);
    return this.#nextDeadlineNs();
  }

  #noteMid(): void {
    const { market } = this.parts;
    if (market.touchBidLots > 0 && market.touchAskLots > 0)
      this.#midHalfTicks = market.touchBidTicks + market.touchAskTicks;
  }

  #ownEvent(event: OwnEvent): void {
    const { orders, portfolio, listener } = this.parts;
    const order = orders.apply(event);
    if (event.kind !== ownEventKind.filled) return;
    assert(order !== undefined, "what fills is an order of ours");
    const fill = portfolio.post(event);
    this.markouts.add(fill);
    listener.filled(fill, order);
  }

  #mark(nowNs: TimeNs): void {
    this.markouts.mark(nowNs, this.#midHalfTicks);
    if (Number.isNaN(this.#nextSampleNs)) this.#nextSampleNs = Math.ceil(nowNs / sampleEveryNs) * sampleEveryNs;
    for (; this.#nextSampleNs <= nowNs; this.#nextSampleNs += sampleEveryNs) this.#sample(this.#nextSampleNs);
  }

  #sample(nowNs: TimeNs): void {
    const { market, orders, listener } = this.parts;
    listener.sampled({
      nowNs,
      midHalfTicks: this.#midHalfTicks,
      ownBidTicks: orders.bestLiveTicks(bid),
      ownAskTicks: orders.bestLiveTicks(ask),
      touchBidTicks: market.touchBidLots > 0 ? market.touchBidTicks : Number.NaN,
      touchAskTicks: market.touchAskLots > 0 ? market.touchAskTicks : Number.NaN,
    });
  }

  #decide(): void {
    const { market, decide, risk, orders, listener } = this.parts;
    const { wanted } = orders;
    wanted.clear();
    const fault = risk.marketFault(market);
    if (fault !== undefined) {
      listener.vetoed(fault);
      return;
    }
    decide(this.#view, wanted);
    for (const side of sides) this.#keepInBand(side);
  }

  #keepInBand(side: Side): void {
    const { market, risk, orders, listener } = this.parts;
    const ladder = orders.wanted.side(side);
    for (let level = ladder.count - 1; level >= 0; level--) {
      if (risk.isInBand(ladder.priceTicks[level]!, market)) continue;
      ladder.remove(level);
      listener.vetoed("price_band");
    }
  }

  #isExposed(): boolean {
    const { orders } = this.parts;
    return orders.open.length > 0 || orders.wanted.bids.count > 0 || orders.wanted.asks.count > 0;
  }

  #nextDeadlineNs(): TimeNs {
    const { market, risk } = this.parts;
    const staleNs = market.receivedNs + risk.limits.staleAfterNs;
    const nextNs = Math.min(this.#nextSampleNs, this.markouts.nextDueNs());
    return this.#isExposed() && staleNs > market.nowNs ? Math.min(nextNs, staleNs) : nextNs;
  }
}
