/**
 * One channel of the synthetic feed on its way to the receiver: rows in the order sent, each with the time it arrives.
 *
 * Delays are a floor, an exponential jitter, and now and then a stall; a message never overtakes the one before it.
 */
import type { Random } from "../src/base/random.ts";
import type { MarketRow } from "../src/domain/market-rows.ts";
import type { DurationNs, TimeNs } from "../src/domain/time.ts";
import { drawExponential } from "./synthetic-draws.ts";
import type { FeedParameters } from "./synthetic-parameters.ts";

export class FeedChannel {
  #rows: MarketRow[] = [];
  #head = 0;
  #lastReceivedNs: TimeNs;

  constructor(
    readonly parameters: FeedParameters,
    readonly jitterMeanNs: DurationNs,
    readonly random: Random,
    startNs: TimeNs,
  ) {
    this.#lastReceivedNs = startNs;
  }

  get isEmpty(): boolean {
    return this.#head === this.#rows.length;
  }

  /** Infinity when nothing is on its way. */
  get headReceivedNs(): TimeNs {
    return this.isEmpty ? Number.POSITIVE_INFINITY : this.#rows[this.#head]!.receivedNs;
  }

  /** When a message sent now arrives. Drawn once for each message. */
  receivedNs(sentNs: TimeNs): TimeNs {
    const { latencyFloorNs, stallOneIn, stallMeanNs } = this.parameters;
    let delayNs = latencyFloorNs + drawExponential(this.random, this.jitterMeanNs);
    if (this.random.chance(1, stallOneIn))
      delayNs += Math.min(10 * stallMeanNs, drawExponential(this.random, stallMeanNs));
    this.#lastReceivedNs = Math.max(this.#lastReceivedNs, sentNs + Math.ceil(delayNs));
    return this.#lastReceivedNs;
  }

  push(row: MarketRow): void {
    this.#rows.push(row);
  }

  shift(): MarketRow {
    const row = this.#rows[this.#head++]!;
    if (this.#head >= 4096 || this.isEmpty) {
      this.#rows.splice(0, this.#head);
      this.#head = 0;
    }
    return row;
  }
}
