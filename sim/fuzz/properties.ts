/**
 * What holds for every strategy: properties of a case. Each plays it and throws at the first point at which it does not
 * hold; `README.md` here says why each is wanted.
 */
import fc from "fast-check";
import type { StrategyDefinition, StrategyView } from "../../src/core/strategy/strategy.ts";
import type { Engine } from "../../src/ports/engine.ts";
import { priceTicksMax } from "./history-writer.ts";
import { checkLimits } from "./limits-property.ts";
import { marketHistories, symmetricHistories } from "./market-histories.ts";
import { mirrored } from "./market-history.ts";
import { type DecisionPoint, playCase } from "./play-case.ts";
import { Probe } from "./probe.ts";
import { askedOf, mirroredQuotes, type Quote, type Quotes, quotesText, sameQuotes } from "./quotes.ts";
import { type StrategyCase, strategyCases } from "./strategy-case.ts";
import { expectAt, Violation, viewText } from "./violation.ts";

export interface StrategyProperty {
  readonly name: string;
  /** What is expected, for people. */
  readonly summary: string;
  readonly cases: (strategy: StrategyDefinition, parameters: fc.Arbitrary<unknown>) => fc.Arbitrary<StrategyCase>;
  /** @throws Violation, or whatever the strategy throws. */
  readonly check: (of: StrategyCase, definition: StrategyDefinition, engineKind: Engine["kind"]) => void;
}

const anyCase: StrategyProperty["cases"] = (strategy, parameters) =>
  strategyCases(strategy, parameters, marketHistories());

/** Both sides alike, nothing held; orders arrive too late to be filled. */
const symmetricCase: StrategyProperty["cases"] = (strategy, parameters) =>
  strategyCases(strategy, parameters, symmetricHistories(), {
    startPositionLots: fc.constant(0),
    otherPositionsLots: fc.constant([]),
    latencyMs: fc.constant(60_000),
  });

export const strategyProperties: readonly StrategyProperty[] = [
  { name: "any-view", summary: "whatever the market shows, it decides", cases: anyCase, check: checkAnyView },
  {
    name: "uncrossed",
    summary: "no quote meets another one of ours, or the touch",
    cases: anyCase,
    check: checkUncrossed,
  },
  {
    name: "inventory",
    summary: "with more in hand, no keener buy and no less keen sell",
    cases: anyCase,
    check: checkInventory,
  },
  { name: "pure", summary: "the same view gives the same quotes", cases: anyCase, check: checkPure },
  {
    name: "symmetry",
    summary: "a market that is alike on both sides gives quotes that are",
    cases: symmetricCase,
    check: checkSymmetry,
  },
  { name: "limits", summary: "no order goes beyond what risk allows", cases: anyCase, check: checkLimits },
];

/** Also where risk would not have asked it, and whatever is held. */
function checkAnyView(of: StrategyCase, definition: StrategyDefinition, engineKind: Engine["kind"]): void {
  atEachDecision(of, definition, engineKind, ({ view }, probe) => {
    for (const at of [view, ...of.otherPositionsLots.map((lots) => withPosition(view, lots))])
      expectWhole(at, asked(probe, at));
  });
}

function expectWhole(view: StrategyView, quotes: Quotes): void {
  for (const { priceTicks, sizeLots } of [...quotes.bids, ...quotes.asks]) {
    const isPrice = priceTicks >= 1 && priceTicks <= priceTicksMax;
    expectAt(view, isPrice, () => `expected prices of 1 to ${priceTicksMax} ticks; it wants ${quotesText(quotes)}`);
    const isSize = Number.isSafeInteger(sizeLots) && sizeLots > 0;
    expectAt(view, isSize, () => `expected sizes of whole lots; it wants ${quotesText(quotes)}`);
  }
}

function checkUncrossed(of: StrategyCase, definition: StrategyDefinition, engineKind: Engine["kind"]): void {
  atEachDecision(of, definition, engineKind, ({ view, wanted }, probe) => {
    if (wanted === undefined) return;
    expectUncrossed(view, wanted);
    for (const lots of of.otherPositionsLots) {
      const at = withPosition(view, lots);
      expectUncrossed(at, asked(probe, at));
    }
  });
}

function expectUncrossed(view: StrategyView, quotes: Quotes): void {
  const { touchBidTicks, touchAskTicks } = view.market;
  const bidTicks = quotes.bids[0]?.priceTicks ?? Number.NEGATIVE_INFINITY;
  const askTicks = quotes.asks[0]?.priceTicks ?? Number.POSITIVE_INFINITY;
  const isApart = bidTicks < askTicks && bidTicks < touchAskTicks && askTicks > touchBidTicks;
  expectAt(view, isApart, () => `expected bids below all asks, ours and others'; it wants ${quotesText(quotes)}`);
}

function checkInventory(of: StrategyCase, definition: StrategyDefinition, engineKind: Engine["kind"]): void {
  atEachDecision(of, definition, engineKind, ({ view, wanted }, probe) => {
    if (wanted === undefined) return;
    const positions = [...new Set([view.positionLots, ...of.otherPositionsLots])].toSorted((a, b) => a - b);
    const quotes = positions.map((lots) => asked(probe, withPosition(view, lots)));
    for (let at = 1; at < positions.length; at++) {
      const [less, more] = [quotes[at - 1]!, quotes[at]!];
      const tell = () =>
        `it wants ${quotesText(less)} at position ${positions[at - 1]}, and ${quotesText(more)} at ${positions[at]}`;
      const isNoKeenerBuy = more.bids.every(
        ({ priceTicks }) => lotsTo(more.bids, priceTicks, 1) <= lotsTo(less.bids, priceTicks, 1),
      );
      expectAt(view, isNoKeenerBuy, () => `expected no keener buy with more in hand; ${tell()}`);
      const isNoKeenerSell = less.asks.every(
        ({ priceTicks }) => lotsTo(less.asks, priceTicks, -1) <= lotsTo(more.asks, priceTicks, -1),
      );
      expectAt(view, isNoKeenerSell, () => `expected no keener sell with less in hand; ${tell()}`);
    }
  });
}

/** Lots at that price or a keener one. @param sign 1 for bids, -1 for asks. */
function lotsTo(quotes: readonly Quote[], priceTicks: number, sign: 1 | -1): number {
  return quotes.reduce((sum, of) => (sign * (of.priceTicks - priceTicks) >= 0 ? sum + of.sizeLots : sum), 0);
}

/** Asked again, asked from a new start, and asked by somebody who looks on only now and then. */
function checkPure(of: StrategyCase, definition: StrategyDefinition, engineKind: Engine["kind"]): void {
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
    expectSame(askedOf(probe.startAgain(), view), "started anew");
    if (decisionsCount++ % 3 === 2) expectSame(asked(patient, view), "looking less often");
  };
  atEachDecision(of, definition, engineKind, decided, [patient]);
}

/** The case, and the case in the mirror: where no taker came first, they are the same. */
function checkSymmetry(of: StrategyCase, definition: StrategyDefinition, engineKind: Engine["kind"]): void {
  const [firstBid, firstAsk] = of.history[0]!.levels;
  const pivotTicks = firstBid!.priceTicks + firstAsk!.priceTicks;
  const there = decisionsOf(of, definition, engineKind);
  const back = decisionsOf({ ...of, history: mirrored(of.history, pivotTicks) }, definition, engineKind);
  if (there.length !== back.length) throw new Violation("expected as many decisions in the mirror");
  for (const [at, { when, quotes }] of there.entries()) {
    const wanted = bothSided(quotes, pivotTicks);
    const seen = mirroredQuotes(bothSided(back[at]!.quotes, pivotTicks), pivotTicks);
    if (!sameQuotes(wanted, seen))
      throw new Violation(
        `at ${when}: expected the same distance from the mid on both sides; it wants ${quotesText(wanted)}, and in the mirror ${quotesText(seen)}`,
      );
  }
}

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

/** @param others that are told the flow as well. */
function atEachDecision(
  of: StrategyCase,
  definition: StrategyDefinition,
  engineKind: Engine["kind"],
  decided: (point: DecisionPoint, probe: Probe) => void,
  others: readonly Probe[] = [],
): void {
  const probe = new Probe(of, definition);
  const stopped = (market: StrategyView["market"]) => {
    for (const each of [probe, ...others]) each.take(market);
  };
  playCase(of, definition, { stopped, decided: (point) => decided(point, probe) }, engineKind);
}

function asked(probe: Probe, view: StrategyView): Quotes {
  try {
    return askedOf(probe.decide, view);
  } catch (error) {
    throw new Violation(`at ${viewText(view)}: it throws ${(error as Error).name}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function withPosition(view: StrategyView, positionLots: number): StrategyView {
  return { ...view, positionLots };
}
