/**
 * Several configurations on the same data: what each earned, and by how much more than the first, run by run.
 *
 * All are paired: a run is one market, which each of them traded, so what the market did to all of them falls out of the
 * difference. Its mean over runs has the standard error of independent runs. Sharpe ratios are those of all runs' minutes
 * together, deflated by what was tried before: the runs of the sweeps that chose parameters, or else the configurations
 * that are compared.
 */
import { assert } from "../src/base/assert.ts";
import { RunningMoments } from "./statistics/moments.ts";
import { pooledSharpe } from "./statistics/pooled-sharpe.ts";
import {
  annualised,
  deflatedSharpe,
  expectedBestSharpe,
  type MeasuredSharpe,
  measuredSharpe,
  sharpeScore,
} from "./statistics/sharpe.ts";
import type { SweepFigures } from "./sweep-run.ts";

/** Of independent runs. */
export interface RunsMean {
  readonly mean: number;
  /** Its standard error; undefined for a single run. */
  readonly error: number | undefined;
}

export interface Contender {
  readonly name: string;
  /** One or more, in the same order for all. */
  readonly runs: readonly SweepFigures[];
}

export interface ComparedContender extends Contender {
  /** After fees, a run, in the unit of the P&L. */
  readonly net: RunsMean;
  /** With the other queue model of the bracket. */
  readonly otherNet: RunsMean;
  readonly feesMean: number;
  readonly drawdownMean: number;
  readonly fillsPerHour: number;
  /** Net beyond that of the first; undefined for the first. */
  readonly lead: (RunsMean & { readonly aheadCount: number }) | undefined;
  /** Annualised. */
  readonly sharpe: number | undefined;
  readonly deflatedSharpe: number | undefined;
}

/** What was tried on the way. */
export interface Trials {
  readonly count: number;
  /** Those that have one, per minute. */
  readonly sharpes: readonly number[];
}

export interface Comparison {
  readonly runsCount: number;
  readonly trialsCount: number;
  /** Annualised: the Sharpe ratio that the best trial is expected to show without any skill. */
  readonly threshold: number;
  /** In the order given: the first is what the others are held against. */
  readonly contenders: readonly ComparedContender[];
}

/** From here on, in standard errors, a lead is not put down to luck. */
export const leadErrorsMin = 3;

/** @param before undefined: the contenders are all that was tried. */
export function compareRuns(contenders: readonly Contender[], before?: Trials): Comparison {
  const [first] = contenders;
  assert(first !== undefined && first.runs.length > 0, "there is something to compare");
  assert(
    contenders.every(({ runs }) => runs.length === first.runs.length),
    "all have traded the same runs",
  );
  const measured = contenders.map(({ runs }) => pooledSharpe(runs.map(withoutNulls)));
  const trials = before ?? { count: contenders.length, sharpes: measured.flatMap((one) => one?.sharpe ?? []) };
  const threshold = expectedBestSharpe(trials.count, varianceOf(trials.sharpes));
  return {
    runsCount: first.runs.length,
    trialsCount: trials.count,
    threshold: annualised(threshold),
    contenders: contenders.map((contender, at) => ({
      ...contender,
      ...moneyOf(contender),
      lead: contender === first ? undefined : leadOf(contender, first),
      sharpe: measured[at] && annualised(measured[at].sharpe),
      deflatedSharpe: deflatedOf(measured[at], threshold),
    })),
  };
}

/** Of runs of a sweep, or of several. */
export function trialsOf(runs: readonly SweepFigures[]): Trials {
  return { count: runs.length, sharpes: runs.flatMap((run) => measuredSharpe(withoutNulls(run))?.sharpe ?? []) };
}

/** Whether a lead, or a net, is beyond what chance would show. */
export function isBeyondChance({ mean, error }: RunsMean): boolean {
  return error !== undefined && Math.abs(mean) >= leadErrorsMin * error;
}

function moneyOf({ runs }: Contender) {
  const minutesCount = runs.reduce((sum, { incrementsCount }) => sum + incrementsCount + 1, 0);
  const fillsCount = runs.reduce((sum, run) => sum + run.fillsCount, 0);
  return {
    net: meanOf(runs.map(({ pnl }) => Number(pnl.net))),
    otherNet: meanOf(runs.map(({ queueModel, bracket }) => Number(otherEnd(queueModel, bracket).net))),
    feesMean: meanOf(runs.map(({ pnl }) => Number(pnl.fees))).mean,
    drawdownMean: meanOf(runs.map(({ maxDrawdown }) => Number(maxDrawdown))).mean,
    fillsPerHour: (60 * fillsCount) / minutesCount,
  };
}

function otherEnd(queueModel: string, { conservative, probable }: SweepFigures["bracket"]) {
  return queueModel === "conservative" ? probable : conservative;
}

function leadOf({ runs }: Contender, first: Contender) {
  const leads = runs.map(({ pnl }, at) => Number(pnl.net) - Number(first.runs[at]!.pnl.net));
  return { ...meanOf(leads), aheadCount: leads.filter((lead) => lead > 0).length };
}

function meanOf(values: readonly number[]): RunsMean {
  const moments = momentsOf(values);
  return { mean: moments.mean, error: values.length < 2 ? undefined : moments.meanError };
}

function deflatedOf(measured: MeasuredSharpe | undefined, threshold: number): number | undefined {
  const score = measured && sharpeScore(measured, threshold);
  return score === undefined ? undefined : deflatedSharpe(score);
}

function varianceOf(values: readonly number[]): number {
  return values.length < 2 ? 0 : momentsOf(values).variance;
}

function momentsOf(values: readonly number[]): RunningMoments {
  const moments = new RunningMoments();
  for (const value of values) moments.add(value);
  return moments;
}

function withoutNulls({ incrementsCount, incrementDeviation, sharpe, skewness, kurtosis }: SweepFigures) {
  return {
    incrementsCount,
    incrementDeviation,
    sharpe: sharpe ?? undefined,
    skewness: skewness ?? undefined,
    kurtosis: kurtosis ?? undefined,
  };
}
