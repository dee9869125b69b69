// Goal: parameters that make no sense are refused.
// Method: sound ones, and each wrong one beside them.
import { expect, test } from "bun:test";
import { evMaker } from "../../../../../src/core/strategy/ev-maker.ts";
import { plainEv } from "../../../../helpers/ev-desk.ts";

const isTaken = (parameters: object) => evMaker.parameters.safeParse({ ...plainEv, ...parameters }).success;

test("ev maker: parameters: sizes, sides of bounds, arrivals and volatility are checked", () => {
  expect(isTaken({})).toBe(true);
  expect(isTaken({ candidatesCount: 64 })).toBe(true);
  for (const wrong of [
    ...[{ sizeLots: 0 }, { sizeLots: 1.5 }, { candidatesCount: 65 }, { levelsCount: 0 }, { typo: 1 }],
    ...[
      { stepGrowth: 0.9 },
      { riskAversionPerTickLot: -1 },
      { moveGainTicks: -1 },
      { volatilityTicks: "often" },
      { insideTicks: -1 },
    ],
    ...[{ arrivalsPerSecond: 0 }, { decayPerTick: "sometimes" }, { orderLots: 0 }, { kellyFraction: 1.1 }],
    { kellyFraction: 0.5, riskAversionPerTickLot: 0 },
  ])
    expect([wrong, isTaken(wrong)]).toEqual([wrong, false]);
});
