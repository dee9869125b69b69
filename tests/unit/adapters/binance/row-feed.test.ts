// Goal: what a message becomes, and what is counted instead of becoming a row.
// Method: short streams, row by row. (Books under random faults are judged in tests/property/row-feed.test.ts.)
import { expect, test } from "bun:test";
import { BinanceMessage, messageKind } from "../../../../src/adapters/binance/message.ts";
import { RowFeed } from "../../../../src/adapters/binance/row-feed.ts";
import { eventKind } from "../../../../src/domain/event.ts";
import { noId } from "../../../../src/domain/market-rows.ts";
import { ask, bid } from "../../../../src/domain/side.ts";
import { RowCollector } from "../../../helpers/market-rows.ts";

const { depth, trade, ticker, snapshotLevel, clear, gap } = eventKind;

function message(fields: Partial<BinanceMessage>, levels: readonly [number, number][] = [[100, 1]]): BinanceMessage {
  const made = Object.assign(new BinanceMessage(), fields);
  for (const [priceTicks, sizeLots] of levels) made.addLevel(priceTicks, sizeLots, 0);
  return made;
}

const depthAt = (receivedNs: number, firstUpdateId: number, updateId = firstUpdateId) =>
  message({ kind: messageKind.depth, receivedNs, venueNs: receivedNs - 5, firstUpdateId, updateId, bidsCount: 1 });
const snapshotAt = (receivedNs: number, updateId: number) =>
  message({ kind: messageKind.snapshot, receivedNs, updateId, bidsCount: 1 }, [
    [100, 1],
    [101, 2],
  ]);
const tradeAt = (receivedNs: number, tradeId: number, isAggregate = false) =>
  message({
    kind: messageKind.trade,
    receivedNs,
    venueNs: receivedNs - 5,
    tradeId,
    isAggregate,
    side: ask,
    bidsCount: 1,
  });

function feed(...messages: readonly BinanceMessage[]) {
  const collector = new RowCollector();
  const rowFeed = new RowFeed("spot", collector);
  for (const next of messages) rowFeed.message(next);
  rowFeed.end();
  return { rows: collector.rowsSeen, counts: rowFeed.counts };
}

test("row feed: events before their snapshot: the newer ones follow it, at its received time and with their own venue time", () => {
  const { rows, counts } = feed(depthAt(10, 4, 5), depthAt(20, 6), snapshotAt(30, 5), depthAt(40, 7));
  expect(rows.map(({ kind, receivedNs, venueNs, updateId }) => [kind, receivedNs, venueNs, updateId])).toEqual([
    [clear, 30, Number.NaN, 5],
    [snapshotLevel, 30, Number.NaN, 5],
    [snapshotLevel, 30, Number.NaN, 5],
    [depth, 30, 15, 6],
    [depth, 40, 35, 7],
  ]);
  expect(counts).toMatchObject({ depthEventsCount: 3, appliedCount: 2, droppedCount: 1, snapshotsCount: 1 });
});

test("row feed: a snapshot that the waiting events have left behind: not used; the next one is", () => {
  const { rows, counts } = feed(depthAt(10, 8), snapshotAt(20, 5), snapshotAt(30, 8), depthAt(40, 9));
  expect(rows.map(({ kind, receivedNs }) => [kind, receivedNs])).toEqual([
    [clear, 30],
    [snapshotLevel, 30],
    [snapshotLevel, 30],
    [depth, 40],
  ]);
  expect(counts).toMatchObject({ snapshotsCount: 2, appliedCount: 1, droppedCount: 1 });
});

test("row feed: a snapshot while the book is in step: changes nothing", () => {
  const { rows } = feed(snapshotAt(10, 5), depthAt(20, 6), snapshotAt(30, 6), depthAt(40, 7));
  expect(rows.map(({ kind }) => kind)).toEqual([clear, snapshotLevel, snapshotLevel, depth, depth]);
});

test("row feed: a gap: a row with the ids on both its sides", () => {
  const { rows } = feed(snapshotAt(10, 5), depthAt(20, 6), depthAt(30, 9));
  expect(rows.at(-1)).toMatchObject({
    kind: gap,
    receivedNs: 30,
    previousUpdateId: 6,
    firstUpdateId: 9,
    updateId: noId,
    isLast: true,
  });
});

test("row feed: an empty snapshot: a clear that ends its message", () => {
  const { rows } = feed(message({ kind: messageKind.snapshot, updateId: 5 }, []));
  expect(rows.map(({ kind, isLast }) => [kind, isLast])).toEqual([[clear, true]]);
});

test("row feed: a ticker: a bid row and an ask row, of one message", () => {
  const { rows } = feed(
    message({ kind: messageKind.ticker, updateId: 7, bidsCount: 1 }, [
      [100, 3],
      [101, 4],
    ]),
  );
  expect(rows.map(({ kind, side, sizeLots, isLast }) => [kind, side, sizeLots, isLast])).toEqual([
    [ticker, bid, 3, false],
    [ticker, ask, 4, true],
  ]);
});

test("row feed: a print: on its aggressor's side; the same again is dropped, an older one kept, both counted", () => {
  const { rows, counts } = feed(tradeAt(1, 10), tradeAt(2, 12), tradeAt(3, 12), tradeAt(4, 11));
  expect(rows.map(({ kind, side, tradeId }) => [kind, side, tradeId])).toEqual([
    [trade, ask, 10],
    [trade, ask, 12],
    [trade, ask, 11],
  ]);
  expect(counts).toMatchObject({ tradesCount: 4, duplicatesCount: 1, outOfOrderCount: 1 });
});

test("row feed: single and summed-up trades in one stream: the first kind counts, the other would be the same prints again", () => {
  const { rows, counts } = feed(tradeAt(1, 10), tradeAt(2, 3, true), tradeAt(3, 11));
  expect(rows.map(({ tradeId }) => tradeId)).toEqual([10, 11]);
  expect(counts).toMatchObject({ tradesCount: 2, ignoredCount: 1 });
});

test("row feed: the receiver's clock set back: rows stay in order, and it is counted", () => {
  const { rows, counts } = feed(tradeAt(50, 10), tradeAt(20, 11), tradeAt(60, 12));
  expect(rows.map(({ receivedNs }) => receivedNs)).toEqual([50, 50, 60]);
  expect(counts.outOfOrderCount).toBe(1);
});

function distrusted(before: readonly BinanceMessage[], after: readonly BinanceMessage[]) {
  const collector = new RowCollector();
  const rowFeed = new RowFeed("spot", collector);
  for (const next of before) rowFeed.message(next);
  rowFeed.distrust(100);
  for (const next of after) rowFeed.message(next);
  rowFeed.flush();
  return { rows: collector.rowsSeen, rowFeed };
}

test("row feed: a book distrusted: a gap without the ids of an event, and events wait for a snapshot", () => {
  const { rows, rowFeed } = distrusted([snapshotAt(10, 5), depthAt(20, 6)], [depthAt(110, 7)]);
  expect(rows.at(-1)).toMatchObject({ kind: gap, receivedNs: 100, previousUpdateId: 6, firstUpdateId: noId });
  expect([rowFeed.sync.state, rowFeed.pendingCount]).toEqual(["gapped", 1]);
});

test("row feed: no book, and distrusted: no gap, and events that waited are forgotten", () => {
  const { rows, rowFeed } = distrusted([depthAt(10, 4)], [snapshotAt(110, 3)]);
  expect(rows.map(({ kind }) => kind)).toEqual([clear, snapshotLevel, snapshotLevel]);
  expect(rowFeed.counts.droppedCount).toBe(1);
});

test("row feed: distrusted with a snapshot in reserve: it is not used for a later gap", () => {
  const before = [snapshotAt(10, 5), snapshotAt(20, 8)];
  const { rowFeed } = distrusted(before, [snapshotAt(110, 7), depthAt(120, 9)]);
  expect(rowFeed.sync.state).toBe("gapped");
});

test("row feed: a message of more rows than a batch usually has: is handed on whole", () => {
  const levels = Array.from({ length: 20_000 }, (_, at): [number, number] => [1 + at, 1]);
  const batches: number[][] = [];
  const rowFeed = new RowFeed("spot", {
    rows: ({ count, isLast, priceTicks }) => batches.push([count, isLast[count - 1]!, priceTicks[count - 1]!]),
    end: () => {},
  });
  rowFeed.message(tradeAt(1, 1));
  rowFeed.message(message({ kind: messageKind.snapshot, receivedNs: 2, updateId: 5, bidsCount: 10_000 }, levels));
  rowFeed.message(tradeAt(3, 2));
  rowFeed.end();
  expect(batches).toEqual([
    [1, 1, 100],
    [20_001, 1, 20_000],
    [1, 1, 100],
  ]);
});
