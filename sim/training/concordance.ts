/**
 * Harrell's C-index: of pairs of orders of which it is known who filled first, the share in which the model ranked them
 * so; a tie of the model counts half. 0.5 is chance, 1 a perfect order. (Harrell et al.: Evaluating the yield of medical
 * tests, JAMA 247, 1982.)
 *
 * A pair is known if one of them filled before the other's end, or at that time while the other was censored then.
 * In O(n log n): from the last end to the first, ranks seen so far are counted in a tree of sums (Fenwick 1994).
 */

/** @param scores higher for who is expected to fill sooner. @returns NaN where no pair is known. */
export function concordance(times: ArrayLike<number>, filled: ArrayLike<number>, scores: ArrayLike<number>): number {
  const { ranks, ranksCount } = ranksOf(scores);
  const later = new RankCounts(ranksCount);
  const byEnd = Int32Array.from({ length: times.length }, (_, at) => at).sort((a, b) => times[b]! - times[a]! || a - b);
  let halves = 0;
  let pairsCount = 0;
  for (let from = 0; from < byEnd.length; ) {
    let to = from;
    while (to < byEnd.length && times[byEnd[to]!] === times[byEnd[from]!]) to++;
    const together = byEnd.subarray(from, to);
    for (const at of together) if (filled[at] === 0) later.add(ranks[at]!);
    for (const at of together) {
      if (filled[at] === 0) continue;
      const below = later.below(ranks[at]!);
      halves += 2 * below + (later.below(ranks[at]! + 1) - below);
      pairsCount += later.count;
    }
    for (const at of together) if (filled[at] !== 0) later.add(ranks[at]!);
    from = to;
  }
  return halves / 2 / pairsCount;
}

/** Equal scores have equal ranks, from 0. */
function ranksOf(scores: ArrayLike<number>): { ranks: Int32Array; ranksCount: number } {
  const order = Int32Array.from({ length: scores.length }, (_, at) => at).sort(
    (a, b) => scores[a]! - scores[b]! || a - b,
  );
  const ranks = new Int32Array(scores.length);
  let rank = 0;
  for (let at = 0; at < order.length; at++) {
    if (at > 0 && scores[order[at]!] !== scores[order[at - 1]!]) rank++;
    ranks[order[at]!] = rank;
  }
  return { ranks, ranksCount: rank + 1 };
}

class RankCounts {
  count = 0;
  readonly #sums: Int32Array;

  constructor(ranksCount: number) {
    this.#sums = new Int32Array(ranksCount + 1);
  }

  add(rank: number): void {
    this.count++;
    for (let at = rank + 1; at < this.#sums.length; at += at & -at) this.#sums[at]!++;
  }

  /** How many have a rank below this one. */
  below(rank: number): number {
    let sum = 0;
    for (let at = rank; at > 0; at -= at & -at) sum += this.#sums[at]!;
    return sum;
  }
}
