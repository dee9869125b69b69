// Goal: statements that one server plans once, that touch no row twice, and that two writers can run at once.
// Method: drawn orders in any order; what the statement would take in is compared with the records that count.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { keyOf, tableOf } from "../../../../src/adapters/ledger/ledger-tables.ts";
import { fillsSelection, insertion } from "../../../../src/adapters/postgres/postgres-statements.ts";
import type { OrderRecord } from "../../../../src/domain/ledger-record.ts";
import { ledgerRecord } from "../../../helpers/ledger-arbitraries.ts";
import { ModelLedger } from "../../../helpers/model-ledger.ts";

const table = tableOf("order");
const orders = fc
  .array(ledgerRecord, { minLength: 20, maxLength: 60 })
  .map((records) => records.filter((record): record is OrderRecord => record.kind === "order"));

test("insertion: orders in any order: one row a key, by key, the same statement whatever their number", () => {
  const { sql } = insertion(table, []);
  fc.assert(
    fc.property(orders, (records) => {
      const query = insertion(table, records);
      const rows = query.parameters[0]!.length;
      expect(query.sql).toBe(sql);
      expect(query.parameters.map(({ length }) => length)).toEqual(table.columns.map(() => rows));
      const keys = table.key.map(
        ({ field }) => query.parameters[table.columns.findIndex((one) => one.field === field)]!,
      );
      const found = Array.from({ length: rows }, (_, row) => keys.map((values) => values[row]!).join("\0"));
      expect(found).toEqual([...new Set(records.map((record) => keyOf(table, record)))].toSorted());
    }),
  );
});

test("insertion: orders told again: the states of the model", async () => {
  await fc.assert(
    fc.asyncProperty(orders, async (records) => {
      const model = new ModelLedger();
      await model.write({ outboxId: "outbox-1", fromCount: 0, records });
      const expected = [...(await model.orders("s1")), ...(await model.orders("s2"))].map(({ state }) => state);
      const at = table.columns.findIndex(({ field }) => field === "state");
      expect((insertion(table, records).parameters[at] as string[]).toSorted()).toEqual(expected.toSorted());
    }),
  );
});

test("fills: parts of a filter that are not given: neither asked for nor counted", () => {
  const { sql, parameters } = fillsSelection({ symbol: "BTCUSDT", toUnixNs: 5n });
  expect(sql).toContain("where true and symbol = $1 and venue_unix_ns < $2 order by");
  expect(parameters).toEqual(["BTCUSDT", "5"]);
  expect(fillsSelection({}).sql).toContain("where true order by");
});
