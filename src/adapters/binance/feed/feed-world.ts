/** What the parts of a feed share: the world outside, by ports, and where notes go. */
import type { Random } from "../../../base/random.ts";
import type { DurationNs } from "../../../domain/time.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { Http } from "../../../ports/http.ts";
import type { FeedNote } from "../../../ports/market-feed.ts";
import type { Sockets } from "../../../ports/sockets.ts";

export interface FeedWorld {
  readonly clock: Clock;
  readonly http: Http;
  readonly sockets: Sockets;
  readonly random: Random;
}

export type NoteFeed = (
  marketIndex: number | undefined,
  event: FeedNote["event"],
  detail: string,
  count?: number,
) => void;

/**
 * How long to wait before the next attempt: doubled with each, up to a limit, and by chance between half of that and
 * all of it, so that many who lost the same server do not come back as one.
 */
export function backoffNs(random: Random, attempt: number, firstNs: DurationNs, mostNs: DurationNs): DurationNs {
  const longestNs = Math.min(mostNs, firstNs * (1 << Math.min(attempt, 20)));
  return random.int(Math.ceil(longestNs / 2), longestNs);
}
