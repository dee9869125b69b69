/**
 * An order-level recording, one file, into market rows that name their orders: the way of `import-recording.ts` for
 * venues that tell every order.
 *
 * What such files hold does not say which symbol they are of. It is what their name says, where the venue's files have
 * names that do; else the one instrument known of their venue, or the caller's choice among several.
 */
import { fileBytesCount, TornError } from "../../adapters/binance/recording-file.ts";
import { InputError } from "../../base/input-error.ts";
import type { FeedFacts } from "../../domain/feed-facts.ts";
import { type Instrument, instrumentKey } from "../../domain/instrument.ts";
import type { RowSink } from "../../domain/market-rows.ts";
import type { OrderEventColumns } from "../../domain/order-event.ts";
import type { ReadOptions } from "../import-recording.ts";
import { type InstrumentSelection, isSelected } from "../select-instrument.ts";
import { OrderCoverage } from "./order-coverage.ts";
import type { OpenedOrderFile, OrderFormat } from "./order-formats.ts";
import { OrderMarketRows } from "./order-market-rows.ts";
import { readOrderRows } from "./read-order-rows.ts";
import { UncrossedCounts, UncrossedRows } from "./uncrossed-rows.ts";

export interface OrderRecordingStart extends OpenedOrderFile {
  readonly instrument: Instrument;
}

export interface OrderRecordingFacts extends OrderRecordingStart {
  readonly feed: FeedFacts;
  /** One clock tells both times. */
  readonly clockOffsetNs: 0;
  readonly orders: UncrossedCounts;
}

/** @throws InputError when the instrument is not known, or is not the one. */
export async function startOrderRecording(
  path: string,
  format: OrderFormat,
  selection: InstrumentSelection,
): Promise<OrderRecordingStart> {
  const instrument = instrumentOf(path, format, selection);
  return { ...(await format.open(path, instrument)), instrument };
}

/**
 * Reads it all into `sink`. A start is read once: its decoder is used up.
 * @throws InputError at the place of what is wrong.
 */
export async function readOrderRecording(
  start: OrderRecordingStart,
  sink: RowSink,
  options: ReadOptions = {},
): Promise<OrderRecordingFacts> {
  const rows = new OrderMarketRows(sink, start.shiftNs);
  const orders = new UncrossedCounts();
  let endsAt: string | undefined;
  try {
    for await (const columns of plainOrderRows(start, orders, options.progress)) rows.take(columns);
  } catch (error) {
    if (options.salvage !== true || !(error instanceof TornError)) throw error;
    endsAt = error.message;
  }
  rows.end();
  if (rows.counts.clearsCount === 0) throw new InputError(start.paths[0]!, "holds no orders; expected some");
  return { ...start, feed: factsOf(rows, orders, endsAt), clockOffsetNs: 0, orders };
}

/**
 * The recording's own rows, made plain.
 * @param counts and `coverage`: filled as they are read.
 */
export async function* plainOrderRows(
  { decoder, paths }: OrderRecordingStart,
  counts = new UncrossedCounts(),
  progress: (share: number) => void = () => {},
  coverage = new OrderCoverage(),
): AsyncGenerator<OrderEventColumns> {
  const path = paths[0]!;
  const bytesCount = fileBytesCount(path);
  const uncrossed = new UncrossedRows(counts);
  const bytesRead = (count: number) => progress(count / bytesCount);
  for await (const columns of readOrderRows(path, decoder, undefined, bytesRead)) {
    coverage.take(columns);
    yield uncrossed.take(columns);
  }
}

function instrumentOf(path: string, { venue, symbolOf }: OrderFormat, selection: InstrumentSelection): Instrument {
  if (selection.venue !== undefined && selection.venue !== venue)
    throw new InputError(path, `is a recording of ${venue}; expected one of ${selection.venue}`);
  const ofVenue = selection.instruments.filter((instrument) => instrument.venue === venue);
  const named = symbolOf?.(path);
  if (named !== undefined && selection.symbol !== undefined && named !== selection.symbol)
    throw new InputError(path, `is of ${named}, by its name; expected ${selection.symbol}`);
  const known = ofVenue.filter(
    (instrument) => isSelected(instrument, selection) && (named ?? instrument.symbol) === instrument.symbol,
  );
  const [instrument] = known;
  const names = ofVenue.map(instrumentKey).join(", ") || "none";
  if (instrument === undefined)
    throw new InputError(
      path,
      `is of ${named === undefined ? "" : `${named} of `}${venue}, whose known instruments are ${names}; expected one of these, or an entry in configs/instruments.yaml`,
    );
  if (known.length > 1)
    throw new InputError(path, `is of ${venue} and may be ${names}, which it does not tell; expected --symbol`);
  return instrument;
}

function factsOf(
  { counts }: OrderMarketRows,
  { refusedCount }: UncrossedCounts,
  endsAt: string | undefined,
): FeedFacts {
  return {
    depth_events_count: counts.depthCount,
    trades_count: counts.tradesCount,
    tickers_count: 0,
    snapshots_count: counts.clearsCount,
    ignored_count: 0,
    applied_count: counts.depthCount,
    dropped_count: refusedCount,
    overlaps_count: 0,
    duplicates_count: 0,
    out_of_order_count: counts.outOfOrderCount,
    ends_at: endsAt ?? null,
    clock_delay_ms: null,
  };
}
