// Goal: agents fitted to a market of agents whose intensities are known are those agents, within the errors asked for here; equal figures, equal agents.
// Method: a market of changed defaults, seen as a recording would be; the fit starts from the defaults, and simulates with another seed. The formulas
// of the moments against sums worked out here.
import { describe, expect, test } from "bun:test";
import { type AgentFit, byMoments, cappedMean, fitAgents, variancePerMinute } from "../../sim/agent-fit/fit-agents.ts";
import { simulateAgents } from "../../sim/agent-fit/simulate-agents.ts";
import { defaultAgentParameters, type ExchangeAgentParameters } from "../../sim/exchange/agents/agent-parameters.ts";
import { agentsFile } from "../../sim/exchange/agents/agents-file.ts";
import { builtInSymbols } from "../../sim/exchange/built-in-symbols.ts";
import { nsPerMs, nsPerSecond } from "../../src/domain/time.ts";

const simulation = {
  symbol: builtInSymbols()[0]!,
  startPriceTicks: 6_000_000,
  seed: 11,
  seconds: 1800,
  depthEveryNs: 100 * nsPerMs,
};
const { fairValue, makers, uninformed } = defaultAgentParameters;
const known: ExchangeAgentParameters = {
  ...defaultAgentParameters,
  fairValue: {
    ...fairValue,
    regimes: fairValue.regimes.map((regime) => ({ ...regime, bpsPerMinute: 1.6 * regime.bpsPerMinute })),
    jumpMeanBps: 1.6 * fairValue.jumpMeanBps,
  },
  makers: { ...makers, wakesMeanGapNs: 130 * nsPerMs, innerSizeQuote: 20_000, deepSizeQuote: 80_000 },
  uninformed: { ...uninformed, meanGapNs: 90 * nsPerMs },
};
const recorded = simulateAgents(simulation, known);

function fitted(seconds = simulation.seconds): AgentFit {
  return fitAgents(recorded, defaultAgentParameters, (parameters) =>
    simulateAgents({ ...simulation, seed: 12, seconds }, parameters),
  );
}

const fit = fitted();

describe("fit of agents:", () => {
  test("a market of known agents: intensities and sizes of quotes are found", () => {
    const off = (figure: (parameters: ExchangeAgentParameters) => number) => figure(fit.parameters) / figure(known);
    const within = (share: number, ratio: number) => {
      expect(ratio).toBeGreaterThan(1 / (1 + share));
      expect(ratio).toBeLessThan(1 + share);
    };
    within(
      0.25,
      off((parameters) => parameters.uninformed.meanGapNs),
    );
    within(
      0.25,
      off((parameters) => parameters.informed.sizeMeanQuote),
    );
    within(
      0.15,
      off((parameters) => parameters.makers.wakesMeanGapNs),
    );
    within(
      0.15,
      off((parameters) => parameters.makers.innerSizeQuote),
    );
    within(
      0.15,
      off((parameters) => parameters.makers.deepSizeQuote),
    );
    within(
      0.4,
      off((parameters) => parameters.fairValue.regimes[0]!.bpsPerMinute),
    );
    expect(Math.abs(fit.parameters.uninformed.sameSidePercent - known.uninformed.sameSidePercent)).toBeLessThan(8);
  }, 60_000);

  test("the round that is taken: the nearest of all, and far nearer than moments alone", () => {
    expect(fit.distances[fit.round - 1]).toBe(Math.min(...fit.distances));
    expect(fit.distances[fit.round - 1]!).toBeLessThan(0.2 * fit.distances[0]!);
    expect(fit.figures).toEqual(simulateAgents({ ...simulation, seed: 12 }, fit.parameters));
  });

  test("the same figures again: the same agents", () => {
    const seconds = 120;
    expect(fitted(seconds)).toEqual(fitted(seconds));
  });

  test("what comes out: a file that is read back as it was", () => {
    const source = { source: "a recording", dataHash: "0" };
    const file = { model: "agents", version: 1, symbol: "BTCUSDT", startPriceTicks: 1, ...source } as const;
    const whole = { ...file, parameters: fit.parameters };
    expect(agentsFile.parse(JSON.parse(JSON.stringify(whole)))).toEqual(whole as never);
  });
});

describe("moments of agents:", () => {
  test("sizes: a Pareto with the recorded quantiles and mean", () => {
    const [sizeMedianQuote, sizeNinthDecileQuote, sizeMeanQuote] = [200, 1800, 700];
    const sizes = byMoments({ ...recorded, sizeMedianQuote, sizeNinthDecileQuote, sizeMeanQuote }, known).uninformed;
    const beyond = (size: number) => (sizes.sizeQuoteMin / size) ** sizes.sizeTail;
    expect(beyond(sizeMedianQuote)).toBeCloseTo(0.5, 9);
    expect(beyond(sizeNinthDecileQuote)).toBeCloseTo(0.1, 9);
    expect(cappedMean(sizes.sizeQuoteMin, sizes.sizeTail, sizes.sizeQuoteMax)).toBeCloseTo(sizeMeanQuote, 6);
  });

  test("the mean of a capped Pareto: the mean of its quantiles", () => {
    for (const tail of [0.5, 1, 1.7]) {
      const count = 100_000;
      const quantiles = Array.from({ length: count }, (_, at) =>
        Math.min(1000, 10 * ((at + 0.5) / count) ** (-1 / tail)),
      );
      const mean = quantiles.reduce((sum, size) => sum + size, 0) / count;
      expect(cappedMean(10, tail, 1000) / mean).toBeCloseTo(1, 3);
    }
  });

  test("variance of the fair value: regimes weighed by how long they last, and twice the square of jumps", () => {
    const value = {
      stepNs: nsPerMs,
      regimes: [
        { bpsPerMinute: 1, meanDurationNs: 30 * nsPerSecond, activity: 1 },
        { bpsPerMinute: 3, meanDurationNs: 10 * nsPerSecond, activity: 1 },
      ],
      jumpsMeanGapNs: 120 * nsPerSecond,
      jumpMeanBps: 2,
    };
    expect(variancePerMinute(value)).toBeCloseTo((30 * 1 + 10 * 9) / 40 + 0.5 * 2 * 4, 9);
  });

  test("volatility: the fair value's is the recorded one over 10 s", () => {
    const { fairValue: found } = byMoments(recorded, defaultAgentParameters);
    expect(Math.sqrt(variancePerMinute(found))).toBeCloseTo(recorded.bpsPerMinute[2]!, 9);
  });
});
