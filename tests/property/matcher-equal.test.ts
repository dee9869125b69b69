/**
 * Goal: one set of rules, however it is run.
 * Method: random flows are played by each matcher and in each way of cutting them into batches; whatever can be seen
 * from outside must be the same.
 */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { matcherLimits } from "../../src/ports/matcher.ts";
import { propertyRuns } from "../helpers/engine-kinds.ts";
import { emptyingFlows, matcherFlows, reportRichFlows } from "../helpers/matcher-flows.ts";
import { matchersUnderTest } from "../helpers/matcher-kinds.ts";
import { longFlow } from "../helpers/matcher-long-flow.ts";
import { bookSeen, largestBatches, type MatcherTrace, oneByOne, playFlow } from "../helpers/matcher-trace.ts";

const batchings = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 });
const isAnyMissing = matchersUnderTest.some(({ isMissing }) => isMissing);

for (const { kind, isMissing, open } of matchersUnderTest) {
  describe(`${kind} matcher`, () => {
    test.skipIf(isMissing)("equal: batches of any size: the same answers and the same book", () => {
      const holds = fc.property(matcherFlows(), batchings, ({ ordersMax, operations }, batchSizes) => {
        using matcher = open(ordersMax);
        using other = open(ordersMax);
        const traces = [playFlow(matcher, operations, batchSizes), playFlow(other, operations, oneByOne)] as const;
        expect(traces[0].answers).toEqual(traces[1].answers);
        expect(bookSeen(matcher)).toEqual(bookSeen(other));
      });
      fc.assert(holds, propertyRuns(150));
    });

    test.skipIf(isMissing)("equal: more reports than one call has room for: none lost, none twice", () => {
      const holds = fc.property(reportRichFlows(), ({ ordersMax, operations }) => {
        using matcher = open(ordersMax);
        using other = open(ordersMax);
        const paged = playFlow(matcher, operations, largestBatches);
        const batchesCount = Math.ceil(operations.length / matcherLimits.operationsMax);
        expect(paged.calls.length).toBeGreaterThan(batchesCount);
        for (const { reportsCount } of paged.calls) expect(reportsCount).toBeLessThanOrEqual(matcherLimits.reportsMax);
        expect(paged.answers).toEqual(playFlow(other, operations, oneByOne).answers);
      });
      fc.assert(holds, propertyRuns(3));
    });

    test.skipIf(isMissing)("equal: a book that was used and emptied: no different from a new one", () => {
      const holds = fc.property(emptyingFlows(), matcherFlows(), ({ ordersMax, operations }, then) => {
        using used = open(ordersMax);
        using fresh = open(ordersMax);
        playFlow(used, operations, largestBatches);
        expect(bookSeen(used)).toEqual(bookSeen(fresh));
        expect(playFlow(used, then.operations, [3])).toEqual(playFlow(fresh, then.operations, [3]));
      });
      fc.assert(holds, propertyRuns(100));
    });
  });
}

describe("matchers", () => {
  test.skipIf(isAnyMissing)("equal: each matcher: the same trace, to the bit", () => {
    const holds = fc.property(matcherFlows(), batchings, ({ ordersMax, operations }, batchSizes) => {
      expectEqual(tracesOf(ordersMax, operations, batchSizes));
    });
    fc.assert(holds, propertyRuns(400));
  });

  test.skipIf(isAnyMissing)("equal: each matcher, with pauses for want of room: the same trace, to the bit", () => {
    const holds = fc.property(reportRichFlows(), ({ ordersMax, operations }) => {
      expectEqual(tracesOf(ordersMax, operations, largestBatches));
    });
    fc.assert(holds, propertyRuns(3));
  });

  test.skipIf(isAnyMissing)("equal: over a thousand orders around a price that walks and leaps: the same trace", () => {
    const seed = fc.sample(fc.integer({ min: 1 }), 1)[0]!;
    for (const spreadTicks of [20, 3_000]) expectEqual(tracesOf(2_000, longFlow(seed, 10_000, spreadTicks), [256]));
  });
});

function tracesOf(ordersMax: number, operations: Parameters<typeof playFlow>[1], batchSizes: readonly number[]) {
  return matchersUnderTest.map(({ open }) => {
    using matcher = open(ordersMax);
    return playFlow(matcher, operations, batchSizes);
  });
}

function expectEqual(traces: readonly MatcherTrace[]): void {
  for (const trace of traces) expect(trace).toEqual(traces[0]!);
}
