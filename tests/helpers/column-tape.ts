/** Rows in memory as tapes: what a session was told, out of its journal; and what a recording would tell it. */
import { recordedMessages } from "../../sim/exchange/recorded/recorded-messages.ts";
import { columnTape, sliceOf } from "../../sim/fuzz/column-tape.ts";
import type { SessionSpec } from "../../sim/session-spec.ts";
import type { EventColumns } from "../../src/domain/event.ts";
import { type DurationNs, nsPerUs, type TimeNs } from "../../src/domain/time.ts";
import { JournalReader } from "../../src/live/journal/journal-reader.ts";
import type { RecordedLog } from "../../src/ports/byte-log.ts";
import type { Tape } from "../../src/ports/tape.ts";

/** One an instrument of the session. */
export function journaledTapes(log: RecordedLog, { epochUnixNs, markets }: SessionSpec): Tape[] {
  const parts: EventColumns[][] = markets.map(() => []);
  for (const entry of new JournalReader(log).entries())
    if (entry.kind === "input" && entry.input.kind === "rows")
      parts[entry.input.marketIndex]!.push(entry.input.columns);
  return markets.map(({ instrument }, at) => columnTape(instrument, epochUnixNs, joined(parts[at]!)));
}

/** When the first message of a recording happens where it is the market of an exchange: a whole microsecond. */
export function firstToldNs(tape: Tape): TimeNs {
  const first = recordedMessages([tape], tape.midnightUnixNs).next().value;
  if (first === undefined) throw new Error("a recording holds a message");
  return wholeUs(first.timeNs);
}

/**
 * The recording with the times of an exchange that plays it: each message at its venue time, counted in whole
 * microseconds from the first, and received always as long after that.
 */
export function toldTape(tape: Tape, delayNs: DurationNs): Tape {
  const parts: EventColumns[] = [];
  let firstNs: TimeNs | undefined;
  for (const { timeNs, rows } of recordedMessages([tape], tape.midnightUnixNs)) {
    firstNs ??= timeNs;
    const toldNs = wholeUs(firstNs) + wholeUs(timeNs - firstNs);
    const part = sliceOf(rows, 0, rows.rowsCount);
    part.venueNs.fill(BigInt(toldNs));
    part.receivedNs.fill(BigInt(toldNs + delayNs));
    parts.push(part);
  }
  return columnTape(tape.instrument, tape.midnightUnixNs, joined(parts));
}

function wholeUs(ns: number): number {
  return Math.floor(ns / nsPerUs) * nsPerUs;
}

/** Columns one after the other, as one. */
function joined(parts: readonly EventColumns[]): EventColumns {
  const rowsCount = parts.reduce((sum, part) => sum + part.rowsCount, 0);
  const whole = {
    rowsCount,
    receivedNs: new BigInt64Array(rowsCount),
    venueNs: new BigInt64Array(rowsCount),
    sizeLots: new BigInt64Array(rowsCount),
    priceTicks: new Int32Array(rowsCount),
    flags: new Uint8Array(rowsCount),
  };
  let at = 0;
  for (const part of parts) {
    const { receivedNs, venueNs, sizeLots, priceTicks, flags } = sliceOf(part, 0, part.rowsCount);
    whole.receivedNs.set(receivedNs, at);
    whole.venueNs.set(venueNs, at);
    whole.sizeLots.set(sizeLots, at);
    whole.priceTicks.set(priceTicks, at);
    whole.flags.set(flags, at);
    at += part.rowsCount;
  }
  return whole;
}
