/** What a decision wanted, as plain data: the best price of a side first. */
import type { Decide, StrategyView } from "../../src/core/strategy/strategy.ts";
import { type Ladder, WantedQuotes } from "../../src/core/strategy/wanted-quotes.ts";

export interface Quote {
  readonly priceTicks: number;
  readonly sizeLots: number;
}

export interface Quotes {
  readonly bids: readonly Quote[];
  readonly asks: readonly Quote[];
}

/** What it would want at a view. */
export function askedOf(decide: Decide, view: StrategyView): Quotes {
  const wanted = new WantedQuotes();
  decide(view, wanted);
  return quotesOf(wanted);
}

export function quotesOf({ bids, asks }: WantedQuotes): Quotes {
  return {
    bids: listOf(bids).toSorted((a, b) => b.priceTicks - a.priceTicks),
    asks: listOf(asks).toSorted((a, b) => a.priceTicks - b.priceTicks),
  };
}

/** As they would be where prices count down from the pivot and sides are exchanged. */
export function mirroredQuotes({ bids, asks }: Quotes, pivotTicks: number): Quotes {
  const mirrorOf = ({ priceTicks, sizeLots }: Quote) => ({ priceTicks: pivotTicks - priceTicks, sizeLots });
  return { bids: asks.map(mirrorOf), asks: bids.map(mirrorOf) };
}

export function sameQuotes(a: Quotes, b: Quotes): boolean {
  return quotesText(a) === quotesText(b);
}

export function quotesText({ bids, asks }: Quotes): string {
  return `${sideText("bid", bids)}, ${sideText("ask", asks)}`;
}

function sideText(name: string, quotes: readonly Quote[]): string {
  if (quotes.length === 0) return `no ${name}`;
  return `${name} ${quotes.map(({ priceTicks, sizeLots }) => `${priceTicks} x ${sizeLots}`).join(" and ")}`;
}

function listOf({ priceTicks, sizeLots, count }: Ladder): Quote[] {
  return Array.from({ length: count }, (_, at) => ({ priceTicks: priceTicks[at]!, sizeLots: sizeLots[at]! }));
}
