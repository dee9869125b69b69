/**
 * What only the one who received the messages knows of them, and the rows do not show any more: what was dropped,
 * doubled or out of order, and how the clocks stood. Kept in the metadata of files, in snake_case.
 */
import { z } from "zod";

const count = z.int().nonnegative();

export const feedFacts = z.strictObject({
  depth_events_count: count,
  trades_count: count,
  tickers_count: count,
  snapshots_count: count,
  /** Messages that are not imported. */
  ignored_count: count,
  /** Depth events put on the book, and those that were not. */
  applied_count: count,
  dropped_count: count,
  /** Of those applied: events that begin before the book's id. */
  overlaps_count: count,
  duplicates_count: count,
  /** Messages with an id below an earlier one's, or received before an earlier one by the receiver's own clock. */
  out_of_order_count: count,
  /** Holes in the ids of trades that ids of no market trades fill (insurance fund, deleveraging). Not told by all who receive. */
  filled_trade_gaps_count: count.optional(),
  /** Where a torn recording stopped being whole, in words; null for one that was. */
  ends_at: z.string().nullable().default(null),
  /** Received - E; null when no message had a time. */
  clock_delay_ms: z.strictObject({ median: z.number(), min: z.number(), max: z.number() }).nullable(),
});
export type FeedFacts = z.infer<typeof feedFacts>;
