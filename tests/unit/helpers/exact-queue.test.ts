// Goal: what was ahead of an order of ours, step by step, is what the venue's own queue says.
// Method: small streams worked by hand; a random stream in which a real order is the one that joins, so that the book
// of orders itself knows its place at any time; and on recorded streams, when they are there, the same with hundreds of
// their orders.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { LunoDecoder } from "../../../src/data/order-level/luno.ts";
import { orderEventKind as kinds, type OrderEventKindName } from "../../../src/domain/order-event.ts";
import { OrderRowReader, OrderRows } from "../../../src/domain/order-rows.ts";
import { bid, type Side } from "../../../src/domain/side.ts";
import { openOrderBook } from "../../../src/engine/open-order-book.ts";
import { propertyRuns } from "../../helpers/engine-kinds.ts";
import { exactQueueAhead } from "../../helpers/exact-queue.ts";
import { bookRow, type OrderRow, orderStream } from "../../helpers/order-book-streams.ts";
import { grids, linesOf, recordingOf } from "../../helpers/order-recordings.ts";

type Row = readonly [atNs: number, kind: OrderEventKindName, orderId: number, priceTicks?: number, sizeLots?: number];

const opening: Row[] = [
  [0, "clear", 0],
  [1, "add", 1, 100, 5],
  [2, "add", 2, 100, 7],
  [3, "add", 3, 99, 9],
];

describe("exact queue:", () => {
  test("trades, cancels and reductions of those ahead: each shortens it; what comes behind does not", () => {
    const found = queueAt(4, [
      ...opening,
      [5, "add", 4, 100, 50],
      [6, "execute", 1, 0, 2],
      [7, "reduce", 2, 0, 3],
      [8, "execute", 4, 0, 1],
      [9, "delete", 3],
      [10, "delete", 1],
      [11, "execute", 2, 0, 4],
      [12, "execute", 4, 0, 49],
    ]);
    expect(found?.end).toBe("front");
    expect(found?.steps.map(({ venueNs, cause, lots, aheadLots }) => [venueNs, cause, lots, aheadLots])).toEqual([
      [4, "joined", 0, 12],
      [6, "traded", 2, 10],
      [7, "cancelled", 3, 7],
      [10, "cancelled", 3, 4],
      [11, "traded", 4, 0],
    ]);
  });

  test("a message of the very time of joining: came before us", () => {
    expect(queueAt(2, opening)?.steps[0]?.aheadLots).toBe(12);
    expect(queueAt(1, opening)?.steps[0]?.aheadLots).toBe(5);
  });

  test("an order ahead that moves to the end, under its old id: is behind us", () => {
    const found = queueAt(4, [...opening, [5, "delete", 1], [5, "add", 1, 100, 5], [6, "execute", 1, 0, 5]]);
    expect(found?.steps.at(-1)?.aheadLots).toBe(7);
    expect(found?.end).toBe("rowsUsed");
  });

  test("an empty price: nobody is ahead", () => {
    expect(
      exactQueueAhead(openOrderBook({ ordersMax: 64 }), [rowsOf([...opening, [9, "delete", 1]])], {
        side: bid,
        priceTicks: 98,
        joinNs: 4,
      }),
    ).toEqual({
      steps: [{ venueNs: 4, cause: "joined", lots: 0, aheadLots: 0 }],
      end: "front",
    });
  });

  test("a gap or a new snapshot: what was ahead is not known any more", () => {
    expect(queueAt(4, [...opening, [5, "gap", 0], [6, "execute", 1, 0, 5]])?.end).toBe("lost");
    expect(queueAt(4, [...opening, [5, "clear", 0]])?.end).toBe("lost");
  });

  test("no valid book, or no rows, at the joining: no answer", () => {
    expect(queueAt(4, [...opening, [4, "gap", 0], [5, "execute", 1, 0, 5]])).toBeUndefined();
    expect(queueAt(40, opening)).toBeUndefined();
  });
});

test("exact queue: any stream, at the place of any real order of it: the lots ahead that the book itself counts", () => {
  fc.assert(
    fc.property(orderStream, (stream) => {
      const rows = stream.filter(({ kind }) => kind !== kinds.clear && kind !== kinds.gap);
      checkAgainstBook([bookRow("clear"), ...rows]);
    }),
    propertyRuns(60),
  );
});

test.skipIf(recordingOf("luno") === undefined)(
  "exact queue: Luno's orders: the place of each, from its arrival to its end, is the one its book gives",
  async () => {
    const rows = new OrderRows();
    const decoder = new LunoDecoder(grids.luno);
    for (const line of await linesOf("luno")) decoder.line(line, rows);
    const row = new OrderRowReader(rows);
    // Of messages of one millisecond the times do not tell which was first.
    const adds = addsOf(rows).filter((at) => row.at(at).venueNs > row.at(at - 1).venueNs);
    const compared = adds.filter((_, at) => at % 50 === 0).map((at) => checkOneOrder(rows, at, 2 ** 15));
    expect(compared.filter((count) => count > 0).length).toBeGreaterThan(50);
  },
  30_000,
);

function queueAt(joinNs: number, given: readonly Row[]) {
  const order = { side: bid as Side, priceTicks: 100, joinNs };
  const whole = exactQueueAhead(openOrderBook({ ordersMax: 64 }), [rowsOf(given)], order);
  // Chunks of one message are the same stream.
  expect(
    exactQueueAhead(
      openOrderBook({ ordersMax: 64 }),
      given.map((row) => rowsOf([row])),
      order,
    ),
  ).toEqual(whole as never);
  return whole;
}

function rowsOf(given: readonly Row[]): OrderRows {
  const rows = new OrderRows();
  for (const [atNs, name, orderId, priceTicks = 0, sizeLots = 0] of given) {
    rows.beginMessage(atNs, atNs);
    rows.row(kinds[name], BigInt(orderId), bid, priceTicks, sizeLots);
    rows.endMessage();
  }
  return rows;
}

/** Every row gets a time and a message of its own, so that each order can be joined just before. */
function checkAgainstBook(stream: readonly OrderRow[]): void {
  const rows = new OrderRows();
  for (const [at, { kind, orderId, side, priceTicks, sizeLots }] of stream.entries()) {
    rows.beginMessage(10 * at, 10 * at);
    rows.row(kind, orderId, side, priceTicks, sizeLots);
    rows.endMessage();
  }
  for (const at of addsOf(rows)) checkOneOrder(rows, at, 64);
}

function addsOf(rows: OrderRows): number[] {
  const row = new OrderRowReader(rows);
  return Array.from({ length: rows.rowsCount }, (_, at) => at).filter((at) => row.at(at).kind === kinds.add);
}

/**
 * We join just before a real order does, and both see the same queue for as long as it rests. How often they were
 * compared.
 */
function checkOneOrder(rows: OrderRows, at: number, ordersMax: number): number {
  const row = new OrderRowReader(rows);
  const { orderId, side, priceTicks, venueNs } = row.at(at);
  using book = openOrderBook({ ordersMax });
  book.apply(rows, 0, at);
  if (priceTicks <= 0 || book.order(orderId) !== undefined) return 0;
  using another = openOrderBook({ ordersMax });
  const ours = exactQueueAhead(another, [rows], { side, priceTicks, joinNs: venueNs - 1 })!;
  book.apply(rows, at, 1);
  let compared = 0;
  for (let next = at + 1; next < rows.rowsCount; next++) {
    const place = book.order(orderId);
    if (place === undefined) break;
    const { venueNs: nowNs } = row.at(next - 1);
    if (row.at(next).venueNs > nowNs) {
      expect(ours.steps.findLast((step) => step.venueNs <= nowNs)!.aheadLots).toBe(place.aheadLots);
      compared++;
    }
    book.apply(rows, next, 1);
  }
  return compared;
}
