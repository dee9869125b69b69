// Goal: each way in which a venue's answers come wrong ends as it should, told in as few words as possible.
// Method: a venue that only writes down what it is sent; reports are given by hand, and the own events and questions
// that follow are read as text.
import { expect, test } from "bun:test";
import { trackingTimeouts } from "../../../src/core/orders/order-doubts.ts";
import { ordersClosedMin } from "../../../src/core/orders/tracked-orders.ts";
import type { OrderReport } from "../../../src/domain/order-report.ts";
import { orderType } from "../../../src/domain/order-type.ts";
import { ownEventKind } from "../../../src/domain/own-event.ts";
import { bid } from "../../../src/domain/side.ts";
import {
  accepted,
  amended,
  oneOrderDesk as desk,
  ended,
  inDoubt,
  lose,
  open,
  refused,
  rejected,
  trade,
} from "../../helpers/one-order-desk.ts";

const { ackNs, backoffNs } = trackingTimeouts;

test("tracked venue: an order's life in order: told as it comes", () => {
  const { tell } = desk();
  expect(tell(accepted)).toEqual(["accepted of 10"]);
  expect(tell(trade("1", 4))).toEqual(["filled 4 of 10"]);
  expect(tell(ended("cancelled", 4))).toEqual(["cancelled of 0"]);
});

test("tracked venue: a fill: with the venue's price, trade id and fee, and the touch of the moment", () => {
  const { tracked, takeEvents, market } = desk();
  const report = { ...trade("77", 4), priceTicks: 99, orderId: 1, venueNs: 5 } as OrderReport;
  tracked.report(report);
  expect(takeEvents()[1]).toMatchObject({
    ...{ orderId: 1, side: bid, priceTicks: 99, lots: 4, remainingLots: 6, cause: "print", tradeId: "77" },
    ...{ fee: { asset: "BNB", units: 7, places: 8 }, venueNs: 5, seenNs: market.nowNs, bidTicks: 100, askTicks: 102 },
  });
});

test("tracked venue: a fill as taker, at a time that the venue's clock says is to come: now, and so told", () => {
  const { tracked, takeEvents, market } = desk();
  tracked.report({ ...trade("77", 4), maker: false, orderId: 1, venueNs: market.nowNs + 1 } as OrderReport);
  expect(takeEvents()[1]).toMatchObject({ cause: "taker", venueNs: market.nowNs });
});

test("tracked venue: a trade before the acceptance: implies it, and the acceptance says nothing new", () => {
  const { tell } = desk();
  expect(tell(trade("1", 4))).toEqual(["accepted of 10", "filled 4 of 10"]);
  expect(tell(accepted)).toEqual([]);
});

test("tracked venue: everything twice: told once", () => {
  const { tell, tracked } = desk();
  expect(tell(accepted, accepted, trade("1", 4), trade("1", 4))).toEqual(["accepted of 10", "filled 4 of 10"]);
  expect(tell(ended("cancelled", 4), ended("cancelled", 4), accepted, trade("1", 4))).toEqual(["cancelled of 0"]);
  expect(tracked.counts.tradesRepeatedCount).toBe(2);
});

test("tracked venue: filled whole: that is its end", () => {
  const { tell, tracked } = desk();
  expect(tell(trade("1", 10), ended("filled", 10))).toEqual(["accepted of 10", "filled 10 of 10"]);
  expect(tracked.openCount).toBe(0);
});

test("tracked venue: told of less executed than is known: the trades count", () => {
  const { tell, tracked } = desk();
  expect(tell(trade("1", 4), open(10, 2))).toEqual(["accepted of 10", "filled 4 of 10"]);
  expect(tracked.inDoubt).toEqual([]);
  expect(tell(ended("cancelled", 3))).toEqual(["cancelled of 0"]);
});

test("tracked venue: ended twice, with more executed the second time: held for all of that", () => {
  const { tell } = desk();
  tell(accepted, ended("cancelled", 2), ended("cancelled", 5));
  expect(tell(trade("1", 2))).toEqual(["filled 2 of 10"]);
  expect(tell(trade("2", 3))).toEqual(["filled 3 of 8", "cancelled of 0"]);
});

test("tracked venue: told to be open when it has ended, and trades are missing: old news, its cancel is not sent again", () => {
  const { tell, tracked, wait } = desk();
  tell(accepted);
  tracked.cancel(1);
  tell(inDoubt("cancel"));
  wait(backoffNs);
  tell(ended("cancelled", 4));
  expect(tell(open(10, 0))).toEqual([]);
});

test("tracked venue: the rest of an order that takes expires: with its lots and the venue's reason", () => {
  const { tell } = desk(orderType.ioc);
  expect(tell(ended("expired", 0))).toEqual(["accepted of 10", "expired 10 of 10 unfilled_ioc"]);
});

test("tracked venue: a cancel refused, and the order is open: told that it has not happened", () => {
  const { tell, tracked, wait, takeSent } = desk();
  tell(accepted);
  tracked.cancel(1);
  expect(takeSent()).toEqual(["cancel 1"]);
  expect(tell(refused("cancel"))).toEqual([]);
  expect(wait(backoffNs)).toEqual([[backoffNs, "query 1"]]);
  expect(tell(open(10, 0))).toEqual(["cancelRejected of 10"]);
});

test("tracked venue: a fill while a cancel is on its way: told, and the cancel's end after it", () => {
  const { tell, tracked } = desk();
  tell(accepted);
  tracked.cancel(1);
  expect(tell(trade("1", 4), ended("cancelled", 4))).toEqual(["filled 4 of 10", "cancelled of 0"]);
});

test("tracked venue: amended without our hearing of it, and filled: the end takes what we thought was left", () => {
  const { tell, tracked } = desk();
  tell(accepted);
  tracked.amend(1, 100, 6);
  expect(tell(trade("1", 6), ended("filled", 6))).toEqual(["filled 6 of 10", "cancelled of 0"]);
  expect(tracked.openCount).toBe(0);
});

test("tracked venue: a rejected order that was accepted all the same: adopted", () => {
  const { tell } = desk();
  expect(tell(rejected("duplicate_order"), accepted)).toEqual(["rejected of 0 duplicate_order", "adopted of 10"]);
});

test("tracked venue: more traded than the venue said before the end: ours all the same, and told as an order found again", () => {
  const late = desk();
  late.tell(accepted, trade("1", 4), ended("cancelled", 4));
  expect(late.tell(trade("2", 3))).toEqual(["adopted 4 of 7", "filled 3 of 3"]);
  expect(late.tell(trade("2", 3))).toEqual([]);
  late.tracked.cancel(1);
  expect(late.takeSent()).toEqual([]);

  const over = desk();
  over.tell(accepted, trade("1", 4));
  expect(over.tell(trade("2", 8))).toEqual(["cancelled of 0", "adopted 4 of 12", "filled 8 of 8"]);
  expect([over.tracked.openCount, over.tracked.counts.fillsBeyondEndCount]).toEqual([0, 1]);
});

test("tracked venue: reports of an order that is none of this session's: counted and ignored", () => {
  const { tracked, list } = desk();
  tracked.report({ kind: "accepted", orderId: 99, venueNs: 0 });
  list(0, { orderId: 98, sizeLots: 1, executedLots: 0 });
  expect([tracked.counts.strayReportsCount, tracked.ownEventsCount]).toEqual([2, 0]);
});

test("tracked venue: events that came after the kernel took the others: stay", () => {
  const { tracked } = desk();
  tracked.report({ kind: "accepted", orderId: 1, venueNs: 0 });
  tracked.ownEvent(0);
  tracked.report({ kind: "ended", how: "cancelled", executedLots: 0, reason: "", orderId: 1, venueNs: 0 });
  tracked.clear();
  expect(tracked.ownEventsCount).toBe(1);
  expect(tracked.ownEvent(0).kind).toBe(ownEventKind.cancelled);
});

test("tracked venue: a cancel refused, and the fill that made it so follows: nothing is asked", () => {
  const { tell, tracked, wait } = desk();
  tell(accepted);
  tracked.cancel(1);
  expect(tell(refused("cancel"), trade("1", 10))).toEqual(["filled 10 of 10"]);
  expect(wait(ackNs)).toEqual([]);
});

test("tracked venue: an amend and its answer twice, and an older size after it: once, and nothing", () => {
  const { tell, tracked } = desk();
  tell(accepted);
  tracked.amend(1, 100, 6);
  expect(tell(amended(6), amended(6), open(10, 0))).toEqual(["amended of 6"]);
});

test("tracked venue: an order given up that turns up: adopted, and its fills are ours", () => {
  const all = desk();
  all.tell(inDoubt("place"));
  lose(all);
  expect(all.tell(trade("1", 3))).toEqual(["adopted of 10", "filled 3 of 10"]);
  all.tracked.cancel(1);
  expect(all.takeSent()).toEqual(["cancel 1"]);
  expect(all.tell(accepted, ended("cancelled", 3))).toEqual(["cancelled of 0"]);
  expect(all.tracked.counts.adoptedCount).toBe(1);
});

test("tracked venue: an order given up that turns up as ended, with a trade: the trade is asked for, then both told", () => {
  const all = desk();
  all.tell(inDoubt("place"));
  lose(all);
  expect(all.tell(ended("expired", 3))).toEqual(["adopted of 10"]);
  all.tracked.cancel(1);
  expect(all.takeSent()).toEqual([]); // It has ended: there is nothing to cancel.
  all.untilAsked();
  expect(all.tell(trade("1", 3))).toEqual(["filled 3 of 10", "expired 7 of 7 unfilled_ioc"]);
});

test("tracked venue: rejected twice, late: told once; after the acceptance: not believed, but asked for", () => {
  const twice = desk();
  expect(twice.tell(rejected("would_cross"), rejected("would_cross"))).toEqual(["rejected of 0 would_cross"]);

  const after = desk();
  expect(after.tell(accepted, rejected("would_cross"), rejected("would_cross"))).toEqual(["accepted of 10"]);
  expect(after.wait(backoffNs)).toEqual([[backoffNs, "query 1"]]);
  expect(after.tell(open(10, 0))).toEqual([]);
  expect(after.tracked.inDoubt).toEqual([]);
});

test("tracked venue: very many orders: the oldest closed ones are forgotten, and what is told of them is stray", () => {
  const { tracked, tell } = desk();
  const reject = (orderId: number) => {
    tracked.place(orderType.postOnly, bid, orderId, 100, 1, 0);
    tracked.report({ kind: "rejected", reason: "would_cross", orderId, venueNs: 0 });
  };
  tell(accepted, ended("cancelled", 0));
  for (let orderId = 2; orderId < 2 * ordersClosedMin; orderId++) reject(orderId);
  tell(accepted);
  expect(tracked.counts.strayReportsCount).toBe(0);
  reject(2 * ordersClosedMin);
  tell(accepted);
  expect(tracked.counts.strayReportsCount).toBe(1);
});
