/** What lots of a market are worth now, as limits see it: at the last mid, in units of the settlement asset. */
import { ask, bid, type Side } from "../../domain/side.ts";
import type { MarketView } from "../../ports/engine.ts";
import type { OpenOrders } from "../orders/open-orders.ts";
import type { RiskView } from "./running-check.ts";

/** One lot alone may be worth less than a unit. */
const lotsAtOnce = 1_000_000;

export class Exposure {
  #midHalfTicks = Number.NaN;
  #open: Pick<OpenOrders, "lots"> | undefined;

  constructor(private readonly view: Pick<RiskView, "portfolio">) {}

  follow(open: OpenOrders): void {
    this.#open = open;
  }

  watch(market: MarketView): void {
    if (market.touchBidLots > 0 && market.touchAskLots > 0)
      this.#midHalfTicks = market.touchBidTicks + market.touchAskTicks;
  }

  /** NaN before there was a price. */
  get lotUnits(): number {
    if (Number.isNaN(this.#midHalfTicks)) return Number.NaN;
    return Number(this.view.portfolio.valuation.worthOfLots(this.#midHalfTicks, lotsAtOnce)) / lotsAtOnce;
  }

  /** Signed, without what is open. 0 for none, whatever the price. */
  get positionUnits(): number {
    const { positionLots } = this.view.portfolio;
    return positionLots === 0 ? 0 : positionLots * this.lotUnits;
  }

  /** Signed, with all that may still be bought filled. Without a price unbounded, unless there is nothing. */
  get longUnits(): number {
    return this.#unitsOf(bid);
  }

  /** The same for sales: above 0 for a short position. */
  get shortUnits(): number {
    return this.#unitsOf(ask);
  }

  #unitsOf(side: Side): number {
    const lots = this.view.portfolio.heldLots(side) + (this.#open?.lots(side) ?? 0);
    if (lots === 0) return 0;
    const units = lots * this.lotUnits;
    return Number.isNaN(units) ? Number.POSITIVE_INFINITY : units;
  }
}
