/**
 * What can be wrong with rows, as both engines say it. Position is the (negated) code that the native engine returns.
 */
export const rowErrors = [
  "",
  "a message is not received before the one before it, nor before now",
  "all rows of a message have the same times",
  "a price is positive",
  "a size is not negative, and below 2^53",
  "a trade has a size",
  "the kind of a row is known",
  "a depth row needs a valid book",
  "a snapshot level follows a clear in its message",
  "a message is of one kind",
  "with exact queues a level is changed by an order",
  "an order that joins a queue does not rest already",
  "an order that loses lots, or is hit, rests there with as many",
] as const;

/** Rows that break the rules of `EventColumns`: a fault of whatever wrote the tape. */
export class RowError extends Error {
  override readonly name = "RowError";

  /** @param rowNumber of its market, counted from 0 over the whole run. */
  constructor(
    readonly code: number,
    readonly rowNumber: number,
  ) {
    super(`row ${rowNumber}: violated: ${rowErrors[code] ?? `unknown engine error ${code}`}`);
  }
}
