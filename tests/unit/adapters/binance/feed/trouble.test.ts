// Goal: lost and silent connections and frames that cannot be read: what was missed is told at once, and mended.
// Method: a scripted venue that goes wrong in one way a test; the rows and notes that follow.
import { expect, test } from "bun:test";
import { spotBtcusdt, usdmBtcusdt } from "../../../../helpers/instruments.ts";
import { answer, ScriptedFeed } from "../../../../helpers/scripted-feed.ts";
import {
  depth,
  level,
  minute,
  named,
  snapshotsAsked,
  synced,
  ticker,
  timeOf,
  trade,
} from "../../../../helpers/scripted-market.ts";

test("feed: a connection is lost: a gap at once, another connection, and a new snapshot under its first event", () => {
  const script = synced();
  script.socket.end("connection lost");
  expect(script.kinds).toEqual(["gap"]);
  script.pass(1000);
  expect(script.sockets).toHaveLength(2);
  script.onDepth = () => answer({ lastUpdateId: 30, bids: [], asks: [] });
  depth(script, 31);
  script.pass(1000);
  expect(script.kinds).toEqual(["gap", "clear", "depth"]);
  expect(script.events("disconnected")).toEqual([expect.stringContaining("connection lost")]);
});

test("feed: a venue set up anew, whose ids begin again: a book, and tickers from the first", () => {
  const script = synced();
  ticker(script, 5_000_000);
  script.socket.end("connection lost");
  script.pass(1000);
  script.onDepth = () => answer({ lastUpdateId: 2, bids: [], asks: [] });
  depth(script, 3);
  ticker(script, 3);
  script.pass(1000);
  ticker(script, 4);
  expect(script.kinds).toEqual(["ticker", "gap", "ticker", "clear", "depth", "ticker"]);
  expect(script.feed.symbols[0]).toMatchObject({ isSynced: true, updateId: 3, counts: { outOfOrderCount: 0 } });
});

test("feed: a symbol of which nothing comes any more: noted once, its connection replaced, with growing patience", () => {
  const script = synced({ instruments: [spotBtcusdt, named("ETHUSDT")] });
  for (let second = 0; second < 600; second++) {
    script.pass(1000);
    depth(script, 12 + second);
  }
  const stale = script.notes.filter(({ event }) => event === "stale");
  expect(stale.map(({ marketIndex }) => marketIndex)).toEqual(Array(stale.length).fill(1));
  expect(script.sockets.length).toBeWithin(3, 7);
  expect(script.kinds).toEqual(Array(600).fill("depth"));
});

test("feed: a kind of stream that is confirmed and says nothing: noted, and the connection is replaced", () => {
  const script = synced();
  for (let second = 0; second < 90; second++) {
    script.pass(1000);
    depth(script, 12 + second);
    ticker(script, 1000 + second);
  }
  expect(script.events("silent")).toEqual(["streams of kind trade are subscribed to and have never said anything"]);
  expect(script.sockets).toHaveLength(2);
});

test("feed: a half-open connection: another beside it shows that events were missed, and the book is marked", () => {
  const script = synced();
  const [dead] = script.sockets;
  let lastUpdateId = 500;
  script.onDepth = () => answer({ lastUpdateId, bids: [], asks: [] });
  for (let second = 0; second < 60; second++) {
    script.pass(1000);
    lastUpdateId = 501 + second;
    depth(
      script,
      501 + second,
      script.sockets.filter((socket) => socket !== dead),
    );
  }
  expect(script.kinds.slice(0, 2)).toEqual(["gap", "clear"]);
  expect(script.feed.symbols[0]).toMatchObject({ isSynced: true, updateId: 560 });
});

test("feed: prints from a family of their own: a connection each, and a lost one of prints spoils the book too", () => {
  const urls = { streams: "wss://streams.test/public", aggregateTrades: "wss://streams.test/market" };
  const script = new ScriptedFeed({ instruments: [usdmBtcusdt], urls }).pass(100);
  expect(script.sockets.map(({ url, streams }) => [url, ...streams])).toEqual([
    ["wss://streams.test/public/stream", "btcusdt@depth@100ms", "btcusdt@bookTicker"],
    ["wss://streams.test/market/stream", "btcusdt@aggTrade"],
  ]);
  script.onDepth = () => answer({ lastUpdateId: 10, bids: [], asks: [] });
  const event = (u: number) =>
    script.emit("btcusdt@depth@100ms", {
      e: "depthUpdate",
      E: timeOf(script),
      s: "BTCUSDT",
      U: u,
      u,
      pu: u - 1,
      b: [],
      a: [level(101, 1)],
    });
  event(11);
  script.pass(100);
  script.sockets[1]!.end("connection lost");
  expect(script.kinds).toEqual(["clear", "depth", "gap"]);
  event(12);
  script.onDepth = () => answer({ lastUpdateId: 12, bids: [], asks: [] });
  script.pass(1000);
  expect(script.feed.symbols[0]!.isSynced).toBe(true);
});

test("feed: frames that are no JSON object: told once a burst, with their number; the book stands while its ids do", () => {
  const script = synced();
  for (let at = 0; at < 7; at++) script.socket.say("{torn");
  depth(script, 12);
  script.pass(2000);
  script.socket.say("");
  script.pass(2000);
  const bursts = script.notes.filter(({ event }) => event === "bad_frame");
  expect(bursts.map(({ count, marketIndex }) => [count, marketIndex])).toEqual([
    [7, undefined],
    [1, undefined],
  ]);
  expect(script.kinds).toEqual(["depth"]);
});

test.each([
  ["a price off the tick", { U: 12, u: 12, b: [["100.001", "1.000"]], a: [] }],
  ["levels that are no lists", { U: 12, u: 12, b: 7, a: [] }],
  ["no ids", { b: [], a: [] }],
  ["another symbol", { s: "ETHUSDT", U: 12, u: 12, b: [], a: [] }],
  ["a time of another century", { E: 1_000_000_000_000, U: 12, u: 12, b: [], a: [] }],
])("feed: a depth event with %s: told, and the book is marked as wrong and made anew", (_, wrong) => {
  const script = synced();
  script.emit("btcusdt@depth@100ms", { e: "depthUpdate", E: timeOf(script), s: "BTCUSDT", ...wrong });
  expect(script.kinds).toEqual(["gap"]);
  script.onDepth = () => answer({ lastUpdateId: 13, bids: [], asks: [] });
  depth(script, 13);
  script.pass(2000);
  expect(script.kinds).toEqual(["gap", "clear"]);
  expect(script.events("bad_frame")).toHaveLength(1);
});

test("feed: an envelope printed in another way: its event is read all the same", () => {
  const script = synced();
  const data = `{ "e": "depthUpdate", "E": ${timeOf(script)}, "s": "BTCUSDT", "U": 12, "u": 12, "b": [], "a": [] }`;
  script.socket.say(`{ "stream" : "btcusdt@depth@100ms", "data" : ${data} }`);
  const next = data.replaceAll("12", "13").replace('"a": []', '"a": [["102.00", "1.000"]]');
  script.socket.say(`{"data":${next},"stream":"btcusdt@depth@100ms"}`);
  script.pass(2000);
  expect(script.feed.symbols[0]).toMatchObject({ isSynced: true, updateId: 13 });
  expect(script.notes.filter(({ event }) => event === "bad_frame")).toEqual([]);
});

test("feed: unknown events, fields, values and streams: change nothing, and frames that nobody knows are counted", () => {
  const script = synced();
  const frames = [
    `{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":${timeOf(script)},"s":"BTCUSDT","U":12,"u":12,"b":[],"a":[["101.00","2.000"]],"st":{"a":[1]},"ps":"BTCUSDT"}}`,
    `{"stream":"btcusdt@trade","data":{"e":"trade","E":${timeOf(script)},"s":"BTCUSDT","X":"INSURANCE_FUND","p":"0"}}`,
    '{"stream":"btcusdt@newthing","data":{"e":"newthing","E":1}}',
    '{"e":"newthing","E":1}',
    '{"result":["a","b"],"id":99}',
    '{"id":"abc","status":200}',
  ];
  for (const frame of frames) script.socket.say(frame);
  script.pass(2000);
  expect(script.kinds).toEqual(["depth"]);
  const untold = script.notes.filter(({ event }) => event === "bad_frame");
  expect(untold).toEqual([expect.objectContaining({ count: 4, detail: expect.stringContaining("of no stream") })]);
});

test("feed: stopped: its connections are closed, nothing is left to be done, and nothing is told any more", () => {
  const script = synced();
  const { sockets } = script;
  script.tripMs = 1000;
  depth(script, 14);
  script.pass(300);
  expect(snapshotsAsked(script)).toHaveLength(2);
  script.feed.stop();
  script.rowsSeen.length = 0;
  const notesCount = script.notes.length;
  expect(sockets.every(({ isOpen }) => !isOpen)).toBe(true);
  script.pass(10 * minute);
  expect(script.clock.nextNs).toBe(Number.POSITIVE_INFINITY);
  expect(script.sockets).toHaveLength(1);
  expect([script.rowsSeen, script.notes.length]).toEqual([[], notesCount]);
});

test("feed: a snapshot asked for before the connection was lost: is of no use, and another is asked for", () => {
  const script = synced();
  script.tripMs = 2000;
  depth(script, 14);
  script.pass(300);
  expect(snapshotsAsked(script)).toHaveLength(2);
  script.socket.end("connection lost");
  script.pass(400);
  script.tripMs = 2;
  depth(script, 31);
  script.onDepth = () => answer({ lastUpdateId: 40, bids: [], asks: [] });
  script.pass(4000);
  expect(snapshotsAsked(script)).toHaveLength(3);
  expect(script.kinds).toEqual(["gap", "clear"]);
  expect(script.events("snapshot_refused")).toEqual([]);
  expect(script.events("synced")).toEqual(["at update id 11", "at update id 40"]);
});

test("feed: the family of prints takes no connection: the book stands all the same", () => {
  const urls = { streams: "wss://streams.test/public", aggregateTrades: "wss://streams.test/market" };
  const script = new ScriptedFeed({ instruments: [usdmBtcusdt], urls }).pass(100);
  script.sockets[1]!.end("connection lost");
  script.accepts = false;
  script.onDepth = () => answer({ lastUpdateId: 10, bids: [], asks: [] });
  const data = { e: "depthUpdate", E: timeOf(script), s: "BTCUSDT", U: 11, u: 11, pu: 10, b: [], a: [level(101, 1)] };
  script.emit("btcusdt@depth@100ms", data);
  script.pass(20_000);
  expect(script.sockets.length).toBeGreaterThan(5);
  expect(script.kinds).toEqual(["clear", "depth"]);
});

test("feed: a symbol that falls silent, speaks for long, and falls silent again: patience begins anew", () => {
  const script = synced({ instruments: [spotBtcusdt, named("ETHUSDT")], options: { lifetimeNs: 1e15 } });
  const replacedAt: number[] = [];
  for (let second = 0; second < 1500; second++) {
    script.pass(1000);
    depth(script, 12 + second);
    ticker(script, 1000 + second);
    trade(script, second);
    const speaks = second > 300 && second < 900;
    if (speaks) depth(script, second, undefined, "ETHUSDT");
    if (script.events("reconnecting").length > replacedAt.length) replacedAt.push(second);
  }
  const [first, again] = [replacedAt.filter((at) => at < 600), replacedAt.filter((at) => at >= 600)];
  expect(again[0]! - 900).toBeWithin(25, 40);
  expect(again[1]! - again[0]!).toBeLessThan(70);
  expect(first.length).toBeWithin(2, 6);
});
