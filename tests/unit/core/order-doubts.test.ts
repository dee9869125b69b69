// Goal: what a venue does not say is asked for, at the right time and not too often, and no conclusion is drawn too soon.
// Method: a venue that only writes down what it is sent; reports are given by hand, and the own events and questions
// that follow are read as text.
import { expect, test } from "bun:test";
import { trackingTimeouts } from "../../../src/core/orders/order-doubts.ts";
import { orderType } from "../../../src/domain/order-type.ts";
import {
  absent,
  accepted,
  amended,
  oneOrderDesk as desk,
  ended,
  inDoubt,
  inWords,
  lose,
  open,
  refused,
  rejected,
  trade,
} from "../../helpers/one-order-desk.ts";

const { ackNs, queryNs, backoffNs, backoffNsMax, arrivalNs, quietNs } = trackingTimeouts;

test("tracked venue: ended with trades that are not known: held, asked for, and told with the last of them", () => {
  const { tell, wait, tracked } = desk();
  expect(tell(accepted, ended("cancelled", 5))).toEqual(["accepted of 10"]);
  expect(wait(backoffNs)).toEqual([[backoffNs, "query 1"]]);
  expect(tell(trade("1", 2))).toEqual(["filled 2 of 10"]);
  expect(tracked.inDoubt).toEqual([1]);
  expect(tell(ended("cancelled", 5))).toEqual([]); // The answer, and still a trade is missing: the next question waits.
  expect(wait(2 * backoffNs)).toEqual([[2 * backoffNs, "query 1"]]);
  expect(tell(trade("2", 3), ended("cancelled", 5))).toEqual(["filled 3 of 8", "cancelled of 0"]);
  expect(tracked.inDoubt).toEqual([]);
});

test("tracked venue: ended with trades that are not known, and the venue cannot find it: never given up", () => {
  const { tell, untilAsked, tracked, market } = desk();
  tell(accepted, ended("cancelled", 5));
  while (market.nowNs < 10 * arrivalNs) {
    untilAsked();
    expect(tell(absent)).toEqual([]);
  }
  expect(tracked.inDoubt).toEqual([1]);
});

test("tracked venue: an order that takes is accepted and then silent: asked for like a lost answer", () => {
  const { tell, wait } = desk(orderType.ioc);
  tell(accepted);
  expect(wait(ackNs + backoffNs)).toEqual([[ackNs + backoffNs, "query 1"]]);
});

test("tracked venue: a cancel that is refused again and again: asked for more and more slowly, and fast again in time", () => {
  const { tell, tracked, untilAsked, takeSent, market } = desk();
  tell(accepted);
  const refuse = () => {
    tracked.cancel(1);
    takeSent();
    tell(refused("cancel"));
    const afterNs = untilAsked();
    expect(tell(open(10, 0))).toEqual(["cancelRejected of 10"]);
    return afterNs / backoffNs;
  };
  expect([refuse(), refuse(), refuse(), refuse()]).toEqual([1, 2, 4, 8]);
  market.nowNs += 2 * backoffNsMax;
  expect(refuse()).toBe(1);
});

test("tracked venue: a cancel with no answer: in doubt, asked for, and not happened where the order is open", () => {
  const { tell, tracked, wait, takeSent } = desk();
  tell(accepted);
  tracked.cancel(1);
  takeSent();
  expect(wait(ackNs + backoffNs)).toEqual([[ackNs + backoffNs, "query 1"]]);
  expect(tell(open(10, 0))).toEqual(["cancelRejected of 10"]);
});

test("tracked venue: found open while a cancel is on its way: the cancel's own answer is waited for", () => {
  const { tell, tracked, list, market, wait } = desk();
  tell(accepted);
  tracked.cancel(1);
  list(market.nowNs);
  wait(backoffNs);
  expect(tell(open(10, 0))).toEqual([]);
  expect(tell(ended("cancelled", 0))).toEqual(["cancelled of 0"]);
});

test("tracked venue: found open by a question older than the cancel: says nothing of the cancel", () => {
  const { tell, tracked, market } = desk();
  tell(accepted);
  market.nowNs += quietNs;
  tracked.advance();
  market.nowNs += backoffNs;
  tracked.advance();
  market.nowNs += 1;
  tracked.cancel(1);
  tell(inDoubt("cancel"));
  expect(tell(open(10, 0))).toEqual([]);
  expect(tracked.inDoubt).toEqual([1]);
});

test("tracked venue: an amend in doubt, and the venue has the new size: amended; the old one: not", () => {
  const happened = desk();
  happened.tell(accepted);
  happened.tracked.amend(1, 100, 6);
  happened.tell(inDoubt("amend"));
  happened.wait(backoffNs);
  expect(happened.tell(open(6, 0))).toEqual(["amended of 6"]);

  const not = desk();
  not.tell(accepted, trade("1", 2));
  not.tracked.amend(1, 100, 6);
  not.tell(inDoubt("amend"));
  not.wait(backoffNs);
  expect(not.tell(open(10, 2))).toEqual(["amendRejected of 8"]);
  expect(not.tell(amended(6))).toEqual(["amended of 4"]); // It was only late.
});

test("tracked venue: an amend with no answer: in doubt, and not happened where the order has its old size", () => {
  const { tell, tracked, wait } = desk();
  tell(accepted);
  tracked.amend(1, 100, 6);
  expect(wait(ackNs + backoffNs)).toContainEqual([ackNs + backoffNs, "query 1"]);
  expect(tell(open(10, 0))).toEqual(["amendRejected of 10"]);
});

test("tracked venue: amended to what is filled: its end is asked for", () => {
  const { tell, wait } = desk();
  tell(accepted, trade("1", 6));
  expect(tell(amended(6))).toEqual([]);
  expect(wait(backoffNs)).toEqual([[backoffNs, "query 1"]]);
});

test("tracked venue: a place without an answer: in doubt once, and asked for more and more slowly", () => {
  const { wait, tell, untilAsked, takeEvents } = desk();
  expect(wait(ackNs)).toEqual([]);
  expect(takeEvents().map(inWords)).toEqual(["inDoubt of 10"]);
  expect(tell(inDoubt("place"))).toEqual([]);
  for (const times of [1, 2, 4, 8, 16, 20, 20]) {
    expect(untilAsked()).toBe(times * backoffNs);
    tell(absent);
  }
});

test("tracked venue: a question without an answer: asked again", () => {
  const { wait, tell } = desk();
  tell(inDoubt("place"));
  expect(wait(backoffNs + 2 * queryNs)).toEqual([
    [backoffNs, "query 1"],
    [backoffNs + queryNs, "query 1"],
    [backoffNs + 2 * queryNs, "query 1"],
  ]);
});

test("tracked venue: a place in doubt is found open: accepted", () => {
  const { wait, tell, tracked, list } = desk();
  expect(tell(inDoubt("place"), inDoubt("place"))).toEqual(["inDoubt of 10"]);
  wait(backoffNs);
  expect(tell(absent)).toEqual([]);
  expect(tell(open(10, 0))).toEqual(["accepted of 10"]);
  expect(tracked.inDoubt).toEqual([]);
  expect(list(0, { orderId: 1, sizeLots: 10, executedLots: 0 }).found).toEqual([]);
});

test("tracked venue: a place in doubt was refused: rejected with the venue's reason", () => {
  const { tell } = desk();
  expect(tell(inDoubt("place"), rejected("would_cross"))).toEqual(["inDoubt of 10", "rejected of 0 would_cross"]);
});

test("tracked venue: a place in doubt that the venue does not have: rejected only when it had the time to arrive", () => {
  const all = desk();
  all.tell(inDoubt("place"));
  const { afterNs, events } = lose(all);
  expect(events).toEqual(["rejected of 0 never_arrived"]);
  expect(afterNs).toBeGreaterThanOrEqual(arrivalNs);
  expect(afterNs).toBeLessThanOrEqual(arrivalNs + backoffNsMax);
  expect(all.tracked.counts.neverArrivedCount).toBe(1);
});

test("tracked venue: found open after a long doubt, with trades missing, and then not found: given its time anew", () => {
  const { tell, untilAsked, market } = desk();
  tell(inDoubt("place"));
  while (market.nowNs < arrivalNs - backoffNsMax) {
    untilAsked();
    tell(absent);
  }
  expect(tell(open(10, 4))).toEqual(["accepted of 10"]);
  for (let asked = 0; asked < 2; asked++) {
    untilAsked();
    expect(tell(absent)).toEqual([]);
  }
});

test("tracked venue: an order given up: asked for ever more rarely, and a list shows it", () => {
  const all = desk();
  all.tell(inDoubt("place"));
  lose(all);
  for (const times of [1, 2, 4, 8]) {
    expect(all.untilAsked()).toBe(times * backoffNsMax);
    expect(all.tell(absent)).toEqual([]);
  }
  expect(all.list(all.market.nowNs, { orderId: 1, sizeLots: 10, executedLots: 0 }).found).toEqual([1]);
  expect(all.takeEvents().map(inWords)).toEqual(["adopted of 10"]);
});

test("tracked venue: an accepted order that the venue has no more: closed as unknown", () => {
  const all = desk();
  all.tell(accepted, trade("1", 4));
  all.market.nowNs += quietNs;
  all.tracked.advance();
  expect(lose(all).events).toEqual(["unknown of 0"]);
  expect(all.tracked.counts.vanishedCount).toBe(1);
});

test("tracked venue: a list without an order that was sent before it was asked for: the order is asked for, once", () => {
  const { tell, list, wait, market } = desk();
  tell(accepted);
  expect(list(market.nowNs - 1).missing).toEqual([]);
  expect(list(market.nowNs).missing).toEqual([1]);
  expect(list(market.nowNs).missing).toEqual([]);
  expect(wait(backoffNs)).toEqual([[backoffNs, "query 1"]]);
  expect(tell(ended("cancelled", 0))).toEqual(["cancelled of 0"]);
  expect(list(market.nowNs).missing).toEqual([]);
});

test("tracked venue: a list with an order not known to be there, and more executed than known: found, and its trades asked for", () => {
  const { list, takeEvents, wait, tell, market } = desk();
  expect(list(market.nowNs, { orderId: 1, sizeLots: 10, executedLots: 4 })).toMatchObject({ behind: [1], missing: [] });
  expect(list(market.nowNs, { orderId: 1, sizeLots: 10, executedLots: 4 })).toMatchObject({ behind: [], found: [] });
  expect(takeEvents().map(inWords)).toEqual(["accepted of 10"]);
  expect(wait(backoffNs)).toEqual([[backoffNs, "query 1"]]);
  expect(tell(open(10, 4))).toEqual([]); // The answer without the trade: the next question waits.
  expect(wait(2 * backoffNs)).toEqual([[2 * backoffNs, "query 1"]]);
  expect(tell(trade("1", 4), open(10, 4))).toEqual(["filled 4 of 10"]);
});

test("tracked venue: an old list names an order that has ended since: nothing", () => {
  const { tell, list, takeEvents } = desk();
  tell(accepted, ended("cancelled", 0));
  expect(list(0, { orderId: 1, sizeLots: 10, executedLots: 0 })).toMatchObject({ found: [], behind: [], missing: [] });
  expect(takeEvents()).toEqual([]);
});

test("tracked venue: an order that nothing is heard of for very long: asked for, and quiet again when it is open", () => {
  const { tell, wait } = desk();
  tell(accepted);
  expect(wait(quietNs + backoffNs)).toEqual([[quietNs + backoffNs, "query 1"]]);
  expect(tell(open(10, 0))).toEqual([]);
  expect(wait(quietNs - 1)).toEqual([]);
});

test("tracked venue: cancel all: each open order waits for its end, and one without an answer is asked for", () => {
  const { tell, tracked, takeSent, wait } = desk();
  tell(accepted);
  tracked.cancelAll();
  expect(takeSent()).toEqual(["cancel all"]);
  expect(wait(ackNs + backoffNs)).toEqual([[ackNs + backoffNs, "query 1"]]);
  expect(tell(open(10, 0))).toEqual(["cancelRejected of 10"]);
});
