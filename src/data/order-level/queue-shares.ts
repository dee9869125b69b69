/**
 * The calibrated model of a queue: of the lots cancelled at a level, the share that was ahead of an order, by its
 * position in the queue (`src/engine/README.md`, section 6). Fitted to cancels of order-level data.
 *
 *   share(x) = x + excess(x) * n(x) / (n(x) + pseudoCancelsCount)
 *
 * with `excess` and `n`, the effective number of cancels, as measured at position x (`cancels-ahead.ts`). Where little
 * was seen it so stays with the proportional model, whose share is x: as much as if `pseudoCancelsCount` more cancels
 * had been seen that obey it. An order that stands further back has more of the queue ahead of it, so shares never fall
 * from the head to the end: the nearest such in weighted least squares, by pooling neighbours that do (Ayer et al.,
 * Annals of Mathematical Statistics 26, 1955). At the head nothing is ahead, at the end all is.
 */
import type { CancelKnot } from "./cancels-ahead.ts";

export const pseudoCancelsCount = 50;

export interface QueueShare {
  readonly position: number;
  readonly share: number;
  /**
   * Of the share before pooling: that of the excess, times n / (n + pseudoCancelsCount); 0 at the ends, where nothing
   * is guessed.
   */
  readonly standardError: number;
}

/** @param knots from the head to the end. */
export function fitQueueShares(knots: readonly CancelKnot[]): QueueShare[] {
  const weights = knots.map(({ effectiveCount }) => effectiveCount + pseudoCancelsCount);
  const drawn = knots.map((knot, at) => {
    const seen = knot.effectiveCount / weights[at]!;
    return { share: knot.position + knot.excess * seen, standardError: (knot.standardError || 0) * seen };
  });
  const inner = drawn.slice(1, -1).map(({ share }) => share);
  const shares = [0, ...pooled(inner, weights.slice(1, -1)).map((share) => Math.min(Math.max(share, 0), 1)), 1];
  return knots.map(({ position }, at) => {
    const isEnd = at === 0 || at === knots.length - 1;
    return { position, share: shares[at]!, standardError: isEnd ? 0 : drawn[at]!.standardError };
  });
}

/** The non-decreasing values nearest to these in weighted least squares. */
export function pooled(values: readonly number[], weights: readonly number[]): number[] {
  const blocks: { value: number; weight: number; count: number }[] = [];
  for (const [at, value] of values.entries()) {
    let block = { value, weight: weights[at]!, count: 1 };
    for (let last = blocks.at(-1); last !== undefined && last.value > block.value; last = blocks.at(-1)) {
      const weight = last.weight + block.weight;
      block = {
        value: (last.value * last.weight + block.value * block.weight) / weight,
        weight,
        count: last.count + block.count,
      };
      blocks.pop();
    }
    blocks.push(block);
  }
  return blocks.flatMap(({ value, count }) => new Array<number>(count).fill(value));
}
