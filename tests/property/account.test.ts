// Goal: instruments that share an account never spend a balance twice: it is never below zero, and what is locked is
// what the open orders of all of them may still cost.
// Method: three Spot instruments whose assets meet (BTC and USDT, ETH and USDT, ETH and BTC), an order manager each and
// one account that binds; random wants, and answers and fills by a model venue in any order.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { OrderManager } from "../../src/core/orders/order-manager.ts";
import { Account } from "../../src/core/portfolio/account.ts";
import { Portfolio } from "../../src/core/portfolio/portfolio.ts";
import { Risk } from "../../src/core/risk/risk.ts";
import type { Instrument } from "../../src/domain/instrument.ts";
import { type OwnEvent, ownEventKind } from "../../src/domain/own-event.ts";
import { ask, bid, type Side } from "../../src/domain/side.ts";
import { spotBtcusdt } from "../helpers/instruments.ts";
import { ModelVenue } from "../helpers/model-venue.ts";
import { marketView, reasonsListener } from "../helpers/own-events.ts";

const [btc, usdt] = [spotBtcusdt.base, spotBtcusdt.quote];
const eth = { name: "ETH", places: 8 };
const coarse = { ...spotBtcusdt, notionalUnitsMin: 0n };
const instruments: readonly Instrument[] = [
  coarse,
  { ...coarse, symbol: "ETHUSDT", base: eth, lotUnits: 10_000n },
  // A tick times a lot is a tenth of the smallest unit of BTC: each fill is rounded.
  { ...coarse, symbol: "ETHBTC", base: eth, quote: btc, settle: btc, lotUnits: 10_000n, tickUnits: 1_000n },
];
const fees = { name: "any", makerRate: 100_000n, takerRate: 100_000n };

const price = fc.integer({ min: 5_999_990, max: 6_000_010 });
const ladder = fc.uniqueArray(fc.tuple(price, fc.integer({ min: 1, max: 60 })), {
  selector: ([at]) => at,
  maxLength: 3,
});
const market = fc.nat(instruments.length - 1);
const step = fc.oneof(
  fc.record({ kind: fc.constant("want" as const), market, bids: ladder, asks: ladder }),
  fc.record({ kind: fc.constant("advance" as const), market, index: fc.nat(7), choice: fc.nat(11) }),
);
// From nothing to plenty, against orders of up to 36 USDT, 0.0006 BTC and 0.006 ETH.
const balance = fc.bigInt({ min: 0n, max: 10_000_000_000n });
const balances = fc.record({
  BTC: balance.map((units) => units / 10_000n),
  ETH: balance.map((units) => units / 1_000n),
  USDT: balance,
});

test("account: shared by three instruments, any wants and fills: no balance below zero, and locks are what open orders cost", () => {
  let refusedCount = 0;
  let fillsCount = 0;
  fc.assert(
    fc.property(balances, fc.array(step, { maxLength: 80 }), (start, steps) => {
      const account = new Account(new Map(Object.entries(start)));
      const desks = instruments.map((instrument) => desk(instrument, account));
      for (const next of steps) {
        const at = desks[next.market]!;
        if (next.kind === "want") at.want(next.bids, next.asks);
        else if (at.tell(at.venue.advance(next.index, next.choice))) fillsCount++;
        for (const { name } of [btc, eth, usdt]) {
          const holding = account.holding(name);
          const costs = desks.flatMap((other) => other.costs(name));
          expect(BigInt(holding.lockedUnits)).toBe(costs.reduce((sum, units) => sum + units, 0n));
          expect(holding.units >= holding.lockedUnits).toBe(true);
        }
      }
      refusedCount += desks
        .flatMap(({ reasons }) => reasons)
        .filter((reason) => reason === "insufficient_funds").length;
    }),
  );
  expect(refusedCount).toBeGreaterThan(0);
  expect(fillsCount).toBeGreaterThan(0);
});

test("account: an asset nobody began with: empty, and one holding for all who ask", () => {
  const account = new Account(new Map([["USDT", 5n]]));
  account.holding("BTC").move(3);
  expect(account.holding("BTC").freeUnits).toBe(3);
  expect([...account.balances]).toEqual([
    ["USDT", 5n],
    ["BTC", 3n],
  ]);
});

test("account: balances told by the venue: taken over in its own places, and what differed is told; the rest stays", () => {
  const account = new Account(
    new Map([
      ["USDT", 500n],
      ["BTC", 7n],
      ["ETH", 4n],
    ]),
  );
  account.count({ name: "USDT", places: 2 });
  account.count({ name: "BTC", places: 8 });
  account.holding("USDT").lock(100);
  const told = new Map([
    ["USDT", { units: 61_250n, places: 4 }],
    ["BTC", { units: 7n, places: 8 }],
    ["BNB", { units: 3n, places: 7 }],
  ]);
  expect(account.adopt(told)).toEqual([
    { asset: "USDT", places: 2, oursUnits: 500n, venuesUnits: 613n },
    { asset: "BNB", places: 8, oursUnits: 0n, venuesUnits: 30n },
  ]);
  expect([...account.balances.values()]).toEqual([613n, 7n, 4n, 30n]);
  expect(account.holding("USDT").freeUnits).toBe(513);
  expect(account.adopt(told)).toEqual([]);
});

type Quotes = [priceTicks: number, sizeLots: number][];

function desk(instrument: Instrument, account: Account) {
  const venue = new ModelVenue();
  const listener = reasonsListener();
  const portfolio = new Portfolio(instrument, fees, account);
  const risk = new Risk(
    { positionLotsMax: 1e6, priceBandTicks: 1e9, staleAfterNs: 1e9 },
    { market: marketView(), portfolio },
  );
  const orders = new OrderManager(instrument, venue, risk, portfolio, listener);
  return {
    venue,
    reasons: listener.reasons,
    want(bids: Quotes, asks: Quotes) {
      orders.wanted.clear();
      for (const quote of bids) orders.wanted.want(bid, ...quote);
      for (const quote of asks) orders.wanted.want(ask, ...quote);
      orders.reconcile(0);
    },
    /** Whether it was a fill. */
    tell(event: OwnEvent | undefined): boolean {
      if (event === undefined) return false;
      orders.apply(event);
      const isFill = event.kind === ownEventKind.filled;
      if (isFill) portfolio.post(event);
      orders.reconcile(0);
      return isFill;
    },
    /** What each open order may still take of an asset, from the instrument's own grid. */
    costs(asset: string): bigint[] {
      const payer = (side: Side) => (side === bid ? instrument.quote : instrument.base).name;
      return venue.orders
        .filter(({ side }) => payer(side) === asset)
        .map(({ side, priceTicks, remainingLots }) => {
          const lots = BigInt(remainingLots);
          const lotWorth = instrument.lotUnits * BigInt(priceTicks) * instrument.tickUnits; // In 10^-16.
          return side === ask ? lots * instrument.lotUnits : lots * ((lotWorth + 10n ** 8n - 1n) / 10n ** 8n);
        });
    },
  };
}
