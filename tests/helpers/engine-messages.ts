/** Market messages as tests write them down, and the columns that an engine reads. */
import { type EventColumns, eventFlag, eventKind } from "../../src/domain/event.ts";
import { ask, bid, type Side } from "../../src/domain/side.ts";

export interface Level {
  readonly side: Side;
  readonly priceTicks: number;
  readonly sizeLots: number;
  /** Whose change this is, or who was hit, where the market names orders. */
  readonly orderId?: number;
}

export type MessageKind = "depth" | "trade" | "ticker" | "snapshot" | "gap" | "clear";

/** One venue message. `venueNs` undefined: the venue gave no time. */
export interface Message {
  readonly kind: MessageKind;
  readonly receivedNs: number;
  readonly venueNs: number | undefined;
  readonly levels: readonly Level[];
  readonly movesTouch: boolean;
}

export interface Times {
  readonly receivedNs: number;
  readonly venueNs?: number;
}

export const bidLevel = (priceTicks: number, sizeLots: number): Level => ({ side: bid, priceTicks, sizeLots });
export const askLevel = (priceTicks: number, sizeLots: number): Level => ({ side: ask, priceTicks, sizeLots });

/** One order's change of a level, to `sizeLots` in all; or a print (`side` is the aggressor's) that hit it. */
export const named = (orderId: number, level: Level): Level => ({ ...level, orderId });

export function message(kind: MessageKind, times: Times, levels: readonly Level[] = [], movesTouch = true): Message {
  return { kind, receivedNs: times.receivedNs, venueNs: times.venueNs, levels, movesTouch };
}

/** One row, for tests that break the rules of rows. */
export interface Row extends Level {
  readonly kind: number;
  readonly receivedNs: number;
  readonly venueNs: number;
  readonly flags: number;
}

export function rowsOf(messages: readonly Message[]): Row[] {
  return messages.flatMap((one) => rowsOfMessage(one));
}

export function columnsOf(rows: readonly Row[]): EventColumns {
  return {
    rowsCount: rows.length,
    receivedNs: BigInt64Array.from(rows, (row) => BigInt(row.receivedNs)),
    venueNs: BigInt64Array.from(rows, (row) => BigInt(row.venueNs)),
    sizeLots: BigInt64Array.from(rows, (row) => BigInt(row.sizeLots)),
    priceTicks: Int32Array.from(rows, (row) => row.priceTicks),
    flags: Uint8Array.from(rows, (row) => row.kind | (row.side === ask ? eventFlag.ask : 0) | row.flags),
    orderId: BigUint64Array.from(rows, (row) => BigInt(row.orderId ?? 0)),
  };
}

export function sliceColumns(columns: EventColumns, from: number, until: number): EventColumns {
  return {
    rowsCount: until - from,
    receivedNs: columns.receivedNs.subarray(from, until),
    venueNs: columns.venueNs.subarray(from, until),
    sizeLots: columns.sizeLots.subarray(from, until),
    priceTicks: columns.priceTicks.subarray(from, until),
    flags: columns.flags.subarray(from, until),
    orderId: columns.orderId?.subarray(from, until),
  };
}

function rowsOfMessage({ kind, receivedNs, venueNs, levels, movesTouch }: Message): Row[] {
  const shared = (movesTouch ? eventFlag.movesTouch : 0) | (venueNs === undefined ? eventFlag.noVenueTime : 0);
  const nothing = { ...bidLevel(0, 0), kind: eventKind.clear };
  const rows =
    kind === "snapshot"
      ? [nothing, ...levels.map((level) => ({ ...level, kind: eventKind.snapshotLevel }))]
      : kind === "clear" || kind === "gap"
        ? [{ ...nothing, kind: eventKind[kind] }]
        : levels.map((level) => ({ ...level, kind: eventKind[kind] }));
  return rows.map((row, index) => ({
    ...row,
    receivedNs,
    venueNs: venueNs ?? 0,
    flags: shared | (index === rows.length - 1 ? eventFlag.isLast : 0),
  }));
}
