/**
 * A live feed against the simulated exchange with its agents, under a virtual clock; and a judge beside it who knows the
 * true book after every update id, and every print, and compares each message of rows with them.
 */
import { builtInSymbols } from "../../sim/exchange/built-in-symbols.ts";
import { fault as faultForm } from "../../sim/exchange/faults/fault.ts";
import type { BestQuote, ExchangeListener, LevelChange, PublicTrade } from "../../sim/exchange/listener.ts";
import type { Market } from "../../sim/exchange/market.ts";
import { ExchangeServer } from "../../sim/exchange/server.ts";
import type { OneWayConfig } from "../../sim/latency-config.ts";
import { HostedExchange } from "../../sim/world/hosted-exchange.ts";
import type { NetworkFault } from "../../sim/world/network-faults.ts";
import { SimulatedNetwork } from "../../sim/world/simulated-network.ts";
import { VirtualClock } from "../../sim/world/virtual-clock.ts";
import { readExchangeInfo } from "../../src/adapters/binance/exchange-info.ts";
import { BinanceFeed } from "../../src/adapters/binance/feed/binance-feed.ts";
import type { FeedOptions } from "../../src/adapters/binance/feed/feed-options.ts";
import { Random } from "../../src/base/random.ts";
import { eventKind } from "../../src/domain/event.ts";
import type { Instrument } from "../../src/domain/instrument.ts";
import { type BookSide, LocalBook } from "../../src/domain/local-book.ts";
import type { MarketRows } from "../../src/domain/market-rows.ts";
import { ask, bid } from "../../src/domain/side.ts";
import { type DurationNs, midnightUnixNs, nsPerSecond, nsPerUs, type TimeNs } from "../../src/domain/time.ts";
import type { FeedListener, FeedNote } from "../../src/ports/market-feed.ts";
import { btcusdt, ethusdt, startUs } from "./exchange-agents.ts";

export const feedHost = "venue.test";

export interface FeedBenchOptions {
  readonly seed?: number;
  readonly faults?: readonly NetworkFault[];
  readonly options?: Partial<FeedOptions>;
  /** Milliseconds, each way. */
  readonly latencyMs?: OneWayConfig;
  /** What the exchange's clock shows less what ours does. */
  readonly venueAheadNs?: DurationNs;
  /** As the feed is told them, in place of the exchange's. */
  readonly symbols?: (instruments: readonly Instrument[]) => readonly Instrument[];
}

export class FeedBench implements Disposable {
  readonly epochUnixNs = midnightUnixNs(BigInt(startUs) * 1000n);
  readonly startNs = Number(BigInt(startUs) * 1000n - this.epochUnixNs);
  readonly clock = new VirtualClock(this.epochUnixNs, this.startNs);
  readonly server: ExchangeServer;
  readonly venue: HostedExchange;
  readonly feed: BinanceFeed;
  readonly judge: FeedJudge;
  readonly instruments: readonly Instrument[];

  constructor({
    seed = 1,
    faults = [],
    options = {},
    latencyMs = 5,
    venueAheadNs = 0,
    symbols = (all) => all,
  }: FeedBenchOptions = {}) {
    // Both symbols have orders from the beginning, so that a book is there to be out of step with.
    const beginUs = startUs + Math.min(0, Math.floor(venueAheadNs / nsPerUs));
    this.server = new ExchangeServer({ startUs: beginUs, seed, symbols: builtInSymbols(), agents: [btcusdt, ethusdt] });
    this.venue = new HostedExchange(this.server, this.clock, venueAheadNs);
    this.instruments = symbols(exchangeInstruments(this.server));
    this.judge = new FeedJudge(
      this.clock,
      this.instruments.map(({ symbol }) => this.server.exchange.market(symbol)!),
    );
    this.server.exchange.listen(this.judge);
    const random = Random.fromSeed(seed);
    const network = new SimulatedNetwork({
      clock: this.clock,
      venue: this.venue,
      hosts: [feedHost],
      latency: { toVenueMs: latencyMs, fromVenueMs: latencyMs },
      faults: faults.map((fault) => ({ ...fault, atNs: fault.atNs + this.startNs })),
      random: random.fork("network"),
    }).join("192.0.2.1");
    this.feed = new BinanceFeed({
      clock: this.clock,
      http: network,
      sockets: network,
      random: random.fork("feed"),
      instruments: this.instruments,
      urls: { rest: `https://${feedHost}`, streams: `wss://${feedHost}` },
      options,
    });
  }

  start(): this {
    this.feed.start(this.judge);
    return this;
  }

  /** Lets time pass until so long after the start. */
  until(seconds: number): this {
    this.clock.advanceTo(this.startNs + Math.round(seconds * nsPerSecond));
    return this;
  }

  /** Puts a fault into the exchange. */
  inject(fault: Readonly<Record<string, unknown>>): void {
    this.venue.call((nowUs) => this.server.faults.inject(nowUs, faultForm.parse(fault)));
  }

  get elapsedSeconds(): number {
    return (this.clock.nowNs() - this.startNs) / nsPerSecond;
  }

  [Symbol.dispose](): void {
    this.feed.stop();
    this.server[Symbol.dispose]();
  }
}

function exchangeInstruments(server: ExchangeServer): Instrument[] {
  const request = { method: "GET", path: "/api/v3/exchangeInfo", query: "", body: "", address: "192.0.2.9" };
  const answer = server.http(server.nowUs, { ...request, header: () => undefined });
  return readExchangeInfo(JSON.parse(answer!.body), "exchangeInfo");
}

export interface NotedAt extends FeedNote {
  readonly atNs: TimeNs;
  readonly marketIndex: number | undefined;
}

/** Hears feed and exchange. What is wrong is in `faults`, in words. */
export class FeedJudge implements FeedListener, ExchangeListener {
  readonly faults: string[] = [];
  readonly notes: NotedAt[] = [];
  readonly offsetsNs: DurationNs[] = [];
  readonly markets: readonly JudgedMarket[];

  constructor(
    private readonly clock: VirtualClock,
    markets: readonly Market[],
  ) {
    this.markets = markets.map((market) => new JudgedMarket(market, this.faults));
  }

  rows(marketIndex: number, rows: MarketRows): void {
    const nowNs = this.clock.nowNs();
    if (rows.count === 0 || rows.isLast[rows.count - 1] !== 1) this.faults.push("rows end in the middle of a message");
    for (let at = 0; at < rows.count; at++)
      if (rows.receivedNs[at] !== nowNs) this.faults.push(`a row of ${rows.receivedNs[at]} is told at ${nowNs}`);
    this.markets[marketIndex]!.rows(rows);
  }
  clockOffset(offsetNs: DurationNs): void {
    this.offsetsNs.push(offsetNs);
  }
  noted(marketIndex: number | undefined, note: FeedNote): void {
    this.notes.push({ ...note, marketIndex, atNs: this.clock.nowNs() });
  }
  trade(trade: PublicTrade): void {
    this.markets.find(({ market }) => market === trade.market)?.printed(trade);
  }
  best(quote: BestQuote): void {
    this.markets.find(({ market }) => market === quote.market)?.quoted(quote);
  }
  level(change: LevelChange): void {
    this.markets.find(({ market }) => market === change.market)?.changed(change);
  }

  /** How often each has been noted, all counts together. */
  noteCounts(): Partial<Record<FeedNote["event"], number>> {
    const counts: Partial<Record<FeedNote["event"], number>> = {};
    for (const { event, count } of this.notes) counts[event] = (counts[event] ?? 0) + count;
    return counts;
  }
}

export class JudgedMarket {
  readonly book = new LocalBook();
  isValid = false;
  gapsCount = 0;
  snapshotsCount = 0;
  depthMessagesCount = 0;
  /** Times that the whole book was compared. */
  comparedCount = 0;
  updateId = -1;
  /** As told. */
  readonly tradeIds: number[] = [];
  readonly tickerIds: number[] = [];
  /** As they were. */
  readonly printedIds: number[] = [];
  readonly bestIds: number[] = [];
  readonly #truth = new LocalBook();
  #truthId: number;
  readonly #changes: LevelChange[] = [];

  constructor(
    readonly market: Market,
    private readonly faults: string[],
  ) {
    this.#truthId = market.lastUpdateId;
    for (const side of [bid, ask] as const)
      for (let left = market.readLevels(side, 5000), at = 0; at < left; at++)
        this.#truth.side(side).set(market.levelTicks(at), market.levelLots(at), 0);
  }

  printed({ tradeId }: PublicTrade): void {
    this.printedIds.push(tradeId);
  }
  quoted({ updateId }: BestQuote): void {
    this.bestIds.push(updateId);
  }
  changed({ side, priceTicks, lots, updateId }: LevelChange): void {
    this.#changes.push({ side, priceTicks, lots, updateId } as LevelChange);
  }

  rows(rows: MarketRows): void {
    for (let at = 0; at < rows.count; at++) {
      this.#row(rows, at);
      if (rows.isLast[at] === 1) this.#messageEnds(rows, at);
    }
  }

  #row(rows: MarketRows, at: number): void {
    const kind = rows.kind[at];
    if (kind === eventKind.clear) this.book.clear();
    if (kind === eventKind.depth || kind === eventKind.snapshotLevel)
      this.book.side(rows.side[at] === 0 ? bid : ask).set(rows.priceTicks[at]!, rows.sizeLots[at]!, 0);
    if (kind === eventKind.depth && !this.isValid) this.faults.push("a depth row without a valid book");
    if (kind === eventKind.trade) this.tradeIds.push(rows.tradeId[at]!);
  }

  #messageEnds(rows: MarketRows, at: number): void {
    const kind = rows.kind[at];
    const updateId = rows.updateId[at]!;
    if (kind === eventKind.gap) {
      this.gapsCount++;
      this.isValid = false;
    }
    if (kind === eventKind.clear || kind === eventKind.snapshotLevel) {
      this.snapshotsCount++;
      this.isValid = true;
      this.#compare(updateId);
    }
    if (kind === eventKind.depth) {
      this.depthMessagesCount++;
      if (updateId <= this.updateId) this.faults.push(`depth ${updateId} is told after ${this.updateId}`);
      this.#compare(updateId);
    }
    if (kind === eventKind.ticker) this.tickerIds.push(updateId);
  }

  #compare(updateId: number): void {
    this.updateId = updateId;
    // A snapshot may be of an id before the present one of the truth: events that follow lead there.
    for (let [change] = this.#changes; change !== undefined && change.updateId <= updateId; [change] = this.#changes) {
      this.#truth.side(change.side).set(change.priceTicks, change.lots, 0);
      this.#truthId = change.updateId;
      this.#changes.shift();
    }
    if (this.#truthId > updateId) return;
    this.comparedCount++;
    if (!isSameSide(this.book.bids, this.#truth.bids) || !isSameSide(this.book.asks, this.#truth.asks))
      this.faults.push(`${this.market.symbol.name} at ${updateId}: the book is not the exchange's`);
  }
}

function isSameSide(one: BookSide, other: BookSide): boolean {
  if (one.count !== other.count) return false;
  for (let rank = 0; rank < one.count; rank++)
    if (one.priceTicks(rank) !== other.priceTicks(rank) || one.sizeLots(rank) !== other.sizeLots(rank)) return false;
  return true;
}
