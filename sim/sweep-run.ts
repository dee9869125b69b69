/**
 * What is kept of each run of a sweep: a part of the result's JSON under the same names, one line in the results file.
 *
 * Nothing in it depends on the machine or the clock, so two runs of one configuration give equal lines.
 */
import { z } from "zod";
import { resultJson } from "./report/json.ts";
import type { BacktestResult } from "./result.ts";

const known = z.number().nullable();
const bracketEnd = z.object({ queueModel: z.string(), runHash: z.string(), fillsCount: z.number(), net: z.string() });

export const sweepFiguresSchema = z.object({
  runHash: z.string(),
  configHash: z.string(),
  dataHash: z.string(),
  dataProblems: z.array(z.string()),
  bookValidShare: z.number(),
  version: z.string(),
  symbol: z.string(),
  strategy: z.string(),
  queueModel: z.string(),
  ordersCount: z.number(),
  fillsCount: z.number(),
  volumeLots: z.number(),
  fillRatio: z.object({ orders: known, lots: known }),
  pnl: z.object({
    net: z.string(),
    gross: z.string(),
    fees: z.string(),
    spreadCapture: z.string(),
    inventory: z.string(),
    adverseSelection: z.string(),
    unit: z.string(),
  }),
  turnover: z.string(),
  breakEvenFee: known,
  maxDrawdown: z.string(),
  longestDrawdownSeconds: z.number(),
  incrementsCount: z.number(),
  incrementDeviation: z.number(),
  sharpe: known,
  sharpeError: known,
  skewness: known,
  kurtosis: known,
  winRate: known,
  timeAtTouch: z.object({ bid: known, ask: known, both: known }),
  bracket: z.object({ conservative: bracketEnd, probable: bracketEnd }),
});

export type SweepFigures = z.output<typeof sweepFiguresSchema>;

export function sweepFiguresOf(result: BacktestResult): SweepFigures {
  return sweepFiguresSchema.parse(resultJson(result, null));
}
