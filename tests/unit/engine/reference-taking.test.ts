/**
 * Goal: a taker finds what the book, the ticker and its own orders leave it.
 * Method: random books against a question asked of every price by itself.
 */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { orderType } from "../../../src/domain/order-type.ts";
import { bid, opposite, type Side, sides } from "../../../src/domain/side.ts";
import { take } from "../../../src/engine/reference-book.ts";
import { ReferenceMarket } from "../../../src/engine/reference-market.ts";
import { type OwnOrder, OwnOrders } from "../../../src/engine/reference-orders.ts";
import { newPosition } from "../../../src/engine/reference-queue.ts";
import { offersToTaker } from "../../../src/engine/reference-taking.ts";

const pricesMax = 8;
const lots = fc.integer({ min: 0, max: 6 });
const maybePrice = fc.option(fc.integer({ min: 1, max: pricesMax }), { nil: undefined });
const worlds = fc.record({
  side: fc.constantFrom<Side>(...sides),
  isMarket: fc.boolean(),
  priceTicks: fc.integer({ min: 1, max: pricesMax }),
  shown: fc.array(lots, { minLength: pricesMax, maxLength: pricesMax }),
  takenLots: fc.nat(12),
  ownTicks: maybePrice,
  ticker: fc.record({ priceTicks: fc.integer({ min: 1, max: pricesMax }), lots, venueNs: fc.constantFrom(9, 10, 11) }),
});

function orderOf(side: Side, isMarket: boolean, priceTicks: number): OwnOrder {
  return {
    orderId: 1,
    type: isMarket ? orderType.market : orderType.ioc,
    side,
    priceTicks: isMarket ? 0 : priceTicks,
    sizeLots: 5,
    peakLots: Number.POSITIVE_INFINITY,
    enteredNs: 0,
    arrivalNs: 0,
    responseNs: 0,
    filledLots: 0,
    sliceLots: 0,
    queue: newPosition(0, 0),
    seenNs: 0,
    isAnswered: false,
    hasEnded: false,
  };
}

test("taking: any book, ticker and own order: of each price what may be had, and no more", () => {
  const holds = fc.property(worlds, ({ side, isMarket, priceTicks, shown, takenLots, ownTicks, ticker }) => {
    const against = opposite(side);
    const market = new ReferenceMarket();
    market.depthNs = 10;
    for (const [index, shownLots] of shown.entries()) market.book.show(against, index + 1, shownLots);
    const taken = new Map<number, number>();
    const everything = market.book.offers(side, side === bid ? pricesMax : 1);
    take(everything, takenLots, (atTicks, givenLots) => taken.set(atTicks, givenLots));
    market.setTicker(against, ticker.priceTicks, ticker.lots, ticker.venueNs);
    const own = new OwnOrders();
    if (ownTicks !== undefined) own.add({ ...orderOf(against, false, ownTicks), orderId: 2 });

    // Whether one price is worse for the taker than another.
    const isWorse = (ticks: number, thanTicks: number) => (side === bid ? ticks > thanTicks : ticks < thanTicks);
    const isTickerNewer = ticker.venueNs > 10 && ticker.lots > 0;
    const expected = shown
      .map((shownLots, index) => {
        const ticks = index + 1;
        const goneLots = taken.get(ticks) ?? 0;
        const isDenied =
          (!isMarket && isWorse(ticks, priceTicks)) ||
          (ownTicks !== undefined && !isWorse(ownTicks, ticks)) ||
          (isTickerNewer && isWorse(ticker.priceTicks, ticks));
        const atTicker = isTickerNewer && ticks === ticker.priceTicks ? ticker.lots - goneLots : shownLots;
        return [ticks, isDenied ? 0 : Math.max(Math.min(shownLots - goneLots, atTicker), 0)];
      })
      .filter(([, atLots]) => atLots! > 0);
    if (side !== bid) expected.reverse();

    const offers = offersToTaker(orderOf(side, isMarket, priceTicks), market, own, market.ticker);
    const given = offers.map((offer) => [offer.level.priceTicks, offer.lots]).filter(([, atLots]) => atLots! > 0);
    expect(given).toEqual(expected);
  });
  fc.assert(holds, { numRuns: 500 });
});
