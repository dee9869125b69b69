/**
 * One market of the reference engine: what happens next there, and its making happen (rules, section 2). The engine
 * decides which market's turn it is; time is the engine's.
 */
import { assert } from "../base/assert.ts";
import type { EventColumns } from "../domain/event.ts";
import type { OwnEvent } from "../domain/own-event.ts";
import { ask, bid } from "../domain/side.ts";
import type { DurationNs, TimeNs } from "../domain/time.ts";
import { change, type EngineConfig, type EngineCounts, engineLimits, stop } from "../ports/engine.ts";
import type { EngineMemory } from "./memory.ts";
import { MemoryMarket } from "./memory-market.ts";
import { queueRuleOf } from "./queue-model.ts";
import { ReferenceAnswers } from "./reference-answers.ts";
import { ReferenceDecisions } from "./reference-decisions.ts";
import { ReferenceFills } from "./reference-fills.ts";
import { ReferenceKept } from "./reference-kept.ts";
import { ReferenceMarket } from "./reference-market.ts";
import { ReferenceMessages } from "./reference-messages.ts";
import { OwnOrders } from "./reference-orders.ts";
import { ReferenceQueues } from "./reference-queues.ts";
import { ReferenceReports } from "./reference-reports.ts";
import { ReferenceRows } from "./reference-rows.ts";
import { ReferenceSettling } from "./reference-settling.ts";
import { ReferenceShared, type ViewFields } from "./reference-shared.ts";

const noTimeNs: TimeNs = Number.POSITIVE_INFINITY;

/** What can happen in a market, in the order of things that happen at one time. */
export const dueKind = { restOfMessage: 0, message: 1, settlement: 2, stop: 3 } as const;

export interface Due {
  readonly kind: (typeof dueKind)[keyof typeof dueKind];
  readonly atNs: TimeNs;
}

export class ReferenceEngineMarket extends MemoryMarket {
  readonly #shared: ReferenceShared;
  readonly #rows: ReferenceRows;
  readonly #market = new ReferenceMarket();
  readonly #reports = new ReferenceReports(this.#market);
  readonly #fills: ReferenceFills;
  readonly #settling: ReferenceSettling;
  readonly #kept: ReferenceKept;
  readonly #messages: ReferenceMessages;
  readonly #decisions: ReferenceDecisions;
  #hasEnded = false;
  /** Since the last run, for something to be done. */
  #hasStopped = false;

  constructor(
    private readonly config: EngineConfig,
    memory: EngineMemory,
  ) {
    super(memory, config);
    this.#shared = new ReferenceShared(memory);
    const market = this.#market;
    const orders = new OwnOrders();
    const queues = new ReferenceQueues(market, orders, queueRuleOf(config.queueModel));
    this.#rows = new ReferenceRows(queues.isExact);
    this.#fills = new ReferenceFills(market, orders, queues, this.#reports);
    const answers = new ReferenceAnswers(market, orders, queues, this.#reports);
    this.#settling = new ReferenceSettling(market, answers, config);
    this.#kept = new ReferenceKept(market, memory, config.signals);
    this.#messages = new ReferenceMessages(this.#rows, market, queues, this.#fills, this.#settling, this.#kept, config);
    this.#decisions = new ReferenceDecisions(config);
  }

  end(): void {
    const isWhole = this.#rows.isUsedUp && !this.#messages.isInMessage;
    assert(isWhole && !this.#hasEnded, "a market ends once, with its rows used up and no message cut");
    this.#hasEnded = true;
  }

  get hasRows(): boolean {
    return !this.#rows.isUsedUp;
  }

  /** Whether nobody knows yet what comes after its last row. */
  get isWaiting(): boolean {
    return this.#rows.isUsedUp && !this.#hasEnded;
  }

  /** Whether it waits in the middle of a message. */
  get isCut(): boolean {
    return this.#rows.isUsedUp && this.#messages.isInMessage;
  }

  /** The run goes on: commands given since the last stop leave. */
  goOn(nowNs: TimeNs): void {
    this.#decisions.goOn();
    if (this.#hasStopped) this.#kept.clearFlow();
    this.#hasStopped = false;
    for (const command of this.#shared.takeCommands()) this.#settling.send(command, nowNs + this.config.decisionTimeNs);
  }

  /**
   * What happens next, once all of what was told has happened. Nothing comes between the rows of one message, whatever
   * its next row says.
   */
  next(nowNs: TimeNs): Due {
    if (this.hasRows && this.#messages.isInMessage)
      return { kind: dueKind.restOfMessage, atNs: this.#messages.receivedNs };
    const messageNs = this.hasRows ? this.#rows.nextReceivedNs : noTimeNs;
    const settlementNs = this.#settling.nextCloseNs;
    const deadlineNs = Math.max(this.#shared.deadlineNs, nowNs);
    const toldNs = Math.max(this.#shared.toldNs, nowNs);
    const stopNs = Math.min(this.#reports.events.nextSeenNs, toldNs, deadlineNs, this.#decisions.nextNs);
    if (messageNs <= Math.min(settlementNs, stopNs)) return { kind: dueKind.message, atNs: messageNs };
    if (settlementNs <= stopNs) return { kind: dueKind.settlement, atNs: settlementNs };
    return { kind: dueKind.stop, atNs: stopNs };
  }

  /**
   * Applies the rows of the message at hand, as far as they were pushed and what they bring fits.
   * @returns when it was received.
   * @throws RowError
   */
  applyMessage(nowNs: TimeNs): TimeNs {
    do {
      const changed = this.#messages.applyNextRow(nowNs);
      this.#decisions.received(this.#messages.receivedNs);
      if (changed !== undefined) this.#decisions.note(changed, this.#messages.receivedNs);
    } while (this.#messages.isInMessage && this.hasRows && !this.#kept.isFlowFull);
    return this.#messages.receivedNs;
  }

  /** After rows were applied: a stop when the flow is full, even in the middle of a message; else 0. */
  stopForFlow(nowNs: TimeNs): number {
    if (!this.#kept.isFlowFull) return 0;
    this.#stop(nowNs, []);
    return stop.flow;
  }

  settleFirst(nowNs: TimeNs): void {
    this.#settling.settleFirst(nowNs);
  }

  /** Whatever is due now in one stop; 0 when that is a decision of the grid for which nothing has changed. */
  stopNow(nowNs: TimeNs): number {
    const events = this.#reports.events.take(nowNs, engineLimits.ownEventsMax);
    const isTold = this.#shared.toldNs <= nowNs;
    if (isTold) this.memory.spendTell();
    const isOwnDue = isTold || events.length > 0;
    if (isOwnDue) this.#decisions.note(change.own, nowNs);
    const isTimerDue = this.#shared.deadlineNs <= nowNs;
    if (isTimerDue) this.memory.setDeadline(noTimeNs);
    const isDecisionDue = this.#decisions.take(nowNs);
    const reasons = (isOwnDue ? stop.own : 0) | (isTimerDue ? stop.timer : 0) | (isDecisionDue ? stop.decision : 0);
    if (reasons !== 0) this.#stop(nowNs, events);
    return reasons;
  }

  #stop(nowNs: TimeNs, events: readonly OwnEvent[]): void {
    this.#hasStopped = true;
    this.publish(nowNs, events);
  }

  /** Brings what is seen from outside up to date. */
  publish(nowNs: TimeNs, events: readonly OwnEvent[]): void {
    this.#shared.writeOwnEvents(events);
    this.#shared.writeState({ ...this.#viewFields(nowNs), ...this.#countFields() });
    this.#kept.publish(nowNs);
  }

  #viewFields(nowNs: TimeNs): ViewFields {
    const { touch, bookTop, state } = this.#market;
    return {
      nowNs,
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
      changed: this.#decisions.changed,
    };
  }

  #countFields(): EngineCounts {
    const { eventsCount, messagesCount, tradesCount, venueTimesLateCount, venueTimesMissingCount } = this.#messages;
    return {
      rowsCount: this.#rows.readCount,
      eventsCount,
      messagesCount,
      tradesCount,
      decisionsCount: this.#decisions.count,
      decisionsSkippedCount: this.#decisions.skippedCount,
      venueTimesLateCount,
      venueTimesMissingCount,
      unknownLots: this.#fills.unknownLots,
    };
  }

  protected take(columns: EventColumns, offsetNs: DurationNs): void {
    const isReady = this.#rows.isUsedUp && !this.#hasEnded;
    assert(isReady, "a market takes rows when it has used up the last ones and has not ended");
    this.#rows.push(columns, offsetNs);
  }
}
