/**
 * The rules of `README.md` in plain TypeScript, simple enough to be checked by eye: the oracle of the property tests, and
 * what runs where there is no compiler. This file is the loop (section 2); the other `reference-` files are one idea each.
 */
import { assert } from "../base/assert.ts";
import type { EventColumns } from "../domain/event.ts";
import type { OwnEvent } from "../domain/own-event.ts";
import { ask, bid, type Side } from "../domain/side.ts";
import { type DurationNs, nsPerSecond, type TimeNs } from "../domain/time.ts";
import {
  type CommandLatency,
  change,
  type Engine,
  type EngineConfig,
  type EngineCounts,
  engineLimits,
  type MarketView,
  stop,
} from "../ports/engine.ts";
import { EngineMemory } from "./memory.ts";
import { queueRuleOf } from "./queue-model.ts";
import { ReferenceFills } from "./reference-fills.ts";
import { ReferenceMarket } from "./reference-market.ts";
import { ReferenceMessages } from "./reference-messages.ts";
import { ReferenceRows } from "./reference-rows.ts";
import { ReferenceSettling } from "./reference-settling.ts";
import { ReferenceShared } from "./reference-shared.ts";

const noTimeNs: TimeNs = Number.POSITIVE_INFINITY;

export class ReferenceEngine implements Engine {
  readonly kind = "reference";
  readonly view: MarketView;
  readonly counts: EngineCounts;
  readonly #memory: EngineMemory;
  readonly #shared: ReferenceShared;
  readonly #market = new ReferenceMarket();
  readonly #rows = new ReferenceRows();
  readonly #fills: ReferenceFills;
  readonly #settling: ReferenceSettling;
  readonly #messages: ReferenceMessages;

  #nowNs: TimeNs = 0;
  /** Next decision of the grid; Infinity without one, or before the first event. */
  #gridNs = noTimeNs;
  /** When a decision was called for; Infinity for not at all. */
  #calledNs = noTimeNs;
  #changed = 0;
  #isDecisionGiven = false;
  #decisionsCount = 0;
  #decisionsSkippedCount = 0;

  constructor(private readonly config: EngineConfig) {
    this.#memory = new EngineMemory(config);
    this.view = this.#memory;
    this.counts = this.#memory;
    this.#shared = new ReferenceShared(this.#memory);
    this.#fills = new ReferenceFills(this.#market, queueRuleOf(config.queueModel));
    this.#settling = new ReferenceSettling(this.#market, this.#fills, config);
    this.#messages = new ReferenceMessages(this.#rows, this.#market, this.#fills, this.#settling, config);
  }

  push(columns: EventColumns, offsetNs: DurationNs): void {
    this.#rows.push(columns, offsetNs);
  }

  run(horizonNs: TimeNs): number {
    this.#begin();
    for (;;) {
      const { isInMessage } = this.#messages;
      const otherNs = Math.min(this.#settling.nextCloseNs, this.#nextStopNs());
      if (this.#rows.isUsedUp) {
        if (isInMessage || otherNs >= horizonNs) return this.#finish(stop.rowsUsed, []);
      } else if (isInMessage || this.#rows.nextReceivedNs <= otherNs) {
        this.#applyNextRow();
        continue;
      }
      assert(otherNs >= this.#nowNs, "time never runs backwards");
      this.#nowNs = otherNs;
      if (this.#settling.nextCloseNs === otherNs) {
        this.#settling.settleFirst(otherNs);
        continue;
      }
      const reasons = this.#stopNow();
      if (reasons !== 0) return reasons;
    }
  }

  get ownEventsCount(): number {
    return this.#memory.ownEventsCount;
  }

  ownEvent(index: number): OwnEvent {
    return this.#memory.ownEvent(index);
  }

  setDeadline(atNs: TimeNs): void {
    this.#memory.setDeadline(atNs);
  }

  place(
    orderId: number,
    side: Side,
    priceTicks: number,
    sizeLots: number,
    postOnly: boolean,
    latency: CommandLatency,
  ): void {
    this.#memory.place(orderId, side, priceTicks, sizeLots, postOnly, latency);
  }

  cancel(orderId: number, latency: CommandLatency): void {
    this.#memory.cancel(orderId, latency);
  }

  [Symbol.dispose](): void {}

  #begin(): void {
    if (this.#isDecisionGiven) this.#changed = 0;
    this.#isDecisionGiven = false;
    const leaveNs = this.#nowNs + this.config.decisionTimeNs;
    for (const command of this.#shared.takeCommands()) this.#settling.send(command, leaveNs);
  }

  /** The earliest of own events, deadline and decisions. */
  #nextStopNs(): TimeNs {
    const deadlineNs = Math.max(this.#shared.deadlineNs, this.#nowNs);
    return Math.min(this.#fills.events.nextSeenNs, deadlineNs, this.#gridNs, this.#calledNs);
  }

  #applyNextRow(): void {
    const changed = this.#messages.applyNextRow(this.#nowNs);
    this.#nowNs = this.#messages.receivedNs;
    const { decideEveryNs } = this.config;
    if (this.#gridNs === noTimeNs && decideEveryNs > 0)
      this.#gridNs = (Math.floor(this.#nowNs / nsPerSecond) + 1) * nsPerSecond;
    if (changed !== undefined) this.#noteChange(changed);
  }

  #noteChange(changed: number): void {
    this.#changed |= changed;
    if ((changed & this.config.decideOn) !== 0) this.#calledNs = this.#nowNs;
  }

  /** Whatever is due now in one stop; 0 when that is a decision of the grid for which nothing has changed. */
  #stopNow(): number {
    const events = this.#fills.events.take(this.#nowNs, engineLimits.ownEventsMax);
    if (events.length > 0) this.#noteChange(change.own);
    const isTimerDue = this.#shared.deadlineNs <= this.#nowNs;
    if (isTimerDue) this.#memory.setDeadline(noTimeNs);
    const isDecisionDue = this.#takeDecision();
    const reasons =
      (events.length > 0 ? stop.own : 0) | (isTimerDue ? stop.timer : 0) | (isDecisionDue ? stop.decision : 0);
    return reasons === 0 ? 0 : this.#finish(reasons, events);
  }

  #takeDecision(): boolean {
    const isCalled = this.#calledNs === this.#nowNs;
    const isOnGrid = this.#gridNs === this.#nowNs;
    const isDue = isCalled || (isOnGrid && (this.#changed & this.config.reads) !== 0);
    if (isOnGrid) this.#gridNs += this.config.decideEveryNs;
    if (isDue) this.#decisionsCount++;
    else if (isOnGrid) this.#decisionsSkippedCount++;
    this.#calledNs = noTimeNs;
    this.#isDecisionGiven = isDue;
    return isDue;
  }

  #finish(reasons: number, events: readonly OwnEvent[]): number {
    this.#shared.writeOwnEvents(events);
    this.#shared.writeState({ ...this.#marketFields(), ...this.#countFields() });
    return reasons;
  }

  #marketFields(): MarketView {
    const { touch, bookTop, state } = this.#market;
    return {
      nowNs: this.#nowNs,
      receivedNs: this.#messages.receivedNs,
      bookState: state,
      touchBidTicks: touch.ticks[bid],
      touchBidLots: touch.lots[bid],
      touchAskTicks: touch.ticks[ask],
      touchAskLots: touch.lots[ask],
      bookBidTicks: bookTop.ticks[bid],
      bookBidLots: bookTop.lots[bid],
      bookAskTicks: bookTop.ticks[ask],
      bookAskLots: bookTop.lots[ask],
      changed: this.#changed,
    };
  }

  #countFields(): EngineCounts {
    const { eventsCount, messagesCount, tradesCount, venueTimesLateCount, venueTimesMissingCount } = this.#messages;
    return {
      rowsCount: this.#rows.readCount,
      eventsCount,
      messagesCount,
      tradesCount,
      decisionsCount: this.#decisionsCount,
      decisionsSkippedCount: this.#decisionsSkippedCount,
      venueTimesLateCount,
      venueTimesMissingCount,
      unknownLots: this.#fills.unknownLots,
    };
  }
}
