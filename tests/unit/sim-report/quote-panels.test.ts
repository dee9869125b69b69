// Goal: each of a strategy's words is drawn in the chart and line of its own name.
// Method: every reason has a value that no other has.
import { expect, test } from "bun:test";
import { quoteSeries } from "../../../sim/quote-moments.ts";
import { quotePanels } from "../../../sim/report/quote-panels.ts";
import { quoteReasonNames } from "../../../src/core/strategy/quote-reasons.ts";

const moment = {
  reasons: Float64Array.from(quoteReasonNames, (_, at) => at + 1),
  bid: { edgeTicks: 101, fillProbability: 0.25 },
  ask: { edgeTicks: 102, fillProbability: 0.5 },
  veto: "",
};
const numberOf = (name: (typeof quoteReasonNames)[number]) => quoteReasonNames.indexOf(name) + 1;

test("quote panels: all that can be said: each in its line", () => {
  const panels = quotePanels(quoteSeries([moment]));
  const values = panels.map(({ id, lines }) => [
    id,
    Object.fromEntries(lines.map((line) => [line.name, line.values[0]])),
  ]);
  expect(Object.fromEntries(values)).toEqual({
    parts: {
      fairOffset: numberOf("fair_ticks") - numberOf("mid_ticks"),
      skew: numberOf("skew_ticks"),
      baseHalf: numberOf("base_half_spread_ticks"),
      riskHalf: numberOf("risk_half_spread_ticks"),
      adverse: numberOf("adverse_ticks"),
      feeTicks: numberOf("fee_ticks"),
      drift: numberOf("drift_ticks"),
    },
    moved: { riskWiden: numberOf("risk_widen_ticks"), riskSkew: numberOf("risk_skew_ticks") },
    edge: { bidEdge: 101, askEdge: 102 },
    chance: { bidChance: 0.25, askChance: 0.5 },
    volatility: { volatilityTicks: numberOf("volatility_ticks") },
    arrivals: { intensity: numberOf("intensity") },
    decay: { decay: numberOf("intensity_decay") },
    target: { target: numberOf("target_lots") },
  });
});

test("quote panels: nothing said: no charts", () => {
  expect(quotePanels(quoteSeries([undefined]))).toEqual([]);
});
