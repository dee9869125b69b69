/**
 * Where in a queue people cancel: the question on which models of a queue differ, answered from order-level data.
 *
 * Every order that rests between others stands for one of ours. When another order at its price cancels, that was either ahead of it or
 * behind, and a model guesses which from the lots ahead and behind. The proportional model says that a lot cancels ahead with
 * probability ahead / (ahead + behind); a conservative one, never. Each cancel counts once: the orders that look
 * on share it, so that long queues weigh no more than short ones.
 */
import { assert } from "../../base/assert.ts";
import { orderEventKind as kinds, type OrderEventColumns } from "../../domain/order-event.ts";
import { OrderRowReader } from "../../domain/order-rows.ts";
import type { OrderBook, QueuedOrder, RestingOrder } from "../../ports/order-book.ts";

export interface PositionBin {
  /** Of orders whose lots ahead are this share of all others' at their price: from here to the next bin. */
  readonly fromShare: number;
  /** Cancels seen by such orders, in shares of one cancel; those that came from ahead of them. */
  readonly cancels: number;
  readonly cancelsAhead: number;
  /** What the proportional model expects of them. */
  readonly expectedAhead: number;
}

export class CancelsAhead {
  readonly #cancels: Float64Array;
  readonly #ahead: Float64Array;
  readonly #expected: Float64Array;
  /** Cancels that somebody between others could see. */
  cancelsCount = 0;
  /** Cancels in queues too short for that, which say nothing. */
  unseenCount = 0;

  constructor(private readonly binsCount: number) {
    assert(binsCount > 0, "there is a bin");
    this.#cancels = new Float64Array(binsCount);
    this.#ahead = new Float64Array(binsCount);
    this.#expected = new Float64Array(binsCount);
  }

  /** Applies rows to the book, and looks at each cancel just before it happens. */
  follow(book: OrderBook, columns: OrderEventColumns): void {
    const row = new OrderRowReader(columns);
    let applied = 0;
    for (let at = 0; at < columns.rowsCount; at++) {
      const { kind, orderId } = row.at(at);
      if (kind !== kinds.delete && kind !== kinds.reduce) continue;
      book.apply(columns, applied, at - applied);
      applied = at;
      this.#look(book, orderId);
    }
    book.apply(columns, applied);
  }

  get bins(): PositionBin[] {
    return Array.from(this.#cancels, (cancels, at) => ({
      fromShare: at / this.binsCount,
      cancels,
      cancelsAhead: this.#ahead[at]!,
      expectedAhead: this.#expected[at]!,
    }));
  }

  #look(book: OrderBook, orderId: bigint): void {
    const cancelled = book.order(orderId);
    if (cancelled === undefined) return;
    this.#count(cancelled, book.queue(cancelled.side, cancelled.priceTicks));
  }

  #count({ orderId, aheadLots }: RestingOrder, queue: readonly QueuedOrder[]): void {
    const lookers = lookersOn(queue, orderId);
    if (lookers.length > 0) this.cancelsCount++;
    else this.unseenCount++;
    for (const looker of lookers) {
      const bin = Math.min(Math.floor(looker.share * this.binsCount), this.binsCount - 1);
      this.#cancels[bin]! += 1 / lookers.length;
      this.#expected[bin]! += looker.share / lookers.length;
      if (aheadLots < looker.aheadLots) this.#ahead[bin]! += 1 / lookers.length;
    }
  }
}

/** The others of a queue that have somebody both ahead of them and behind: for the ends there is nothing to guess. */
function lookersOn(queue: readonly QueuedOrder[], cancelledId: bigint): { aheadLots: number; share: number }[] {
  const allLots = queue.reduce((sum, { sizeLots }) => sum + sizeLots, 0);
  let aheadLots = 0;
  return queue.flatMap(({ orderId, sizeLots }) => {
    const looker = { aheadLots, share: aheadLots / (allLots - sizeLots) };
    aheadLots += sizeLots;
    return orderId !== cancelledId && looker.share > 0 && looker.share < 1 ? [looker] : [];
  });
}
