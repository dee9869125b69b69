/**
 * Market events as the engine reads them: columns, one row a level change, trade, or side of a ticker.
 *
 *   byte 0          8         16          24        28      29
 *        | received | venue    | size_lots | price   | flags |      (each in a column of its own)
 *
 * All rows of one venue message stand together, share both times, and only the last has `isLast`. The order of rows is
 * the order in which messages were received; nothing is ever re-sorted.
 *
 * | kind          | a row is                                                        | side, price, size               |
 * |---------------|-----------------------------------------------------------------|---------------------------------|
 * | depth         | one level of a diff                                             | its side; size 0 removes it     |
 * | trade         | one print                                                       | side of the aggressor           |
 * | ticker        | one side of the best bid and offer; a message is a bid and an ask | size 0: that side is empty    |
 * | snapshotLevel | one level of a snapshot; a message is a `clear` and its levels    |                               |
 * | gap           | from here on the book is wrong until the next snapshot            | 0                             |
 * | clear         | the book is empty                                                 | 0                             |
 */
export const eventKind = { depth: 0, trade: 1, ticker: 2, snapshotLevel: 3, gap: 4, clear: 5 } as const;
export type EventKind = (typeof eventKind)[keyof typeof eventKind];

/** Bits of the `flags` column. */
export const eventFlag = {
  kindMask: 0b0000_0111,
  /** Set: ask, or a selling aggressor. */
  ask: 0b0000_1000,
  /** The last row of its venue message. */
  isLast: 0b0001_0000,
  /** At least as new, by update id, as every depth, ticker and snapshot message between the last gap and it. */
  movesTouch: 0b0010_0000,
  /** The venue gave no time (Spot tickers and snapshots); the `venue` column then holds 0. */
  noVenueTime: 0b0100_0000,
} as const;

/** Whether the last message of these rows goes on in rows that follow. */
export function isCut({ rowsCount, flags }: Pick<EventColumns, "rowsCount" | "flags">): boolean {
  return rowsCount > 0 && (flags[rowsCount - 1]! & eventFlag.isLast) === 0;
}

/**
 * A run of rows. Times are nanoseconds from the tape's own UTC midnight. `venueNs` is corrected by the clock offset and
 * never later than `receivedNs`; files keep the raw times. Sizes are below 2^53.
 */
export interface EventColumns {
  readonly rowsCount: number;
  readonly receivedNs: BigInt64Array;
  readonly venueNs: BigInt64Array;
  readonly sizeLots: BigInt64Array;
  readonly priceTicks: Int32Array;
  readonly flags: Uint8Array;
  /**
   * Where the venue tells every order: whose row it is, 0 for nobody's. A level's change (of depth or of a snapshot) is
   * then what this one order brought to it or lost, and a trade's is the order that was hit (`src/engine/README.md`,
   * section 6).
   */
  readonly orderId?: BigUint64Array | undefined;
}
