/**
 * Runs an engine over streams with an agent and writes down all that can be seen from outside: stops, views, own
 * events, commands. Two engines, or two ways of cutting the rows, agree when their traces are equal.
 */

import type { EventColumns } from "../../src/domain/event.ts";
import type { OrderType } from "../../src/domain/order-type.ts";
import type { OwnEvent } from "../../src/domain/own-event.ts";
import type { Side } from "../../src/domain/side.ts";
import {
  type CommandLatency,
  type Engine,
  type EngineConfig,
  type EngineCounts,
  type EngineMarket,
  type MarketView,
  stop,
} from "../../src/ports/engine.ts";
import { columnsOf, type Message, rowsOf, sliceColumns } from "./engine-messages.ts";
import { type SeenDepth, type SeenFlow, type SeenSignals, seenDepth, seenFlow, seenSignals } from "./seen-signals.ts";

export interface PlaceOrder {
  readonly what: "place";
  readonly type: OrderType;
  readonly side: Side;
  readonly orderId: number;
  readonly priceTicks: number;
  readonly sizeLots: number;
  readonly shownLots: number;
}

interface AmendOrder {
  readonly what: "amend";
  readonly orderId: number;
  readonly priceTicks: number;
  readonly sizeLots: number;
}

interface CancelOrder {
  readonly what: "cancel";
  readonly orderId: number;
}

interface CancelAllOrders {
  readonly what: "cancelAll";
}

export type Command = (PlaceOrder | AmendOrder | CancelOrder | CancelAllOrders) & {
  readonly latency: CommandLatency;
  /** To which market: so many further than the one that stopped. */
  readonly marketOffset: number;
};

/** What the agent does at one stop. */
export interface Instruction {
  readonly commands: readonly Command[];
  /** From the stop; undefined sets none. */
  readonly deadlineAfterNs: number | undefined;
  /** From the stop; undefined tells nothing. */
  readonly tellAfterNs: number | undefined;
}

/** A view as it was, in values that stay. */
export type SeenView = Omit<MarketView, "signals" | "depth" | "flow"> & {
  readonly signals: SeenSignals;
  readonly depth: SeenDepth;
  readonly flow: SeenFlow;
};

/** One market of an experiment: the n-th instruction is for its n-th stop that is not `rowsUsed`. */
export interface MarketScenario {
  readonly config: EngineConfig;
  readonly messages: readonly Message[];
  readonly script: readonly Instruction[];
}

export interface Scenario {
  readonly markets: readonly MarketScenario[];
  /** Time goes on this long after the last message, so that answers are seen. */
  readonly goesOnNs: number;
}

export interface Stop {
  readonly marketIndex: number;
  readonly reasons: number;
  readonly view: SeenView;
  readonly counts: EngineCounts;
  readonly ownEvents: readonly OwnEvent[];
  readonly given: Instruction;
}

export interface Trace {
  readonly stops: readonly Stop[];
  readonly counts: readonly EngineCounts[];
}

/** How the rows are cut, and how far time may move before the next of them are handed over. */
export interface Cutting {
  /** Rows of each chunk, over and over. */
  readonly chunkRows: readonly number[];
  /** Horizon of each run, over and over: so long before the earliest row still to come; Infinity for no time at all. */
  readonly horizonsBackNs: readonly number[];
  /** How often the engine has asked for rows when they come. */
  readonly asksCount: number;
}

export const uncut: Cutting = {
  chunkRows: [Number.MAX_SAFE_INTEGER],
  horizonsBackNs: [Number.POSITIVE_INFINITY],
  asksCount: 1,
};

export function play(engine: Engine, scenario: Scenario, cutting: Cutting = uncut): Trace {
  const feeds = scenario.markets.map(({ messages }, index) => new Feed(engine.markets[index]!, messages, cutting));
  const stops: Stop[] = [];
  let asksCount = 0;
  for (const feed of feeds) feed.next();
  for (let runsCount = 0; ; runsCount++) {
    const backNs = cutting.horizonsBackNs[runsCount % cutting.horizonsBackNs.length]!;
    const reasons = engine.run(horizonOf(feeds, scenario, backNs));
    if (reasons !== stop.rowsUsed) stops.push(atStop(engine, scenario, reasons, stops));
    else if (feeds.every((feed) => feed.hasEnded)) return traceOf(engine, stops);
    else if (++asksCount % cutting.asksCount === 0) feeds[engine.stoppedAt]!.next();
  }
}

export function traceOf(engine: Engine, stops: readonly Stop[]): Trace {
  return { stops, counts: engine.markets.map(countsOf) };
}

/** When the last message of any market is received. */
export function lastReceivedNs({ markets }: Scenario): number {
  return Math.max(0, ...markets.map(({ messages }) => messages.at(-1)?.receivedNs ?? 0));
}

/** A market's rows, handed over cut as they shall be. */
class Feed {
  hasEnded = false;
  readonly #columns: EventColumns;
  #from = 0;
  #chunksCount = 0;

  constructor(
    private readonly market: EngineMarket,
    messages: readonly Message[],
    private readonly cutting: Cutting,
  ) {
    this.#columns = columnsOf(rowsOf(messages));
  }

  /** When the next row not handed over yet is received; Infinity when there is none. */
  get nextReceivedNs(): number {
    return this.#from < this.#columns.rowsCount
      ? Number(this.#columns.receivedNs[this.#from])
      : Number.POSITIVE_INFINITY;
  }

  next(): void {
    const { chunkRows } = this.cutting;
    const until = Math.min(this.#from + chunkRows[this.#chunksCount++ % chunkRows.length]!, this.#columns.rowsCount);
    this.hasEnded = this.#from === this.#columns.rowsCount;
    if (this.hasEnded) this.market.end();
    else this.market.push(sliceColumns(this.#columns, this.#from, until), 0);
    this.#from = until;
  }
}

function horizonOf(feeds: readonly Feed[], scenario: Scenario, backNs: number): number {
  const endNs = lastReceivedNs(scenario) + scenario.goesOnNs;
  if (feeds.every((feed) => feed.hasEnded)) return endNs;
  return Math.min(endNs, ...feeds.map((feed) => feed.nextReceivedNs)) - backNs;
}

const nothing: Instruction = { commands: [], deadlineAfterNs: undefined, tellAfterNs: undefined };

/** What is seen at a stop, and what the script then gives. */
export function atStop(engine: Engine, { markets }: Scenario, reasons: number, before: readonly Stop[]): Stop {
  const marketIndex = engine.stoppedAt;
  const market = engine.markets[marketIndex]!;
  const stopsCount = before.filter((one) => one.marketIndex === marketIndex).length;
  const given = markets[marketIndex]!.script[stopsCount] ?? nothing;
  const ownEvents = Array.from({ length: market.ownEventsCount }, (_, index) => copyOf(market.ownEvent(index)));
  const seen = { marketIndex, reasons, view: viewOf(market), counts: countsOf(market), ownEvents, given };
  for (const command of given.commands)
    send(engine.markets[(marketIndex + command.marketOffset) % markets.length]!, command);
  if (given.deadlineAfterNs !== undefined) market.setDeadline(market.view.nowNs + given.deadlineAfterNs);
  if (given.tellAfterNs !== undefined) market.tell(market.view.nowNs + given.tellAfterNs);
  return seen;
}

function send(market: EngineMarket, command: Command): void {
  const { latency } = command;
  if (command.what === "place") {
    const { type, side, orderId, priceTicks, sizeLots, shownLots } = command;
    market.place(type, side, orderId, priceTicks, sizeLots, shownLots, latency);
  } else if (command.what === "amend") market.amend(command.orderId, command.priceTicks, command.sizeLots, latency);
  else if (command.what === "cancel") market.cancel(command.orderId, latency);
  else market.cancelAll(latency);
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
    tradeId: event.tradeId,
    fee: event.fee,
  };
}

function viewOf({ view }: EngineMarket): SeenView {
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
    signals: seenSignals(view.signals),
    depth: seenDepth(view.depth),
    flow: seenFlow(view.flow),
  };
}

export function countsOf({ counts }: EngineMarket): EngineCounts {
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
