/**
 * What may be ordered now, with everything of ours counted that might still fill: risk, filters, funds, and no order
 * that would meet one of our own.
 */
import { checkFilters } from "../../domain/filters.ts";
import type { Instrument } from "../../domain/instrument.ts";
import type { OrderType } from "../../domain/order-type.ts";
import type { Side } from "../../domain/side.ts";
import type { Portfolio } from "../portfolio/portfolio.ts";
import type { Risk } from "../risk/risk.ts";
import type { OpenOrders } from "./open-orders.ts";
import { ordersOpenMax } from "./own-order.ts";

export type Verdict =
  | { readonly kind: "place"; readonly sizeLots: number; readonly reason: string | undefined }
  | { readonly kind: "refuse"; readonly reason: string }
  | { readonly kind: "wait"; readonly reason: undefined };

const waitForRoom: Verdict = { kind: "wait", reason: undefined };

export class OrderReview {
  constructor(
    private readonly instrument: Instrument,
    private readonly risk: Risk,
    private readonly portfolio: Portfolio,
    private readonly open: OpenOrders,
  ) {
    risk.follow(open);
  }

  /**
   * Whether a want may be ordered now, later (something of ours is in the way and leaving), or not at all. A reason is
   * noted as a veto, too.
   */
  of(type: OrderType, side: Side, priceTicks: number, wantedLots: number): Verdict {
    const verdict = this.#verdict(type, side, priceTicks, wantedLots);
    if (verdict.reason !== undefined) this.risk.veto.note(verdict.reason);
    return verdict;
  }

  #verdict(type: OrderType, side: Side, priceTicks: number, wantedLots: number): Verdict {
    const { risk, portfolio, open } = this;
    if (open.list.length >= ordersOpenMax) return waitForRoom;
    if (open.wouldCross(side, priceTicks)) return waitForRoom;

    const orderLots = risk.orderLots(wantedLots);
    const isLeaving = open.isSettling(side);
    const sizeLots = risk.allowedLots(side, orderLots, portfolio.heldLots(side), open.lots(side));
    if (sizeLots < orderLots && isLeaving) return waitForRoom;
    if (sizeLots === 0) return { kind: "refuse", reason: risk.boundReason };

    const fault = risk.orderFault(type, side, priceTicks, sizeLots, open.list.length);
    if (fault === "orders_open" && isLeaving) return waitForRoom;
    if (fault !== undefined) return { kind: "refuse", reason: fault };
    const filterReason = checkFilters(this.instrument, portfolio.valuation, priceTicks, sizeLots);
    if (filterReason !== undefined) return { kind: "refuse", reason: filterReason };
    if (!this.#isFunded(side, priceTicks, sizeLots))
      return isLeaving ? waitForRoom : { kind: "refuse", reason: "insufficient_funds" };
    return { kind: "place", sizeLots, reason: this.#trimReason(sizeLots, orderLots, wantedLots) };
  }

  #trimReason(sizeLots: number, orderLots: number, wantedLots: number): string | undefined {
    if (sizeLots < orderLots) return this.risk.boundReason;
    return orderLots < wantedLots ? "order_size" : undefined;
  }

  /** Why an order that trades at once, and is for leaving a position, may not be sent; undefined if it may. */
  refusalOfTake(side: Side, priceTicks: number, sizeLots: number): string | undefined {
    if (this.open.list.length >= ordersOpenMax) return "orders_open";
    if (this.open.wouldCross(side, priceTicks)) return "own_order_in_the_way";
    const priceFault = this.risk.takeFault(priceTicks);
    if (priceFault !== undefined) return priceFault;
    const filterReason = checkFilters(this.instrument, this.portfolio.valuation, priceTicks, sizeLots);
    if (filterReason !== undefined) return filterReason;
    return this.#isFunded(side, priceTicks, sizeLots) ? undefined : "insufficient_funds";
  }

  #isFunded(side: Side, priceTicks: number, sizeLots: number): boolean {
    const payer = this.portfolio.payer(side);
    return payer === undefined || this.portfolio.costUnits(side, priceTicks, sizeLots) <= payer.freeUnits;
  }
}
