/**
 * Patience with a venue that refuses by its filters what passes ours: it has changed them since the session began, or
 * they hang on what only the venue knows. Order after order of a side would be refused alike, at every decision; after
 * some in a row the side waits, longer each time, until one is taken.
 */
import type { Side } from "../../domain/side.ts";
import { type DurationNs, nsPerSecond, type TimeNs } from "../../domain/time.ts";

/** Fewer may be a price that the market has left. */
const refusalsInRowMin = 3;
const waitFirstNs: DurationNs = nsPerSecond;
const waitMostNs: DurationNs = 30 * nsPerSecond;

export class FilterBackoff {
  readonly #refusalsCount: [number, number] = [0, 0];
  /** How long the next wait is. */
  readonly #waitNs: [DurationNs, DurationNs] = [waitFirstNs, waitFirstNs];
  readonly #untilNs: [number, number] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];

  isWaiting(side: Side, nowNs: TimeNs): boolean {
    return nowNs < this.#untilNs[side];
  }

  /** What was on its way when the wait began says nothing new. @param reason as the venue's, snake_case. */
  rejected(side: Side, reason: string, nowNs: TimeNs): void {
    if (!reason.startsWith("filter") || this.isWaiting(side, nowNs)) return;
    if (++this.#refusalsCount[side] < refusalsInRowMin) return;
    this.#untilNs[side] = nowNs + this.#waitNs[side];
    this.#waitNs[side] = Math.min(2 * this.#waitNs[side], waitMostNs);
  }

  accepted(side: Side): void {
    this.#refusalsCount[side] = 0;
    this.#waitNs[side] = waitFirstNs;
    this.#untilNs[side] = Number.NEGATIVE_INFINITY;
  }
}
