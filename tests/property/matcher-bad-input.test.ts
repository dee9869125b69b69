/**
 * Goal: whatever a matcher is given that it cannot do, it says why and nothing has changed.
 * Method: two matchers play the same random flow; one of them is then given something bad. It must answer with the
 * reason that is due and look as before; and the two must go on alike through a second flow, so that not even something
 * that cannot be seen has changed.
 */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { orderType } from "../../src/domain/order-type.ts";
import { bid } from "../../src/domain/side.ts";
import type { MatcherOperation, PlaceOperation } from "../../src/engine/reference-matcher-operation.ts";
import { type Matcher, type MatcherRefusal, outcome } from "../../src/ports/matcher.ts";
import { propertyRuns } from "../helpers/engine-kinds.ts";
import { type MatcherFlow, matcherFlows, nearPrices, placesAmong } from "../helpers/matcher-flows.ts";
import { matchersUnderTest } from "../helpers/matcher-kinds.ts";
import { type Answer, bookSeen, oneByOne, playFlow } from "../helpers/matcher-trace.ts";

/** What is to be refused, and why. */
type Bad = readonly [operation: MatcherOperation, refusal: MatcherRefusal];

/** An id that no flow uses. */
const freshId = 77;
const flows = matcherFlows(0, [nearPrices]);
const places = placesAmong(nearPrices).map((place) => ({ ...place, orderId: freshId }));
const restingTypes = [orderType.limit, orderType.postOnly] as const;
const resting = fc
  .tuple(places, fc.constantFrom(...restingTypes))
  .map(([place, type]) => ({ ...place, type, shownLots: 0 }));
const fractions = fc.double({ min: -1e9, max: 1e9, noInteger: true });
const neverWhole = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.MIN_VALUE, 1e300, -1e300];
const neverPositive = fc.oneof(fc.constantFrom(0, -0), fc.integer({ max: -1 }), fc.constant(-(2 ** 53)));
const neverSizes = fc.oneof(fractions, neverPositive, fc.constantFrom(...neverWhole, 2 ** 53, 2 ** 53 + 2, 2 ** 64));
const neverPrices = fc.oneof(neverSizes, fc.constantFrom(2 ** 31, 2 ** 32, 2 ** 32 + 100, -(2 ** 31), 2 ** 53 - 1));
const neverCodes = fc.oneof(fractions, fc.integer({ min: 5 }), fc.integer({ max: -1 }), fc.constantFrom(...neverWhole));

const badPlaces: Record<string, fc.Arbitrary<Bad>> = {
  "a size that is none": spoilt(places, "sizeLots", neverSizes, "bad_size"),
  "a price off the ticks": spoilt(
    places.filter(({ type }) => type !== orderType.market),
    "priceTicks",
    neverPrices,
    "bad_price",
  ),
  "an id that is none": spoilt(places, "orderId", neverSizes, "bad_id"),
  "a type that is none": spoilt(places, "type", neverCodes, "bad_kind"),
  "a side that is none": spoilt(places, "side", fc.oneof(neverCodes, fc.constant(2)), "bad_kind"),
  "a prevention that is none": spoilt(places, "prevention", neverCodes, "bad_kind"),
  "a shown size that is none": spoilt(
    resting,
    "shownLots",
    neverSizes.filter((lots) => lots !== 0),
    "bad_shown_size",
  ),
};

for (const { kind, isMissing, open } of matchersUnderTest) {
  /** The answer to each of `given`, of which nothing may be left to see, nor to come of it later. */
  const answersTo = (flow: MatcherFlow, given: readonly MatcherOperation[], then: MatcherFlow): readonly Answer[] => {
    using matcher = open(flow.ordersMax);
    using twin = open(flow.ordersMax);
    for (const each of [matcher, twin]) playFlow(each, flow.operations, [5]);
    const before = bookSeen(matcher);
    const { answers } = playFlow(matcher, given, oneByOne);
    expect(bookSeen(matcher)).toEqual(before);
    expect(playFlow(matcher, then.operations, [4])).toEqual(playFlow(twin, then.operations, [4]));
    return answers;
  };
  const liveIn = (matcher: Matcher, { operations }: MatcherFlow): number[] => {
    const ids = operations.flatMap((operation) => (operation.kind === "place" ? [operation.orderId] : []));
    return [...new Set(ids)].filter((orderId) => matcher.leftLots(orderId) > 0);
  };

  describe(`${kind} matcher: bad input:`, () => {
    for (const [name, bad] of Object.entries(badPlaces))
      test.skipIf(isMissing)(`${name}: refused, and nothing has changed`, () => {
        const holds = fc.property(flows, bad, flows, (flow, [operation, refusal], then) => {
          expect(answersTo(flow, [operation], then)).toEqual([refused(refusal)]);
        });
        fc.assert(holds, propertyRuns(60));
      });

    test.skipIf(isMissing)("an amend of a live order to what none may be: refused, and nothing has changed", () => {
      const spoils = fc.oneof(
        fc.tuple(fc.constant("sizeLots" as const), neverSizes, fc.constant("bad_size" as const)),
        fc.tuple(fc.constant("priceTicks" as const), neverPrices, fc.constant("bad_price" as const)),
        fc.tuple(fc.constant("orderId" as const), neverSizes, fc.constant("bad_id" as const)),
      );
      const holds = fc.property(flows, resting, spoils, flows, (flow, place, [field, value, refusal], then) => {
        const amend = { ...place, kind: "amend", orderId: aliveAfter(flow) ?? freshId, [field]: value } as const;
        expect(answersTo(flow, [amend], then)).toEqual([refused(refusal)]);
      });
      fc.assert(holds, propertyRuns(60));
    });

    test.skipIf(isMissing)("an id that does not live: neither cancelled nor amended, and nothing has changed", () => {
      const holds = fc.property(flows, resting, flows, (flow, place, then) => {
        const cancel = { kind: "cancel", orderId: freshId } as const;
        const answers = answersTo(flow, [cancel, { ...place, kind: "amend" }, cancel], then);
        expect(answers).toEqual(Array.from({ length: 3 }, () => refused("unknown_order")));
      });
      fc.assert(holds, propertyRuns(60));
    });

    test.skipIf(isMissing)("a cancel given twice: the second is refused, and nothing more has changed", () => {
      const holds = fc.property(flows, flows, (flow, then) => {
        const orderId = aliveAfter(flow);
        fc.pre(orderId !== undefined);
        const cancel = { kind: "cancel", orderId } as const;
        const cancelled = { ...flow, operations: [...flow.operations, cancel] };
        expect(answersTo(cancelled, [cancel], then)).toEqual([refused("unknown_order")]);
      });
      fc.assert(holds, propertyRuns(60));
    });

    test.skipIf(isMissing)("an id that lives: no other order gets it; one that has left may be used again", () => {
      const holds = fc.property(flows, places, flows, (flow, place, then) => {
        const orderId = aliveAfter(flow);
        fc.pre(orderId !== undefined);
        const answers = answersTo(flow, [{ ...place, orderId }], then);
        expect(answers).toEqual([refused("duplicate_order_id")]);
        using matcher = open(flow.ordersMax);
        const again: MatcherOperation[] = [
          { kind: "cancel", orderId },
          { ...place, orderId },
        ];
        const { result } = playFlow(matcher, [...flow.operations, ...again], oneByOne).answers.at(-1)!;
        expect(result.refusal).not.toBe("duplicate_order_id");
      });
      fc.assert(holds, propertyRuns(60));
    });

    test.skipIf(isMissing)("as many orders as may live: no other comes to rest, and nothing has changed", () => {
      const holds = fc.property(flows, resting, flows, (flow, place, then) => {
        using probe = open(flow.ordersMax);
        playFlow(probe, flow.operations, oneByOne);
        const missing = flow.ordersMax - probe.ordersCount;
        const fill = Array.from({ length: missing }, (_, index): PlaceOperation => {
          const { limit: type } = orderType;
          return { ...place, type, side: bid, orderId: 1000 + index, priceTicks: 1, sizeLots: 1 };
        });
        const full = { ...flow, operations: [...flow.operations, ...fill] };
        expect(answersTo(full, [place], then)).toEqual([refused("orders_max_reached")]);
      });
      fc.assert(holds, propertyRuns(60));
    });

    test.skipIf(isMissing)("an owner that is no uint32: a bug, and no operation of the batch", () => {
      const owners = fc.oneof(fractions, fc.integer({ max: -1 }), fc.constantFrom(...neverWhole, 2 ** 32, 2 ** 53));
      const holds = fc.property(flows, places, owners, (flow, place, owner) => {
        using matcher = open(flow.ordersMax);
        playFlow(matcher, flow.operations, [5]);
        const before = bookSeen(matcher);
        expect(() => playFlow(matcher, [{ ...place, owner }], oneByOne)).toThrow("an owner is a uint32");
        expect(() => playFlow(matcher, [{ kind: "cancelAll", owner }], oneByOne)).toThrow("an owner is a uint32");
        matcher.run();
        expect(bookSeen(matcher)).toEqual(before);
      });
      fc.assert(holds, propertyRuns(60));
    });

    /** Some order that lives when the flow is over. */
    function aliveAfter(flow: MatcherFlow): number | undefined {
      using matcher = open(flow.ordersMax);
      playFlow(matcher, flow.operations, oneByOne);
      return liveIn(matcher, flow)[0];
    }
  });
}

function spoilt(
  operations: fc.Arbitrary<PlaceOperation>,
  field: keyof PlaceOperation,
  values: fc.Arbitrary<number>,
  refusal: MatcherRefusal,
): fc.Arbitrary<Bad> {
  return fc.tuple(operations, values).map(([place, value]) => [{ ...place, [field]: value }, refusal]);
}

function refused(refusal: MatcherRefusal): Answer {
  const nothing = { tradedLots: 0, leftLots: 0, priceTicks: 0, levelLots: 0 };
  return { result: { ...nothing, outcome: outcome.refused, refusal, side: bid }, reports: [] };
}
