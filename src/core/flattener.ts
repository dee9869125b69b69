/**
 * Takes a position to its reference: orders that trade at once or expire, one at a time, each for what is then left.
 *
 * Each may trade down to a collar, `flattenTicksMax` beyond the opposite touch, and no further: what the market does
 * not give within it is tried again. It waits while anything of ours is open, whose fill would change what is left;
 * while the market cannot be trusted; and while anything else forbids orders. What pauses quoting for a while does not
 * stop it, nor does the position bound, since it only reduces; but no order of it is larger than that bound, or than one
 * order may be, and each is within the price collar.
 */
import { divideTowardsZero } from "../base/whole.ts";
import { checkFilters } from "../domain/filters.ts";
import { ask, bid, type Side, sign } from "../domain/side.ts";
import { type DurationNs, nsPerMs, type TimeNs } from "../domain/time.ts";
import type { MarketView } from "../ports/engine.ts";
import type { OrderManager } from "./orders/order-manager.ts";
import type { Portfolio } from "./portfolio/portfolio.ts";
import { isMarketFault } from "./risk/market-faults.ts";
import type { Risk } from "./risk/risk.ts";

/** From one order to the next: others have had time to quote again. */
export const flattenEveryNs: DurationNs = 250 * nsPerMs;

export interface FlattenerParts {
  readonly market: MarketView;
  readonly risk: Risk;
  readonly orders: OrderManager;
  readonly portfolio: Portfolio;
}

export class Flattener {
  #earliestNs: TimeNs = 0; // Of the next order.

  constructor(private readonly parts: FlattenerParts) {}

  /**
   * Does what can be done now.
   * @param isFree whether nothing else forbids orders.
   * @returns when to be asked again if nothing happens before; undefined when the position is flat, or what is left is
   *   too small to trade.
   */
  step(isFree: boolean): TimeNs | undefined {
    const { market, orders, risk, portfolio } = this.parts;
    const { nowNs } = market;
    const mayTrade = isFree && !isMarketFault(risk.fault(market));
    if (orders.open.length === 0) {
      if (portfolio.positionLots === 0) return undefined;
      if (mayTrade && this.#isTooSmall()) return undefined;
      if (mayTrade && nowNs >= this.#earliestNs) this.#order(nowNs);
    }
    return nowNs < this.#earliestNs ? this.#earliestNs : nowNs + flattenEveryNs;
  }

  #order(nowNs: TimeNs): void {
    const side = this.#side();
    const priceTicks = this.#limitTicks(side);
    this.parts.orders.take(side, priceTicks, this.#sizeLots(side, priceTicks), nowNs);
    this.#earliestNs = nowNs + flattenEveryNs;
  }

  #side(): Side {
    return this.parts.portfolio.positionLots > 0 ? ask : bid;
  }

  /** Whether the venue would not take an order for all that is left, at the touch. */
  #isTooSmall(): boolean {
    return this.#isRefused(touchTicks(this.parts.market, this.#side()), Math.abs(this.parts.portfolio.positionLots));
  }

  /** The collar; but the touch, where the venue would find so low a price worth too little. */
  #limitTicks(side: Side): number {
    const { market, risk, portfolio } = this.parts;
    const touch = touchTicks(market, side);
    const collarTicks = Math.max(1, risk.collaredTicks(touch + sign(side) * risk.flattenTicksMax));
    return this.#isRefused(collarTicks, Math.abs(portfolio.positionLots)) ? touch : collarTicks;
  }

  /** What is left, as far as one order may go and the balance pays for it. */
  #sizeLots(side: Side, priceTicks: number): number {
    const { portfolio, risk } = this.parts;
    const sizeLots = risk.orderLots(Math.min(Math.abs(portfolio.positionLots), risk.limits.positionLotsMax));
    const payer = portfolio.payer(side);
    if (payer === undefined) return sizeLots;
    const paidLots = Number(divideTowardsZero(payer.freeUnits, portfolio.costUnits(side, priceTicks, 1)));
    return Math.min(sizeLots, Math.max(1, paidLots)); // Of none at all the order manager says why.
  }

  #isRefused(priceTicks: number, sizeLots: number): boolean {
    const { instrument, valuation } = this.parts.portfolio;
    return checkFilters(instrument, valuation, priceTicks, sizeLots) !== undefined;
  }
}

/** What an order of that side meets first. */
function touchTicks(market: MarketView, side: Side): number {
  return side === bid ? market.touchAskTicks : market.touchBidTicks;
}
