/**
 * What holds for every strategy: properties of a case. Each plays it and throws at the first point at which it does not
 * hold; `README.md` here says why each is wanted.
 */
import fc from "fast-check";
import { InputError } from "../../src/base/input-error.ts";
import type { StrategyDefinition } from "../../src/core/strategy/strategy.ts";
import type { Check } from "./at-each-decision.ts";
import { checkLimits } from "./limits-property.ts";
import { marketHistories, symmetricHistories } from "./market-histories.ts";
import { checkAnyView, checkBounds, checkInventory, checkUncrossed } from "./quote-properties.ts";
import { checkPure, checkSymmetry } from "./sameness-properties.ts";
import { riskConfigs, type StrategyCase, strategyCases } from "./strategy-case.ts";

export interface StrategyProperty {
  readonly name: string;
  /** What is expected, for people. */
  readonly summary: string;
  /** What to try it on. */
  readonly cases: (strategy: StrategyDefinition, parameters: fc.Arbitrary<unknown>) => fc.Arbitrary<StrategyCase>;
  readonly check: Check;
}

const anyCase: StrategyProperty["cases"] = (strategy, parameters) =>
  strategyCases(strategy, parameters, marketHistories());

/** Both sides alike, nothing held, and room for orders of both; they arrive too late to be filled. */
const symmetricCase: StrategyProperty["cases"] = (strategy, parameters) =>
  strategyCases(strategy, parameters, symmetricHistories(), {
    startPositionLots: fc.constant(0),
    otherPositionsLots: fc.constant([]),
    latencyMs: fc.constant(60_000),
    risk: riskConfigs.map(({ ordersOpenMax: _, ...risk }) => risk),
  });

export const strategyProperties: readonly StrategyProperty[] = [
  { name: "any-view", summary: "whatever the market shows, it decides", cases: anyCase, check: checkAnyView },
  {
    name: "uncrossed",
    summary: "no quote meets another one of ours, or the touch",
    cases: anyCase,
    check: checkUncrossed,
  },
  { name: "bounds", summary: "no quote beyond its own positionLotsMax", cases: anyCase, check: checkBounds },
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

/**
 * In the order of the list; all of them where none is named.
 * @param place where the names come from.
 * @throws InputError for a name that is none.
 */
export function propertiesNamed(names: readonly string[], place: string): readonly StrategyProperty[] {
  const known = strategyProperties.map(({ name }) => name);
  const other = names.find((name) => !known.includes(name));
  if (other !== undefined) throw new InputError(`${place} ${other}`, `expected some of ${known.join(", ")}`);
  return names.length === 0 ? strategyProperties : strategyProperties.filter(({ name }) => names.includes(name));
}
