// Goal: how long the book could be trusted is counted from facts: from a snapshot to the last event before a hole.
// Method: rows at known seconds, fed in batches of any size.

import { expect, test } from "bun:test";
import { RowQuality } from "../../../src/data/row-quality.ts";
import { type EventKind, eventKind as kinds } from "../../../src/domain/event.ts";
import { type MarketRow, noId } from "../../../src/domain/market-rows.ts";
import { bid } from "../../../src/domain/side.ts";
import { feedRows } from "../../helpers/market-rows.ts";

const row = (kind: EventKind, receivedNs: number): MarketRow => ({
  ...{ kind, receivedNs, side: bid, venueNs: Number.NaN, priceTicks: 100, sizeLots: 1, isLast: true },
  ...{ firstUpdateId: 1, updateId: 1, previousUpdateId: noId, tradeId: noId },
});

function shareOf(...rows: MarketRow[]): number {
  const shares = [1, 100].map((batchRows) => {
    const quality = new RowQuality();
    feedRows(quality, rows, batchRows);
    return quality.bookValidShare;
  });
  expect(shares[0]).toBe(shares[1]!);
  return shares[0]!;
}

test("row quality: a book from the first row to the last: all of the time", () => {
  expect(shareOf(row(kinds.clear, 0), row(kinds.depth, 5), row(kinds.trade, 10))).toBe(1);
});

test("row quality: a snapshot that comes late: the time before it does not count", () => {
  expect(shareOf(row(kinds.trade, 0), row(kinds.clear, 4), row(kinds.depth, 10))).toBe(0.6);
});

test("row quality: a hole: missing from the last depth event before it, whatever trades came, to the next snapshot", () => {
  const until = [row(kinds.clear, 0), row(kinds.depth, 2), row(kinds.trade, 5), row(kinds.gap, 6)];
  expect(shareOf(...until, row(kinds.gap, 7), row(kinds.clear, 8), row(kinds.depth, 10))).toBe(0.4);
  expect(shareOf(...until, row(kinds.trade, 10))).toBe(0.2);
});
