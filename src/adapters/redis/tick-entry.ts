/**
 * A venue message as an entry of the stream `ticks:<symbol>`, and back, for programs of any language, with nothing of the
 * rows lost. Few fields, since each costs its reader a microsecond; the rest is JSON in `message`.
 *
 *   kind                 snapshot (replaces the book), depth, trade, ticker, gap (the book is wrong from here on);
 *                        book: no message, but all levels as they stand, for who joins here
 *   sequence, rows       of the first row, in the instrument's count without gaps, and how many rows; a book has none
 *   message.session_sequence                     the same count over all instruments of the recorder
 *           received_time_ns, venue_time_ns      raw, Unix, as text; null where the venue gave none
 *           clock_offset_ns                      to be added to the venue's times; null while unknown
 *           first_update_id, update_id, previous_update_id, trade_id     null where the venue gave none
 *           tick_size, lot_size                  decimals
 *           bids, asks       [[ticks, lots], …] in the venue's order; a trade is on its aggressor's side. A third number is
 *                            what the venue shows beyond whole lots
 *           part             of a message received with the next one as one: "more"; of one that says again what is known,
 *                            at the start of a file: "opening"; else empty
 */

import { assert } from "../../base/assert.ts";
import { eventKind } from "../../domain/event.ts";
import { type MarketRow, type MarketRows, noId } from "../../domain/market-rows.ts";
import { ask, bid, type Side } from "../../domain/side.ts";
import type { DurationNs, TimeNs } from "../../domain/time.ts";

const tickKinds = ["snapshot", "depth", "trade", "ticker", "gap", "book"] as const;
export type TickKind = (typeof tickKinds)[number];

const levelKinds = { snapshot: "snapshotLevel", depth: "depth", trade: "trade", ticker: "ticker", gap: "gap" } as const;

export interface TickPlace {
  /** What a tick and a lot are. */
  readonly tickSize: string;
  readonly lotSize: string;
  readonly sequence: number;
  readonly rowsCount: number;
  readonly sessionSequence: number;
  readonly clockOffsetNs: DurationNs | undefined;
  readonly part: "" | "more" | "opening";
}

/** The message of rows from `first` to before `end`. @param epochUnixNs which their times count from. */
export function tickFields(
  kind: TickKind,
  rows: MarketRows,
  first: number,
  end: number,
  place: TickPlace,
  epochUnixNs: bigint,
) {
  const last = end - 1;
  const { sequence, rowsCount, sessionSequence, clockOffsetNs, tickSize, lotSize, part } = place;
  const venueNs = rows.venueNs[last]!;
  const about = JSON.stringify({
    session_sequence: sessionSequence,
    received_time_ns: unixText(rows.receivedNs[last]!, epochUnixNs),
    venue_time_ns: Number.isNaN(venueNs) ? null : unixText(venueNs, epochUnixNs),
    clock_offset_ns: clockOffsetNs ?? null,
    first_update_id: idOrNull(rows.firstUpdateId[last]!),
    update_id: idOrNull(rows.updateId[last]!),
    previous_update_id: idOrNull(rows.previousUpdateId[last]!),
    trade_id: idOrNull(rows.tradeId[last]!),
    ...{ tick_size: tickSize, lot_size: lotSize, part },
  });
  const message = `${about.slice(0, -1)},${levelsText(rows, first, end)}}`;
  return { kind, sequence: String(sequence), rows: String(rowsCount), message };
}

export function tickKindAt(rows: MarketRows, at: number): TickKind {
  switch (rows.kind[at]) {
    case eventKind.clear:
    case eventKind.snapshotLevel:
      return "snapshot";
    case eventKind.depth:
      return "depth";
    case eventKind.trade:
      return "trade";
    case eventKind.ticker:
      return "ticker";
    default:
      return "gap";
  }
}

/** As text, since few programs read whole numbers of that size. */
function unixText(ns: TimeNs, epochUnixNs: bigint): string {
  return String(epochUnixNs + BigInt(ns));
}

function idOrNull(id: number): number | null {
  return id === noId ? null : id;
}

/** Bids come before asks in every message; a `clear` and a `gap` have no level. */
function levelsText(rows: MarketRows, first: number, end: number): string {
  let [bids, asks] = ["", ""];
  for (let at = first; at < end; at++) {
    const of = rows.kind[at];
    if (of === eventKind.clear || of === eventKind.gap) continue;
    const text = levelText(rows, at);
    if (rows.side[at] === ask) asks += asks === "" ? text : `,${text}`;
    else {
      assert(asks === "", "bids come before asks in a message");
      bids += bids === "" ? text : `,${text}`;
    }
  }
  return `"bids":[${bids}],"asks":[${asks}]`;
}

function levelText(rows: MarketRows, at: number): string {
  const dust = rows.sizeDust[at]!;
  return `[${rows.priceTicks[at]},${rows.sizeLots[at]}${dust === 0 ? "" : `,${dust}`}]`;
}

/** A message of a stream, read back. */
export interface Tick extends TickPlace {
  readonly kind: TickKind;
  readonly receivedUnixNs: bigint;
  readonly venueUnixNs: bigint | undefined;
  readonly firstUpdateId: number;
  readonly updateId: number;
  readonly previousUpdateId: number;
  readonly tradeId: number;
  readonly bids: readonly (readonly number[])[];
  readonly asks: readonly (readonly number[])[];
}

/** Undefined for an entry that is none of ours. @param flat names and values in turn. */
export function parseTick(flat: readonly string[]): Tick | undefined {
  const fields: Record<string, string> = {};
  for (let at = 0; at + 1 < flat.length; at += 2) fields[flat[at]!] = flat[at + 1]!;
  const message = parseMessage(fields.message);
  if (message === undefined) return undefined;
  const { venue_time_ns: venueTime, clock_offset_ns: clockOffsetNs } = message;
  const tick = {
    kind: fields.kind as TickKind,
    sequence: wholeOf(fields.sequence),
    rowsCount: wholeOf(fields.rows),
    sessionSequence: message.session_sequence as number,
    receivedUnixNs: bigOf(message.received_time_ns),
    venueUnixNs: venueTime === null ? undefined : bigOf(venueTime),
    clockOffsetNs: clockOffsetNs === null ? undefined : ((clockOffsetNs ?? Number.NaN) as number),
    firstUpdateId: idOf(message.first_update_id),
    updateId: idOf(message.update_id),
    previousUpdateId: idOf(message.previous_update_id),
    tradeId: idOf(message.trade_id),
    bids: levelsOf(message.bids),
    asks: levelsOf(message.asks),
    part: message.part as Tick["part"],
    tickSize: String(message.tick_size),
    lotSize: String(message.lot_size),
  };
  if (venueTime !== null && tick.venueUnixNs === undefined) return undefined;
  return isTick(tick) ? tick : undefined;
}

function parseMessage(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const message: unknown = JSON.parse(text ?? "");
    return typeof message === "object" && message !== null ? (message as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

interface Unchecked extends Omit<Tick, "receivedUnixNs" | "bids" | "asks"> {
  readonly receivedUnixNs: bigint | undefined;
  readonly bids: Tick["bids"] | undefined;
  readonly asks: Tick["asks"] | undefined;
}

function isTick(tick: Unchecked): tick is Tick {
  const { kind, part, bids, asks, receivedUnixNs, clockOffsetNs = 0 } = tick;
  if (!tickKinds.includes(kind) || !["", "more", "opening"].includes(part)) return false;
  if (bids === undefined || asks === undefined || receivedUnixNs === undefined) return false;
  const { sequence, rowsCount, sessionSequence, firstUpdateId, updateId, previousUpdateId, tradeId } = tick;
  const whole = [sequence, rowsCount, sessionSequence, firstUpdateId, updateId, previousUpdateId, tradeId];
  if (![...whole, clockOffsetNs].every(Number.isSafeInteger)) return false;
  return rowsCount === rowsCountOf(tick.kind, bids.length + asks.length);
}

function rowsCountOf(kind: TickKind, levelsCount: number): number {
  if (kind === "book") return 0;
  return kind === "snapshot" || kind === "gap" ? levelsCount + 1 : levelsCount;
}

function wholeOf(text: string | undefined): number {
  return text !== undefined && /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
}

/** NaN for what is no id. */
function idOf(id: unknown): number {
  if (id === null) return noId;
  return typeof id === "number" && id >= 0 ? id : Number.NaN;
}

function bigOf(text: unknown): bigint | undefined {
  return typeof text === "string" && /^\d{1,20}$/.test(text) ? BigInt(text) : undefined;
}

function levelsOf(levels: unknown): Tick["bids"] | undefined {
  return Array.isArray(levels) && levels.every(isLevel) ? levels : undefined;
}

function isLevel(level: unknown): level is readonly number[] {
  if (!Array.isArray(level) || level.length < 2 || level.length > 3) return false;
  const [ticks, lots, dust = 0] = level;
  return (ticks | 0) === ticks && Number.isSafeInteger(lots) && Number.isSafeInteger(dust) && lots >= 0;
}

/** Rows that a message adds. */
export function tickRowsCount({ kind, bids, asks }: Tick): number {
  return kind === "book" || kind === "snapshot" || kind === "gap"
    ? 1 + bids.length + asks.length
    : bids.length + asks.length;
}

/** Puts the message back into rows; a book becomes a snapshot. They have room for it. */
export function appendTick(tick: Tick, rows: MarketRows, epochUnixNs: bigint): void {
  const kind = tick.kind === "book" ? "snapshot" : tick.kind;
  const { bids, asks } = tick;
  const shared = {
    receivedNs: Number(tick.receivedUnixNs - epochUnixNs),
    venueNs: tick.venueUnixNs === undefined ? Number.NaN : Number(tick.venueUnixNs - epochUnixNs),
    ...{ updateId: tick.updateId, tradeId: tick.tradeId },
    ...{ firstUpdateId: tick.firstUpdateId, previousUpdateId: tick.previousUpdateId },
  };
  const lastAt = rows.count + tickRowsCount(tick) - 1;
  const append = (row: Pick<MarketRow, "kind" | "side" | "priceTicks" | "sizeLots" | "sizeDust">) =>
    rows.append({ ...shared, ...row, isLast: rows.count === lastAt });
  const none = { side: bid, priceTicks: 0, sizeLots: 0 } as const;
  if (kind === "snapshot") append({ kind: eventKind.clear, ...none });
  if (kind === "gap") append({ kind: eventKind.gap, ...none });
  const levels = (side: Side, of: Tick["bids"]) => {
    for (const [priceTicks, sizeLots, sizeDust = 0] of of)
      append({ kind: eventKind[levelKinds[kind]], side, priceTicks: priceTicks!, sizeLots: sizeLots!, sizeDust });
  };
  levels(bid, bids);
  levels(ask, asks);
}
