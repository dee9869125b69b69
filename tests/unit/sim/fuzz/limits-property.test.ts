// Goal: no order that breaks a limit gets past the battery, and none that keeps them is stopped.
// Method: orders and what becomes of them told by hand, each limit from both sides; what the core itself does of limits
// is for the battery's runs (tests/property/strategies.test.ts).
import { expect, test } from "bun:test";
import { Exposure } from "../../../../sim/fuzz/exposure.ts";
import { LimitedVenue } from "../../../../sim/fuzz/limits-property.ts";
import { Violation } from "../../../../sim/fuzz/violation.ts";
import { orderType } from "../../../../src/domain/order-type.ts";
import { ask, bid, type Side } from "../../../../src/domain/side.ts";

const risk = { positionLotsMax: 10, orderLotsMax: 8, ordersOpenMax: 3, priceBandTicks: 1e6, staleAfterMs: 3000 };

/** @param startLots held. */
function desk(startLots = 0) {
  const sent: number[] = [];
  const replay = { place: (_type: number, _side: Side, orderId: number) => void sent.push(orderId) };
  const venue = new LimitedVenue(
    { ...replay, amend() {}, cancel() {}, cancelAll() {} },
    new Exposure(startLots, 0),
    risk,
    {
      nowNs: 2e9,
    },
  );
  let ordersCount = 0;
  const place = (side: Side, priceTicks: number, sizeLots: number) =>
    venue.place(orderType.postOnly, side, ++ordersCount, priceTicks, sizeLots, 0);
  return { sent, place };
}

test("limits: with all that is open filled, the position is at its bound: sent; beyond it: told, and not sent", () => {
  const { place, sent } = desk(-2);
  place(bid, 100, 8);
  place(bid, 99, 4);
  expect(() => place(bid, 98, 1)).toThrow(
    new Violation("at 2.000 s: an order to buy 1 at 98 may lead to a position of 11; expected 10 at most"),
  );
  expect(sent).toEqual([1, 2]);
  const other = desk(-2);
  other.place(ask, 103, 8);
  expect(() => other.place(ask, 104, 1)).toThrow("may lead to a position of -11; expected 10 at most");
});

test("limits: size of an order, number of orders: at the limit sent, above it told", () => {
  const { place } = desk();
  expect(() => place(bid, 100, 9)).toThrow("is larger than order_lots_max, 8");
  const many = desk();
  for (const priceTicks of [100, 99, 98]) many.place(bid, priceTicks, 1);
  expect(() => many.place(ask, 105, 1)).toThrow("is one more than orders_open_max, 3");
});

test("limits: an order at the price of one of our own on the other side: told; a tick away: sent", () => {
  const { place, sent } = desk();
  place(bid, 100, 1);
  place(ask, 101, 1);
  expect(() => place(ask, 100, 1)).toThrow("would meet one of our own");
  expect(sent).toEqual([1, 2]);
});
