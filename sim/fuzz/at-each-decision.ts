/** What properties share: a case played with a probe beside it, which may be asked at each decision. */
import type { StrategyDefinition, StrategyView } from "../../src/core/strategy/strategy.ts";
import type { Engine } from "../../src/ports/engine.ts";
import { type DecisionPoint, playCase } from "./play-case.ts";
import { Probe } from "./probe.ts";
import { askedOf, type Quotes } from "./quotes.ts";
import type { StrategyCase } from "./strategy-case.ts";
import { Violation, viewText } from "./violation.ts";

/** A property of a case. @throws Violation, or whatever the strategy throws. */
export type Check = (of: StrategyCase, definition: StrategyDefinition, engineKind: Engine["kind"]) => void;

/** @param others that are told the flow as well. */
export function atEachDecision(
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

/** @throws Violation that says at what view, where the strategy throws. */
export function asked(probe: Probe, view: StrategyView): Quotes {
  try {
    return askedOf(probe.decide, view);
  } catch (error) {
    throw new Violation(`at ${viewText(view)}: it throws ${(error as Error).name}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

export function withPosition(view: StrategyView, positionLots: number): StrategyView {
  return { ...view, positionLots };
}
