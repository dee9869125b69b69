// Goal: every registered strategy passes the battery (`sim/fuzz`): it decides whatever the market shows, never crosses,
// keeps limits, leans with inventory, is pure, and symmetric where the market is. And it decides without garbage.
// Method: the battery on each, a few cases of each property; `bun run fuzz --strategy NAME` runs as many as wanted.
// Memory: thousands of decisions at a few views, at most of which something is wanted.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { failureText } from "../../sim/fuzz/failure-text.ts";
import { fuzzStrategy } from "../../sim/fuzz/fuzz-strategy.ts";
import { parametersOf } from "../../sim/fuzz/parameters.ts";
import { strategyProperties } from "../../sim/fuzz/properties.ts";
import { strategies } from "../../src/core/strategy/index.ts";
import type { StrategyDefinition } from "../../src/core/strategy/strategy.ts";
import { WantedQuotes } from "../../src/core/strategy/wanted-quotes.ts";
import { allocatedBytes } from "../helpers/allocated-bytes.ts";
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

    test("memory: thousands of decisions: nothing is allocated", () => {
      expect(bytesPerDecision(strategy)).toBeLessThan(bytesMost);
    });
  });

const kept: unknown[] = [];
let dropped: unknown;

test.each<[string, () => void]>([
  ["keeps an object", () => void kept.push({ count: kept.length })],
  [
    "drops an object",
    () => {
      dropped = { dropped: typeof dropped };
    },
  ],
])("memory: a strategy that %s at each decision: is seen", (_what, fault) => {
  expect(bytesPerDecision(faultyStrategy(fault))).toBeGreaterThan(2 * bytesMost);
});

/** A decision, on average over thousands. */
function bytesPerDecision(strategy: StrategyDefinition): number {
  const [parameters] = fc.sample(parametersOf(strategy.parameters, strategy.name), { numRuns: 1, seed: 7 });
  const decide = startStrategy(strategy, parameters);
  const views = Array.from({ length: 60 }, (_, at) => viewAt(at));
  const quotes = new WantedQuotes();
  let wantedCount = 0;
  const play = () => {
    for (let count = 0; count < decisionsCount; count++) {
      quotes.clear();
      decide(views[count % views.length]!, quotes);
      if (!quotes.isEmpty) wantedCount++;
    }
  };
  const bytes = allocatedBytes(play);
  expect(wantedCount).toBeGreaterThan(decisionsCount / 4);
  return bytes / decisionsCount;
}

const decisionsCount = 60_000;
/** What the compiler takes meanwhile; the smallest object has 16 bytes. */
const bytesMost = 4;

function viewAt(at: number) {
  const bidTicks = 10_000 + at;
  const askTicks = bidTicks + 1 + (at % 7);
  const touch = {
    touchBidTicks: bidTicks,
    touchBidLots: 5 + at,
    touchAskTicks: askTicks,
    touchAskLots: 50 - (at % 40),
  };
  const takers = { buyOrders: 5, sellOrders: 6, buyLots: 50, sellLots: 70, buyReachTicks: 7, sellReachTicks: 8 };
  const signals = marketSignals({ exposureSeconds: 10, midSquares: 4, ...takers });
  const depth = depthLevels([[bidTicks, 5 + at]], [[askTicks, 50 - (at % 40)]]);
  return strategyView(
    { ...touch, signals, depth, nowNs: 1e9 + at * 1e8, receivedNs: 1e9 + at * 1e8 },
    3 * ((at % 9) - 4),
  );
}
