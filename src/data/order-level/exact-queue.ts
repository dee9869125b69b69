/**
 * The true queue of an order that we could have had: what was ahead of it, from the moment it would have joined until its turn.
 *
 * It is what models of a queue are measured by, and what they are fitted to. It stands where the market is not changed by us:
 * others behave as they did without our order.
 */
import { assert } from "../../base/assert.ts";
import { orderEventKind as kinds, type OrderEventColumns } from "../../domain/order-event.ts";
import { OrderRowReader } from "../../domain/order-rows.ts";
import { QueueAhead } from "../../domain/queue-ahead.ts";
import type { Side } from "../../domain/side.ts";
import type { TimeNs } from "../../domain/time.ts";
import type { OrderBook } from "../../ports/order-book.ts";

export interface JoiningOrder {
  readonly side: Side;
  readonly priceTicks: number;
  /** When it reaches the venue: messages that the venue made later find it there. */
  readonly joinNs: TimeNs;
}

export interface QueueStep {
  readonly venueNs: TimeNs;
  readonly cause: "joined" | "traded" | "cancelled";
  /** By how much the queue ahead got shorter; 0 at the start. */
  readonly lots: number;
  readonly aheadLots: number;
}

export interface ExactQueue {
  /** From the joining on, one step for each row that moved the queue. */
  readonly steps: readonly QueueStep[];
  /** Why it ends: nobody is ahead any more; the stream lost something or began anew; the rows are used up. */
  readonly end: "front" | "lost" | "rowsUsed";
}

/**
 * @param book an empty book of orders, used up by this; its rows are applied up to the joining and no further.
 * @param chunks the stream, in order.
 * @returns undefined when the rows end, or the book is not valid, before the order joins.
 */
export function exactQueueAhead(
  book: OrderBook,
  chunks: Iterable<OrderEventColumns>,
  order: JoiningOrder,
): ExactQueue | undefined {
  assert(book.counts.rowsCount === 0, "the book has seen nothing yet");
  let tracked: Tracked | undefined;
  for (const columns of chunks) {
    const row = new OrderRowReader(columns);
    const from = tracked === undefined ? applyUntil(book, columns, row, order.joinNs) : 0;
    if (from === columns.rowsCount && tracked === undefined) continue;
    if (tracked === undefined && book.state !== "valid") return undefined;
    tracked ??= new Tracked(book, order);
    const end = tracked.follow(row, from, columns.rowsCount);
    if (end !== undefined) return { steps: tracked.steps, end };
  }
  return tracked && { steps: tracked.steps, end: "rowsUsed" };
}

/** Applies the messages made up to the joining; where the first later one begins. */
function applyUntil(book: OrderBook, columns: OrderEventColumns, row: OrderRowReader, joinNs: TimeNs): number {
  let count = 0;
  while (count < columns.rowsCount && row.at(count).venueNs <= joinNs) count++;
  book.apply(columns, 0, count);
  return count;
}

class Tracked {
  readonly steps: QueueStep[] = [];
  readonly #ahead: QueueAhead;

  constructor(book: OrderBook, { side, priceTicks, joinNs }: JoiningOrder) {
    this.#ahead = new QueueAhead(book.queue(side, priceTicks));
    this.#step(joinNs, "joined", 0);
  }

  follow(row: OrderRowReader, from: number, to: number): ExactQueue["end"] | undefined {
    for (let at = from; at < to && this.#ahead.lots > 0; at++) {
      const { kind, orderId, sizeLots, venueNs } = row.at(at);
      if (kind === kinds.clear || kind === kinds.gap) return "lost";
      const lots = this.#ahead.row(kind, orderId, sizeLots);
      if (lots > 0) this.#step(venueNs, kind === kinds.execute ? "traded" : "cancelled", lots);
    }
    return this.#ahead.lots === 0 ? "front" : undefined;
  }

  #step(venueNs: TimeNs, cause: QueueStep["cause"], lots: number): void {
    this.steps.push({ venueNs, cause, lots, aheadLots: this.#ahead.lots });
  }
}
