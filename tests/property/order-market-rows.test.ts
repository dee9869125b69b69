// Goal: whatever order rows come, the market rows made of them obey the rules of the replay venue and build the very
// book of those orders.
// Method: random streams, broken rows and crossings among them, through both steps; the plain rows also into a book of
// orders (C++ or TypeScript), which must refuse none of them, be never crossed, and show after each message what an
// independent reader of the market rows shows.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { OrderMarketRows } from "../../src/data/order-level/order-market-rows.ts";
import { UncrossedCounts, UncrossedRows } from "../../src/data/order-level/uncrossed-rows.ts";
import { orderEventKind as kinds, type OrderEventColumns, orderEventFlag } from "../../src/domain/order-event.ts";
import { OrderRows } from "../../src/domain/order-rows.ts";
import { ask, bid } from "../../src/domain/side.ts";
import { openOrderBook } from "../../src/engine/open-order-book.ts";
import { propertyRuns } from "../helpers/engine-kinds.ts";
import { levelsOf, messagesOf, NamedRowsVenue } from "../helpers/named-rows-venue.ts";
import { type OrderRow, orderStream } from "../helpers/order-book-streams.ts";

/** Whole messages a millisecond apart, or at one time; no snapshots in the middle, which may cross. */
const stream = fc
  .tuple(orderStream, fc.array(fc.nat({ max: 3 }), { minLength: 130, maxLength: 130 }))
  .map(([rows, waits]) => ({ rows: rows.filter(({ kind }) => kind !== kinds.snapshotOrder), waits }));

describe("order market rows:", () => {
  test("any stream: after each message the levels of the book of orders, by rows that break no rule", () => {
    fc.assert(
      fc.property(stream, (drawn) => {
        const columns = columnsOf(drawn);
        using book = openOrderBook();
        const [uncrossed, venue] = [new UncrossedRows(), new NamedRowsVenue()];
        for (const message of messagesOf(columns, orderEventFlag.isLast)) {
          const plain = uncrossed.take(message);
          book.apply(plain);
          toldTo(venue, plain);
          const isTold = venue.isValid || book.ordersCount > 0;
          if (book.state === "valid" && isTold)
            for (const side of [bid, ask] as const) expect(venue.levels(side)).toEqual(levelsOf(book, side));
        }
        expect(Object.values(book.counts.refusedCounts).reduce((sum, count) => sum + count, 0)).toBe(0);
        expect(book.counts.crossedCount).toBe(0);
      }),
      propertyRuns(300),
    );
  });

  test("any stream, cut anywhere between messages: the same rows", () => {
    fc.assert(
      fc.property(stream, (drawn) => {
        const columns = columnsOf(drawn);
        const whole = new NamedRowsVenue();
        const parts = new NamedRowsVenue();
        const [all, cut] = [new OrderMarketRows(whole), new OrderMarketRows(parts)];
        all.take(new UncrossedRows().take(columns));
        const uncrossed = new UncrossedRows();
        for (const message of messagesOf(columns, orderEventFlag.isLast)) cut.take(uncrossed.take(message));
        all.end();
        cut.end();
        expect(parts.rowsSeen).toEqual(whole.rowsSeen);
      }),
      propertyRuns(100),
    );
  });

  test("any stream of bids: every execution that a book of orders takes is a print, and what it refuses is counted", () => {
    fc.assert(
      fc.property(stream, (drawn) => {
        const rows = drawn.rows
          .filter(({ kind }) => kind !== kinds.hiddenTrade)
          .map((row): OrderRow => ({ ...row, side: bid }));
        const columns = columnsOf({ ...drawn, rows });
        using book = openOrderBook();
        book.apply(columns);
        const counts = new UncrossedCounts();
        const venue = new NamedRowsVenue();
        const market = new OrderMarketRows(venue);
        market.take(new UncrossedRows(counts).take(columns));
        market.end();
        const named = venue.prints.filter(({ orderId }) => orderId !== 0n);
        expect(named).toHaveLength(book.counts.executesCount);
        const refused = Object.values(book.counts.refusedCounts).reduce((sum, count) => sum + count, 0);
        expect(counts.refusedCount).toBe(refused);
      }),
      propertyRuns(100),
    );
  });
});

/**
 * Everything that the rows say by now: a message is told with the one after it, so each step here has its own writer.
 */
function toldTo(venue: NamedRowsVenue, plain: OrderEventColumns): void {
  const market = writers.get(venue) ?? new OrderMarketRows(venue);
  writers.set(venue, market);
  market.take(plain);
  market.end();
}

const writers = new WeakMap<NamedRowsVenue, OrderMarketRows>();

function columnsOf({ rows: stream, waits }: { rows: readonly OrderRow[]; waits: readonly number[] }): OrderRows {
  const rows = new OrderRows();
  let nowNs = 0;
  let isFirst = true;
  for (const [at, { kind, orderId, side, priceTicks, sizeLots, isLast }] of stream.entries()) {
    if (isFirst) {
      nowNs += (waits[at % waits.length] ?? 0) * 4e9;
      rows.beginMessage(nowNs, nowNs);
    }
    rows.row(kind, orderId, side, priceTicks, sizeLots);
    isFirst = isLast;
    if (isLast) rows.endMessage();
  }
  if (!isFirst) rows.endMessage();
  return rows;
}
