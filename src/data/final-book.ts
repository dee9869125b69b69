/** The book at the end of a recording, and its hash: one line a level, as anybody can print and hash it. */
import { createHash } from "node:crypto";
import { formatDecimal } from "../base/decimal.ts";
import { formatPrice, type Instrument } from "../domain/instrument.ts";
import type { BookSide, LocalBook } from "../domain/local-book.ts";

export interface FinalBook {
  readonly updateId: number;
  readonly bidsCount: number;
  readonly asksCount: number;
  /** Decimals as the venue prints them; null on an empty side. */
  readonly bestBid: string | null;
  readonly bestBidSize: string | null;
  readonly bestAsk: string | null;
  readonly bestAskSize: string | null;
  /**
   * Over `b <price> <size>` from the best bid down, then `a <price> <size>` from the best ask up, a line each, ended by
   * LF.
   */
  readonly sha256: string;
}

export function finalBook(book: LocalBook, updateId: number, instrument: Instrument): FinalBook {
  const hash = createHash("sha256");
  for (const line of levelLines("b", book.bids, instrument)) hash.update(line);
  for (const line of levelLines("a", book.asks, instrument)) hash.update(line);
  const price = (side: BookSide) => (side.count > 0 ? formatPrice(instrument, side.priceTicks(0)) : null);
  const size = (side: BookSide) => (side.count > 0 ? sizeText(side, 0, instrument) : null);
  return {
    updateId,
    bidsCount: book.bids.count,
    asksCount: book.asks.count,
    bestBid: price(book.bids),
    bestBidSize: size(book.bids),
    bestAsk: price(book.asks),
    bestAskSize: size(book.asks),
    sha256: hash.digest("hex"),
  };
}

function* levelLines(letter: "a" | "b", side: BookSide, instrument: Instrument): Generator<string> {
  for (let rank = 0; rank < side.count; rank++)
    yield `${letter} ${formatPrice(instrument, side.priceTicks(rank))} ${sizeText(side, rank, instrument)}\n`;
}

function sizeText(side: BookSide, rank: number, instrument: Instrument): string {
  const units = BigInt(side.sizeLots(rank)) * instrument.lotUnits + BigInt(side.sizeDust(rank));
  return formatDecimal(units, instrument.sizePlaces);
}
