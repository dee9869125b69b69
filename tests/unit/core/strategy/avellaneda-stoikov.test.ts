// Goal: the strategy quotes the formulas of Avellaneda and Stoikov in ticks and lots, for each horizon, with what it is
// told or has measured, and refuses what makes no sense.
// Method: its quotes and reasons against the pure formulas, whose own figures are tested beside them.
import { expect, test } from "bun:test";
import {
  endlessReservationTicks,
  reservationShiftTicks,
  riskHalfSpreadTicks,
} from "../../../../src/core/quoting/avellaneda-stoikov.ts";
import { utilityHalfSpreadTicks } from "../../../../src/core/quoting/utility.ts";
import { avellanedaStoikov } from "../../../../src/core/strategy/avellaneda-stoikov.ts";
import { carteaJaimungal } from "../../../../src/core/strategy/cartea-jaimungal.ts";
import { glft } from "../../../../src/core/strategy/glft.ts";
import { readsOf } from "../../../../src/core/strategy/strategy.ts";
import { nsPerSecond } from "../../../../src/domain/time.ts";
import { change } from "../../../../src/ports/engine.ts";
import { marketSignals } from "../../../helpers/market-signals.ts";
import { expectNear } from "../../../helpers/near.ts";
import { startStrategy, strategyView, wantsOf } from "../../../helpers/strategy-desk.ts";

const parameters = {
  fair: "mid",
  sizeLots: 10,
  positionLotsMax: 50,
  bestPrice: "improve",
  coversFees: false,
  riskAversionPerTickLot: 0.0001,
  decayPerTick: 0.05,
  horizon: { rollingSeconds: 100 },
  volatilityTicks: 4,
};
const { volatilityTicks: _, ...withoutVolatility } = parameters;
const endless = { ...withoutVolatility, horizon: "infinite" };

/** A mid of 10,000 ticks. */
const touch = { touchBidTicks: 9_900, touchAskTicks: 10_100 };

function decided(given: object, positionLots: number, market: object = {}, makerRate = 0n) {
  const decide = startStrategy(avellanedaStoikov, { ...parameters, ...given }, { makerRate });
  const { bids, asks, quotes } = wantsOf(decide, strategyView({ ...touch, ...market }, positionLots));
  return { bidTicks: bids[0]?.priceTicks, askTicks: asks[0]?.priceTicks, reasons: quotes.reasons, bids };
}

test("Avellaneda–Stoikov: an end always as far away: about the reservation price, gamma and inventory in quotes", () => {
  const { bidTicks, askTicks, reasons, bids } = decided({}, 30);
  const half = utilityHalfSpreadTicks(0.001, 0.05) + riskHalfSpreadTicks(0.001, 4, 100);
  const shift = reservationShiftTicks(3, 0.001, 4, 100);
  expect(bidTicks).toBe(Math.floor(10_000 + shift - half));
  expect(askTicks).toBe(Math.ceil(10_000 + shift + half));
  expect(bids[0]!.sizeLots).toBe(10);
  expectNear(reasons.get("skew_ticks"), shift, 1e-12);
  expectNear(reasons.get("base_half_spread_ticks"), utilityHalfSpreadTicks(0.001, 0.05), 1e-12);
  expectNear(reasons.get("risk_half_spread_ticks"), riskHalfSpreadTicks(0.001, 4, 100), 1e-12);
  expect(reasons.get("volatility_ticks")).toBe(4);
});

test("Avellaneda–Stoikov: the same in lots of another size: the same price of a lot's risk", () => {
  const skewAt = (sizeLots: number) => decided({ sizeLots }, 30).reasons.get("skew_ticks");
  expectNear(skewAt(1), skewAt(10), 1e-12);
});

test("Avellaneda–Stoikov: sessions: inventory weighs less and less towards the end, and all again after it", () => {
  const skewAt = (seconds: number) =>
    decided({ horizon: { sessionSeconds: 3600 } }, -30, { nowNs: seconds * nsPerSecond }).reasons.get("skew_ticks");
  expectNear(skewAt(0), reservationShiftTicks(-3, 0.001, 4, 3600), 1e-9);
  expectNear(skewAt(7200 + 3500), reservationShiftTicks(-3, 0.001, 4, 100), 1e-9);
  expectNear(skewAt(7200), skewAt(0), 1e-12);
});

test("strategies with horizons: decided anew when nothing but time has passed", () => {
  for (const { features } of [avellanedaStoikov, glft, carteaJaimungal])
    expect(readsOf(features) & change.time).toBe(change.time);
});

test("Avellaneda–Stoikov: no end: indifference prices bounded by the position bound", () => {
  const { reasons } = decided({ ...endless, volatilityTicks: undefined }, 20);
  const [bid, ask] = [endlessReservationTicks(2, 5, 0.001), endlessReservationTicks(-2, 5, 0.001)];
  expectNear(reasons.get("skew_ticks"), (ask - bid) / 2, 1e-9);
  expectNear(reasons.get("risk_half_spread_ticks"), (ask + bid) / 2, 1e-9);
});

test("Avellaneda–Stoikov: no end, at the bound and beyond it: one side alone", () => {
  for (const positionLots of [50, 70]) {
    const { bidTicks, askTicks, reasons } = decided({ ...endless, volatilityTicks: undefined }, positionLots);
    expect(bidTicks).toBeUndefined();
    expect(askTicks).toBe(9_901);
    expect(reasons.get("skew_ticks")).toBeGreaterThan(Number.NEGATIVE_INFINITY);
  }
});

test("Avellaneda–Stoikov: fees to be covered: both quotes further out by them", () => {
  const [without, covered] = [decided({}, 0), decided({ coversFees: true }, 0, {}, 100_000n)];
  expect(without.bidTicks! - covered.bidTicks!).toBe(10);
  expect(covered.askTicks! - without.askTicks!).toBe(10);
  expect(covered.reasons.get("fee_ticks")).toBe(10);
  expectNear(covered.reasons.get("risk_half_spread_ticks"), without.reasons.get("risk_half_spread_ticks"), 1e-9);
});

test("Avellaneda–Stoikov: volatility and decay measured: from the sums of the longest half-life", () => {
  const signals = marketSignals({
    exposureSeconds: [0, 0, 0, 90],
    midSquares: [0, 0, 0, 90 * 12],
    midProducts: [0, 0, 0, 90 * 2],
    buyOrders: [0, 0, 0, 30],
    sellOrders: [0, 0, 0, 10],
    buyReachTicks: [0, 0, 0, 500],
    sellReachTicks: [0, 0, 0, 300],
  });
  const measured = decided({ volatilityTicks: "measured", decayPerTick: "measured" }, 30, { signals });
  const told = decided({}, 30);
  expect([...measured.reasons.values]).toEqual([...told.reasons.values]);
  expect(measured.bidTicks).toBe(told.bidTicks!);
});

test("Avellaneda–Stoikov: measured, and the market has not said: nothing quoted", () => {
  for (const given of [{ volatilityTicks: "measured" }, { decayPerTick: "measured" }]) {
    const { bidTicks, askTicks } = decided(given, 0);
    expect([bidTicks, askTicks]).toEqual([undefined, undefined]);
  }
});

test("Avellaneda–Stoikov: parameters out of range or without sense: refused", () => {
  const refused = (given: object) =>
    expect(avellanedaStoikov.parameters.safeParse({ ...parameters, ...given }).success).toBe(false);
  refused({ riskAversionPerTickLot: 0 });
  refused({ decayPerTick: 0 });
  refused({ decayPerTick: "guessed" });
  refused({ volatilityTicks: -1 });
  refused({ horizon: { sessionSeconds: 7 } });
  refused({ horizon: { rollingSeconds: 0 } });
  refused({ horizon: "endless" });
  refused({ horizon: "infinite" });
  refused({ volatilityTicks: undefined });
  refused({ typo: 1 });
});
