// Goal: what is read by hand is what a schema reads, field by field, and what it refuses is refused.
// Method: differential: schemas of the documented forms beside the readers, over the venue's forms as they are and with
// any fields taken away, or of any other value.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { z } from "zod";
import { DecimalGrid, notOnGrid } from "../../../../../src/adapters/binance/decimal-grid.ts";
import { toldCounts } from "../../../../../src/adapters/binance/gateway/answers.ts";
import { readPosition } from "../../../../../src/adapters/binance/gateway/balances.ts";
import { OrderReaders, readExecutionNames } from "../../../../../src/adapters/binance/gateway/order-readers.ts";
import { rateLimitIntervals, rateLimitKinds } from "../../../../../src/adapters/binance/gateway/rate-budget.ts";
import { decimal } from "../../../../../src/base/decimal.ts";
import { spotBtcusdt } from "../../../../helpers/instruments.ts";

const text = z.string();
const lots = steps(new DecimalGrid(spotBtcusdt.sizePlaces, spotBtcusdt.lotUnits));
const ticks = steps(new DecimalGrid(spotBtcusdt.pricePlaces, spotBtcusdt.tickUnits));
const amount = z.string().regex(/^-?\d+(\.\d+)?$/);
const venueId = z.union([z.number(), z.string()]).transform(String);
const names = { s: text, c: text, C: text.nullish(), X: text, i: venueId.optional() };
const fill = z.object({ price: ticks, qty: lots, commission: amount, commissionAsset: text, tradeId: venueId });

const schemas = {
  placed: z.object({
    orderId: venueId.optional(),
    transactTime: z.number(),
    status: text.optional(),
    executedQty: lots.optional(),
    fills: z.array(fill).optional(),
    expiryReason: text.optional(),
  }),
  cancelled: z.object({ origClientOrderId: text, transactTime: z.number(), status: text, executedQty: lots }),
  names: z.object(names),
  execution: z.object({
    ...{ ...names, x: text, r: text.optional(), q: lots, l: lots, z: lots, L: ticks, A: lots.optional() },
    ...{ n: amount.nullish(), N: text.nullish(), T: z.number(), t: venueId, m: z.boolean(), eR: text.optional() },
  }),
  position: z
    .object({ B: z.array(z.object({ a: text, f: amount, l: amount })) })
    .transform(({ B }) => new Map(B.map(({ a, f, l }) => [a, sum(f, l)]))),
  told: z.object({
    rateLimitType: z.enum(rateLimitKinds),
    interval: z.enum(rateLimitIntervals),
    intervalNum: z.number(),
    count: z.number(),
  }),
};

const readers = new OrderReaders(spotBtcusdt);
const aFill = { price: "61837.63", qty: "0.00100000", commission: "0.1", commissionAsset: "BNB", tradeId: 7 };
const placed = {
  ...{ orderId: 28, transactTime: 1_700_000_000_000, status: "FILLED", executedQty: "0.00100000", fills: [aFill] },
};
const cancelled = { origClientOrderId: "hs-1", transactTime: 1, status: "CANCELED", executedQty: "0.00000000" };
const execution = {
  ...{
    s: "BTCUSDT",
    i: "4293153",
    c: "hs-s1-0-1",
    C: "",
    x: "TRADE",
    X: "FILLED",
    r: "NONE",
    q: "0.00100000",
    l: "0.00010000",
  },
  ...{ z: "0.00020000", L: "61837.63000000", A: "0.00010000", n: "0.12", N: "BNB", T: 1, t: 9, m: true, eR: "OTHER" },
};
const position = {
  B: [
    { a: "BTC", f: "1.00000000", l: "0.5" },
    { a: "USDT", f: "1", l: "0" },
  ],
};

const cases: readonly [name: string, form: object, read: (value: unknown) => unknown, schema: z.ZodType][] = [
  ["placed", placed, (value) => readers.placed(value), schemas.placed],
  ["fill of a place", aFill, (value) => readers.placed({ ...placed, fills: [value] })?.fills?.[0], fill],
  ["cancelled", cancelled, (value) => readers.cancelled(value), schemas.cancelled],
  ["names", execution, readExecutionNames, schemas.names],
  ["execution", execution, (value) => readers.execution(value), schemas.execution],
  ["position", position, readPosition, schemas.position],
  [
    "balance",
    position.B[0]!,
    (value) => readPosition({ B: [value] }),
    z.any().transform((value, context) => {
      const parsed = schemas.position.safeParse({ B: [value] });
      if (parsed.success) return parsed.data;
      context.addIssue("not a balance");
      return z.NEVER;
    }),
  ],
];

const other = fc.oneof(
  fc.constantFrom(
    undefined,
    null,
    "",
    "x",
    "-1",
    "1.5",
    "0.00100000",
    "1e3",
    "1.",
    true,
    0,
    7,
    -1,
    Number.POSITIVE_INFINITY,
  ),
  fc.constantFrom([], {}, [1], [null], "9223372036854775807"),
  fc.jsonValue(),
);

describe.each(cases)("order readers: %s:", (_, form, read, schema) => {
  test("as documented: read as the schema reads it", () => {
    expect(read(form)).toBeDefined();
    expect(read(form)).toEqual(schema.parse(form));
  });

  test("fields missing or of any other value: as the schema reads it, or refused as by it", () => {
    const changes = fc.dictionary(fc.constantFrom(...Object.keys(form)), other, { noNullPrototype: true, maxKeys: 2 });
    fc.assert(
      fc.property(changes, (changed) => {
        const value = { ...form, ...changed };
        expect(read(value)).toEqual(schema.safeParse(value).data);
      }),
      { numRuns: 1000 },
    );
  });

  test("anything else: refused as by the schema", () => {
    fc.assert(fc.property(other, (value) => expect(read(value)).toEqual(schema.safeParse(value).data)));
  });
});

test("counts told: lines of any form: those that the schema reads", () => {
  const line = { rateLimitType: "ORDERS", interval: "SECOND", intervalNum: 10, limit: 50, count: 3 };
  const lines = fc.array(
    fc.oneof(
      fc.dictionary(fc.constantFrom(...Object.keys(line)), other, { noNullPrototype: true, maxKeys: 1 }),
      other.filter((value) => typeof value !== "object"),
    ),
  );
  fc.assert(
    fc.property(lines, (changes) => {
      const told = changes.map((change) => (typeof change === "object" ? { ...line, ...change } : change));
      const expected = told.flatMap((one) => {
        const { data } = schemas.told.safeParse(one);
        if (data === undefined) return [];
        const { rateLimitType: kind, interval, intervalNum: intervalsCount, count } = data;
        return [{ kind, interval, intervalsCount, count }];
      });
      expect(toldCounts(told)).toEqual(expected);
    }),
  );
  expect(toldCounts([line])).toHaveLength(1);
});

function steps(grid: DecimalGrid) {
  return text.transform((digits, context) => {
    const count = grid.parse(digits);
    if (count !== notOnGrid && grid.remainder === 0) return count;
    context.addIssue("off the grid");
    return z.NEVER;
  });
}

function sum(free: string, locked: string) {
  const places = Math.max(...[free, locked].map((one) => one.split(".")[1]?.length ?? 0));
  return { units: decimal(free, places) + decimal(locked, places), places };
}
