// Goal: real order streams give the books, queues and trades that their venues had.
// Method: recordings of three venues read into a book of orders and compared with what the venue itself published beside them
// (LOBSTER's book after every message, Bitstamp's best levels), or with laws of the market (Luno: trades hit the head of the
// best queue). The files are no part of the project: without them the tests are skipped by name.
import { expect, test } from "bun:test";
import type { BitstampDecoder } from "../../src/data/order-level/bitstamp.ts";
import { LobsterDecoder } from "../../src/data/order-level/lobster.ts";
import { LunoDecoder } from "../../src/data/order-level/luno.ts";
import { readOrderRows } from "../../src/data/order-level/read-order-rows.ts";
import { OrderRows } from "../../src/domain/order-rows.ts";
import { ask, bid } from "../../src/domain/side.ts";
import type { OrderBook } from "../../src/ports/order-book.ts";
import { orderBooksUnderTest } from "../helpers/order-book-kinds.ts";
import { bookLine, grids, linesOf, type orderRecordings, recordingOf } from "../helpers/order-recordings.ts";

for (const { kind, isMissing, open } of orderBooksUnderTest) {
  const skipIf = (name: keyof typeof orderRecordings) => test.skipIf(isMissing || recordingOf(name) === undefined);

  skipIf("aaplMessages")(
    `order level, ${kind}: AAPL messages after the first row of the book: all 50 levels after each`,
    async () => {
      const books = await linesOf("aaplBooks");
      const decoder = new LobsterDecoder(grids.lobster, books[0]);
      using book = open();
      const equalLevels = (await linesOf("aaplMessages")).map((line, at) => {
        apply(book, decoder, line);
        return equalLevelsCount(bookLine(book, 50), books[at]!);
      });
      expect(equalLevels.filter((count) => count === 50)).toHaveLength(664);
      expect(equalLevels.filter((count) => count === 49)).toHaveLength(8);
      expect(book.counts.executesAtHeadCount).toBe(book.counts.executesCount);
    },
  );

  skipIf("googMessages")(
    `order level, ${kind}: GOOG messages, each on the best levels before it: the best levels after it`,
    async () => {
      const [messages, books] = [await linesOf("googMessages"), await linesOf("googBooks")];
      using book = open();
      const found = { determined: 0, right: 0, emptied: 0 };
      for (let at = 1; at < messages.length; at++) {
        const decoder = new LobsterDecoder(grids.lobster, books[at - 1]);
        apply(book, decoder, "0,7,0,0,-1,-1"); // A halt changes nothing: the book is as the row before says.
        apply(book, decoder, messages[at]!);
        if (book.levelsCount(bid) === 0 || book.levelsCount(ask) === 0) found.emptied++;
        else {
          found.determined++;
          if (bookLine(book, 1) === books[at]) found.right++;
        }
      }
      expect(found).toEqual({ determined: 38_274, right: 38_274, emptied: 11_207 });
    },
    60_000,
  );

  skipIf("luno")(
    `order level, ${kind}: Luno's stream: no gap, no unknown id, never crossed, every trade at the head of the best queue`,
    async () => {
      using book = open();
      for await (const rows of readOrderRows(recordingOf("luno")!, new LunoDecoder(grids.luno))) book.apply(rows);
      expect(book.state).toBe("valid");
      expect(Object.values(book.counts.refusedCounts).every((count) => count === 0)).toBe(true);
      expect(book.counts).toMatchObject({ crossedCount: 0, executesCount: 48, executesAtBestCount: 48 });
      expect(book.counts.executesAtHeadCount).toBe(48);
      expect(book.ordersCount).toBe(15_182);
    },
  );
}

/** Feeds one line as a message of its own. */
function apply(book: OrderBook, decoder: LobsterDecoder | BitstampDecoder, line: string): void {
  const rows = new OrderRows();
  decoder.line(line, rows);
  book.apply(rows);
}

/** How many levels from the best on are equal on both sides. */
function equalLevelsCount(found: string, expected: string): number {
  const [left, right] = [found.split(","), expected.split(",")];
  const differs = right.findIndex((field, at) => field !== left[at]);
  return differs < 0 ? right.length / 4 : Math.floor(differs / 4);
}
