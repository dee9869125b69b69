// Goal: whatever a venue sends, both books of orders hold the same orders in the same places, and what they show adds
// up.
// Method: random streams, a third of them rows that must be refused, given in random pieces. The native book is
// compared with the plain one after each piece; each is compared with laws that need no book: a level is the sum of its
// queue, a place the sum of what stands before it, and orders enter, shrink and leave as the rows that were not refused
// say.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { orderEventKind as kinds, type OrderEventKind, orderRefusals } from "../../src/domain/order-event.ts";
import { ask, bid, type Side } from "../../src/domain/side.ts";
import type { OrderBook } from "../../src/ports/order-book.ts";
import { propertyRuns } from "../helpers/engine-kinds.ts";
import { isNativeBookMissing, orderBooksUnderTest } from "../helpers/order-book-kinds.ts";
import { bookFacts, bookRow, columnsOf, type OrderRow, orderStream } from "../helpers/order-book-streams.ts";

const small = { ordersMax: 12 };
const [reference, native] = orderBooksUnderTest as [
  (typeof orderBooksUnderTest)[number],
  (typeof orderBooksUnderTest)[number],
];

test.skipIf(isNativeBookMissing)(
  "order book: any stream in any pieces: the native book equals the plain one after each piece",
  () => {
    fc.assert(
      fc.property(orderStream, fc.array(fc.integer({ min: 0, max: 40 })), (stream, pieces) => {
        using plain = reference.open(small);
        using fast = native.open(small);
        const columns = columnsOf(stream);
        for (let from = 0, piece = 0; from < stream.length; piece++) {
          const count = Math.min(pieces[piece] ?? stream.length, stream.length - from);
          plain.apply(columns, from, count);
          fast.apply(columns, from, count);
          from += count;
          expect(bookFacts(fast)).toEqual(bookFacts(plain));
        }
        for (const { orderId } of stream) expect(fast.order(orderId)).toEqual(plain.order(orderId));
      }),
      propertyRuns(300),
    );
  },
);

test("order book: the streams of these properties: fill queues, and run into every refusal", () => {
  const seen = { longestQueue: 0, refused: new Set<string>() };
  for (const stream of fc.sample(orderStream, { numRuns: 200, seed: 1 })) {
    using book = reference.open(small);
    book.apply(columnsOf(stream));
    for (const queue of [...queues(book, bid), ...queues(book, ask)])
      seen.longestQueue = Math.max(seen.longestQueue, queue.length);
    for (const [reason, count] of Object.entries(book.counts.refusedCounts)) if (count > 0) seen.refused.add(reason);
  }
  expect(seen.longestQueue).toBeGreaterThan(4);
  expect([...seen.refused].toSorted()).toEqual([...orderRefusals].toSorted());
});

for (const { kind, isMissing, open } of orderBooksUnderTest) {
  test.skipIf(isMissing)(`order book, ${kind}: any stream: levels are the sums of their queues, best first`, () => {
    fc.assert(
      fc.property(orderStream, (stream) => {
        using book = open(small);
        book.apply(columnsOf(stream));
        for (const side of [bid, ask] as const) checkSide(book, side);
        const ordersCount = ([bid, ask] as const).flatMap((side) => queues(book, side)).flat().length;
        expect(book.ordersCount).toBe(ordersCount);
      }),
      propertyRuns(300),
    );
  });

  test.skipIf(isMissing)(
    `order book, ${kind}: any stream: every lot that entered rests, was traded or cancelled`,
    () => {
      fc.assert(
        fc.property(orderStream, (stream) => {
          using book = open(small);
          let balance = 0n;
          for (const row of stream) {
            const before = facts(book, row);
            book.apply(columnsOf([row]));
            balance += changeOf(row, before, book);
          }
          const resting = ([bid, ask] as const).flatMap((side) => queues(book, side)).flat();
          expect(resting.reduce((sum, { sizeLots }) => sum + BigInt(sizeLots), 0n)).toBe(balance);
        }),
        propertyRuns(200),
      );
    },
  );

  test.skipIf(isMissing)(
    `order book, ${kind}: a row that is refused: changes nothing but the count of its reason`,
    () => {
      fc.assert(
        fc.property(orderStream, (stream) => {
          using book = open(small);
          for (const row of stream) {
            const [hash, refused] = [book.stateHash(), refusedCount(book)];
            book.apply(columnsOf([row]));
            if (refusedCount(book) === refused) continue;
            expect(refusedCount(book)).toBe(refused + 1);
            expect(book.stateHash()).toBe(hash);
          }
        }),
        propertyRuns(200),
      );
    },
  );

  test.skipIf(isMissing)(`order book, ${kind}: all orders deleted, or a clear: the book is empty and usable`, () => {
    fc.assert(
      fc.property(orderStream, fc.boolean(), (stream, byClear) => {
        using book = open(small);
        using fresh = open(small);
        fresh.apply(columnsOf([bookRow("clear")]));
        book.apply(columnsOf([bookRow("clear"), ...stream.filter((row) => row.kind !== kinds.gap)]));
        const resting = ([bid, ask] as const).flatMap((side) => queues(book, side)).flat();
        const deletes = resting.map(({ orderId }): OrderRow => ({ ...bookRow("clear"), kind: kinds.delete, orderId }));
        book.apply(columnsOf(byClear ? [bookRow("clear")] : deletes));
        expect(book.ordersCount).toBe(0);
        expect([book.levelsCount(bid), book.levelsCount(ask)]).toEqual([0, 0]);
        expect(book.stateHash()).toBe(fresh.stateHash());
        const refused = refusedCount(book);
        book.apply(columnsOf(Array.from({ length: small.ordersMax }, (_, at) => anAdd(BigInt(at + 1)))));
        expect(book.ordersCount).toBe(small.ordersMax);
        expect(refusedCount(book)).toBe(refused);
      }),
      propertyRuns(200),
    );
  });
}

function checkSide(book: OrderBook, side: Side): void {
  const levels = book.levels(side, 1000);
  const prices = levels.map(({ priceTicks }) => priceTicks);
  expect(prices).toEqual(prices.toSorted((a, b) => (side === bid ? b - a : a - b)));
  expect(levels).toHaveLength(book.levelsCount(side));
  for (const { priceTicks, sizeLots, ordersCount } of levels) {
    const queue = book.queue(side, priceTicks);
    expect(queue).toHaveLength(ordersCount);
    expect(book.levelLots(side, priceTicks)).toBe(sizeLots);
    let aheadLots = 0;
    for (const [aheadOrdersCount, { orderId, sizeLots: lots }] of queue.entries()) {
      const place = { orderId, side, priceTicks, sizeLots: lots, aheadLots, aheadOrdersCount };
      expect(book.order(orderId)).toEqual(place);
      aheadLots += lots;
    }
    expect(aheadLots).toBe(sizeLots);
  }
}

function queues(book: OrderBook, side: Side) {
  return book.levels(side, 1000).map(({ priceTicks }) => book.queue(side, priceTicks));
}

function refusedCount(book: OrderBook): number {
  return Object.values(book.counts.refusedCounts).reduce((sum, count) => sum + count, 0);
}

/** What a row will be judged by. */
function facts(book: OrderBook, { orderId }: OrderRow) {
  const resting = ([bid, ask] as const).flatMap((side) => queues(book, side)).flat();
  return {
    restingLots: resting.reduce((sum, { sizeLots }) => sum + BigInt(sizeLots), 0n),
    orderLots: BigInt(book.order(orderId)?.sizeLots ?? 0),
    refused: refusedCount(book),
  };
}

/** The lots that a row brings into the book or takes out of it, by the table of `order-event.ts`. */
function changeOf(row: OrderRow, before: ReturnType<typeof facts>, book: OrderBook): bigint {
  if (refusedCount(book) > before.refused) return 0n;
  const changes: Record<OrderEventKind, bigint> = {
    [kinds.add]: BigInt(row.sizeLots),
    [kinds.snapshotOrder]: BigInt(row.sizeLots),
    [kinds.reduce]: -BigInt(row.sizeLots),
    [kinds.execute]: -BigInt(row.sizeLots),
    [kinds.delete]: -before.orderLots,
    [kinds.clear]: -before.restingLots,
    [kinds.gap]: 0n,
    [kinds.hiddenTrade]: 0n,
  };
  return changes[row.kind];
}

function anAdd(orderId: bigint): OrderRow {
  return { kind: kinds.add, orderId, side: bid, priceTicks: 100, sizeLots: 1, isLast: true };
}
