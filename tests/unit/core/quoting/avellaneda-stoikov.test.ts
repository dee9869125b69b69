// Goal: Avellaneda and Stoikov's prices and spreads, with and without an end, and their limits.
// Method: the paper's formulas written out with the system's logarithm, its published spread, indifference by its value
// function, and relations between them.
// What they earn is tested in the Poisson-fill market.
import { describe, expect, test } from "bun:test";
import {
  endlessReservationTicks,
  finiteHalfSpreadTicks,
  reservationShiftTicks,
  riskHalfSpreadTicks,
} from "../../../../src/core/quoting/avellaneda-stoikov.ts";
import { fillWorthPerSecond, utilityHalfSpreadTicks } from "../../../../src/core/quoting/utility.ts";
import { expectNear } from "../../../helpers/near.ts";

test("Avellaneda–Stoikov: the paper's parameters: an average spread of 1.49, 1.35 and 2.156", () => {
  const averageSpread = (riskAversion: number) => {
    const spreads = Array.from(
      { length: 200 },
      (_, step) => 2 * finiteHalfSpreadTicks(riskAversion, 2, 1.5, 1 - step / 200),
    );
    return spreads.reduce((sum, spread) => sum + spread) / 200;
  };
  expectNear(averageSpread(0.1), 1.49177, 1e-5);
  expectNear(averageSpread(0.01), 1.35, 5e-3);
  expectNear(averageSpread(0.5), 2.156, 5e-4);
});

test("Avellaneda–Stoikov: the reservation price: below the mid when long, by risk and time", () => {
  expectNear(reservationShiftTicks(3, 0.1, 2, 0.5), -3 * 0.1 * 4 * 0.5, 1e-15);
  expectNear(reservationShiftTicks(-3, 0.1, 2, 0.5), 3 * 0.1 * 4 * 0.5, 1e-15);
  expectNear(riskHalfSpreadTicks(0.1, 2, 0.5), 0.1, 1e-15);
});

describe("Avellaneda–Stoikov: no end:", () => {
  const [riskAversion, inventoryMax] = [0.1, 5];
  const inventories = Array.from({ length: 11 }, (_, at) => at - 5);
  const variance = (volatility: number) => riskAversion ** 2 * volatility ** 2;
  const omega = (volatility: number) => (variance(volatility) * (inventoryMax + 1) ** 2) / 2;

  test("the bid that the paper prints with its own omega, whatever the volatility", () => {
    for (const volatility of [0.5, 2])
      for (const inventory of inventories.slice(0, -1)) {
        const room = 2 * omega(volatility) - variance(volatility) * inventory ** 2;
        const bid = Math.log(1 + ((-1 - 2 * inventory) * variance(volatility)) / room) / riskAversion;
        expectNear(endlessReservationTicks(inventory, inventoryMax, riskAversion), -bid, 1e-12);
      }
  });

  test("a unit bought or sold at its reservation price: worth as much as none, by the paper's value function", () => {
    const value = (cash: number, inventory: number) =>
      -Math.exp(-riskAversion * (cash + 100 * inventory)) / (omega(2) - (variance(2) * inventory ** 2) / 2);
    for (const inventory of inventories) {
      const bid = 100 - endlessReservationTicks(inventory, inventoryMax, riskAversion);
      const ask = 100 + endlessReservationTicks(-inventory, inventoryMax, riskAversion);
      const kept = value(0, inventory);
      if (inventory < inventoryMax) expectNear(value(-bid, inventory + 1) / kept, 1, 1e-9);
      if (inventory > -inventoryMax) expectNear(value(ask, inventory - 1) / kept, 1, 1e-9);
    }
  });

  test("far from its bound: the ask that the paper prints, to the first order", () => {
    const [wide, held] = [1000, 3];
    const printed = Math.log(1 + (1 - 2 * held) / ((wide + 1) ** 2 - held ** 2)) / riskAversion;
    expectNear(endlessReservationTicks(-held, wide, riskAversion), printed, 1e-4 * Math.abs(printed));
  });
});

test("Avellaneda–Stoikov: no end: dearer with each unit held, and no bid at the bound", () => {
  const distances = Array.from({ length: 11 }, (_, at) => endlessReservationTicks(at - 5, 5, 0.1));
  distances.forEach((distance, at) => {
    if (at > 0) expect(distance).toBeGreaterThan(distances[at - 1]!);
  });
  // In parts of a unit the bound is not hit exactly.
  for (const inventoryMax of [5, 5.8, 1 / 3, 2.9])
    expect(endlessReservationTicks(inventoryMax, inventoryMax, 0.1)).toBeGreaterThan(300);
});

test("utility: without risk aversion: 1 / k and A / e, and little of it makes no leap", () => {
  expect(utilityHalfSpreadTicks(0, 0.3)).toBe(1 / 0.3);
  expectNear(fillWorthPerSecond(0.9, 0, 0.3), 0.9 / Math.E, 1e-15);
  for (const riskAversion of [1e-18, 1e-15, 1e-12, 1e-9]) {
    expectNear(utilityHalfSpreadTicks(riskAversion, 0.3), 1 / 0.3, 1e-7);
    expectNear(fillWorthPerSecond(0.9, riskAversion, 0.3), 0.9 / Math.E, 1e-8);
  }
});

test("utility: the forms of the papers", () => {
  for (const [riskAversion, decay] of [
    [0.01, 0.3],
    [0.5, 1.5],
    [4, 0.1],
  ] as const) {
    expectNear(utilityHalfSpreadTicks(riskAversion, decay), Math.log(1 + riskAversion / decay) / riskAversion, 1e-13);
    const worth = 140 * (1 + riskAversion / decay) ** -(1 + decay / riskAversion);
    expectNear(fillWorthPerSecond(140, riskAversion, decay), worth, 1e-12 * worth);
  }
});
