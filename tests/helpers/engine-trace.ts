/**
 * Runs an engine over a stream with an agent and writes down all that can be seen from outside: stops, views, own events,
 * commands. Two engines, or two ways of cutting the rows, agree when their traces are equal.
 */
import type { EventColumns } from "../../src/domain/event.ts";
import type { OwnEvent } from "../../src/domain/own-event.ts";
import type { Side } from "../../src/domain/side.ts";
import {
  type CommandLatency,
  type Engine,
  type EngineConfig,
  type EngineCounts,
  type MarketView,
  stop,
} from "../../src/ports/engine.ts";
import { columnsOf, type Message, rowsOf, sliceColumns } from "./engine-messages.ts";

export interface PlaceOrder {
  readonly orderId: number;
  readonly side: Side;
  readonly priceTicks: number;
  readonly sizeLots: number;
  readonly postOnly: boolean;
  readonly latency: CommandLatency;
}

export interface CancelOrder {
  readonly orderId: number;
  readonly latency: CommandLatency;
}

/** What the agent does at one stop. */
export interface Instruction {
  readonly places: readonly PlaceOrder[];
  readonly cancels: readonly CancelOrder[];
  /** From the stop; undefined sets none. */
  readonly deadlineAfterNs: number | undefined;
}

/** A whole experiment: the n-th instruction is for the n-th stop that is not `rowsUsed`. */
export interface Scenario {
  readonly config: EngineConfig;
  readonly messages: readonly Message[];
  readonly script: readonly Instruction[];
  /** Time goes on this long after the last message, so that answers are seen. */
  readonly goesOnNs: number;
}

export interface Stop {
  readonly reasons: number;
  readonly view: MarketView;
  readonly counts: EngineCounts;
  readonly ownEvents: readonly OwnEvent[];
  readonly given: Instruction;
}

export interface Trace {
  readonly stops: readonly Stop[];
  readonly counts: EngineCounts;
}

/** How the rows are cut: their number in each chunk, over and over; and whether time moves on between chunks. */
export interface Cutting {
  readonly chunkRows: readonly number[];
  readonly movesTimeBetween: boolean;
}

export const uncut: Cutting = { chunkRows: [Number.MAX_SAFE_INTEGER], movesTimeBetween: false };

const nothing: Instruction = { places: [], cancels: [], deadlineAfterNs: undefined };

export function play(engine: Engine, scenario: Scenario, cutting: Cutting = uncut): Trace {
  const columns = columnsOf(rowsOf(scenario.messages));
  const stops: Stop[] = [];
  let chunkIndex = 0;
  for (let from = 0; from < columns.rowsCount; ) {
    const rows = cutting.chunkRows[chunkIndex++ % cutting.chunkRows.length]!;
    const until = Math.min(from + rows, columns.rowsCount);
    engine.push(sliceColumns(columns, from, until), 0);
    const horizonNs = horizonAfter(columns, until, scenario.goesOnNs, cutting);
    for (let reasons = engine.run(horizonNs); reasons !== stop.rowsUsed; reasons = engine.run(horizonNs))
      stops.push(atStop(engine, reasons, scenario.script[stops.length] ?? nothing));
    from = until;
  }
  return { stops, counts: countsOf(engine) };
}

function horizonAfter(columns: EventColumns, until: number, goesOnNs: number, { movesTimeBetween }: Cutting): number {
  if (until === columns.rowsCount) return Number(columns.receivedNs[until - 1]) + goesOnNs;
  return movesTimeBetween ? Number(columns.receivedNs[until]) : 0;
}

function atStop(engine: Engine, reasons: number, given: Instruction): Stop {
  const ownEvents = Array.from({ length: engine.ownEventsCount }, (_, index) => copyOf(engine.ownEvent(index)));
  const seen = { reasons, view: viewOf(engine), counts: countsOf(engine), ownEvents, given };
  for (const { orderId, side, priceTicks, sizeLots, postOnly, latency } of given.places)
    engine.place(orderId, side, priceTicks, sizeLots, postOnly, latency);
  for (const { orderId, latency } of given.cancels) engine.cancel(orderId, latency);
  if (given.deadlineAfterNs !== undefined) engine.setDeadline(engine.view.nowNs + given.deadlineAfterNs);
  return seen;
}

export function copyOf(event: OwnEvent): OwnEvent {
  return {
    kind: event.kind,
    seenNs: event.seenNs,
    venueNs: event.venueNs,
    orderId: event.orderId,
    side: event.side,
    priceTicks: event.priceTicks,
    lots: event.lots,
    remainingLots: event.remainingLots,
    queueAheadLots: event.queueAheadLots,
    bidTicks: event.bidTicks,
    askTicks: event.askTicks,
    cause: event.cause,
    reason: event.reason,
  };
}

function viewOf({ view }: Engine): MarketView {
  return {
    nowNs: view.nowNs,
    receivedNs: view.receivedNs,
    bookState: view.bookState,
    touchBidTicks: view.touchBidTicks,
    touchBidLots: view.touchBidLots,
    touchAskTicks: view.touchAskTicks,
    touchAskLots: view.touchAskLots,
    bookBidTicks: view.bookBidTicks,
    bookBidLots: view.bookBidLots,
    bookAskTicks: view.bookAskTicks,
    bookAskLots: view.bookAskLots,
    changed: view.changed,
  };
}

function countsOf({ counts }: Engine): EngineCounts {
  return {
    rowsCount: counts.rowsCount,
    eventsCount: counts.eventsCount,
    messagesCount: counts.messagesCount,
    tradesCount: counts.tradesCount,
    decisionsCount: counts.decisionsCount,
    decisionsSkippedCount: counts.decisionsSkippedCount,
    venueTimesLateCount: counts.venueTimesLateCount,
    venueTimesMissingCount: counts.venueTimesMissingCount,
    unknownLots: counts.unknownLots,
  };
}
