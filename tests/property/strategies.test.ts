// Goal: every registered strategy passes the battery (`sim/fuzz`): it decides whatever the market shows, never crosses,
// keeps limits, leans with inventory, is pure, and symmetric where the market is. And it keeps nothing of what it decided.
// Method: the battery on each, a few cases of each property; `bun run fuzz --strategy NAME` runs as many as wanted.
// Memory: thousands of decisions at a few views, with the heap collected before and after.
import { heapStats } from "bun:jsc";
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { failureText } from "../../sim/fuzz/failure-text.ts";
import { fuzzStrategy } from "../../sim/fuzz/fuzz-strategy.ts";
import { parametersOf } from "../../sim/fuzz/parameters.ts";
import { strategyProperties } from "../../sim/fuzz/properties.ts";
import { strategies } from "../../src/core/strategy/index.ts";
import type { StrategyDefinition } from "../../src/core/strategy/strategy.ts";
import { WantedQuotes } from "../../src/core/strategy/wanted-quotes.ts";
import { propertyRuns } from "../helpers/engine-kinds.ts";
import { faultyStrategy } from "../helpers/faulty-strategies.ts";
import { depthLevels, marketSignals } from "../helpers/market-signals.ts";
import { startStrategy, strategyView } from "../helpers/strategy-desk.ts";

const runs = propertyRuns(12).numRuns;
const propertyMs = 60_000;

for (const strategy of strategies)
  describe(`${strategy.name}:`, () => {
    for (const { name, summary } of strategyProperties)
      test(
        `${name}: ${summary}`,
        () => {
          const failure = fuzzStrategy(strategy, { properties: [name], runs });
          expect(failure && failureText(strategy.name, failure)).toBeUndefined();
        },
        propertyMs,
      );

    test("memory: thousands of decisions: nothing is kept of them", () => {
      expect(keptBytes(strategy)).toBeLessThan(1);
    });
  });

test("memory: a strategy that keeps its views: is seen", () => {
  const kept: unknown[] = [];
  const keeping = faultyStrategy((_plan, { nowNs }) => void kept.push({ nowNs }));
  expect(keptBytes(keeping)).toBeGreaterThan(8);
});

/** Of each decision, on average over thousands. */
function keptBytes(strategy: StrategyDefinition): number {
  const [parameters] = fc.sample(parametersOf(strategy.parameters, strategy.name), { numRuns: 1, seed: 7 });
  const decide = startStrategy(strategy, parameters);
  const views = Array.from({ length: 60 }, (_, at) => viewAt(at));
  const quotes = new WantedQuotes();
  const heldBytes = (decisionsCount: number) => {
    for (let count = 0; count < decisionsCount; count++) {
      quotes.clear();
      decide(views[count % views.length]!, quotes);
    }
    Bun.gc(true);
    const { heapSize, extraMemorySize } = heapStats();
    return heapSize + extraMemorySize;
  };
  heldBytes(warmUpCount);
  const beforeBytes = heldBytes(warmUpCount);
  return (heldBytes(decisionsCount) - beforeBytes) / decisionsCount;
}

const warmUpCount = 3000;
const decisionsCount = 60_000;

function viewAt(at: number) {
  const bidTicks = 10_000 + at;
  const askTicks = bidTicks + 1 + (at % 7);
  const touch = {
    touchBidTicks: bidTicks,
    touchBidLots: 5 + at,
    touchAskTicks: askTicks,
    touchAskLots: 50 - (at % 40),
  };
  const signals = marketSignals({ exposureSeconds: 10, midSquares: 4, buyOrders: 5, sellOrders: 6, buyReachTicks: 7 });
  const depth = depthLevels([[bidTicks, 5 + at]], [[askTicks, 50 - (at % 40)]]);
  return strategyView({ ...touch, signals, depth, nowNs: 1e9 + at * 1e8, receivedNs: 1e9 + at * 1e8 }, (at % 9) - 4);
}
