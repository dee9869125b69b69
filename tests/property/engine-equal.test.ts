/**
 * Goal: one set of rules, however it is run.
 * Method: random small worlds of one market and of several, ties and missing times among them, are played by each
 * engine, in each way of cutting the rows, and as they come in live; whatever can be seen from outside must be the same.
 * And a market among others is the market that it is alone.
 */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type EngineUnderTest, enginesUnderTest, propertyRuns } from "../helpers/engine-kinds.ts";
import { inTurn, playLive } from "../helpers/engine-live.ts";
import { crowds, scenarios } from "../helpers/engine-streams.ts";
import { type Cutting, lastReceivedNs, play, type Scenario, type Trace, uncut } from "../helpers/engine-trace.ts";

const cuttings: fc.Arbitrary<Cutting> = fc.record({
  chunkRows: fc.oneof(fc.constant([1]), fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 8 })),
  horizonsBackNs: fc.array(fc.oneof(fc.constantFrom(0, 0, 1, Number.POSITIVE_INFINITY), fc.nat(20)), {
    minLength: 1,
    maxLength: 5,
  }),
  asksCount: fc.integer({ min: 1, max: 3 }),
});
const worlds = fc.oneof(scenarios("wild"), scenarios("slow"), scenarios("marked"), crowds("wild"), crowds("slow"));

function playedBy({ open }: EngineUnderTest, scenario: Scenario, cutting: Cutting = uncut): Trace {
  using engine = open(...scenario.markets.map(({ config }) => config));
  return play(engine, scenario, cutting);
}

for (const under of enginesUnderTest)
  describe(`${under.kind} engine`, () => {
    test.skipIf(under.isMissing)(
      "equal: rows cut anywhere, time moved on before the next by any way: the same trace",
      () => {
        const holds = fc.property(worlds, cuttings, (scenario, cutting) => {
          expect(playedBy(under, scenario, cutting)).toEqual(playedBy(under, scenario));
        });
        fc.assert(holds, propertyRuns(200));
      },
    );

    test.skipIf(under.isMissing)(
      "equal: a message at a time as it is received, a timer for what is next: the trace of all rows at once",
      () => {
        const holds = fc.property(worlds, (scenario) => {
          const world = inTurn(scenario);
          using engine = under.open(...world.markets.map(({ config }) => config));
          expect(playLive(engine, world)).toEqual(playedBy(under, world));
        });
        fc.assert(holds, propertyRuns(300));
      },
    );

    test.skipIf(under.isMissing)("equal: the same world twice: the same trace", () => {
      const holds = fc.property(worlds, (scenario) => {
        expect(playedBy(under, scenario)).toEqual(playedBy(under, scenario));
      });
      fc.assert(holds, propertyRuns(50));
    });

    test.skipIf(under.isMissing)(
      "equal: several markets that do not meet: each has the stops, views and own events that it has alone",
      () => {
        const holds = fc.property(fc.oneof(crowds("wild"), crowds("marked")), cuttings, (crowd, cutting) => {
          const apart = withoutStrays(crowd);
          const together = playedBy(under, apart, cutting);
          for (const [index, market] of apart.markets.entries()) {
            // Alone, time goes on as long as it does for the longest market.
            const goesOnNs = lastReceivedNs(apart) + apart.goesOnNs - lastReceivedNs({ ...apart, markets: [market] });
            const alone = playedBy(under, { markets: [market], goesOnNs });
            const stops = together.stops.filter(({ marketIndex }) => marketIndex === index);
            expect(stops.map((stop) => ({ ...stop, marketIndex: 0 }))).toEqual([...alone.stops]);
          }
        });
        fc.assert(holds, propertyRuns(80));
      },
    );
  });

test.skipIf(enginesUnderTest.some(({ isMissing }) => isMissing))(
  "equal: each engine: the same trace, to the bit",
  () => {
    const holds = fc.property(worlds, cuttings, (scenario, cutting) => {
      const [first, ...others] = enginesUnderTest.map((under) => playedBy(under, scenario, cutting));
      for (const other of others) expect(other).toEqual(first!);
    });
    fc.assert(holds, propertyRuns(400));
  },
);

/** Every command goes to the market that stopped. */
function withoutStrays({ markets, goesOnNs }: Scenario): Scenario {
  return {
    goesOnNs,
    markets: markets.map(({ script, ...rest }) => ({
      ...rest,
      script: script.map((one) => ({
        ...one,
        commands: one.commands.map((command) => ({ ...command, marketOffset: 0 })),
      })),
    })),
  };
}
