/**
 * Goal: what must hold of a matching engine, whatever happens to it.
 * Method: small random flows, bad operations among them, are judged from outside, by what results and reports say.
 */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { orderType } from "../../src/domain/order-type.ts";
import { matcherRefusals, matchReportKind, outcome, selfTrade } from "../../src/ports/matcher.ts";
import { propertyRuns } from "../helpers/engine-kinds.ts";
import { matcherFlows } from "../helpers/matcher-flows.ts";
import { historyOf } from "../helpers/matcher-history.ts";
import { matchersUnderTest } from "../helpers/matcher-kinds.ts";
import * as laws from "../helpers/matcher-laws.ts";

const named: readonly [string, laws.MatcherLaw][] = [
  ["size: placed is traded, cancelled, expired, prevented or resting", laws.sizeIsConserved],
  ["the book at rest: it is never crossed", laws.neverCrossedAtRest],
  ["an order that trades: nobody stood before it", laws.nobodyIsPassedOver],
  ["a trade: at the maker's price, both sides told", laws.tradesTellBothSidesAtTheMakersPrice],
  ["an order's type: it keeps its promise", laws.typesKeepTheirPromise],
  ["two orders of one owner: what happens is what the taker's mode says", laws.selfTradesArePreventedAsTold],
  ["a refusal: nothing has changed", laws.refusalsChangeNothing],
  ["a refusal: it is given exactly when it is due", laws.refusalsAreDue],
  ["levels that change: they are told, with what they show", laws.changedLevelsAreTold],
  ["the book: it is what the answers tell of", laws.bookIsWhatWasTold],
  ["an order that leaves: it is told, in priority", laws.leavingIsTold],
];

for (const { kind, isMissing, open } of matchersUnderTest)
  describe(`${kind} matcher`, () => {
    for (const [name, law] of named)
      test.skipIf(isMissing)(`laws: ${name}`, () => {
        const holds = fc.property(matcherFlows(), (flow) => {
          using matcher = open(flow.ordersMax);
          law(historyOf(matcher, flow));
        });
        fc.assert(holds, propertyRuns(150));
      });

    test.skipIf(isMissing)("laws: some hundreds of random flows: everything that can happen occurs in them", () => {
      const seen = new Map<string, number>();
      const count = (name: string) => seen.set(name, (seen.get(name) ?? 0) + 1);
      for (const flow of fc.sample(matcherFlows(), 500)) {
        using matcher = open(flow.ordersMax);
        for (const { operation, answer } of historyOf(matcher, flow)) {
          count(`outcome ${answer.result.outcome}`);
          count(`refusal ${answer.result.refusal}`);
          for (const { kind } of answer.reports) {
            count(`report ${kind}`);
            if (kind === matchReportKind.prevented && "prevention" in operation)
              count(`prevention ${operation.prevention}`);
          }
          if (operation.kind === "place" && answer.result.tradedLots > 0) count(`traded ${operation.type}`);
        }
      }
      const expected = [
        ...Object.values(outcome).map((value) => `outcome ${value}`),
        // A bad owner is only one of cancelAll, and an assertion elsewhere.
        ...matcherRefusals.filter((refusal) => refusal !== "bad_owner").map((refusal) => `refusal ${refusal}`),
        ...Object.values(matchReportKind).map((value) => `report ${value}`),
        ...Object.values(selfTrade)
          .slice(1)
          .map((value) => `prevention ${value}`),
        ...Object.values(orderType)
          .filter((value) => value !== orderType.postOnly)
          .map((value) => `traded ${value}`),
      ];
      expect([...seen.keys()].sort()).toEqual(expected.sort());
      expect(Math.min(...seen.values())).toBeGreaterThan(5);
    });
  });
