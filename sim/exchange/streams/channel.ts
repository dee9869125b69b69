/**
 * One stream and who listens to it. An event is printed once for each form that somebody wants it in (two units of time, raw or wrapped),
 * however many listen.
 */
import type { TimeUnit } from "../time-unit.ts";

/** What a connection has chosen; `send` must not throw, whatever becomes of the peer. */
export interface Subscriber {
  readonly unit: TimeUnit;
  readonly isCombined: boolean;
  send(text: string): void;
}

/** An event's JSON, without the wrapping. */
export type Print = (unit: TimeUnit) => string;

export class Channel {
  /** A set: subscribers may leave while they are being told, when one reads too slowly. */
  readonly #subscribers = new Set<Subscriber>();

  constructor(readonly name: string) {}

  get isHeard(): boolean {
    return this.#subscribers.size > 0;
  }
  add(subscriber: Subscriber): void {
    this.#subscribers.add(subscriber);
  }
  delete(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber);
  }

  publish(print: Print): void {
    const event = new PrintedEvent(this.name, print);
    for (const subscriber of this.#subscribers) subscriber.send(event.text(subscriber.unit, subscriber.isCombined));
  }
}

/** The forms of one event, each printed when it is first wanted. */
export class PrintedEvent {
  readonly #raw: Record<TimeUnit, string | undefined> = { MILLISECOND: undefined, MICROSECOND: undefined };
  readonly #wrapped: Record<TimeUnit, string | undefined> = { MILLISECOND: undefined, MICROSECOND: undefined };

  constructor(
    readonly stream: string,
    readonly print: Print,
  ) {}

  text(unit: TimeUnit, isCombined: boolean): string {
    this.#raw[unit] ??= this.print(unit);
    if (!isCombined) return this.#raw[unit];
    this.#wrapped[unit] ??= `{"stream":"${this.stream}","data":${this.#raw[unit]}}`;
    return this.#wrapped[unit];
  }
}
