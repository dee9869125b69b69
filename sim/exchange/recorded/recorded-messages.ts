/**
 * The messages of a recording, one after the other, at the time at which the venue sent them. The exchange is the venue: what it
 * does is not late, so both times of a row are its venue time, raised where it would run backwards.
 */
import { assert } from "../../../src/base/assert.ts";
import { type EventColumns, eventFlag } from "../../../src/domain/event.ts";
import { nsPerMs, type TimeNs } from "../../../src/domain/time.ts";
import type { Tape } from "../../../src/ports/tape.ts";

/** Rows of one message, in columns that are used again for the next. */
export class MessageRows implements EventColumns {
  rowsCount = 0;
  receivedNs = new BigInt64Array(64);
  venueNs = new BigInt64Array(64);
  sizeLots = new BigInt64Array(64);
  priceTicks = new Int32Array(64);
  flags = new Uint8Array(64);
  orderId: BigUint64Array | undefined;

  constructor(hasOrderIds: boolean) {
    if (hasOrderIds) this.orderId = new BigUint64Array(64);
  }

  add(columns: EventColumns, row: number): void {
    if (this.rowsCount === this.flags.length) this.#grow();
    const at = this.rowsCount++;
    this.sizeLots[at] = columns.sizeLots[row]!;
    this.priceTicks[at] = columns.priceTicks[row]!;
    this.flags[at] = columns.flags[row]! & ~eventFlag.noVenueTime;
    if (this.orderId !== undefined) this.orderId[at] = columns.orderId![row]!;
  }

  at(timeNs: TimeNs): void {
    const time = BigInt(timeNs);
    this.receivedNs.fill(time, 0, this.rowsCount);
    this.venueNs.fill(time, 0, this.rowsCount);
  }

  #grow(): void {
    const length = this.flags.length * 2;
    this.receivedNs = new BigInt64Array(length);
    this.venueNs = new BigInt64Array(length);
    this.sizeLots = grown(this.sizeLots, new BigInt64Array(length));
    this.priceTicks = grown(this.priceTicks, new Int32Array(length));
    this.flags = grown(this.flags, new Uint8Array(length));
    if (this.orderId !== undefined) this.orderId = grown(this.orderId, new BigUint64Array(length));
  }
}

/** How late a message without a venue time is taken to be. */
const delayNs = 5 * nsPerMs;
const chunkRows = 4096;

/**
 * @param tapes of one instrument, in the order of their times.
 * @param epochUnixNs from which times count.
 * @returns messages with their times, never earlier than the one before. Rows are lent until the next is asked for.
 */
export function* recordedMessages(
  tapes: readonly Tape[],
  epochUnixNs: bigint,
): Generator<{ readonly timeNs: TimeNs; readonly rows: MessageRows }, void> {
  const rows = new MessageRows(tapes.every(({ hasOrderIds }) => hasOrderIds));
  let timeNs = 0;
  for (const tape of tapes) {
    const offsetNs = Number(tape.midnightUnixNs - epochUnixNs);
    for (const columns of tape.chunks(chunkRows)) {
      for (let row = 0; row < columns.rowsCount; row++) {
        rows.add(columns, row);
        if ((columns.flags[row]! & eventFlag.isLast) === 0) continue;
        timeNs = Math.max(timeNs, offsetNs + venueTimeNs(columns, row));
        rows.at(timeNs);
        yield { timeNs, rows };
        rows.rowsCount = 0;
      }
    }
    assert(rows.rowsCount === 0, "a tape ends with a message");
  }
}

export function kindOf(columns: EventColumns, row: number): number {
  return columns.flags[row]! & eventFlag.kindMask;
}

function venueTimeNs(columns: EventColumns, row: number): TimeNs {
  const isKnown = (columns.flags[row]! & eventFlag.noVenueTime) === 0;
  return isKnown ? Number(columns.venueNs[row]) : Number(columns.receivedNs[row]) - delayNs;
}

function grown<Column extends { set(from: Column): void }>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
