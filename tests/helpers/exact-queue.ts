/**
 * The true queue of an order that we could have had: what was ahead of it, from the moment it would have joined until
 * its turn.
 *
 * It is what models of a queue are measured by, and what they are fitted to. It stands where the market is not changed
 * by us: others behave as they did without our order.
 */
import { assert } from "../../src/base/assert.ts";
import { orderEventKind as kinds, type OrderEventColumns } from "../../src/domain/order-event.ts";
import { OrderRowReader } from "../../src/domain/order-rows.ts";
import type { Side } from "../../src/domain/side.ts";
import type { TimeNs } from "../../src/domain/time.ts";
import type { OrderBook } from "../../src/ports/order-book.ts";
import { QueueAhead } from "./queue-ahead.ts";

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
  const follower = new QueueFollower(book, order);
  for (const columns of chunks) {
    follower.chunk(columns);
    if (follower.hasEnded) break;
  }
  return follower.found;
}

/** The same, chunk by chunk: for streams that are read as they come. */
class QueueFollower {
  /** Nothing that follows changes what was found. */
  hasEnded = false;
  readonly #steps: QueueStep[] = [];
  #ahead: QueueAhead | undefined;
  #end: ExactQueue["end"] = "rowsUsed";

  constructor(
    private readonly book: OrderBook,
    private readonly order: JoiningOrder,
  ) {
    assert(book.counts.rowsCount === 0, "the book has seen nothing yet");
  }

  chunk(columns: OrderEventColumns): void {
    const row = new OrderRowReader(columns);
    const from = this.#ahead === undefined ? this.#applyUntilJoined(columns, row) : 0;
    for (let at = from; at < columns.rowsCount && !this.hasEnded; at++) this.#row(row.at(at));
  }

  /** As of the last chunk; undefined while the order has not joined, or when the book was not valid as it did. */
  get found(): ExactQueue | undefined {
    return this.#ahead && { steps: this.#steps, end: this.#end };
  }

  /** Applies the messages made up to the joining; where the first later one begins. */
  #applyUntilJoined(columns: OrderEventColumns, row: OrderRowReader): number {
    const { side, priceTicks, joinNs } = this.order;
    let count = 0;
    while (count < columns.rowsCount && row.at(count).venueNs <= joinNs) count++;
    this.book.apply(columns, 0, count);
    if (count === columns.rowsCount) return count;
    if (this.book.state !== "valid") this.hasEnded = true;
    else {
      this.#ahead = new QueueAhead(this.book.queue(side, priceTicks));
      this.#step(joinNs, "joined", 0);
    }
    return count;
  }

  #row({ kind, orderId, sizeLots, venueNs }: OrderRowReader): void {
    if (kind === kinds.clear || kind === kinds.gap) {
      this.#finish("lost");
      return;
    }
    const lots = this.#ahead!.row(kind, orderId, sizeLots);
    if (lots > 0) this.#step(venueNs, kind === kinds.execute ? "traded" : "cancelled", lots);
  }

  #step(venueNs: TimeNs, cause: QueueStep["cause"], lots: number): void {
    const { lots: aheadLots } = this.#ahead!;
    this.#steps.push({ venueNs, cause, lots, aheadLots });
    if (aheadLots === 0) this.#finish("front");
  }

  #finish(end: ExactQueue["end"]): void {
    this.hasEnded = true;
    this.#end = end;
  }
}
