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
  };
  const desk = new KernelDesk({ decide, limits: { priceBandTicks: 20 } });
  desk.step(stop.decision);
  expect(desk.reasons).toEqual(["price_band", "position_bound"]);
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
