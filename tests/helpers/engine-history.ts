/**
 * What happened in a run over a marked stream, told again from the outside: from the messages, the commands and the own
 * events alone. It knows nothing of how an engine works, and is slow and plain on purpose: it is what the laws are
 * checked against.
 */
import { type OwnEvent, ownEventKind } from "../../src/domain/own-event.ts";
import type { Side } from "../../src/domain/side.ts";
import type { BookState, EngineConfig } from "../../src/ports/engine.ts";
import type { Message } from "./engine-messages.ts";
import { markedIndex } from "./engine-streams.ts";
import type { PlaceOrder, Scenario, Trace } from "./engine-trace.ts";

/** The market as it stood just before a message. */
export interface Moment {
  readonly state: BookState;
  /** Shown lots by `levelKey`. */
  readonly shown: ReadonlyMap<string, number>;
  /** Largest venue time of the snapshots and depth events so far. */
  readonly depthNs: number;
  /** First message since the last gap or clear. */
  readonly sinceIndex: number;
}

export interface OrderHistory {
  readonly order: PlaceOrder;
  readonly arrivalNs: number;
  /** The first message that found the order settled; the number of messages if none did. */
  readonly settledIndex: number;
  readonly events: readonly OwnEvent[];
  readonly isAccepted: boolean;
  /** The first message that found it closed by a cancel or as unknown; Infinity for never. */
  readonly closedIndex: number;
}

export interface CancelHistory {
  readonly orderId: number;
  readonly arrivalNs: number;
  readonly responseNs: number;
}

export interface History {
  readonly config: EngineConfig;
  readonly messages: readonly Message[];
  /** One more than messages: the last is after all. */
  readonly moments: readonly Moment[];
  readonly orders: readonly OrderHistory[];
  readonly cancels: readonly CancelHistory[];
  readonly trace: Trace;
}

export function historyOf(scenario: Scenario, trace: Trace): History {
  const { config, messages } = scenario;
  const events = trace.stops.flatMap((stop) => stop.ownEvents);
  const orders = trace.stops.flatMap(({ view, given }) =>
    given.places.map((order) => {
      const arrivalNs = view.nowNs + config.decisionTimeNs + order.latency.entryNs;
      return orderHistory(order, arrivalNs, events, config, messages);
    }),
  );
  const cancels = trace.stops.flatMap(({ view, given }) =>
    given.cancels.map(({ orderId, latency }) => {
      const arrivalNs = view.nowNs + config.decisionTimeNs + latency.entryNs;
      return { orderId, arrivalNs, responseNs: latency.responseNs };
    }),
  );
  return { config, messages, moments: momentsOf(messages), orders, cancels, trace };
}

export function levelKey(side: Side, priceTicks: number): string {
  return `${side} ${priceTicks}`;
}

/** Venue time as corrected: a ticker's is that of its receipt less the ticker latency. */
export function venueNsOf({ venueNs, receivedNs }: Message, config: EngineConfig): number {
  return venueNs ?? receivedNs - config.tickerLatencyNs;
}

/** The first message that finds settled what arrived at `arrivalNs`. */
export function settledIndexOf(arrivalNs: number, config: EngineConfig, messages: readonly Message[]): number {
  const index = messages.findIndex(
    (one) => venueNsOf(one, config) > arrivalNs || one.receivedNs > arrivalNs + config.venueCloseNs,
  );
  return index < 0 ? messages.length : index;
}

/** The message that a fill of a resting order, or a closing as unknown, comes from. */
export function causeIndex(event: OwnEvent): number {
  return markedIndex(event.venueNs);
}

export function isMakerFill(event: OwnEvent): boolean {
  return event.kind === ownEventKind.filled && event.cause !== "taker";
}

/** Lots left after message `index`; of a taker's, all were taken before. */
export function remainingAfter({ order, events }: OrderHistory, index: number): number {
  const filled = events.filter(
    (event) => event.kind === ownEventKind.filled && (event.cause === "taker" || causeIndex(event) <= index),
  );
  return order.sizeLots - sumOf(filled, (event) => event.lots);
}

/** Whether an order rested when a message came. */
export function isResting(one: OrderHistory, index: number): boolean {
  return one.isAccepted && one.settledIndex <= index && one.closedIndex > index && remainingAfter(one, index - 1) > 0;
}

export function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}

function orderHistory(
  order: PlaceOrder,
  arrivalNs: number,
  allEvents: readonly OwnEvent[],
  config: EngineConfig,
  messages: readonly Message[],
): OrderHistory {
  const events = allEvents.filter(
    (event) => event.orderId === order.orderId && event.kind !== ownEventKind.cancelRejected,
  );
  const cancelled = events.find((event) => event.kind === ownEventKind.cancelled);
  const unknown = events.find((event) => event.kind === ownEventKind.unknown);
  return {
    order,
    arrivalNs,
    events,
    settledIndex: settledIndexOf(arrivalNs, config, messages),
    isAccepted: events.some((event) => event.kind === ownEventKind.accepted),
    closedIndex: Math.min(
      cancelled === undefined ? Number.POSITIVE_INFINITY : settledIndexOf(cancelled.venueNs, config, messages),
      unknown === undefined ? Number.POSITIVE_INFINITY : causeIndex(unknown) + 1,
    ),
  };
}

function momentsOf(messages: readonly Message[]): Moment[] {
  const moments: Moment[] = [{ state: "none", shown: new Map(), depthNs: Number.NEGATIVE_INFINITY, sinceIndex: 0 }];
  for (const [index, one] of messages.entries()) moments.push(momentAfter(moments[index]!, one, index));
  return moments;
}

function momentAfter(before: Moment, { kind, levels, venueNs }: Message, index: number): Moment {
  if (kind === "gap") return { ...before, state: "gapped", sinceIndex: index };
  if (kind === "clear") return { ...before, state: "none", shown: new Map(), sinceIndex: index };
  if (kind !== "snapshot" && kind !== "depth") return before;
  const shown = new Map(kind === "snapshot" ? [] : before.shown);
  for (const { side, priceTicks, sizeLots } of levels) shown.set(levelKey(side, priceTicks), sizeLots);
  const depthNs = Math.max(before.depthNs, venueNs!);
  return { state: "valid", shown, depthNs, sinceIndex: kind === "snapshot" ? index : before.sinceIndex };
}
