/**
 * What differs between Binance's markets for a feed: where it connects, what its streams are called, and what it may
 * ask how often. Source: Binance, WebSocket streams and REST depth, Spot and USD-M editions.
 */
import { assert } from "../../../base/assert.ts";
import type { Instrument, Market } from "../../../domain/instrument.ts";

export interface FeedUrls {
  /** Scheme and host. */
  readonly rest: string;
  /** Up to the path `/stream`: `wss://stream.binance.com:9443`; on USD-M with the family, `wss://fstream.binance.com/public`. */
  readonly streams: string;
  /**
   * USD-M: the family of `aggTrade` (`wss://fstream.binance.com/market`), to read prints from there. Absent: single
   * trades, from where all else comes, as recordings have them.
   */
  readonly aggregateTrades?: string | undefined;
}

export const streamKinds = ["depth", "trade", "ticker"] as const;
export type StreamKind = (typeof streamKinds)[number];

/** Streams that can share a connection. */
export interface StreamGroup {
  readonly url: string;
  readonly kinds: readonly StreamKind[];
}

export interface FeedVenue {
  readonly groups: readonly StreamGroup[];
  readonly streamName: (kind: StreamKind, symbol: string) => string;
  readonly snapshotUrl: (symbol: string) => string;
  readonly snapshotWeight: number;
  readonly timeUrl: string;
  readonly timeHeaders: readonly (readonly [name: string, value: string])[];
  readonly timeWeight: number;
  /** Of an address, all that it asks together. */
  readonly weightPerMinuteMax: number;
  /** Messages that a connection takes from us; one more and it is closed. Pongs count. */
  readonly messagesPerSecondMax: number;
}

/** What one address may do, on all markets alike. */
export const connectionLimits = { streamsMax: 1024, attemptsMax: 300, attemptsMinutes: 5 } as const;

/** @param instruments of one market: a feed is of one venue. */
export function feedVenue(instruments: readonly Instrument[], urls: FeedUrls): FeedVenue {
  const market = instruments[0]?.market;
  assert(market === "spot" || market === "usdm", "live feeds are of Spot and USD-M");
  assert(
    instruments.every((instrument) => instrument.market === market),
    "the instruments of a feed are of one market",
  );
  const limits = market === "spot" ? spotLimits : usdmLimits;
  const { path, snapshotLevels, ...rest } = limits;
  return {
    ...rest,
    groups: groupsOf(market, urls),
    streamName: (kind, symbol) => `${symbol.toLowerCase()}@${suffixes(urls)[kind]}`,
    snapshotUrl: (symbol) => `${urls.rest}${path}/depth?symbol=${encodeURIComponent(symbol)}&limit=${snapshotLevels}`,
    timeUrl: `${urls.rest}${path}/time`,
  };
}

const spotLimits = {
  path: "/api/v3",
  snapshotLevels: 5000,
  snapshotWeight: 250,
  timeWeight: 1,
  timeHeaders: [["X-MBX-TIME-UNIT", "MICROSECOND"] as const],
  weightPerMinuteMax: 6000,
  messagesPerSecondMax: 5,
};
const usdmLimits = {
  path: "/fapi/v1",
  snapshotLevels: 1000,
  snapshotWeight: 20,
  timeWeight: 1,
  timeHeaders: [],
  weightPerMinuteMax: 2400,
  messagesPerSecondMax: 10,
};

function groupsOf(market: Market, { streams, aggregateTrades }: FeedUrls): StreamGroup[] {
  // Finer times where the venue has them: they settle what came first.
  const url = (base: string) => `${base}/stream${market === "spot" ? "?timeUnit=MICROSECOND" : ""}`;
  if (aggregateTrades === undefined) return [{ url: url(streams), kinds: streamKinds }];
  return [
    { url: url(streams), kinds: ["depth", "ticker"] },
    { url: url(aggregateTrades), kinds: ["trade"] },
  ];
}

function suffixes({ aggregateTrades }: FeedUrls): Record<StreamKind, string> {
  const trade = aggregateTrades === undefined ? "trade" : "aggTrade";
  return { depth: "depth@100ms", trade, ticker: "bookTicker" };
}
