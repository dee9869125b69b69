// Goal: a connection is replaced without a hole or a row told twice, whichever of the two is ahead.
// Method: a scripted venue with two connections, of which each sends what the test says.
import { expect, test } from "bun:test";
import { usdmBtcusdt } from "../../../../helpers/instruments.ts";
import { answer, ScriptedFeed, type ScriptedSocket } from "../../../../helpers/scripted-feed.ts";
import { depth, level, minute, synced, ticker, timeOf, trade } from "../../../../helpers/scripted-market.ts";

const told = (script: ScriptedFeed) =>
  script.rowsSeen.map(({ updateId, tradeId }) => (tradeId < 0 ? updateId : tradeId));

/** The server says that it will go: a second connection is opened, and up. */
function overlapping(script: ScriptedFeed): readonly [ScriptedSocket, ScriptedSocket] {
  const old = script.socket;
  old.say(`{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":${timeOf(script)}}}`);
  script.pass(10);
  expect(script.socket).not.toBe(old);
  return [old, script.socket];
}

test.each([
  ["bare", (at: number) => `{"e":"serverShutdown","E":${at}}`],
  ["in an envelope", (at: number) => `{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":${at}}}`],
])("feed: serverShutdown, %s: a new connection first, the old one read until all is delivered, no gap", (_, frame) => {
  const script = synced();
  const old = script.socket;
  old.say(frame(timeOf(script)));
  script.pass(10);
  expect(script.sockets).toHaveLength(2);
  expect(old.isOpen).toBe(true);
  for (let u = 12; u < 40; u++) {
    depth(script, u);
    script.pass(100);
  }
  expect(old.isOpen).toBe(false);
  expect(script.kinds).toEqual(Array(28).fill("depth"));
  expect(told(script)).toEqual(Array.from({ length: 28 }, (_, at) => 12 + at));
});

test("feed: an overlap, the new connection ahead: its events wait for the old one's", () => {
  const script = synced();
  const [old, fresh] = overlapping(script);
  depth(script, 14, [fresh]);
  depth(script, 15, [fresh]);
  expect(told(script)).toEqual([]);
  depth(script, 12, [old]);
  expect(told(script)).toEqual([12]);
  depth(script, 13, [old]);
  expect(told(script)).toEqual([12, 13, 14, 15]);
  depth(script, 14, [old]);
  depth(script, 16, [fresh]);
  script.pass(1000);
  expect(told(script)).toEqual([12, 13, 14, 15, 16]);
  expect(old.isOpen).toBe(false);
  expect(script.kinds).not.toContain("gap");
});

test("feed: an overlap, the new connection behind: it takes over when it has what follows", () => {
  const script = synced();
  const [old, fresh] = overlapping(script);
  for (const u of [12, 13, 14]) depth(script, u, [old]);
  depth(script, 13, [fresh]);
  depth(script, 14, [fresh]);
  depth(script, 15, [fresh]);
  depth(script, 15, [old]);
  expect(told(script)).toEqual([12, 13, 14, 15]);
  script.pass(1500);
  expect(old.isOpen).toBe(false);
  depth(script, 16, [fresh]);
  expect(told(script)).toEqual([12, 13, 14, 15, 16]);
});

/** USD-M, in step at update id 20, and a second connection up. */
function futuresOverlap() {
  const script = new ScriptedFeed({ instruments: [usdmBtcusdt] });
  const event = (u: number, pu: number, sockets?: readonly ScriptedSocket[]) => {
    const times = { e: "depthUpdate", E: timeOf(script), T: timeOf(script), s: "BTCUSDT" };
    script.emit("btcusdt@depth@100ms", { ...times, U: u - 3, u, pu, b: [level(100, 1)], a: [] }, sockets);
  };
  script.onDepth = () => answer({ lastUpdateId: 18, bids: [], asks: [] });
  script.pass(100);
  event(20, 10);
  script.pass(100);
  const [old, fresh] = overlapping(script);
  script.rowsSeen.length = 0;
  return { script, event, old, fresh };
}

test("feed: an overlap on USD-M: events that end where the book stands are not told again", () => {
  const { script, event, old, fresh } = futuresOverlap();
  event(30, 20, [old]);
  event(30, 20, [fresh]);
  event(40, 30, [fresh]);
  event(40, 30, [old]);
  event(50, 40, [fresh]);
  expect(script.kinds).toEqual(["depth", "depth", "depth"]);
  expect(told(script)).toEqual([30, 40, 50]);
});

test("feed: an overlap on USD-M, the new connection behind: nor are those that it still has to catch up with", () => {
  const { script, event, old, fresh } = futuresOverlap();
  for (const u of [30, 40, 50]) event(u, u - 10, [old]);
  for (const u of [30, 40, 50, 60]) event(u, u - 10, [fresh]);
  expect(script.kinds).toEqual(["depth", "depth", "depth", "depth"]);
  expect(told(script)).toEqual([30, 40, 50, 60]);
});

test("feed: an overlap in which the old connection says nothing more: the new one takes over with a gap", () => {
  const script = synced();
  const [, fresh] = overlapping(script);
  script.onDepth = () => answer({ lastUpdateId: 15, bids: [], asks: [] });
  for (let u = 14; u < 44; u++) {
    depth(script, u, [fresh]);
    script.pass(100);
  }
  expect(script.kinds.slice(0, 2)).toEqual(["gap", "clear"]);
  expect(script.feed.symbols[0]).toMatchObject({ isSynced: true, updateId: 43 });
});

test("feed: an overlap: prints and tickers of both connections, each told once", () => {
  const script = synced();
  const [old, fresh] = overlapping(script);
  for (const t of [1, 2]) trade(script, t, [old]);
  for (const t of [2, 3]) trade(script, t, [fresh]);
  trade(script, 3, [old]);
  expect(told(script)).toEqual([1, 2, 3]);
  script.rowsSeen.length = 0;
  for (const sockets of [[old], [fresh], [fresh, old]]) ticker(script, 100 + sockets.length, sockets);
  expect(script.rowsSeen.filter(({ isLast }) => isLast).map(({ updateId }) => updateId)).toEqual([101, 102]);
});

test("feed: the new connection of an overlap breaks: the old one goes on, and another is tried", () => {
  const script = synced();
  const [old, fresh] = overlapping(script);
  fresh.end("connection lost");
  depth(script, 12);
  expect(script.kinds).toEqual(["depth"]);
  script.pass(1000);
  expect(script.sockets).toHaveLength(3);
  for (let u = 13; u < 30; u++) {
    depth(script, u);
    script.pass(100);
  }
  expect(old.isOpen).toBe(false);
  expect(script.kinds).not.toContain("gap");
});

test("feed: the new connection breaks after it has taken over: a gap, and the old one is read again", () => {
  const script = synced();
  const [old, fresh] = overlapping(script);
  depth(script, 12);
  depth(script, 13, [fresh]);
  fresh.end("connection lost");
  expect(script.kinds).toEqual(["depth", "depth", "gap"]);
  script.onDepth = () => answer({ lastUpdateId: 14, bids: [], asks: [] });
  depth(script, 14, [old]);
  depth(script, 15, [old]);
  script.pass(500);
  expect(script.feed.symbols[0]).toMatchObject({ isSynced: true, updateId: 15 });
});

test("feed: a symbol that says nothing during an overlap: the old connection goes all the same, and the book stands", () => {
  const script = synced({ options: { staleNs: 1e15 } });
  const [old] = overlapping(script);
  script.pass(minute + 1000);
  expect(old.isOpen).toBe(false);
  expect(script.kinds).toEqual([]);
  depth(script, 12);
  expect(script.kinds).toEqual(["depth"]);
});

test("feed: the same, and it had missed an event: a gap with the first that comes", () => {
  const script = synced({ options: { staleNs: 1e15 } });
  overlapping(script);
  script.pass(minute + 1000);
  depth(script, 13);
  expect(script.kinds).toEqual(["gap"]);
});

test("feed: a connection a day old: is replaced before the venue ends it, without a gap", () => {
  const hours = 60 * minute;
  const script = synced({ options: { staleNs: 1e15, silentNs: 1e15 } });
  const [old] = script.sockets;
  let u = 12;
  for (; script.nowMs < 23 * hours; u++) {
    depth(script, u);
    script.pass(minute);
  }
  expect(old!.isOpen).toBe(false);
  expect(script.sockets).toHaveLength(2);
  expect(script.events("reconnecting")).toEqual([expect.stringContaining("it is old")]);
  expect(script.kinds).toEqual(Array(u - 12).fill("depth"));
});

test("feed: what comes of a connection that has been closed: is not told", () => {
  const script = synced();
  const [old] = overlapping(script);
  for (let u = 12; u < 40; u++) {
    depth(script, u);
    script.pass(100);
  }
  expect(old.isOpen).toBe(false);
  script.rowsSeen.length = 0;
  const data = {
    e: "trade",
    E: timeOf(script),
    s: "BTCUSDT",
    t: 7,
    p: "100.00",
    q: "1.000",
    T: timeOf(script),
    m: true,
  };
  old.say(JSON.stringify({ stream: "btcusdt@trade", data }));
  expect(script.rowsSeen).toEqual([]);
});
