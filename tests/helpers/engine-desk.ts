/** Drives an engine by hand, one message or one moment at a time, for cases whose numbers are worked out on paper. */
import type { OwnEvent } from "../../src/domain/own-event.ts";
import type { Side } from "../../src/domain/side.ts";
import { type CommandLatency, type Engine, type EngineConfig, stop } from "../../src/ports/engine.ts";
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

/** What acts at the desk: commands take its latency unless they bring their own. */
export interface DeskVenue {
  place(
    orderId: number,
    side: Side,
    priceTicks: number,
    sizeLots: number,
    postOnly: boolean,
    latency?: CommandLatency,
  ): void;
  cancel(orderId: number, latency?: CommandLatency): void;
}

export class Desk implements Disposable {
  readonly events: OwnEvent[] = [];
  readonly stops: DeskStop[] = [];

  readonly #venue: DeskVenue;

  constructor(
    readonly engine: Engine,
    latency = deskLatency,
  ) {
    this.#venue = {
      place: (orderId, side, priceTicks, sizeLots, postOnly, own = latency) =>
        engine.place(orderId, side, priceTicks, sizeLots, postOnly, own),
      cancel: (orderId, own = latency) => engine.cancel(orderId, own),
    };
  }

  /** Receives messages, and lets happen what lies before them. */
  receive(...messages: readonly Message[]): void {
    for (const one of messages) {
      this.engine.push(columnsOf(rowsOf([one])), 0);
      this.#run(one.receivedNs);
    }
  }

  /** Lets time reach a moment, everything of that moment included, and acts there. */
  at(timeNs: number, act: (venue: DeskVenue) => void): void {
    this.engine.setDeadline(timeNs);
    this.#run(timeNs, stop.timer);
    act(this.#venue);
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
      this.stops.push({ atNs: this.engine.view.nowNs, reasons });
      for (let index = 0; index < this.engine.ownEventsCount; index++)
        this.events.push(copyOf(this.engine.ownEvent(index)));
      if ((reasons & until) !== 0) return;
    }
  }
}
