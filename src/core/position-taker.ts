/**
 * Takes a position to where it is to be: orders that trade at once or expire, one at a time, each for what is then
 * left.
 *
 * Each may trade down to a collar beyond the opposite touch and no further: what the market does not give within it is
 * tried again. It waits while anything of ours is open, whose fill would change what is left.
 *
 * Whoever trades, risk bounds that collar, and its price collar bounds the price; what judges quotes (fat finger, price
 * band) would refuse what is meant to trade. A strategy that wants a position is else held by all limits, as its quotes
 * are. An operator who wants it flat is held by few of them, since getting out must stay possible: it waits while the
 * market cannot be trusted, and while anything else forbids orders; no order is larger than the position bound, or than
 * one order may be. What pauses quoting for a while does not stop it, nor does the position bound, since it only
 * reduces.
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
export const takeEveryNs: DurationNs = 250 * nsPerMs;

export interface PositionTakerParts {
  readonly market: MarketView;
  readonly risk: Risk;
  readonly orders: OrderManager;
  readonly portfolio: Portfolio;
}

/** What is left to trade, and the worst price for it. */
interface Left {
  readonly side: Side;
  readonly lots: number;
  readonly limitTicks: number;
}

export class PositionTaker {
  #earliestNs: TimeNs = 0; // Of the next order.

  constructor(private readonly parts: PositionTakerParts) {}

  /**
   * Does now what can be done towards the reference, at an operator's word.
   * @param isFree whether nothing else forbids orders.
   * @returns when to be asked again if nothing happens before; undefined when the position is flat, or what is left is
   *   too small to trade.
   */
  flatten(isFree: boolean): TimeNs | undefined {
    const { market, risk, orders } = this.parts;
    const mayTrade = isFree && !isMarketFault(risk.fault(market));
    return this.#step(0, risk.flattenTicksMax, mayTrade, ({ side, lots, limitTicks }, nowNs) => {
      const boundLots = risk.orderLots(Math.min(lots, risk.limits.positionLotsMax));
      orders.take(side, limitTicks, this.#paidLots(side, limitTicks, boundLots), nowNs);
    });
  }

  /**
   * Does now what can be done towards the position that the strategy wants. Only while it may quote.
   * @returns as `flatten`.
   */
  approach(targetLots: number, collarTicks: number): TimeNs | undefined {
    const reachTicks = Math.min(collarTicks, this.parts.risk.flattenTicksMax);
    return this.#step(targetLots, reachTicks, true, ({ side, lots, limitTicks }, nowNs) => {
      this.parts.orders.takeWanted(side, limitTicks, this.#paidLots(side, limitTicks, lots), nowNs);
    });
  }

  #step(
    targetLots: number,
    collarTicks: number,
    mayTrade: boolean,
    order: (left: Left, nowNs: TimeNs) => void,
  ): TimeNs | undefined {
    const { market, orders, portfolio } = this.parts;
    const { nowNs } = market;
    if (orders.open.length === 0) {
      const leftLots = targetLots - portfolio.positionLots;
      if (leftLots === 0) return undefined;
      const side = leftLots > 0 ? bid : ask;
      const lots = Math.abs(leftLots);
      if (mayTrade && this.#isRefused(touchTicks(market, side), lots)) return undefined;
      if (mayTrade && nowNs >= this.#earliestNs) {
        order({ side, lots, limitTicks: this.#limitTicks(side, lots, collarTicks) }, nowNs);
        this.#earliestNs = nowNs + takeEveryNs;
      }
    }
    return nowNs < this.#earliestNs ? this.#earliestNs : nowNs + takeEveryNs;
  }

  /** The collar; but the touch, where the venue would find so low a price worth too little. */
  #limitTicks(side: Side, lots: number, collarTicks: number): number {
    const { market, risk } = this.parts;
    const touch = touchTicks(market, side);
    const limitTicks = Math.max(1, risk.collaredTicks(touch + sign(side) * collarTicks));
    return this.#isRefused(limitTicks, lots) ? touch : limitTicks;
  }

  /** As much as the balance pays for. */
  #paidLots(side: Side, priceTicks: number, lots: number): number {
    const { portfolio } = this.parts;
    const payer = portfolio.payer(side);
    if (payer === undefined) return lots;
    const paidLots = Number(divideTowardsZero(payer.freeUnits, portfolio.costUnits(side, priceTicks, 1)));
    return Math.min(lots, Math.max(1, paidLots)); // Of none at all the order manager says why.
  }

  /** Whether the venue would not take an order for so little. */
  #isRefused(priceTicks: number, lots: number): boolean {
    const { instrument, valuation } = this.parts.portfolio;
    return checkFilters(instrument, valuation, priceTicks, lots) !== undefined;
  }
}

/** What an order of that side meets first. */
function touchTicks(market: MarketView, side: Side): number {
  return side === bid ? market.touchAskTicks : market.touchBidTicks;
}
