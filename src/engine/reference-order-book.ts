/**
 * The book of orders, as plainly as possible: a sorted array of levels a side, an array of orders a level, a map of
 * ids.
 *
 * What the native book is tested against, and what stands in for it where there is no compiler.
 */
import { assert } from "../base/assert.ts";
import {
  orderEventKind as kinds,
  noOrderId,
  type OrderEventColumns,
  type OrderRefusal,
  orderRefusals,
} from "../domain/order-event.ts";
import { OrderRowReader } from "../domain/order-rows.ts";
import { ask, bid, type Side, sides } from "../domain/side.ts";
import {
  type BookLevel,
  type OrderBook,
  type OrderBookCounts,
  type OrderBookOptions,
  type OrderBookState,
  orderBookDefaults,
  type QueuedOrder,
  type RestingOrder,
} from "../ports/order-book.ts";
import { type HeldOrder, OrderBookSide } from "./reference-order-book-side.ts";

const sizeEnd = 2 ** 53;

export class ReferenceOrderBook implements OrderBook {
  readonly kind = "reference";
  readonly counts = newCounts();
  #state: OrderBookState = "none";
  readonly #orders = new Map<bigint, HeldOrder>();
  readonly #sides = [new OrderBookSide(bid), new OrderBookSide(ask)] as const;
  readonly #ordersMax: number;

  constructor({ ordersMax }: OrderBookOptions = orderBookDefaults) {
    assert(ordersMax > 0 && ordersMax <= 2 ** 26, "a book holds from 1 to 2^26 orders");
    this.#ordersMax = ordersMax;
  }

  apply(columns: OrderEventColumns, from = 0, rowsCount = columns.rowsCount - from): void {
    assert(from >= 0 && rowsCount >= 0 && from + rowsCount <= columns.rowsCount, "rows are those of their columns");
    const row = new OrderRowReader(columns);
    for (let at = from; at < from + rowsCount; at++) this.#row(row.at(at));
  }

  get state(): OrderBookState {
    return this.#state;
  }

  get ordersCount(): number {
    return this.#orders.size;
  }

  levelsCount(side: Side): number {
    return this.#sides[side].levels.length;
  }

  levels(side: Side, countMax: number): BookLevel[] {
    return this.#sides[side].levels
      .slice(0, countMax)
      .map(({ priceTicks, sizeLots, orders }) => ({ priceTicks, sizeLots, ordersCount: orders.length }));
  }

  queue(side: Side, priceTicks: number): QueuedOrder[] {
    const orders = this.#sides[side].find(priceTicks)?.orders ?? [];
    return orders.map(({ orderId, sizeLots }) => ({ orderId, sizeLots }));
  }

  levelLots(side: Side, priceTicks: number): number {
    return this.#sides[side].find(priceTicks)?.sizeLots ?? 0;
  }

  order(orderId: bigint): RestingOrder | undefined {
    const held = this.#orders.get(orderId);
    if (held === undefined) return undefined;
    const { sizeLots, level } = held;
    const ahead = level.orders.slice(0, level.orders.indexOf(held));
    return {
      ...{ orderId, sizeLots, side: level.side, priceTicks: level.priceTicks },
      aheadLots: ahead.reduce((sum, other) => sum + other.sizeLots, 0),
      aheadOrdersCount: ahead.length,
    };
  }

  stateHash(): string {
    let hash = 0xcbf29ce484222325n;
    const mix = (word: bigint) => {
      hash = BigInt.asUintN(64, (hash ^ word) * 0x100000001b3n);
      hash ^= hash >> 29n;
    };
    for (const side of sides)
      for (const level of this.#sides[side].levels) {
        mix(BigInt(2 * level.priceTicks + side));
        for (const { orderId, sizeLots } of level.orders) {
          mix(orderId);
          mix(BigInt(sizeLots));
        }
      }
    return hash.toString(16).padStart(16, "0");
  }

  [Symbol.dispose](): void {
    this.#empty();
  }

  #row(row: OrderRowReader): void {
    this.counts.rowsCount++;
    const refusal = this.#apply(row);
    if (refusal !== undefined) this.counts.refusedCounts[refusal]++;
    if (!row.isLast) return;
    this.counts.messagesCount++;
    const [bids, asks] = this.#sides;
    if (bids.best !== undefined && asks.best !== undefined && bids.best.priceTicks >= asks.best.priceTicks)
      this.counts.crossedCount++;
  }

  /** One row; why it was refused, or undefined. */
  #apply(row: OrderRowReader): OrderRefusal | undefined {
    const { kind } = row;
    if (kind === kinds.hiddenTrade) return;
    if (kind === kinds.clear || kind === kinds.gap) return this.#wholeBook(kind);
    if (this.#state !== "valid") return "bookNotValid";
    if (row.orderId === noOrderId) return "badId";
    if (kind === kinds.add || kind === kinds.snapshotOrder) return this.#add(row);
    const order = this.#orders.get(row.orderId);
    if (kind === kinds.delete) return order === undefined ? "unknownId" : this.#takeOff(order, order.sizeLots);
    const { sizeLots } = row;
    if (!isSize(sizeLots)) return "badSize";
    if (order === undefined) return "unknownId";
    if (sizeLots > order.sizeLots) return "tooManyLots";
    if (kind === kinds.execute) this.#countExecute(order);
    return this.#takeOff(order, sizeLots);
  }

  #wholeBook(kind: typeof kinds.clear | typeof kinds.gap): undefined {
    if (kind === kinds.clear) this.#empty();
    this.#state = kind === kinds.clear ? "valid" : "gapped";
  }

  #add({ orderId, side, priceTicks, sizeLots }: OrderRowReader): OrderRefusal | undefined {
    if (!isSize(sizeLots)) return "badSize";
    if (priceTicks <= 0) return "badPrice";
    if (this.#orders.has(orderId)) return "duplicateId";
    if (this.#orders.size === this.#ordersMax) return "bookFull";
    if (this.levelLots(side, priceTicks) + sizeLots >= sizeEnd) return "levelFull";
    const level = this.#sides[side].findOrMake(priceTicks);
    this.#orders.set(orderId, level.push(orderId, sizeLots));
    return;
  }

  #takeOff(order: HeldOrder, sizeLots: number): undefined {
    if (order.level.takeOff(order, sizeLots)) this.#orders.delete(order.orderId);
    if (order.level.orders.length === 0) this.#sides[order.level.side].remove(order.level);
  }

  #countExecute({ level, orderId }: HeldOrder): void {
    this.counts.executesCount++;
    if (this.#sides[level.side].best !== level) return;
    this.counts.executesAtBestCount++;
    if (level.orders[0]!.orderId === orderId) this.counts.executesAtHeadCount++;
  }

  #empty(): void {
    this.#orders.clear();
    for (const side of this.#sides) side.levels.length = 0;
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function newCounts(): Mutable<OrderBookCounts> & { readonly refusedCounts: Record<OrderRefusal, number> } {
  return {
    ...{ rowsCount: 0, messagesCount: 0, crossedCount: 0 },
    ...{ executesCount: 0, executesAtBestCount: 0, executesAtHeadCount: 0 },
    refusedCounts: Object.fromEntries(orderRefusals.map((reason) => [reason, 0])) as Record<OrderRefusal, number>,
  };
}

function isSize(sizeLots: number): boolean {
  return sizeLots > 0 && sizeLots < sizeEnd;
}
