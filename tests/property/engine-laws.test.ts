/**
 * Goal: the replay venue is honest, whatever the market does. Method: random small markets and agents; what an engine
 * reports is told again from outside (`engine-history.ts`), and each law is checked over it naively.
 */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { ownEventKind } from "../../src/domain/own-event.ts";
import { type History, historiesOf } from "../helpers/engine-history.ts";
import { type EngineUnderTest, enginesUnderTest, propertyRuns } from "../helpers/engine-kinds.ts";
import { namedLaws } from "../helpers/engine-laws.ts";
import { crowds, orderScenarios, scenarios } from "../helpers/engine-streams.ts";
import { play, type Scenario } from "../helpers/engine-trace.ts";

const worlds = fc.oneof(
  { weight: 4, arbitrary: scenarios("marked") },
  { weight: 1, arbitrary: orderScenarios("marked") },
  { weight: 1, arbitrary: crowds("marked") },
);

function toldOf({ open }: EngineUnderTest, scenario: Scenario): History[] {
  using engine = open(...scenario.markets.map(({ config }) => config));
  return historiesOf(scenario, play(engine, scenario));
}

for (const under of enginesUnderTest)
  describe(`${under.kind} engine`, () => {
    for (const [name, law] of namedLaws)
      test.skipIf(under.isMissing)(`laws: ${name}`, () => {
        const holds = fc.property(worlds, (scenario) => {
          for (const history of toldOf(under, scenario)) law(history);
        });
        fc.assert(holds, propertyRuns(100));
      });

    test.skipIf(under.isMissing)(
      "laws: some hundreds of random worlds: every kind of event, reason and cause of fill occurs in them",
      () => {
        const seen = new Map<string, number>();
        for (const scenario of fc.sample(worlds, { numRuns: 500, seed: 1 }))
          for (const { kind, cause, reason } of toldOf(under, scenario).flatMap(({ events }) => events)) {
            const name = kind === ownEventKind.filled ? cause : `${kind} ${reason}`;
            seen.set(name, (seen.get(name) ?? 0) + 1);
          }
        expect([...seen.keys()].sort()).toEqual([...expectedEvents].sort());
        expect(Math.min(...seen.values())).toBeGreaterThan(5);
      },
    );
  });

const { accepted, rejected, cancelled, cancelRejected, unknown, expired, amended, amendRejected } = ownEventKind;
const expectedEvents = [
  "print",
  "print_through",
  "quote_through",
  "taker",
  `${accepted} `,
  `${rejected} would_cross`,
  `${cancelled} `,
  `${cancelRejected} unknown_order`,
  `${unknown} `,
  `${expired} `,
  `${expired} self_trade`,
  `${amended} `,
  `${amendRejected} unknown_order`,
  `${amendRejected} size_already_filled`,
  `${amendRejected} no_change`,
  `${amendRejected} would_cross`,
];
