/** Moments of a stream of values in one pass, without the cancellation of "mean of squares less square of the mean". */

/**
 * Count, mean, variance, skewness and kurtosis, updated value by value.
 *
 * Sources: B. P. Welford, "Note on a method for calculating corrected sums of squares and products", Technometrics
 * 1962; for the third and fourth moment T. B. Terriberry, "Computing higher-order moments online", 2007, as in P.
 * Pébay, Sandia report SAND2008-6212, eq. 2.1 with one value added.
 */
export class RunningMoments {
  count = 0;
  #mean = 0;
  #squares = 0;
  #cubes = 0;
  #fourths = 0;

  add(value: number): void {
    const before = this.count++;
    const { count } = this;
    const away = value - this.#mean;
    const step = away / count;
    const spread = away * step * before;
    this.#mean += step;
    this.#fourths +=
      spread * step * step * (count * count - 3 * count + 3) + 6 * step * step * this.#squares - 4 * step * this.#cubes;
    this.#cubes += spread * step * (count - 2) - 3 * step * this.#squares;
    this.#squares += spread;
  }

  /** NaN before the first value. */
  get mean(): number {
    return this.count === 0 ? Number.NaN : this.#mean;
  }

  /** Of the sample (divided by count - 1); NaN before the second value. */
  get variance(): number {
    return this.count < 2 ? Number.NaN : this.#squares / (this.count - 1);
  }

  /** Standard error of the mean, for independent values. */
  get meanError(): number {
    return Math.sqrt(this.variance / this.count);
  }

  /**
   * Third central moment over the cube of the deviation, both divided by count; NaN without variance. 0 for a normal.
   */
  get skewness(): number {
    return (Math.sqrt(this.count) * this.#cubes) / (this.#squares * Math.sqrt(this.#squares));
  }

  /**
   * Fourth central moment over the square of the variance, both divided by count; NaN without variance. 3 for a normal.
   */
  get kurtosis(): number {
    return (this.count * this.#fourths) / (this.#squares * this.#squares);
  }
}
