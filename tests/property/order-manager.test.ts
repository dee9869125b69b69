// Goal: whatever is wanted and however the venue answers, the order manager never exceeds the position bound even if
// all that is working fills, never crosses itself, and settles on what is wanted with no command left to send.
// Method: a model venue with its own book of what rests; random wants, answers in any order between orders, partial
// fills.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { OrderManager } from "../../src/core/orders/order-manager.ts";
import { Account } from "../../src/core/portfolio/account.ts";
import { Portfolio } from "../../src/core/portfolio/portfolio.ts";
import { Risk } from "../../src/core/risk/risk.ts";
import { type OwnEvent, ownEventKind } from "../../src/domain/own-event.ts";
import { ask, bid, type Side } from "../../src/domain/side.ts";
import { usdmBtcusdt } from "../helpers/instruments.ts";
import { ModelVenue } from "../helpers/model-venue.ts";
import { marketView, reasonsListener } from "../helpers/own-events.ts";

const positionLotsMax = 6;
const instrument = { ...usdmBtcusdt, notionalUnitsMin: 0n };

const ladder = fc.uniqueArray(
  fc.record({ priceTicks: fc.integer({ min: 95, max: 105 }), sizeLots: fc.integer({ min: 1, max: 4 }) }),
  {
    selector: ({ priceTicks }) => priceTicks,
    maxLength: 3,
  },
);
const step = fc.oneof(
  fc.record({ kind: fc.constant("want" as const), bids: ladder, asks: ladder }),
  fc.record({ kind: fc.constant("advance" as const), index: fc.nat(7), choice: fc.nat(11) }),
);

test("order manager: any wants and answers: the bound holds, nothing crosses itself, books agree", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { venue, orders, portfolio, want, tell } = desk();
      for (const next of steps) {
        if (next.kind === "want") want(next.bids, next.asks);
        else tell(venue.advance(next.index, next.choice));

        for (const side of [bid, ask] as const) {
          const openLots = sum(venue.orders.filter((order) => order.side === side).map((order) => order.remainingLots));
          const held = side === bid ? portfolio.positionLots : -portfolio.positionLots;
          expect(openLots === 0 || held + openLots <= positionLotsMax).toBe(true);
        }
        const prices = (side: Side) =>
          venue.orders.filter((order) => order.side === side).map((order) => order.priceTicks);
        expect(Math.max(...prices(bid), 0)).toBeLessThan(Math.min(...prices(ask), 1e9));
        expect(orders.open.map(({ orderId, remainingLots }) => [orderId, remainingLots])).toEqual(
          venue.orders.map(({ orderId, remainingLots }) => [orderId, remainingLots]),
        );
      }
    }),
  );
});

test("order manager: a quiet venue that accepts and cancels: what rests is what is wanted, then silence", () => {
  fc.assert(
    fc.property(fc.array(ladder, { minLength: 1, maxLength: 6 }), (wants) => {
      const { venue, orders, want, tell } = desk(1000);
      for (const bids of wants) want(bids, []);
      for (let settled = 0; settled < 100; settled++) {
        const index = venue.orders.findIndex(
          (order) => !order.isAccepted || order.isCancelAsked || order.amendLots !== undefined,
        );
        if (index === -1) break;
        tell(venue.advance(index, venue.orders[index]!.isAccepted ? 0 : 1));
      }
      const last = wants.at(-1)!;
      expect(sorted(venue.orders.map(({ priceTicks }) => priceTicks))).toEqual(
        sorted(last.map(({ priceTicks }) => priceTicks)),
      );
      for (const { priceTicks, sizeLots } of last)
        expect(orders.open.find((order) => order.priceTicks === priceTicks)!.remainingLots).toBeLessThanOrEqual(
          sizeLots,
        );
      const { commandsCount } = venue;
      want(last, []);
      expect(venue.commandsCount).toBe(commandsCount);
    }),
  );
});

function desk(bound = positionLotsMax) {
  const venue = new ModelVenue();
  const portfolio = new Portfolio(instrument, { name: "none", makerRate: 0n, takerRate: 0n }, new Account(new Map()));
  const risk = new Risk(
    { positionLotsMax: bound, priceBandTicks: 1e6, staleAfterNs: 1e9 },
    { market: marketView(), portfolio },
  );
  const orders = new OrderManager(instrument, venue, risk, portfolio, reasonsListener());
  type Quotes = { priceTicks: number; sizeLots: number }[];
  return {
    venue,
    orders,
    portfolio,
    want(bids: Quotes, asks: Quotes) {
      orders.wanted.clear();
      for (const { priceTicks, sizeLots } of bids) orders.wanted.want(bid, priceTicks, sizeLots);
      for (const { priceTicks, sizeLots } of asks) orders.wanted.want(ask, priceTicks, sizeLots);
      orders.reconcile(0);
    },
    tell(event: OwnEvent | undefined) {
      if (event === undefined) return;
      orders.apply(event);
      if (event.kind === ownEventKind.filled) portfolio.post(event);
      orders.reconcile(0);
    },
  };
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function sorted(values: number[]): number[] {
  return values.toSorted((a, b) => a - b);
}
