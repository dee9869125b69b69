/**
 * How many order events a second does the book of orders take?
 *
 * Building a book from an ITCH-like stream, no matching: seeded, in batches as readers give them. The native book,
 * whose hash must be the plain one's on the smallest size.
 */
import { assert } from "../../src/base/assert.ts";
import { openOrderBook } from "../../src/engine/open-order-book.ts";
import type { OrderBook } from "../../src/ports/order-book.ts";
import { type Bench, type BenchSize, machineLine, spread, timed } from "./bench.ts";
import { orderFlow } from "./order-flow.ts";

const batchRows = 4096;

export const bench: Bench = {
  question: "How many order events a second does the book of orders take?",
  async run(size: BenchSize): Promise<string[]> {
    const [messagesCount, repeats] = size === "full" ? [4_000_000, 9] : [20_000, 1];
    const lines = [
      machineLine(),
      `workload: 45% adds, 43% deletes, 5% reductions, 7% executions; batches of ${batchRows}, room for twice the live orders`,
    ];
    for (const liveCount of size === "full" ? [1_000, 10_000, 100_000] : [1_000]) {
      const flow = orderFlow(messagesCount, liveCount);
      const runs = Array.from({ length: repeats }, () => run(flow, openOrderBook({ ordersMax: 2 * liveCount })));
      const rates = spread(runs.map(({ seconds }) => flow.rowsCount / seconds / 1e6));
      const { kind, hash, refusedCount } = runs[0]!;
      lines.push(
        `${liveCount} live orders: ${rates.median.toFixed(1)} M messages/s (${rates.least.toFixed(1)} to ${rates.most.toFixed(1)}, ${repeats} runs), ${kind}; ` +
          `${refusedCount} refused, hash ${hash}`,
      );
    }
    const small = orderFlow(20_000, 1_000);
    const plain = run(small, openOrderBook(undefined, "reference"));
    assert(plain.hash === run(small, openOrderBook()).hash, "both books are the same after the same rows");
    lines.push(`the plain book: ${(small.rowsCount / plain.seconds / 1e6).toFixed(1)} M messages/s, the same hash`);
    lines.push("left out: reading and decoding the stream; orders are touched by id alone, nothing is matched");
    return lines;
  },
};

function run(flow: ReturnType<typeof orderFlow>, opened: OrderBook) {
  using book = opened;
  const { seconds } = timed(() => {
    for (let from = 0; from < flow.rowsCount; from += batchRows)
      book.apply(flow, from, Math.min(batchRows, flow.rowsCount - from));
  });
  const refusedCount = Object.values(book.counts.refusedCounts).reduce((sum, count) => sum + count, 0);
  return { seconds, kind: book.kind, hash: book.stateHash(), refusedCount };
}
