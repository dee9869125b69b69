/**
 * The payloads that come by the million, straight from bytes: depth events, trades and tickers in the form in which
 * Binance sends them, without a string or an object made on the way.
 *
 * It answers for nothing but that form (`payload-fields.ts`), and for what is right. Anything else is left to
 * `PayloadDecoder`, which decides what it is: valid in another form, not imported, or wrong. So one place alone knows
 * what is wrong, and says it.
 */
import type { Instrument } from "../../domain/instrument.ts";
import { ask, bid } from "../../domain/side.ts";
import type { DecimalGrid } from "./decimal-grid.ts";
import { KnownNames } from "./known-names.ts";
import { type BinanceMessage, messageKind } from "./message.ts";
import { closeBrace, isPrice, key, notPlain, PayloadFields, shape, startsWith, textEnd } from "./payload-fields.ts";
import { kindOf, type PayloadKind } from "./payload-kind.ts";
import { isVenueTime, venueTimeNs } from "./venue-time.ts";

const streamStart = Buffer.from('{"stream":"');
const dataStart = Buffer.from('","data":');

export class PlainPayload {
  readonly #fields: PayloadFields;
  readonly #isFutures: boolean;
  readonly #streams = new KnownNames((name) => kindOf({}, name));
  readonly #events = new KnownNames((name) => kindOf({ e: name }, undefined));
  readonly #symbols: KnownNames<boolean>;
  readonly #tradeKinds = new KnownNames((name) => name === "MARKET");

  /** @param epochMs Unix milliseconds; the times of messages count from it. */
  constructor(
    instrument: Instrument,
    prices: DecimalGrid,
    sizes: DecimalGrid,
    private readonly epochMs: number,
  ) {
    this.#fields = new PayloadFields(prices, sizes);
    this.#isFutures = instrument.market !== "spot";
    this.#symbols = new KnownNames((name) => name === instrument.symbol);
  }

  /**
   * Fills `message`, all but its `receivedNs`, from the JSON in `bytes[from, to)`. False where it does not answer for
   * it.
   */
  read(bytes: Buffer, from: number, to: number, message: BinanceMessage): boolean {
    message.clear();
    if (!startsWith(bytes, from, streamStart))
      return this.#fields.read(bytes, from, message) === to && this.#fill(this.#bareKind(bytes), bytes, message);
    const nameAt = from + streamStart.length;
    const nameEnd = textEnd(bytes, nameAt);
    if (nameEnd === notPlain || !startsWith(bytes, nameEnd, dataStart)) return false;
    const end = this.#fields.read(bytes, nameEnd + dataStart.length, message);
    if (end !== to - 1 || bytes[end] !== closeBrace) return false;
    return this.#fill(this.#streams.meaning(bytes, nameAt, nameEnd), bytes, message);
  }

  #bareKind(bytes: Buffer): PayloadKind {
    const { shapes } = this.#fields;
    if (shapes[key.e] === shape.text) return this.#meaning(this.#events, bytes, key.e);
    const isTicker = shapes[key.u] === shape.number && shapes[key.B] === shape.size && shapes[key.A] === shape.size;
    return shapes[key.e] === shape.none && isTicker ? "bookTicker" : "other";
  }

  #fill(kind: PayloadKind, bytes: Buffer, message: BinanceMessage): boolean {
    if (!this.#isOurs(bytes) || !this.#times(message)) return false;
    if (kind === "depth") return this.#depth(message);
    if (message.levelsCount > 0) return false;
    if (kind === "bookTicker") return this.#ticker(message);
    if (kind === "trade") return this.#trade(key.t, bytes, message);
    message.isAggregate = true;
    return kind === "aggTrade" && this.#trade(key.a, bytes, message);
  }

  #isOurs(bytes: Buffer): boolean {
    const { shapes } = this.#fields;
    if (shapes[key.s] === shape.none) return true;
    return shapes[key.s] === shape.text && this.#meaning(this.#symbols, bytes, key.s);
  }

  #times(message: BinanceMessage): boolean {
    const { shapes, values } = this.#fields;
    for (const letter of [key.E, key.T])
      if (shapes[letter] !== shape.none && (shapes[letter] !== shape.number || !isVenueTime(values[letter]!)))
        return false;
    if (shapes[key.E] === shape.number) message.eventNs = venueTimeNs(values[key.E]!, this.epochMs);
    message.venueNs = shapes[key.T] === shape.number ? venueTimeNs(values[key.T]!, this.epochMs) : message.eventNs;
    return true;
  }

  #depth(message: BinanceMessage): boolean {
    const { shapes, values } = this.#fields;
    message.kind = messageKind.depth;
    if (shapes[key.U] !== shape.number || shapes[key.u] !== shape.number) return false;
    message.firstUpdateId = values[key.U]!;
    message.updateId = values[key.u]!;
    if (this.#isFutures) {
      if (shapes[key.previous] !== shape.number) return false;
      message.previousUpdateId = values[key.previous]!;
    }
    return shapes[key.b] === shape.levels && shapes[key.a] === shape.levels;
  }

  #ticker(message: BinanceMessage): boolean {
    message.kind = messageKind.ticker;
    if (this.#fields.shapes[key.u] !== shape.number) return false;
    message.updateId = this.#fields.values[key.u]!;
    message.bidsCount = 1;
    return this.#best(key.b, key.B, message) && this.#best(key.a, key.A, message);
  }

  #best(priceKey: number, sizeKey: number, message: BinanceMessage): boolean {
    const { shapes, values } = this.#fields;
    if (shapes[priceKey] !== shape.price || shapes[sizeKey] !== shape.size) return false;
    const sizeLots = values[sizeKey]!;
    const priceTicks = sizeLots === 0 ? 0 : values[priceKey]!;
    if (sizeLots !== 0 && !isPrice(priceTicks)) return false;
    message.addLevel(priceTicks, sizeLots, 0);
    return true;
  }

  #trade(idKey: number, bytes: Buffer, message: BinanceMessage): boolean {
    const { shapes, values } = this.#fields;
    message.kind = messageKind.trade;
    const isMarket = shapes[key.X] === shape.text && this.#meaning(this.#tradeKinds, bytes, key.X);
    if (shapes[key.X] !== shape.none && !isMarket) return false;
    if (shapes[idKey] !== shape.number || shapes[key.m]! < shape.yes) return false;
    if (shapes[key.p] !== shape.price || shapes[key.q] !== shape.size) return false;
    if (!isPrice(values[key.p]!) || values[key.q]! === 0) return false;
    message.tradeId = values[idKey]!;
    message.side = shapes[key.m] === shape.yes ? ask : bid;
    message.bidsCount = 1;
    message.addLevel(values[key.p]!, values[key.q]!, 0);
    return true;
  }

  #meaning<Meaning>(names: KnownNames<Meaning>, bytes: Buffer, letter: number): Meaning {
    return names.meaning(bytes, this.#fields.from[letter]!, this.#fields.to[letter]!);
  }
}
