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

/** What a strategy may not have: something that outlives a decision. */
interface Memory {
  count: number;
  askedNs: number;
}

type Fault = (plan: Plan, view: StrategyView, memory: Memory) => void;

const parameters = z.strictObject({ halfSpreadTicks: z.int().min(1).max(200), positionLotsMax: z.int().positive() });

/** Faults by the property that each breaks; at least one for each that a strategy alone can break. */
export const faults: Readonly<Record<string, Readonly<Record<string, Fault>>>> = {
  "any-view": {
    "throws at a gap": (_plan, { market }) => {
      if (market.bookState === "gapped") throw new RangeError("no book to look at");
    },
    "a size of half a lot": (plan, { positionLots }) => {
      if (positionLots < -2) plan.askLots += 0.5;
    },
    "a price below the first tick": (plan, { positionLots }) => {
      if (positionLots < -2) plan.askTicks -= 200;
    },
  },
  uncrossed: {
    "a bid at the touch's ask": (plan, { market }) => {
      if (market.touchBidLots <= market.touchAskLots) return;
      plan.bidTicks = market.touchAskTicks;
      plan.askLots = 0;
    },
    "an ask at the touch's bid": (plan, { market }) => {
      if (market.touchBidLots <= market.touchAskLots) return;
      plan.askTicks = market.touchBidTicks;
      plan.bidLots = 0;
    },
    "both at one price within a wide touch": (plan, { market }) => {
      if (market.touchAskTicks - market.touchBidTicks > 4) plan.askTicks = plan.bidTicks = market.touchBidTicks + 2;
    },
  },
  bounds: {
    "a buy that is too large": (plan, { positionLots }) => {
      if (positionLots <= 0) plan.bidLots++;
    },
    "a sell that is too large": (plan, { positionLots }) => {
      if (positionLots >= 0) plan.askLots++;
    },
  },
  inventory: {
    "a higher bid when long": (plan, { positionLots }) => {
      if (positionLots > 3) plan.bidTicks += 2;
    },
    "a higher ask when long": (plan, { positionLots }) => {
      if (positionLots > 3) plan.askTicks += 2;
    },
    "no ask when long": (plan, { positionLots }) => {
      if (positionLots > 3) plan.askLots = 0;
    },
  },
  pure: {
    "what it was asked before": (plan, _view, memory) => {
      if (++memory.count > 4) plan.askTicks += 1;
    },
    "how often it has decided": (plan, { nowNs }, memory) => {
      if (nowNs !== memory.askedNs) memory.count++;
      memory.askedNs = nowNs;
      if (memory.count === 3) plan.askTicks += 1;
    },
    "a start of its own": (plan, _view, memory) => {
      if (memory.count++ === 0) plan.askTicks += 1;
    },
  },
  symmetry: {
    "an ask further away": (plan) => {
      plan.askTicks += 1;
    },
    "a smaller buy": (plan) => {
      plan.askLots *= 2;
    },
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
      const memory = { count: 0, askedNs: Number.NaN };
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
  if (!Number.isNaN(askTicks) && askLots > 0) quotes.want(ask, askTicks, askLots);
}
