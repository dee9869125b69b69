// Goal: a tape is its rows, column by column, with venue times corrected; it appears whole or not at all.
// Method: random rows written in random batches, read back in random chunks, against a plain computation.

import { expect, test } from "bun:test";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import fc from "fast-check";
import { openTapeFolder } from "../../../../src/adapters/arrow/tape-reader.ts";
import { TapeWriter } from "../../../../src/adapters/arrow/tape-writer.ts";
import { InputError } from "../../../../src/base/input-error.ts";
import { type EventColumns, eventFlag, eventKind } from "../../../../src/domain/event.ts";
import { type MarketRow, MarketRows, noId } from "../../../../src/domain/market-rows.ts";
import { ask } from "../../../../src/domain/side.ts";
import type { Tape } from "../../../../src/ports/tape.ts";
import { spotBtcusdt } from "../../../helpers/instruments.ts";
import { feedRows, someRows } from "../../../helpers/market-rows.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";

const midnight = 1_700_006_400_000_000_000n;

function write(folder: string, rows: readonly MarketRow[], batchRows = 7, clockOffsetNs = 0): Tape {
  const writer = new TapeWriter(folder, spotBtcusdt, midnight);
  feedRows(writer, rows, batchRows);
  writer.seal({ clockOffsetNs, source: "made up", problems: ["1 gap"], bookValidNs: 5 });
  const tape = openTapeFolder(folder);
  if (tape === undefined) throw new Error("the tape does not read back");
  return tape;
}

/** What the columns must hold, row by row. */
function expectedRows(rows: readonly MarketRow[], clockOffsetNs: number) {
  let updateId = noId;
  return rows.map((row) => {
    let flags = row.kind | (row.side === ask ? eventFlag.ask : 0) | (row.isLast ? eventFlag.isLast : 0);
    if (Number.isNaN(row.venueNs)) flags |= eventFlag.noVenueTime;
    const hasId = row.kind !== eventKind.trade && row.kind !== eventKind.gap;
    if (hasId && row.updateId >= updateId) flags |= eventFlag.movesTouch;
    if (hasId) updateId = Math.max(updateId, row.updateId);
    if (row.kind === eventKind.gap) updateId = noId;
    const venueNs = Number.isNaN(row.venueNs) ? 0 : Math.min(row.venueNs + clockOffsetNs, row.receivedNs);
    return [BigInt(row.receivedNs), BigInt(venueNs), BigInt(row.sizeLots), row.priceTicks, flags];
  });
}

function rowsOf(chunks: Iterable<EventColumns>) {
  return [...chunks].flatMap(({ rowsCount, receivedNs, venueNs, sizeLots, priceTicks, flags }) =>
    Array.from({ length: rowsCount }, (_, at) => [
      receivedNs[at],
      venueNs[at],
      sizeLots[at],
      priceTicks[at],
      flags[at],
    ]),
  );
}

test("tape: any rows in any batches, read in any chunks: the columns of the rows, venue times corrected", () => {
  const sizes = fc.integer({ min: 1, max: 50 });
  fc.assert(
    fc.property(
      someRows,
      sizes,
      sizes,
      fc.integer({ min: -3e9, max: 0 }),
      (rows, batchRows, chunkRows, clockOffsetNs) => {
        using folder = temporaryFolder();
        using tape = write(folder.of("tape"), rows, batchRows, clockOffsetNs);
        expect(rowsOf(tape.chunks(chunkRows))).toEqual(expectedRows(rows, clockOffsetNs));
        expect(tape.rowsCount).toBe(rows.length);
        expect([tape.firstReceivedNs, tape.lastReceivedNs]).toEqual([rows[0]!.receivedNs, rows.at(-1)!.receivedNs]);
        expect(tape.instrument).toEqual(spotBtcusdt);
        expect([tape.problems, tape.bookValidNs]).toEqual([["1 gap"], 5]);
        expect([tape.midnightUnixNs, tape.clockOffsetNs, tape.source]).toEqual([midnight, clockOffsetNs, "made up"]);
      },
    ),
    { numRuns: 40 },
  );
});

test("tape: the same rows in other batches: the same content hash; one lot more: another", () => {
  fc.assert(
    fc.property(someRows, (rows) => {
      using folder = temporaryFolder();
      const hash = write(folder.of("a"), rows, 3).contentHash;
      expect(write(folder.of("b"), rows, 40).contentHash).toBe(hash);
      const last = rows.at(-1)!;
      expect(
        write(folder.of("c"), [...rows.slice(0, -1), { ...last, sizeLots: last.sizeLots + 1 }]).contentHash,
      ).not.toBe(hash);
    }),
    { numRuns: 15 },
  );
});

/** Trades received at 0, 1, 2 … ns, and made 3 ns before. */
function writeCounting(folder: string, count: number): void {
  const row = { kind: eventKind.trade, side: ask, priceTicks: 1, sizeLots: 1, isLast: true } as const;
  const ids = { firstUpdateId: noId, updateId: noId, previousUpdateId: noId, tradeId: 1 };
  const rows = Array.from({ length: count }, (_, at) => ({ ...row, ...ids, receivedNs: at, venueNs: at + 100 }));
  write(folder, rows, 4096, -103);
}

const namedRows = fc
  .tuple(someRows, fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { minLength: 40, maxLength: 40 }))
  .map(([rows, ids]) => rows.map((row, at) => ({ ...row, orderId: ids[at]! })));

test("tape: rows that name orders: the ids in their column beside the others, whatever the chunks", () => {
  fc.assert(
    fc.property(namedRows, fc.integer({ min: 1, max: 50 }), (rows, chunkRows) => {
      using folder = temporaryFolder();
      using tape = write(folder.of("tape"), rows);
      const chunks = [...tape.chunks(chunkRows)];
      expect(tape.hasOrderIds).toBe(true);
      expect(chunks.flatMap(({ orderId }) => [...orderId!])).toEqual(rows.map(({ orderId }) => orderId));
      expect(rowsOf(chunks)).toEqual(expectedRows(rows, 0));
    }),
    { numRuns: 15 },
  );
});

test("tape: order ids: belong to the content; without them there is no column", () => {
  fc.assert(
    fc.property(namedRows, fc.nat({ max: 39 }), (rows, nth) => {
      using folder = temporaryFolder();
      const changed = rows.map((row, at) => ({ ...row, orderId: row.orderId ^ BigInt(at === nth % rows.length) }));
      const unnamed = rows.map(({ orderId: _, ...row }) => row);
      const tapes = [rows, changed, unnamed].map((kept, at) => write(folder.of(`tape-${at}`), kept));
      expect(new Set(tapes.map(({ contentHash }) => contentHash)).size).toBe(3);
      expect([...tapes[2]!.chunks(9)].map(({ orderId }) => orderId)).not.toContainEqual(expect.anything());
      expect(tapes[2]!.hasOrderIds).toBe(false);
    }),
    { numRuns: 10 },
  );
});

test("tape: rows with order ids behind rows without: a bug of the caller", () => {
  using folder = temporaryFolder();
  const writer = new TapeWriter(folder.of("tape"), spotBtcusdt, midnight);
  writer.rows(new MarketRows(1));
  expect(() => writer.rows(new MarketRows(1, true))).toThrow("either all rows of a tape name their orders, or none");
  writer.discard();
});

test("tape: more rows than a batch holds: every batch is corrected, and given back when it is behind", () => {
  using folder = temporaryFolder();
  const count = 2 ** 20 + 5;
  writeCounting(folder.of("tape"), count);
  let droppedBytes = 0;
  const tape = openTapeFolder(folder.of("tape"), (view) => {
    droppedBytes += view.byteLength;
  })!;
  let at = 0;
  for (const { rowsCount, receivedNs, venueNs } of tape.chunks(500_000))
    for (let row = 0; row < rowsCount; row++, at++)
      if (receivedNs[row] !== BigInt(at) || venueNs[row] !== BigInt(at - 3)) throw new Error(`row ${at} is wrong`);
  expect(at).toBe(count);
  // Arrow pads the columns of the last batch.
  expect(droppedBytes - count * 29).toBeWithin(0, 40);
});

test("tape: a print of less than a lot: leaves no row", () => {
  using folder = temporaryFolder();
  const ids = { firstUpdateId: noId, updateId: noId, previousUpdateId: noId, tradeId: 1 };
  const print = {
    kind: eventKind.trade,
    side: ask,
    priceTicks: 5,
    isLast: true,
    receivedNs: 1,
    venueNs: 1,
    ...ids,
  } as const;
  const tape = write(folder.of("tape"), [
    { ...print, sizeLots: 0, sizeDust: 3 },
    { ...print, sizeLots: 2 },
  ]);
  expect(tape.rowsCount).toBe(1);
});

test("tape: on disk: an Arrow file that any reader opens, its schema with instrument and midnight", () => {
  fc.assert(
    fc.property(someRows, (rows) => {
      using folder = temporaryFolder();
      const name = `tape-${readdirSync(folder.path).length}`;
      write(folder.of(name), rows);
      const table = tableFromIPC(readFileSync(folder.of(`${name}/segment-0000.arrow`)));
      expect(table.schema.fields.map(({ name, type }) => `${name} ${type}`)).toEqual([
        ...["received_ns Int64", "venue_ns Int64", "size_lots Int64", "price_ticks Int32", "flags Uint8"],
      ]);
      expect(table.schema.metadata.get("midnight_unix_ns")).toBe(midnight.toString());
      expect(table.getChild("price_ticks")?.toArray()).toEqual(Int32Array.from(rows, ({ priceTicks }) => priceTicks));
    }),
    { numRuns: 5 },
  );
});

test("tape: another process sealed it first: its tape stays, ours goes", () => {
  using folder = temporaryFolder();
  const rows = fc.sample(someRows, 1)[0]!;
  const late = new TapeWriter(folder.of("tape"), spotBtcusdt, midnight);
  feedRows(late, rows, 5);
  const other = `${folder.of("tape")}.other`;
  write(other, rows);
  renameSync(other, folder.of("tape"));
  const { ino } = statSync(folder.of("tape/segment-0000.arrow"));
  late.seal({ clockOffsetNs: 0, source: "late", problems: [], bookValidNs: 0 });
  expect(statSync(folder.of("tape/segment-0000.arrow")).ino).toBe(ino);
  expect(readdirSync(folder.path)).toEqual(["tape"]);
});

test("tape: written twice at once by one process: the first to seal it stays, and nothing beside it", () => {
  using folder = temporaryFolder();
  const rows = fc.sample(someRows, 1)[0]!;
  const writers = ["first", "second"].map((source) => {
    const writer = new TapeWriter(folder.of("tape"), spotBtcusdt, midnight);
    return { source, writer };
  });
  for (const { writer } of writers) feedRows(writer, rows, 5);
  for (const { source, writer } of writers) writer.seal({ clockOffsetNs: 0, source, problems: [], bookValidNs: 0 });
  expect(openTapeFolder(folder.of("tape"))?.source).toBe("first");
  expect(readdirSync(folder.path)).toEqual(["tape"]);
});

test("tape: what a killed process left of one: goes with the next, what a living one writes stays", () => {
  using folder = temporaryFolder();
  const ended = Bun.spawnSync([process.execPath, "--version"]);
  mkdirSync(folder.of(`old.${ended.pid}.0.part`));
  mkdirSync(folder.of(`other.${process.ppid}.0.part`));
  write(folder.of("tape"), fc.sample(someRows, 1)[0]!);
  expect(readdirSync(folder.path).toSorted()).toEqual([`other.${process.ppid}.0.part`, "tape"]);
});

test("tape: given up before it is sealed: nothing stays", () => {
  using folder = temporaryFolder();
  const writer = new TapeWriter(folder.of("tape"), spotBtcusdt, midnight);
  feedRows(writer, fc.sample(someRows, 1)[0]!, 5);
  expect(existsSync(folder.of("tape"))).toBe(false);
  writer.discard();
  expect(readdirSync(folder.path)).toEqual([]);
});

test.each<[string, (folder: string) => void]>([
  ["cut off", (folder) => truncateSync(join(folder, "segment-0000.arrow"), 100)],
  ["with a byte too many", (folder) => appendFileSync(join(folder, "segment-0000.arrow"), "0")],
  ["of which a file is missing", (folder) => rmSync(join(folder, "segment-0000.arrow"))],
  ["without its description", (folder) => truncateSync(join(folder, "tape.json"), 0)],
  ["of another version", (folder) => writeFileSync(join(folder, "tape.json"), '{"format_version":0}')],
])("tape: a folder %s: is no tape", (_, damage) => {
  using folder = temporaryFolder();
  write(folder.of("tape"), fc.sample(someRows, 1)[0]!);
  damage(folder.of("tape"));
  expect(openTapeFolder(folder.of("tape"))).toBeUndefined();
});

/** The rows, or that there are none to be had, and why. */
function readBack(folder: string): unknown[][] | string {
  try {
    const tape = openTapeFolder(folder);
    return tape === undefined ? "no tape" : rowsOf(tape.chunks(7));
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

test("tape: any bit of any file changed: opening it or reading it says so", () => {
  const places = fc.record({
    isManifest: fc.boolean(),
    share: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    bit: fc.nat({ max: 7 }),
  });
  fc.assert(
    fc.property(fc.oneof(someRows, namedRows), fc.array(places, { minLength: 20 }), (rows, flips) => {
      using folder = temporaryFolder();
      write(folder.of("tape"), rows);
      for (const { isManifest, share, bit } of flips) {
        const path = folder.of(isManifest ? "tape/tape.json" : "tape/segment-0000.arrow");
        const whole = readFileSync(path);
        const changed = Buffer.from(whole);
        changed[Math.floor(share * whole.length)]! ^= 1 << bit;
        writeFileSync(path, changed);
        expect(readBack(folder.of("tape"))).toMatch(isManifest ? /^no tape$/ : /its checksum differs/);
        writeFileSync(path, whole);
      }
      expect(readBack(folder.of("tape"))).toEqual(expectedRows(rows, 0));
    }),
    { numRuns: 25 },
  );
});

test("tape: a byte of its second segment changed: the rows before it are read, then file and batch are named", () => {
  using folder = temporaryFolder();
  writeCounting(folder.of("tape"), 2 ** 21 + 5000);
  const path = folder.of("tape/segment-0001.arrow");
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1]! ^= 4;
  writeFileSync(path, bytes);
  const tape = openTapeFolder(folder.of("tape"))!;
  let rowsCount = 0;
  const readAll = () => {
    for (const chunk of tape.chunks(2 ** 20)) rowsCount += chunk.rowsCount;
  };
  expect(readAll).toThrow(`${path}: batch 1 of 1 holds bytes that changed since it was written`);
  expect(rowsCount).toBe(2 ** 21);
});

test("tape: a segment cut short after the tape was opened: reading says so", () => {
  using folder = temporaryFolder();
  const tape = write(folder.of("tape"), fc.sample(someRows, 1)[0]!);
  truncateSync(folder.of("tape/segment-0000.arrow"), 100);
  expect(() => [...tape.chunks(7)]).toThrow("has 100 bytes; expected ");
  rmSync(folder.of("tape/segment-0000.arrow"));
  expect(() => [...tape.chunks(7)]).toThrow("cannot be mapped (ENOENT)");
});

test("tape: a folder that is not there: is no tape", () => {
  expect(openTapeFolder("/nowhere/at/all")).toBeUndefined();
});
