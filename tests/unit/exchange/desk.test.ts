// Goal: queries find what is open and what is remembered, by either id, and nothing else. Method: a short history with few places.
import { expect, test } from "bun:test";
import { findOrder } from "../../../sim/exchange/desk.ts";
import { Recent } from "../../../sim/exchange/recent.ts";
import { testSymbol, whole } from "../../helpers/exchange-symbols.ts";
import { placed, refused, Venue } from "../../helpers/exchange-venue.ts";

test("queries: open and closed orders: by id, by client id, and all in order", () => {
  using venue = new Venue(testSymbol(whole));
  const own = venue.account();
  const [first, second, third] = ["a", "b", undefined].map((id) =>
    placed(venue.buy(own, id === undefined ? { price: "9", size: "1" } : { price: "9", size: "1", id })),
  );
  venue.cancel(own, { orderId: 2 });
  const desk = venue.market.desk(own);
  expect(desk.find({ clientOrderId: "b" })).toBe(second!);
  expect(desk.find({ orderId: 2 })).toBe(second!);
  expect(desk.find({ clientOrderId: third!.clientOrderId })).toBe(third!);
  expect(desk.openOrders()).toEqual([first!, third!]);
  expect(desk.allOrders().map(({ orderId }) => orderId)).toEqual([1, 2, 3]);
  expect(desk.find({ clientOrderId: "c" })).toBeUndefined();
  expect(venue.market.desk(venue.account()).find({ orderId: 2 })).toBeUndefined();
});

test("queries: an order that is not there, or two ids that are not of one order: refused", () => {
  using venue = new Venue(testSymbol(whole));
  const own = venue.account();
  const order = placed(venue.buy(own, { price: "9", size: "1", id: "a" }));
  const desk = venue.market.desk(own);
  expect(findOrder(desk, { orderId: 1, clientOrderId: "a" })).toBe(order);
  expect(findOrder(desk, { orderId: 1 })).toBe(order);
  expect(findOrder(desk, { clientOrderId: "a" })).toBe(order);
  expect(refused(findOrder(desk, { orderId: 1, clientOrderId: "b" }))).toBe(
    "-2039 Client order ID is not correct for this order ID.",
  );
  expect(refused(findOrder(desk, { orderId: 2 }))).toBe("-2013 Order does not exist.");
});

test("queries: a client id used again: the open order, else the one closed last", () => {
  using venue = new Venue(testSymbol(whole));
  const own = venue.account();
  const desk = venue.market.desk(own);
  const again = () => placed(venue.buy(own, { price: "9", size: "1", id: "a" }));
  again();
  venue.cancel(own, { orderId: 1 });
  const second = again();
  expect(desk.find({ clientOrderId: "a" })).toBe(second);
  venue.cancel(own, { orderId: 2 });
  expect(desk.find({ clientOrderId: "a" })).toBe(second);
});

test("queries: more closed orders than are remembered: the oldest are forgotten, with their names", () => {
  using venue = new Venue(testSymbol(whole));
  const own = venue.account({ historyMax: 2 });
  const desk = venue.market.desk(own);
  expect(desk.find({ orderId: 1 })).toBeUndefined();
  for (const id of ["a", "b", "c"]) {
    const { orderId } = placed(venue.buy(own, { price: "9", size: "1", id }));
    venue.cancel(own, { orderId });
  }
  expect(desk.allOrders().map(({ clientOrderId }) => clientOrderId)).toEqual(["b", "c"]);
  expect([desk.find({ orderId: 1 }), desk.find({ clientOrderId: "a" })]).toEqual([undefined, undefined]);
});

test("queries: an account that remembers nothing: its open orders are found, its closed ones are not", () => {
  using venue = new Venue(testSymbol(whole));
  const own = venue.account({ historyMax: 0 });
  const order = placed(venue.buy(own, { price: "9", size: "1" }));
  const desk = venue.market.desk(own);
  expect([desk.find({ orderId: 1 }), desk.find({ orderId: 2 })]).toEqual([order, undefined]);
  venue.cancel(own, { orderId: 1 });
  expect(desk.find({ orderId: 1 })).toBeUndefined();
});

test("recent: keeps the latest, the oldest first, and says what it forgets", () => {
  const recent = new Recent<number>(3);
  expect([1, 2, 3, 4, 5].map((item) => recent.push(item))).toEqual([undefined, undefined, undefined, 1, 2]);
  expect([recent.toArray(), recent.length, recent.at(0)]).toEqual([[3, 4, 5], 3, 3]);
});
