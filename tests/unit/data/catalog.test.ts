// Goal: the catalog tells what there is, day by day, and a window shows the rows that were asked for.
// Method: small files of known rows; every window over every length and place against the rows sliced directly.

import { expect, test } from "bun:test";
import fc from "fast-check";
import { ParquetRowsWriter } from "../../../src/adapters/parquet/rows-writer.ts";
import { readCatalog } from "../../../src/data/catalog.ts";
import { RowWindow, WindowFull, type WindowPlace } from "../../../src/data/row-window.ts";
import { eventKind } from "../../../src/domain/event.ts";
import type { FeedFacts } from "../../../src/domain/feed-facts.ts";
import { type MarketRow, noId } from "../../../src/domain/market-rows.ts";
import { bid } from "../../../src/domain/side.ts";
import { nsPerDay } from "../../../src/domain/time.ts";
import { spotBtcusdt } from "../../helpers/instruments.ts";
import { feedRows } from "../../helpers/market-rows.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

const midnight = 1_723_075_200_000_000_000n; // 2024-08-08
const feed: FeedFacts = {
  ...{ depth_events_count: 0, trades_count: 3, tickers_count: 0, snapshots_count: 0, ignored_count: 0 },
  ...{ applied_count: 0, dropped_count: 0, overlaps_count: 0, duplicates_count: 2, out_of_order_count: 0 },
  ...{ ends_at: null, clock_delay_ms: null },
};

function print(receivedNs: number): MarketRow {
  return {
    ...{ kind: eventKind.trade, side: bid, isLast: true, receivedNs, venueNs: Number.NaN, priceTicks: 1, sizeLots: 1 },
    ...{ firstUpdateId: noId, updateId: noId, previousUpdateId: noId, tradeId: noId },
  };
}

test("catalog: an import of two days, and one that comes later: days, rows, and the gap between them", async () => {
  using folder = temporaryFolder();
  for (const [at, times] of [[1, nsPerDay - 1, nsPerDay], [nsPerDay + 5]].entries()) {
    const writer = new ParquetRowsWriter(folder.of(String(at)), spotBtcusdt, midnight);
    feedRows(writer, times.map(print), 8);
    writer.seal({ clockOffsetNs: 0, source: `made up ${at}`, feed: { ...feed, duplicates_count: at } });
  }
  const { instruments, damaged } = await readCatalog([folder.path], { instruments: [spotBtcusdt] });
  expect(damaged).toEqual([]);
  expect(instruments).toMatchObject([
    {
      ...{ venue: "binance", market: "spot", symbol: "BTCUSDT", filesCount: 3, rowsCount: 5, gapsCount: 1, ok: false },
      ...{ firstTime: "2024-08-08T00:00:00.000000001Z", lastTime: "2024-08-09T00:00:00.000000005Z" },
      days: [
        { date: "2024-08-08", rowsCount: 2, tradesCount: 2, gapsCount: 0 },
        { date: "2024-08-09", rowsCount: 3, tradesCount: 2, gapsCount: 1 },
      ],
      problems: ["gaps: 1", "messages that came twice: 1"],
    },
  ]);
});

test("window: the first, the last or those around a time: as they would be cut out of all rows", () => {
  const increasing = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 40 });
  const place = fc.oneof(
    fc.constantFrom<WindowPlace>({ from: "head" }, { from: "tail" }),
    fc.integer({ min: -1, max: 31 }).map((receivedNs): WindowPlace => ({ from: "time", receivedNs })),
  );
  fc.assert(
    fc.property(increasing, place, fc.integer({ min: 1, max: 12 }), (unsorted, where, count) => {
      const times = unsorted.toSorted((a, b) => a - b);
      const window = new RowWindow(count, where);
      try {
        feedRows(window, times.map(print), 7);
      } catch (error) {
        expect(error).toBeInstanceOf(WindowFull);
      }
      const all = times.map((receivedNs, rowIndex) => ({ rowIndex, receivedNs }));
      expect(window.seen.map(({ rowIndex, receivedNs }) => ({ rowIndex, receivedNs }))).toEqual(cut(all, where, count));
    }),
  );
});

function cut<Row extends { receivedNs: number }>(all: Row[], where: WindowPlace, count: number): Row[] {
  if (where.from !== "time") return where.from === "head" ? all.slice(0, count) : all.slice(-count);
  const found = all.findIndex(({ receivedNs }) => receivedNs >= where.receivedNs);
  const at = found < 0 ? all.length : found;
  const from = Math.max(0, at - Math.floor(count / 2));
  return found < 0 ? all.slice(from) : all.slice(from, from + count);
}
