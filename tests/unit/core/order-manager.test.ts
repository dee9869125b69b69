// Goal: wants become the fewest commands, places in the queue are kept, and nothing that might still fill is forgotten.
// Method: a venue that only writes down what it is sent; answers are given by hand.
import { expect, test } from "bun:test";
import { OrderManager } from "../../../src/core/orders/order-manager.ts";
import { Account } from "../../../src/core/portfolio/account.ts";
import { Portfolio } from "../../../src/core/portfolio/portfolio.ts";
import { Risk } from "../../../src/core/risk/risk.ts";
import type { Instrument } from "../../../src/domain/instrument.ts";
import type { OrderType } from "../../../src/domain/order-type.ts";
import { ownEventKind } from "../../../src/domain/own-event.ts";
import { ask, bid, type Side, sideName, sides } from "../../../src/domain/side.ts";
import { spotBtcusdt, usdmBtcusdt } from "../../helpers/instruments.ts";
import { marketView, ownEvent, reasonsListener } from "../../helpers/own-events.ts";

const free = { ...usdmBtcusdt, notionalUnitsMin: 0n };
const noFees = { name: "none", makerRate: 0n, takerRate: 0n };

function desk({
  instrument = free as Instrument,
  positionLotsMax = 10,
  balances = new Map<string, bigint>(),
  answered = (_action: string): unknown => undefined,
  rested = () => {},
} = {}) {
  const sent: string[] = [];
  const venue = {
    place: (_type: OrderType, side: Side, orderId: number, priceTicks: number, sizeLots: number) =>
      sent.push(`${sideName(side)} ${sizeLots} at ${priceTicks} as ${orderId}`),
    amend: (orderId: number, priceTicks: number, sizeLots: number) =>
      sent.push(`amend ${orderId} to ${sizeLots} at ${priceTicks}`),
    cancel: (orderId: number) => sent.push(`cancel ${orderId}`),
    cancelAll: () => sent.push("cancel all"),
  };
  const listener = { ...reasonsListener(), answered, rested };
  const portfolio = new Portfolio(instrument, noFees, new Account(balances));
  const risk = new Risk(
    { positionLotsMax, priceBandTicks: 1e9, staleAfterNs: 1e9 },
    { market: marketView(), portfolio },
  );
  const orders = new OrderManager(instrument, venue, risk, portfolio, listener);
  const wantAt = (nowNs: number, ...quotes: [Side, number, number][]) => {
    orders.wanted.clear();
    for (const quote of quotes) orders.wanted.want(...quote);
    orders.reconcile(nowNs);
  };
  return {
    orders,
    portfolio,
    reasons: listener.reasons,
    wantAt,
    want: (...quotes: [Side, number, number][]) => wantAt(0, ...quotes),
    tell(changes: Parameters<typeof ownEvent>[0]) {
      const event = ownEvent(changes);
      orders.apply(event);
      if (event.kind === ownEventKind.filled) portfolio.post(event);
      orders.reconcile(event.seenNs);
    },
    takeSent: () => sent.splice(0),
    locked: () => sides.map((side) => portfolio.payer(side)?.lockedUnits),
  };
}

test("order manager: a want: placed once, and left alone while it is wanted", () => {
  const { want, tell, takeSent } = desk();
  want([bid, 98, 2], [ask, 104, 2]);
  expect(takeSent()).toEqual(["buy 2 at 98 as 1", "sell 2 at 104 as 2"]);
  want([bid, 98, 2], [ask, 104, 2]);
  tell({ orderId: 1 });
  want([bid, 98, 2], [ask, 104, 2]);
  expect(takeSent()).toEqual([]);
});

test("order manager: a new price: the old order goes and the new one comes in one step", () => {
  const { want, tell, takeSent } = desk();
  want([bid, 98, 2]);
  tell({ orderId: 1 });
  takeSent();
  want([bid, 99, 2]);
  expect(takeSent()).toEqual(["cancel 1", "buy 2 at 99 as 2"]);
});

test("order manager: an order not yet confirmed: cancelled only when it is", () => {
  const { want, tell, takeSent } = desk();
  want([bid, 98, 2]);
  takeSent();
  want();
  expect(takeSent()).toEqual([]);
  tell({ orderId: 1 });
  expect(takeSent()).toEqual(["cancel 1"]);
  want();
  expect(takeSent()).toEqual([]);
});

test("order manager: partly filled at a wanted price: keeps its place", () => {
  const { want, tell, takeSent } = desk();
  want([bid, 98, 2]);
  tell({ orderId: 1 });
  tell({ orderId: 1, kind: ownEventKind.filled, lots: 1, priceTicks: 98 });
  want([bid, 98, 2]);
  expect(takeSent()).toEqual(["buy 2 at 98 as 1"]);
});

test("order manager: filled whole: not placed again until the next decision", () => {
  const { want, tell, takeSent } = desk();
  want([bid, 98, 2]);
  tell({ orderId: 1 });
  tell({ orderId: 1, kind: ownEventKind.filled, lots: 2, priceTicks: 98 });
  expect(takeSent()).toEqual(["buy 2 at 98 as 1"]);
  want([bid, 98, 2]);
  expect(takeSent()).toEqual(["buy 2 at 98 as 2"]);
});

test("order manager: more working than wanted: amended down, with its place, and no other order", () => {
  const { want, tell, takeSent, orders } = desk();
  want([bid, 98, 4]);
  tell({ orderId: 1 });
  takeSent();
  want([bid, 98, 1]);
  expect(takeSent()).toEqual(["amend 1 to 1 at 98"]);
  want([bid, 98, 1]);
  expect(takeSent()).toEqual([]); // The answer is on its way.
  tell({ orderId: 1, kind: ownEventKind.amended, remainingLots: 1 });
  expect(takeSent()).toEqual([]);
  expect(orders.open).toMatchObject([{ state: "live", sizeLots: 1, remainingLots: 1 }]);
});

test("order manager: partly filled, and less wanted than remains: the amend names the size with what is filled", () => {
  const { want, tell, takeSent } = desk();
  want([bid, 98, 5]);
  tell({ orderId: 1 });
  tell({ orderId: 1, kind: ownEventKind.filled, lots: 2, priceTicks: 98 });
  takeSent();
  want([bid, 98, 1]);
  expect(takeSent()).toEqual(["amend 1 to 3 at 98"]);
});

test("order manager: not confirmed yet, and less wanted: amended when it is, and nothing is placed beside it", () => {
  const { want, tell, takeSent } = desk();
  want([bid, 98, 4]);
  want([bid, 98, 1]);
  expect(takeSent()).toEqual(["buy 4 at 98 as 1"]);
  tell({ orderId: 1 });
  expect(takeSent()).toEqual(["amend 1 to 1 at 98"]);
});

test("order manager: filled beyond the amend while that is on its way: refused, and the rest goes, since the fill spent the want", () => {
  const { want, tell, takeSent, orders } = desk();
  want([bid, 98, 5]);
  tell({ orderId: 1 });
  want([bid, 98, 1]);
  tell({ orderId: 1, kind: ownEventKind.filled, lots: 2, priceTicks: 98 });
  tell({ orderId: 1, kind: ownEventKind.amendRejected, reason: "size_already_filled" });
  takeSent();
  expect(orders.open).toMatchObject([{ state: "pendingCancel", remainingLots: 3 }]);
});

test("order manager: filled whole while its amend is on its way: the refused amend is no surprise", () => {
  const { want, tell, orders } = desk();
  want([bid, 98, 2]);
  tell({ orderId: 1 });
  want([bid, 98, 1]);
  tell({ orderId: 1, kind: ownEventKind.filled, lots: 2, priceTicks: 98 });
  tell({ orderId: 1, kind: ownEventKind.amendRejected, reason: "unknown_order" });
  expect(orders.open).toEqual([]);
});

test("order manager: not wanted any more while its amend is on its way: cancelled at once, whichever answer comes first", () => {
  const { want, tell, takeSent, orders } = desk();
  want([bid, 98, 4]);
  tell({ orderId: 1 });
  want([bid, 98, 1]);
  takeSent();
  want();
  expect(takeSent()).toEqual(["cancel 1"]);
  tell({ orderId: 1, kind: ownEventKind.amended, remainingLots: 1 });
  expect(orders.open).toMatchObject([{ state: "pendingCancel", remainingLots: 1 }]);
  tell({ orderId: 1, kind: ownEventKind.cancelled });
  expect(orders.open).toEqual([]);
});

test("order manager: the rest of an order expires: it is done, and not placed again until the next decision", () => {
  const { want, tell, takeSent, orders } = desk();
  want([bid, 98, 2]);
  tell({ orderId: 1 });
  tell({ orderId: 1, kind: ownEventKind.expired, lots: 2, reason: "self_trade" });
  expect(orders.open).toEqual([]);
  expect(takeSent()).toEqual(["buy 2 at 98 as 1"]);
  want([bid, 98, 2]);
  expect(takeSent()).toEqual(["buy 2 at 98 as 2"]);
});

test("order manager: the bound while a cancel is on its way: the leaving order still counts, the new one waits", () => {
  const { want, tell, takeSent } = desk({ positionLotsMax: 3 });
  want([bid, 98, 2]);
  tell({ orderId: 1 });
  takeSent();
  want([bid, 97, 2]);
  expect(takeSent()).toEqual(["cancel 1"]);
  tell({ orderId: 1, kind: ownEventKind.cancelled });
  expect(takeSent()).toEqual(["buy 2 at 97 as 2"]);
});

test("order manager: filled while its cancel is on its way: the refused cancel is no surprise", () => {
  const { want, tell, takeSent, portfolio } = desk();
  want([bid, 98, 2]);
  tell({ orderId: 1 });
  want();
  tell({ orderId: 1, kind: ownEventKind.filled, lots: 2, priceTicks: 98 });
  tell({ orderId: 1, kind: ownEventKind.cancelRejected, reason: "unknown_order" });
  expect(takeSent()).toEqual(["buy 2 at 98 as 1", "cancel 1"]);
  expect(portfolio.positionLots).toBe(2);
});

test("order manager: a refused order: reported, and not sent again until the next decision", () => {
  const { want, tell, takeSent, reasons } = desk();
  want([bid, 98, 2]);
  tell({ orderId: 1, kind: ownEventKind.rejected, reason: "would_cross" });
  expect(takeSent()).toEqual(["buy 2 at 98 as 1"]);
  expect(reasons).toEqual(["would_cross"]);
});

test("order manager: refused by the venue's filters again and again: the side waits ever longer, until one is taken", () => {
  const { orders, tell, takeSent, reasons, wantAt } = desk();
  const rejected = { kind: ownEventKind.rejected, reason: "filter_notional" };
  const sentAt: number[] = [];
  // A decision every tenth of a second, for two minutes.
  for (let tenth = 0; tenth < 1200; tenth++) {
    wantAt(tenth * 1e8, [bid, 98, 1]);
    for (const sent of takeSent()) {
      sentAt.push(tenth / 10);
      tell({ ...rejected, orderId: Number(sent.split(" ").at(-1)), seenNs: tenth * 1e8 });
    }
  }
  expect(sentAt).toEqual([0, 0.1, 0.2, 1.2, 3.2, 7.2, 15.2, 31.2, 61.2, 91.2]);
  expect(reasons).toContain("filter_backoff");
  wantAt(120e9, [bid, 98, 1], [ask, 104, 1]);
  expect(takeSent()).toEqual(["sell 1 at 104 as 11"]);
  wantAt(122e9, [bid, 98, 1], [ask, 104, 1]);
  tell({ orderId: 12, seenNs: 122e9 });
  expect(orders.open).toMatchObject([{ orderId: 11 }, { orderId: 12, state: "live" }]);
  wantAt(122e9, [bid, 97, 1], [ask, 104, 1]);
  tell({ ...rejected, orderId: 13, seenNs: 122e9 });
  takeSent();
  wantAt(122e9, [bid, 97, 1], [ask, 104, 1]);
  expect(takeSent()).toEqual(["buy 1 at 97 as 14"]);
});

test("order manager: beyond the position bound: trimmed, with the reason; at it: refused", () => {
  const { want, takeSent, reasons } = desk({ positionLotsMax: 3 });
  want([bid, 98, 5]);
  expect(takeSent()).toEqual(["buy 3 at 98 as 1"]);
  want([bid, 98, 5], [bid, 97, 1]);
  expect(takeSent()).toEqual([]); // The first is not confirmed yet, so the second waits.
  expect(reasons).toEqual(["position_bound"]);
});

test("order manager: a quote through an own order on the other side: waits until that is gone", () => {
  const { want, tell, takeSent } = desk();
  want([ask, 100, 1]);
  tell({ orderId: 1, side: ask });
  takeSent();
  want([bid, 100, 1]);
  expect(takeSent()).toEqual(["cancel 1"]);
  tell({ orderId: 1, kind: ownEventKind.cancelled, side: ask });
  expect(takeSent()).toEqual(["buy 1 at 100 as 2"]);
});

test("order manager: Spot funds: what open orders lock cannot be spent twice", () => {
  // 1 lot at 6,000,000 ticks is 0.6 USDT; 10 lots are 6 USDT.
  const { want, takeSent, reasons } = desk({
    instrument: spotBtcusdt,
    positionLotsMax: 1000,
    balances: new Map([["USDT", 1_100_000_000n]]),
  });
  want([bid, 6_000_000, 10], [bid, 5_999_999, 10], [ask, 6_000_100, 10]);
  expect(takeSent()).toEqual(["buy 10 at 6000000 as 1"]);
  expect(reasons).toEqual(["insufficient_funds"]); // The sell has no base asset; the second buy waits for the first's answer.
});

test("order manager: below the smallest notional: refused with the filter's name", () => {
  const { want, takeSent, reasons } = desk({ instrument: spotBtcusdt, balances: new Map([["USDT", 10n ** 12n]]) });
  want([bid, 6_000_000, 8]);
  expect(takeSent()).toEqual([]);
  expect(reasons).toEqual(["notional_below_minimum"]);
});

test("order manager: an order in doubt: nothing is sent in its place or after it, and it counts as if it were there", () => {
  const { want, tell, takeSent, orders } = desk({ positionLotsMax: 2 });
  want([bid, 98, 2]);
  tell({ orderId: 1, kind: ownEventKind.inDoubt });
  expect(orders.open).toMatchObject([{ state: "unknown" }]);
  expect(orders.bestLiveTicks(bid)).toBeNaN();
  want([bid, 98, 2]);
  want([bid, 97, 2]);
  want();
  expect(takeSent()).toEqual(["buy 2 at 98 as 1"]);
  tell({ orderId: 1 });
  expect(takeSent()).toEqual(["cancel 1"]);
});

test("order manager: an order in doubt never arrived: done, and its funds are free", () => {
  const { want, tell, locked, reasons } = desk({
    instrument: { ...spotBtcusdt, notionalUnitsMin: 0n },
    balances: new Map([["USDT", 10n ** 12n]]),
  });
  want([bid, 98, 2]);
  tell({ orderId: 1, kind: ownEventKind.inDoubt });
  expect(locked()[bid]).toBeGreaterThan(0);
  tell({ orderId: 1, kind: ownEventKind.rejected, reason: "never_arrived" });
  expect([locked()[bid], reasons]).toEqual([0, ["never_arrived"]]);
});

test("order manager: a cancel that has not happened: sent again while the order is not wanted, else the order stays", () => {
  const { want, tell, takeSent, orders } = desk();
  want([bid, 98, 2]);
  tell({ orderId: 1 });
  want();
  takeSent();
  tell({ orderId: 1, kind: ownEventKind.cancelRejected });
  expect(takeSent()).toEqual([]); // It has ended, and we shall hear how.
  tell({ orderId: 1, kind: ownEventKind.cancelRejected, remainingLots: 2 });
  expect(takeSent()).toEqual(["cancel 1"]);
  orders.wanted.want(bid, 98, 2);
  tell({ orderId: 1, kind: ownEventKind.cancelRejected, remainingLots: 2 });
  expect([takeSent(), orders.open[0]!.state]).toEqual([[], "live"]);
});

test("order manager: an order that turns up after its end: counted again, cancelled even where it is wanted, its fills are ours", () => {
  const { want, tell, takeSent, orders, portfolio } = desk();
  want([bid, 98, 5]);
  tell({ orderId: 1, kind: ownEventKind.rejected, reason: "never_arrived" });
  takeSent();
  orders.wanted.want(bid, 98, 5);
  tell({ orderId: 1, kind: ownEventKind.adopted, priceTicks: 98, lots: 2, remainingLots: 3 });
  expect(takeSent()).toContain("cancel 1");
  expect(orders.open[0]).toMatchObject({ orderId: 1, state: "pendingCancel", sizeLots: 5, remainingLots: 3 });
  tell({ orderId: 1, kind: ownEventKind.filled, priceTicks: 98, lots: 3 });
  expect(portfolio.positionLots).toBe(3);
});

test("order manager: cancelled by the venue itself: placed anew, and no round trip of a cancel is told", () => {
  const actions: string[] = [];
  const { want, tell, takeSent } = desk({ answered: (action: string) => actions.push(action) });
  want([bid, 98, 2]);
  tell({ orderId: 1 });
  tell({ orderId: 1, kind: ownEventKind.cancelled });
  expect([takeSent(), actions]).toEqual([["buy 2 at 98 as 1", "buy 2 at 98 as 2"], ["place"]]);
});

test("order manager: lots taken off by the venue itself: the order is smaller, and no round trip of an amend is told", () => {
  const roundTrips: string[] = [];
  const { want, tell, takeSent, orders } = desk({ answered: (action) => roundTrips.push(action) });
  want([bid, 98, 4]);
  tell({ orderId: 1 });
  tell({ orderId: 1, kind: ownEventKind.amended, remainingLots: 3 });
  want([bid, 98, 4]);
  expect(takeSent()).toEqual(["buy 4 at 98 as 1"]);
  expect(orders.open).toMatchObject([{ state: "live", sizeLots: 3, remainingLots: 3 }]);
  want([bid, 98, 1]);
  tell({ orderId: 1, kind: ownEventKind.amended, remainingLots: 1 });
  expect(roundTrips).toEqual(["place", "amend"]);
});

test("order manager: cancel all: wants nothing, one command for all that rest; what is not confirmed follows when it is", () => {
  const { want, tell, takeSent, orders } = desk();
  orders.cancelAll(0);
  expect(takeSent()).toEqual([]);
  want([bid, 98, 2], [bid, 97, 2]);
  tell({ orderId: 1 });
  takeSent();
  orders.cancelAll(5);
  orders.reconcile(5);
  expect(takeSent()).toEqual(["cancel all"]);
  expect(orders.open).toMatchObject([{ state: "pendingCancel", cancelSentNs: 5 }, { state: "pending" }]);
  tell({ orderId: 2 });
  tell({ orderId: 1, kind: ownEventKind.cancelled });
  expect([takeSent(), orders.open.length]).toEqual([["cancel 2"], 1]);
});

test("order manager: an order that takes: left alone until it ends by itself, beyond the position bound too", () => {
  const { tell, takeSent, orders, portfolio } = desk({ positionLotsMax: 2, rested: () => expect.unreachable() });
  expect(orders.take(ask, 97, 5, 0)).toBeUndefined();
  expect(takeSent()).toEqual(["sell 5 at 97 as 1"]);
  tell({ orderId: 1, side: ask, remainingLots: 5 });
  tell({ orderId: 1, side: ask, kind: ownEventKind.filled, lots: 3, priceTicks: 98, cause: "taker" });
  expect([takeSent(), orders.open[0]!.state, portfolio.positionLots]).toEqual([[], "pending", -3]);
  tell({ orderId: 1, side: ask, kind: ownEventKind.expired, lots: 2 });
  expect(orders.open).toEqual([]);
});

test("order manager: an order that takes: refused for filters, for funds, and where it would meet one of ours", () => {
  const { orders, want, takeSent, reasons } = desk({
    instrument: spotBtcusdt,
    positionLotsMax: 1e6,
    balances: new Map([["USDT", 10n ** 12n]]),
  });
  want([bid, 6_000_000, 10]);
  takeSent();
  expect(orders.take(ask, 6_000_000, 10, 0)).toBe("own_order_in_the_way");
  expect(orders.take(ask, 6_000_100, 1, 0)).toBe("notional_below_minimum");
  expect(orders.take(ask, 6_000_100, 10, 0)).toBe("insufficient_funds");
  expect([takeSent(), reasons.length]).toEqual([[], 3]);
});
