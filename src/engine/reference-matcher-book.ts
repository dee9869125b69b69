/**
 * The matcher's resting orders (rules, section 1): each side an array of levels from the best price on, each level an
 * array of orders from the head of the queue on. Sums are made when they are asked for, so that none can be stale.
 */
import { assert } from "../base/assert.ts";
import { opposite, type Side } from "../domain/side.ts";
import { isBetter, reaches } from "./reference-book.ts";

export interface LiveOrder {
  readonly orderId: number;
  readonly owner: number;
  readonly side: Side;
  readonly priceTicks: number;
  /** The most that an iceberg shows; 0 for an order that shows all. */
  readonly peakLots: number;
  shownLots: number;
  hiddenLots: number;
}

export interface MatcherLevel {
  readonly priceTicks: number;
  /** Never empty at rest. */
  readonly queue: LiveOrder[];
}

/** What an order has left. */
export function leftLotsOf(order: LiveOrder): number {
  return order.shownLots + order.hiddenLots;
}

/** What a level shows, from its orders. */
export function shownLotsOf(queue: readonly LiveOrder[]): number {
  return queue.reduce((sum, order) => sum + order.shownLots, 0);
}

export class ReferenceMatcherBook {
  readonly #orders = new Map<number, LiveOrder>();
  readonly #levels: readonly [MatcherLevel[], MatcherLevel[]] = [[], []];

  get ordersCount(): number {
    return this.#orders.size;
  }

  order(orderId: number): LiveOrder | undefined {
    return this.#orders.get(orderId);
  }

  /** Levels of a side, best first. */
  levels(side: Side): readonly MatcherLevel[] {
    return this.#levels[side];
  }

  best(side: Side): MatcherLevel | undefined {
    return this.#levels[side][0];
  }

  /** The orders of a level, first in the queue first; none where there is no level. */
  queue(side: Side, priceTicks: number): readonly LiveOrder[] {
    return this.#levels[side].find((level) => level.priceTicks === priceTicks)?.queue ?? [];
  }

  shownLots(side: Side, priceTicks: number): number {
    return shownLotsOf(this.queue(side, priceTicks));
  }

  /** Whether an order of `side` would meet one against it at its price or better. */
  crosses(side: Side, priceTicks: number): boolean {
    const level = this.best(opposite(side));
    return level !== undefined && reaches(side, priceTicks, level.priceTicks);
  }

  /** To the back of the level at its price. */
  add(order: LiveOrder): void {
    assert(!this.#orders.has(order.orderId), "an id belongs to one live order");
    assert(order.shownLots > 0 && order.hiddenLots >= 0, "a resting order shows something");
    this.#orders.set(order.orderId, order);
    this.#levelAt(order.side, order.priceTicks).queue.push(order);
  }

  remove(order: LiveOrder): void {
    assert(this.#orders.delete(order.orderId), "an order that leaves was there");
    const levels = this.#levels[order.side];
    const level = this.#levelAt(order.side, order.priceTicks);
    level.queue.splice(level.queue.indexOf(order), 1);
    if (level.queue.length === 0) levels.splice(levels.indexOf(level), 1);
  }

  /** Shows the next part of an iceberg whose last part is used up, at the back of its level. */
  replenish(order: LiveOrder): void {
    assert(order.shownLots === 0 && order.hiddenLots > 0, "an iceberg shows its next part when the last is gone");
    this.remove(order);
    order.shownLots = Math.min(order.peakLots, order.hiddenLots);
    order.hiddenLots -= order.shownLots;
    this.add(order);
  }

  #levelAt(side: Side, priceTicks: number): MatcherLevel {
    const levels = this.#levels[side];
    const behind = levels.findIndex((level) => !isBetter(side, level.priceTicks, priceTicks));
    const index = behind === -1 ? levels.length : behind;
    if (levels[index]?.priceTicks !== priceTicks) levels.splice(index, 0, { priceTicks, queue: [] });
    return levels[index]!;
  }
}
