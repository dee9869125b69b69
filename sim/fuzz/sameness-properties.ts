/** Properties of what a strategy wants at two views that are the same, or the same seen from the other side. */
import type { StrategyDefinition } from "../../src/core/strategy/strategy.ts";
import type { Engine } from "../../src/ports/engine.ts";
import { asked, atEachDecision, type Check, withPosition } from "./at-each-decision.ts";
import { mirrored } from "./market-history.ts";
import { type DecisionPoint, playCase } from "./play-case.ts";
import { Probe } from "./probe.ts";
import { askedOf, mirroredQuotes, type Quote, type Quotes, quotesText, sameQuotes } from "./quotes.ts";
import type { StrategyCase } from "./strategy-case.ts";
import { expectAt, Violation, viewText } from "./violation.ts";

/** Asked again, asked from a new start, and asked by somebody who looks on only now and then. */
export const checkPure: Check = (of, definition, engineKind) => {
  const patient = new Probe(of, definition);
  let decisionsCount = 0;
  const decided = ({ view, wanted }: DecisionPoint, probe: Probe) => {
    if (wanted === undefined) return;
    for (const lots of of.otherPositionsLots) asked(probe, withPosition(view, lots)); // It looks around in between.
    const expectSame = (quotes: Quotes, when: string) =>
      expectAt(
        view,
        sameQuotes(wanted, quotes),
        () => `it wants ${quotesText(wanted)}, and ${when} ${quotesText(quotes)}`,
      );
    expectSame(asked(probe, view), "asked again");
    if (isPowerOfTwo(++decisionsCount)) expectSame(askedOf(probe.startAgain(), view), "started anew");
    if (decisionsCount % 3 === 0) expectSame(asked(patient, view), "looking less often");
  };
  atEachDecision(of, definition, engineKind, decided, [patient]);
};

/** So that few starts, which may be costly, reach far into a run. */
function isPowerOfTwo(count: number): boolean {
  return (count & (count - 1)) === 0;
}

/** The case, and the case in the mirror: where no taker came first, they are the same. */
export const checkSymmetry: Check = (of, definition, engineKind) => {
  const [firstBid, firstAsk] = of.history[0]!.levels;
  const pivotTicks = firstBid!.priceTicks + firstAsk!.priceTicks;
  const there = decisionsOf(of, definition, engineKind);
  const back = decisionsOf({ ...of, history: mirrored(of.history, pivotTicks) }, definition, engineKind);
  if (there.length !== back.length) throw new Violation("expected as many decisions in the mirror");
  for (const [at, { when, quotes }] of there.entries()) {
    const wanted = bothSided(quotes, pivotTicks);
    const seen = mirroredQuotes(bothSided(back[at]!.quotes, pivotTicks), pivotTicks);
    if (sameQuotes(wanted, seen)) continue;
    const told = `it wants ${quotesText(wanted)}, and in the mirror ${quotesText(seen)}`;
    throw new Violation(`at ${when}: expected the same distance from the mid on both sides; ${told}`);
  }
};

/** Without what would be below the first tick in the mirror: prices have an end on one side alone. */
function bothSided({ bids, asks }: Quotes, pivotTicks: number): Quotes {
  const hasMirror = ({ priceTicks }: Quote) => pivotTicks - priceTicks >= 1;
  return { bids: bids.filter(hasMirror), asks: asks.filter(hasMirror) };
}

function decisionsOf(of: StrategyCase, definition: StrategyDefinition, engineKind: Engine["kind"]) {
  const decisions: { readonly when: string; readonly quotes: Quotes }[] = [];
  const decided = ({ view, wanted }: DecisionPoint) => {
    if (wanted !== undefined) decisions.push({ when: viewText(view), quotes: wanted });
  };
  playCase(of, definition, { decided }, engineKind);
  return decisions;
}
