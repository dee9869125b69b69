/**
 * Drives an engine by hand, one message or one moment at a time, for cases whose numbers are worked out on paper. What
 * is said of "the market" is of the first; with several, one is named by its index.
 */

import { type OrderType, orderType } from "../../src/domain/order-type.ts";
import type { OwnEvent } from "../../src/domain/own-event.ts";
import type { Side } from "../../src/domain/side.ts";
import {
  type CommandLatency,
  type Engine,
  type EngineConfig,
  type EngineMarket,
  stop,
} from "../../src/ports/engine.ts";
import { noSignals } from "../../src/ports/market-signals.ts";
import { askLevel, bidLevel, columnsOf, type Message, message, rowsOf } from "./engine-messages.ts";
import { copyOf } from "./engine-trace.ts";

/** Latencies of which every sum tells what it is made of. */
export const deskLatency: CommandLatency = { entryNs: 10, responseNs: 20 };

export const deskConfig: EngineConfig = {
  venueCloseNs: 500,
  tickerLatencyNs: 5,
  decisionTimeNs: 0,
  queueModel: "conservative",
  decideEveryNs: 0,
  decideOn: 0,
  reads: 31,
  signals: noSignals,
};

/** Bids 100 x 10 and 99 x 20, asks 103 x 10 and 104 x 20, made and received at once. */
export function openingBook(atNs: number): Message {
  const levels = [bidLevel(100, 10), bidLevel(99, 20), askLevel(103, 10), askLevel(104, 20)];
  return message("snapshot", { receivedNs: atNs, venueNs: atNs }, levels);
}

export interface DeskStop {
  readonly atNs: number;
  readonly reasons: number;
}

/** What acts in a market: commands take the desk's latency unless they bring their own. */
export interface DeskVenue {
  place(
    orderId: number,
    side: Side,
    priceTicks: number,
    sizeLots: number,
    type: OrderType,
    latency?: CommandLatency,
  ): void;
  /** A limit order, or one of another type that may rest, of which at most `shownLots` are shown. */
  iceberg(
    orderId: number,
    side: Side,
    priceTicks: number,
    sizeLots: number,
    shownLots: number,
    type?: OrderType,
    latency?: CommandLatency,
  ): void;
  amend(orderId: number, priceTicks: number, sizeLots: number, latency?: CommandLatency): void;
  cancel(orderId: number, latency?: CommandLatency): void;
  cancelAll(latency?: CommandLatency): void;
}

export class Desk implements Disposable {
  readonly events: OwnEvent[] = [];
  readonly stops: DeskStop[] = [];

  constructor(
    readonly engine: Engine,
    private readonly latency = deskLatency,
  ) {}

  get market(): EngineMarket {
    return this.engine.markets[0]!;
  }

  /** Receives messages, and lets happen what lies before them. */
  receive(...messages: readonly Message[]): void {
    for (const one of messages) {
      this.market.push(columnsOf(rowsOf([one])), 0);
      this.#run(one.receivedNs);
    }
  }

  /** Lets time reach a moment, everything of that moment included, and acts there. */
  at(timeNs: number, act: (venue: DeskVenue) => void): void {
    this.market.setDeadline(timeNs);
    this.#run(timeNs, stop.timer);
    act(deskVenue(this.market, this.latency));
  }

  /** Lets time pass up to a moment, without it. */
  passUntil(timeNs: number): void {
    this.#run(timeNs);
  }

  [Symbol.dispose](): void {
    this.engine[Symbol.dispose]();
  }

  #run(horizonNs: number, until: number = stop.rowsUsed): void {
    for (;;) {
      const reasons = this.engine.run(until === stop.rowsUsed ? horizonNs : horizonNs + 1);
      if (reasons === stop.rowsUsed) return;
      this.stops.push({ atNs: this.market.view.nowNs, reasons });
      this.events.push(...ownEventsOf(this.market));
      if ((reasons & until) !== 0) return;
    }
  }
}

export function deskVenue(market: EngineMarket, latency = deskLatency): DeskVenue {
  return {
    place: (orderId, side, priceTicks, sizeLots, type, own = latency) =>
      market.place(type, side, orderId, priceTicks, sizeLots, 0, own),
    iceberg: (orderId, side, priceTicks, sizeLots, shownLots, type = orderType.limit, own = latency) =>
      market.place(type, side, orderId, priceTicks, sizeLots, shownLots, own),
    amend: (orderId, priceTicks, sizeLots, own = latency) => market.amend(orderId, priceTicks, sizeLots, own),
    cancel: (orderId, own = latency) => market.cancel(orderId, own),
    cancelAll: (own = latency) => market.cancelAll(own),
  };
}

/** Copies of the own events of a market's stop. */
export function ownEventsOf(market: EngineMarket): OwnEvent[] {
  return Array.from({ length: market.ownEventsCount }, (_, index) => copyOf(market.ownEvent(index)));
}

export type Send = (venue: DeskVenue) => void;

/** What happens around commands at a desk: a book at 1000 and what follows it, commands, and more messages. */
export interface Story {
  readonly opening?: readonly Message[];
  readonly config?: Partial<EngineConfig>;
  /** Commands by the time they are sent; each arrives 10 ns later. */
  readonly sends: readonly (readonly [atNs: number, send: Send])[];
  /** Messages, told in the order of their receipt with the commands. */
  readonly after?: readonly Message[];
}

/** All that is seen of a story by 9000. */
export function seenOf(open: (config: EngineConfig) => Engine, story: Story): OwnEvent[] {
  using on = new Desk(open({ ...deskConfig, ...story.config }));
  on.receive(...(story.opening ?? [openingBook(1000)]));
  const then = [...(story.after ?? [])];
  for (const [atNs, send] of story.sends) {
    while (then.length > 0 && then[0]!.receivedNs <= atNs) on.receive(then.shift()!);
    on.at(atNs, send);
  }
  on.receive(...then);
  on.passUntil(9000);
  return on.events;
}

/** Made and received at once. */
export const once = (atNs: number) => ({ receivedNs: atNs, venueNs: atNs });

/** A print of a sale, which meets bids. */
export function soldAt(timeNs: number, priceTicks: number, sizeLots: number, venueNs = timeNs): Message {
  return message("trade", { receivedNs: timeNs, venueNs }, [askLevel(priceTicks, sizeLots)]);
}

/** A print of a purchase, which meets asks. */
export function boughtAt(timeNs: number, priceTicks: number, sizeLots: number, venueNs = timeNs): Message {
  return message("trade", { receivedNs: timeNs, venueNs }, [bidLevel(priceTicks, sizeLots)]);
}

type Quoted = readonly [ticks: number, lots: number];

/** A ticker. */
export function quoted(atNs: number, bid: Quoted, ask: Quoted): Message {
  return message("ticker", { receivedNs: atNs }, [bidLevel(...bid), askLevel(...ask)]);
}

/** A depth event far from everything, which settles what arrived before it. */
export function settleAt(atNs: number): Message {
  return message("depth", once(atNs), [bidLevel(50, 1)]);
}
