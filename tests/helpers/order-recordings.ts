/**
 * Recorded order streams beside the project (`../shared/data`), when they are there, with the grids of what they trade.
 */
import { gunzipSync } from "node:zlib";
import type { InstrumentGrid } from "../../src/data/order-level/order-grid.ts";
import { ask, bid } from "../../src/domain/side.ts";
import type { OrderBook } from "../../src/ports/order-book.ts";
import { sharedData } from "./needs.ts";

export const orderRecordings = {
  aaplMessages: "lobster/AAPL_2012-06-21_message_50_first672rows.csv.gz",
  aaplBooks: "lobster/AAPL_2012-06-21_orderbook_50_first672rows.csv.gz",
  googMessages: "lobster/GOOG_2012-06-21_34200000_57600000_message_1.csv.gz",
  googBooks: "lobster/GOOG_2012-06-21_34200000_57600000_orderbook_1.csv.gz",
  luno: "l3/luno_xbtzar_20210713_l3.jsonl.gz",
  bitstamp: "l3/bitstamp_btcusd_20150501_l3_first5h.log.gz",
} as const;

export const grids = {
  /** Hidden orders trade inside the cent. */
  lobster: { tickUnits: 1n, lotUnits: 1n, pricePlaces: 4, sizePlaces: 0 },
  luno: { tickUnits: 1n, lotUnits: 1n, pricePlaces: 0, sizePlaces: 6 },
  bitstamp: { tickUnits: 1n, lotUnits: 1n, pricePlaces: 2, sizePlaces: 8 },
} satisfies Record<string, InstrumentGrid>;

export function recordingOf(name: keyof typeof orderRecordings): string | undefined {
  return sharedData(orderRecordings[name]);
}

export async function linesOf(name: keyof typeof orderRecordings): Promise<string[]> {
  const bytes = await Bun.file(recordingOf(name)!).bytes();
  return gunzipSync(bytes).toString("utf8").trimEnd().split(/\r?\n/);
}

/**
 * The best levels as a line of LOBSTER's book file: ask price, ask size, bid price, bid size, and so on; dummies fill
 * it up.
 */
export function bookLine(book: OrderBook, levelsCount: number): string {
  const [bids, asks] = [book.levels(bid, levelsCount), book.levels(ask, levelsCount)];
  return Array.from({ length: levelsCount }, (_, at) => [
    asks[at]?.priceTicks ?? 9_999_999_999,
    asks[at]?.sizeLots ?? 0,
    bids[at]?.priceTicks ?? -9_999_999_999,
    bids[at]?.sizeLots ?? 0,
  ])
    .flat()
    .join(",");
}
