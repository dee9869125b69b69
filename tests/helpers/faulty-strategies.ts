/**
 * One sound strategy, and what becomes of it with a fault planted: each breaks the property of the battery that it is
 * named for.
 */
import { z } from "zod";
import { mid } from "../../src/core/features/mid.ts";
import {
  type Decide,
  defineStrategy,
  type StrategyDefinition,
  type StrategyView,
} from "../../src/core/strategy/strategy.ts";
import type { WantedQuotes } from "../../src/core/strategy/wanted-quotes.ts";
import { ask, bid } from "../../src/domain/side.ts";

/** What the sound one would want: a quote a side, further out with more in hand; NaN for none. */
interface Plan {
  bidTicks: number;
  askTicks: number;
  bidLots: number;
  askLots: number;
}

type Fault = (plan: Plan, view: StrategyView, memory: { count: number }) => void;

const parameters = z.strictObject({ halfSpreadTicks: z.int().min(1).max(200), positionLotsMax: z.int().positive() });

/** A fault for each property, by its name. */
export const faults: Readonly<Record<string, Fault>> = {
  "any-view": (_plan, { market }) => {
    if (market.bookState === "gapped") throw new RangeError("no book to look at");
  },
  uncrossed: (plan, { market }) => {
    if (market.touchBidLots > market.touchAskLots) plan.bidTicks = market.touchAskTicks;
  },
  bounds: (plan, { positionLots }) => {
    plan.bidLots = positionLots > 0 ? plan.bidLots : plan.bidLots + 1;
  },
  inventory: (plan, { positionLots }) => {
    if (positionLots > 3) plan.bidTicks += 2;
  },
  pure: (plan, _view, memory) => {
    if (++memory.count > 4) plan.askTicks += 1;
  },
  symmetry: (plan) => {
    plan.askTicks += 1;
  },
};

/** @param fault none for the sound one. */
export function faultyStrategy(fault: Fault = () => {}): StrategyDefinition {
  return defineStrategy({
    name: "planted",
    summary: "quotes both sides of the mid, away from inventory",
    features: [mid],
    parameters,
    start: ({ halfSpreadTicks, positionLotsMax }): Decide => {
      const memory = { count: 0 };
      return (view, quotes) => {
        const plan = soundPlan(view, halfSpreadTicks, positionLotsMax);
        fault(plan, view, memory);
        want(plan, quotes);
      };
    },
  }) as StrategyDefinition;
}

function soundPlan({ market, positionLots }: StrategyView, halfSpreadTicks: number, positionLotsMax: number): Plan {
  const midTicks = mid.value(market);
  const leanTicks = Math.sign(positionLots);
  return {
    bidTicks: Math.min(Math.floor(midTicks - halfSpreadTicks) - 1 - leanTicks, market.touchBidTicks),
    askTicks: Math.max(Math.ceil(midTicks + halfSpreadTicks) + 1 - leanTicks, market.touchAskTicks),
    bidLots: Math.max(0, Math.min(1, positionLotsMax - positionLots)),
    askLots: Math.max(0, Math.min(1, positionLotsMax + positionLots)),
  };
}

function want({ bidTicks, askTicks, bidLots, askLots }: Plan, quotes: WantedQuotes): void {
  if (bidTicks >= 1 && bidLots > 0) quotes.want(bid, bidTicks, bidLots);
  if (askTicks >= 1 && askLots > 0) quotes.want(ask, askTicks, askLots);
}
