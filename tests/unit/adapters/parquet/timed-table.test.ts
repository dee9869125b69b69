// Goal: rows given in any portions are in the files of their days, in order and unchanged, and nothing is seen of a table
// before it is whole.
// Method: random rows around a midnight, more than a row group of them in one test; files read back by another library.
import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import fc from "fast-check";
import { parquetMetadata } from "hyparquet";
import { type TimedColumn, TimedTable, timedGroupRowsMax } from "../../../../src/adapters/parquet/timed-table.ts";
import { nsPerDay, nsPerSecond } from "../../../../src/domain/time.ts";
import { spotBtcusdt } from "../../../helpers/instruments.ts";
import { readTable } from "../../../helpers/read-table.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";

const epochUnixNs = 1_723_075_200_000_000_000n;
const texts = ["none", "valid"];
const columns: readonly TimedColumn[] = [
  { name: "time_ns", kind: "time" },
  { name: "state", kind: "text", texts },
  { name: "lots", kind: "whole" },
  { name: "mid", kind: "number" },
];

const drawnRow = fc.tuple(
  fc.integer({ min: 0, max: 3 }),
  fc.integer({ min: 0, max: 1 }),
  fc.oneof(fc.maxSafeInteger(), fc.constant(Number.NaN)),
  fc.double({ noDefaultInfinity: true }),
);

describe("timed table:", () => {
  test("any rows in any portions: read back as they went, each in the file of its day", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(drawnRow, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 9 }),
        writeAndCompare,
      ),
      { numRuns: 50 },
    );
  });

  test("more rows than a group holds: several groups, each with its first and last time", async () => {
    using folder = temporaryFolder();
    const count = 2 * timedGroupRowsMax + 5;
    const times = Float64Array.from({ length: count }, (_, at) => at);
    const table = newTable(folder.path);
    table.append([times, new Float64Array(count), times, times], 0, count);
    const [path, ...others] = table.seal();
    expect(others).toEqual([]);
    const file = await Bun.file(path!).arrayBuffer();
    const groups = parquetMetadata(file).row_groups;
    expect(groups.map(({ num_rows }) => Number(num_rows))).toEqual([timedGroupRowsMax, timedGroupRowsMax, 5]);
    const { statistics } = groups[1]!.columns[0]!.meta_data!;
    expect(statistics).toMatchObject({
      min_value: epochUnixNs + BigInt(timedGroupRowsMax),
      max_value: epochUnixNs + BigInt(2 * timedGroupRowsMax - 1),
    });
    const rows = await readTable(file);
    expect(rows.every((row, at) => row.lots === BigInt(at) && row.mid === at)).toBe(true);
  });

  test("before it is sealed: no file that a reader would take; given up: nothing at all", () => {
    using folder = temporaryFolder();
    const root = folder.of("features");
    const table = newTable(root);
    const [early, late] = [0, nsPerDay + 1].map((time) => [time, 0, 0, 0].map((value) => Float64Array.of(value)));
    table.append(early!, 0, 1);
    table.append(late!, 0, 1);
    expect(readdirSync(root, { recursive: true }).filter((name) => String(name).endsWith(".parquet"))).toEqual([]);
    table.discard();
    expect(existsSync(root)).toBe(false);
  });

  test("no rows: no file", () => {
    using folder = temporaryFolder();
    expect(newTable(folder.of("features")).seal()).toEqual([]);
  });
});

function newTable(root: string): TimedTable {
  return new TimedTable(root, spotBtcusdt, epochUnixNs, columns, { rows: "drawn" });
}

/** Rows some seconds before and after a midnight. @param portion rows given at a time. */
async function writeAndCompare(rows: readonly (readonly number[])[], portion: number): Promise<void> {
  using folder = temporaryFolder();
  let timeNs = nsPerDay - 20 * nsPerSecond;
  const timed = rows.map(([seconds, ...others]) => {
    timeNs += seconds! * nsPerSecond;
    return [timeNs, ...others];
  });
  const values = columns.map((_, index) => Float64Array.from(timed, (row) => row[index]!));
  const table = newTable(folder.path);
  for (let from = 0; from < rows.length; from += portion)
    table.append(values, from, Math.min(rows.length, from + portion));
  const found = [];
  for (const path of table.seal()) {
    const file = await Bun.file(path).arrayBuffer();
    expect(parquetMetadata(file).key_value_metadata).toContainEqual({ key: "rows", value: "drawn" });
    const isNextDay = path.includes("venue=binance/market=spot/symbol=BTCUSDT/date=2024-08-09/");
    for (const row of await readTable(file)) {
      expect((row.time_ns as bigint) >= epochUnixNs + BigInt(nsPerDay)).toBe(isNextDay);
      found.push(row);
    }
  }
  const known = (value: number) => (Number.isNaN(value) ? undefined : value);
  expect(found.map((row) => [row.time_ns, row.state, row.lots ?? undefined, row.mid ?? undefined])).toEqual(
    timed.map(([time, state, lots, mid]) => [
      epochUnixNs + BigInt(time!),
      texts[state!],
      known(lots!) === undefined ? undefined : BigInt(lots!),
      known(mid!),
    ]),
  );
}
