/**
 * What the native book of orders tells about itself after every batch: doubles in this order; mirrored by
 * `ffi/src/order-book-layout.hpp`.
 */
import { orderRefusals } from "../domain/order-event.ts";

const fields = [
  "state",
  "rowsCount",
  "messagesCount",
  "crossedCount",
  "executesCount",
  "executesAtBestCount",
  "executesAtHeadCount",
  "ordersCount",
  "bidLevelsCount",
  "askLevelsCount",
] as const;

export const orderBookFields = [...fields, ...orderRefusals] as const;
export type OrderBookField = (typeof orderBookFields)[number];

/** Must equal what the library's `order_book_layout()` returns. */
export const orderBookLayoutText = ["OrderBook", ...orderBookFields.map(snakeCase)].join(" ");

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
