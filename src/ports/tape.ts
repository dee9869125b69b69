/**
 * A tape: the events of one instrument, ready for the engine, longer than memory.
 *
 * It counts from its own UTC midnight; a run over several tapes adds the distance of their midnights.
 */
import type { EventColumns } from "../domain/event.ts";
import type { Instrument } from "../domain/instrument.ts";
import type { DurationNs } from "../domain/time.ts";

export interface Tape extends Disposable {
  readonly instrument: Instrument;
  readonly midnightUnixNs: bigint;
  /** Added to raw venue times to make the corrected ones in the columns. */
  readonly clockOffsetNs: DurationNs;
  readonly rowsCount: number;
  /** The rows name the orders they are of: each chunk has `orderId`. */
  readonly hasOrderIds: boolean;
  /** Received times of the first and last row, from the tape's midnight. */
  readonly firstReceivedNs: number;
  readonly lastReceivedNs: number;
  /** Where it came from, for people. */
  readonly source: string;
  /** What is wrong with the data, in words, as their import found it; none for data that are whole. */
  readonly problems: readonly string[];
  /** How long, from the first row to the last, there was a book that can be trusted. */
  readonly bookValidNs: DurationNs;
  /** Of the content: equal rows give equal hashes. */
  readonly contentHash: string;
  /**
   * The rows in order, at most `rowsMax` a time. A chunk is readable until the next is asked for: what lies behind is
   * dropped from memory.
   */
  chunks(rowsMax: number): Iterable<EventColumns>;
}
