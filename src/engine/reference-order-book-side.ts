/**
 * One side of the reference book of orders: levels from the best on, each with its orders from the first to trade on.
 */
import { assert } from "../base/assert.ts";
import { bid, type Side } from "../domain/side.ts";

export interface HeldOrder {
  readonly orderId: bigint;
  readonly level: LevelQueue;
  sizeLots: number;
}

export class LevelQueue {
  sizeLots = 0;
  readonly orders: HeldOrder[] = [];

  constructor(
    readonly side: Side,
    readonly priceTicks: number,
  ) {}

  push(orderId: bigint, sizeLots: number): HeldOrder {
    const order = { orderId, sizeLots, level: this };
    this.orders.push(order);
    this.sizeLots += sizeLots;
    return order;
  }

  /** Whether the order has thereby left. */
  takeOff(order: HeldOrder, sizeLots: number): boolean {
    assert(sizeLots <= order.sizeLots, "no more is taken off an order than it has");
    order.sizeLots -= sizeLots;
    this.sizeLots -= sizeLots;
    if (order.sizeLots > 0) return false;
    this.orders.splice(this.orders.indexOf(order), 1);
    return true;
  }
}

export class OrderBookSide {
  /** Best first. */
  readonly levels: LevelQueue[] = [];

  constructor(private readonly side: Side) {}

  get best(): LevelQueue | undefined {
    return this.levels[0];
  }

  find(priceTicks: number): LevelQueue | undefined {
    const level = this.levels[this.#place(priceTicks)];
    return level?.priceTicks === priceTicks ? level : undefined;
  }

  findOrMake(priceTicks: number): LevelQueue {
    const place = this.#place(priceTicks);
    const found = this.levels[place];
    if (found?.priceTicks === priceTicks) return found;
    const level = new LevelQueue(this.side, priceTicks);
    this.levels.splice(place, 0, level);
    return level;
  }

  remove(level: LevelQueue): void {
    const place = this.#place(level.priceTicks);
    assert(this.levels[place] === level, "a level stands where its price says");
    this.levels.splice(place, 1);
  }

  /** How many levels are better than this price. */
  #place(priceTicks: number): number {
    let from = 0;
    let to = this.levels.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      const price = this.levels[middle]!.priceTicks;
      if (this.side === bid ? price > priceTicks : price < priceTicks) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
