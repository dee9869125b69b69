// Goal: every registered strategy passes the battery (`sim/fuzz`): it decides whatever the market shows, never crosses,
// keeps limits, leans with inventory, is pure, and symmetric where the market is.
// Method: the battery on each, a few cases of each property; `bun run fuzz --strategy NAME` runs as many as wanted.
import { describe, expect, test } from "bun:test";
import { failureText } from "../../sim/fuzz/failure-text.ts";
import { fuzzStrategy } from "../../sim/fuzz/fuzz-strategy.ts";
import { strategyProperties } from "../../sim/fuzz/properties.ts";
import { strategies } from "../../src/core/strategy/index.ts";
import { propertyRuns } from "../helpers/engine-kinds.ts";

const runs = propertyRuns(25).numRuns;

for (const strategy of strategies)
  describe(`${strategy.name}:`, () => {
    for (const { name, summary } of strategyProperties)
      test(`${name}: ${summary}`, () => {
        const failure = fuzzStrategy(strategy, { properties: [name], runs });
        expect(failure && failureText(strategy.name, failure)).toBeUndefined();
      });
  });
