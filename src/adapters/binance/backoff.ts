/** Patience between attempts to reach a server. */
import type { Random } from "../../base/random.ts";
import type { DurationNs } from "../../domain/time.ts";

/**
 * How long to wait before the next attempt: doubled with each, up to a limit, and by chance between half of that and
 * all of it, so that many who lost the same server do not come back as one.
 *
 * @param attempt from 0.
 */
export function backoffNs(random: Random, attempt: number, firstNs: DurationNs, mostNs: DurationNs): DurationNs {
  const longestNs = Math.min(mostNs, firstNs * (1 << Math.min(attempt, 20)));
  return random.int(Math.ceil(longestNs / 2), longestNs);
}
