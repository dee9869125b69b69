// Goal: the tables of a session hold what the ledger would, however often a record was told, and every digit of it.
// Method: random records, told again at random, against the model of a ledger; columns read back by another library than
// wrote them, and decimals by their units.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { decimalTextColumn } from "../../../../src/adapters/parquet/table.ts";
import { formatDecimal } from "../../../../src/base/decimal.ts";
import { ledgerTables } from "../../../../src/data/export/ledger-tables.ts";
import type { LedgerRecord } from "../../../../src/domain/ledger-record.ts";
import { ledgerRecord, sessionIds } from "../../../helpers/ledger-arbitraries.ts";
import { ModelLedger } from "../../../helpers/model-ledger.ts";
import { readTable } from "../../../helpers/read-table.ts";

type Row = Readonly<Record<string, unknown>>;

/** Some of them told again, later. */
const told = fc
  .array(ledgerRecord, { maxLength: 40 })
  .chain((records) => fc.shuffledSubarray(records).map((again) => [...records, ...again]));

describe("ledger tables:", () => {
  test("any records, some told again: the rows that a ledger has", async () => {
    await fc.assert(
      fc.asyncProperty(told, async (records) => {
        const tables = ledgerTables(records);
        const { fills, orders, pnl } = await modelled(records);
        expect(sorted(await readTable(tables.fills))).toEqual(sorted(fills));
        expect(sorted(await readTable(tables.orders))).toEqual(sorted(orders));
        expect(sorted(await readTable(tables.pnl))).toEqual(sorted(pnl));
        expect(tables).toMatchObject({ fillsCount: fills.length, ordersCount: orders.length, pnlCount: pnl.length });
      }),
      { numRuns: 100 },
    );
  });

  test("the same rows told in another order: the same files, byte for byte", () => {
    const rows = fc.uniqueArray(ledgerRecord, { maxLength: 20, selector: (record) => JSON.stringify(keyOf(record)) });
    fc.assert(
      fc.property(
        rows.chain((records) =>
          fc.tuple(fc.constant(records), fc.shuffledSubarray(records, { minLength: records.length })),
        ),
        ([records, shuffled]) => expect(ledgerTables(shuffled)).toEqual(ledgerTables(records)),
      ),
      { numRuns: 50 },
    );
  });

  test("any records: rows in the order of their times", async () => {
    await fc.assert(
      fc.asyncProperty(told, async (records) => {
        const tables = ledgerTables(records);
        await expectRising(tables.fills, "venue_time_ns");
        await expectRising(tables.orders, "sent_time_ns");
        await expectRising(tables.pnl, "time_ns");
      }),
      { numRuns: 50 },
    );
  });

  test("no records: three tables with their columns and no rows", async () => {
    const { fills, orders, pnl } = ledgerTables([]);
    for (const table of [fills, orders, pnl]) expect(await readTable(table)).toEqual([]);
  });

  test("any decimals: every digit is kept, in 18 digits where they suffice, else in 38", () => {
    const digits = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
    const texts = fc.array(
      fc.tuple(fc.oneof(digits, fc.bigInt({ min: -99n, max: 99n })), fc.integer({ min: 0, max: 8 })),
    );
    fc.assert(
      fc.property(texts, (drawn) => {
        const written = drawn.map(([units, places]) => formatDecimal(units, places));
        const { element, data } = decimalTextColumn("price", written, 0);
        const units = data as bigint[];
        const back = units.map((value) => formatDecimal(value, element.scale!));
        expect(back.map(Number)).toEqual(written.map(Number));
        for (const [at, text] of written.entries()) expect(withoutZeros(back[at]!)).toBe(withoutZeros(text));
        const isShort = units.every((value) => value > -(10n ** 18n) && value < 10n ** 18n);
        expect(element.precision).toBe(isShort ? 18 : 38);
      }),
    );
  });
});

/** Two records of one key may say different things: whose word counts is then a matter of order. */
function keyOf(record: LedgerRecord): unknown[] {
  if (record.kind !== "fill" && record.kind !== "order" && record.kind !== "pnl") return [record.kind];
  const { kind, account, mode, market, symbol } = record;
  const own = record.kind === "pnl" ? [record.sessionId, String(record.atUnixNs)] : [record.clientOrderId];
  return [kind, account, mode, market, symbol, ...own, ...(record.kind === "fill" ? [record.tradeId] : [])];
}

async function modelled(records: readonly LedgerRecord[]): Promise<Record<"fills" | "orders" | "pnl", Row[]>> {
  const ledger = new ModelLedger();
  await ledger.write({ outboxId: "one", fromCount: 0, records });
  const fills = await ledger.fills({});
  const orders = (await Promise.all(sessionIds.map(ledger.orders))).flat();
  const pnl = (await Promise.all(sessionIds.map(ledger.pnl))).flat();
  const asRows = (all: readonly LedgerRecord[]) => all.map(({ kind: _, ...record }) => rowOf(record));
  return { fills: asRows(fills), orders: asRows(orders), pnl: asRows(pnl) };
}

const decimals = [
  "price",
  "size",
  "fee",
  "filled",
  "position",
  "mid",
  "net",
  "gross",
  "fees",
  "spreadCapture",
  "inventory",
];
const times = { at: "time_ns", sent: "sent_time_ns", updated: "updated_time_ns", venue: "venue_time_ns" };

/** As the table has it: hyparquet reads a decimal as a double. */
function rowOf(record: object): Row {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => {
      const time = /^(.*)UnixNs$/.exec(name)?.[1];
      if (time !== undefined) return [times[time as keyof typeof times] ?? `${time}_time_ns`, value];
      return [
        name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        decimals.includes(name) ? Number(value) : value,
      ];
    }),
  );
}

/** As texts in their order, each column of a row by its name; doubles to 15 digits. */
function sorted(rows: readonly Row[]): string[] {
  const textOf = (value: unknown) => (typeof value === "number" ? value.toPrecision(14) : String(value));
  return rows
    .map((row) =>
      JSON.stringify(
        Object.entries(row)
          .map(([name, value]) => `${name}=${textOf(value)}`)
          .toSorted(),
      ),
    )
    .toSorted();
}

async function expectRising(table: ArrayBuffer, column: string): Promise<void> {
  const found = (await readTable(table)).map((row) => row[column] as bigint);
  expect(found).toEqual(found.toSorted((a, b) => Number(a - b)));
}

function withoutZeros(text: string): string {
  const short = text.includes(".") ? text.replace(/\.?0+$/, "") : text;
  return short === "-0" ? "0" : short;
}
