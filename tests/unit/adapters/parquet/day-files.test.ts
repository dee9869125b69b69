// Goal: files of days are nowhere to be seen until they are whole, what a dead writer left is gone, and names tell day and time.
// Method: days of a table in folders that hold what earlier writers left.
import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import fc from "fast-check";
import { parquetMetadata } from "hyparquet";
import { DayFiles, dayOf, endOfDay } from "../../../../src/adapters/parquet/day-files.ts";
import {
  partitionFiles,
  partitionPath,
  removePartitionFile,
} from "../../../../src/adapters/parquet/partition-files.ts";
import { nsPerDay, nsPerMs } from "../../../../src/domain/time.ts";
import { spotBtcusdt, usdmBtcusdt } from "../../../helpers/instruments.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";

/** 2024-08-08. */
const epochUnixNs = 1_723_075_200_000_000_000n;
const schema = [
  { name: "rows", num_children: 1 },
  { name: "time_ns", type: "INT64" as const, repetition_type: "REQUIRED" as const },
];

function filesIn(root: string, mark = ""): DayFiles {
  const form = { root, temporaryName: ".test", instrument: spotBtcusdt, epochUnixNs, schema, mark };
  return new DayFiles(form);
}

test("day files: of two days: named by day and first time, each with its metadata, and nothing else is left", async () => {
  using folder = temporaryFolder();
  const files = filesIn(folder.path, "-7");
  const first = files.fileAt(1.5 * nsPerMs);
  expect(files.fileAt(nsPerDay - 1)).toBe(first);
  const second = files.fileAt(nsPerDay);
  expect(readdirSync(folder.path)).toEqual([".test"]);
  const paths = files.publish((file) => ({ day: file === second ? "second" : "first" }));
  const names = [
    "date=2024-08-08/20240808T000000.001500000Z-7.parquet",
    "date=2024-08-09/20240809T000000.000000000Z-7.parquet",
  ];
  const partition = "venue=binance/market=spot/symbol=BTCUSDT";
  expect(paths.map((path) => relative(folder.path, path))).toEqual(names.map((name) => `${partition}/${name}`));
  expect(readdirSync(folder.path)).toEqual(["venue=binance"]);
  for (const [at, path] of paths.entries()) {
    const { key_value_metadata } = parquetMetadata(await Bun.file(path).arrayBuffer());
    expect(key_value_metadata).toEqual([{ key: "day", value: ["first", "second"][at]! }]);
  }
});

test("day files: what a writer that died left under its name: is gone when the next one begins", () => {
  using folder = temporaryFolder();
  filesIn(folder.path).fileAt(0);
  expect(readdirSync(folder.of(".test"))).toEqual(["20240808T000000.000000000Z.parquet.part"]);
  filesIn(folder.path);
  expect(readdirSync(folder.path)).toEqual([]);
});

test("day files: given up: an empty root goes, one with files of others stays", () => {
  using folder = temporaryFolder();
  const root = folder.of("raw");
  filesIn(root).discard();
  expect(existsSync(root)).toBe(false);
  const files = filesIn(root);
  files.fileAt(0);
  writeFileSync(join(root, "other"), "");
  files.discard();
  expect(readdirSync(root)).toEqual(["other"]);
});

test("end of day: any times in order: the first that is of another day than where it begins", () => {
  const time = fc.integer({ min: -2 * nsPerDay, max: 2 * nsPerDay });
  fc.assert(
    fc.property(fc.array(time, { minLength: 1, maxLength: 12 }), fc.nat(), (drawn, from) => {
      const times = Float64Array.from(drawn.toSorted((a, b) => a - b));
      const start = from % times.length;
      const other = times.findIndex((ns, at) => at > start && dayOf(ns) !== dayOf(times[start]!));
      expect(endOfDay(times, start, times.length)).toBe(other < 0 ? times.length : other);
    }),
  );
});

test("partition files: of one instrument, oldest first; what is no day, or under another ending, is none", () => {
  using folder = temporaryFolder();
  const put = (path: string) => {
    mkdirSync(join(folder.path, path, ".."), { recursive: true });
    writeFileSync(join(folder.path, path), "12345");
    return join(folder.path, path);
  };
  const day = (date: string, name: string, of = spotBtcusdt) => put(join(partitionPath(of, date), name));
  const paths = [day("2024-08-09", "b.parquet"), day("2024-08-08", "z.parquet"), day("2024-08-09", "a.parquet")];
  day("2024-08-09", "c.gz");
  day("2024-08-09", "d.parquet", usdmBtcusdt);
  put("venue=binance/market=spot/symbol=BTCUSDT/date=today/e.parquet");
  expect(partitionFiles(folder.path, spotBtcusdt)).toEqual([
    { path: paths[1]!, date: "2024-08-08", bytesCount: 5 },
    { path: paths[2]!, date: "2024-08-09", bytesCount: 5 },
    { path: paths[0]!, date: "2024-08-09", bytesCount: 5 },
  ]);
  expect(partitionFiles(folder.path, spotBtcusdt, ".gz").map(({ date }) => date)).toEqual(["2024-08-09"]);
  expect(partitionFiles(folder.of("nowhere"), spotBtcusdt)).toEqual([]);
});

test("partition files: the last of a day removed: the day goes with it, and once more is no error", () => {
  using folder = temporaryFolder();
  const partition = folder.of("date=2024-08-08");
  mkdirSync(partition);
  for (const name of ["a", "b"]) writeFileSync(join(partition, name), "");
  removePartitionFile(join(partition, "a"));
  expect(readdirSync(partition)).toEqual(["b"]);
  removePartitionFile(join(partition, "b"));
  expect(existsSync(partition)).toBe(false);
});
