/**
 * What a sweep is told: a backtest to start from, the entries to change with the values each takes, and, for a random
 * search, how many points of that grid to draw.
 *
 * A random search is a seeded sample of the grid without repetition: so every value is one that somebody wrote down, a
 * point is never run twice, and a larger sample of the same seed is not another kind of search.
 */
import { z } from "zod";
import { assert } from "../src/base/assert.ts";
import { Random } from "../src/base/random.ts";

export type SweepValue = number | string | boolean;

/** One entry of a configuration and the values it takes, in their order. */
export interface SweepEntry {
  /** As `--set` takes it: `strategy.parameters.half_spread_ticks`. */
  readonly path: string;
  readonly values: readonly SweepValue[];
}

/** One run: a value for each entry, in the order of the entries. */
export type SweepPoint = readonly SweepValue[];

/** Named limits; more is refused before anything runs. */
export const sweepLimits = { runsMax: 10_000, valuesMax: 10_000 } as const;

const range = z.strictObject({ from: z.number(), to: z.number(), step: z.number() });
const list = z.array(z.union([z.number(), z.string().min(1), z.boolean()]));
type EntryText = z.output<typeof list> | z.output<typeof range>;

const entry = z
  .union([list, range], { error: "expected a list of numbers, texts or true and false, or {from, to, step}" })
  .superRefine((text, context) => {
    const problem = entryProblem(text);
    if (problem !== undefined) context.addIssue(problem);
  });

export const sweepConfigSchema = z.strictObject({
  /** A backtest's configuration, beside this file. */
  base: z.string().min(1),
  /** By key path. */
  grid: z
    .record(z.string(), entry, { error: "expected entries by key path" })
    .refine((grid) => Object.keys(grid).length > 0, "expected an entry to sweep over")
    .refine(
      (grid) => Object.keys(grid).every((path) => /^\w+(\.\w+)*$/.test(path)),
      "expected key paths such as strategy.parameters.half_spread_ticks",
    ),
  random: z.strictObject({ runsCount: z.int().positive(), seed: z.int().nonnegative() }).optional(),
});

export type SweepConfig = z.output<typeof sweepConfigSchema>;

export function valuesOf(text: EntryText): readonly SweepValue[] {
  return Array.isArray(text) ? text : rangeValues(text);
}

/** Points of the whole grid. */
export function gridPointsCount(entries: readonly SweepEntry[]): number {
  return entries.reduce((product, { values }) => product * values.length, 1);
}

/** The points to run, in the order of the grid: the last entry moves fastest. */
export function sweepPoints(entries: readonly SweepEntry[], random: SweepConfig["random"]): SweepPoint[] {
  const pointsCount = gridPointsCount(entries);
  assert(Number.isSafeInteger(pointsCount), "the points of a grid can be numbered");
  const isWhole = random === undefined || random.runsCount >= pointsCount;
  const numbers = isWhole ? Array.from({ length: pointsCount }, (_, at) => at) : drawn(random, pointsCount);
  return numbers.map((number) => pointAt(entries, number));
}

function drawn({ runsCount, seed }: { runsCount: number; seed: number }, pointsCount: number): number[] {
  const random = Random.fromSeed(seed).fork("sweep");
  const numbers = new Set<number>();
  while (numbers.size < runsCount) numbers.add(random.int(0, pointsCount - 1));
  return [...numbers].sort((a, b) => a - b);
}

function pointAt(entries: readonly SweepEntry[], number: number): SweepPoint {
  let rest = number;
  return entries
    .toReversed()
    .map(({ values }) => {
      const at = rest % values.length;
      rest = (rest - at) / values.length;
      return values[at]!;
    })
    .toReversed();
}

function entryProblem(text: EntryText): string | undefined {
  if (!Array.isArray(text)) {
    if (!(text.step > 0)) return `expected a step above 0, not ${text.step}`;
    if (text.from > text.to) return `expected from (${text.from}) up to a larger number, not ${text.to}`;
    if ((text.to - text.from) / text.step >= sweepLimits.valuesMax)
      return `more than ${sweepLimits.valuesMax} values; expected a larger step`;
    return undefined;
  }
  if (text.length === 0) return "no values; expected at least one";
  if (text.length > sweepLimits.valuesMax) return `expected at most ${sweepLimits.valuesMax} values`;
  const repeated = text.find((value, at) => text.indexOf(value) !== at);
  return repeated === undefined ? undefined : `${repeated} is there twice`;
}

/**
 * Decimals as they are written: 0.1, 0.2, 0.3, and never 0.30000000000000004. `to` is the last when a step meets it.
 */
function rangeValues({ from, to, step }: z.output<typeof range>): number[] {
  const places = Math.max(placesOf(from), placesOf(step));
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  return Array.from({ length: count }, (_, at) => Number((from + at * step).toFixed(places)));
}

function placesOf(value: number): number {
  const [digits = "", exponent = "0"] = String(value).split("e");
  return Math.min(100, Math.max(0, (digits.split(".")[1]?.length ?? 0) - Number(exponent)));
}
