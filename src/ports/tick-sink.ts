/** Whoever else is told what a recorder records, as it happens: another process, by a stream. */
import type { MarketRows } from "../domain/market-rows.ts";
import type { DurationNs } from "../domain/time.ts";

/** Where rows stand in what was recorded. */
export interface RowsPlace {
  readonly marketIndex: number;
  /** Of the first row: among the instrument's, and among those of all instruments. */
  readonly sequence: number;
  readonly sessionSequence: number;
  /**
   * Whether these rows say again what is known: the book at the start of a part, for who does not read the part before.
   * Who does leaves them out.
   */
  readonly isOpening: boolean;
}

export interface TickSink {
  /** Never waits; what cannot be told is the sink's to count and to show. @param rows lent. */
  rows(rows: MarketRows, place: RowsPlace): void;
  /** What is to be added to the venue's times so that they are ours. */
  clockOffset(offsetNs: DurationNs): void;
}
