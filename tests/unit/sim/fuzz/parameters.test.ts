// Goal: parameters drawn from a schema are what the schema takes, reach its bounds and choices, and come out small when
// shrunk; a schema of which none can be drawn is told, not searched for ever.
// Method: schemas of every form that configurations have, their draws parsed by the schema itself and counted.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { z } from "zod";
import { parametersOf } from "../../../../sim/fuzz/parameters.ts";
import { strategies } from "../../../../src/core/strategy/index.ts";

const schema = z.strictObject({
  ticks: z.number().nonnegative(),
  lots: z.int().positive(),
  share: z.number().min(0).max(1),
  below: z.number().negative(),
  side: z.enum(["bid", "ask"]),
  source: z.union([z.literal("measured"), z.number().positive()]),
  mode: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("flat") }),
    z.strictObject({ kind: z.literal("grown"), growth: z.number().min(1).max(2) }),
  ]),
  sizes: z.array(z.int().min(1)).min(1).max(3),
  isOn: z.boolean().default(true),
  note: z.int().optional(),
});

test("parameters: of any form: are taken by the schema, and all choices come up", () => {
  const drawn = fc.sample(parametersOf(schema, "these"), { numRuns: 400, seed: 5 }) as z.input<typeof schema>[];
  for (const values of drawn) schema.parse(values);
  const has = (what: (values: z.input<typeof schema>) => boolean) => drawn.filter(what).length;
  expect(has(({ side }) => side === "ask")).toBeGreaterThan(100);
  expect(has(({ source }) => source === "measured")).toBeGreaterThan(100);
  expect(has(({ source }) => typeof source === "number")).toBeGreaterThan(100);
  expect(has(({ mode }) => mode.kind === "grown")).toBeGreaterThan(100);
  expect(has(({ note }) => note === undefined)).toBeGreaterThan(50);
  expect(has(({ note }) => note !== undefined)).toBeGreaterThan(50);
  expect(has(({ isOn }) => isOn === undefined)).toBeGreaterThan(50);
  expect(has(({ share }) => share === 0 || share === 1)).toBeGreaterThan(0);
  expect(has(({ ticks }) => ticks === 0)).toBeGreaterThan(0);
  expect(has(({ ticks }) => !Number.isInteger(ticks))).toBeGreaterThan(50);
  expect(has(({ lots }) => lots > 10)).toBeGreaterThan(50);
});

test("parameters: a check over several fields: only what passes it is drawn", () => {
  const ordered = z.strictObject({ low: z.int().min(0), high: z.int().min(0) }).refine(({ low, high }) => low <= high);
  for (const values of fc.sample(parametersOf(ordered, "these"), { numRuns: 200, seed: 5 })) ordered.parse(values);
});

test("parameters: a failing one: shrinks to the smallest that fails", () => {
  const small = z.strictObject({ ticks: z.number().nonnegative(), lots: z.int().positive(), note: z.int().optional() });
  const fails = fc.property(parametersOf(small, "these"), (values) => (values as { lots: number }).lots < 40);
  const { counterexample } = fc.check(fails, { seed: 5, numRuns: 1000 });
  expect(counterexample).toEqual([{ ticks: 0, lots: 40 }]);
});

test("parameters: a schema that takes next to nothing: is told at once", () => {
  const narrow = z.strictObject({ ticks: z.number() }).refine(({ ticks }) => ticks === 77_777);
  expect(() => parametersOf(narrow, "narrow")).toThrow(
    "parameters of narrow: what is drawn from the schema hardly ever passes its own checks; expected an arbitrary",
  );
});

test("parameters: a schema of which nothing can be drawn, or that throws: is told with its place", () => {
  expect(() => parametersOf(z.strictObject({ name: z.string() }), "named")).toThrow(
    /^parameters of named: name: nothing/,
  );
  const throwing = z.strictObject({ lots: z.int() }).refine(() => {
    throw new Error("no");
  });
  expect(() => parametersOf(throwing, "throwing")).toThrow(/^parameters of throwing: the schema throws at \{"lots":/);
});

for (const { name, parameters } of strategies)
  test(`parameters of ${name}: drawn from its schema: are taken`, () => {
    for (const values of fc.sample(parametersOf(parameters, name), 50)) parameters.parse(values);
  });
