// Goal: each stream tells what the documentation says, when it says, and connections live and end by its rules.
// Method: an exchange under the virtual clock, small markets written out by hand, whole frames compared.
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { Account } from "../../../../sim/exchange/ledger.ts";
import { MarketData } from "../../../../sim/exchange/market-data/market-data.ts";
import { MarketStreams } from "../../../../sim/exchange/streams/market-streams.ts";
import { coarse, testSymbol } from "../../../helpers/exchange-symbols.ts";
import { placed, Venue, type Words } from "../../../helpers/exchange-venue.ts";
import { StreamClient } from "../../../helpers/stream-client.ts";

const second = 1_000_000;
/** A whole hour, in UTC. */
const startUs = 1_700_002_800_000_000;

let venue: Venue;
let streams: MarketStreams;
let own: Account;
let other: Account;

beforeEach(() => {
  venue = new Venue(testSymbol(coarse, [], { symbol: "BTCUSDT", baseAsset: "BTC", quoteAsset: "USDT" }));
  streams = new MarketStreams(venue.exchange, new MarketData(venue.exchange));
  venue.wait(startUs - venue.now());
  own = venue.account();
  other = venue.account();
});
afterEach(() => venue[Symbol.dispose]());

/** Of the last command. */
const us = () => venue.exchange.nowUs;

/** Lets time pass until that long after the start. */
function until(elapsedUs: number): void {
  venue.wait(startUs + elapsedUs - venue.now());
  streams.advance(startUs + elapsedUs);
}
function open(url: string, nowUs = venue.now()): StreamClient {
  return new StreamClient(streams, nowUs, url);
}
function buy(words: Words, account = own) {
  return placed(venue.buy(account, { price: "100", size: "1", ...words }));
}
function sell(words: Words, account = other) {
  return placed(venue.sell(account, { price: "100", size: "1", ...words }));
}

describe("streams: depth:", () => {
  test("changes of a window: told at its end, each level once, best first, ids without holes", () => {
    const client = open("/ws/btcusdt@depth@100ms");
    buy({ price: "99" });
    buy({ price: "99.5", size: "2" });
    buy({ price: "99" });
    sell({ price: "101", size: "3" });
    expect(client.frames).toEqual([]);
    until(0.1 * second);
    expect(client.take()).toEqual([
      '{"e":"depthUpdate","E":1700002800100,"s":"BTCUSDT","U":1,"u":4,' +
        '"b":[["99.50000000","2.00000000"],["99.00000000","2.00000000"]],"a":[["101.00000000","3.00000000"]]}',
    ]);
    sell({ price: "99.5", size: "2" });
    until(0.3 * second);
    expect(client.takeEvents()).toMatchObject([
      { E: 1700002800200, U: 5, u: 5, b: [["99.50000000", "0.00000000"]], a: [] },
    ]);
  });

  test("nothing changes: nothing is told", () => {
    const client = open("/ws/btcusdt@depth/btcusdt@depth@100ms");
    until(10 * second);
    expect(client.frames).toEqual([]);
  });

  test("two speeds: the slow one covers all that the fast one told", () => {
    const [fast, slow] = [open("/ws/btcusdt@depth@100ms"), open("/ws/btcusdt@depth")];
    for (const tenth of [1, 2, 3]) {
      buy({ price: `9${tenth}` });
      until(tenth * 0.1 * second);
    }
    until(second);
    expect(fast.takeEvents().map(({ U, u }) => [U, u])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    expect(slow.takeEvents()).toMatchObject([{ E: 1700002801000, U: 1, u: 3 }]);
  });

  test("best levels: at each change, and for whoever comes", () => {
    for (const price of ["95", "96", "97", "98", "99", "99.5"]) buy({ price });
    sell({ price: "100" });
    const client = open("/ws/btcusdt@depth5@100ms");
    until(0.5 * second);
    expect(client.take()).toEqual([
      '{"lastUpdateId":7,"bids":[["99.50000000","1.00000000"],["99.00000000","1.00000000"],["98.00000000","1.00000000"],' +
        '["97.00000000","1.00000000"],["96.00000000","1.00000000"]],"asks":[["100.00000000","1.00000000"]]}',
    ]);
    buy({ price: "94" });
    until(0.6 * second);
    expect(client.takeEvents()).toMatchObject([{ lastUpdateId: 8 }]);
    const late = open("/ws/btcusdt@depth5@100ms");
    until(0.7 * second);
    expect(late.takeEvents()).toMatchObject([{ lastUpdateId: 8 }]);
  });
});

describe("streams: in real time:", () => {
  test("one taker, three makers at two prices: trades one by one, aggregates by price, then the best prices", () => {
    buy({ price: "100", size: "1" });
    buy({ price: "100", size: "2" });
    buy({ price: "99", size: "3" });
    const client = open("/stream?streams=btcusdt@trade/btcusdt@aggTrade/btcusdt@bookTicker");
    sell({ price: "99", size: "4" });
    const time = Math.floor(us() / 1000);
    const trade = { e: "trade", E: time, s: "BTCUSDT", T: time, m: true, M: true };
    const aggregate = { ...trade, e: "aggTrade" };
    expect(client.takeEvents()).toEqual([
      { stream: "btcusdt@trade", data: { ...trade, t: 1, p: "100.00000000", q: "1.00000000" } },
      { stream: "btcusdt@trade", data: { ...trade, t: 2, p: "100.00000000", q: "2.00000000" } },
      { stream: "btcusdt@trade", data: { ...trade, t: 3, p: "99.00000000", q: "1.00000000" } },
      { stream: "btcusdt@aggTrade", data: { ...aggregate, a: 1, p: "100.00000000", q: "3.00000000", f: 1, l: 2 } },
      { stream: "btcusdt@aggTrade", data: { ...aggregate, a: 2, p: "99.00000000", q: "1.00000000", f: 3, l: 3 } },
      {
        stream: "btcusdt@bookTicker",
        data: { u: 5, s: "BTCUSDT", b: "99.00000000", B: "2.00000000", a: "0.00000000", A: "0.00000000" },
      },
    ]);
  });
});

describe("streams: sums of trades:", () => {
  const kline = (from: number, to: number, rest: object) => ({
    t: startUs / 1000 + from,
    T: startUs / 1000 + to - 1,
    s: "BTCUSDT",
    B: "0",
    ...rest,
  });
  const flat = (price: string) => ({ o: price, c: price, h: price, l: price });
  const nothing = { v: "0.00000000", n: 0, q: "0.00000000", V: "0.00000000", Q: "0.00000000", f: -1, L: -1 };

  test("kline of a second: its trades when it closes, and flat when there are none", () => {
    const client = open("/ws/btcusdt@kline_1s");
    until(second);
    expect(client.take()).toEqual([]);
    sell({ price: "100", size: "3" });
    buy({ price: "100", size: "2" });
    buy({ price: "101", size: "2" });
    sell({ price: "101", size: "0.5" });
    until(3 * second);
    const [traded, empty] = client.takeEvents();
    expect(traded).toEqual({
      e: "kline",
      E: 1700002802000,
      s: "BTCUSDT",
      k: kline(1000, 2000, {
        i: "1s",
        ...{ f: 1, L: 3, o: "100.00000000", c: "101.00000000", h: "101.00000000", l: "100.00000000" },
        ...{ v: "3.50000000", n: 3, x: true, q: "350.50000000", V: "3.00000000", Q: "300.00000000" },
      }),
    });
    expect(empty).toMatchObject({
      E: 1700002803000,
      k: kline(2000, 3000, { i: "1s", x: true, ...flat("101.00000000"), ...nothing }),
    });
  });

  test("longer klines: when something traded, each two seconds, and once when they close", () => {
    const client = open("/ws/btcusdt@kline_1m");
    venue.trade("100");
    until(2 * second);
    until(9 * second);
    venue.trade("102");
    until(60 * second);
    until(62 * second);
    const events = client.takeEvents() as unknown as { E: number; k: { x: boolean; c: string; n: number } }[];
    expect(events.map(({ E, k }) => [E - startUs / 1000, k.c, k.n, k.x])).toEqual([
      [2000, "100.00000000", 1, false],
      [10_000, "102.00000000", 2, false],
      [60_000, "102.00000000", 2, true],
    ]);
  });

  test("a day in another time zone: begins at 16:00 UTC", () => {
    const client = open("/stream?streams=btcusdt@kline_1d@+08:00");
    venue.trade("100");
    until(2 * second);
    const dayStart = Date.UTC(2023, 10, 14, 16);
    expect(client.takeEvents()).toMatchObject([
      {
        stream: "btcusdt@kline_1d@+08:00",
        data: { k: { t: dayStart, T: dayStart + 86_400_000 - 1, i: "1d", x: false } },
      },
    ]);
  });

  test("tickers: all fields, each second in which they change", () => {
    const client = open("/stream?streams=btcusdt@ticker/btcusdt@miniTicker/!miniTicker@arr");
    venue.trade("100");
    venue.trade("103");
    buy({ price: "99", size: "4" });
    until(second);
    const range = { c: "103.00000000", o: "100.00000000", h: "103.00000000", l: "100.00000000" };
    const volume = { v: "2.00000000", q: "203.00000000" };
    const mini = { e: "24hrMiniTicker", E: 1700002801000, s: "BTCUSDT", ...range, ...volume };
    expect(client.takeEvents()).toEqual([
      {
        stream: "btcusdt@ticker",
        data: {
          ...{ e: "24hrTicker", E: 1700002801000, s: "BTCUSDT", ...range, ...volume },
          ...{ p: "3.00000000", P: "3.000", w: "101.50000000", x: "100.00000000", Q: "1.00000000" },
          ...{ b: "99.00000000", B: "4.00000000", a: "0.00000000", A: "0.00000000" },
          ...{ O: 1700002801000 - 86_400_000, C: 1700002801000, F: 1, L: 2, n: 2 },
        },
      },
      { stream: "btcusdt@miniTicker", data: mini },
      { stream: "!miniTicker@arr", data: [mini] },
    ]);
    until(5 * second);
    expect(client.take()).toEqual([]);
    buy({ price: "98" });
    until(6 * second);
    expect(client.take()).toEqual([]);
    buy({ price: "99.5" });
    until(7 * second);
    expect(client.takeEvents()).toMatchObject([{ stream: "btcusdt@ticker", data: { b: "99.50000000" } }]);
  });

  test("rolling windows: all fields, from a whole minute on", () => {
    venue.trade("90");
    until(61 * second);
    venue.trade("100");
    until((3600 + 90) * second);
    const client = open("/stream?streams=btcusdt@ticker_1h/!ticker_1h@arr");
    until((3600 + 91) * second);
    const [minuteMs, endMs] = [startUs / 1000 + 60_000, startUs / 1000 + 3_691_000];
    const ticker = {
      ...{ e: "1hTicker", E: endMs, s: "BTCUSDT", p: "0.00000000", P: "0.000" },
      ...{ o: "100.00000000", h: "100.00000000", l: "100.00000000", c: "100.00000000", w: "100.00000000" },
      ...{ v: "1.00000000", q: "100.00000000", O: minuteMs, C: endMs, F: 2, L: 2, n: 1 },
    };
    expect(client.takeEvents()).toEqual([
      { stream: "btcusdt@ticker_1h", data: ticker },
      { stream: "!ticker_1h@arr", data: [ticker] },
    ]);
    until((3600 + 130) * second);
    expect(client.takeEvents()).toMatchObject([
      { data: { O: minuteMs + 60_000, n: 0, v: "0.00000000", F: -1, c: "100.00000000" } },
      { stream: "!ticker_1h@arr" },
    ]);
  });

  test("the average price: when it changes, as of the last trade", () => {
    const client = open("/ws/btcusdt@avgPrice");
    until(second);
    expect(client.take()).toEqual([]);
    venue.trade("100");
    venue.trade("101");
    const tradeMs = Math.floor(us() / 1000);
    until(3 * second);
    expect(client.takeEvents()).toEqual([
      { e: "avgPrice", E: 1700002802000, s: "BTCUSDT", i: "5m", w: "100.50000000", T: tradeMs },
    ]);
  });

  test("the average price: changes when trades become five minutes old, though nothing happens", () => {
    venue.trade("100");
    until(200 * second);
    venue.trade("200");
    until(290 * second);
    const client = open("/ws/btcusdt@avgPrice");
    until(310 * second);
    expect(client.takeEvents().map(({ E, w }) => [(E as number) - startUs / 1000, w])).toEqual([
      [291_000, "150.00000000"],
      [300_000, "200.00000000"],
    ]);
  });
});

describe("streams: names and forms:", () => {
  test("raw and wrapped, milliseconds and microseconds: each reader as it asked", () => {
    const [raw, wrapped, micro] = [
      open("/ws/btcusdt@trade"),
      open("/stream?streams=btcusdt@trade"),
      open("/ws/btcusdt@trade?timeUnit=microsecond"),
    ];
    venue.trade("100");
    const [event] = raw.take();
    expect(wrapped.take()).toEqual([`{"stream":"btcusdt@trade","data":${event}}`]);
    expect(JSON.parse(event!).T).toBe(Math.floor(us() / 1000));
    expect(micro.takeEvents()).toMatchObject([{ T: us(), E: us() }]);
  });

  test("streams that do not exist: taken, listed, silent", () => {
    const names = ["btcusdt@nothing", "nobody@trade", "BTCUSDT@trade", "0", "btcusdt@kline_7m", "!ticker@arr"];
    const client = open(`/ws/${names.join("/")}`);
    client.ask(us(), "LIST_SUBSCRIPTIONS", []);
    venue.trade("100");
    until(10 * second);
    expect(client.takeEvents()).toEqual([{ result: names, id: 1 }]);
  });

  test("the empty paths of clients: open, and wrapped or not; no other path is", () => {
    for (const [url, isCombined] of [
      ["/ws", false],
      ["/ws/", false],
      ["/ws/0", false],
      ["/stream", true],
      ["/stream/0", true],
      ["/stream?streams=", true],
    ] as const) {
      const client = open(url);
      client.ask(us(), "GET_PROPERTY", ["combined"]);
      expect(client.takeEvents()).toEqual([{ result: isCombined, id: 1 }]);
    }
    for (const url of ["/", "/wss", "/stream/nonsense", "/ws/%E0%A4%A"]) expect(() => open(url)).toThrow("404");
  });

  test("percent-encoded names: read", () => {
    const client = open("/stream?streams=btcusdt%40trade%2Fbtcusdt%40kline_1d%40%2B08%3A00");
    client.ask(us(), "LIST_SUBSCRIPTIONS", []);
    expect(client.takeEvents()).toEqual([{ result: ["btcusdt@trade", "btcusdt@kline_1d@+08:00"], id: 1 }]);
  });
});

describe("streams: control messages:", () => {
  test("subscribe, list, unsubscribe: data only in between", () => {
    const client = open("/ws");
    client.ask(us(), "SUBSCRIBE", ["btcusdt@trade"]);
    venue.trade("100");
    client.ask(us(), "LIST_SUBSCRIPTIONS", []);
    client.ask(us(), "UNSUBSCRIBE", ["btcusdt@trade", "btcusdt@depth"]);
    venue.trade("100");
    expect(client.takeEvents()).toMatchObject([
      { result: null, id: 1 },
      { e: "trade", t: 1 },
      { result: ["btcusdt@trade"], id: 2 },
      { result: null, id: 3 },
    ]);
  });

  test("the combined property: changes what follows", () => {
    const client = open("/ws/btcusdt@trade");
    client.ask(us(), "SET_PROPERTY", ["combined", true]);
    venue.trade("100");
    expect(client.takeEvents()).toMatchObject([{ result: null }, { stream: "btcusdt@trade", data: { t: 1 } }]);
  });

  test("what is no request: answered, and the connection ends; a wrong property: it goes on", () => {
    const client = open("/ws");
    client.ask(us(), "GET_PROPERTY", ["colour"]);
    expect(client.closing).toBeUndefined();
    client.say(us(), "nonsense");
    expect(client.takeEvents()).toMatchObject([
      { error: { code: 0 }, id: 1 },
      { error: { code: 3, msg: "Invalid JSON: expected ident at line 1 column 2" } },
    ]);
    expect(client.closing).toStartWith("1008");
    expect(streams.connectionsCount).toBe(0);
  });

  test("1,024 streams: taken; one more: none of the message's", () => {
    const client = open("/ws");
    const names = Array.from({ length: 1024 }, (_, index) => `s${index}@trade`);
    client.ask(us(), "SUBSCRIBE", names);
    client.ask(us(), "SUBSCRIBE", [names[0], "btcusdt@trade"]);
    client.ask(us(), "UNSUBSCRIBE", [names[1]]);
    client.ask(us(), "SUBSCRIBE", [names[0], "btcusdt@trade"]);
    expect(client.takeEvents()).toEqual([
      { result: null, id: 1 },
      { error: { code: 4, msg: "Too many subscriptions" }, id: 2 },
      { result: null, id: 3 },
      { result: null, id: 4 },
    ]);
    expect(() => open(`/ws/${[...names, "one@more"].join("/")}`)).toThrow("400");
  });

  test("a message of 64 KiB and more: the connection ends", () => {
    const client = open("/ws");
    client.say(us(), `"${"x".repeat(65_535)}"`);
    expect(client.closing).toBe("1009 Message too big");
  });
});

describe("streams: the life of a connection:", () => {
  test("five messages in a second, of any kind: taken; the sixth ends it; a second later five more may come", () => {
    const [calm, hasty] = [open("/ws"), open("/ws")];
    for (const [client, count] of [
      [calm, 5],
      [hasty, 6],
    ] as const)
      for (let sent = 0; sent < count; sent++) {
        if (sent % 3 === 0) client.pinged(us());
        else if (sent % 3 === 1) client.pong(us(), "");
        else client.ask(us(), "LIST_SUBSCRIPTIONS", []);
      }
    expect([calm.closing, hasty.closing]).toEqual([undefined, "1008 Too many requests"]);
    for (let sent = 0; sent < 5; sent++) calm.pinged(us() + second);
    expect(calm.closing).toBeUndefined();
    calm.pinged(us() + 2 * second - 1);
    expect(calm.closing).toBe("1008 Too many requests");
  });

  test("pings each 20 s; who answers stays for 24 hours, who does not a minute after the first", () => {
    const openedUs = us();
    const [alive, dead] = [open("/ws", openedUs), open("/ws", openedUs)];
    const day = 86_400;
    for (let at = 20; at < day; at += 20) {
      streams.advance(openedUs + at * second);
      expect(alive.pings.length).toBe(at / 20);
      alive.pong(openedUs + at * second + 1, alive.pings.at(-1)!);
      expect(dead.closing).toBe(at < 80 ? undefined : "1008 Pong timeout");
    }
    expect(alive.closing).toBeUndefined();
    streams.advance(openedUs + day * second);
    expect(alive.closing).toBeDefined();
    expect(streams.connectionsCount).toBe(0);
  });

  test("time jumps: pings and the end come at their times all the same", () => {
    const client = open("/ws/btcusdt@trade");
    streams.advance(us() + 3600 * second);
    expect(client.pings.map((payload) => Number(payload) - Number(client.pings[0]))).toEqual([0, 20_000, 40_000]);
    expect(client.closing).toBe("1008 Pong timeout");
  });

  test("pongs that copy no ping: keep nothing alive", () => {
    const client = open("/ws", us());
    for (const at of [20, 40, 60, 80]) {
      streams.advance(us() + at * second);
      client.pong(us() + at * second, "");
    }
    expect(client.closing).toBe("1008 Pong timeout");
  });

  test("a reader that is too slow: disconnected in the midst of a burst; the others miss nothing", () => {
    const [slow, quick] = [open("/ws/btcusdt@trade"), open("/ws/btcusdt@trade")];
    slow.framesMax = 2;
    for (let count = 0; count < 5; count++) venue.trade("100");
    expect(slow.frames.length).toBe(2);
    expect(slow.closing).toBe("1008 Reads too slowly");
    expect(quick.frames.length).toBe(5);
    expect(streams.connectionsCount).toBe(1);
  });

  test("shutdown: announced to each in its form, then all end", () => {
    const [raw, wrapped] = [open("/ws/btcusdt@trade"), open("/stream")];
    streams.announceShutdown(startUs + 5_500);
    expect(raw.take()).toEqual(['{"e":"serverShutdown","E":1700002800005}']);
    expect(wrapped.take()).toEqual(['{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1700002800005}}']);
    streams.disconnectAll(1001, "bye");
    expect([raw.closing, wrapped.closing]).toEqual(["1001 bye", "1001 bye"]);
    expect(streams.connectionsCount).toBe(0);
  });

  test("the last reader leaves: nothing is left to be done", () => {
    const client = open("/ws/btcusdt@depth/btcusdt@kline_1m/btcusdt@trade/!miniTicker@arr");
    expect(streams.nextUs).toBeLessThan(Number.POSITIVE_INFINITY);
    client.leave(us());
    expect(streams.nextUs).toBe(Number.POSITIVE_INFINITY);
    venue.trade("100");
    expect(client.frames).toEqual([]);
  });
});
