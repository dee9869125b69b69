// Goal: Avellaneda and Stoikov's prices and spreads, with and without an end, and their limits.
// Method: the paper's formulas written out with the system's logarithm, its published spread, and relations between them.
// What they earn is tested in the Poisson-fill market.
import { expect, test } from "bun:test";
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

test("Avellaneda–Stoikov: no end: the paper's prices with its own omega, whatever the volatility", () => {
  const [riskAversion, inventoryMax] = [0.1, 5];
  for (const volatility of [0.5, 2])
    for (let inventory = -5; inventory < 5; inventory++) {
      const variance = riskAversion ** 2 * volatility ** 2;
      const omega = (variance * (inventoryMax + 1) ** 2) / 2;
      const bid =
        Math.log(1 + ((-1 - 2 * inventory) * variance) / (2 * omega - variance * inventory ** 2)) / riskAversion;
      const askOfNegative =
        Math.log(1 + ((1 + 2 * inventory) * -variance) / (2 * omega - variance * inventory ** 2)) / riskAversion;
      expectNear(endlessReservationTicks(inventory, inventoryMax, riskAversion), -bid, 1e-12);
      expectNear(endlessReservationTicks(inventory, inventoryMax, riskAversion), -askOfNegative, 1e-12);
    }
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
