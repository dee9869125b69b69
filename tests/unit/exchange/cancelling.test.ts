// Goal: cancels end the order that is meant, under their own name, and no other. Method: by either id and both, restricted and not,
// in every status of the symbol.
import { expect, test } from "bun:test";
import { Refusal } from "../../../sim/exchange/errors.ts";
import { symbolStatuses } from "../../../sim/exchange/symbol-entry.ts";
import { testSymbol, whole } from "../../helpers/exchange-symbols.ts";
import { placed, refused, Venue } from "../../helpers/exchange-venue.ts";

const unknown = "-2011 Unknown order sent.";

function open() {
  const venue = new Venue(testSymbol(whole));
  const own = venue.account();
  const order = placed(venue.buy(own, { price: "9", size: "4", id: "mine" }));
  venue.events();
  return { venue, own, order };
}

test.each([
  ["its id", { orderId: 1 }],
  ["its client id", { clientOrderId: "mine" }],
  ["both", { orderId: 1, clientOrderId: "mine" }],
])("cancel: by %s: the order ends and its money is free", (_name, target) => {
  const { venue, own, order } = open();
  using _ = venue;
  expect(venue.cancel(own, target)).toMatchObject({ order });
  expect([order.status, order.isOpen]).toEqual(["CANCELED", false]);
  expect(venue.balances(own)[1]).toBe("1000000000 + 0");
  expect(venue.book().bids).toEqual([]);
  expect(venue.events()).toEqual(["CANCELED 1 CANCELED", "position 1"]);
  expect(refused(venue.cancel(own, target))).toBe(unknown);
});

test.each([
  ["another id", { orderId: 2 }],
  ["another client id", { clientOrderId: "yours" }],
  ["ids of two orders", { orderId: 1, clientOrderId: "yours" }],
  ["nothing", {}],
])("cancel: by %s: refused", (_name, target) => {
  const { venue, own } = open();
  using _ = venue;
  expect(refused(venue.cancel(own, target))).toBe(unknown);
});

test("cancel: an order of another account: unknown", () => {
  const { venue } = open();
  using _ = venue;
  expect(refused(venue.cancel(venue.account(), { orderId: 1 }))).toBe(unknown);
});

test("cancel: an order without a client id: by the one it was given", () => {
  const { venue, own } = open();
  using _ = venue;
  const order = placed(venue.buy(own, { price: "8", size: "1" }));
  expect(order.clientOrderId).toMatch(/^[0-9A-Za-z]{22}$/);
  expect(venue.cancel(own, { clientOrderId: order.clientOrderId })).toMatchObject({ order });
});

test("cancel: its names: the event has the cancel's own, and the order's as the original", () => {
  const { venue, own } = open();
  using _ = venue;
  const names: string[][] = [];
  venue.exchange.listen({
    execution: ({ clientOrderId, origClientOrderId }) => names.push([clientOrderId, origClientOrderId]),
  });
  const { market, exchange } = venue;
  const answer = exchange.cancel(venue.now(), own, market, { orderId: 1 }, { newClientOrderId: "stop it" });
  expect(names).toEqual([["stop it", "mine"]]);
  expect(answer).toMatchObject({ clientOrderId: "stop it", order: { clientOrderId: "mine" } });
  placed(venue.buy(own, { price: "8", size: "1" }));
  const unnamed = venue.cancel(own, { orderId: 2 });
  expect(unnamed instanceof Refusal ? "" : unnamed.clientOrderId).toBe(names.at(-1)![0]!);
});

test("cancel: restrictions: only the state they name", () => {
  const { venue, own, order } = open();
  using _ = venue;
  const text = "-2011 Order was not canceled due to cancel restrictions.";
  expect(refused(venue.cancel(own, { orderId: 1 }, "ONLY_PARTIALLY_FILLED"))).toBe(text);
  venue.sell(venue.account(), { price: "9", size: "1" });
  expect(refused(venue.cancel(own, { orderId: 1 }, "ONLY_NEW"))).toBe(text);
  venue.cancel(own, { orderId: 1 }, "ONLY_PARTIALLY_FILLED");
  expect([order.status, order.executedLots]).toEqual(["CANCELED", 1]);
});

test("cancel all: every open order of the account, waiting ones too, and one account position; with none refused", () => {
  const { venue, own } = open();
  using _ = venue;
  const other = placed(venue.buy(venue.account(), { price: "9", size: "1" }));
  placed(venue.sell(own, { kind: "TAKE_PROFIT", stop: "50", size: "2" }));
  venue.events();
  const answer = venue.exchange.cancelAll(venue.now(), own, venue.market);
  expect(answer).toMatchObject([{ order: { orderId: 1 } }, { order: { orderId: 3 } }]);
  expect(venue.events()).toEqual(["CANCELED 1 CANCELED", "CANCELED 3 CANCELED", "position 1"]);
  expect(venue.balances(own)).toEqual(["1000000 + 0", "1000000000 + 0"]);
  expect(other.status).toBe("NEW");
  expect(refused(venue.exchange.cancelAll(venue.now(), own, venue.market))).toBe(unknown);
});

test("status: which commands a symbol takes in it", () => {
  const taken = symbolStatuses.map((status) => {
    const { venue, own } = open();
    using _ = venue;
    venue.exchange.changeSymbol(venue.now(), venue.market, { status });
    const answers = [
      venue.buy(own, { price: "8", size: "1" }),
      venue.amend(own, { orderId: 1 }, "3"),
      venue.cancel(own, { orderId: 1 }),
    ];
    return [
      status,
      ...answers.map((answer) => (answer instanceof Refusal ? `${answer.code} ${answer.message}` : "taken")),
    ];
  });
  const closed = ["-1013 Market is closed.", "-2038 Market is closed.", "-2011 Market is closed."];
  expect(taken).toEqual([
    ["TRADING", "taken", "taken", "taken"],
    ["END_OF_DAY", ...closed],
    ["HALT", ...closed],
    ["BREAK", ...closed],
    ["CANCEL_ONLY", "-1013 Market is closed.", "-2038 Market is closed.", "taken"],
  ]);
});
