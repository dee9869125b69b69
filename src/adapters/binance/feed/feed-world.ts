/** What the parts of a feed share: the world outside, by ports, and where notes go. */
import type { Random } from "../../../base/random.ts";
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
