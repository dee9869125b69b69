/**
 * What happened in a market over a marked stream, told again from the outside: from the messages, the commands and the
 * own events alone. It knows nothing of how an engine works, and is slow and plain on purpose: it is what the laws are
 * checked against. Events that nothing explains break the history.
 */

import { type OwnEvent, ownEventKind } from "../../src/domain/own-event.ts";
import { opposite } from "../../src/domain/side.ts";
import type { EngineConfig } from "../../src/ports/engine.ts";
import type { Message } from "./engine-messages.ts";
import { levelKey, type Moment, MovingMoment, venueNsOf } from "./engine-moments.ts";
import { isBetter, OwnOrders, type Resting } from "./engine-own-orders.ts";
import { markedIndex } from "./engine-stream-writer.ts";
import type { Command, PlaceOrder, Scenario, Stop, Trace } from "./engine-trace.ts";

/** A command with what came of it, and what it met. */
export interface Settlement {
  readonly command: Command;
  readonly arrivalNs: number;
  /** The first message that found it settled; the number of messages if none did. */
  readonly index: number;
  /** Its answer, and what was seen with it; for cancels of all, one for each order. */
  readonly events: readonly OwnEvent[];
  /** The order it names as it rested before; undefined when it did not. */
  readonly before: Resting | undefined;
  /** Own orders that rested before, but for the one it names. */
  readonly others: readonly Resting[];
  /** Lots that could be taken of each level before, by `levelKey`. */
  readonly available: ReadonlyMap<string, number>;
}

/**
 * A fill of a resting order, or its end as unknown, with the order as it was before that, and the message it came from.
 */
export interface MessageEvent {
  readonly event: OwnEvent;
  readonly before: Resting;
  readonly index: number;
}

export interface History {
  readonly config: EngineConfig;
  readonly messages: readonly Message[];
  /** Before each message, what arrived before it being settled; and one after all. */
  readonly moments: readonly Moment[];
  readonly settlements: readonly Settlement[];
  readonly fills: readonly MessageEvent[];
  readonly unknowns: readonly MessageEvent[];
  /** In the order seen, of all orders. */
  readonly events: readonly OwnEvent[];
  readonly places: ReadonlyMap<number, PlaceOrder & Command>;
  /** Of this market. */
  readonly stops: readonly Stop[];
}

export function historiesOf(scenario: Scenario, trace: Trace): History[] {
  return scenario.markets.map((_, index) => new HistoryWriter(scenario, trace, index).write());
}

export function holds(condition: boolean, law: string): asserts condition {
  if (!condition) throw new Error(`broken law: ${law}`);
}

export function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}

/** Events are seen after different latencies: told again best price first, then by place. Bids come first. */
export function byPriority(events: readonly MessageEvent[]): MessageEvent[] {
  return [...events].sort(({ before: a }, { before: b }) => {
    if (a.side !== b.side) return a.side - b.side;
    if (a.priceTicks !== b.priceTicks) return isBetter(a.side, a.priceTicks, b.priceTicks) ? -1 : 1;
    return a.place - b.place;
  });
}

interface Sent {
  readonly command: Command;
  readonly arrivalNs: number;
  readonly index: number;
}

const { accepted, rejected, filled, cancelled, cancelRejected, unknown, expired, amended, amendRejected } =
  ownEventKind;

class HistoryWriter {
  readonly #config: EngineConfig;
  readonly #messages: readonly Message[];
  readonly #stops: readonly Stop[];
  readonly #sent: readonly Sent[];
  readonly #events: readonly OwnEvent[];
  /** Those not explained yet, in the order seen. */
  readonly #left: OwnEvent[];
  readonly #own = new OwnOrders();
  readonly #market = new MovingMoment();
  readonly #settlements: Settlement[] = [];
  readonly #fills: MessageEvent[] = [];
  readonly #unknowns: MessageEvent[] = [];

  constructor({ markets }: Scenario, trace: Trace, marketIndex: number) {
    const { config, messages } = markets[marketIndex]!;
    this.#config = config;
    this.#messages = messages;
    this.#stops = trace.stops.filter((stop) => stop.marketIndex === marketIndex);
    this.#events = this.#stops.flatMap((stop) => stop.ownEvents);
    this.#left = [...this.#events];
    const sent = trace.stops.flatMap((stop) =>
      stop.given.commands
        .filter(({ marketOffset }) => (stop.marketIndex + marketOffset) % markets.length === marketIndex)
        .map((command) => {
          const arrivalNs = stop.view.nowNs + config.decisionTimeNs + command.latency.entryNs;
          return { command, arrivalNs, index: settledIndexOf(arrivalNs, config, messages) };
        }),
    );
    this.#sent = sent.sort((a, b) => a.arrivalNs - b.arrivalNs);
  }

  write(): History {
    const moments: Moment[] = [];
    for (let index = 0; index <= this.#messages.length; index++) {
      for (const sent of this.#sent) if (sent.index === index) this.#settle(sent);
      moments.push(this.#market.copy(this.#own.resting));
      if (index < this.#messages.length) this.#apply(this.#messages[index]!, index);
    }
    holds(this.#left.length === 0, "every own event has a command or a message that it comes from");
    const places = this.#sent.flatMap(({ command }) => (command.what === "place" ? [command] : []));
    return {
      config: this.#config,
      messages: this.#messages,
      moments,
      settlements: this.#settlements,
      fills: this.#fills,
      unknowns: this.#unknowns,
      events: this.#events,
      places: new Map(places.map((one) => [one.orderId, one])),
      stops: this.#stops,
    };
  }

  #settle({ command, arrivalNs, index }: Sent): void {
    const before = "orderId" in command ? this.#own.find(command.orderId) : undefined;
    const others = this.#own.resting.filter((one) => one !== before);
    const available = this.#market.available();
    const events = this.#answersTo(command, arrivalNs);
    this.#settlements.push({ command, arrivalNs, index, events, before, others, available });
    const side = command.what === "place" ? command.side : before?.side;
    for (const event of events)
      if (event.kind === filled) this.#market.take(levelKey(opposite(side!), event.priceTicks), event.lots);
    this.#own.settle(command, arrivalNs, index, events);
  }

  #answersTo(command: Command, arrivalNs: number): OwnEvent[] {
    const isOf = (event: OwnEvent) => event.venueNs === arrivalNs && answersOf[command.what].includes(event.kind);
    // Nothing is remembered of unknown orders: of several answers of one time the quicker is seen first, whoever asked
    // first.
    const isUnknown = (event: OwnEvent) =>
      event.reason === "unknown_order" && event.seenNs >= arrivalNs + command.latency.responseNs;
    if (command.what === "cancelAll") {
      if (this.#own.resting.length > 0) return this.#closedWith(isOf);
      const none = this.#takeFirst((event) => event.orderId === 0 && isOf(event) && isUnknown(event));
      return none === undefined ? [] : [none];
    }
    const isKnown = command.what === "place" || this.#own.find(command.orderId) !== undefined;
    const answer = this.#takeFirst(
      (event) =>
        event.orderId === command.orderId &&
        isOf(event) &&
        (isKnown ? event.reason !== "unknown_order" : isUnknown(event)),
    );
    if (answer === undefined) return [];
    const isEntering = answer.kind === accepted || answer.kind === amended;
    return isEntering ? [answer, ...this.#seenWith(command.orderId, arrivalNs)] : [answer];
  }

  /** What a cancel of all closed, one event for each that rested. */
  #closedWith(isOf: (event: OwnEvent) => boolean): OwnEvent[] {
    return this.#own.resting.flatMap(({ orderId }) => {
      const event = this.#takeFirst((one) => one.orderId === orderId && one.kind === cancelled && isOf(one));
      return event === undefined ? [] : [event];
    });
  }

  /**
   * Fills of a taker and its expiry: those of another command of the same time have an answer of their own before them.
   */
  #seenWith(orderId: number, arrivalNs: number): OwnEvent[] {
    const mine = this.#left.filter((event) => event.orderId === orderId && event.reason !== "unknown_order");
    const isWith = ({ kind, cause }: OwnEvent) => kind === expired || (kind === filled && cause === "taker");
    const endsAt = mine.findIndex((event) => !isWith(event) || event.venueNs !== arrivalNs);
    const withIt = mine.slice(0, endsAt < 0 ? mine.length : endsAt);
    for (const event of withIt) this.#left.splice(this.#left.indexOf(event), 1);
    return withIt;
  }

  #apply(one: Message, index: number): void {
    this.#market.apply(one, this.#config, index);
    const isOfThis = ({ kind, cause, venueNs }: OwnEvent) =>
      ((kind === filled && cause !== "taker") || kind === unknown) && markedIndex(venueNs) === index;
    for (;;) {
      const event = this.#takeFirst(isOfThis);
      if (event === undefined) break;
      const before = this.#own.find(event.orderId);
      holds(before !== undefined, "what fills, or is closed as unknown, rests");
      const list = event.kind === filled ? this.#fills : this.#unknowns;
      list.push({ event, before, index });
      if (event.kind === unknown) this.#own.remove(event.orderId);
      else this.#own.fill(event.orderId, event.lots);
    }
    const quotes = this.#fills.filter((fill) => fill.index === index && fill.event.cause === "quote_through");
    for (const { event, before } of byPriority(quotes)) this.#market.takeThrough(event, before.priceTicks);
    this.#own.showNextSlices(this.#market.raisedNs, index + 1);
  }

  #takeFirst(isWanted: (event: OwnEvent) => boolean): OwnEvent | undefined {
    const at = this.#left.findIndex(isWanted);
    return at < 0 ? undefined : this.#left.splice(at, 1)[0];
  }
}

const answersOf: Record<Command["what"], readonly number[]> = {
  place: [accepted, rejected],
  amend: [amended, amendRejected],
  cancel: [cancelled, cancelRejected],
  cancelAll: [cancelled, cancelRejected],
};

/** The first message that finds settled what arrived at `arrivalNs`. */
function settledIndexOf(arrivalNs: number, config: EngineConfig, messages: readonly Message[]): number {
  const index = messages.findIndex(
    (one) => venueNsOf(one, config) > arrivalNs || one.receivedNs > arrivalNs + config.venueCloseNs,
  );
  return index < 0 ? messages.length : index;
}
