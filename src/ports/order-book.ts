/**
 * A book of orders with their ids: who stands where in each queue, exactly. Rows are those of
 * `src/domain/order-event.ts`, which has the rules.
 *
 * Two answers exist: a plain one in TypeScript and a native one in C++, equal after every row. Rows go in by the
 * thousand; what is asked of the book is asked rarely, so that crossing into C++ costs nothing.
 */
import type { OrderEventColumns, OrderRefusal } from "../domain/order-event.ts";
import type { Side } from "../domain/side.ts";

export const orderBookStates = ["none", "valid", "gapped"] as const;
export type OrderBookState = (typeof orderBookStates)[number];

export interface OrderBookCounts {
  readonly rowsCount: number;
  readonly messagesCount: number;
  /** Messages after which the best bid was at or above the best ask. */
  readonly crossedCount: number;
  /**
   * Executions applied; those of an order at the best price of its side; those of the first order of its queue there.
   */
  readonly executesCount: number;
  readonly executesAtBestCount: number;
  readonly executesAtHeadCount: number;
  readonly refusedCounts: Readonly<Record<OrderRefusal, number>>;
}

export interface BookLevel {
  readonly priceTicks: number;
  readonly sizeLots: number;
  readonly ordersCount: number;
}

export interface QueuedOrder {
  readonly orderId: bigint;
  readonly sizeLots: number;
}

export interface RestingOrder extends QueuedOrder {
  readonly side: Side;
  readonly priceTicks: number;
  readonly aheadLots: number;
  readonly aheadOrdersCount: number;
}

export interface OrderBook extends Disposable {
  readonly kind: "native" | "reference";

  /**
   * Applies rows in order.
   * @param from the first, and how many of them: all that follow when not given.
   */
  apply(columns: OrderEventColumns, from?: number, rowsCount?: number): void;

  readonly state: OrderBookState;
  readonly counts: OrderBookCounts;
  readonly ordersCount: number;
  levelsCount(side: Side): number;

  /** The best levels of a side, at most `countMax`, best first. */
  levels(side: Side, countMax: number): BookLevel[];
  /** All orders at a price, the first to trade first. Empty when none rests there. */
  queue(side: Side, priceTicks: number): QueuedOrder[];
  /** What a new order at this price would have ahead of it. */
  levelLots(side: Side, priceTicks: number): number;
  /** One order with its place, or undefined when it does not rest. Takes time in proportion to its place. */
  order(orderId: bigint): RestingOrder | undefined;

  /** Over every order in its place: equal books have equal hashes. 16 hexadecimal digits. */
  stateHash(): string;
}

export interface OrderBookOptions {
  /** One order more is refused (`bookFull`). At most 2^26. */
  readonly ordersMax: number;
}

export const orderBookDefaults: OrderBookOptions = { ordersMax: 2 ** 20 };
