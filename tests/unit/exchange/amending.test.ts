// Goal: an amend makes an order smaller where it stands, and does nothing else. Method: the FAQ's queue, then each refusal on both sides of
// its bound.
import { expect, test } from "bun:test";
import { testSymbol, whole } from "../../helpers/exchange-symbols.ts";
import { placed, refused, Venue } from "../../helpers/exchange-venue.ts";

function open() {
  const venue = new Venue(testSymbol(whole, [{ filterType: "MAX_NUM_ORDER_AMENDS", maxNumOrderAmends: 3 }]));
  const [own, other] = [venue.account(), venue.account()];
  placed(venue.buy(other, { price: "87", size: "1" }));
  const order = placed(venue.buy(own, { price: "87", size: "6", id: "mine" }));
  const behind = placed(venue.buy(other, { price: "87", size: "4" }));
  venue.events();
  return { venue, own, other, order, behind };
}

test("amend: down: keeps its place, frees the money, takes a new client id", () => {
  const { venue, own, order, behind } = open();
  using _ = venue;
  const answer = venue.amend(own, { orderId: 2 }, "5", "yours");
  expect(answer).toMatchObject({
    order,
    amendment: { origClientOrderId: "mine", newClientOrderId: "yours", origLots: 6, newLots: 5 },
  });
  expect(venue.events()).toEqual(["REPLACED 2 NEW", "position 1"]);
  expect(venue.balances(own)[1]).toBe("999999565 + 435");
  venue.sell(venue.account(), { price: "87", size: "3" });
  expect([order.executedLots, behind.executedLots]).toEqual([2, 0]);
  expect(venue.market.desk(own).find({ clientOrderId: "yours" })).toBe(order);
  expect(venue.market.desk(own).amendments.toArray()).toHaveLength(1);
});

test("amend: without a client id: the order gets a new one; with its own: it keeps it", () => {
  const { venue, own, order } = open();
  using _ = venue;
  venue.amend(own, { orderId: 2 }, "5", "mine");
  expect([order.clientOrderId, order.sizeLots]).toEqual(["mine", 5]);
  venue.amend(own, { orderId: 2 }, "4");
  expect(order.clientOrderId).toMatch(/^[0-9A-Za-z]{22}$/);
  expect(venue.cancel(own, { clientOrderId: order.clientOrderId })).toMatchObject({ order });
});

test("amend: to what has been executed, or less: the order expires", () => {
  const { venue, own, order } = open();
  using _ = venue;
  venue.sell(venue.account(), { price: "87", size: "3" });
  venue.events();
  venue.amend(own, { orderId: 2 }, "2");
  expect([order.status, order.executedLots, order.sizeLots]).toEqual(["EXPIRED", 2, 6]);
  expect(venue.events()).toEqual(["EXPIRED 2 EXPIRED EXCHANGE_CANCELED", "position 1"]);
  expect(venue.balances(own)[1]).toBe("999999826 + 0");
});

test("amend: a waiting order: becomes smaller too", () => {
  const { venue, own } = open();
  using _ = venue;
  const stop = placed(venue.buy(own, { kind: "STOP_LOSS_LIMIT", stop: "100", price: "100", size: "5" }));
  venue.amend(own, { orderId: stop.orderId }, "2");
  expect([stop.sizeLots, stop.isWorking, stop.lockedUnits]).toEqual([2, false, 200_00000000n]);
});

test("amend: an iceberg: shows less only when there is less than it showed", () => {
  const { venue, own } = open();
  using _ = venue;
  const order = placed(venue.sell(own, { price: "90", size: "9", iceberg: "4" }));
  venue.amend(own, { orderId: order.orderId }, "5");
  expect([order.icebergLots, venue.book().asks]).toEqual([4, ["4@90"]]);
  venue.amend(own, { orderId: order.orderId }, "3");
  expect([order.icebergLots, venue.book().asks]).toEqual([3, ["3@90"]]);
});

test("amend: what is refused, and leaves the order as it is", () => {
  const { venue, own, order } = open();
  using _ = venue;
  placed(venue.buy(own, { price: "80", size: "1", id: "other" }));
  const amend = (size: string, id?: string, orderId = 2) => refused(venue.amend(own, { orderId }, size, id));
  expect(amend("7")).toBe("-2038 Order amend (quantity increase) is not supported.");
  expect(amend("6")).toBe("-2038 The requested action would change no state; rejecting");
  expect(amend("5.5")).toBe("-1013 Filter failure: LOT_SIZE");
  expect(amend("5", undefined, 99)).toBe("-2038 Unknown order sent.");
  expect(amend("5", "other")).toBe("-2038 Duplicate order sent.");
  expect([order.sizeLots, order.amendsCount]).toEqual([6, 0]);
  for (const size of ["5", "4", "3"]) venue.amend(own, { orderId: 2 }, size);
  expect(amend("2")).toBe("-2038 Filter failure: MAX_NUM_ORDER_AMENDS");
});

test("amend: to less than an order may be worth: refused", () => {
  const filter = { filterType: "MIN_NOTIONAL", minNotional: "50", applyToMarket: true, avgPriceMins: 5 } as const;
  using venue = new Venue(testSymbol(whole, [filter]));
  const own = venue.account();
  placed(venue.buy(own, { price: "10", size: "9" }));
  expect(venue.amend(own, { orderId: 1 }, "5")).toMatchObject({ order: { sizeLots: 5 } });
  expect(refused(venue.amend(own, { orderId: 1 }, "4"))).toBe("-2038 Filter failure: NOTIONAL");
});

test("amend: a symbol that does not offer it: refused", () => {
  using venue = new Venue(testSymbol(whole, [], { amendAllowed: false }));
  const own = venue.account();
  placed(venue.buy(own, { price: "80", size: "2" }));
  expect(refused(venue.amend(own, { orderId: 1 }, "1"))).toBe("-2038 Order amend is not supported for this symbol.");
});
