/**
 * The market streams: connections, the channels they listen to, and what fills these. Events go out as they happen, or when the period of
 * their stream ends; so a command comes only when the streams have been advanced to its time.
 */
import { assert } from "../../../src/base/assert.ts";
import type { Exchange } from "../exchange.ts";
import { Heartbeats } from "../heartbeats.ts";
import type { BestQuote, ExchangeListener, LevelChange, PublicTrade } from "../listener.ts";
import type { Market } from "../market.ts";
import type { MarketData } from "../market-data/market-data.ts";
import { serverShutdown } from "../shutdown-event.ts";
import type { HttpAnswer, PeerSocket, SocketSession, Timed } from "../transport.ts";
import { Channel, PrintedEvent } from "./channel.ts";
import { Connection, type StreamSource } from "./connection.ts";
import type { Feed } from "./feed.ts";
import { Schedule } from "./schedule.ts";
import { feedMaker, feedMakerOfAll } from "./stream-kinds.ts";
import { readStreamUrl } from "./stream-url.ts";

interface OpenStream {
  readonly channel: Channel;
  readonly feed: Feed;
  /** Undefined for all of them. */
  readonly market: Market | undefined;
}

export class MarketStreams implements Timed, StreamSource, ExchangeListener {
  readonly heartbeats = new Heartbeats();
  readonly #schedule = new Schedule();
  readonly #connections = new Set<Connection>();
  readonly #streams = new Map<string, OpenStream>();
  /** By the name that streams use. */
  readonly #markets = new Map<string, Market>();
  /** Never changed in place: feeds come and go while they are told. */
  readonly #feeds = new Map<Market, readonly Feed[]>();

  /** @param marketData listens to the same exchange, and was made before: it knows of a trade when the streams are told of it. */
  constructor(
    readonly exchange: Exchange,
    readonly marketData: MarketData,
  ) {
    for (const market of exchange.markets) {
      this.#markets.set(market.symbol.name.toLowerCase(), market);
      this.#feeds.set(market, []);
    }
    exchange.listen(this);
  }

  get connectionsCount(): number {
    return this.#connections.size;
  }

  /** A connection to `/ws` or `/stream`; an HTTP answer where there is none. */
  open(nowUs: number, path: string, query: string, peer: PeerSocket): SocketSession | HttpAnswer {
    const url = readStreamUrl(path, query);
    if (url === undefined) return { status: 404, headers: [], body: "" };
    const connection = new Connection(nowUs, peer, this, url);
    if (!connection.subscribe(nowUs, url.streams)) {
      connection.closed();
      return { status: 400, headers: [], body: "" };
    }
    this.#connections.add(connection);
    return connection;
  }

  get nextUs(): number {
    return Math.min(this.#schedule.nextUs, this.heartbeats.nextUs);
  }

  advance(nowUs: number): void {
    while (this.nextUs <= nowUs) {
      const dueUs = this.nextUs;
      this.#schedule.advance(dueUs);
      this.heartbeats.advance(dueUs);
    }
  }

  /** Tells every connection that it will soon end. */
  announceShutdown(nowUs: number): void {
    const event = new PrintedEvent("!serverShutdown", (unit) => JSON.stringify(serverShutdown(unit, nowUs)));
    for (const connection of this.#connections) connection.send(event.text(connection.unit, connection.isCombined));
  }

  /** Ends every connection. */
  disconnectAll(code: number, reason: string): void {
    for (const connection of this.#connections) connection.close(code, reason);
  }

  subscribe(nowUs: number, name: string, connection: Connection): void {
    const stream = this.#streams.get(name) ?? this.#openStream(nowUs, name);
    if (stream === undefined) return;
    stream.channel.add(connection);
    stream.feed.joined?.();
  }

  unsubscribe(name: string, connection: Connection): void {
    const stream = this.#streams.get(name);
    if (stream === undefined) return;
    stream.channel.delete(connection);
    if (!stream.channel.isHeard) this.#closeStream(name, stream);
  }

  ended(connection: Connection): void {
    this.#connections.delete(connection);
  }

  trade(trade: PublicTrade): void {
    this.#assertAdvanced(trade.timeUs);
    for (const feed of this.#feeds.get(trade.market)!) feed.trade?.(trade);
  }
  level(change: LevelChange): void {
    this.#assertAdvanced(change.timeUs);
    for (const feed of this.#feeds.get(change.market)!) feed.level?.(change);
  }
  best(quote: BestQuote): void {
    for (const feed of this.#feeds.get(quote.market)!) feed.best?.(quote);
  }
  windowEnd(market: Market, timeUs: number): void {
    this.#assertAdvanced(timeUs);
    for (const feed of this.#feeds.get(market)!) feed.windowEnd?.(timeUs);
  }

  #openStream(nowUs: number, name: string): OpenStream | undefined {
    const stream = this.#makeStream(name);
    if (stream === undefined) return undefined;
    const { feed, market } = stream;
    this.#streams.set(name, stream);
    if (market !== undefined) this.#feeds.set(market, [...this.#feeds.get(market)!, feed]);
    if (feed.periodUs > 0) this.#schedule.add(nowUs, feed);
    return stream;
  }

  #closeStream(name: string, { feed, market }: OpenStream): void {
    this.#streams.delete(name);
    if (market !== undefined)
      this.#feeds.set(
        market,
        this.#feeds.get(market)!.filter((other) => other !== feed),
      );
    if (feed.periodUs > 0) this.#schedule.delete(feed);
  }

  /** Undefined for a name that no stream has. */
  #makeStream(name: string): OpenStream | undefined {
    const channel = new Channel(name);
    const makerOfAll = feedMakerOfAll(name);
    if (makerOfAll !== undefined)
      return { channel, feed: makerOfAll(channel, this.exchange.markets, this.marketData), market: undefined };
    const separator = name.indexOf("@");
    const market = this.#markets.get(name.slice(0, separator));
    const maker = feedMaker(name.slice(separator + 1));
    if (market === undefined || maker === undefined) return undefined;
    return { channel, feed: maker(channel, market, this.marketData), market };
  }

  #assertAdvanced(timeUs: number): void {
    assert(this.#schedule.nextUs > timeUs, "streams are advanced to the time of a command before it");
  }
}
