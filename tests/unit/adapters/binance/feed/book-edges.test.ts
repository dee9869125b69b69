// Goal: every edge of the venue's rules for a local book, Spot and USD-M, as a live feed meets it.
// Method: a scripted venue; what was told is compared row by row, and what was asked of the venue counted. (Whole books
// under random faults are judged in tests/sim/live-feed.test.ts.)
import { expect, test } from "bun:test";
import { usdmBtcusdt } from "../../../../helpers/instruments.ts";
import { answer, ScriptedFeed, scriptEpochMs } from "../../../../helpers/scripted-feed.ts";
import { level, snapshotsAsked, timeOf } from "../../../../helpers/scripted-market.ts";

const stream = "btcusdt@depth@100ms";

function depth(script: ScriptedFeed, first: number, last = first, more: object = {}): void {
  const time = timeOf(script);
  const ids = { e: "depthUpdate", E: time, s: "BTCUSDT", U: first, u: last };
  script.emit(stream, { ...ids, ...more, b: [level(100, last % 7)], a: [] });
}

/** A venue that answers with these ids, one after the other; at last with none. */
function venue(...snapshotIds: readonly number[]) {
  const script = new ScriptedFeed();
  answerWith(script, ...snapshotIds);
  script.pass(100);
  return script;
}

function answerWith(script: ScriptedFeed, ...snapshotIds: readonly number[]): void {
  const left = [...snapshotIds];
  script.onDepth = () => {
    const lastUpdateId = left.shift();
    if (lastUpdateId === undefined) return undefined;
    return answer({ lastUpdateId, bids: [level(100, 1), level(99, 2)], asks: [level(101, 3)] });
  };
}

const asked = (script: ScriptedFeed) => snapshotsAsked(script).length;

test("spot book: first event at U = lastUpdateId + 1: joins, though lastUpdateId is not in [U, u]", () => {
  const script = venue(10);
  depth(script, 8, 10);
  depth(script, 11, 13);
  script.pass(50);
  expect(script.kinds).toEqual(["clear", "depth"]);
  expect(script.feed.symbols[0]).toMatchObject({ isSynced: true, updateId: 13 });
  depth(script, 14);
  expect(script.kinds).toEqual(["clear", "depth", "depth"]);
});

test("spot book: a snapshot that ends just before the first event: is used, not fetched again", () => {
  const script = venue(10);
  depth(script, 11);
  script.pass(1000);
  expect(script.kinds).toEqual(["clear", "depth"]);
  expect(asked(script)).toBe(1);
});

test("spot book: a snapshot older than the first event: fetched again, and the events that waited are kept", () => {
  const script = venue(5, 5, 12);
  depth(script, 10, 11);
  depth(script, 12, 13);
  script.pass(5000);
  expect(asked(script)).toBe(3);
  expect(script.kinds).toEqual(["clear", "depth"]);
  expect(script.feed.symbols[0]!.updateId).toBe(13);
  expect(script.events("snapshot_refused")).toHaveLength(2);
});

test("spot book: an event that ends where the book stands, or before: changes nothing", () => {
  const script = venue(10);
  depth(script, 9, 10);
  script.pass(50);
  const { bids, asks } = script.feed.symbols[0]!.book;
  expect([bids.lotsAt(10_000), bids.lotsAt(9_900), asks.lotsAt(10_100)]).toEqual([100_000, 200_000, 300_000]);
  depth(script, 9, 10);
  depth(script, 11);
  depth(script, 11);
  depth(script, 7, 9);
  expect(script.kinds).toEqual(["clear", "depth"]);
  expect(script.feed.symbols[0]).toMatchObject({ isSynced: true, updateId: 11 });
});

test("spot book: an event that overlaps the book: is applied", () => {
  const script = venue(10);
  depth(script, 9, 10);
  script.pass(50);
  depth(script, 8, 12);
  depth(script, 12, 14);
  expect(script.kinds).toEqual(["clear", "depth", "depth"]);
  expect(script.feed.symbols[0]!.updateId).toBe(14);
});

test("spot book: no event yet: no snapshot is asked for, and there is no book", () => {
  const script = venue(10);
  script.pass(10_000);
  expect(asked(script)).toBe(0);
  depth(script, 11);
  script.pass(50);
  expect(asked(script)).toBe(1);
  expect(script.kinds).toEqual(["clear", "depth"]);
});

test("spot book: a missing event: a gap at once, and a new snapshot under the events since", () => {
  const script = venue(10, 20);
  depth(script, 11);
  script.pass(50);
  depth(script, 13);
  expect(script.kinds).toEqual(["clear", "depth", "gap"]);
  depth(script, 14, 21);
  script.pass(1000);
  expect(script.kinds).toEqual(["clear", "depth", "gap", "clear", "depth"]);
  expect(script.feed.symbols[0]!.updateId).toBe(21);
  expect(script.events("gap")).toEqual(["after update id 11 came 13"]);
});

test("spot book: venues whose every answer is too old: asked with growing patience, at most every half minute", () => {
  const script = new ScriptedFeed();
  script.onDepth = () => answer({ lastUpdateId: 1, bids: [], asks: [] });
  script.pass(100);
  depth(script, 10);
  script.pass(300_000);
  const asks = snapshotsAsked(script);
  const waits = asks.slice(1).map((atMs, at) => atMs - asks[at]!);
  expect(asks.length).toBeWithin(12, 35);
  expect(Math.min(...waits.slice(8))).toBeGreaterThan(10_000);
  expect(Math.max(...waits)).toBeLessThan(31_000);
  expect(script.kinds).toEqual([]);
});

test("spot book: the ticker of the book's own id disagrees: a gap at once, and a new snapshot with the next event", () => {
  const script = venue(10, 12);
  depth(script, 11);
  script.pass(50);
  const ticker = (u: number, B: string) =>
    script.emit("btcusdt@bookTicker", { u, s: "BTCUSDT", b: "100.00", B, a: "101.00", A: "3.000" });
  ticker(11, "4.000");
  expect(script.kinds).toEqual(["clear", "depth", "ticker"]);
  ticker(12, "9.000");
  depth(script, 12);
  expect(script.events("ticker_mismatch")).toEqual(["at update id 12"]);
  expect(script.kinds).toEqual(["clear", "depth", "ticker", "ticker", "depth", "gap"]);
  depth(script, 13);
  script.pass(1000);
  expect(script.kinds.slice(6)).toEqual(["clear", "depth"]);
});

test("spot book: tickers between two depth events: of other ids, so they disagree with nothing", () => {
  const script = venue(10);
  depth(script, 11);
  script.pass(50);
  script.emit("btcusdt@bookTicker", { u: 12, s: "BTCUSDT", b: "100.00", B: "9.000", a: "101.00", A: "3.000" });
  depth(script, 12, 13);
  expect(script.feed.symbols[0]!.isSynced).toBe(true);
});

function futuresVenue(...snapshotIds: readonly number[]): ScriptedFeed {
  const script = new ScriptedFeed({ instruments: [usdmBtcusdt] });
  answerWith(script, ...snapshotIds);
  script.pass(100);
  return script;
}
const next = (pu: number) => ({ pu, T: scriptEpochMs });

test("futures book: ids with holes: an event joins by the id of the one before it", () => {
  const script = futuresVenue(105);
  depth(script, 90, 99, next(80));
  depth(script, 101, 107, next(99));
  script.pass(50);
  depth(script, 120, 130, next(107));
  expect(script.kinds).toEqual(["clear", "depth", "depth"]);
  depth(script, 131, 140, next(129));
  expect(script.kinds).toEqual(["clear", "depth", "depth", "gap"]);
});

test("futures book: a snapshot that ends where an event ends: the event is applied once more, and the next joins it", () => {
  const script = futuresVenue(107);
  depth(script, 101, 107, next(99));
  depth(script, 120, 130, next(107));
  script.pass(50);
  expect(script.kinds).toEqual(["clear", "depth", "depth"]);
  expect(script.feed.symbols[0]!.updateId).toBe(130);
});

test("futures book: a snapshot older than the first event: fetched again", () => {
  const script = futuresVenue(50, 106);
  depth(script, 101, 107, next(99));
  script.pass(2000);
  expect(asked(script)).toBe(2);
  expect(script.feed.symbols[0]!.updateId).toBe(107);
});
