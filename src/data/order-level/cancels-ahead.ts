/**
 * Where in a queue people cancel: the question on which models of a queue differ, answered from order-level data.
 *
 * Every place between two orders of a queue is one where an order of ours could stand. When an order there cancels, it
 * was either ahead of that place or behind, and a model guesses which from the **position**: the lots ahead over all
 * lots of the level. The proportional model says that a cancelled lot was ahead with probability equal to the position;
 * a conservative one, never. Lots are what is counted, since lots are what a model moves; the places that look on share
 * a cancel, so that long queues weigh no more than short ones.
 */
import { assert } from "../../base/assert.ts";
import { orderEventKind as kinds, type OrderEventColumns } from "../../domain/order-event.ts";
import { OrderRowReader } from "../../domain/order-rows.ts";
import type { OrderBook, QueuedOrder } from "../../ports/order-book.ts";

/** One cancel, as the places between the orders of its queue see it; none where the queue is one order. */
export interface SeenCancel {
  readonly lots: number;
  readonly places: readonly CancelPlace[];
}

export interface CancelPlace {
  /** Lots ahead over all lots of the level, before the cancel: between 0 and 1. */
  readonly position: number;
  readonly wasAhead: boolean;
}

/**
 * What was seen at and around one position, each cancel weighing the less the further from it: half way to the next
 * position, half.
 */
export interface CancelKnot {
  readonly position: number;
  readonly lots: number;
  /**
   * How many cancels of equal size would tell as much: (sum of weights)^2 / sum of their squares, a cancel's places
   * taken together.
   */
  readonly effectiveCount: number;
  /**
   * By how much more of the lots came from ahead than the position says; negative for less. 0 where nothing was seen.
   */
  readonly excess: number;
  /** Of `excess`: of a ratio of sums over independent cancels, by linearisation. NaN with fewer than two cancels. */
  readonly standardError: number;
}

/** Applies rows to the book, and looks at each cancel just before it happens. */
export function* cancelsOf(book: OrderBook, columns: OrderEventColumns): Generator<SeenCancel> {
  const row = new OrderRowReader(columns);
  let applied = 0;
  for (let at = 0; at < columns.rowsCount; at++) {
    const { kind, orderId, sizeLots } = row.at(at);
    if (kind !== kinds.delete && kind !== kinds.reduce) continue;
    book.apply(columns, applied, at - applied);
    applied = at;
    const order = book.order(orderId);
    if (order === undefined) continue;
    const queue = book.queue(order.side, order.priceTicks);
    yield { lots: kind === kinds.delete ? order.sizeLots : sizeLots, places: placesOf(queue, orderId) };
  }
  book.apply(columns, applied);
}

export class CancelsAhead {
  /** Cancels that some place could see. */
  cancelsCount = 0;
  /** Cancels of an order alone at its price, which say nothing. */
  unseenCount = 0;
  /** Over cancels, at each position: weight, its square, weighted excess, its square, and the product of both. */
  readonly #weight: Float64Array;
  readonly #weight2: Float64Array;
  readonly #excess: Float64Array;
  readonly #excess2: Float64Array;
  readonly #product: Float64Array;

  /** @param knotsCount positions evenly from 0 to 1. */
  constructor(private readonly knotsCount: number) {
    assert(knotsCount > 1, "there is a head and an end");
    this.#weight = new Float64Array(knotsCount);
    this.#weight2 = new Float64Array(knotsCount);
    this.#excess = new Float64Array(knotsCount);
    this.#excess2 = new Float64Array(knotsCount);
    this.#product = new Float64Array(knotsCount);
  }

  /** Applies rows to the book, and adds their cancels. */
  follow(book: OrderBook, columns: OrderEventColumns): void {
    for (const cancel of cancelsOf(book, columns)) this.add(cancel);
  }

  add({ lots, places }: SeenCancel): void {
    if (places.length === 0) {
      this.unseenCount++;
      return;
    }
    this.cancelsCount++;
    const weights = new Float64Array(this.knotsCount);
    const excesses = new Float64Array(this.knotsCount);
    for (const place of places) this.#spread(place, lots / places.length, weights, excesses);
    for (let knot = 0; knot < this.knotsCount; knot++) this.#sum(knot, weights[knot]!, excesses[knot]!);
  }

  get knots(): CancelKnot[] {
    return Array.from(this.#weight, (lots, knot) => ({
      position: knot / (this.knotsCount - 1),
      lots,
      effectiveCount: lots === 0 ? 0 : lots ** 2 / this.#weight2[knot]!,
      excess: lots === 0 ? 0 : this.#excess[knot]! / lots,
      standardError: this.#standardErrorOf(knot),
    }));
  }

  /** Gives a place's weight to the two positions around it, by nearness. */
  #spread({ position, wasAhead }: CancelPlace, weight: number, weights: Float64Array, excesses: Float64Array): void {
    const at = position * (this.knotsCount - 1);
    const below = Math.min(Math.floor(at), this.knotsCount - 2);
    const excess = (wasAhead ? 1 : 0) - position;
    for (const [knot, nearness] of [
      [below, 1 - (at - below)],
      [below + 1, at - below],
    ] as const) {
      weights[knot]! += weight * nearness;
      excesses[knot]! += weight * nearness * excess;
    }
  }

  #sum(knot: number, weight: number, excess: number): void {
    this.#weight[knot]! += weight;
    this.#weight2[knot]! += weight ** 2;
    this.#excess[knot]! += excess;
    this.#excess2[knot]! += excess ** 2;
    this.#product[knot]! += weight * excess;
  }

  /**
   * Cochran, Sampling Techniques (1977), 2.11: the variance of a ratio is that of its residuals over the square of its
   * denominator.
   */
  #standardErrorOf(knot: number): number {
    const lots = this.#weight[knot]!;
    if (lots === 0 || lots ** 2 <= this.#weight2[knot]!) return Number.NaN;
    const mean = this.#excess[knot]! / lots;
    const squares = this.#excess2[knot]! - 2 * mean * this.#product[knot]! + mean ** 2 * this.#weight2[knot]!;
    return Math.sqrt(Math.max(squares, 0)) / lots;
  }
}

function placesOf(queue: readonly QueuedOrder[], cancelledId: bigint): CancelPlace[] {
  const allLots = queue.reduce((sum, { sizeLots }) => sum + sizeLots, 0);
  let aheadLots = 0;
  let wasAhead = false;
  return queue.slice(0, -1).map(({ orderId, sizeLots }) => {
    aheadLots += sizeLots;
    wasAhead ||= orderId === cancelledId;
    return { position: aheadLots / allLots, wasAhead };
  });
}
