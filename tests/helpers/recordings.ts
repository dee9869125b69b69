/**
 * Small recordings of Spot BTCUSDT in the collector's format, `<local ns> <json>`, made by hand for tests: a snapshot,
 * then depth events, trades and tickers ten times a second around 60,000.00.
 */
import { gzipSync } from "node:zlib";

const startUnixMs = 1_723_161_600_000; // 2024-08-08T24:00:00Z: a UTC midnight.
const startId = 1_000;

export interface RecordingOptions {
  readonly symbol?: string;
  /** Tenths of a second from the start: the first is `from`, and `tenths` of them follow. */
  readonly from?: number;
  readonly tenths?: number;
  readonly snapshot?: boolean;
}

/** Lines without their line feed. A recording from 30 joins one from 0 with 30 tenths. */
export function recordingLines({
  symbol = "BTCUSDT",
  from = 0,
  tenths = 30,
  snapshot = true,
}: RecordingOptions = {}): string[] {
  const lines = snapshot ? [snapshotLine(from)] : [];
  for (let tenth = from; tenth < from + tenths; tenth++) lines.push(...tenthLines(symbol, tenth));
  return lines;
}

export function recordingText(options: RecordingOptions = {}): string {
  return `${recordingLines(options).join("\n")}\n`;
}

export function recordingGz(options: RecordingOptions = {}): Uint8Array {
  return gzipSync(recordingText(options));
}

function snapshotLine(from: number): string {
  const levels = (sign: number) => Array.from({ length: 20 }, (_, i) => [price(sign * (10 + 10 * i)), "1.00000000"]);
  return line(from, 0, { lastUpdateId: updateId(from) - 1, bids: levels(-1), asks: levels(1) });
}

/**
 * A trade at the bid (each tenth one a larger one below it), the ticker it leads to, and the depth event that shows
 * both.
 */
function tenthLines(symbol: string, tenth: number): string[] {
  const size = `0.${String(10 + ((7 * tenth) % 80))}000000`;
  const shift = (tenth % 5) - 2;
  const isDeep = tenth % 10 === 9;
  const stream = (name: string, data: object) => ({ stream: `${symbol.toLowerCase()}@${name}`, data });
  const eventMs = startUnixMs + 100 * tenth + 90;
  const trade = {
    e: "trade",
    E: eventMs - 40,
    s: symbol,
    t: 500 + tenth,
    p: price(isDeep ? -12 : -10),
    q: isDeep ? "0.00700000" : "0.00100000",
    T: eventMs - 40,
    m: true,
    M: true,
  };
  const ticker = { u: updateId(tenth), s: symbol, b: price(-10), B: size, a: price(10 + shift), A: "2.00000000" };
  const asks = [-2, -1, 0, 1, 2].map((other) => [price(10 + other), other === shift ? "2.00000000" : "0.00000000"]);
  const depth = {
    e: "depthUpdate",
    E: eventMs,
    s: symbol,
    U: updateId(tenth),
    u: updateId(tenth),
    b: [[price(-10), size]],
    a: asks,
  };
  return [
    line(tenth, 52, stream("trade", trade)),
    line(tenth, 60, stream("bookTicker", ticker)),
    line(tenth, 95, stream("depth@100ms", depth)),
  ];
}

function updateId(tenth: number): number {
  return startId + tenth;
}

/** 60,000.00 and so many cents. */
function price(cents: number): string {
  return `${((6_000_000 + cents) / 100).toFixed(2)}000000`;
}

function line(tenth: number, ms: number, json: object): string {
  return `${BigInt(startUnixMs + 100 * tenth + ms) * 1_000_000n} ${JSON.stringify(json)}`;
}
