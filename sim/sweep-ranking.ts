/**
 * Which runs of a sweep to believe. They are ranked by deflated Sharpe ratio: how likely each one's true Sharpe ratio
 * is above what the best of as many runs would show with no skill at all.
 */
import { RunningMoments } from "./statistics/moments.ts";
import {
  annualised,
  deflatedSharpe,
  expectedBestSharpe,
  type MeasuredSharpe,
  measuredSharpe,
  sharpeScore,
} from "./statistics/sharpe.ts";
import type { SweepPoint } from "./sweep-config.ts";
import type { SweepFigures } from "./sweep-run.ts";

export interface SweepRun {
  /** Values of the entries, in their order. */
  readonly point: SweepPoint;
  readonly figures: SweepFigures;
}

export interface RankedRun extends SweepRun {
  readonly rank: number;
  /** To six places; undefined for a run without a Sharpe ratio. */
  readonly deflatedSharpe: number | undefined;
}

export interface SweepRanking {
  /** All runs, those without a Sharpe ratio too: they were tried. */
  readonly trialsCount: number;
  /** Annualised: the Sharpe ratio that the best run is expected to show without any skill. */
  readonly threshold: number;
  /** Best first. */
  readonly runs: readonly RankedRun[];
}

/** @param runs in the order of the grid, one or more. */
export function rankRuns(runs: readonly SweepRun[]): SweepRanking {
  const measured = runs.map(({ figures }) => measuredSharpe(withoutNulls(figures)));
  const threshold = expectedBestSharpe(runs.length, varianceOf(measured.flatMap((one) => one?.sharpe ?? [])));
  const ranked = runs.map((run, at) => ({ ...run, deflatedSharpe: deflatedOf(measured[at], threshold) }));
  ranked.sort(compare); // Stable: equal ones stay in the order of the grid.
  return {
    trialsCount: runs.length,
    threshold: annualised(threshold),
    runs: ranked.map((run, place) => ({ ...run, rank: place + 1 })),
  };
}

/** To a millionth: an estimate has no more, and what lies nearer to 0 or 1 is a tie. */
function deflatedOf(measured: MeasuredSharpe | undefined, threshold: number): number | undefined {
  const score = measured && sharpeScore(measured, threshold);
  return score === undefined ? undefined : Math.round(deflatedSharpe(score) * 1e6) / 1e6;
}

/** The likelier first, unknown last; of those that tie, the one with more money. */
function compare(a: Omit<RankedRun, "rank">, b: Omit<RankedRun, "rank">): number {
  const apart = (b.deflatedSharpe ?? -1) - (a.deflatedSharpe ?? -1);
  return apart || Number(b.figures.pnl.net) - Number(a.figures.pnl.net);
}

function varianceOf(sharpes: readonly number[]): number {
  const moments = new RunningMoments();
  for (const sharpe of sharpes) moments.add(sharpe);
  return sharpes.length < 2 ? 0 : moments.variance;
}

function withoutNulls({ incrementsCount, sharpe, skewness, kurtosis }: SweepFigures) {
  return {
    incrementsCount,
    sharpe: sharpe ?? undefined,
    skewness: skewness ?? undefined,
    kurtosis: kurtosis ?? undefined,
  };
}
