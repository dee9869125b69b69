/**
 * A market history: the messages of a venue as plain data, small enough to be printed, and all that a backtest needs of
 * a market. It becomes rows for a file, or a tape in memory; both play the same.
 */
import type { EventColumns, EventKind } from "../../src/domain/event.ts";
import { eventKind } from "../../src/domain/event.ts";
import { EventFlags } from "../../src/domain/event-flags.ts";
import type { Instrument } from "../../src/domain/instrument.ts";
import { type MarketRow, MarketRows, noId } from "../../src/domain/market-rows.ts";
import { bid, opposite, type Side, sideName } from "../../src/domain/side.ts";
import { nsPerMs, nsPerSecond, type TimeNs } from "../../src/domain/time.ts";
import type { Tape } from "../../src/ports/tape.ts";
import { columnTape } from "./column-tape.ts";

/** Of a trade the side is the taker's. */
export interface HistoryLevel {
  readonly side: Side;
  readonly priceTicks: number;
  readonly sizeLots: number;
}

export type MessageKind = "snapshot" | "depth" | "trade" | "ticker" | "gap" | "clear";

export interface HistoryMessage {
  readonly kind: MessageKind;
  /** From the midnight before; never earlier than the message before. */
  readonly receivedNs: TimeNs;
  /** None of a gap and a clear; the bid and then the ask of a ticker. */
  readonly levels: readonly HistoryLevel[];
}

export type MarketHistory = readonly HistoryMessage[];

/** 2024-01-01T00:00:00Z; any midnight would do. */
export const historyMidnightUnixNs = 1_704_067_200_000_000_000n;

/** Every message is so old when it is received; tickers do not say. */
const delayNs = nsPerMs;

/** As a recorder would have written them down. */
export function historyRows(history: MarketHistory): MarketRows {
  const rows = history.flatMap(rowsOf);
  const batch = new MarketRows(rows.length);
  for (const row of rows) batch.append(row);
  return batch;
}

/** Ready to be played. */
export function historyTape(instrument: Instrument, history: MarketHistory): Tape {
  return columnTape(instrument, historyMidnightUnixNs, columnsOf(historyRows(history)));
}

/**
 * Each price as far on the other side of the pivot, and the sides exchanged.
 * @param pivotHalfTicks above all prices / 2.
 */
export function mirrored(history: MarketHistory, pivotHalfTicks: number): MarketHistory {
  const levelOf = ({ side, priceTicks, sizeLots }: HistoryLevel) => ({
    side: opposite(side),
    priceTicks: sizeLots === 0 && priceTicks === 0 ? 0 : pivotHalfTicks - priceTicks,
    sizeLots,
  });
  return history.map((message) => {
    const levels = message.levels.map(levelOf);
    return { ...message, levels: message.kind === "ticker" ? levels.toReversed() : levels };
  });
}

/** A line a message, for people. */
export function historyText(history: MarketHistory): string {
  return history.map((message) => `  ${secondsText(message.receivedNs)} ${messageText(message)}`).join("\n");
}

export function secondsText(timeNs: TimeNs): string {
  return `${(timeNs / nsPerSecond).toFixed(3)} s`;
}

function messageText({ kind, levels }: HistoryMessage): string {
  if (levels.length === 0) return kind;
  const nameOf = (side: Side) => (kind === "trade" ? sideName(side) : side === bid ? "bid" : "ask");
  const texts = levels.map(({ side, priceTicks, sizeLots }) => `${nameOf(side)} ${priceTicks} x ${sizeLots}`);
  return `${kind.padEnd(8)} ${texts.join(", ")}`;
}

function rowsOf({ kind, receivedNs, levels }: HistoryMessage): MarketRow[] {
  const shared = {
    receivedNs,
    venueNs: kind === "ticker" ? Number.NaN : receivedNs - delayNs,
    ...{ firstUpdateId: noId, updateId: noId, previousUpdateId: noId, tradeId: noId },
  };
  const of = (rowKind: EventKind, level: HistoryLevel) => ({ ...shared, kind: rowKind, ...level, isLast: false });
  const rows = levels.map((level) => of(rowKinds[kind], level));
  if (kind === "snapshot") rows.unshift(of(eventKind.clear, noLevel));
  if (kind === "gap" || kind === "clear") rows.push(of(rowKinds[kind], noLevel));
  return rows.map((row, at) => ({ ...row, isLast: at === rows.length - 1 }));
}

const noLevel: HistoryLevel = { side: bid, priceTicks: 0, sizeLots: 0 };

const rowKinds: Readonly<Record<MessageKind, EventKind>> = {
  snapshot: eventKind.snapshotLevel,
  depth: eventKind.depth,
  trade: eventKind.trade,
  ticker: eventKind.ticker,
  gap: eventKind.gap,
  clear: eventKind.clear,
};

function columnsOf(rows: MarketRows): EventColumns {
  const { count, receivedNs, venueNs, sizeLots, priceTicks } = rows;
  const flags = new EventFlags();
  return {
    rowsCount: count,
    receivedNs: BigInt64Array.from(receivedNs, BigInt),
    venueNs: BigInt64Array.from(venueNs, (ns) => (Number.isNaN(ns) ? 0n : BigInt(ns))),
    sizeLots: BigInt64Array.from(sizeLots, BigInt),
    priceTicks,
    flags: Uint8Array.from({ length: count }, (_, at) => flags.of(rows, at)),
  };
}
