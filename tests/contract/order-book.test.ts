// Goal: one set of rules for a book of orders, whoever keeps it.
// Method: each rule of `src/domain/order-event.ts` by a small case worked by hand, on every answer to the port.
import { describe, expect, test } from "bun:test";
import { type OrderEventKindName, orderEventKind } from "../../src/domain/order-event.ts";
import { OrderRows } from "../../src/domain/order-rows.ts";
import { ask, bid, type Side } from "../../src/domain/side.ts";
import type { OrderBook } from "../../src/ports/order-book.ts";
import { orderBooksUnderTest } from "../helpers/order-book-kinds.ts";

type Row = readonly [kind: OrderEventKindName, orderId: number, side?: Side, priceTicks?: number, sizeLots?: number];

for (const { kind, isMissing, open } of orderBooksUnderTest)
  describe.skipIf(isMissing)(`order book, ${kind}:`, () => {
    const bookOf = (...rows: Row[]) => {
      const book = open({ ordersMax: 4 });
      give(book, ["clear", 0], ...rows);
      return book;
    };

    test("an empty book: no levels, no orders", () => {
      using book = bookOf();
      expect([book.state, book.ordersCount, book.levels(bid, 9), book.queue(ask, 5)]).toEqual(["valid", 0, [], []]);
      expect([book.levelLots(bid, 5), book.levelLots(bid, 0), book.levelLots(ask, -1)]).toEqual([0, 0, 0]);
      expect(book.order(1n)).toBeUndefined();
    });

    test("orders at one price: they queue as they came", () => {
      using book = bookOf(["add", 7, bid, 100, 5], ["add", 3, bid, 100, 2], ["add", 9, bid, 100, 4]);
      expect(book.levels(bid, 9)).toEqual([{ priceTicks: 100, sizeLots: 11, ordersCount: 3 }]);
      expect(book.queue(bid, 100).map(({ orderId }) => orderId)).toEqual([7n, 3n, 9n]);
      expect(book.order(9n)).toEqual({
        ...{ orderId: 9n, side: bid, priceTicks: 100, sizeLots: 4 },
        ...{ aheadLots: 7, aheadOrdersCount: 2 },
      });
    });

    test("levels: bids fall, asks rise, however far apart they are", () => {
      using book = bookOf(
        ["add", 1, bid, 100, 1],
        ["add", 2, bid, 1, 1],
        ["add", 3, ask, 2 ** 31 - 1, 1],
        ["add", 4, ask, 101, 1],
      );
      const prices = (side: Side, count: number) => book.levels(side, count).map(({ priceTicks }) => priceTicks);
      expect([prices(bid, 9), prices(ask, 9), prices(ask, 1)]).toEqual([[100, 1], [101, 2 ** 31 - 1], [101]]);
    });

    test("reduce: the order keeps its place; its last lot taken off, it leaves", () => {
      using book = bookOf(["add", 1, ask, 100, 5], ["add", 2, ask, 100, 5], ["reduce", 1, ask, 0, 3]);
      expect(book.queue(ask, 100)).toEqual([
        { orderId: 1n, sizeLots: 2 },
        { orderId: 2n, sizeLots: 5 },
      ]);
      give(book, ["reduce", 1, ask, 0, 2]);
      expect(book.queue(ask, 100)).toEqual([{ orderId: 2n, sizeLots: 5 }]);
    });

    test("delete in the middle of a queue: those behind move up", () => {
      using book = bookOf(["add", 1, ask, 100, 5], ["add", 2, ask, 100, 6], ["add", 3, ask, 100, 7], ["delete", 2]);
      expect(book.order(3n)).toMatchObject({ aheadLots: 5, aheadOrdersCount: 1 });
      expect(book.levelLots(ask, 100)).toBe(12);
    });

    test("an id that has left: may come again, at the end of a queue", () => {
      using book = bookOf(["add", 1, bid, 100, 5], ["add", 2, bid, 100, 5], ["delete", 1], ["add", 1, bid, 100, 1]);
      expect(book.queue(bid, 100).map(({ orderId }) => orderId)).toEqual([2n, 1n]);
    });

    test("executions: counted by whether they hit the best price, and the head of its queue", () => {
      using book = bookOf(["add", 1, bid, 100, 5], ["add", 2, bid, 100, 5], ["add", 3, bid, 99, 5]);
      give(book, ["execute", 1, bid, 0, 2], ["execute", 2, bid, 0, 5], ["execute", 3, bid, 0, 1]);
      const { executesCount, executesAtBestCount, executesAtHeadCount } = book.counts;
      expect([executesCount, executesAtBestCount, executesAtHeadCount]).toEqual([3, 2, 1]);
      expect(book.levels(bid, 9).map(({ sizeLots }) => sizeLots)).toEqual([3, 4]);
    });

    test("a hidden trade: leaves the book as it is", () => {
      using book = bookOf(["add", 1, bid, 100, 5], ["hiddenTrade", 0, bid, 100, 5]);
      expect(book.levelLots(bid, 100)).toBe(5);
      expect(Object.values(book.counts.refusedCounts).some((count) => count > 0)).toBe(false);
    });

    test("a crossed book: counted after whole messages alone", () => {
      using book = bookOf(["add", 1, bid, 100, 5]);
      const rows = new OrderRows();
      rows.beginMessage(0, 0);
      rows.row(orderEventKind.add, 2n, ask, 100, 5);
      rows.row(orderEventKind.execute, 1n, bid, 0, 5);
      rows.endMessage();
      book.apply(rows);
      expect(book.counts).toMatchObject({ messagesCount: 3, crossedCount: 0, rowsCount: 4 });
      give(book, ["add", 3, bid, 100, 1]);
      expect(book.counts.crossedCount).toBe(1);
    });

    test("a gap: nothing is taken until the next snapshot, which begins anew", () => {
      using book = bookOf(["add", 1, bid, 100, 5], ["gap", 0], ["add", 2, bid, 100, 5], ["delete", 1]);
      expect([book.state, book.ordersCount, book.counts.refusedCounts.bookNotValid]).toEqual(["gapped", 1, 2]);
      give(book, ["clear", 0], ["snapshotOrder", 5, bid, 90, 1]);
      expect([book.state, book.ordersCount, book.levelLots(bid, 100), book.levelLots(bid, 90)]).toEqual([
        "valid",
        1,
        0,
        1,
      ]);
    });

    test("before the first snapshot: every order is refused", () => {
      using book = open({ ordersMax: 4 });
      give(book, ["add", 1, bid, 100, 5]);
      expect([book.state, book.ordersCount, book.counts.refusedCounts.bookNotValid]).toEqual(["none", 0, 1]);
    });

    const refused: [reason: keyof OrderBook["counts"]["refusedCounts"], row: Row][] = [
      ["badId", ["add", 0, bid, 100, 1]],
      ["badSize", ["add", 3, bid, 100, 0]],
      ["badSize", ["add", 3, bid, 100, 2 ** 53]],
      ["badSize", ["execute", 1, bid, 0, -1]],
      ["badPrice", ["add", 3, bid, 0, 1]],
      ["badPrice", ["snapshotOrder", 3, ask, -5, 1]],
      ["duplicateId", ["add", 1, ask, 105, 1]],
      ["unknownId", ["delete", 3]],
      ["unknownId", ["reduce", 3, bid, 0, 1]],
      ["tooManyLots", ["execute", 1, bid, 0, 6]],
      ["levelFull", ["add", 3, bid, 100, 2 ** 53 - 5]],
    ];
    test.each(refused)("refused as %s: %p: the book stays as it was", (reason, row) => {
      using book = bookOf(["add", 1, bid, 100, 5], ["add", 2, ask, 110, 5]);
      const hash = book.stateHash();
      give(book, row);
      expect(book.counts.refusedCounts[reason]).toBe(1);
      expect(book.stateHash()).toBe(hash);
    });

    test("a queue of a thousand: told whole, with every place in it", () => {
      using book = open({ ordersMax: 1000 });
      give(book, ["clear", 0], ...Array.from({ length: 1000 }, (_, at): Row => ["add", at + 1, ask, 100, at + 1]));
      expect(book.queue(ask, 100).map(({ orderId }) => Number(orderId))).toEqual(
        Array.from({ length: 1000 }, (_, at) => at + 1),
      );
      expect(book.order(1000n)).toMatchObject({ aheadOrdersCount: 999, aheadLots: (999 * 1000) / 2 });
    });

    test("rows that their columns do not have, and a book that has ended: assertions", () => {
      const book = bookOf();
      const rows = new OrderRows();
      expect(() => book.apply(rows, 0, 1)).toThrow("rows are those of their columns");
      expect(() => book.apply(rows, -1)).toThrow("rows are those of their columns");
      expect(() => open({ ordersMax: 0 })).toThrow("a book holds from 1 to 2^26 orders");
      book[Symbol.dispose]();
      if (kind === "native") expect(() => book.levelLots(bid, 100)).toThrow("a book is not used after its end");
    });

    test("deleted twice: refused as unknown", () => {
      using book = bookOf(["add", 1, bid, 100, 5], ["delete", 1], ["delete", 1]);
      expect(book.counts.refusedCounts.unknownId).toBe(1);
    });

    test("one order more than it may hold: refused; one leaves, and there is room", () => {
      using book = bookOf(...[1, 2, 3, 4, 5].map((id): Row => ["add", id, bid, id, 1]));
      expect([book.ordersCount, book.counts.refusedCounts.bookFull]).toEqual([4, 1]);
      give(book, ["delete", 1], ["add", 5, bid, 5, 1]);
      expect(book.levelLots(bid, 5)).toBe(1);
    });

    test("the state hash: differs with place, size, price, side and id, and with nothing else", () => {
      const hashOf = (...rows: Row[]) => {
        using book = bookOf(...rows);
        return book.stateHash();
      };
      const hashes = [
        hashOf(),
        hashOf(["add", 1, bid, 100, 5], ["add", 2, bid, 100, 5]),
        hashOf(["add", 2, bid, 100, 5], ["add", 1, bid, 100, 5]),
        hashOf(["add", 1, bid, 100, 5], ["add", 2, bid, 100, 4]),
        hashOf(["add", 1, bid, 100, 5], ["add", 2, bid, 99, 5]),
        hashOf(["add", 1, bid, 100, 5], ["add", 2, ask, 100, 5]),
      ];
      expect(new Set(hashes).size).toBe(hashes.length);
      expect(hashOf(["add", 3, bid, 100, 5], ["add", 1, bid, 100, 5], ["delete", 3], ["add", 2, bid, 100, 5])).toBe(
        hashes[1]!,
      );
    });
  });

/** Each row as a message of its own. */
function give(book: OrderBook, ...given: readonly Row[]): void {
  const rows = new OrderRows();
  for (const [name, orderId, side = bid, priceTicks = 0, sizeLots = 0] of given) {
    rows.beginMessage(0, 0);
    rows.row(orderEventKind[name], BigInt(orderId), side, priceTicks, sizeLots);
    rows.endMessage();
  }
  book.apply(rows);
}
