/**
 * The kernel: the one ordered sequence of inputs goes in, commands come out.
 *
 *   operators  ─▶ holds, flattening ─┐
 *   own events ─▶ orders, portfolio ─┤
 *   deadlines  ─▶ markouts, samples ─┼─▶ risk ─▶ order manager ─▶ venue
 *   decisions  ─▶ strategy ─▶ wants ─┘
 *
 * It is told; it never asks: time is the stop's, the market is what the view shows, and all that can influence a quote
 * comes in through `step`; what operators and the session say (`operate`, `hold`, `release`) takes effect in the step
 * that follows, at its time. The same core runs behind a backtest, on paper and live.
 */
import { assert } from "../base/assert.ts";
import type { OperatorCommand } from "../domain/operator.ts";
import { type OwnEvent, ownEventKind } from "../domain/own-event.ts";
import { ask, bid } from "../domain/side.ts";
import { type DurationNs, nsPerSecond, type TimeNs } from "../domain/time.ts";
import { stop } from "../ports/engine.ts";
import { Decider, type DeciderParts } from "./decider.ts";
import type { FeatureReaders } from "./features/feature-readers.ts";
import { type OperatingState, Operation, type OperatorRefusal } from "./operation.ts";
import { roundTripNs } from "./orders/round-trip.ts";
import { adverseHorizonNs, Markouts } from "./portfolio/markouts.ts";
import { PositionTaker } from "./position-taker.ts";
import { type HoldReason, Holds, type RiskStop, type SessionHold } from "./risk/holds.ts";

/** P&L and position are read this often, on whole multiples of it. */
export const sampleEveryNs: DurationNs = nsPerSecond;

/** Own-order events of one stop, lent one at a time. */
export interface OwnEvents {
  readonly ownEventsCount: number;
  ownEvent(index: number): OwnEvent;
}

export interface KernelParts extends DeciderParts {
  /** Those that the strategy has asked for. */
  readonly readers: FeatureReaders;
}

export class Kernel {
  readonly markouts: Markouts;
  readonly #decider: Decider;
  readonly #holds = new Holds((reason, isOn) => this.#noteHold(reason, isOn));
  readonly #operation = new Operation(this.#holds);
  readonly #taker: PositionTaker;
  #isTold = false; // Something, since the last step, that the engine does not know of.
  #hold: HoldReason | undefined; // The gravest, at hand for every stop.
  #riskStop: RiskStop | undefined; // What of risk is among the holds.
  #nextSampleNs: TimeNs = Number.NaN; // Until the first stop.
  #midHalfTicks = Number.NaN;

  constructor(private readonly parts: KernelParts) {
    this.#decider = new Decider(parts);
    this.#taker = new PositionTaker(parts);
    this.markouts = new Markouts((fill, horizonNs, midHalfTicks) => {
      if (horizonNs === adverseHorizonNs) parts.portfolio.addAdverse(fill, midHalfTicks);
      parts.listener.marked(fill, horizonNs, midHalfTicks);
    });
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

  /** What operators have made of this market. */
  get state(): OperatingState {
    return this.#operation.state;
  }

  /** Why nothing may be placed, whatever the market; the gravest first, empty when it may. */
  get holds(): readonly HoldReason[] {
    return this.#holds.list;
  }

  /**
   * @param command parameters are those of this market's strategy, checked by its schema.
   * @returns why it is refused, or undefined.
   */
  operate(command: OperatorCommand): OperatorRefusal | undefined {
    this.#isTold = true;
    if (command.kind === "reset_kill") return this.#resetKill();
    if (command.kind !== "parameters") return this.#operation.take(command);
    this.#decider.restart(command.parameters);
    return undefined;
  }

  /** Something that the strategy reads has changed outside of this market: it decides in the step that follows. */
  look(): void {
    this.#isTold = true;
  }

  /** Nothing is placed, and quotes are pulled, until this is released; held already, it stays so. */
  hold(reason: SessionHold): void {
    this.#holds.set(reason, true);
  }

  release(reason: SessionHold): void {
    this.#holds.set(reason, false);
  }

  /** The venue's clock is so much ahead of ours, as far as the session can tell. */
  clockOffset(offsetNs: DurationNs): void {
    this.#holds.set("clock_offset", this.parts.risk.isClockOff(offsetNs));
  }

  /**
   * One stop: takes in what happened, decides if it is time to, and brings orders towards what is wanted.
   * @param reasons mask of `stop`.
   * @returns when to stop next, if nothing happens before; Infinity for never.
   */
  step(reasons: number, events: OwnEvents): TimeNs {
    const { market, risk, orders, readers, listener } = this.parts;
    const { nowNs } = market;
    this.#noteMid();
    if (risk.watches) risk.watch();
    readers.take(market.flow);
    if ((reasons & stop.own) !== 0) for (let i = 0; i < events.ownEventsCount; i++) this.#ownEvent(events.ownEvent(i));
    this.#mark(nowNs);
    if (risk.watches && risk.stop !== this.#riskStop) this.#takeRiskStop(risk.stop, nowNs);
    const isDecision = (reasons & stop.decision) !== 0 || this.#isTold;
    if (isDecision) this.#decider.decide(this.#hold);
    else if (this.#isExposed() && risk.fault(market) !== undefined) orders.wanted.clear();
    if (this.#isTold) this.#cancelAsTold(nowNs);
    orders.reconcile(nowNs);
    const approachNs = orders.wanted.isAimed ? this.#approach() : Number.POSITIVE_INFINITY;
    if (isDecision) listener.decided(this.#decider.decision);
    const flattenNs = this.#hold === "flattening" ? this.#flatten() : Number.POSITIVE_INFINITY;
    return Math.min(approachNs, flattenNs, this.#nextDeadlineNs());
  }

  #noteMid(): void {
    const { market, portfolio } = this.parts;
    if (market.touchBidLots === 0 || market.touchAskLots === 0) return;
    if (Number.isNaN(this.#midHalfTicks)) portfolio.start(market.touchBidTicks + market.touchAskTicks);
    this.#midHalfTicks = market.touchBidTicks + market.touchAskTicks;
  }

  #noteHold(reason: HoldReason, isOn: boolean): void {
    this.#isTold = true;
    this.#hold = this.#holds.first;
    this.parts.listener.held(reason, isOn);
  }

  /** Pulls everything at once, or lets go. The new hold goes on before the old one goes. */
  #takeRiskStop(riskStop: RiskStop | undefined, nowNs: TimeNs): void {
    const before = this.#riskStop;
    this.#riskStop = riskStop;
    if (riskStop !== undefined) {
      this.#holds.set(riskStop, true);
      this.parts.orders.cancelAll(nowNs);
    }
    if (before !== undefined) this.#holds.set(before, false);
  }

  /** Takes risk's own stops away as well, which an operator finds latched as a kill. Without one no peak is moved. */
  #resetKill(): OperatorRefusal | undefined {
    const isStopped = this.#riskStop !== undefined;
    if (isStopped) this.parts.risk.reset();
    if (isStopped && this.#operation.state !== "killed") return this.#operation.take({ kind: "pause" });
    return this.#operation.take({ kind: "reset_kill" });
  }

  #ownEvent(event: OwnEvent): void {
    const { orders, portfolio, listener, risk } = this.parts;
    const order = orders.apply(event);
    if (order !== undefined) {
      listener.ordered(order, event);
      risk.answered(roundTripNs(order, event), event.seenNs);
    }
    if (event.kind !== ownEventKind.filled) return;
    assert(order !== undefined, "what fills is an order of ours");
    const fill = portfolio.post(event);
    this.markouts.add(fill);
    risk.traded(event.seenNs);
    risk.value(event.seenNs, this.#midHalfTicks);
    listener.filled(fill, order);
  }

  #mark(nowNs: TimeNs): void {
    this.markouts.mark(nowNs, this.#midHalfTicks);
    if (Number.isNaN(this.#nextSampleNs)) this.#nextSampleNs = Math.ceil(nowNs / sampleEveryNs) * sampleEveryNs;
    for (; this.#nextSampleNs <= nowNs; this.#nextSampleNs += sampleEveryNs) this.#sample(this.#nextSampleNs);
  }

  #sample(nowNs: TimeNs): void {
    const { market, orders, listener, risk } = this.parts;
    risk.value(nowNs, this.#midHalfTicks);
    listener.sampled({
      nowNs,
      midHalfTicks: this.#midHalfTicks,
      ownBidTicks: orders.bestLiveTicks(bid),
      ownAskTicks: orders.bestLiveTicks(ask),
      touchBidTicks: market.touchBidLots > 0 ? market.touchBidTicks : Number.NaN,
      touchAskTicks: market.touchAskLots > 0 ? market.touchAskTicks : Number.NaN,
    });
  }

  #cancelAsTold(nowNs: TimeNs): void {
    this.#isTold = false;
    if (this.#operation.takeCancelDue()) this.parts.orders.cancelAll(nowNs);
  }

  /** @returns when it goes on; Infinity for never. */
  #flatten(): TimeNs {
    const nextNs = this.#taker.flatten(this.#holds.isOnly("flattening"));
    if (nextNs === undefined) this.#operation.endFlattening();
    return nextNs ?? Number.POSITIVE_INFINITY;
  }

  /** @returns when it goes on; Infinity for never. */
  #approach(): TimeNs {
    const { wanted } = this.parts.orders;
    return this.#taker.approach(wanted.aimLots, wanted.aimCollarTicks) ?? Number.POSITIVE_INFINITY;
  }

  #isExposed(): boolean {
    const { orders } = this.parts;
    return orders.open.length > 0 || !orders.wanted.isEmpty;
  }

  #nextDeadlineNs(): TimeNs {
    const { market, risk } = this.parts;
    const staleNs = market.receivedNs + risk.limits.staleAfterNs;
    const nextNs = Math.min(this.#nextSampleNs, this.markouts.nextDueNs());
    return this.#isExposed() && staleNs > market.nowNs ? Math.min(nextNs, staleNs) : nextNs;
  }
}
