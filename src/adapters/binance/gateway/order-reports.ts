/**
 * What is known of an order by an answer, an event or a query, as reports. One fact each, in the order in which they
 * happened at the venue: that it was taken, its trades, its end.
 */
import type { AmendedReport, EndedReport, OrderReport, TradeReport } from "../../../domain/order-report.ts";
import type { TimeNs } from "../../../domain/time.ts";
import { type AccountTrade, type Amended, commissionOf, type OrderState } from "./order-payloads.ts";
import type { Cancelled, ExecutionReport, Placed } from "./order-readers.ts";

/** Translates a time of the venue's. */
export type ToOurNs = (venueTime: number) => TimeNs;

/** Why orders expire: a closed set, since reasons are labels. */
const expiryReasons: Readonly<Record<string, string>> = {
  EXCHANGE_CANCELED: "exchange_cancelled",
  UNFILLED_IOC_QUANTITY_EXPIRED: "ioc_unfilled",
  UNFILLED_FOK_ORDER_EXPIRED: "fok_unfilled",
  INSUFFICIENT_LIQUIDITY: "no_liquidity",
  EXECUTION_RULE_PRICE_RANGE_EXCEEDED: "price_range",
};

/** The r of a report, as far as it says more than that it was refused. */
const rejectReasons: Readonly<Record<string, string>> = {
  WOULD_MATCH_IMMEDIATELY: "would_cross",
  INSUFFICIENT_BALANCES: "insufficient_funds",
};

/** The answer to a new order. Fills at once are a taker's. */
export function placedReports(orderId: number, placed: Placed, ourNs: ToOurNs): OrderReport[] {
  const venueNs = ourNs(placed.transactTime);
  if (placed.status === "REJECTED") return [{ kind: "rejected", orderId, venueNs, reason: "venue_rejected" }];
  const trades = (placed.fills ?? []).map(({ tradeId, price, qty, commission, commissionAsset }): TradeReport => {
    const fee = commissionOf(commission, commissionAsset);
    return { kind: "trade", orderId, venueNs, tradeId, priceTicks: price, lots: qty, maker: false, fee };
  });
  const end = endOf(orderId, venueNs, placed.status ?? "NEW", placed.executedQty ?? 0, placed.expiryReason);
  return [{ kind: "accepted", orderId, venueNs }, ...trades, ...end];
}

export function cancelledReports(orderId: number, cancelled: Cancelled, ourNs: ToOurNs): OrderReport[] {
  return endOf(orderId, ourNs(cancelled.transactTime), cancelled.status, cancelled.executedQty, undefined);
}

/** An amend to no more than is executed ends the order. Undefined where its new size is not told. */
export function amendedReports(
  orderId: number,
  { transactTime, amendedOrder }: Amended,
  ourNs: ToOurNs,
): OrderReport[] | undefined {
  const { status, executedQty, sizeLots } = amendedOrder;
  const venueNs = ourNs(transactTime);
  const end = endOf(orderId, venueNs, status, executedQty, undefined);
  if (end.length > 0) return end;
  return sizeLots === undefined ? undefined : [amended(orderId, venueNs, sizeLots)];
}

export function tradeReport(orderId: number, trade: AccountTrade, ourNs: ToOurNs): TradeReport {
  const { id, price, qty, isMaker, time, commission, commissionAsset } = trade;
  const fee = commissionOf(commission, commissionAsset);
  return {
    kind: "trade",
    orderId,
    venueNs: ourNs(time),
    tradeId: id,
    priceTicks: price,
    lots: qty,
    maker: isMaker,
    fee,
  };
}

/** The state that a query found. */
export function stateReports(orderId: number, order: OrderState, ourNs: ToOurNs): OrderReport[] {
  const { status, executedQty, expiryReason, updateTime } = order;
  const venueNs = updateTime === undefined ? Number.NaN : ourNs(updateTime);
  if (status === "REJECTED") return [{ kind: "rejected", orderId, venueNs, reason: "venue_rejected" }];
  const end = endOf(orderId, venueNs, status, executedQty, expiryReason);
  if (end.length > 0) return end;
  if (!openStates.has(status)) return [{ kind: "unanswered", orderId, venueNs }];
  return [{ kind: "open", orderId, venueNs, sizeLots: sizeOf(order), executedLots: executedQty }];
}

/** What is left of an order's size once trades with ourselves were prevented. */
export function sizeOf({ origQty, preventedQuantity = 0 }: OrderState): number {
  return origQty - preventedQuantity;
}

/** An event of the user data stream: what was done, then the state that it led to. */
export function executionReports(orderId: number, event: ExecutionReport, ourNs: ToOurNs): OrderReport[] {
  const venueNs = ourNs(event.T);
  const end = endOf(orderId, venueNs, event.X, event.z, event.eR);
  switch (event.x) {
    case "NEW":
      return [{ kind: "accepted", orderId, venueNs }, ...end];
    case "TRADE":
      return [tradeOfEvent(orderId, venueNs, event), ...end];
    case "REPLACED":
      return end.length > 0 ? end : [amended(orderId, venueNs, event.q)];
    case "TRADE_PREVENTION":
      return end.length > 0 ? end : [amended(orderId, venueNs, event.q - (event.A ?? 0))];
    case "REJECTED":
      return [{ kind: "rejected", orderId, venueNs, reason: rejectReasons[event.r ?? ""] ?? "venue_rejected" }];
    default:
      return end;
  }
}

function tradeOfEvent(orderId: number, venueNs: TimeNs, event: ExecutionReport): TradeReport {
  const fee = commissionOf(event.n ?? "0", event.N ?? "");
  return { kind: "trade", orderId, venueNs, tradeId: event.t, priceTicks: event.L, lots: event.l, maker: event.m, fee };
}

function amended(orderId: number, venueNs: TimeNs, sizeLots: number): AmendedReport {
  return { kind: "amended", orderId, venueNs, sizeLots };
}

const openStates: ReadonlySet<string> = new Set(["NEW", "PARTIALLY_FILLED", "PENDING_NEW", "PENDING_CANCEL"]);

/** None for an order that is open, or in a state that we do not know. */
function endOf(
  orderId: number,
  venueNs: TimeNs,
  status: string,
  executedLots: number,
  expiryReason: string | undefined,
): EndedReport[] {
  const ended = (how: EndedReport["how"], reason: string): EndedReport[] => [
    { kind: "ended", orderId, venueNs, how, executedLots, reason },
  ];
  if (status === "FILLED") return ended("filled", "");
  if (status === "CANCELED") return ended("cancelled", "");
  if (status === "EXPIRED_IN_MATCH") return ended("expired", "self_trade");
  return status === "EXPIRED" ? ended("expired", expiryReasons[expiryReason ?? ""] ?? "expired") : [];
}
