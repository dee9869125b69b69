/**
 * A market payload of Binance, as JSON text, into a `BinanceMessage` of one instrument.
 *
 * Understood: depth, trade, aggTrade and bookTicker, bare or in the envelope of a combined stream, and the REST depth
 * snapshot. Everything else is `other`. What is understood but wrong (another instrument, a price off the tick, an id
 * beyond 2^53) is refused in words; the caller knows the place.
 *
 * What comes by the million goes the fast way of `plain-payload.ts`; this is the way that all else goes, and that the
 * fast one has to agree with.
 */
import { formatDecimalShort } from "../../base/decimal.ts";
import type { Instrument } from "../../domain/instrument.ts";
import { noId } from "../../domain/market-rows.ts";
import { ask, bid } from "../../domain/side.ts";
import { nsPerMs } from "../../domain/time.ts";
import { DecimalGrid, notOnGrid } from "./decimal-grid.ts";
import { type BinanceMessage, messageKind } from "./message.ts";
import { kindOf, type Payload, type PayloadKind } from "./payload-kind.ts";
import { PlainPayload } from "./plain-payload.ts";
import { isVenueTime, venueTimeNs } from "./venue-time.ts";

/** Text that is no JSON document: the recording is torn there. */
export const notJson = "is not JSON";

export class PayloadDecoder {
  readonly #prices: DecimalGrid;
  readonly #sizes: DecimalGrid;
  readonly #isFutures: boolean;
  readonly #epochMs: number;
  readonly #plain: PlainPayload;

  /** Sizes that were not whole lots. */
  offLotCount = 0;
  #sizesCount = 0;

  /** @param epochUnixNs a whole second; the times of messages count from it. */
  constructor(
    private readonly instrument: Instrument,
    epochUnixNs: bigint,
  ) {
    this.#prices = new DecimalGrid(instrument.pricePlaces, instrument.tickUnits);
    this.#sizes = new DecimalGrid(instrument.sizePlaces, instrument.lotUnits);
    this.#isFutures = instrument.market !== "spot";
    this.#epochMs = Number(epochUnixNs / BigInt(nsPerMs));
    this.#plain = new PlainPayload(instrument, this.#prices, this.#sizes, this.#epochMs);
  }

  /** As `decode`, of the JSON text in `bytes[from, to)`. */
  decodeBytes(bytes: Buffer, from: number, to: number, message: BinanceMessage): string | undefined {
    // Sizes that are not whole lots go the slow way, which judges how many of them there may be.
    if (this.#isLotWrong || !this.#plain.read(bytes, from, to, message))
      return this.decode(bytes.toString("utf8", from, to), message);
    this.#sizesCount += message.levelsCount;
    return undefined;
  }

  /** Fills `message`, all but its `receivedNs`. Returns what is wrong with the text, or undefined. */
  decode(json: string, message: BinanceMessage): string | undefined {
    message.clear();
    const document = parseObject(json);
    if (document === undefined) return notJson;
    const payload = isObject(document.data) ? document.data : document;
    const kind = kindOf(payload, document.stream);
    if (kind === "other") return undefined;
    const symbol = payload.s ?? payload.symbol;
    if (symbol !== undefined && symbol !== this.instrument.symbol)
      return `a message of ${symbol}; expected ${this.instrument.symbol} alone: a recording holds one instrument`;
    return this.#times(payload, message) ?? this.#fill(kind, payload, message);
  }

  #fill(kind: Exclude<PayloadKind, "other">, payload: Payload, message: BinanceMessage): string | undefined {
    switch (kind) {
      case "depth":
        return this.#depth(payload, message);
      case "snapshot":
        return this.#snapshot(payload, message);
      case "bookTicker":
        return this.#ticker(payload, message);
      case "trade":
      case "aggTrade":
        return this.#trade(kind, payload, message);
    }
  }

  #depth(payload: Payload, message: BinanceMessage): string | undefined {
    message.kind = messageKind.depth;
    message.firstUpdateId = payload.U as number;
    message.updateId = payload.u as number;
    if (!isId(payload.U) || !isId(payload.u)) return wrongId("U and u of a depth event");
    if (this.#isFutures) {
      if (!isId(payload.pu)) return wrongId("pu of a futures depth event");
      message.previousUpdateId = payload.pu;
    }
    return this.#sides(payload.b, payload.a, message);
  }

  #snapshot(payload: Payload, message: BinanceMessage): string | undefined {
    message.kind = messageKind.snapshot;
    if (!isId(payload.lastUpdateId)) return wrongId("lastUpdateId of a snapshot");
    message.updateId = payload.lastUpdateId;
    return this.#sides(payload.bids, payload.asks, message);
  }

  #sides(bids: unknown, asks: unknown, message: BinanceMessage): string | undefined {
    if (!Array.isArray(bids) || !Array.isArray(asks)) return "levels are not lists; expected [[price, size], …]";
    const problem = this.#levels(bids, message);
    message.bidsCount = message.levelsCount;
    return problem ?? this.#levels(asks, message);
  }

  #levels(levels: unknown[], message: BinanceMessage): string | undefined {
    for (const level of levels) {
      if (!Array.isArray(level)) return "a level is not a pair; expected [price, size]";
      const priceTicks = this.#price(level[0]);
      const sizeLots = this.#size(level[1]);
      if (priceTicks === notOnGrid) return this.#wrongPrice(level[0]);
      if (sizeLots === notOnGrid) return this.#wrongSize(level[1]);
      message.addLevel(priceTicks, sizeLots, this.#sizes.remainder);
    }
    return undefined;
  }

  #ticker(payload: Payload, message: BinanceMessage): string | undefined {
    message.kind = messageKind.ticker;
    if (!isId(payload.u)) return wrongId("u of a bookTicker");
    message.updateId = payload.u;
    message.bidsCount = 1;
    return this.#best(payload.b, payload.B, message) ?? this.#best(payload.a, payload.A, message);
  }

  /** An empty side is shown as size 0, with a price of 0. */
  #best(price: unknown, size: unknown, message: BinanceMessage): string | undefined {
    const sizeLots = this.#size(size);
    if (sizeLots === notOnGrid) return this.#wrongSize(size);
    const isEmpty = sizeLots === 0 && this.#sizes.remainder === 0;
    const priceTicks = isEmpty ? 0 : this.#price(price);
    if (priceTicks === notOnGrid) return this.#wrongPrice(price);
    message.addLevel(priceTicks, sizeLots, this.#sizes.remainder);
    return undefined;
  }

  #trade(kind: "trade" | "aggTrade", payload: Payload, message: BinanceMessage): string | undefined {
    // Futures report insurance fund and deleveraging trades here, some with a price of 0: they never met the book.
    const isMarket = payload.X === undefined || payload.X === "MARKET";
    message.kind = isMarket ? messageKind.trade : messageKind.other;
    message.isAggregate = kind === "aggTrade";
    const tradeId = message.isAggregate ? payload.a : payload.t;
    if (!isMarket) {
      message.tradeId = isId(tradeId) ? tradeId : noId;
      return undefined;
    }
    if (!isId(tradeId)) return wrongId(message.isAggregate ? "a of an aggTrade" : "t of a trade");
    if (typeof payload.m !== "boolean") return "m of a trade is not true or false";
    message.tradeId = tradeId;
    message.side = payload.m ? ask : bid;
    message.bidsCount = 1;
    const priceTicks = this.#price(payload.p);
    const sizeLots = this.#size(payload.q);
    if (priceTicks === notOnGrid) return this.#wrongPrice(payload.p);
    if (sizeLots === notOnGrid || (sizeLots === 0 && this.#sizes.remainder === 0)) return this.#wrongSize(payload.q);
    message.addLevel(priceTicks, sizeLots, this.#sizes.remainder);
    return undefined;
  }

  #times(payload: Payload, message: BinanceMessage): string | undefined {
    message.eventNs = this.#timeNs(payload.E);
    message.venueNs = payload.T === undefined ? message.eventNs : this.#timeNs(payload.T);
    const wrong = wrongTime(payload.E) ? payload.E : wrongTime(payload.T) ? payload.T : undefined;
    return wrong === undefined ? undefined : `venue time ${wrong}: expected Unix milliseconds or microseconds`;
  }

  #timeNs(value: unknown): number {
    return typeof value === "number" ? venueTimeNs(value, this.#epochMs) : Number.NaN;
  }

  #price(text: unknown): number {
    const ticks = typeof text === "string" ? this.#prices.parse(text) : notOnGrid;
    return ticks > 0 && ticks < 2 ** 31 && this.#prices.remainder === 0 ? ticks : notOnGrid;
  }

  #size(text: unknown): number {
    const lots = typeof text === "string" ? this.#sizes.parse(text) : notOnGrid;
    this.#sizesCount++;
    if (lots !== notOnGrid && this.#sizes.remainder !== 0) this.offLotCount++;
    return this.#isLotWrong ? notOnGrid : lots;
  }

  /**
   * Orders older than the venue's present lot may lie on a finer grid, so now and then a size is not whole lots. More
   * than now and then, and the lot of the instrument is not this market's.
   */
  get #isLotWrong(): boolean {
    return this.offLotCount > offLotCountMin && this.offLotCount * offLotShare > this.#sizesCount;
  }

  #wrongPrice(text: unknown): string {
    const tick = formatDecimalShort(this.instrument.tickUnits, this.instrument.pricePlaces);
    return `price ${JSON.stringify(text)}: expected a multiple of the tick ${tick}, above 0 and below 2^31 ticks`;
  }

  #wrongSize(text: unknown): string {
    const lot = formatDecimalShort(this.instrument.lotUnits, this.instrument.sizePlaces);
    const { sizePlaces } = this.instrument;
    if (this.#isLotWrong)
      return `size ${JSON.stringify(text)}: ${this.offLotCount} of ${this.#sizesCount} sizes are no multiples of the lot ${lot}`;
    return `size ${JSON.stringify(text)}: expected at most ${sizePlaces} places, not negative and below 2^53 lots of ${lot}`;
  }
}

/** The JSON object that a text is, or undefined when it is none. */
export function parseObject(json: string): Payload | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const offLotCountMin = 10;
const offLotShare = 100;

function wrongTime(value: unknown): boolean {
  return value !== undefined && (typeof value !== "number" || !isVenueTime(value));
}

function isObject(value: unknown): value is Payload {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isId(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function wrongId(what: string): string {
  return `${what}: expected whole numbers below 2^53`;
}
