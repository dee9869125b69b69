/**
 * Recordings as the market of an exchange: each begins when the exchange does, all at their own pace in one time; how fast that passes is the
 * clock's. Orders of accounts meet them by the rules of the replay venue.
 */
import { assert } from "../../../src/base/assert.ts";
import { InputError } from "../../../src/base/input-error.ts";
import type { QueueModel } from "../../../src/ports/engine.ts";
import type { Tape } from "../../../src/ports/tape.ts";
import { epochOf } from "../../tape-feed.ts";
import type { Exchange } from "../exchange.ts";
import type { Timed } from "../transport.ts";
import { RecordedBook } from "./recorded-book.ts";
import { recordedMessages } from "./recorded-messages.ts";
import { checkGrid, RecordedSymbol } from "./recorded-symbol.ts";

/** What one symbol's market is. */
export interface SymbolRecording {
  readonly symbol: string;
  /** Of one instrument, in the order of their times; they are the caller's to close. */
  readonly tapes: readonly Tape[];
  /** Exact where the tapes name orders, else conservative, if not said. */
  readonly queueModel?: QueueModel;
}

/** The books to open an exchange with, by symbol. @throws InputError for a symbol named twice */
export function recordedBooks(recordings: readonly SymbolRecording[]): Map<string, RecordedBook> {
  const books = new Map<string, RecordedBook>();
  for (const { symbol, tapes, queueModel } of recordings) {
    if (books.has(symbol)) throw new InputError(symbol, "recorded twice; expected once");
    const hasOrders = tapes.every(({ hasOrderIds }) => hasOrderIds);
    books.set(symbol, new RecordedBook(queueModel ?? (hasOrders ? "exact" : "conservative"), !hasOrders));
  }
  return books;
}

export interface RecordedMarketOptions {
  /** When the earliest of them begins. */
  readonly startUs: number;
  readonly recordings: readonly SymbolRecording[];
  /** Of `recordedBooks`, with which the exchange was opened. */
  readonly books: ReadonlyMap<string, RecordedBook>;
}

export class RecordedMarket implements Timed {
  readonly #symbols: readonly RecordedSymbol[];

  /** @throws InputError for a symbol that the exchange does not have, or a recording on another grid. */
  constructor(exchange: Exchange, { startUs, recordings, books }: RecordedMarketOptions) {
    assert(recordings.length > 0, "something is recorded");
    const epochUnixNs = epochOf(recordings.flatMap(({ tapes }) => tapes));
    const firstNs = Math.min(...recordings.map(({ tapes }) => firstMessageNs(tapes, epochUnixNs)));
    this.#symbols = recordings.map(({ symbol, tapes }) => {
      const market = exchange.market(symbol);
      if (market === undefined) throw new InputError(symbol, "not at the exchange; expected one of its symbols");
      for (const tape of tapes) checkGrid(market.symbol, tape);
      return new RecordedSymbol(exchange, market, books.get(symbol)!, tapes, epochUnixNs, firstNs, startUs);
    });
  }

  get nextUs(): number {
    return this.#earliest().nextUs;
  }

  advance(nowUs: number): void {
    for (let next = this.#earliest(); next.nextUs <= nowUs; next = this.#earliest()) next.act();
  }

  /** At equal times the one named first. */
  #earliest(): RecordedSymbol {
    let earliest = this.#symbols[0]!;
    for (const symbol of this.#symbols) if (symbol.nextUs < earliest.nextUs) earliest = symbol;
    return earliest;
  }
}

function firstMessageNs(tapes: readonly Tape[], epochUnixNs: bigint): number {
  const first = recordedMessages(tapes, epochUnixNs).next();
  return first.value?.timeNs ?? 0;
}
