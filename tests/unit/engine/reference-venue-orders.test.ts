/**
 * Goal: the orders of a level add up to the level, whatever joins and leaves, and a row that cannot be is named.
 * Method: random rows against a plain list of orders, and each rule broken alone.
 */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { eventKind } from "../../../src/domain/event.ts";
import { ask, bid, type Side } from "../../../src/domain/side.ts";
import { type OrderRow, VenueOrders } from "../../../src/engine/reference-venue-orders.ts";

const level: OrderRow = { kind: eventKind.depth, side: bid, priceTicks: 100, sizeLots: 5, orderId: 1n };

/** Order 1 with 5 of the 5 bid lots at 100. */
function oneOrder(): VenueOrders {
  const orders = new VenueOrders();
  orders.change(level, 0, 7);
  return orders;
}

test("venue orders: any rows: those that break no rule leave each level the sum of its orders", () => {
  const row = fc.record({
    side: fc.constantFrom<Side>(bid, ask),
    priceTicks: fc.integer({ min: 1, max: 3 }),
    sizeLots: fc.integer({ min: 0, max: 9 }),
    orderId: fc.bigInt({ min: 0n, max: 6n }),
  });
  const holds = fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
    const orders = new VenueOrders();
    const shown = new Map<string, number>();
    for (const [index, one] of rows.entries()) {
      const drawn = { ...one, kind: eventKind.depth };
      const key = `${one.side} ${one.priceTicks}`;
      const oldLots = shown.get(key) ?? 0;
      if (orders.brokenRule(drawn, oldLots, "valid") !== 0) continue;
      orders.change(drawn, oldLots, index);
      shown.set(key, one.sizeLots);
      for (const [at, lots] of shown) expect(lotsAt(orders, at)).toBe(lots);
    }
  });
  fc.assert(holds, { numRuns: 100 });
});

test("venue orders: an order that loses lots keeps when it joined, and joins anew once it has gone", () => {
  const orders = oneOrder();
  expect(orders.change({ ...level, sizeLots: 2 }, 5, 8)).toMatchObject({ joinedNs: 7, lots: 2 });
  expect(orders.change({ ...level, sizeLots: 2 }, 2, 9)).toBeUndefined();
  expect(orders.change({ ...level, sizeLots: 0 }, 2, 9)).toMatchObject({ joinedNs: 7, lots: 0 });
  expect(orders.find(1n)).toBeUndefined();
  expect(orders.change({ ...level, sizeLots: 3 }, 0, 9)).toMatchObject({ joinedNs: 9, lots: 3 });
});

test("venue orders: each rule broken alone: its position among the errors", () => {
  const orders = oneOrder();
  const broken: readonly (readonly [number, Partial<OrderRow>])[] = [
    [10, { sizeLots: 6, orderId: 0n }],
    [10, { sizeLots: 4, orderId: 0n }],
    [11, { sizeLots: 6 }],
    [12, { sizeLots: 4, orderId: 2n }],
    [12, { sizeLots: 4, side: ask }],
    [12, { sizeLots: 4, priceTicks: 101 }],
    [0, { sizeLots: 5, orderId: 0n }],
    [0, { sizeLots: 5, orderId: 9n }],
    [0, { sizeLots: 6, orderId: 2n }],
    [0, { sizeLots: 0 }],
  ];
  for (const [code, change] of broken)
    expect([change, orders.brokenRule({ ...level, ...change }, 5, "valid")]).toEqual([change, code]);
});

test("venue orders: a trade names whom it hit, with as many lots, and on the other side: else broken, but in no valid state", () => {
  const orders = oneOrder();
  const trade: OrderRow = { ...level, kind: eventKind.trade, side: ask };
  expect(orders.brokenRule(trade, 0, "valid")).toBe(0);
  const others: readonly Partial<OrderRow>[] = [{ sizeLots: 6 }, { side: bid }, { priceTicks: 99 }, { orderId: 2n }];
  for (const wrong of others) {
    expect(orders.brokenRule({ ...trade, ...wrong }, 0, "valid")).toBe(12);
    expect(orders.brokenRule({ ...trade, ...wrong }, 0, "gapped")).toBe(0);
  }
  expect(orders.brokenRule({ ...trade, orderId: 0n, sizeLots: 99 }, 0, "valid")).toBe(0);
});

function lotsAt(orders: VenueOrders, key: string): number {
  const ids = [1n, 2n, 3n, 4n, 5n, 6n];
  const there = ids.map((id) => orders.find(id)).filter((order) => `${order?.side} ${order?.priceTicks}` === key);
  return there.reduce((sum, order) => sum + order!.lots, 0);
}
