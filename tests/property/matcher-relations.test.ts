/**
 * Goal: operations that should come to the same do.
 * Method: two matchers get the same random flow up to one operation, then each a different one that the rules make
 * equal; or one of them the whole flow in a mirror.
 */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { orderType } from "../../src/domain/order-type.ts";
import { ask, bid, opposite, type Side } from "../../src/domain/side.ts";
import type { MatcherOperation } from "../../src/engine/reference-matcher-operation.ts";
import { type MatchReport, outcome } from "../../src/ports/matcher.ts";
import { propertyRuns } from "../helpers/engine-kinds.ts";
import { type MatcherFlow, matcherFlows, nearPrices, placesAmong, queueFlows } from "../helpers/matcher-flows.ts";
import { matchersUnderTest } from "../helpers/matcher-kinds.ts";
import {
  type Answer,
  bookSeen,
  type MatcherTrace,
  oneByOne,
  playFlow,
  type ShownLevels,
} from "../helpers/matcher-trace.ts";

/** Prices p become `mirrorTicks` - p, so that the best stay the best when the sides change places. */
const mirrorTicks = 2 ** 31;

for (const { kind, isMissing, open } of matchersUnderTest) {
  const played = (flow: MatcherFlow, more: readonly MatcherOperation[]) => {
    using matcher = open(flow.ordersMax);
    const { answers } = playFlow(matcher, [...flow.operations, ...more], oneByOne);
    return { told: answers.slice(flow.operations.length), book: bookSeen(matcher) };
  };
  const takers = placesAmong(nearPrices).map((place) => ({ ...place, orderId: 77, shownLots: 0 }));
  const sizes = fc.integer({ min: 1, max: 25 });
  const books = fc.oneof(matcherFlows(0, [nearPrices]), queueFlows(nearPrices.slice(0, 3)));
  const icebergs = takers.map((place) => ({ ...place, type: orderType.limit, sizeLots: 5, shownLots: 2 }));
  const amends = fc.record({ priceTicks: fc.constantFrom(...nearPrices), moreLots: fc.integer({ min: 1, max: 9 }) });

  describe(`${kind} matcher`, () => {
    test.skipIf(isMissing)(
      "fill or kill: it fills when immediate-or-cancel would trade all of its size, else never",
      () => {
        const holds = fc.property(books, takers, sizes, (flow, taker, sizeLots) => {
          const fok = played(flow, [{ ...taker, sizeLots, type: orderType.fok }]);
          const ioc = played(flow, [{ ...taker, sizeLots, type: orderType.ioc }]);
          // With a decrement it may be filled by less than its size.
          if (ioc.told[0]!.result.tradedLots === sizeLots) expect(fok).toEqual(ioc);
          else expect(fok.told[0]!.result).toMatchObject({ outcome: outcome.expired, leftLots: sizeLots });
        });
        fc.assert(holds, propertyRuns(300));
      },
    );

    test.skipIf(isMissing)(
      "amend that enters afresh: what a cancel and a new order come to, or the same refusal",
      () => {
        const holds = fc.property(matcherFlows(0, [nearPrices]), icebergs, amends, (flow, iceberg, amend) => {
          const before = { ordersMax: 20, operations: [...flow.operations, iceberg] };
          const cancel: MatcherOperation = { kind: "cancel", orderId: iceberg.orderId };
          const { leftLots } = played(before, [cancel]).told[0]!.result;
          fc.pre(leftLots > 0);
          const changed = { priceTicks: amend.priceTicks, sizeLots: leftLots + amend.moreLots };
          const amended = played(before, [{ ...iceberg, ...changed, kind: "amend" }]);
          const again = played(before, [cancel, { ...iceberg, ...changed }]);
          expect(amended.told[0]!.result).toEqual(again.told[1]!.result);
          if (amended.told[0]!.result.outcome === outcome.refused) return;
          expect(amended.book).toEqual(again.book);
          expect(withoutIndex(amended.told[0]!.reports.slice(1))).toEqual(withoutIndex(again.told[1]!.reports));
        });
        fc.assert(holds, propertyRuns(300));
      },
    );

    test.skipIf(isMissing)("cancel all of an owner: as to cancel each of its orders", () => {
      const holds = fc.property(matcherFlows(0, [nearPrices]), fc.integer({ min: 1, max: 3 }), (flow, owner) => {
        const all = played(flow, [{ kind: "cancelAll", owner }]);
        const left = all.told[0]!.reports.map(({ makerId }) => makerId);
        const each = played(
          flow,
          [...left].reverse().map((orderId) => ({ kind: "cancel", orderId })),
        );
        expect(each.book).toEqual(all.book);
        expect(each.told.every(({ result }) => result.outcome === outcome.cancelled)).toBe(true);
      });
      fc.assert(holds, propertyRuns(150));
    });

    test.skipIf(isMissing)("a flow in the mirror, bids for asks: the mirrored trace", () => {
      // Of all orders of an owner bids are cancelled first, in the mirror too: that alone is not symmetrical.
      const holds = fc.property(matcherFlows(), ({ ordersMax, operations }) => {
        const flow = operations.filter((operation) => operation.kind !== "cancelAll");
        using matcher = open(ordersMax);
        using other = open(ordersMax);
        const inMirror = playFlow(other, flow.map(mirrored), [4]);
        expect(seenIn(inMirror, mirroredLook)).toEqual(seenIn(playFlow(matcher, flow, [4]), plainLook));
      });
      fc.assert(holds, propertyRuns(150));
    });
  });
}

function withoutIndex(reports: readonly MatchReport[]): Omit<MatchReport, "operationIndex">[] {
  return reports.map(({ operationIndex: _, ...rest }) => rest);
}

function mirrored(operation: MatcherOperation): MatcherOperation {
  if (operation.kind === "cancel" || operation.kind === "cancelAll") return operation;
  const priceTicks = mirrorTicks - operation.priceTicks;
  if (operation.kind === "amend") return { ...operation, priceTicks };
  const isSide = operation.side === bid || operation.side === ask;
  return { ...operation, priceTicks, side: isSide ? opposite(operation.side) : operation.side };
}

/** How a side and a price look: as they are, or in the mirror. */
interface Look {
  readonly side: (side: Side) => Side;
  readonly ticks: (priceTicks: number) => number;
}

const plainLook: Look = { side: (side) => side, ticks: (priceTicks) => priceTicks };
/** A price of 0 is none. */
const mirroredLook: Look = { side: opposite, ticks: (priceTicks) => (priceTicks === 0 ? 0 : mirrorTicks - priceTicks) };

/** A trace without state hashes, which have no mirror. */
function seenIn({ answers, calls }: MatcherTrace, look: Look) {
  const levels = (shown: ShownLevels) => shown.map(([priceTicks, lots]) => [look.ticks(priceTicks), lots]);
  return {
    answers: answers.map((answer) => answerSeen(answer, look)),
    books: calls.map(({ book: { bids, asks, ordersCount } }) => {
      const both = [levels(bids), levels(asks)];
      return { ordersCount, bids: both[look.side(bid)], asks: both[look.side(ask)] };
    }),
  };
}

function answerSeen({ result, reports }: Answer, look: Look) {
  // Where there is no price, the side says nothing.
  const side = result.priceTicks === 0 ? bid : look.side(result.side);
  return {
    result: { ...result, side, priceTicks: look.ticks(result.priceTicks) },
    reports: reports.map((report) => ({
      ...report,
      side: look.side(report.side),
      priceTicks: look.ticks(report.priceTicks),
    })),
  };
}
