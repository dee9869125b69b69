// Goal: a feed keeps within the venue's limits, however many symbols it has and whatever it is refused, and knows the
// venue's clock.
// Method: a scripted venue; what was asked of it, and when.
import { expect, test } from "bun:test";
import { answer, ScriptedFeed, scriptEpochMs } from "../../../../helpers/scripted-feed.ts";
import { depth, minute, named, snapshotsAsked } from "../../../../helpers/scripted-market.ts";

const many = (count: number) => Array.from({ length: count }, (_, at) => named(`S${at}USDT`));

test("feed: 250 symbols: one connection, subscribed to within the venue's rate of messages", () => {
  const script = new ScriptedFeed({ instruments: many(250), options: { symbolsPerConnectionMax: 300 } }).pass(5000);
  expect(script.sockets).toHaveLength(1);
  expect(script.socket.streams.size).toBe(750);
  const at = script.socket.sent.map(({ atMs }) => atMs);
  expect(at).toHaveLength(5);
  for (let message = 4; message < at.length; message++)
    expect(at[message]! - at[message - 4]!).toBeGreaterThanOrEqual(1000);
});

test("feed: more symbols than fit a connection: as few as hold them", () => {
  const script = new ScriptedFeed({ instruments: many(130), options: { symbolsPerConnectionMax: 50 } }).pass(5000);
  expect(script.sockets.map(({ streams }) => streams.size)).toEqual([150, 150, 90]);
});

test("feed: 60 symbols without a book: snapshots stay within the feed's share of the weight", () => {
  const symbols = many(60);
  const script = new ScriptedFeed({ instruments: symbols });
  script.onDepth = () => answer({ lastUpdateId: 10, bids: [], asks: [] });
  script.pass(1000);
  for (const { symbol } of symbols) depth(script, 11, undefined, symbol);
  script.pass(5 * minute);
  const asks = snapshotsAsked(script);
  expect(asks).toHaveLength(60);
  for (const fromMs of asks)
    expect(250 * asks.filter((atMs) => atMs >= fromMs && atMs < fromMs + minute).length).toBeLessThanOrEqual(3000);
  expect(script.feed.symbols.every(({ isSynced }) => isSynced)).toBe(true);
});

test("feed: 429 with Retry-After: nothing is asked until then", () => {
  const script = new ScriptedFeed();
  script.onDepth = () => answer({ code: -1003, msg: "Too much request weight used" }, 429, { "retry-after": "7" });
  script.pass(100);
  depth(script, 11);
  script.pass(20_000);
  const asks = snapshotsAsked(script);
  expect(asks).toHaveLength(3);
  expect(asks[1]! - asks[0]!).toBeWithin(7000, 7100);
  expect(script.events("snapshot_refused")[0]).toBe("status 429");
});

test("feed: others use up the address's weight: the feed leaves them the rest of the minute", () => {
  const script = new ScriptedFeed();
  script.onDepth = () => answer({ lastUpdateId: 1, bids: [], asks: [] }, 200, { "x-mbx-used-weight-1m": "5000" });
  script.pass(100);
  depth(script, 11);
  script.pass(59_000);
  expect(snapshotsAsked(script)).toHaveLength(1);
});

test("feed: a venue that takes no connection: tried with growing patience, within 300 attempts in 5 minutes", () => {
  const script = new ScriptedFeed();
  script.accepts = false;
  script.pass(5 * minute);
  expect(script.sockets.length).toBeWithin(12, 40);
  script.accepts = true;
  script.pass(minute / 2);
  expect(script.socket.isOpen).toBe(true);
});

test("feed: a subscription that is never confirmed: the connection is given up", () => {
  const script = new ScriptedFeed();
  script.confirms = false;
  script.pass(10_000);
  expect(script.sockets[0]!.isOpen).toBe(true);
  script.pass(2000);
  expect(script.sockets[0]!.isOpen).toBe(false);
  expect(script.sockets.length).toBe(2);
  expect(script.events("disconnected")[0]).toContain("did not confirm");
});

test("feed: a subscription that is refused: the connection is given up, and the venue's words are noted", () => {
  const script = new ScriptedFeed();
  script.confirms = false;
  script.pass(5);
  script.socket.say('{"code":2,"msg":"Invalid request: too many params","id":1}');
  expect(script.events("disconnected")[0]).toContain("too many params");
});

test("feed: the venue's clock: its distance is told at first, and again when it has changed by more than a millisecond", () => {
  const script = new ScriptedFeed();
  let aheadMs = 25;
  script.onTime = () => answer({ serverTime: (scriptEpochMs + script.nowMs + aheadMs) * 1000 });
  script.pass(100);
  aheadMs = 25.9;
  script.pass(minute);
  aheadMs = -3;
  script.pass(minute);
  expect(script.offsetsNs).toEqual([-25e6, 3e6]);
});

test("feed: the venue's clock: of several questions the one with the shortest way counts", () => {
  const script = new ScriptedFeed();
  // The ways back; the way there is as the way back before it.
  const backs = [40, 1, 1, 150, 1];
  script.onTime = () => {
    script.tripMs = 2 * (backs.shift() ?? 1);
    return answer({ serverTime: (scriptEpochMs + script.nowMs) * 1000 });
  };
  script.pass(2000);
  expect(script.offsetsNs).toEqual([0]);
});

test("feed: forty connections that are all refused: within the feed's share of the attempts", () => {
  const script = new ScriptedFeed({ instruments: many(40), options: { symbolsPerConnectionMax: 1 } });
  script.accepts = false;
  const attempts: number[] = [];
  for (let second = 0; second < 900; second++) {
    script.pass(1000);
    while (attempts.length < script.sockets.length) attempts.push(script.nowMs);
  }
  expect(attempts.length).toBeGreaterThan(300);
  for (const fromMs of attempts) {
    const within = attempts.filter((atMs) => atMs >= fromMs && atMs < fromMs + 5 * minute - 1000);
    expect(within.length).toBeLessThanOrEqual(150);
  }
});
