// Goal: rows come back from Parquet as they went in, in a file a day, and files that are not whole are refused.
// Method: round trips of random rows over several days; the files as any reader of Parquet sees them.

import { expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import {
  findParquetFiles,
  inOrder,
  openParquetFile,
  readParquetRows,
} from "../../../../src/adapters/parquet/rows-reader.ts";
import { ParquetRowsWriter } from "../../../../src/adapters/parquet/rows-writer.ts";
import { eventKind } from "../../../../src/domain/event.ts";
import type { FeedFacts } from "../../../../src/domain/feed-facts.ts";
import { type MarketRow, noId } from "../../../../src/domain/market-rows.ts";
import { ask } from "../../../../src/domain/side.ts";
import { nsPerDay } from "../../../../src/domain/time.ts";
import { spotBtcusdt } from "../../../helpers/instruments.ts";
import { feedRows, RowCollector, someRows } from "../../../helpers/market-rows.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";

const midnight = 1_723_075_200_000_000_000n; // 2024-08-08
const feed: FeedFacts = {
  ...{
    depth_events_count: 1,
    trades_count: 2,
    tickers_count: 3,
    snapshots_count: 4,
    ignored_count: 5,
    applied_count: 6,
  },
  ...{ dropped_count: 7, overlaps_count: 8, duplicates_count: 9, out_of_order_count: 10 },
  ends_at: null,
  clock_delay_ms: { median: 1.5, min: -1, max: 2 },
};

function write(root: string, rows: readonly MarketRow[], epochUnixNs = midnight): string[] {
  const writer = new ParquetRowsWriter(root, spotBtcusdt, epochUnixNs);
  feedRows(writer, rows, 11);
  return writer.seal({ clockOffsetNs: -5, source: "made up", feed });
}

async function readBack(root: string): Promise<RowCollector> {
  const collector = new RowCollector();
  const files = await Promise.all(findParquetFiles(root).map(openParquetFile));
  await readParquetRows(inOrder(files), midnight, collector);
  return collector;
}

/** A gap or clear has no side and no level; all else comes back as it was. */
function asStored(row: MarketRow): MarketRow {
  return { sizeDust: 0, ...row };
}

const print = (receivedNs: number): MarketRow => ({
  ...{
    kind: eventKind.trade,
    side: ask,
    priceTicks: 5,
    sizeLots: 2,
    sizeDust: 0,
    isLast: true,
    receivedNs,
    venueNs: 1,
  },
  ...{ firstUpdateId: noId, updateId: noId, previousUpdateId: noId, tradeId: 1 },
});

test("parquet: any rows: come back as they were, a file a day", async () => {
  await fc.assert(
    fc.asyncProperty(someRows, async (rows) => {
      using folder = temporaryFolder();
      const paths = write(folder.path, rows);
      expect((await readBack(folder.path)).rowsSeen).toEqual(rows.map(asStored) as never);
      expect(paths.length).toBe(new Set(rows.map(({ receivedNs }) => Math.floor(receivedNs / nsPerDay))).size);
    }),
    { numRuns: 20 },
  );
});

test("parquet: two days: partitions, columns and metadata are those that other programs rely on", async () => {
  using folder = temporaryFolder();
  const paths = write(folder.path, [print(1_000), print(2_000), print(nsPerDay + 3)]);
  expect(paths.map((path) => path.slice(folder.path.length + 1))).toEqual([
    "venue=binance/market=spot/symbol=BTCUSDT/date=2024-08-08/20240808T000000.000001000Z.parquet",
    "venue=binance/market=spot/symbol=BTCUSDT/date=2024-08-09/20240809T000000.000000003Z.parquet",
  ]);
  const file = await asyncBufferFromFile(paths[1]!);
  const { key_value_metadata, row_groups } = await parquetMetadataAsync(file);
  const metadata = Object.fromEntries(key_value_metadata!.map(({ key, value }) => [key, value]));
  expect(metadata).toMatchObject({ schema_version: "1", venue: "binance", market: "spot", symbol: "BTCUSDT" });
  expect(metadata).toMatchObject({ tick_size: "0.01", lot_size: "0.00001", clock_offset_ns: "-5", source: "made up" });
  expect(metadata).toMatchObject({ first_sequence: "2", last_sequence: "2" });
  expect(row_groups[0]!.columns[0]!.meta_data!.statistics).toMatchObject({
    min_value: midnight + BigInt(nsPerDay) + 3n,
  });
  const compressors = { ZSTD: (bytes: Uint8Array) => Bun.zstdDecompressSync(bytes as Uint8Array<ArrayBuffer>) };
  expect(await parquetReadObjects({ file, compressors })).toEqual([
    {
      received_time_ns: midnight + BigInt(nsPerDay) + 3n,
      venue_time_ns: midnight + 1n,
      ...{ sequence: 2n, session_sequence: 2n, kind: "trade", side: "sell", price_ticks: 5n, size_lots: 2n },
      ...{
        first_update_id: null,
        update_id: null,
        previous_update_id: null,
        trade_id: 1n,
        is_last: true,
        size_dust: 0n,
      },
    },
  ] as never);
});

test("parquet: two imports that follow one another: a gap row stands between them", async () => {
  using folder = temporaryFolder();
  write(folder.path, [print(1_000), print(2_000)]);
  write(folder.path, [print(9_000)]);
  const { rowsSeen } = await readBack(folder.path);
  expect(rowsSeen.map(({ kind, receivedNs }) => [kind, receivedNs])).toEqual([
    ...[
      [eventKind.trade, 1_000],
      [eventKind.trade, 2_000],
      [eventKind.gap, 9_000],
      [eventKind.trade, 9_000],
    ],
  ] as never);
});

test("parquet: the first day of an import is missing, or one in the middle: refused, naming the day that goes on from it", async () => {
  for (const missing of [0, 1]) {
    using folder = temporaryFolder();
    write(folder.path, [print(1_000), print(1_000 + nsPerDay), print(1_000 + 2 * nsPerDay)]);
    const paths = findParquetFiles(folder.path);
    rmSync(paths[missing]!);
    await expect(readBack(folder.path)).rejects.toThrow(
      `${paths[missing + 1]}: goes on from a day of its import that is not here`,
    );
  }
});

test("parquet: two files that overlap in time: refused, both named", async () => {
  using folder = temporaryFolder();
  write(folder.path, [print(1_000), print(3_000)]);
  write(folder.path, [print(2_000)]);
  expect(readBack(folder.path)).rejects.toThrow(/000002000Z.parquet: overlaps .*000001000Z.parquet in time/);
});

test("parquet: given up before it is sealed: nothing stays, and nothing showed before", () => {
  using folder = temporaryFolder();
  const writer = new ParquetRowsWriter(folder.of("raw"), spotBtcusdt, midnight);
  feedRows(writer, [print(1)], 5);
  expect(findParquetFiles(folder.of("raw"))).toEqual([]);
  writer.discard();
  expect(existsSync(folder.of("raw"))).toBe(false);
});

test("parquet: times that run backwards, as another program may have left them: refused, with the rows", async () => {
  using folder = temporaryFolder();
  write(folder.path, [print(1_000), print(5_000), print(4_000)]);
  expect(readBack(folder.path)).rejects.toThrow(/\.parquet: rows 0 to 3: received_time_ns runs backwards/);
});

test("parquet: damaged inside: refused before anything of it is decoded", async () => {
  using folder = temporaryFolder();
  const [path = ""] = write(folder.path, [print(1_000), print(5_000)]);
  const bytes = readFileSync(path);
  // The first page's compressed values begin right behind its header.
  bytes.fill(0xff, 30, 120);
  writeFileSync(path, bytes);
  expect(readBack(folder.path)).rejects.toThrow(/\.parquet: holds bytes that changed/);
});

test("parquet: a file that is cut off, or none at all: refused by name", async () => {
  using folder = temporaryFolder();
  const [path = ""] = write(folder.path, [print(1)]);
  const bytes = readFileSync(path);
  const torn = join(folder.path, "torn.parquet");
  writeFileSync(torn, bytes.subarray(0, bytes.length - 20));
  expect(openParquetFile(torn)).rejects.toThrow("torn.parquet: is no whole Parquet file");
  expect(() => findParquetFiles(folder.of("nothing"))).toThrow("there is no such file or folder");
  expect(readdirSync(folder.path).length).toBe(2);
});
