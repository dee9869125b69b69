// Goal: the kernel asks to be woken for what falls due, pulls quotes from a market that cannot be trusted, and samples
// each moment once.
// Method: a market that is set by hand, a strategy that always wants one bid, and a venue that only writes down what it
// is sent.
import { expect, test } from "bun:test";
import { Kernel } from "../../../src/core/kernel.ts";
import type { Sample } from "../../../src/core/kernel-listener.ts";
import { OrderManager } from "../../../src/core/orders/order-manager.ts";
import { Account } from "../../../src/core/portfolio/account.ts";
import { Portfolio } from "../../../src/core/portfolio/portfolio.ts";
import { Risk } from "../../../src/core/risk/risk.ts";
import { type OwnEvent, ownEventKind } from "../../../src/domain/own-event.ts";
import { bid } from "../../../src/domain/side.ts";
import { nsPerMs, nsPerSecond } from "../../../src/domain/time.ts";
import { type MarketView, stop } from "../../../src/ports/engine.ts";
import { usdmBtcusdt } from "../../helpers/instruments.ts";
import { marketView, ownEvent, reasonsListener } from "../../helpers/own-events.ts";

const staleAfterNs = 500 * nsPerMs;

function desk() {
  const sent: string[] = [];
  const samples: Sample[] = [];
  const venue = {
    place: (_type: number, _side: number, orderId: number) => sent.push(`place ${orderId}`),
    amend: (orderId: number) => sent.push(`amend ${orderId}`),
    cancel: (orderId: number) => sent.push(`cancel ${orderId}`),
    cancelAll: () => sent.push("cancel all"),
  };
  const listener = { ...reasonsListener(), sampled: (sample: Sample) => samples.push(sample) };
  const instrument = { ...usdmBtcusdt, notionalUnitsMin: 0n };
  const portfolio = new Portfolio(instrument, { name: "none", makerRate: 0n, takerRate: 0n }, new Account(new Map()));
  const risk = new Risk({ positionLotsMax: 10, priceBandTicks: 1000, staleAfterNs });
  const orders = new OrderManager(instrument, venue, risk, portfolio, listener);
  const market = { ...marketView() };
  const kernel = new Kernel({
    market,
    start: () => (_, quotes) => quotes.want(bid, 98, 1),
    parameters: undefined,
    risk,
    orders,
    portfolio,
    listener,
  });
  return {
    kernel,
    samples,
    reasons: listener.reasons,
    takeSent: () => sent.splice(0),
    step(reasons: number, changes: Partial<MarketView>, ...events: OwnEvent[]) {
      Object.assign(market, changes);
      return kernel.step(reasons, { ownEventsCount: events.length, ownEvent: (at) => events[at]! });
    },
    change: (changes: Partial<MarketView>) => Object.assign(market, changes),
  };
}

test("kernel: nothing is received for too long: woken when it is stale, and the quote goes", () => {
  const { step, takeSent } = desk();
  expect(step(stop.decision, { nowNs: 10, receivedNs: 10 })).toBe(10 + staleAfterNs);
  step(stop.own, { nowNs: 20 }, ownEvent({ orderId: 1, remainingLots: 1, seenNs: 20 }));
  expect(takeSent()).toEqual(["place 1"]);
  step(stop.timer, { nowNs: 10 + staleAfterNs });
  expect(takeSent()).toEqual(["cancel 1"]);
});

test("kernel: a decision on a book with a gap: nothing is wanted, and the reason is told", () => {
  const { step, takeSent, reasons } = desk();
  step(stop.decision, { nowNs: 10, receivedNs: 10, bookState: "gapped", touchBidLots: 0, touchAskLots: 0 });
  expect(takeSent()).toEqual([]);
  expect(reasons).toEqual(["gapped_book"]);
});

test("kernel: a fill: woken at its first markout, counted from the venue's time", () => {
  const { step } = desk();
  const nowNs = 30 * nsPerMs;
  step(stop.decision, { nowNs: 10, receivedNs: 10 });
  const filled = { kind: ownEventKind.filled, lots: 1, priceTicks: 98, venueNs: nowNs - 7, seenNs: nowNs };
  const accepted = ownEvent({ remainingLots: 1, seenNs: nowNs });
  expect(step(stop.own, { nowNs, receivedNs: nowNs }, accepted, ownEvent(filled))).toBe(nowNs - 7 + 100 * nsPerMs);
});

test("kernel: the end of a run: the mid as it is then, whether or not somebody had to look", () => {
  const { kernel, step, change, samples } = desk();
  step(stop.timer, { nowNs: nsPerSecond, receivedNs: nsPerSecond });
  change({ nowNs: nsPerSecond + 5, touchBidTicks: 104, touchAskTicks: 105 });
  kernel.sampleNow();
  expect(kernel.midHalfTicks).toBe(209);
  expect(samples.map(({ nowNs, midHalfTicks }) => [nowNs, midHalfTicks])).toEqual([
    [nsPerSecond, 202],
    [nsPerSecond + 5, 209],
  ]);
});

test("kernel: the end of a run on the grid of samples: sampled once", () => {
  const { kernel, step, samples } = desk();
  step(stop.timer, { nowNs: nsPerSecond, receivedNs: nsPerSecond });
  kernel.sampleNow();
  expect(samples.length).toBe(1);
});
