/** Properties of what a strategy wants at one view: that it answers, and where its quotes may be. */
import type { StrategyView } from "../../src/core/strategy/strategy.ts";
import { asked, atEachDecision, type Check, withPosition } from "./at-each-decision.ts";
import { priceTicksMax } from "./history-writer.ts";
import { type Quote, type Quotes, quotesText } from "./quotes.ts";
import { expectAt } from "./violation.ts";

/** Also where risk would not have asked it, and whatever is held. */
export const checkAnyView: Check = (of, definition, engineKind) => {
  atEachDecision(of, definition, engineKind, ({ view }, probe) => {
    for (const at of [view, ...of.otherPositionsLots.map((lots) => withPosition(view, lots))])
      expectPrices(at, asked(probe, at));
  });
};

/** That prices and sizes are whole is asserted as they are wanted. */
function expectPrices(view: StrategyView, quotes: Quotes): void {
  for (const { priceTicks } of [...quotes.bids, ...quotes.asks]) {
    const isPrice = priceTicks >= 1 && priceTicks <= priceTicksMax;
    expectAt(view, isPrice, () => `expected prices of 1 to ${priceTicksMax} ticks; it wants ${quotesText(quotes)}`);
  }
}

export const checkUncrossed: Check = (of, definition, engineKind) => {
  atEachDecision(of, definition, engineKind, ({ view, wanted }, probe) => {
    if (wanted === undefined) return;
    expectUncrossed(view, wanted);
    for (const lots of of.otherPositionsLots) {
      const at = withPosition(view, lots);
      expectUncrossed(at, asked(probe, at));
    }
  });
};

function expectUncrossed(view: StrategyView, quotes: Quotes): void {
  const { touchBidTicks, touchAskTicks } = view.market;
  const bidTicks = quotes.bids[0]?.priceTicks ?? Number.NEGATIVE_INFINITY;
  const askTicks = quotes.asks[0]?.priceTicks ?? Number.POSITIVE_INFINITY;
  const isApart = bidTicks < askTicks && bidTicks < touchAskTicks && askTicks > touchBidTicks;
  expectAt(view, isApart, () => `expected bids below all asks, ours and others'; it wants ${quotesText(quotes)}`);
}

/** A parameter `positionLotsMax` is a promise: with all that it wants filled, the position is within it. */
export const checkBounds: Check = (of, definition, engineKind) => {
  const parameters = definition.parameters.parse(of.parameters);
  const { positionLotsMax } = parameters as { readonly positionLotsMax?: unknown };
  if (typeof positionLotsMax !== "number") return;
  atEachDecision(of, definition, engineKind, ({ view, wanted }, probe) => {
    if (wanted === undefined) return;
    for (const lots of [view.positionLots, ...of.otherPositionsLots]) {
      const at = withPosition(view, lots);
      expectWithin(at, asked(probe, at), positionLotsMax);
    }
  });
};

function expectWithin(view: StrategyView, quotes: Quotes, positionLotsMax: number): void {
  const lotsOf = (side: readonly Quote[]) => side.reduce((sum, { sizeLots }) => sum + sizeLots, 0);
  const isBuyWithin = quotes.bids.length === 0 || view.positionLots + lotsOf(quotes.bids) <= positionLotsMax;
  const isSellWithin = quotes.asks.length === 0 || view.positionLots - lotsOf(quotes.asks) >= -positionLotsMax;
  expectAt(
    view,
    isBuyWithin && isSellWithin,
    () => `expected no position beyond its positionLotsMax of ${positionLotsMax}; it wants ${quotesText(quotes)}`,
  );
}

export const checkInventory: Check = (of, definition, engineKind) => {
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
};

/** Lots at that price or a keener one. @param sign 1 for bids, -1 for asks. */
function lotsTo(quotes: readonly Quote[], priceTicks: number, sign: 1 | -1): number {
  return quotes.reduce((sum, of) => (sign * (of.priceTicks - priceTicks) >= 0 ? sum + of.sizeLots : sum), 0);
}
