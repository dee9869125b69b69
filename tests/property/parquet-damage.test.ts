// Goal: whatever happens to a Parquet file, what is whole is read, and what is not is named with its place: never a
// crash, never rows that were not written.
// Method: a day of rows in several files, one of them damaged at random (cut off, bits flipped, bytes put in or
// zeroed, another file's bytes); every reader of folders over it. What the readers make of the files that were left
// alone is compared with what they made of them before.

import { beforeAll, expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import fc from "fast-check";
import { parquetWriteBuffer } from "hyparquet-writer";
import { findParquetFiles, openParquetFile, readParquetRows } from "../../src/adapters/parquet/rows-reader.ts";
import { ParquetRowsWriter } from "../../src/adapters/parquet/rows-writer.ts";
import { InputError } from "../../src/base/input-error.ts";
import { readCatalog } from "../../src/data/catalog.ts";
import { selectParquet } from "../../src/data/parquet-data.ts";
import { eventKind } from "../../src/domain/event.ts";
import { type MarketRow, noId } from "../../src/domain/market-rows.ts";
import { bid } from "../../src/domain/side.ts";
import { nsPerDay } from "../../src/domain/time.ts";
import { spotBtcusdt } from "../helpers/instruments.ts";
import { feedRows, RowCollector } from "../helpers/market-rows.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const midnight = 1_723_075_200_000_000_000n;
const feed = {
  ...{ depth_events_count: 0, trades_count: 9, tickers_count: 0, snapshots_count: 0, ignored_count: 0 },
  ...{ applied_count: 0, dropped_count: 0, overlaps_count: 0, duplicates_count: 0, out_of_order_count: 0 },
  ...{ ends_at: null, clock_delay_ms: null },
};
const rowsPerDay = 300;

function prints(day: number): MarketRow[] {
  return Array.from({ length: rowsPerDay }, (_, at) => ({
    ...{ kind: eventKind.trade, side: bid, isLast: true, venueNs: Number.NaN, priceTicks: 6_000_000 + at },
    ...{ sizeLots: 1 + at, firstUpdateId: noId, updateId: noId, previousUpdateId: noId },
    ...{ receivedNs: day * nsPerDay + at * 1000, tradeId: day * rowsPerDay + at },
  }));
}

/** Two imports, a day each: neither needs the other. */
const names = ["a.parquet", "b.parquet"] as const;
const whole: Uint8Array[] = [];
const opened: RowCollector["rowsSeen"][] = [];

beforeAll(async () => {
  using folder = temporaryFolder();
  for (const day of [0, 1]) {
    const writer = new ParquetRowsWriter(folder.of(String(day)), spotBtcusdt, midnight);
    feedRows(writer, prints(day), 64);
    const [path] = writer.seal({ clockOffsetNs: 0, source: "made up", feed });
    whole.push(readFileSync(path!));
    opened.push(await rowsOf(path!));
  }
});

const damages = fc.oneof(
  fc.record({ kind: fc.constant("cut" as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({
    kind: fc.constantFrom("flip" as const, "zero" as const, "insert" as const),
    share: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    bit: fc.integer({ min: 0, max: 7 }),
    count: fc.integer({ min: 1, max: 40 }),
  }),
);
type Damage = typeof damages extends fc.Arbitrary<infer T> ? T : never;

function damaged(bytes: Uint8Array, damage: Damage): Uint8Array {
  const at = Math.floor(damage.share * bytes.length);
  if (damage.kind === "cut") return bytes.slice(0, at);
  if (damage.kind === "insert")
    return Uint8Array.from([...bytes.subarray(0, at), ...new Uint8Array(damage.count), ...bytes.subarray(at)]);
  const copy = Uint8Array.from(bytes);
  if (damage.kind === "flip") copy[at] = copy[at]! ^ (1 << damage.bit);
  else copy.fill(0, at, at + damage.count);
  return copy;
}

test("parquet: one file of two damaged anywhere: the other is read whole, and the damaged one is named or unchanged", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 1 }),
      fc.array(damages, { minLength: 1, maxLength: 3 }),
      async (hit, hits) => {
        using folder = temporaryFolder();
        const spoilt = hits.reduce(damaged, whole[hit]!);
        for (const [at, name] of names.entries()) writeFileSync(folder.of(name), at === hit ? spoilt : whole[at]!);
        const path = folder.of(names[hit]!);
        const problems: string[] = [];
        const [files = []] = await selectParquet([folder.path], selection, ({ place }) => problems.push(place));
        expect(files.map((file) => file.path)).toContain(folder.of(names[1 - hit]!));
        const rows = await readAll(files);
        if (problems.length > 0) {
          expect(problems).toEqual([path]);
          expect(rows).toEqual(opened[1 - hit]!);
        } else expect(rows.filter(({ kind }) => kind !== eventKind.gap)).toEqual(opened.flat());
        const { instruments, damaged: listed } = await readCatalog([folder.path], selection);
        expect(listed.map(({ place }) => place)).toEqual(problems);
        expect(instruments[0]!.rowsCount).toBe(rows.length);
      },
    ),
    { numRuns: 150 },
  );
});

test("parquet: all files damaged: each is named, and there is nothing else", async () => {
  using folder = temporaryFolder();
  for (const [at, name] of names.entries()) writeFileSync(folder.of(name), whole[at]!.subarray(0, 200));
  const { instruments, damaged: listed } = await readCatalog([folder.path], selection);
  expect(instruments).toEqual([]);
  expect(listed.map(({ place }) => place)).toEqual(names.map(folder.of));
});

test.each([
  ["another schema", () => otherSchema()],
  ["not Parquet", () => new TextEncoder().encode("PAR1 not really PAR1")],
  ["nothing", () => new Uint8Array()],
])("parquet: %s: refused with the file's name", async (_, bytes) => {
  using folder = temporaryFolder();
  const path = folder.of("x.parquet");
  writeFileSync(path, bytes());
  const error = await rowsOf(path).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(InputError);
  expect((error as InputError).message).toStartWith(path);
});

test("parquet: rows whose times run backwards: refused with file and rows", async () => {
  using folder = temporaryFolder();
  const rows = prints(0);
  [rows[7], rows[8]] = [rows[8]!, rows[7]!];
  const writer = new ParquetRowsWriter(folder.path, spotBtcusdt, midnight);
  feedRows(writer, rows, 64);
  const [path] = writer.seal({ clockOffsetNs: 0, source: "made up", feed });
  const error = await rowsOf(path!).catch((caught: unknown) => caught);
  expect((error as InputError).message).toBe(
    `${path}: rows 0 to ${rowsPerDay}: received_time_ns runs backwards at row 8 of the group`,
  );
});

test("parquet: a glob that no shell expanded: finds the files", async () => {
  using folder = temporaryFolder();
  mkdirSync(dirname(folder.of("deep/x")), { recursive: true });
  for (const [at, name] of names.entries()) writeFileSync(folder.of(`deep/${name}`), whole[at]!);
  const { expandGlobs } = await import("../../src/commands/expand-globs.ts");
  expect(expandGlobs([folder.of("**/*.parquet")])).toEqual(names.map((name) => folder.of(`deep/${name}`)));
  expect(() => expandGlobs([folder.of("*.csv")])).toThrow("matches no file or folder");
  expect(findParquetFiles(folder.path).length).toBe(2);
});

const selection = { instruments: [spotBtcusdt] };

async function rowsOf(path: string) {
  return readAll([await openParquetFile(path)]);
}

async function readAll(files: Parameters<typeof readParquetRows>[0]) {
  const collector = new RowCollector();
  await readParquetRows(files, midnight, collector);
  return collector.rowsSeen;
}

/** A whole file of another program. */
function otherSchema(): Uint8Array {
  return new Uint8Array(parquetWriteBuffer({ columnData: [{ name: "x", data: [1, 2, 3], type: "INT32" }] }));
}
