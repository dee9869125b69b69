/**
 * Rows into messages: one at a time, or, of depth, all that stand together. Bids go before asks, as messages have them,
 * whatever their order in the file.
 */
import { BinanceMessage, type MessageKind, messageKind } from "../../adapters/binance/message.ts";
import { noId } from "../../domain/market-rows.ts";
import { bid, type Side } from "../../domain/side.ts";
import type { TimeNs } from "../../domain/time.ts";

/** What one row says: of its message, and of the levels in it. The same instance again and again. */
export class CsvEvent {
  kind: MessageKind = messageKind.other;
  receivedNs: TimeNs = 0;
  eventNs: TimeNs = Number.NaN;
  venueNs: TimeNs = Number.NaN;
  firstUpdateId = noId;
  updateId = noId;
  previousUpdateId = noId;
  tradeId = noId;
  isAggregate = false;
  /** Of a trade's aggressor. */
  side: Side = bid;
  /** Rows behind it may belong to the same message. */
  isPart = false;
  /** A book that others begin from, made of levels that changed at many times. */
  isOfManyTimes = false;
  readonly bids = new Levels();
  readonly asks = new Levels();

  clear(): void {
    this.kind = messageKind.other;
    this.eventNs = Number.NaN;
    this.venueNs = Number.NaN;
    this.firstUpdateId = noId;
    this.updateId = noId;
    this.previousUpdateId = noId;
    this.tradeId = noId;
    this.isAggregate = false;
    this.side = bid;
    this.isPart = false;
    this.isOfManyTimes = false;
    this.bids.count = 0;
    this.asks.count = 0;
  }
}

export class Levels {
  count = 0;
  readonly priceTicks: number[] = [];
  readonly sizeLots: number[] = [];
  readonly sizeDust: number[] = [];

  add(priceTicks: number, sizeLots: number, sizeDust: number): void {
    this.priceTicks[this.count] = priceTicks;
    this.sizeLots[this.count] = sizeLots;
    this.sizeDust[this.count] = sizeDust;
    this.count++;
  }

  addAll(other: Levels): void {
    for (let at = 0; at < other.count; at++) this.add(other.priceTicks[at]!, other.sizeLots[at]!, other.sizeDust[at]!);
  }
}

export class MessageBuilder {
  #message = new BinanceMessage();
  #spare = new BinanceMessage();
  readonly #bids = new Levels();
  readonly #asks = new Levels();
  #isOpen = false;
  #isPart = false;

  /** Whether the event goes on with the message that is being built. */
  continues(event: CsvEvent): boolean {
    const message = this.#message;
    if (!this.#isOpen || !this.#isPart || !event.isPart || message.kind !== event.kind) return false;
    if (message.receivedNs !== event.receivedNs) return false;
    return (
      event.isOfManyTimes ||
      (message.updateId === event.updateId &&
        message.firstUpdateId === event.firstUpdateId &&
        message.previousUpdateId === event.previousUpdateId)
    );
  }

  /** Whether its times are those of the message that it goes on with. */
  agrees({ eventNs, venueNs, isOfManyTimes }: CsvEvent): boolean {
    return isOfManyTimes || (Object.is(this.#message.eventNs, eventNs) && Object.is(this.#message.venueNs, venueNs));
  }

  /** Takes an event; gives the message that it ended, good until the next is given. */
  take(event: CsvEvent): BinanceMessage | undefined {
    if (this.continues(event)) {
      this.#message.updateId = Math.max(this.#message.updateId, event.updateId);
      this.#addLevels(event);
      return undefined;
    }
    const done = this.end();
    this.#begin(event);
    this.#addLevels(event);
    return done;
  }

  /** The message begun last, if there is one. */
  end(): BinanceMessage | undefined {
    if (!this.#isOpen) return undefined;
    this.#isOpen = false;
    const message = this.#message;
    for (const levels of [this.#bids, this.#asks]) {
      for (let at = 0; at < levels.count; at++)
        message.addLevel(levels.priceTicks[at]!, levels.sizeLots[at]!, levels.sizeDust[at]!);
      if (levels === this.#bids) message.bidsCount = message.levelsCount;
      levels.count = 0;
    }
    this.#message = this.#spare;
    this.#spare = message;
    return message;
  }

  #begin(event: CsvEvent): void {
    const message = this.#message;
    message.clear();
    message.kind = event.kind;
    message.receivedNs = event.receivedNs;
    message.eventNs = event.isOfManyTimes ? Number.NaN : event.eventNs;
    message.venueNs = event.isOfManyTimes ? Number.NaN : event.venueNs;
    message.firstUpdateId = event.firstUpdateId;
    message.updateId = event.updateId;
    message.previousUpdateId = event.previousUpdateId;
    message.tradeId = event.tradeId;
    message.isAggregate = event.isAggregate;
    message.side = event.side;
    this.#isOpen = true;
    this.#isPart = event.isPart;
  }

  #addLevels({ bids, asks }: CsvEvent): void {
    this.#bids.addAll(bids);
    this.#asks.addAll(asks);
  }
}
