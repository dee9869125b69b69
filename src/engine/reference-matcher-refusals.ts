/**
 * Why an operation is refused (rules, section 2). Each function reads down its column of the table there: the first
 * line that does not hold is the answer, "" when all hold. Nothing is changed here.
 */

import { type OrderType, orderType } from "../domain/order-type.ts";
import { sides } from "../domain/side.ts";
import { type MatcherRefusal, matcherLimits, type SelfTrade, selfTrade } from "../ports/matcher.ts";
import { type LiveOrder, leftLotsOf, type ReferenceMatcherBook } from "./reference-matcher-book.ts";
import type {
  AmendOperation,
  CancelAllOperation,
  CancelOperation,
  MatcherOperation,
  PlaceOperation,
} from "./reference-matcher-operation.ts";

export function refusalOf(operation: MatcherOperation, book: ReferenceMatcherBook, ordersMax: number): MatcherRefusal {
  switch (operation.kind) {
    case "place":
      return refusalOfPlace(operation, book, ordersMax);
    case "amend":
      return refusalOfAmend(operation, book);
    case "cancel":
      return refusalOfCancel(operation, book);
    case "cancelAll":
      return refusalOfCancelAll(operation);
  }
}

/** Types that rest with what they have not traded. */
export function mayRest(type: OrderType): boolean {
  return type === orderType.limit || type === orderType.postOnly;
}

const orderTypes: readonly OrderType[] = Object.values(orderType);
const preventions: readonly SelfTrade[] = Object.values(selfTrade);

function refusalOfPlace(place: PlaceOperation, book: ReferenceMatcherBook, ordersMax: number): MatcherRefusal {
  const { type, side, orderId, priceTicks, sizeLots, prevention } = place;
  if (!orderTypes.includes(type) || !sides.includes(side) || !preventions.includes(prevention)) return "bad_kind";
  if (!isWhole(orderId)) return "bad_id";
  if (!isWhole(sizeLots)) return "bad_size";
  if (type !== orderType.market && !isPrice(priceTicks)) return "bad_price";
  if (!isShownSize(place)) return "bad_shown_size";
  if (book.order(orderId) !== undefined) return "duplicate_order_id";
  if (mayRest(type) && book.ordersCount >= ordersMax) return "orders_max_reached";
  if (type === orderType.postOnly && book.crosses(side, priceTicks)) return "would_cross";
  if (mayRest(type) && isLevelFull(place, book)) return "level_full";
  return "";
}

function refusalOfAmend(amend: AmendOperation, book: ReferenceMatcherBook): MatcherRefusal {
  const { type, orderId, priceTicks, sizeLots, prevention } = amend;
  if (!mayRest(type) || !preventions.includes(prevention)) return "bad_kind";
  if (!isWhole(orderId)) return "bad_id";
  if (!isWhole(sizeLots)) return "bad_size";
  if (!isPrice(priceTicks)) return "bad_price";
  const order = book.order(orderId);
  if (order === undefined) return "unknown_order";
  if (order.peakLots > 0 && sizeLots > matcherLimits.icebergPartsMax * order.peakLots) return "bad_shown_size";
  if (priceTicks === order.priceTicks && sizeLots === leftLotsOf(order)) return "no_change";
  if (isReduction(amend, order)) return "";
  const afresh = { side: order.side, priceTicks, sizeLots };
  if (type === orderType.postOnly && book.crosses(order.side, priceTicks)) return "would_cross";
  if (isLevelFull(afresh, book, order)) return "level_full";
  return "";
}

/** Whether an amend leaves the order its place in the queue (rule 5.1). */
export function isReduction({ priceTicks, sizeLots }: AmendOperation, order: LiveOrder): boolean {
  return priceTicks === order.priceTicks && sizeLots < leftLotsOf(order);
}

function refusalOfCancel({ orderId }: CancelOperation, book: ReferenceMatcherBook): MatcherRefusal {
  if (!isWhole(orderId)) return "bad_id";
  return book.order(orderId) === undefined ? "unknown_order" : "";
}

function refusalOfCancelAll({ owner }: CancelAllOperation): MatcherRefusal {
  return owner === 0 ? "bad_owner" : "";
}

function isWhole(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

function isPrice(priceTicks: number): boolean {
  return Number.isInteger(priceTicks) && priceTicks >= 1 && priceTicks < 2 ** 31;
}

/** Rule 2.1. */
function isShownSize({ type, sizeLots, shownLots }: PlaceOperation): boolean {
  if (shownLots === 0) return true;
  if (!mayRest(type) || !isWhole(shownLots)) return false;
  return shownLots <= sizeLots && sizeLots <= matcherLimits.icebergPartsMax * shownLots;
}

/** Rule 2.2, for an order that comes to rest: whether all that its level has left would reach 2^53. */
function isLevelFull(
  { side, priceTicks, sizeLots }: Pick<PlaceOperation, "side" | "priceTicks" | "sizeLots">,
  book: ReferenceMatcherBook,
  itself?: LiveOrder,
): boolean {
  if (book.crosses(side, priceTicks)) return false;
  const others = book.queue(side, priceTicks).filter((order) => order !== itself);
  return others.reduce((sum, order) => sum + leftLotsOf(order), sizeLots) >= 2 ** 53;
}
