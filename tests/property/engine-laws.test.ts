/**
 * Goal: the replay venue is honest, whatever the market does. Method: random small markets and agents; what an engine
 * reports is told again from outside (`engine-history.ts`), and each law is checked over it naively.
 */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { ownEventKind } from "../../src/domain/own-event.ts";
import { historyOf } from "../helpers/engine-history.ts";
import { enginesUnderTest, propertyRuns } from "../helpers/engine-kinds.ts";
import * as laws from "../helpers/engine-laws.ts";
import { scenarios } from "../helpers/engine-streams.ts";
import { play } from "../helpers/engine-trace.ts";

const named: readonly [string, laws.Law][] = [
  ["a print with own orders in its way: own fills never exceed it", laws.printsGiveOnlyWhatTheyHave],
  ["a print at an own price: lots ahead are served first", laws.whoStandsAheadIsServedFirst],
  ["a print beyond own prices: it fills them as far as it goes", laws.printsBeyondFillAsFarAsTheyGo],
  ["several own orders: best price first, then arrival", laws.bestPriceFirstThenArrival],
  ["takers and quotes filled through: a level gives each shown lot once", laws.levelsGiveEachLotOnce],
  [
    "post-only: it never takes, and is refused exactly when it crosses what was known",
    laws.postOnlyNeverTakesOrCrosses,
  ],
  ["an own event: nothing precedes its cause", laws.nothingPrecedesItsCause],
  ["a command: it is answered", laws.everyCommandIsAnswered],
  ["a print made before an order arrived: it does not fill it", laws.noFillByWhatWasMadeBeforeArrival],
  [
    "queue-ahead: it starts at the level less what is known to be gone, and stays within it",
    laws.queueAheadIsWithinTheLevel,
  ],
  ["the conservative queue: it moves by prints alone", laws.conservativeQueueMovesByPrintsAlone],
  ["after a gap: nothing fills until the snapshot", laws.nothingFillsWithoutAValidBook],
];

for (const { kind, isMissing, open } of enginesUnderTest)
  describe(`${kind} engine`, () => {
    for (const [name, law] of named)
      test.skipIf(isMissing)(`laws: ${name}`, () => {
        const holds = fc.property(scenarios("marked"), (scenario) => {
          using engine = open(scenario.config);
          law(historyOf(scenario, play(engine, scenario)));
        });
        fc.assert(holds, propertyRuns(150));
      });

    test.skipIf(isMissing)(
      "laws: some hundreds of random worlds: every kind of event and cause of fill occurs in them",
      () => {
        const seen = new Map<string, number>();
        for (const scenario of fc.sample(scenarios("marked"), 400)) {
          using engine = open(scenario.config);
          for (const { kind, cause, reason } of play(engine, scenario).stops.flatMap((stop) => stop.ownEvents)) {
            const name = kind === ownEventKind.filled ? cause : `${kind} ${reason}`;
            seen.set(name, (seen.get(name) ?? 0) + 1);
          }
        }
        const { accepted, cancelled, unknown, rejected, cancelRejected } = ownEventKind;
        const expected = [
          `${accepted} `,
          `${cancelled} `,
          `${unknown} `,
          `${rejected} would_cross`,
          `${cancelRejected} unknown_order`,
        ];
        expect([...seen.keys()].sort()).toEqual(
          [...expected, "print", "print_through", "quote_through", "taker"].sort(),
        );
        expect(Math.min(...seen.values())).toBeGreaterThan(5);
      },
    );
  });
