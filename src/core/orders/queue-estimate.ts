/**
 * How many lots of others are ahead of our orders, as far as a maker can tell from what everybody is shown: no venue
 * says it, so nothing else is used in replay either.
 *
 * An order that comes to rest is behind all that its level shows. From then on prints at its price take from the front,
 * and so from what is ahead; a print or a touch beyond its price means that nobody is ahead any more; and never are
 * there more ahead than the level shows. Whoever cancels is taken to be behind us until then: the estimate errs on the
 * long side. What the level showed last may hold a print that is told only later, so only prints that the venue made
 * after that reading count. A level that is not shown is not known, and read as soon as it is. Once an order has been
 * filled in part, it is the first.
 *
 * What a stop brings is taken in once, by whoever asks first, at the latest as the stop ends (`endStop`).
 */
import { bid } from "../../domain/side.ts";
import type { MarketView } from "../../ports/engine.ts";
import type { MarketFlow } from "../../ports/market-signals.ts";
import type { OwnOrder } from "./own-order.ts";
import { shownLots } from "./shown-lots.ts";

export class QueueEstimate {
  #isTakenIn = false;

  constructor(private readonly market: MarketView) {}

  /** The order has just come to rest, as far as we see. */
  rest(order: OwnOrder): void {
    order.aheadLots = shownLots(this.market, order.side, order.priceTicks);
    order.queueReadNs = this.market.nowNs;
  }

  /** Brings the estimates of the orders up to date with this stop. */
  follow(orders: readonly OwnOrder[]): void {
    if (this.#isTakenIn) return;
    this.#isTakenIn = true;
    const { flow, nowNs } = this.market;
    for (const order of orders) {
      if (order.aheadLots === 0 || Number.isNaN(order.queueReadNs)) continue; // The first, or not at rest.
      takePrints(order, flow);
      takeTouches(order, flow);
      capAt(order, shownLots(this.market, order.side, order.priceTicks), nowNs);
    }
  }

  endStop(orders: readonly OwnOrder[]): void {
    this.follow(orders);
    this.#isTakenIn = false;
  }
}

function takePrints(order: OwnOrder, { trades, tradesCount }: MarketFlow): void {
  const { side, priceTicks, queueReadNs } = order;
  for (let at = 0; at < tradesCount; at++) {
    const signedLots = trades.signedLots[at]!;
    const isTowardsUs = side === bid ? signedLots < 0 : signedLots > 0;
    if (!isTowardsUs || trades.venueNs[at]! <= queueReadNs) continue;
    const beyondTicks = side === bid ? priceTicks - trades.priceTicks[at]! : trades.priceTicks[at]! - priceTicks;
    if (beyondTicks > 0) order.aheadLots = 0;
    else if (beyondTicks === 0) order.aheadLots = Math.max(0, order.aheadLots - Math.abs(signedLots));
  }
}

function takeTouches(order: OwnOrder, { touches, touchesCount }: MarketFlow): void {
  const isBid = order.side === bid;
  const ticks = isBid ? touches.bidTicks : touches.askTicks;
  const lots = isBid ? touches.bidLots : touches.askLots;
  for (let at = 0; at < touchesCount; at++) {
    const touchLots = lots[at]!;
    const receivedNs = touches.receivedNs[at]!;
    if (!(touchLots > 0) || receivedNs <= order.queueReadNs) continue;
    const behindTicks = isBid ? ticks[at]! - order.priceTicks : order.priceTicks - ticks[at]!;
    if (behindTicks <= 0) capAt(order, behindTicks === 0 ? touchLots : 0, receivedNs);
  }
}

/** @param lots shown at its price; NaN where that is not known. */
function capAt(order: OwnOrder, lots: number, readNs: number): void {
  if (!(lots < order.aheadLots) && !(Number.isNaN(order.aheadLots) && lots >= 0)) return;
  order.aheadLots = lots;
  order.queueReadNs = readNs;
}
