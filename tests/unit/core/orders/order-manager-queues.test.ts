// Goal: the lots ahead of own quotes are counted where a strategy asks for them, from what the market shows alone.
// Method: an order manager with an estimate and one without, told by hand.
import { expect, test } from "bun:test";
import { OrderManager } from "../../../../src/core/orders/order-manager.ts";
import { QueueEstimate } from "../../../../src/core/orders/queue-estimate.ts";
import { Account } from "../../../../src/core/portfolio/account.ts";
import { Portfolio } from "../../../../src/core/portfolio/portfolio.ts";
import { Risk } from "../../../../src/core/risk/risk.ts";
import { ownEventKind } from "../../../../src/domain/own-event.ts";
import { bid } from "../../../../src/domain/side.ts";
import { usdmBtcusdt } from "../../../helpers/instruments.ts";
import { marketFlow } from "../../../helpers/market-signals.ts";
import { marketView, ownEvent, reasonsListener } from "../../../helpers/own-events.ts";

const instrument = { ...usdmBtcusdt, notionalUnitsMin: 0n };
const noFees = { name: "none", makerRate: 0n, takerRate: 0n };

function desk(estimates: boolean) {
  const market = { ...marketView({ touchBidTicks: 98 }) };
  const venue = { place() {}, amend() {}, cancel() {}, cancelAll() {} };
  const portfolio = new Portfolio(instrument, noFees, new Account(new Map()));
  const risk = new Risk({ positionLotsMax: 10, priceBandTicks: 1e6, staleAfterNs: 1e9 }, { market, portfolio });
  const queues = estimates ? new QueueEstimate(market) : undefined;
  const orders = new OrderManager(instrument, venue, risk, portfolio, reasonsListener(), queues);
  orders.wanted.want(bid, 98, 4);
  orders.reconcile(0);
  return { orders, market, aheadLots: () => orders.own(bid).aheadLots[0] };
}

test("order manager: own quotes: how many are ahead, from the market and not from what the venue's answer knows", () => {
  const { orders, market, aheadLots } = desk(true);
  expect(aheadLots()).toBeNaN();
  orders.apply(ownEvent({ priceTicks: 98, remainingLots: 4, queueAheadLots: 3 }));
  expect(aheadLots()).toBe(10);
  orders.reconcile(1);
  Object.assign(market, { nowNs: 2, touchBidLots: 6 });
  expect(aheadLots()).toBe(6);
  orders.apply(ownEvent({ kind: ownEventKind.filled, priceTicks: 98, lots: 1, remainingLots: 3 }));
  expect(aheadLots()).toBe(0);
});

test("order manager: a stop at which nobody decides: what it brought is taken in all the same, and once", () => {
  const { orders, market, aheadLots } = desk(true);
  orders.apply(ownEvent({ priceTicks: 98, remainingLots: 4 }));
  orders.reconcile(1);
  const flow = marketFlow([{ receivedNs: 2, priceTicks: 98, signedLots: -3 }]);
  Object.assign(market, { nowNs: 2, flow });
  orders.reconcile(2);
  Object.assign(market, { nowNs: 3, flow: marketFlow([{ receivedNs: 3, priceTicks: 98, signedLots: -2 }]) });
  expect([aheadLots(), aheadLots()]).toEqual([5, 5]);
});

test("order manager: own quotes: one that is told to go is none", () => {
  const { orders } = desk(true);
  orders.apply(ownEvent({ priceTicks: 98, remainingLots: 4 }));
  orders.wanted.clear();
  orders.reconcile(1);
  expect(orders.own(bid).count).toBe(0);
  expect(orders.open).toHaveLength(1);
});

test("order manager: a strategy that does not ask: nobody counts", () => {
  const { orders, aheadLots } = desk(false);
  orders.apply(ownEvent({ priceTicks: 98, remainingLots: 4, queueAheadLots: 3 }));
  expect(aheadLots()).toBeNaN();
});
