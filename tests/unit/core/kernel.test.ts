// Goal: the kernel asks to be woken for what falls due, pulls quotes from a market that cannot be trusted, and samples
// each moment once.
// Method: a market that is set by hand, a strategy that always wants one bid, and a venue that only writes down what it
// is sent.
import { expect, test } from "bun:test";
import { ownEventKind } from "../../../src/domain/own-event.ts";
import { nsPerMs, nsPerSecond } from "../../../src/domain/time.ts";
import { stop } from "../../../src/ports/engine.ts";
import { deskStaleNs, KernelDesk } from "../../helpers/kernel-desk.ts";
import { ownEvent } from "../../helpers/own-events.ts";

test("kernel: nothing is received for too long: woken when it is stale, and the quote goes", () => {
  const desk = new KernelDesk();
  expect(desk.step(stop.decision, { nowNs: 10, receivedNs: 10 })).toBe(10 + deskStaleNs);
  desk.step(stop.own, { nowNs: 20 }, ownEvent({ orderId: 1, remainingLots: 1, seenNs: 20 }));
  expect(desk.takeSent()).toEqual(["place 1 bid 1 at 98"]);
  desk.step(stop.timer, { nowNs: 10 + deskStaleNs });
  expect(desk.takeSent()).toEqual(["cancel 1"]);
});

test("kernel: a decision on a book with a gap: nothing is wanted, and the reason is told", () => {
  const desk = new KernelDesk();
  desk.step(stop.decision, { nowNs: 10, receivedNs: 10, bookState: "gapped", touchBidLots: 0, touchAskLots: 0 });
  expect(desk.takeSent()).toEqual([]);
  expect(desk.reasons).toEqual(["gapped_book"]);
});

test("kernel: a fill: woken at its first markout, counted from the venue's time", () => {
  const desk = new KernelDesk();
  const nowNs = 30 * nsPerMs;
  desk.step(stop.decision, { nowNs: 10, receivedNs: 10 });
  const filled = { kind: ownEventKind.filled, lots: 1, priceTicks: 98, venueNs: nowNs - 7, seenNs: nowNs };
  const accepted = ownEvent({ remainingLots: 1, seenNs: nowNs });
  expect(desk.step(stop.own, { nowNs, receivedNs: nowNs }, accepted, ownEvent(filled))).toBe(nowNs - 7 + 100 * nsPerMs);
});

test("kernel: the end of a run: the mid as it is then, whether or not somebody had to look", () => {
  const desk = new KernelDesk();
  desk.step(stop.timer, { nowNs: nsPerSecond, receivedNs: nsPerSecond });
  desk.change({ nowNs: nsPerSecond + 5, touchBidTicks: 104, touchAskTicks: 105 });
  desk.kernel.sampleNow();
  expect(desk.kernel.midHalfTicks).toBe(209);
  expect(desk.samples.map(({ nowNs, midHalfTicks }) => [nowNs, midHalfTicks])).toEqual([
    [nsPerSecond, 202],
    [nsPerSecond + 5, 209],
  ]);
});

test("kernel: the end of a run on the grid of samples: sampled once", () => {
  const desk = new KernelDesk();
  desk.step(stop.timer, { nowNs: nsPerSecond, receivedNs: nsPerSecond });
  desk.kernel.sampleNow();
  expect(desk.samples.length).toBe(1);
});

test("kernel: begun with a position: P&L counts from the first mid", () => {
  const desk = new KernelDesk({ startLots: 3 });
  desk.step(stop.timer, { nowNs: 10, receivedNs: 10, touchAskLots: 0, touchAskTicks: 0 });
  desk.step(stop.timer, { nowNs: 20, receivedNs: 20, touchAskLots: 10, touchAskTicks: 102 });
  desk.step(stop.timer, { nowNs: 30, receivedNs: 30, touchBidTicks: 104, touchAskTicks: 106 });
  // Three lots of 0.001 BTC, four ticks of 0.1 USDT, in 10^-8.
  expect(desk.portfolio.netUnits(desk.kernel.midHalfTicks)).toBe(120_000n);
});
