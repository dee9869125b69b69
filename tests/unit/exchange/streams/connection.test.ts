// Goal: connections are opened, asked, and ended by the rules of the documentation.
// Method: clients in process under the virtual clock; what they are sent and how they are closed, by hand.
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { StreamBench, second, startUs } from "../../../helpers/stream-bench.ts";

let bench: StreamBench;
beforeEach(() => {
  bench = new StreamBench();
});
afterEach(() => bench[Symbol.dispose]());

describe("streams: names and forms:", () => {
  test("raw and wrapped, milliseconds and microseconds: each reader as it asked", () => {
    const [raw, wrapped, micro] = [
      bench.open("/ws/btcusdt@trade"),
      bench.open("/stream?streams=btcusdt@trade"),
      bench.open("/ws/btcusdt@trade?timeUnit=microsecond"),
    ];
    bench.venue.trade("100");
    const [event] = raw.take();
    expect(wrapped.take()).toEqual([`{"stream":"btcusdt@trade","data":${event}}`]);
    expect(JSON.parse(event!).T).toBe(Math.floor(bench.lastUs / 1000));
    expect(micro.takeEvents()).toMatchObject([{ T: bench.lastUs, E: bench.lastUs }]);
  });

  test("streams that do not exist: taken, listed, silent", () => {
    const names = ["btcusdt@nothing", "nobody@trade", "BTCUSDT@trade", "0", "btcusdt@kline_7m", "!ticker@arr"];
    const client = bench.open(`/ws/${names.join("/")}`);
    client.ask(bench.lastUs, "LIST_SUBSCRIPTIONS", []);
    bench.venue.trade("100");
    bench.until(10 * second);
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
      const client = bench.open(url);
      client.ask(bench.lastUs, "GET_PROPERTY", ["combined"]);
      expect(client.takeEvents()).toEqual([{ result: isCombined, id: 1 }]);
    }
    for (const url of ["/", "/wss", "/stream/nonsense", "/ws/%E0%A4%A"]) expect(() => bench.open(url)).toThrow("404");
  });

  test("percent-encoded names: read", () => {
    const client = bench.open("/stream?streams=btcusdt%40trade%2Fbtcusdt%40kline_1d%40%2B08%3A00");
    client.ask(bench.lastUs, "LIST_SUBSCRIPTIONS", []);
    expect(client.takeEvents()).toEqual([{ result: ["btcusdt@trade", "btcusdt@kline_1d@+08:00"], id: 1 }]);
  });
});

describe("streams: control messages:", () => {
  test("subscribe, list, unsubscribe: data only in between", () => {
    const client = bench.open("/ws");
    client.ask(bench.lastUs, "SUBSCRIBE", ["btcusdt@trade"]);
    bench.venue.trade("100");
    client.ask(bench.lastUs, "LIST_SUBSCRIPTIONS", []);
    client.ask(bench.lastUs, "UNSUBSCRIBE", ["btcusdt@trade", "btcusdt@depth"]);
    bench.venue.trade("100");
    expect(client.takeEvents()).toMatchObject([
      { result: null, id: 1 },
      { e: "trade", t: 1 },
      { result: ["btcusdt@trade"], id: 2 },
      { result: null, id: 3 },
    ]);
  });

  test("the combined property: changes what follows", () => {
    const client = bench.open("/ws/btcusdt@trade");
    client.ask(bench.lastUs, "SET_PROPERTY", ["combined", true]);
    bench.venue.trade("100");
    expect(client.takeEvents()).toMatchObject([{ result: null }, { stream: "btcusdt@trade", data: { t: 1 } }]);
  });

  test("a request without an id: answered, and the connection ends", () => {
    const client = bench.open("/ws");
    client.say(bench.lastUs, '{"method":"LIST_SUBSCRIPTIONS"}');
    expect(client.takeEvents()).toMatchObject([{ error: { code: 2 } }]);
    expect(client.closing).toStartWith("1008");
  });

  test("what is no request: answered, and the connection ends; a wrong property: it goes on", () => {
    const client = bench.open("/ws");
    client.ask(bench.lastUs, "GET_PROPERTY", ["colour"]);
    expect(client.closing).toBeUndefined();
    client.say(bench.lastUs, "nonsense");
    expect(client.takeEvents()).toMatchObject([
      { error: { code: 0 }, id: 1 },
      { error: { code: 3, msg: "Invalid JSON: expected ident at line 1 column 2" } },
    ]);
    expect(client.closing).toStartWith("1008");
    expect(bench.streams.connectionsCount).toBe(0);
  });

  test("1,024 streams: taken; one more: none of the message's", () => {
    const client = bench.open("/ws");
    const names = Array.from({ length: 1024 }, (_, index) => `s${index}@trade`);
    client.ask(bench.lastUs, "SUBSCRIBE", names);
    client.ask(bench.lastUs, "SUBSCRIBE", [names[0], "btcusdt@trade"]);
    client.ask(bench.lastUs, "UNSUBSCRIBE", [names[1]]);
    client.ask(bench.lastUs, "SUBSCRIBE", [names[0], "btcusdt@trade"]);
    expect(client.takeEvents()).toEqual([
      { result: null, id: 1 },
      { error: { code: 4, msg: "Too many subscriptions" }, id: 2 },
      { result: null, id: 3 },
      { result: null, id: 4 },
    ]);
  });

  test("1,025 streams in a URL: no connection, and nothing is left of it", () => {
    const names = Array.from({ length: 1025 }, (_, index) => `s${index}@trade`);
    expect(() => bench.open(`/ws/${names.join("/")}/btcusdt@depth`)).toThrow("400");
    expect(bench.streams.nextUs).toBe(Number.POSITIVE_INFINITY);
  });

  test("a message of 64 KiB and more: the connection ends", () => {
    const client = bench.open("/ws");
    client.say(bench.lastUs, `"${"x".repeat(65_535)}"`);
    expect(client.closing).toBe("1009 Message too big");
  });
});

describe("streams: the life of a connection:", () => {
  test("five messages in a second, of any kind: taken; the sixth ends it; a second later five more may come", () => {
    const [calm, hasty] = [bench.open("/ws"), bench.open("/ws")];
    for (const [client, count] of [
      [calm, 5],
      [hasty, 6],
    ] as const)
      for (let sent = 0; sent < count; sent++) {
        if (sent % 3 === 0) client.pinged(bench.lastUs);
        else if (sent % 3 === 1) client.pong(bench.lastUs, "");
        else client.ask(bench.lastUs, "LIST_SUBSCRIPTIONS", []);
      }
    expect([calm.closing, hasty.closing]).toEqual([undefined, "1008 Too many requests"]);
    for (let sent = 0; sent < 5; sent++) calm.pinged(bench.lastUs + second);
    expect(calm.closing).toBeUndefined();
    calm.pinged(bench.lastUs + 2 * second - 1);
    expect(calm.closing).toBe("1008 Too many requests");
  });

  test("pings each 20 s; who answers stays for 24 hours, who does not a minute after the first", () => {
    const openedUs = bench.lastUs;
    const [alive, dead] = [bench.open("/ws", openedUs), bench.open("/ws", openedUs)];
    const day = 86_400;
    for (let at = 20; at < day; at += 20) {
      bench.streams.advance(openedUs + at * second);
      expect(alive.pings.length).toBe(at / 20);
      alive.pong(openedUs + at * second + 1, alive.pings.at(-1)!);
      expect(dead.closing).toBe(at < 80 ? undefined : "1008 Pong timeout");
    }
    expect(alive.closing).toBeUndefined();
    bench.streams.advance(openedUs + day * second);
    expect(alive.closing).toBe("1008 Connection is 24 hours old");
    expect(bench.streams.connectionsCount).toBe(0);
  });

  test("time jumps: pings and the end come at their times all the same", () => {
    const client = bench.open("/ws/btcusdt@trade");
    bench.streams.advance(bench.lastUs + 3600 * second);
    expect(client.pings.map((payload) => Number(payload) - Number(client.pings[0]))).toEqual([0, 20_000, 40_000]);
    expect(client.closing).toBe("1008 Pong timeout");
  });

  test("pongs that copy no ping: keep nothing alive", () => {
    const client = bench.open("/ws", bench.lastUs);
    for (const at of [20, 40, 60, 80]) {
      bench.streams.advance(bench.lastUs + at * second);
      client.pong(bench.lastUs + at * second, "");
    }
    expect(client.closing).toBe("1008 Pong timeout");
  });

  test("a reader that is too slow: disconnected in the midst of a burst; the others miss nothing", () => {
    const [slow, quick] = [bench.open("/ws/btcusdt@trade"), bench.open("/ws/btcusdt@trade")];
    slow.framesMax = 2;
    for (let count = 0; count < 5; count++) bench.venue.trade("100");
    expect(slow.frames.length).toBe(2);
    expect(slow.closing).toBe("1008 Reads too slowly");
    expect(quick.frames.length).toBe(5);
    expect(bench.streams.connectionsCount).toBe(1);
  });

  test("shutdown: announced to each in its form, then all end", () => {
    const [raw, wrapped] = [bench.open("/ws/btcusdt@trade"), bench.open("/stream")];
    bench.streams.announceShutdown(startUs + 5_500);
    expect(raw.take()).toEqual(['{"e":"serverShutdown","E":1700002800005}']);
    expect(wrapped.take()).toEqual(['{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1700002800005}}']);
    bench.streams.disconnectAll(1001, "bye");
    expect([raw.closing, wrapped.closing]).toEqual(["1001 bye", "1001 bye"]);
    expect(bench.streams.connectionsCount).toBe(0);
  });

  test("the last reader leaves: nothing is left to be done", () => {
    const client = bench.open("/ws/btcusdt@depth/btcusdt@kline_1m/btcusdt@trade/!miniTicker@arr");
    expect(bench.streams.nextUs).toBeLessThan(Number.POSITIVE_INFINITY);
    client.leave(bench.lastUs);
    expect(bench.streams.nextUs).toBe(Number.POSITIVE_INFINITY);
    bench.venue.trade("100");
    expect(client.frames).toEqual([]);
  });
});
