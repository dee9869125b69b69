/**
 * What an own taker finds at the venue (rules, section 4): the book as recorded, no better than the ticker when that is
 * newer, and nothing for which it would have to trade with itself.
 */
import { opposite } from "../domain/side.ts";
import { isBetter, type Offer } from "./reference-book.ts";
import type { ReferenceMarket, Ticker } from "./reference-market.ts";
import { limitTicksOf, type OwnOrder, type OwnOrders } from "./reference-orders.ts";

/** What is within reach of an order, best level first. */
export function offersToTaker(order: OwnOrder, market: ReferenceMarket, own: OwnOrders, ticker: Ticker): Offer[] {
  const against = opposite(order.side);
  const ownTicks = own.best(against)?.priceTicks;
  const offers = market.book.offers(order.side, limitTicksOf(order));
  const isTickerNewer = ticker.venueNs > market.depthNs && ticker.lots[against] > 0;
  const tickerTicks = isTickerNewer ? ticker.ticks[against] : undefined;
  return offers
    .filter(({ level }) => ownTicks === undefined || isBetter(against, level.priceTicks, ownTicks))
    .filter(({ level }) => tickerTicks === undefined || !isBetter(against, level.priceTicks, tickerTicks))
    .map((offer) => (offer.level.priceTicks === tickerTicks ? atMost(offer, ticker.lots[against]) : offer));
}

/** The level at the ticker's price: it has no more than the ticker says, and what we had of it is gone there too. */
function atMost({ level, lots }: Offer, tickerLots: number): Offer {
  return { level, lots: Math.max(Math.min(lots, tickerLots - level.takenLots), 0) };
}
