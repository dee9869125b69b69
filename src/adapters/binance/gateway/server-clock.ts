/**
 * The venue's clock as seen from ours: how far it is ahead, from requests that tell its time.
 *
 * Where in a round trip the venue looked at its clock is not known, so an offset is wrong by at most half of it: the
 * sample with the shortest round trip counts. Old ones are forgotten, since clocks drift.
 */

import { type DurationNs, nsPerMs, type TimeNs } from "../../../domain/time.ts";
import type { Clock } from "../../../ports/clock.ts";
import { isVenueTime, venueTimeNs } from "../venue-time.ts";

interface Sample {
  readonly offsetNs: DurationNs;
  readonly roundTripNs: DurationNs;
}

const samplesMax = 8;

export class ServerClock {
  readonly #epochMs: number;
  #samples: Sample[] = [];
  #best: Sample = { offsetNs: 0, roundTripNs: Number.POSITIVE_INFINITY };

  constructor(private readonly clock: Clock) {
    this.#epochMs = Number(clock.epochUnixNs / 1_000_000n);
  }

  /** The venue's time less ours. */
  get offsetNs(): DurationNs {
    return this.#best.offsetNs;
  }

  /** @param serverTime Unix milliseconds or microseconds, as answered. */
  sample(sentNs: TimeNs, receivedNs: TimeNs, serverTime: number): void {
    const middleNs = Math.floor((sentNs + receivedNs) / 2);
    const offsetNs = venueTimeNs(serverTime, this.#epochMs) - middleNs;
    this.#samples.push({ offsetNs, roundTripNs: receivedNs - sentNs });
    if (this.#samples.length > samplesMax) this.#samples.shift();
    this.#best = this.#samples.reduce((best, other) => (other.roundTripNs <= best.roundTripNs ? other : best));
  }

  /** What was measured does not hold any more: the next sample counts, however long its way was. */
  forget(): void {
    this.#samples = [];
  }

  /** What a request that is sent now says. */
  timestampMs(): number {
    return this.#epochMs + Math.floor(this.venueNs(this.clock.nowNs()) / nsPerMs);
  }

  /** A time of ours by the venue's clock, from the same midnight. */
  venueNs(ourNs: TimeNs): TimeNs {
    return ourNs + this.#best.offsetNs;
  }

  /** A time of the venue's, Unix milliseconds or microseconds, by our clock; NaN for what is no time. */
  ourNs(venueTime: number): TimeNs {
    if (!isVenueTime(venueTime)) return Number.NaN;
    return venueTimeNs(venueTime, this.#epochMs) - this.#best.offsetNs;
  }
}
