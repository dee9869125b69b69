/** A book as `lob:<symbol>` shows it to other programs: its best levels in decimals, best first. */
import { formatPrice, formatSize, type Instrument } from "./instrument.ts";
import type { BookSide } from "./local-book.ts";
import { noId } from "./market-rows.ts";
import type { RecordedBook } from "./recorded-book.ts";
import type { TimeNs } from "./time.ts";

const levelsShown = 20;

/** @param epochUnixNs which the times of its rows count from. Times, raw, and ids are empty where there is none. */
export function bookFields(instrument: Instrument, book: RecordedBook, epochUnixNs: bigint): Record<string, string> {
  const { updateId, receivedNs, venueNs, levels } = book;
  const unixText = (ns: TimeNs) => (Number.isNaN(ns) ? "" : String(epochUnixNs + BigInt(ns)));
  return {
    state: book.isValid ? "valid" : "gapped",
    update_id: updateId === noId ? "" : String(updateId),
    received_time_ns: unixText(receivedNs),
    venue_time_ns: unixText(venueNs),
    bids: levelsText(instrument, levels.bids),
    asks: levelsText(instrument, levels.asks),
  };
}

function levelsText(instrument: Instrument, side: BookSide): string {
  const levels = Array.from({ length: Math.min(side.count, levelsShown) }, (_, rank) => [
    formatPrice(instrument, side.priceTicks(rank)),
    formatSize(instrument, side.sizeLots(rank)),
  ]);
  return JSON.stringify(levels);
}
