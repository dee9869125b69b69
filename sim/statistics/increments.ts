/** What P&L did from minute to minute: Sharpe ratio, its error, the shape of its increments, and the share of wins. */
import { RunningMoments } from "./moments.ts";
import { annualised } from "./sharpe.ts";

export interface IncrementSummary {
  /** Increments of one minute; one fewer than full minutes. */
  readonly incrementsCount: number;
  /** Standard deviation of an increment, in the unit of the P&L; 0 with fewer than two of them. */
  readonly incrementDeviation: number;
  readonly sharpe: number | undefined;
  readonly sharpeError: number | undefined;
  readonly skewness: number | undefined;
  /** Not less 3: a normal has 3. */
  readonly kurtosis: number | undefined;
  readonly winRate: number | undefined;
}

/**
 * Sharpe ratio per minute = mean / standard deviation of the increments, no risk-free rate; its standard error for
 * independent increments is sqrt((1 + SR^2 / 2) / n) (A. W. Lo, "The Statistics of Sharpe Ratios", Financial Analysts
 * Journal 2002, eq. 9). Both are annualised by sqrt(minutes a year). A short run has a huge error, and that is the
 * point.
 */
export class IncrementStatistics {
  readonly #increments = new RunningMoments();
  #winsCount = 0;
  #lossesCount = 0;
  #last = Number.NaN;

  /** @param level P&L so far, each full minute. The first only starts the count. */
  add(level: number): void {
    const increment = level - this.#last;
    this.#last = level;
    if (Number.isNaN(increment)) return;
    this.#increments.add(increment);
    if (increment > 0) this.#winsCount++;
    if (increment < 0) this.#lossesCount++;
  }

  /**
   * Ratio and shape undefined with fewer than two increments or no variance; win rate when no increment differs from 0.
   */
  summary(): IncrementSummary {
    const { count, mean, variance, skewness, kurtosis } = this.#increments;
    const decidedCount = this.#winsCount + this.#lossesCount;
    const winRate = decidedCount === 0 ? undefined : this.#winsCount / decidedCount;
    const unknown = { sharpe: undefined, sharpeError: undefined, skewness: undefined, kurtosis: undefined };
    if (count < 2 || !(variance > 0)) return { incrementsCount: count, incrementDeviation: 0, ...unknown, winRate };
    const incrementDeviation = Math.sqrt(variance);
    const perMinute = mean / incrementDeviation;
    return {
      incrementsCount: count,
      incrementDeviation,
      sharpe: annualised(perMinute),
      sharpeError: annualised(Math.sqrt((1 + (perMinute * perMinute) / 2) / count)),
      skewness,
      kurtosis,
      winRate,
    };
  }
}
