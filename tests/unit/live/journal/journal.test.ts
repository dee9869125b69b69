// Goal: what a session is told and sends stands in its journal as it was, in its order.
// Method: any inputs and commands, written to a log in memory and read back; columns drawn in buffers larger than what is
// used of them, as a feed lends them.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { MemoryLog } from "../../../../sim/world/memory-log.ts";
import { InputError } from "../../../../src/base/input-error.ts";
import { sessionHolds } from "../../../../src/core/risk/holds.ts";
import type { EventColumns } from "../../../../src/domain/event.ts";
import { JournalReader } from "../../../../src/live/journal/journal-reader.ts";
import { JournalWriter } from "../../../../src/live/journal/journal-writer.ts";
import type { SessionCommand, SessionEvent } from "../../../../src/live/session-input.ts";
import type { SessionSnapshot } from "../../../../src/live/session-snapshot.ts";

const header = { sessionId: "a", epochUnixNs: 1_723_075_200_000_000_000n, balances: new Map([["BTC", 5n]]) };

const timeNs = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const marketIndex = fc.nat({ max: 63 });
const whole = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

interface Row {
  readonly venueNs: number;
  readonly sizeLots: number;
  readonly priceTicks: number;
  readonly flags: number;
  readonly orderId: bigint;
}

const row: fc.Arbitrary<Row> = fc.record({
  venueNs: timeNs,
  sizeLots: whole,
  priceTicks: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  flags: fc.nat({ max: 255 }),
  orderId: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
});

const rowsInput = fc.record({
  kind: fc.constant("rows" as const),
  atNs: timeNs,
  marketIndex,
  rows: fc.array(row, { maxLength: 40 }),
  spareCount: fc.nat({ max: 5 }),
  hasIds: fc.boolean(),
});

const event: fc.Arbitrary<SessionEvent> = fc.oneof(
  fc.record({ kind: fc.constantFrom("hold" as const, "release" as const), reason: fc.constantFrom(...sessionHolds) }),
  fc.record({ kind: fc.constant("clock_offset" as const), offsetNs: fc.integer() }),
  fc.record({
    kind: fc.constant("balances" as const),
    balances: fc
      .dictionary(fc.string(), fc.record({ units: fc.bigInt(), places: fc.nat({ max: 18 }) }))
      .map((entries) => new Map(Object.entries(entries))),
  }),
  fc.record({
    kind: fc.constant("report" as const),
    marketIndex,
    report: fc.record({
      kind: fc.constant("trade" as const),
      orderId: whole,
      venueNs: fc.oneof(timeNs, fc.constant(Number.NaN)),
      tradeId: fc.string(),
      priceTicks: whole,
      lots: whole,
      maker: fc.boolean(),
      fee: fc.record({ asset: fc.string(), units: fc.oneof(whole, fc.bigInt()), places: fc.nat({ max: 18 }) }),
    }),
  }),
);

const command: fc.Arbitrary<SessionCommand> = fc.oneof(
  fc.record({
    kind: fc.constant("place" as const),
    atNs: timeNs,
    marketIndex,
    type: fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const, 4 as const),
    side: fc.constantFrom(0 as const, 1 as const),
    orderId: whole,
    priceTicks: whole,
    sizeLots: whole,
    shownLots: whole,
  }),
  fc.record({
    kind: fc.constant("amend" as const),
    atNs: timeNs,
    marketIndex,
    orderId: whole,
    priceTicks: whole,
    sizeLots: whole,
  }),
  fc.record({
    kind: fc.constantFrom("cancel" as const, "query" as const),
    atNs: timeNs,
    marketIndex,
    orderId: whole,
  }),
  fc.record({ kind: fc.constant("cancel_all" as const), atNs: timeNs, marketIndex }),
);

const units = fc.bigInt();
const snapshot: fc.Arbitrary<SessionSnapshot> = fc.record({
  balances: fc.dictionary(fc.string(), units).map((entries) => new Map(Object.entries(entries))),
  markets: fc.array(fc.record({ positionUnits: units, entryUnits: units, openOrders: fc.constant([]) })),
});

const told = fc.oneof(
  rowsInput,
  fc.record({ kind: fc.constant("snapshot" as const), atNs: timeNs, snapshot }),
  fc.record({ kind: fc.constant("event" as const), atNs: timeNs, event }),
  fc.record({ kind: fc.constant("command" as const), command }),
);

describe("journal", () => {
  test("any inputs and commands: come back as they were, in their order", () => {
    fc.assert(
      fc.property(fc.array(told, { maxLength: 20 }), (all) => {
        const log = new MemoryLog("memory");
        const journal = new JournalWriter(log, header);
        for (const each of all) write(journal, each);
        const reader = new JournalReader(log);
        expect(reader.header).toStrictEqual(header);
        expect([...reader.entries()].map(plainEntry)).toStrictEqual(all.map(plainTold));
        const commands = all.flatMap((each) => (each.kind === "command" ? [each.command] : []));
        expect([...reader.commands()].map(({ command }) => command)).toStrictEqual(commands);
      }),
    );
  });

  test("the hash of commands: says whether all before were the same, and at one place alone does not", () => {
    fc.assert(
      fc.property(fc.array(command, { minLength: 1, maxLength: 10 }), fc.nat(), command, (all, where, other) => {
        const at = where % all.length;
        const before = hashes(all);
        expect(hashes([...all])).toEqual(before);
        const changed = hashes(all.with(at, other));
        const isSame = Bun.deepEquals(all[at], other, true);
        expect(changed.slice(0, at)).toEqual(before.slice(0, at));
        for (const [index, hash] of changed.slice(at).entries()) expect(hash === before[at + index]).toBe(isSame);
      }),
    );
  });

  test("the tail: the newest snapshot and all after it but rows, and when the session was last heard of", () => {
    fc.assert(
      fc.property(fc.array(told, { maxLength: 20 }), (all) => {
        const log = new MemoryLog("memory");
        const journal = new JournalWriter(log, header);
        for (const each of all) write(journal, each);
        const entries = [...new JournalReader(log).entries()];
        const at = entries.findLastIndex(({ kind }) => kind === "snapshot");
        const { snapshot: found, entries: after, lastNs } = new JournalReader(log).tail();
        expect(found).toEqual(entries[at] as typeof found);
        const isRows = (entry: Entry) => entry.kind === "input" && entry.input.kind === "rows";
        expect(after).toEqual(entries.slice(at + 1).filter((entry) => !isRows(entry)));
        expect(lastNs).toBe(entries.length === 0 ? undefined : Math.max(...entries.map(({ atNs }) => atNs)));
      }),
    );
  });

  test("an orderly end: is the last entry, with the run's hash", () => {
    const log = new MemoryLog("memory");
    const journal = new JournalWriter(log, header);
    journal.ended(7, "abc");
    expect([...new JournalReader(log).entries()]).toEqual([{ kind: "ended", atNs: 7, runHash: "abc" }]);
  });

  test("rows received at another time than their input: are a bug of the caller", () => {
    const journal = new JournalWriter(new MemoryLog("memory"), header);
    const columns = columnsOf(5, [{ venueNs: 1, sizeLots: 1, priceTicks: 1, flags: 16, orderId: 0n }], 0, false);
    expect(() => journal.rows(6, 0, columns)).toThrow("violated: rows of an input are received at its time");
  });

  test("a log without a whole header, of another version, or with foreign records: is an InputError", () => {
    expect(() => new JournalReader(new MemoryLog("memory"))).toThrow(/memory: has no whole header/);
    const log = new MemoryLog("memory");
    new JournalWriter(log, header);
    log.append(new Uint8Array(40));
    expect(() => [...new JournalReader(log).entries()]).toThrow(/memory, record 1: is no record of a journal/);
    [...log.records()][0]![4] = 9;
    expect(() => new JournalReader(log)).toThrow(InputError);
    expect(() => new JournalReader(log)).toThrow(/memory: has version 9; expected 2/);
  });
});

type Told = typeof told extends fc.Arbitrary<infer Each> ? Each : never;

function write(journal: JournalWriter, each: Told): void {
  if (each.kind === "command") journal.command(each.command);
  else if (each.kind === "snapshot") journal.snapshot(each.atNs, each.snapshot);
  else if (each.kind === "event") journal.event(each.atNs, each.event);
  else journal.rows(each.atNs, each.marketIndex, columnsOf(each.atNs, each.rows, each.spareCount, each.hasIds));
}

function columnsOf(atNs: number, rows: readonly Row[], spareCount: number, hasIds: boolean): EventColumns {
  const count = rows.length + spareCount;
  const wide = (pick: (row: Row) => number) => {
    const column = new BigInt64Array(count).fill(-1n);
    for (const [at, each] of rows.entries()) column[at] = BigInt(pick(each));
    return column;
  };
  const orderId = new BigUint64Array(count);
  for (const [at, each] of rows.entries()) orderId[at] = each.orderId;
  return {
    rowsCount: rows.length,
    receivedNs: wide(() => atNs),
    venueNs: wide(({ venueNs }) => venueNs),
    sizeLots: wide(({ sizeLots }) => sizeLots),
    priceTicks: Int32Array.from({ length: count }, (_, at) => rows[at]?.priceTicks ?? -1),
    flags: Uint8Array.from({ length: count }, (_, at) => rows[at]?.flags ?? 255),
    ...(hasIds && { orderId }),
  };
}

type Entry = ReturnType<JournalReader["entries"]> extends Generator<infer Each> ? Each : never;

function plainEntry(entry: Entry): unknown {
  if (entry.kind === "command") return { command: entry.recorded.command };
  if (entry.kind !== "input" || entry.input.kind !== "rows") return entry;
  const { columns, marketIndex: at } = entry.input;
  const rows = Array.from({ length: columns.rowsCount }, (_, index) => ({
    receivedNs: Number(columns.receivedNs[index]),
    venueNs: Number(columns.venueNs[index]),
    sizeLots: Number(columns.sizeLots[index]),
    priceTicks: columns.priceTicks[index],
    flags: columns.flags[index],
    orderId: columns.orderId?.[index],
  }));
  return { atNs: entry.atNs, marketIndex: at, rows };
}

function plainTold(each: Told): unknown {
  if (each.kind === "command") return { command: each.command };
  if (each.kind === "snapshot") return each;
  if (each.kind === "event") return { kind: "input", atNs: each.atNs, input: each.event };
  const rows = each.rows.map(({ venueNs, sizeLots, priceTicks, flags, orderId }) => ({
    receivedNs: each.atNs,
    ...{ venueNs, sizeLots, priceTicks, flags },
    orderId: each.hasIds ? orderId : undefined,
  }));
  return { atNs: each.atNs, marketIndex: each.marketIndex, rows };
}

function hashes(commands: readonly SessionCommand[]): string[] {
  const log = new MemoryLog("memory");
  const journal = new JournalWriter(log, header);
  for (const each of commands) journal.command(each);
  return [...new JournalReader(log).commands()].map(({ hash }) => hash);
}
