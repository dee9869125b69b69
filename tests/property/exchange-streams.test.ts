// Goal: whoever follows the documented procedure has the exchange's book, at every update id that he reaches, whenever he comes and however
// he reads; and what different streams tell fits together.
// Method: several accounts trade at random while clients come, subscribe, leave, and fetch snapshots that arrive late; their books are
// compared with the exchange's own after every command.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { Api } from "../../sim/exchange/api/api.ts";
import { ApiKeys } from "../../sim/exchange/api/api-keys.ts";
import { RateLimits } from "../../sim/exchange/api/rate-limits.ts";
import { Exchange } from "../../sim/exchange/exchange.ts";
import type { Market } from "../../sim/exchange/market.ts";
import { MarketData } from "../../sim/exchange/market-data/market-data.ts";
import { RestApi } from "../../sim/exchange/rest/rest-api.ts";
import { MarketStreams } from "../../sim/exchange/streams/market-streams.ts";
import { propertyRuns } from "../helpers/engine-kinds.ts";
import { accountsCount, type Command, commands, give } from "../helpers/exchange-commands.ts";
import { coarse, testSymbol } from "../helpers/exchange-symbols.ts";
import { StreamClient } from "../helpers/stream-client.ts";
import { LocalBook, type Snapshot, type SyncVariant } from "../helpers/stream-sync.ts";

interface Bench {
  readonly exchange: Exchange;
  readonly market: Market;
  readonly streams: MarketStreams;
  readonly rest: RestApi;
}

function openBench(): Bench {
  const exchange = new Exchange({ symbols: [testSymbol(coarse)], ordersMax: 24 });
  const market = exchange.market("ABCXYZ")!;
  for (let index = 0; index < accountsCount; index++) {
    const account = exchange.openAccount({ tradeGroupId: index < 2 ? -1 : 7 });
    exchange.deposit(0, account, "ABC", market.symbol.baseUnits(60));
    exchange.deposit(0, account, "XYZ", market.symbol.quoteUnits(100, 60));
  }
  const marketData = new MarketData(exchange);
  const api = new Api({ exchange, marketData, keys: new ApiKeys(), limits: new RateLimits() });
  return { exchange, market, streams: new MarketStreams(exchange, marketData), rest: new RestApi(api) };
}

/** Gives commands in between of which time passes; `step` is told after each. */
function play({ exchange, market, streams }: Bench, flow: readonly Command[], step: (nowUs: number) => void) {
  let nowUs = 0;
  for (const command of flow) {
    nowUs += command.elapsedUs === 0 ? 0 : command.elapsedUs + 37_000;
    streams.advance(nowUs);
    give(exchange, market, exchange.accounts[command.account]!, nowUs, command);
    exchange.settle();
    step(nowUs);
  }
  streams.advance(nowUs + 2_000_000);
  step(nowUs + 2_000_000);
}

/** GET depth: the whole book, which is small. */
function snapshotOf({ rest }: Bench, nowUs: number): Snapshot {
  const { status, body } = rest.handle(nowUs, {
    method: "GET",
    path: "/api/v3/depth",
    query: "symbol=ABCXYZ&limit=100",
    body: "",
    header: () => undefined,
    address: "192.0.2.1",
  });
  if (status !== 200) throw new Error(body);
  return JSON.parse(body);
}

/**
 * One who keeps a book: when he comes, how he reads, how old snapshots are when they are served (memory lags behind the engine) and how
 * long they are under way, both in commands.
 */
interface Reader {
  readonly url: string;
  readonly comesAt: number;
  readonly snapshotAge: number;
  readonly snapshotSteps: number;
  readonly variant: SyncVariant;
}

const readers: fc.Arbitrary<Reader> = fc.record({
  url: fc.constantFrom(
    "/ws/abcxyz@depth@100ms",
    "/ws/abcxyz@depth",
    "/stream?streams=abcxyz@depth@100ms/abcxyz@trade",
    "/stream?streams=abcxyz%40depth&timeUnit=MICROSECOND",
  ),
  comesAt: fc.nat(30),
  snapshotAge: fc.nat(5),
  snapshotSteps: fc.nat(5),
  variant: fc.record({ isStrict: fc.boolean(), replays: fc.boolean(), waits: fc.boolean() }),
});

class Follower {
  readonly book: LocalBook;
  #client: StreamClient | undefined;
  #underWay: { readonly snapshot: Snapshot; readonly arrivesAt: number } | undefined;

  constructor(
    readonly bench: Bench,
    readonly reader: Reader,
  ) {
    this.book = new LocalBook(reader.variant);
  }

  /** @param snapshots after each command until now. */
  step(nowUs: number, snapshots: readonly Snapshot[]): void {
    const index = snapshots.length - 1;
    if (index < this.reader.comesAt) return;
    this.#client ??= new StreamClient(this.bench.streams, nowUs, this.reader.url);
    for (const frame of this.#client.takeEvents()) {
      const event = (frame.data ?? frame) as never as { e: string };
      if (event.e === "depthUpdate") this.book.event(event as never);
    }
    if (this.#underWay !== undefined && this.#underWay.arrivesAt <= index) {
      this.book.snapshot(this.#underWay.snapshot);
      this.#underWay = undefined;
    }
    if (this.#underWay === undefined && this.book.wantsSnapshot)
      this.#underWay = {
        snapshot: snapshots[Math.max(0, index - this.reader.snapshotAge)]!,
        arrivesAt: index + this.reader.snapshotSteps,
      };
  }
}

test("streams: any trading, any allowed way to sync: the local book is the exchange's at every id", () => {
  let syncedCount = 0;
  fc.assert(
    fc.property(commands, fc.array(readers, { minLength: 1, maxLength: 4 }), (flow, cast) => {
      const bench = openBench();
      using _ = bench.exchange;
      const followers = cast.map((reader) => new Follower(bench, reader));
      const books = new Map<number, string>();
      const snapshots: Snapshot[] = [];
      play(bench, flow, (nowUs) => {
        const snapshot = snapshotOf(bench, nowUs);
        snapshots.push(snapshot);
        books.set(snapshot.lastUpdateId, JSON.stringify([snapshot.bids, snapshot.asks]));
        for (const follower of followers) {
          follower.step(nowUs, snapshots);
          const { updateId } = follower.book;
          if (updateId < 0) continue;
          syncedCount++;
          expect(follower.book.text()).toBe(books.get(updateId)!);
        }
      });
    }),
    propertyRuns(150),
  );
  expect(syncedCount).toBeGreaterThan(100);
});

interface Told {
  readonly e?: string;
  readonly E: number;
  readonly t: number;
  readonly T: number;
  readonly u: number;
  readonly b: unknown;
  readonly lastUpdateId?: number;
}

test("streams: trades, best prices and depth on one connection: each in order, and they agree", () => {
  fc.assert(
    fc.property(commands, (flow) => {
      const bench = openBench();
      using _ = bench.exchange;
      const names = ["trade", "bookTicker", "depth@100ms", "depth5@100ms"].map((kind) => `abcxyz@${kind}`);
      const client = new StreamClient(bench.streams, 0, `/ws/${names.join("/")}?timeUnit=MICROSECOND`);
      const book = new LocalBook({ isStrict: false, replays: true, waits: true });
      let [tradeId, tradeUs, tickerId, depthUs, top] = [0, 0, 0, 0, ""];
      client.onFrame = (text) => {
        const event: Told = JSON.parse(text);
        if (event.e === "trade") {
          expect(event.t).toBe(++tradeId);
          tradeUs = event.T;
          expect(event.T).toBeGreaterThanOrEqual(depthUs);
        } else if (event.e === "depthUpdate") {
          expect(event.E).toBeGreaterThanOrEqual(tradeUs);
          depthUs = event.E;
          book.event(event as never);
          if (book.updateId < 0) book.snapshot({ lastUpdateId: 0, bids: [], asks: [] });
          if (event.u >= tickerId) expect(topOf(book)).toBe(top);
        } else if (event.lastUpdateId === undefined) {
          expect(event.u).toBeGreaterThan(tickerId);
          tickerId = event.u;
          const { b, B, a, A } = JSON.parse(text);
          top = `${b} ${B} ${a} ${A}`;
        } else if (event.lastUpdateId === book.updateId) expect(bestOf(JSON.parse(text))).toBe(bestOf(fiveOf(book)));
      };
      play(bench, flow, () => {});
    }),
    propertyRuns(100),
  );
});

type Sides = [bids: string[][], asks: string[][]];

function fiveOf(book: LocalBook): { bids: string[][]; asks: string[][] } {
  const [bids, asks] = JSON.parse(book.text()) as Sides;
  return { bids: bids.slice(0, 5), asks: asks.slice(0, 5) };
}
function bestOf({ bids, asks }: { bids: string[][]; asks: string[][] }): string {
  return JSON.stringify([bids, asks]);
}
/** As bookTicker shows it. */
function topOf(book: LocalBook): string {
  const [bids, asks] = JSON.parse(book.text()) as Sides;
  const none = ["0.00000000", "0.00000000"];
  return [...(bids[0] ?? none), ...(asks[0] ?? none)].join(" ");
}
