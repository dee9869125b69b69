// Goal: a position is taken to its reference by orders that trade within the collar or expire, one at a time, and by
// nothing else.
// Method: a market set by hand, touch 100 and 102 with ten lots a side, and a venue that writes down what it is sent.
import { expect, test } from "bun:test";
import { takeEveryNs } from "../../../src/core/position-taker.ts";
import { ownEventKind } from "../../../src/domain/own-event.ts";
import { ask, bid } from "../../../src/domain/side.ts";
import { nsPerMs } from "../../../src/domain/time.ts";
import { stop } from "../../../src/ports/engine.ts";
import { spotBtcusdt, usdmBtcusdt } from "../../helpers/instruments.ts";
import { accepted, cancelled, KernelDesk, type KernelDeskOptions, taken } from "../../helpers/kernel-desk.ts";
import { ownEvent } from "../../helpers/own-events.ts";

const collar = { flattenTicksMax: 7 };

test("flatten: long: all of it at once, down to the collar below the best bid; filled: paused", () => {
  const desk = flattening({ startLots: 4, limits: collar });
  expect(desk.takeSent()).toEqual(["take 1 ask 4 at 93"]);
  desk.step(stop.own, {}, ...taken(1, ask, 4, 100, 0));
  expect([desk.takeSent(), desk.portfolio.positionLots, desk.kernel.state]).toEqual([[], 0, "paused"]);
  expect(desk.held).toEqual(["+flattening", "+operator_paused", "-flattening"]);
});

test("flatten: short: bought up to the collar above the best ask", () => {
  expect(flattening({ startLots: -4, limits: collar }).takeSent()).toEqual(["take 1 bid 4 at 109"]);
});

test("flatten: no collar told: the price band is it", () => {
  expect(flattening({ startLots: 4, limits: { priceBandTicks: 20.5 } }).takeSent()).toEqual(["take 1 ask 4 at 80"]);
});

test("flatten: a collar below every price: one tick is asked for", () => {
  expect(flattening({ startLots: 4, limits: { flattenTicksMax: 1e6 } }).takeSent()).toEqual(["take 1 ask 4 at 1"]);
});

test("flatten: flat already: paused, and nothing sent", () => {
  const desk = flattening({});
  expect([desk.takeSent(), desk.kernel.state]).toEqual([[], "paused"]);
});

test("flatten: filled in part: the rest is tried again after a pace, not before, and the step asks to be woken then", () => {
  const desk = flattening({ startLots: 4, limits: collar });
  desk.takeSent();
  desk.step(stop.own, {}, ...taken(1, ask, 3, 100, 1));
  desk.freshen(150 * nsPerMs); // Past the first markout.
  const dueNs = desk.step(stop.timer);
  expect(dueNs).toBe(takeEveryNs);
  desk.freshen(dueNs - 1);
  expect(desk.step(stop.decision)).toBe(dueNs);
  expect(desk.takeSent()).toEqual([]);
  desk.freshen(dueNs);
  desk.step(stop.timer);
  expect(desk.takeSent()).toEqual(["take 2 ask 1 at 93"]);
});

test("flatten: an order still working: waits for its end, and counts what it filled on the way", () => {
  const desk = new KernelDesk({ startLots: -3, limits: collar });
  desk.step(stop.decision);
  desk.step(stop.own, {}, accepted(1));
  desk.takeSent();
  desk.kernel.operate({ kind: "flatten" });
  desk.step(stop.own);
  expect(desk.takeSent()).toEqual(["cancel all"]);
  const filled = ownEvent({ kind: ownEventKind.filled, orderId: 1, side: bid, priceTicks: 98, lots: 1 });
  desk.step(stop.own, {}, filled);
  expect(desk.takeSent()).toEqual(["take 2 bid 2 at 109"]);
});

test("flatten: an order on its way when it was told: cancelled once it is there, then flattened", () => {
  const desk = new KernelDesk({ startLots: 2, limits: collar });
  desk.step(stop.decision);
  desk.kernel.operate({ kind: "flatten" });
  desk.step(stop.own);
  desk.takeSent();
  desk.step(stop.own, {}, accepted(1));
  expect(desk.takeSent()).toEqual(["cancel 1"]);
  desk.step(stop.own, {}, cancelled(1));
  expect(desk.takeSent()).toEqual(["take 2 ask 2 at 93"]);
});

test("flatten: an order of which nobody can say whether it traded: no other until that is known", () => {
  const desk = flattening({ startLots: 4, limits: collar });
  desk.takeSent();
  desk.step(stop.own, {}, ownEvent({ kind: ownEventKind.inDoubt, orderId: 1, side: ask }));
  desk.freshen(10 * takeEveryNs);
  desk.step(stop.decision);
  expect(desk.takeSent()).toEqual([]);
  desk.step(stop.own, {}, ownEvent({ kind: ownEventKind.rejected, orderId: 1, side: ask, reason: "never_arrived" }));
  expect(desk.takeSent()).toEqual(["take 2 ask 4 at 93"]);
});

test("flatten: more than the position bound: no order is larger than it", () => {
  const desk = flattening({ startLots: 25, limits: { ...collar, positionLotsMax: 10 } });
  desk.step(stop.own, {}, ...taken(1, ask, 10, 100, 0));
  desk.freshen(desk.market.nowNs + takeEveryNs);
  desk.step(stop.timer);
  desk.step(stop.own, {}, ...taken(2, ask, 10, 100, 0));
  desk.freshen(desk.market.nowNs + takeEveryNs);
  desk.step(stop.timer);
  expect(desk.takeSent()).toEqual(["take 1 ask 10 at 93", "take 2 ask 10 at 93", "take 3 ask 5 at 93"]);
});

for (const fault of [{ bookState: "gapped" as const }, { touchBidLots: 0 }, { receivedNs: -1e9 }])
  test(`flatten: a market with ${JSON.stringify(fault)}: waits, and goes on when it is good again`, () => {
    const desk = new KernelDesk({ startLots: 4, limits: collar });
    desk.kernel.operate({ kind: "flatten" });
    expect(desk.step(stop.own, fault)).toBeLessThanOrEqual(takeEveryNs);
    expect([desk.takeSent(), desk.kernel.state]).toEqual([[], "flattening"]);
    desk.freshen(takeEveryNs);
    desk.step(stop.timer);
    expect(desk.takeSent()).toEqual(["take 1 ask 4 at 93"]);
  });

test("flatten: held by the session as well: waits until that is lifted", () => {
  const desk = new KernelDesk({ startLots: 4, limits: collar });
  desk.kernel.hold("venue_down");
  desk.kernel.operate({ kind: "flatten" });
  desk.step(stop.own);
  expect(desk.takeSent()).toEqual([]);
  desk.kernel.release("venue_down");
  desk.step(stop.own);
  expect(desk.takeSent()).toEqual(["take 1 ask 4 at 93"]);
});

for (const command of [{ kind: "kill", reason: "a test" }, { kind: "pause" }, { kind: "cancel_all" }] as const)
  test(`flatten: ${command.kind} in the middle of it: no further order`, () => {
    const desk = flattening({ startLots: 4, limits: collar });
    desk.step(stop.own, {}, ...taken(1, ask, 1, 100, 3));
    desk.kernel.operate(command);
    desk.takeSent();
    desk.freshen(desk.market.nowNs + takeEveryNs);
    desk.step(stop.decision);
    expect(desk.takeSent()).toEqual([]);
    expect(desk.portfolio.positionLots).toBe(3);
  });

test("flatten: below the venue's smallest size or worth at the touch: that is as near as it gets", () => {
  const small = flattening({ startLots: 4, instrument: { ...usdmBtcusdt, notionalUnitsMin: 0n, sizeLotsMin: 5 } });
  expect([small.takeSent(), small.kernel.state]).toEqual([[], "paused"]);
  // Four lots of 0.001 at 10.0 are worth 0.04 USDT.
  const worth = (notionalUnitsMin: bigint) =>
    flattening({ startLots: 4, limits: collar, instrument: { ...usdmBtcusdt, notionalUnitsMin } });
  expect([worth(4_000_001n).takeSent(), worth(4_000_001n).kernel.state]).toEqual([[], "paused"]);
});

test("flatten: worth enough at the touch but not at the collar: asked for the touch", () => {
  const instrument = { ...usdmBtcusdt, notionalUnitsMin: 4_000_000n };
  expect(flattening({ startLots: 4, limits: collar, instrument }).takeSent()).toEqual(["take 1 ask 4 at 100"]);
});

test("flatten: Spot: a short position is bought back as far as the balance pays for it at the collar", () => {
  // A lot of 0.00001 BTC at 1.09 is 0.0000109 USDT: 1090 units.
  const options = { startLots: -4, limits: collar, instrument: { ...spotBtcusdt, notionalUnitsMin: 0n } };
  expect(flattening({ ...options, balances: { USDT: 2n * 1090n } }).takeSent()).toEqual(["take 1 bid 2 at 109"]);
  const poor = flattening({ ...options, balances: { USDT: 1089n } });
  expect([poor.takeSent(), poor.reasons.at(-1), poor.kernel.state]).toEqual([[], "insufficient_funds", "flattening"]);
});

/** Told to flatten, after one step of it. */
function flattening(options: KernelDeskOptions): KernelDesk {
  const desk = new KernelDesk(options);
  desk.kernel.operate({ kind: "flatten" });
  desk.step(stop.own);
  return desk;
}
