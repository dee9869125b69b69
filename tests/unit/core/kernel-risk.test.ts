// Goal: the kernel does what risk says, at once and in the right order, and tells why.
// Method: a market set by hand; limits that one event breaks.
import { expect, test } from "bun:test";
import type { Decide } from "../../../src/core/strategy/strategy.ts";
import { ownEventKind } from "../../../src/domain/own-event.ts";
import { ask, bid } from "../../../src/domain/side.ts";
import { nsPerDay, nsPerMs, nsPerSecond } from "../../../src/domain/time.ts";
import { stop } from "../../../src/ports/engine.ts";
import { accepted, cancelled, KernelDesk } from "../../helpers/kernel-desk.ts";
import { ownEvent } from "../../helpers/own-events.ts";
import { tickLotUnits } from "../../helpers/risk-desk.ts";

test("kernel: models answered nothing sound: all quotes pulled, named, and back with the next decision", () => {
  for (const fault of ["model_nan", "feature_missing"] as const) {
    const desk = new KernelDesk();
    desk.modelFault = fault;
    desk.step(stop.decision);
    expect([desk.takeSent(), desk.vetoes, desk.reasons]).toEqual([[], [fault], [fault]]);
    desk.modelFault = undefined;
    desk.step(stop.decision);
    desk.step(stop.own, {}, accepted(1));
    expect([desk.takeSent(), desk.vetoes[1]]).toEqual([["place 1 bid 1 at 98"], undefined]);
    desk.modelFault = fault;
    desk.step(stop.decision);
    expect(desk.takeSent()).toEqual(["cancel 1"]);
  }
});

test("kernel: what is refused when it is ordered: the veto of that decision", () => {
  const desk = new KernelDesk({ startLots: 10 });
  desk.step(stop.decision);
  expect(desk.vetoes).toEqual(["position_bound"]);
  expect(desk.reasons).toEqual(["position_bound"]);
  desk.portfolio.post(ownEvent({ kind: ownEventKind.filled, side: ask, lots: 10, priceTicks: 100 }));
  desk.step(stop.decision);
  expect(desk.vetoes[1]).toBeUndefined();
});

test("kernel: several vetoes: the gravest is told, all are counted", () => {
  const decide: Decide = (_, quotes) => {
    quotes.want(bid, 98, 11);
    quotes.want(bid, 50, 1);
    quotes.want(ask, 150, 1);
  };
  const desk = new KernelDesk({ decide, limits: { priceBandTicks: 20 } });
  desk.step(stop.decision);
  expect(desk.reasons).toEqual(["price_band", "price_band", "position_bound"]);
  expect(desk.vetoes).toEqual(["position_bound"]);
});

test("kernel: a drawdown stop: everything cancelled at once, held, and nothing placed until it is reset", () => {
  const desk = new KernelDesk({ limits: { drawdown: { sessionUnitsMax: 10 * tickLotUnits } }, startLots: 1 });
  desk.step(stop.decision);
  desk.step(stop.own, {}, accepted(1));
  desk.takeSent();
  const fallen = { touchBidTicks: 90, touchAskTicks: 92, bookBidTicks: 90, bookAskTicks: 92 };
  desk.step(stop.timer, { ...fallen, nowNs: nsPerSecond, receivedNs: nsPerSecond });
  expect([desk.takeSent(), desk.held, desk.vetoes.at(-1)]).toEqual([
    ["cancel all"],
    ["+session_drawdown"],
    "session_drawdown",
  ]);
  desk.step(stop.own, {}, cancelled(1));
  desk.freshen(2 * nsPerSecond);
  desk.step(stop.decision);
  desk.kernel.operate({ kind: "resume" });
  desk.step(stop.own);
  expect([desk.takeSent(), desk.kernel.holds]).toEqual([[], ["session_drawdown"]]);
  expect(desk.kernel.operate({ kind: "reset_kill" })).toBeUndefined();
  desk.step(stop.own);
  expect([desk.takeSent(), desk.kernel.holds, desk.kernel.state]).toEqual([[], ["operator_paused"], "paused"]);
  desk.kernel.operate({ kind: "resume" });
  desk.step(stop.own);
  expect(desk.takeSent()).toEqual(["place 2 bid 1 at 98"]);
});

test("kernel: a drawdown stop that was latched as a kill: both are reset at once, into a pause", () => {
  const desk = new KernelDesk({ limits: { drawdown: { sessionUnitsMax: tickLotUnits } }, startLots: 1 });
  desk.step(stop.timer, { nowNs: 1, receivedNs: 1 });
  desk.step(stop.timer, { nowNs: nsPerSecond, receivedNs: nsPerSecond, touchBidTicks: 98, touchAskTicks: 100 });
  desk.kernel.operate({ kind: "kill", reason: "session_drawdown" });
  desk.step(stop.own);
  expect(desk.kernel.holds).toEqual(["killed", "session_drawdown"]);
  expect(desk.kernel.operate({ kind: "reset_kill" })).toBeUndefined();
  desk.step(stop.own);
  expect(desk.kernel.holds).toEqual(["operator_paused"]);
});

test("kernel: a reset that is refused, or lifts an operator's kill: the peak of drawdown stays where it was", () => {
  for (const isKilled of [false, true]) {
    const desk = new KernelDesk({ limits: { drawdown: { sessionUnitsMax: 3 * tickLotUnits } }, startLots: 1 });
    const midAt = (second: number, touchBidTicks: number) => {
      const nowNs = second * nsPerSecond;
      desk.step(stop.timer, { nowNs, receivedNs: nowNs, touchBidTicks, touchAskTicks: touchBidTicks + 2 });
    };
    midAt(0, 100);
    midAt(1, 98);
    if (isKilled) desk.kernel.operate({ kind: "kill", reason: "a test" });
    expect(desk.kernel.operate({ kind: "reset_kill" })).toBe(isKilled ? undefined : "not_killed");
    midAt(2, 97);
    expect(desk.kernel.holds).toContain("session_drawdown");
  }
});

test("kernel: a stop of the day: quotes come back with the first second of the next, by themselves", () => {
  const desk = new KernelDesk({ limits: { drawdown: { dayUnitsMax: tickLotUnits } }, startLots: 1 });
  desk.step(stop.timer, { nowNs: 1, receivedNs: 1 });
  const fallen = { touchBidTicks: 98, touchAskTicks: 100 };
  desk.step(stop.timer, { ...fallen, nowNs: nsPerSecond, receivedNs: nsPerSecond });
  expect(desk.kernel.holds).toEqual(["day_drawdown"]);
  desk.step(stop.decision, { nowNs: nsPerDay - 1, receivedNs: nsPerDay - 1 });
  expect(desk.takeSent()).toEqual([]);
  desk.step(stop.timer, { nowNs: nsPerDay, receivedNs: nsPerDay });
  expect([desk.kernel.holds, desk.takeSent()]).toEqual([[], ["place 1 bid 1 at 98"]]);
});

test("kernel: a fill that loses too much: quotes are pulled in the same stop, before any decision", () => {
  const limits = { lossRate: { unitsMax: 10 * tickLotUnits, windowNs: nsPerSecond, pauseNs: nsPerSecond } };
  const decide: Decide = (_, quotes) => quotes.want(bid, 98, 2);
  const desk = new KernelDesk({ limits, decide, startLots: 1 });
  desk.step(stop.decision);
  desk.step(stop.own, {}, accepted(1));
  desk.takeSent();
  const fallen = { touchBidTicks: 90, touchAskTicks: 92, bookBidTicks: 90, bookAskTicks: 92, nowNs: 5, receivedNs: 5 };
  const fill = { orderId: 1, lots: 1, remainingLots: 1, priceTicks: 98, bidTicks: 90, askTicks: 92, seenNs: 5 };
  desk.step(stop.own, fallen, ownEvent({ ...fill, kind: ownEventKind.filled }));
  expect([desk.takeSent(), desk.vetoes.length]).toEqual([["cancel 1"], 1]);
  desk.step(stop.decision);
  expect(desk.vetoes.at(-1)).toBe("loss_rate");
});

test("kernel: an answer that took too long: nothing is quoted for as long as said", () => {
  const desk = new KernelDesk({ limits: { latency: { roundTripNsMax: 10 * nsPerMs, pauseNs: 50 * nsPerMs } } });
  desk.step(stop.decision);
  const lateNs = 11 * nsPerMs;
  desk.step(stop.own, { nowNs: lateNs, receivedNs: lateNs }, { ...accepted(1), seenNs: lateNs });
  desk.step(stop.timer);
  desk.step(stop.decision);
  expect([desk.takeSent(), desk.vetoes.at(-1)]).toEqual([["place 1 bid 1 at 98", "cancel 1"], "order_latency"]);
});

test("kernel: the venue's clock too far from ours: held while it is", () => {
  const desk = new KernelDesk({ limits: { clockOffsetNsMax: 100 } });
  desk.kernel.clockOffset(-101);
  desk.step(stop.own);
  expect([desk.takeSent(), desk.held, desk.vetoes]).toEqual([[], ["+clock_offset"], ["clock_offset"]]);
  desk.kernel.clockOffset(100);
  desk.step(stop.own);
  expect([desk.takeSent(), desk.held.at(-1)]).toEqual([["place 1 bid 1 at 98"], "-clock_offset"]);
});

test("kernel: parameters anew: no limit moves with them", () => {
  const desk = new KernelDesk({ limits: { priceBandTicks: 20 } });
  desk.kernel.operate({ kind: "parameters", market: 0, parameters: 50 });
  desk.step(stop.own);
  expect([desk.takeSent(), desk.vetoes]).toEqual([[], ["price_band"]]);
});

test("kernel: a cancel that took too long to be answered: paused as for any other answer", () => {
  let priceTicks = 98;
  const decide: Decide = (_, quotes) => quotes.want(bid, priceTicks, 1);
  const limits = { latency: { roundTripNsMax: 10 * nsPerMs, pauseNs: 50 * nsPerMs } };
  const desk = new KernelDesk({ decide, limits });
  desk.step(stop.decision);
  desk.step(stop.own, {}, accepted(1));
  priceTicks = 97;
  desk.step(stop.decision);
  desk.step(stop.own, {}, accepted(2));
  const [inTimeNs, lateNs] = [10 * nsPerMs, 11 * nsPerMs];
  desk.step(stop.decision, { nowNs: inTimeNs, receivedNs: inTimeNs });
  expect(desk.vetoes.at(-1)).toBeUndefined();
  desk.step(stop.own, { nowNs: lateNs, receivedNs: lateNs }, { ...cancelled(1), seenNs: lateNs });
  desk.step(stop.decision);
  expect(desk.vetoes.at(-1)).toBe("order_latency");
});

test("kernel: beyond a soft limit: what is placed has been moved, and the veto says by what", () => {
  const positionSoft = { from: 5, stepsCount: 1, widenTicks: 2, skewTicks: 3 };
  const desk = new KernelDesk({ limits: { positionSoft }, startLots: 5 });
  desk.step(stop.decision);
  expect([desk.takeSent(), desk.vetoes, desk.reasons]).toEqual([
    ["place 1 bid 1 at 93"],
    ["position_soft"],
    ["position_soft"],
  ]);
});

test("kernel: as many orders open as may be: the next waits for one that leaves, and is refused where none does", () => {
  let prices = [98];
  const decide: Decide = (_, quotes) => {
    for (const priceTicks of prices) quotes.want(bid, priceTicks, 1);
  };
  const desk = new KernelDesk({ decide, limits: { ordersOpenMax: 1 } });
  desk.step(stop.decision);
  desk.step(stop.own, {}, accepted(1));
  prices = [97];
  desk.step(stop.decision);
  desk.step(stop.own, {}, cancelled(1));
  expect([desk.takeSent(), desk.reasons]).toEqual([["place 1 bid 1 at 98", "cancel 1", "place 2 bid 1 at 97"], []]);
  desk.step(stop.own, {}, accepted(2));
  prices = [97, 96];
  desk.step(stop.decision);
  expect([desk.takeSent(), desk.vetoes.at(-1)]).toEqual([[], "orders_open"]);
});

test("kernel: an operator's flatten: no order larger than one may be, and within the price collar", () => {
  const limits = { orderLotsMax: 3, priceCollar: { ticksMax: 5, reference: "depth_mid" } } as const;
  const desk = new KernelDesk({ limits, startLots: 8 });
  desk.step(stop.timer);
  desk.kernel.operate({ kind: "flatten" });
  desk.step(stop.own);
  expect(desk.takeSent()).toEqual(["take 1 ask 3 at 96"]);
});

test("kernel: an operator's flatten: waits while the collar has no reference", () => {
  const limits = { priceCollar: { ticksMax: 5, reference: "last_trade" } } as const;
  const desk = new KernelDesk({ limits, startLots: 8 });
  desk.step(stop.timer);
  desk.kernel.operate({ kind: "flatten" });
  desk.step(stop.own);
  expect([desk.takeSent(), desk.reasons.at(-1)]).toEqual([[], "no_reference"]);
});
