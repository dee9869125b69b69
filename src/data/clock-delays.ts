/**
 * Delays between the venue's clock and ours (received - E), over a whole recording in constant memory.
 *
 * Minimum and maximum are exact. The median is that of a histogram whose bins are 10 us wide, and twice as wide again
 * whenever there would be too many of them.
 */
import { type DurationNs, nsPerMs } from "../domain/time.ts";

export interface DelaysMs {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

const binsMax = 65_536;

export class ClockDelays {
  #counts = new Map<number, number>();
  #binNs = 10_000;
  #count = 0;
  #minNs = Number.POSITIVE_INFINITY;
  #maxNs = Number.NEGATIVE_INFINITY;

  add(delayNs: DurationNs): void {
    this.#count++;
    this.#minNs = Math.min(this.#minNs, delayNs);
    this.#maxNs = Math.max(this.#maxNs, delayNs);
    const bin = Math.floor(delayNs / this.#binNs);
    this.#counts.set(bin, (this.#counts.get(bin) ?? 0) + 1);
    if (this.#counts.size > binsMax) this.#widen();
  }

  /**
   * What makes the venue's times comparable with ours: the fastest message counts as having taken no time. A clock that
   * is ahead of the venue's is left alone, since that cannot be told from a slow line.
   */
  get clockOffsetNs(): DurationNs {
    return this.#count === 0 ? 0 : Math.min(0, this.#minNs);
  }

  /** Undefined when no message had a venue time. */
  summary(): DelaysMs | undefined {
    if (this.#count === 0) return undefined;
    const medianNs = Math.min(Math.max(this.#medianNs(), this.#minNs), this.#maxNs);
    return { median: medianNs / nsPerMs, min: this.#minNs / nsPerMs, max: this.#maxNs / nsPerMs };
  }

  #medianNs(): number {
    let below = 0;
    for (const bin of [...this.#counts.keys()].sort((a, b) => a - b)) {
      below += this.#counts.get(bin)!;
      if (2 * below >= this.#count) return (bin + 0.5) * this.#binNs;
    }
    return this.#maxNs;
  }

  #widen(): void {
    const counts = this.#counts;
    this.#counts = new Map();
    this.#binNs *= 2;
    for (const [bin, count] of counts) {
      const wider = Math.floor(bin / 2);
      this.#counts.set(wider, (this.#counts.get(wider) ?? 0) + count);
    }
  }
}
