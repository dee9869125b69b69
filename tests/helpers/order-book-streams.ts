/**
 * Streams of order events for properties: few ids, prices and sizes, so that things meet; broken rows among good ones,
 * and prices at the ends of what a price can be.
 */
import fc from "fast-check";
import { type OrderEventKind, type OrderEventKindName, orderEventKind } from "../../src/domain/order-event.ts";
import { OrderRows } from "../../src/domain/order-rows.ts";
import { ask, bid, type Side } from "../../src/domain/side.ts";
import type { OrderBook } from "../../src/ports/order-book.ts";

export interface OrderRow {
  readonly kind: OrderEventKind;
  readonly orderId: bigint;
  readonly side: Side;
  readonly priceTicks: number;
  readonly sizeLots: number;
  readonly isLast: boolean;
}

const kind = fc.oneof(
  { weight: 36, arbitrary: fc.constant(orderEventKind.add) },
  { weight: 8, arbitrary: fc.constant(orderEventKind.reduce) },
  { weight: 8, arbitrary: fc.constant(orderEventKind.delete) },
  { weight: 16, arbitrary: fc.constant(orderEventKind.execute) },
  { weight: 1, arbitrary: fc.constantFrom(...Object.values(orderEventKind)) },
);
const orderId = fc.oneof(
  { weight: 20, arbitrary: fc.bigInt({ min: 1n, max: 32n }) },
  { weight: 1, arbitrary: fc.constantFrom(0n, 1n << 63n, (1n << 64n) - 1n, 1n << 32n) },
);
const priceTicks = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 99, max: 103 }) },
  { weight: 2, arbitrary: fc.constantFrom(1, 40_000, 70_000, 1_000_000, 2 ** 31 - 1) },
  { weight: 1, arbitrary: fc.constantFrom(0, -1, -(2 ** 31)) },
);
const sizeLots = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 1, max: 5 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -1, 2 ** 52, 2 ** 52, 2 ** 53 - 1, 2 ** 53, 2 ** 62, -(2 ** 62)) },
);

export const orderRow: fc.Arbitrary<OrderRow> = fc.record({
  ...{ kind, orderId, priceTicks, sizeLots },
  side: fc.constantFrom(bid, ask),
  isLast: fc.boolean(),
});

/** A stream; nearly all begin with an empty book. Long ones: a book of a few rows is seldom interesting. */
export const orderStream: fc.Arbitrary<OrderRow[]> = fc
  .tuple(fc.integer({ min: 0, max: 9 }), fc.array(orderRow, { maxLength: 120, size: "max" }))
  .map(([draw, rows]) => (draw > 0 ? [bookRow("clear"), ...rows] : rows));

export function bookRow(name: OrderEventKindName & ("clear" | "gap")): OrderRow {
  return { kind: orderEventKind[name], orderId: 0n, side: bid, priceTicks: 0, sizeLots: 0, isLast: true };
}

export function columnsOf(stream: readonly OrderRow[]): OrderRows {
  const rows = new OrderRows();
  for (const { kind, orderId, side, priceTicks, sizeLots, isLast } of stream) {
    rows.row(kind, orderId, side, priceTicks, sizeLots);
    if (isLast) rows.endMessage();
  }
  return rows;
}

/** All that a book says of itself, in the port's words. */
export function bookFacts(book: OrderBook) {
  return {
    state: book.state,
    counts: structuredClone(book.counts),
    ordersCount: book.ordersCount,
    hash: book.stateHash(),
    sides: [bid, ask].map((side) => ({
      levelsCount: book.levelsCount(side as Side),
      levels: book.levels(side as Side, 1000),
      queues: book.levels(side as Side, 1000).map(({ priceTicks }) => book.queue(side as Side, priceTicks)),
    })),
  };
}
