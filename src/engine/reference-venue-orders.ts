/**
 * The orders of the venue, where the rows name them (rules, section 6): who rests where with how many lots, and since
 * when.
 *
 * A row tells what one order did to its level, so that its lots are the difference of what the level showed and shows.
 */
import { assert } from "../base/assert.ts";
import { eventKind } from "../domain/event.ts";
import { opposite, type Side } from "../domain/side.ts";
import type { TimeNs } from "../domain/time.ts";
import type { BookState } from "../ports/engine.ts";

export interface VenueOrder {
  readonly side: Side;
  readonly priceTicks: number;
  /** Own orders that arrived before this stand in front of it. */
  readonly joinedNs: TimeNs;
  lots: number;
}

/** One row, with the level that it speaks of as it was. */
export interface OrderRow {
  readonly kind: number;
  /** Of the level, or of the aggressor. */
  readonly side: Side;
  readonly priceTicks: number;
  readonly sizeLots: number;
  /** 0 for nobody's. */
  readonly orderId: bigint;
}

export class VenueOrders {
  readonly #byId = new Map<bigint, VenueOrder>();

  find(orderId: bigint): VenueOrder | undefined {
    return this.#byId.get(orderId);
  }

  /**
   * A level went from `oldLots` to what the row says: the order of the row joins its queue, or loses lots.
   * @returns that order; undefined when the level is as it was.
   */
  change({ orderId, side, priceTicks, sizeLots }: OrderRow, oldLots: number, joinedNs: TimeNs): VenueOrder | undefined {
    const lots = sizeLots - oldLots;
    if (lots === 0) return undefined;
    const order = lots > 0 ? { side, priceTicks, joinedNs, lots: 0 } : this.#byId.get(orderId);
    assert(order !== undefined && order.lots + lots >= 0, "an order loses lots that it has");
    assert(lots < 0 || !this.#byId.has(orderId), "an order joins a queue once");
    order.lots += lots;
    if (order.lots > 0) this.#byId.set(orderId, order);
    else this.#byId.delete(orderId);
    return order;
  }

  clear(): void {
    this.#byId.clear();
  }

  /** The first broken rule of a row that names an order, as a position in `rowErrors`; 0 when all hold. */
  brokenRule(row: OrderRow, oldLots: number, bookState: BookState): number {
    if (row.kind === eventKind.trade) return bookState === "valid" && row.orderId !== 0n ? this.#brokenHit(row) : 0;
    const isLevel = row.kind === eventKind.depth || row.kind === eventKind.snapshotLevel;
    if (!isLevel || row.sizeLots === oldLots) return 0;
    if (row.orderId === 0n) return 10;
    if (row.sizeLots > oldLots) return this.#byId.has(row.orderId) ? 11 : 0;
    return this.#has(row.orderId, row.side, row.priceTicks, oldLots - row.sizeLots) ? 0 : 12;
  }

  #brokenHit({ orderId, side, priceTicks, sizeLots }: OrderRow): number {
    return this.#has(orderId, opposite(side), priceTicks, sizeLots) ? 0 : 12;
  }

  #has(orderId: bigint, side: Side, priceTicks: number, lots: number): boolean {
    const order = this.#byId.get(orderId);
    return order !== undefined && order.side === side && order.priceTicks === priceTicks && order.lots >= lots;
  }
}
