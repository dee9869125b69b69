// Goal: with a recording as its market, too, the exchange has one story: whoever follows the documented procedure has its book at every
// update id, and our orders get exactly what the engine gives them when it is driven by itself.
// Method: one synthetic tape; clients come and orders are placed at random moments. The engine alone is given the same messages and orders.
import { afterAll, expect, test } from "bun:test";
import fc from "fast-check";
import { builtInSymbols } from "../../sim/exchange/built-in-symbols.ts";
import { Refusal } from "../../sim/exchange/errors.ts";
import { recordedMessages } from "../../sim/exchange/recorded/recorded-messages.ts";
import { ExchangeServer } from "../../sim/exchange/server.ts";
import type { DroppablePeer, SocketSession } from "../../sim/exchange/transport.ts";
import { orderType } from "../../src/domain/order-type.ts";
import { ownEventKind } from "../../src/domain/own-event.ts";
import { ask, bid } from "../../src/domain/side.ts";
import { openEngine } from "../../src/engine/open-engine.ts";
import { stop } from "../../src/ports/engine.ts";
import { noSignals } from "../../src/ports/market-signals.ts";
import { propertyRuns } from "../helpers/engine-kinds.ts";
import { RecordedExchange, recordingStartUs, syntheticTape } from "../helpers/recorded-exchange.ts";
import { LocalBook, type Snapshot } from "../helpers/stream-sync.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const seconds = 60;
const folder = temporaryFolder();
const tape = syntheticTape(folder.of("tape"), 21, seconds);
afterAll(() => folder[Symbol.dispose]());

function openServer(): ExchangeServer {
  return new ExchangeServer({
    startUs: recordingStartUs,
    seed: 1,
    symbols: builtInSymbols(),
    recordings: [{ symbol: "BTCUSDT", tapes: [tape] }],
    limits: { weightMax: 1e12, requestsMax: 1e12 },
  });
}

function snapshotOf(server: ExchangeServer): Snapshot {
  const answer = server.http(server.nowUs, {
    method: "GET",
    path: "/api/v3/depth",
    query: "symbol=BTCUSDT&limit=5000",
    body: "",
    header: () => undefined,
    address: "192.0.2.1",
  });
  if (answer?.status !== 200) throw new Error(`depth was answered ${answer?.body}`);
  return JSON.parse(answer.body);
}

/** Where what a client is sent goes. */
function peerOf(onFrame: (text: string) => void): DroppablePeer {
  const send = (text: string) => {
    onFrame(text);
    return true;
  };
  return { address: "192.0.2.2", send, ping: () => {}, close: () => {}, drop: () => {} };
}

const moments = fc.integer({ min: 0, max: seconds * 1000 });
const variants = fc.record({ isStrict: fc.boolean(), replays: fc.boolean(), waits: fc.boolean() });

test("recording: any moment, any allowed way to sync: the local book is that of GET depth", () => {
  let comparedCount = 0;
  fc.assert(
    fc.property(moments, fc.integer({ min: 1, max: 700 }), variants, (comesMs, stepMs, variant) => {
      using server = openServer();
      const comesUs = recordingStartUs + comesMs * 1000;
      const book = new LocalBook(variant);
      const peer = peerOf((text) => book.event(JSON.parse(text)));
      const session = server.open(comesUs, "/ws/btcusdt@depth@100ms", "", peer) as SocketSession;
      expect("status" in session).toBe(false);
      for (let nowUs = comesUs; nowUs < comesUs + 40 * stepMs * 1000; nowUs += stepMs * 1000) {
        server.advance(nowUs);
        const snapshot = snapshotOf(server);
        if (book.wantsSnapshot) book.snapshot(snapshot);
        if (book.updateId !== snapshot.lastUpdateId) continue;
        comparedCount++;
        expect(book.text()).toBe(JSON.stringify([snapshot.bids, snapshot.asks]));
      }
    }),
    propertyRuns(20),
  );
  expect(comparedCount).toBeGreaterThan(20);
});

interface Quote {
  readonly atMs: number;
  readonly isBid: boolean;
  /** At the other side's touch. */
  readonly isTaking: boolean;
  /** From the touch, into the book. */
  readonly depthTicks: number;
  readonly sizeLots: number;
}

const quotes: fc.Arbitrary<readonly Quote[]> = fc
  .array(
    fc.record({
      atMs: moments,
      isBid: fc.boolean(),
      isTaking: fc.boolean(),
      depthTicks: fc.nat(20),
      sizeLots: fc.integer({ min: 10, max: 2000 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((list) => list.toSorted((one, two) => one.atMs - two.atMs));

/** Fills as the exchange tells them: the number of the order, price, lots, maker or taker, and when. */
function fillsAtExchange(flow: readonly Quote[]): { fills: string[]; placed: (Placed | undefined)[] } {
  using venue = new RecordedExchange([tape]);
  const fills: string[] = [];
  const numbers = new Map<number, number>();
  const placed: (Placed | undefined)[] = [];
  venue.exchange.listen({
    execution: ({ kind, order, lastTicks, lastLots, isMaker, timeUs }) => {
      if (kind !== "TRADE" || order.desk.account !== venue.account) return;
      const number = numbers.get(order.orderId) ?? placed.length;
      fills.push(`${number}: ${lastLots} at ${lastTicks}, ${isMaker ? "maker" : "taker"}, ${timeUs}`);
    },
  });
  for (const { atMs, isBid, isTaking, depthTicks, sizeLots } of flow) {
    venue.advance(recordingStartUs + atMs * 1000);
    const { market } = venue;
    const touchTicks = isBid !== isTaking ? market.bestBidTicks : market.bestAskTicks;
    const priceTicks = touchTicks - (isBid ? 1 : -1) * (isTaking ? -depthTicks : depthTicks);
    const side = isBid ? bid : ask;
    const answer = venue.exchange.place(venue.nowUs, venue.account, market, {
      side,
      kind: "LIMIT",
      timeInForce: "GTC",
      priceTicks,
      sizeLots,
    });
    const isTaken = !(answer instanceof Refusal);
    if (isTaken) numbers.set(answer.order.orderId, placed.length);
    placed.push(isTaken ? { side, priceTicks, sizeLots, atUs: venue.nowUs } : undefined);
  }
  venue.advance(recordingStartUs + seconds * 2_000_000);
  venue.exchange.assertConserved();
  return { fills, placed };
}

interface Placed {
  readonly side: 0 | 1;
  readonly priceTicks: number;
  readonly sizeLots: number;
  readonly atUs: number;
}

/** The same orders given to the engine alone. */
function fillsAtEngine(placed: readonly (Placed | undefined)[]): string[] {
  const rules = { venueCloseNs: 0, tickerLatencyNs: 0, decisionTimeNs: 0, queueModel: "conservative" as const };
  using engine = openEngine([{ ...rules, decideEveryNs: 0, decideOn: 0, reads: 0, signals: noSignals }], "reference");
  const [market] = engine.markets;
  const fills: string[] = [];
  let firstNs = Number.NaN;
  let nowUs = 0;
  const run = (horizonNs: number) => {
    while (engine.run(horizonNs) !== stop.rowsUsed)
      for (let index = 0; index < market!.ownEventsCount; index++) {
        const { kind, orderId, lots, priceTicks, cause } = market!.ownEvent(index);
        if (kind !== ownEventKind.filled) continue;
        fills.push(`${orderId - 1}: ${lots} at ${priceTicks}, ${cause === "taker" ? "taker" : "maker"}, ${nowUs}`);
      }
  };
  let next = 0;
  const placeUntil = (untilUs: number, nowNs: number) => {
    for (let order = placed[next]; next < placed.length; order = placed[next]) {
      if (order !== undefined && order.atUs >= untilUs) return;
      next++;
      if (order === undefined) continue;
      nowUs = order.atUs;
      const { side, priceTicks, sizeLots } = order;
      market!.place(orderType.limit, side, next, priceTicks, sizeLots, 0, { entryNs: 0, responseNs: 0 });
      run(nowNs + 1);
    }
  };
  let lastNs = 0;
  for (const { timeNs, rows } of recordedMessages([tape], tape.midnightUnixNs)) {
    firstNs = Number.isNaN(firstNs) ? timeNs : firstNs;
    const messageUs = recordingStartUs + Math.floor((timeNs - firstNs) / 1000);
    placeUntil(messageUs, lastNs);
    nowUs = messageUs;
    lastNs = timeNs;
    market!.push(rows, 0);
    run(timeNs + 1);
  }
  return fills;
}

test("recording: any limit orders: filled as the engine alone fills them", () => {
  let [makersCount, takersCount] = [0, 0];
  fc.assert(
    fc.property(quotes, (flow) => {
      const { fills, placed } = fillsAtExchange(flow);
      expect(fills).toEqual(fillsAtEngine(placed));
      makersCount += fills.filter((text) => text.includes("maker")).length;
      takersCount += fills.filter((text) => text.includes("taker")).length;
    }),
    propertyRuns(30),
  );
  expect(makersCount).toBeGreaterThan(5);
  expect(takersCount).toBeGreaterThan(5);
});

test("recording: the same calls twice, time cut otherwise: the same frames, to the byte", () => {
  const framesOf = (stepUs: number) => {
    using server = openServer();
    const frames: string[] = [];
    server.open(
      recordingStartUs,
      "/ws/btcusdt@depth@100ms/btcusdt@trade/btcusdt@bookTicker",
      "",
      peerOf((text) => frames.push(text)),
    );
    for (let nowUs = recordingStartUs; nowUs <= recordingStartUs + 30_000_000; nowUs += stepUs) server.advance(nowUs);
    return frames;
  };
  const frames = framesOf(10_000_000);
  expect(framesOf(40_000)).toEqual(frames);
  expect(frames.length).toBeGreaterThan(200);
});

const storms = fc.array(
  fc.record({
    elapsedMs: fc.oneof(fc.nat(2000), fc.nat(20)),
    account: fc.nat(1),
    what: fc.constantFrom("place", "place", "place", "cancel", "amend", "replace", "cancelAll"),
    kind: fc.constantFrom("LIMIT", "LIMIT", "LIMIT_MAKER", "MARKET", "STOP_LOSS", "TAKE_PROFIT_LIMIT"),
    timeInForce: fc.constantFrom("GTC", "GTC", "IOC", "FOK"),
    side: fc.constantFrom(bid, ask),
    /** From the middle of the spread, upwards. */
    offsetTicks: fc.oneof(fc.integer({ min: -60, max: 60 }), fc.integer({ min: -5, max: 5 })),
    sizeLots: fc.integer({ min: 10, max: 50_000 }),
    isIceberg: fc.boolean(),
    index: fc.nat(20),
  }),
  { minLength: 10, maxLength: 60 },
);

test("recording: any orders, amends and cancels of two accounts: none breaks it, and every unit is somewhere", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(storms, (storm) => {
      using venue = new RecordedExchange([tape]);
      const { exchange, market } = venue;
      const accounts = [venue.account, venue.openAccount()];
      exchange.listen({ execution: ({ kind, order }) => seen.add(kind).add(order.status) });
      venue.advance(recordingStartUs + 1_000_000);
      for (const { elapsedMs, account: at, what, index, ...words } of storm) {
        venue.advance(venue.nowUs + elapsedMs * 1000);
        const account = accounts[at]!;
        const open = market.desk(account).openOrders();
        const order = requestOf(venue, words);
        const target = { orderId: open[index % Math.max(1, open.length)]?.orderId ?? 1 };
        if (what === "place") exchange.place(venue.nowUs, account, market, order);
        else if (what === "cancel") exchange.cancel(venue.nowUs, account, market, target);
        else if (what === "amend") exchange.amend(venue.nowUs, account, market, target, words.sizeLots);
        else if (what === "cancelAll") exchange.cancelAll(venue.nowUs, account, market);
        else
          exchange.cancelReplace(venue.nowUs, account, market, {
            mode: "ALLOW_FAILURE",
            target,
            cancel: {},
            order,
            newOrderRefusal: undefined,
          });
        exchange.settle();
        exchange.assertConserved();
      }
      while (!venue.isOver) venue.step();
      exchange.assertConserved();
    }),
    propertyRuns(25),
  );
  for (const what of ["TRADE", "TRADE_PREVENTION", "CANCELED", "REPLACED", "EXPIRED", "FILLED", "EXPIRED_IN_MATCH"])
    expect(seen).toContain(what);
});

type Storm = typeof storms extends fc.Arbitrary<infer Flow extends readonly unknown[]> ? Flow[number] : never;

function requestOf({ market }: RecordedExchange, words: Omit<Storm, "elapsedMs" | "account" | "what" | "index">) {
  const { kind, timeInForce, side, offsetTicks, sizeLots, isIceberg } = words;
  const priceTicks = Math.round((market.bestBidTicks + market.bestAskTicks) / 2) + offsetTicks;
  const isAtMarket = kind === "MARKET" || kind === "STOP_LOSS";
  const hasStop = kind === "STOP_LOSS" || kind === "TAKE_PROFIT_LIMIT";
  const isGtc = isAtMarket || kind === "LIMIT_MAKER";
  return {
    side,
    kind,
    timeInForce: isGtc ? ("GTC" as const) : timeInForce,
    priceTicks: isAtMarket ? 0 : priceTicks,
    stopTicks: hasStop ? priceTicks : 0,
    sizeLots,
    icebergLots: isIceberg && !isAtMarket ? Math.ceil(sizeLots / 4) : 0,
  };
}
