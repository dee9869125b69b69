// Goal: each stream tells what the documentation says, when it says.
// Method: an exchange under the virtual clock, small markets written out by hand, whole frames compared.
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { StreamBench, second, startUs } from "../../../helpers/stream-bench.ts";

let bench: StreamBench;
beforeEach(() => {
  bench = new StreamBench();
});
afterEach(() => bench[Symbol.dispose]());

describe("streams: depth:", () => {
  test("changes of a window: told at its end, each level once, best first, ids without holes", () => {
    const client = bench.open("/ws/btcusdt@depth@100ms");
    bench.buy({ price: "99" });
    bench.buy({ price: "99.5", size: "2" });
    bench.buy({ price: "99" });
    bench.sell({ price: "101", size: "3" });
    expect(client.frames).toEqual([]);
    bench.until(0.1 * second);
    expect(client.take()).toEqual([
      '{"e":"depthUpdate","E":1700002800100,"s":"BTCUSDT","U":1,"u":4,' +
        '"b":[["99.50000000","2.00000000"],["99.00000000","2.00000000"]],"a":[["101.00000000","3.00000000"]]}',
    ]);
    bench.sell({ price: "99.5", size: "2" });
    bench.until(0.3 * second);
    expect(client.takeEvents()).toMatchObject([
      { E: 1700002800200, U: 5, u: 5, b: [["99.50000000", "0.00000000"]], a: [] },
    ]);
  });

  test("nothing changes: nothing is told", () => {
    const client = bench.open("/ws/btcusdt@depth/btcusdt@depth@100ms");
    bench.until(10 * second);
    expect(client.frames).toEqual([]);
  });

  test("two speeds: the slow one covers all that the fast one told", () => {
    const [fast, slow] = [bench.open("/ws/btcusdt@depth@100ms"), bench.open("/ws/btcusdt@depth")];
    for (const tenth of [1, 2, 3]) {
      bench.buy({ price: `9${tenth}` });
      bench.until(tenth * 0.1 * second);
    }
    bench.until(second);
    expect(fast.takeEvents().map(({ U, u }) => [U, u])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    expect(slow.takeEvents()).toMatchObject([{ E: 1700002801000, U: 1, u: 3 }]);
  });

  test("best levels: at each change, and for whoever comes", () => {
    for (const price of ["95", "96", "97", "98", "99", "99.5"]) bench.buy({ price });
    bench.sell({ price: "100" });
    const client = bench.open("/ws/btcusdt@depth5@100ms");
    bench.until(0.5 * second);
    expect(client.take()).toEqual([
      '{"lastUpdateId":7,"bids":[["99.50000000","1.00000000"],["99.00000000","1.00000000"],["98.00000000","1.00000000"],' +
        '["97.00000000","1.00000000"],["96.00000000","1.00000000"]],"asks":[["100.00000000","1.00000000"]]}',
    ]);
    bench.buy({ price: "94" });
    bench.until(0.6 * second);
    expect(client.takeEvents()).toMatchObject([{ lastUpdateId: 8 }]);
    const late = bench.open("/ws/btcusdt@depth5@100ms");
    bench.until(0.7 * second);
    expect(late.takeEvents()).toMatchObject([{ lastUpdateId: 8 }]);
  });
});

describe("streams: in real time:", () => {
  test("one taker, three makers at two prices: trades one by one, aggregates by price, then the best prices", () => {
    bench.buy({ price: "100", size: "1" });
    bench.buy({ price: "100", size: "2" });
    bench.buy({ price: "99", size: "3" });
    const client = bench.open("/stream?streams=btcusdt@trade/btcusdt@aggTrade/btcusdt@bookTicker");
    bench.sell({ price: "99", size: "4" });
    const time = Math.floor(bench.lastUs / 1000);
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
    const client = bench.open("/ws/btcusdt@kline_1s");
    bench.until(second);
    expect(client.take()).toEqual([]);
    bench.sell({ price: "100", size: "3" });
    bench.buy({ price: "100", size: "2" });
    bench.buy({ price: "101", size: "2" });
    bench.sell({ price: "101", size: "0.5" });
    bench.until(3 * second);
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
    const client = bench.open("/ws/btcusdt@kline_1m");
    bench.venue.trade("100");
    bench.until(2 * second);
    bench.until(9 * second);
    bench.venue.trade("102");
    bench.until(60 * second);
    bench.until(62 * second);
    const events = client.takeEvents() as unknown as { E: number; k: { x: boolean; c: string; n: number } }[];
    expect(events.map(({ E, k }) => [E - startUs / 1000, k.c, k.n, k.x])).toEqual([
      [2000, "100.00000000", 1, false],
      [10_000, "102.00000000", 2, false],
      [60_000, "102.00000000", 2, true],
    ]);
  });

  test("a day in another time zone: begins at 16:00 UTC", () => {
    const client = bench.open("/stream?streams=btcusdt@kline_1d@+08:00");
    bench.venue.trade("100");
    bench.until(2 * second);
    const dayStart = Date.UTC(2023, 10, 14, 16);
    expect(client.takeEvents()).toMatchObject([
      {
        stream: "btcusdt@kline_1d@+08:00",
        data: { k: { t: dayStart, T: dayStart + 86_400_000 - 1, i: "1d", x: false } },
      },
    ]);
  });

  test("tickers: all fields, each second in which they change", () => {
    const client = bench.open("/stream?streams=btcusdt@ticker/btcusdt@miniTicker/!miniTicker@arr");
    bench.venue.trade("100");
    bench.venue.trade("103");
    bench.buy({ price: "99", size: "4" });
    bench.until(second);
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
    bench.until(5 * second);
    expect(client.take()).toEqual([]);
    bench.buy({ price: "98" });
    bench.until(6 * second);
    expect(client.take()).toEqual([]);
    bench.buy({ price: "99.5" });
    bench.until(7 * second);
    expect(client.takeEvents()).toMatchObject([{ stream: "btcusdt@ticker", data: { b: "99.50000000" } }]);
  });

  test("whoever comes later: gets what there is at the end of the period, all who listen do", () => {
    bench.venue.trade("100");
    const names = ["btcusdt@kline_1m", "btcusdt@avgPrice", "btcusdt@ticker", "btcusdt@miniTicker", "!miniTicker@arr"];
    const url = `/stream?streams=${names.join("/")}`;
    const first = bench.open(url);
    bench.until(4 * second);
    first.take();
    const late = bench.open(url);
    bench.until(6 * second);
    for (const client of [first, late])
      expect(new Set(client.takeEvents().map(({ stream }) => stream))).toEqual(new Set(names));
  });

  test("rolling windows: all fields, from a whole minute on", () => {
    bench.venue.trade("90");
    bench.until(61 * second);
    bench.venue.trade("100");
    bench.until((3600 + 90) * second);
    const client = bench.open("/stream?streams=btcusdt@ticker_1h/!ticker_1h@arr");
    bench.until((3600 + 91) * second);
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
    bench.until((3600 + 130) * second);
    expect(client.takeEvents()).toMatchObject([
      { data: { O: minuteMs + 60_000, n: 0, v: "0.00000000", F: -1, c: "100.00000000" } },
      { stream: "!ticker_1h@arr" },
    ]);
  });

  test("the average price: when it changes, as of the last trade", () => {
    const client = bench.open("/ws/btcusdt@avgPrice");
    bench.until(second);
    expect(client.take()).toEqual([]);
    bench.venue.trade("100");
    bench.venue.trade("101");
    const tradeMs = Math.floor(bench.lastUs / 1000);
    bench.until(3 * second);
    expect(client.takeEvents()).toEqual([
      { e: "avgPrice", E: 1700002802000, s: "BTCUSDT", i: "5m", w: "100.50000000", T: tradeMs },
    ]);
  });

  test("the average price: changes when trades become five minutes old, though nothing happens", () => {
    bench.venue.trade("100");
    bench.until(200 * second);
    bench.venue.trade("200");
    bench.until(290 * second);
    const client = bench.open("/ws/btcusdt@avgPrice");
    bench.until(310 * second);
    expect(client.takeEvents().map(({ E, w }) => [(E as number) - startUs / 1000, w])).toEqual([
      [291_000, "150.00000000"],
      [300_000, "200.00000000"],
    ]);
  });
});
