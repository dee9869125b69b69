/** Where a live session has its market data from: the venue itself, or a recorder's stream in Redis. */
import { BinanceFeed } from "../adapters/binance/feed/binance-feed.ts";
import { InputError } from "../base/input-error.ts";
import { JointFeed } from "../live/joint-feed.ts";
import type { MarketFeed } from "../ports/market-feed.ts";
import type { LiveStart } from "./live-open.ts";
import type { LiveWorld } from "./live-session.ts";
import { instrumentsOf, type VenuePart } from "./venue-parts.ts";

const feedKinds = ["binance", "redis"] as const;
export type FeedKind = (typeof feedKinds)[number];

/** What `--feed` was given. @throws InputError for what is none. */
export function feedKind(text = "binance"): FeedKind {
  const found = feedKinds.find((kind) => kind === text);
  if (found !== undefined) return found;
  throw new InputError(`--feed ${text}`, `expected ${feedKinds.join(" or ")}`);
}

/** @throws InputError for Redis without an address. */
export async function openLiveFeed(start: LiveStart, venueParts: readonly VenuePart[]): Promise<MarketFeed> {
  return start.feed === "redis" ? await redisFeed(start, venueParts) : venueFeed(start.world, venueParts);
}

export function venueFeed({ clock, http, sockets, random }: LiveWorld, venueParts: readonly VenuePart[]): MarketFeed {
  return new JointFeed(
    venueParts.map(({ market, urls, marketIndexes, instruments }) => ({
      marketIndexes,
      feed: new BinanceFeed({
        ...{ clock, http, sockets, random: random.fork("feed").fork(market), instruments },
        urls: { rest: urls.restUrl, streams: urls.streamUrl },
      }),
    })),
  );
}

async function redisFeed({ world, live }: LiveStart, venueParts: readonly VenuePart[]): Promise<MarketFeed> {
  const url = redisUrl("--feed redis");
  const { RedisFeed } = await import("../adapters/redis/redis-feed.ts");
  const instruments = instrumentsOf(venueParts);
  return new RedisFeed({ url, clock: world.clock, instruments, group: `halfspread:${live.name}` });
}

/** @param wantedFor who needs it. @throws InputError when it is not set. */
export function redisUrl(wantedFor: string): string {
  const { HALFSPREAD_REDIS_URL: url = "" } = process.env;
  if (url === "") throw new InputError("HALFSPREAD_REDIS_URL", `is not set; expected redis://…, for ${wantedFor}`);
  return url;
}
