// Goal: a table of fills holds each fill exactly, in the promised columns, as CSV and as Parquet.
// Method: exact lines; a property that reads a Parquet file back with hyparquet and compares it with the CSV lines.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { parquetMetadata } from "hyparquet";
import { fillCsvLine, fillsCsvHeader, fillsParquet } from "../../../sim/report/fills.ts";
import type { Fill } from "../../../src/domain/fill.ts";
import { fillCauses } from "../../../src/domain/own-event.ts";
import { ask, bid } from "../../../src/domain/side.ts";
import { nsPerDay } from "../../../src/domain/time.ts";
import { readTable } from "../../helpers/read-table.ts";
import { btcusdPerp, btcusdt, smallResult } from "../../helpers/results.ts";

const { fills, epochUnixNs } = smallResult();

const anyFill: fc.Arbitrary<Fill> = fc
  .record({
    venueNs: fc.integer({ min: 0, max: 90 * nsPerDay }),
    delayNs: fc.nat(1_000_000_000),
    orderId: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    side: fc.constantFrom(bid, ask),
    priceTicks: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
    sizeLots: fc.integer({ min: 1, max: 1e11 }),
    feeUnits: fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
    feeAsset: fc.constantFrom("BTC", "USDT"),
    cause: fc.constantFrom(...fillCauses),
    queueAheadLots: fc.integer({ min: 0, max: 1e11 }),
  })
  .map(({ delayNs, ...fill }) => ({
    ...fill,
    tradeId: "",
    receivedNs: fill.venueNs + delayNs,
    maker: fill.cause !== "taker",
    bidTicks: 0,
    askTicks: 0,
  }));

describe("fills", () => {
  test("fills: CSV: the promised columns and exact decimals", () => {
    expect([fillsCsvHeader, ...fills.map((fill) => fillCsvLine(fill, btcusdt, epochUnixNs))]).toEqual([
      "venue_time_ns,received_time_ns,order_id,side,price,size,fee,fee_asset,maker,cause,queue_ahead",
      "1723159000000000000,1723159000005000000,1,buy,60999.99000000,0.00100000,0.00000100,BTC,true,print,0.00120000",
      "1723159900000000000,1723159900005000000,2,sell,61000.01000000,0.00100000,0.06100000,USDT,true,quote_through,0.00000000",
      "1723161000000000000,1723161000005000000,3,sell,60991.00000000,0.00100000,0.06100000,USDT,true,print,0.00035000",
    ]);
  });

  test("fills: CSV: sizes of an inverse contract are contracts", () => {
    const line = fillCsvLine({ ...fills[0]!, sizeLots: 3, feeAsset: "BTC", feeUnits: -15n }, btcusdPerp, epochUnixNs);
    expect(line).toContain(",buy,609999.9,3,-0.00000015,BTC,true,print,120");
  });

  test("fills: CSV: a fee in an asset that the instrument does not know: a bug, not a number", () => {
    expect(() => fillCsvLine({ ...fills[0]!, feeAsset: "BNB" }, btcusdt, epochUnixNs)).toThrow("fee is taken");
  });

  test("fills: Parquet: int64 times, decimals with their places, nothing optional", () => {
    const { schema } = parquetMetadata(fillsParquet(fills, btcusdt, epochUnixNs));
    const columns = schema.slice(1);
    expect(columns.map(({ name }) => name).join(",")).toBe(fillsCsvHeader);
    expect(columns.every(({ repetition_type }) => repetition_type === "REQUIRED")).toBe(true);
    expect(columns.slice(0, 3).map(({ type, converted_type }) => [type, converted_type])).toEqual(
      Array(3).fill(["INT64", undefined]),
    );
    const decimals = columns.filter(({ converted_type }) => converted_type === "DECIMAL");
    expect(decimals.map(({ name, scale }) => [name, scale])).toEqual([
      ["price", 8],
      ["size", 8],
      ["fee", 8],
      ["queue_ahead", 8],
    ]);
  });

  test("fills: any fills: Parquet read back says what the CSV lines say", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyFill, { maxLength: 30 }), async (some) => {
        const file = fillsParquet(some, btcusdt, epochUnixNs);
        const rows = await readTable(file);
        const lines = some.map((fill) => fillCsvLine(fill, btcusdt, epochUnixNs).split(","));
        expect(rows.map((row) => Object.values(row).map(toText))).toEqual(lines.map((line) => line.map(toText)));
      }),
      { numRuns: 50 },
    );
  });

  test("fills: no fills: a Parquet file with its columns and no rows", async () => {
    const file = fillsParquet([], btcusdt, epochUnixNs);
    expect(await readTable(file)).toEqual([]);
    expect(parquetMetadata(file).schema).toHaveLength(12);
  });
});

/** hyparquet gives DECIMAL as a double that may be off in its last bit: both sides are compared to eight places. */
function toText(value: unknown): string {
  const isDecimal = typeof value === "number" || (typeof value === "string" && /^-?\d+\.\d+$/.test(value));
  return isDecimal ? Number(value).toFixed(8) : String(value);
}
