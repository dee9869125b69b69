/**
 * Order rows made plain: every row can be applied, says side, price and lots itself, and no order rests that has only
 * come to trade.
 *
 * - What a book of orders would refuse (orders older than the recording, above all) is left out and counted.
 * - Some venues show a taker as if it rested, until the executions that it came for have been told one by one; between
 *   them the book is crossed. Here an order that would meet others **is held back** until it meets none, and its own
 *   executions are as many lots as those of the orders that it met: both tell the same trades, in either order. What is
 *   then left of it rests, from that message on. Its own executions are not told.
 * - An order that still meets others after `heldNsMax` proves those others wrong: their end was never told. They are
 *   **stale**, go as if cancelled, and are counted. (Bitstamp's takers are done within 0.6 s.)
 *
 * Rows that come out are add, snapshotOrder, reduce (a cancel, of all that is left of an order too), execute,
 * hiddenTrade, clear, gap.
 */
import { orderEventKind as kinds, noOrderId, type OrderEventColumns } from "../../domain/order-event.ts";
import { OrderRowReader, OrderRows } from "../../domain/order-rows.ts";
import { type DurationNs, nsPerSecond, type TimeNs } from "../../domain/time.ts";
import { isThrough, type RestingOrder, RestingOrders } from "./resting-orders.ts";

export const heldNsMax: DurationNs = 10 * nsPerSecond;

export class UncrossedCounts {
  /** Rows that a book of orders would refuse. */
  refusedCount = 0;
  /** Orders held back. */
  heldCount = 0;
  /** Orders taken away since the market had passed them. */
  staleCount = 0;
}

interface HeldOrder extends RestingOrder {
  readonly sinceNs: TimeNs;
  /** Executions of orders that it met, less its own. */
  readonly owedLots: number;
}

const lotsEnd = 2 ** 53;

export class UncrossedRows {
  readonly #rows = new OrderRows();
  readonly #resting = new RestingOrders();
  /** In the order of arrival. */
  readonly #held = new Map<bigint, HeldOrder>();
  #isValid = false;

  /** @param counts to be filled. */
  constructor(private readonly counts = new UncrossedCounts()) {}

  /**
   * @param columns whole messages.
   * @returns as many messages, but for those of which nothing is left; readable until the next call.
   */
  take(columns: OrderEventColumns): OrderEventColumns {
    this.#rows.clear();
    const row = new OrderRowReader(columns);
    let isFirst = true;
    for (let at = 0; at < columns.rowsCount; at++) {
      row.at(at);
      if (isFirst) this.#rows.beginMessage(row.receivedNs, row.venueNs);
      this.#row(row);
      isFirst = row.isLast;
      if (row.isLast) this.#endMessage(row.venueNs);
    }
    return this.#rows;
  }

  #row(row: OrderRowReader): void {
    const { kind } = row;
    if (kind === kinds.clear || kind === kinds.gap) this.#forget(kind);
    else if (kind === kinds.hiddenTrade) this.#hiddenTrade(row);
    else if (!this.#isValid) this.counts.refusedCount++;
    else if (kind === kinds.add || kind === kinds.snapshotOrder) this.#add(row);
    else this.#lessen(row);
  }

  #forget(kind: typeof kinds.clear | typeof kinds.gap): void {
    this.#resting.clear();
    this.#held.clear();
    this.#isValid = kind === kinds.clear;
    this.#rows.bookRow(kind);
  }

  #hiddenTrade({ side, priceTicks, sizeLots }: OrderRowReader): void {
    if (isSize(sizeLots) && priceTicks > 0) this.#rows.row(kinds.hiddenTrade, noOrderId, side, priceTicks, sizeLots);
    else this.counts.refusedCount++;
  }

  #add({ kind, orderId, side, priceTicks, sizeLots, venueNs }: OrderRowReader): void {
    const isKnown = this.#resting.order(orderId) !== undefined || this.#held.has(orderId);
    const isGood = orderId !== noOrderId && priceTicks > 0 && isSize(sizeLots);
    if (isKnown || !isGood) {
      this.counts.refusedCount++;
      return;
    }
    const order = { orderId, side, priceTicks, leftLots: sizeLots };
    if (kind === kinds.snapshotOrder) this.#rest(kind, order);
    else if (this.#resting.crosses(side, priceTicks)) this.#hold({ ...order, sinceNs: venueNs, owedLots: 0 });
    else this.#rest(kinds.add, order);
  }

  #hold(order: HeldOrder): void {
    this.#held.set(order.orderId, order);
    this.counts.heldCount++;
  }

  #rest(kind: typeof kinds.add | typeof kinds.snapshotOrder, order: RestingOrder): void {
    const { orderId, side, priceTicks, leftLots } = order;
    if (isSize(this.#resting.levelLots(side, priceTicks) + leftLots)) {
      this.#resting.add({ orderId, side, priceTicks, leftLots });
      this.#rows.row(kind, orderId, side, priceTicks, leftLots);
    } else this.counts.refusedCount++;
  }

  #lessen({ kind, orderId, sizeLots }: OrderRowReader): void {
    const held = this.#held.get(orderId);
    const order = held ?? this.#resting.order(orderId);
    const lots = kind === kinds.delete ? (order?.leftLots ?? 0) : sizeLots;
    if (order === undefined || !isSize(lots) || lots > order.leftLots) this.counts.refusedCount++;
    else if (held !== undefined) this.#lessenHeld(held, lots, kind === kinds.execute ? lots : 0);
    else this.#takeOff(kind === kinds.execute ? kind : kinds.reduce, order, lots);
  }

  #lessenHeld(held: HeldOrder, lots: number, executedLots: number): void {
    const leftLots = held.leftLots - lots;
    const owedLots = held.owedLots - executedLots;
    if (leftLots > 0) this.#held.set(held.orderId, { ...held, leftLots, owedLots });
    else this.#held.delete(held.orderId);
  }

  /** An order was hit: by the first of those held that would meet it. */
  #owe({ side, priceTicks }: RestingOrder, lots: number): void {
    for (const held of this.#held.values()) {
      if (held.side === side || !isThrough(held.side, held.priceTicks, priceTicks)) continue;
      this.#held.set(held.orderId, { ...held, owedLots: held.owedLots + lots });
      return;
    }
  }

  #takeOff(kind: typeof kinds.execute | typeof kinds.reduce, order: RestingOrder, lots: number): void {
    this.#resting.takeOff(order, lots);
    this.#rows.row(kind, order.orderId, order.side, order.priceTicks, lots);
    if (kind === kinds.execute) this.#owe(order, lots);
  }

  #endMessage(nowNs: TimeNs): void {
    for (const order of this.#held.values()) {
      const isLate = nowNs - order.sinceNs > heldNsMax;
      if (isLate) this.#removeStale(order);
      if (this.#resting.crosses(order.side, order.priceTicks) || (order.owedLots !== 0 && !isLate)) continue;
      this.#held.delete(order.orderId);
      this.#rest(kinds.add, order);
    }
    this.#rows.endMessage();
  }

  #removeStale(order: HeldOrder): void {
    for (const stale of this.#resting.crossedBy(order.side, order.priceTicks)) {
      this.counts.staleCount++;
      this.#takeOff(kinds.reduce, stale, stale.leftLots);
    }
  }
}

function isSize(lots: number): boolean {
  return lots > 0 && lots < lotsEnd;
}
