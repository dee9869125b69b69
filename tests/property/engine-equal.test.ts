/**
 * Goal: one set of rules, however it is run. Method: random small worlds, ties and missing times among them, are played by
 * each engine and in each way of cutting the rows; whatever can be seen from outside must be the same.
 */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { enginesUnderTest, propertyRuns } from "../helpers/engine-kinds.ts";
import { scenarios } from "../helpers/engine-streams.ts";
import { type Cutting, play, type Scenario, type Trace, uncut } from "../helpers/engine-trace.ts";

const cuttings: fc.Arbitrary<Cutting> = fc.record({
  chunkRows: fc.oneof(fc.constant([1]), fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 8 })),
  movesTimeBetween: fc.boolean(),
});
const worlds = fc.oneof(scenarios("wild"), scenarios("marked"));

for (const { kind, isMissing, open } of enginesUnderTest) {
  const playedBy = (scenario: Scenario, cutting: Cutting): Trace => {
    using engine = open(scenario.config);
    return play(engine, scenario, cutting);
  };

  describe(`${kind} engine`, () => {
    test.skipIf(isMissing)("equal: rows cut anywhere, time moved on between them or not: the same trace", () => {
      const holds = fc.property(worlds, cuttings, (scenario, cutting) => {
        expect(playedBy(scenario, cutting)).toEqual(playedBy(scenario, uncut));
      });
      fc.assert(holds, propertyRuns(200));
    });

    test.skipIf(isMissing)("equal: the same world twice: the same trace", () => {
      const holds = fc.property(worlds, (scenario) => {
        expect(playedBy(scenario, uncut)).toEqual(playedBy(scenario, uncut));
      });
      fc.assert(holds, propertyRuns(50));
    });
  });
}

test.skipIf(enginesUnderTest.some(({ isMissing }) => isMissing))(
  "equal: each engine: the same trace, to the bit",
  () => {
    const holds = fc.property(worlds, cuttings, (scenario, cutting) => {
      const traces = enginesUnderTest.map(({ open }) => {
        using engine = open(scenario.config);
        return play(engine, scenario, cutting);
      });
      for (const trace of traces) expect(trace).toEqual(traces[0]!);
    });
    fc.assert(holds, propertyRuns(400));
  },
);
