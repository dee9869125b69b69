/** Where a recorder has its market data from: the venue itself, or another recorder's stream in Redis. */
import { BinanceFeed } from "../adapters/binance/feed/binance-feed.ts";
import type { FeedWorld } from "../adapters/binance/feed/feed-world.ts";
import { assert } from "../base/assert.ts";
import { InputError } from "../base/input-error.ts";
import type { FeedCounts } from "../data/recorder/record-kinds.ts";
import { RowCounts } from "../data/recorder/row-counts.ts";
import { JointFeed } from "../live/joint-feed.ts";
import type { MarketFeed } from "../ports/market-feed.ts";
import { type FeedKind, redisUrl } from "./live-feed.ts";
import type { RecordSettings } from "./record-config.ts";
import type { RecordFrames } from "./record-frames.ts";
import { instrumentsOf, type VenuePart } from "./venue-parts.ts";

export interface RecordFeed {
  readonly feed: MarketFeed;
  /** What was counted of that instrument since the feed began. */
  readonly countsOf: (marketIndex: number) => FeedCounts;
}

/** @param frames are kept there; undefined: they are not. */
export type OpenRecordFeed = (frames: RecordFrames | undefined) => RecordFeed;

/** @throws InputError for settings that do not go with a feed of that kind. */
export function checkFeedSettings(kind: FeedKind, { keepFrames, ticks }: RecordSettings): void {
  if (kind === "binance") return;
  if (keepFrames)
    throw new InputError("record.keep_frames", "a stream in Redis has no frames; expected false with --feed redis");
  if (ticks === "redis")
    throw new InputError("record.ticks", "would be told to the stream that it is read from; expected none");
}

/** @throws InputError for Redis without an address. */
export async function recordFeed(
  kind: FeedKind,
  world: FeedWorld,
  venueParts: readonly VenuePart[],
  { name }: RecordSettings,
): Promise<OpenRecordFeed> {
  if (kind === "binance") return (frames) => fromVenue(world, venueParts, frames);
  return await fromRedis(world, venueParts, name);
}

function fromVenue(
  { clock, http, sockets, random }: FeedWorld,
  venueParts: readonly VenuePart[],
  frames: RecordFrames | undefined,
): RecordFeed {
  const feeds = venueParts.map(({ market, urls, instruments, marketIndexes }) => {
    const feed = new BinanceFeed({
      ...{ clock, http, sockets, random: random.fork(market), instruments },
      urls: { rest: urls.restUrl, streams: urls.streamUrl },
      frames: frames?.sinkOf(marketIndexes),
    });
    return { feed, marketIndexes };
  });
  const symbols = new Map(
    feeds.flatMap(({ feed, marketIndexes }) => marketIndexes.map((index, at) => [index, feed.symbols[at]!] as const)),
  );
  const countsOf = (marketIndex: number) => {
    const symbol = symbols.get(marketIndex);
    assert(symbol !== undefined, "every instrument has its feed");
    return { ...symbol.counts };
  };
  return { feed: new JointFeed(feeds), countsOf };
}

async function fromRedis(
  { clock }: FeedWorld,
  venueParts: readonly VenuePart[],
  name: string,
): Promise<OpenRecordFeed> {
  const url = redisUrl("--feed redis");
  const { RedisFeed } = await import("../adapters/redis/redis-feed.ts");
  const instruments = instrumentsOf(venueParts);
  const counts = instruments.map(() => new RowCounts());
  const feed = new RedisFeed({ url, clock, instruments, group: `halfspread-record:${name}` });
  const counting: MarketFeed = {
    start: (listener) =>
      feed.start({
        rows: (marketIndex, rows) => {
          counts[marketIndex]!.add(rows);
          listener.rows(marketIndex, rows);
        },
        clockOffset: (offsetNs) => listener.clockOffset(offsetNs),
        noted: (marketIndex, note) => listener.noted(marketIndex, note),
      }),
    stop: () => feed.stop(),
  };
  return () => ({ feed: counting, countsOf: (marketIndex) => counts[marketIndex]!.counts });
}
