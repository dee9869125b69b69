/** Rows in memory as a tape. */
import type { EventColumns } from "../../src/domain/event.ts";
import type { Instrument } from "../../src/domain/instrument.ts";
import type { Tape } from "../../src/ports/tape.ts";

/** @param columns times from that midnight; at least one row, and none that names an order. */
export function columnTape(instrument: Instrument, midnightUnixNs: bigint, columns: EventColumns): Tape {
  const { rowsCount, receivedNs } = columns;
  return {
    ...{ instrument, midnightUnixNs, rowsCount, clockOffsetNs: 0, hasOrderIds: false },
    firstReceivedNs: Number(receivedNs[0]),
    lastReceivedNs: Number(receivedNs[rowsCount - 1]),
    ...{ source: "memory", problems: [], bookValidNs: 0, contentHash: "" },
    chunks: (rowsMax) => chunksOf(columns, rowsMax),
    [Symbol.dispose]() {},
  };
}

/** Copies of the rows in `[from, to)`. */
export function sliceOf({ receivedNs, venueNs, sizeLots, priceTicks, flags }: EventColumns, from: number, to: number) {
  return {
    rowsCount: to - from,
    receivedNs: receivedNs.slice(from, to),
    venueNs: venueNs.slice(from, to),
    sizeLots: sizeLots.slice(from, to),
    priceTicks: priceTicks.slice(from, to),
    flags: flags.slice(from, to),
  };
}

function* chunksOf(columns: EventColumns, rowsMax: number): Generator<EventColumns> {
  for (let from = 0; from < columns.rowsCount; from += rowsMax)
    yield sliceOf(columns, from, Math.min(from + rowsMax, columns.rowsCount));
}
