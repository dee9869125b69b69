// Goal: an event of ours has the fields of the venue's own, with the same JSON types, in the same order.
// Method: recordings of the venue's streams beside one event of each of ours; names, types and order are compared, not values.
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { MarketData } from "../../../../sim/exchange/market-data/market-data.ts";
import { MarketStreams } from "../../../../sim/exchange/streams/market-streams.ts";
import { coarse, testSymbol } from "../../../helpers/exchange-symbols.ts";
import { Venue } from "../../../helpers/exchange-venue.ts";
import { needs, sharedData } from "../../../helpers/needs.ts";
import { StreamClient } from "../../../helpers/stream-client.ts";

/** Which recording has which streams. */
const recordings: [file: string, kinds: string[]][] = [
  ["spot_btcusdt_20240808.gz", ["depth@100ms", "trade", "bookTicker"]],
  ["binance/cryptofeed_spot_btc_eth_dot_20210404.txt.gz", ["depth@100ms", "aggTrade", "kline_1m"]],
  ["binance/devlearn_spot_btcusdt_20260607_trade_depth5_diff.csv.gz", ["depth5@100ms", "depth@100ms", "trade"]],
];

for (const [file, kinds] of recordings) {
  const path = sharedData(file);
  const isMissing = needs(file, path !== undefined, "recorded data is not part of the project", false);
  test.skipIf(isMissing)(`streams: ${kinds.join(", ")}: shaped as in ${file}`, () => {
    const own = ownEvents(kinds);
    const recorded = recordedEvents(path!);
    for (const kind of kinds) {
      const event = recorded.find((candidate) => isLike(kind, candidate));
      expect(event).toBeDefined();
      expect(shapeOf(own.get(`btcusdt@${kind}`))).toEqual(shapeOf(event));
    }
  });
}

function ownEvents(kinds: readonly string[]): Map<unknown, unknown> {
  using venue = new Venue(testSymbol(coarse, [], { symbol: "BTCUSDT" }));
  const streams = new MarketStreams(venue.exchange, new MarketData(venue.exchange));
  const names = kinds.map((kind) => `btcusdt@${kind}`);
  const client = new StreamClient(streams, venue.now(), `/stream?streams=${names.join("/")}`);
  const [one, other] = [venue.account(), venue.account()];
  venue.buy(one, { price: "99", size: "2" });
  venue.sell(other, { price: "101", size: "2" });
  venue.buy(one, { price: "101", size: "1" });
  streams.advance(venue.now() + 3_000_000);
  return new Map(client.takeEvents().map(({ stream, data }) => [stream, data]));
}

/** Of the first lines: each recording starts a payload with a brace, and the table doubles its quotes. */
function recordedEvents(path: string): Record<string, unknown>[] {
  const lines = gunzipSync(readFileSync(path)).toString().split("\n").slice(0, 2000);
  return lines.flatMap((line) => {
    const text = line.slice(line.indexOf("{"));
    if (!text.startsWith("{")) return [];
    const frame = JSON.parse(text.startsWith('{""') ? text.slice(0, -1).replaceAll('""', '"') : text);
    return [frame.data ?? frame];
  });
}

/** An event of that kind that has something in each of its lists. */
function isLike(kind: string, event: Record<string, unknown>): boolean {
  if (Object.values(event).some((field) => Array.isArray(field) && field.length === 0)) return false;
  if (kind === "bookTicker") return "u" in event && !("e" in event);
  if (kind === "depth5@100ms") return "lastUpdateId" in event;
  return event.e === (kind === "depth@100ms" ? "depthUpdate" : kind.split("_")[0]);
}

/** Names and types, in order; of a list, of its first element. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return [shapeOf(value[0])];
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.entries(value).map(([name, field]) => [name, shapeOf(field)]);
}
