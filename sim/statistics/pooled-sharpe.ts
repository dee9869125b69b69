/**
 * One Sharpe ratio of several runs, as if their increments were one sample: count, mean and central moments of the parts
 * give those of the whole.
 *
 * Source: P. Pébay, Sandia report SAND2008-6212, eq. 2.1, with all parts added at once about the common mean.
 */
import type { IncrementSummary } from "./increments.ts";
import { type MeasuredSharpe, measuredSharpe } from "./sharpe.ts";

type Part = Omit<IncrementSummary, "winRate" | "sharpeError">;

/** Undefined with fewer than two increments, or where none differs from another. */
export function pooledSharpe(parts: readonly Part[]): MeasuredSharpe | undefined {
  const moments = parts.map(momentsOf);
  const count = sumOf(moments, (of) => of.count);
  const mean = sumOf(moments, (of) => of.count * of.mean) / count;
  const away = (of: Moments) => of.mean - mean;
  const squares = sumOf(moments, (of) => of.squares + of.count * away(of) ** 2);
  const cubes = sumOf(moments, (of) => of.cubes + 3 * away(of) * of.squares + of.count * away(of) ** 3);
  const fourths = sumOf(
    moments,
    (of) => of.fourths + 4 * away(of) * of.cubes + 6 * away(of) ** 2 * of.squares + of.count * away(of) ** 4,
  );
  if (count < 2 || !(squares > 0)) return undefined;
  return {
    sharpe: mean / Math.sqrt(squares / (count - 1)),
    skewness: (Math.sqrt(count) * cubes) / (squares * Math.sqrt(squares)),
    kurtosis: (count * fourths) / (squares * squares),
    incrementsCount: count,
  };
}

/** Sums of powers of what increments are away from their mean. */
interface Moments {
  readonly count: number;
  readonly mean: number;
  readonly squares: number;
  readonly cubes: number;
  readonly fourths: number;
}

/** Where no increment differs from another, nothing was earned: their mean is 0. */
function momentsOf(part: Part): Moments {
  const { incrementsCount: count, incrementDeviation } = part;
  const measured = measuredSharpe(part);
  if (measured === undefined) return { count, mean: 0, squares: 0, cubes: 0, fourths: 0 };
  const squares = incrementDeviation * incrementDeviation * (count - 1);
  return {
    count,
    mean: measured.sharpe * incrementDeviation,
    squares,
    cubes: (measured.skewness * squares * Math.sqrt(squares)) / Math.sqrt(count),
    fourths: (measured.kurtosis * squares * squares) / count,
  };
}

function sumOf(parts: readonly Moments[], figure: (of: Moments) => number): number {
  return parts.reduce((sum, of) => sum + figure(of), 0);
}
