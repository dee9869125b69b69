/**
 * A recording (one file, or several that continue one another) into rows, in one pass.
 *
 * Files are read in the order of their times. Where one ends and the next begins the depth stream must go on: two files
 * that do not join are two recordings. Inside a file a hole is a fact of that recording, and becomes a gap.
 */

import { type BinanceMessage, messageKind } from "../adapters/binance/message.ts";
import { TornError } from "../adapters/binance/recording-file.ts";
import { probeRecording, type RecordingProbe } from "../adapters/binance/recording-probe.ts";
import { type Place, RecordingReader } from "../adapters/binance/recording-reader.ts";
import { type FeedCounts, RowFeed } from "../adapters/binance/row-feed.ts";
import { InputError } from "../base/input-error.ts";
import type { FeedFacts } from "../domain/feed-facts.ts";
import type { Instrument } from "../domain/instrument.ts";
import { noId, type RowSink } from "../domain/market-rows.ts";
import { type DurationNs, midnightUnixNs } from "../domain/time.ts";
import { ClockDelays } from "./clock-delays.ts";
import { type InstrumentSelection, selectInstrument } from "./select-instrument.ts";

/** Known before the first row. */
export interface RecordingStart {
  readonly instrument: Instrument;
  readonly midnightUnixNs: bigint;
  /** In the order of their times. */
  readonly paths: readonly string[];
  /** Of all files together. */
  readonly bytesCount: number;
}

/** Known after the last. */
export interface RecordingFacts extends RecordingStart {
  readonly feed: FeedFacts;
  readonly clockOffsetNs: DurationNs;
}

/** Finds out what the recording is. @throws InputError for files that are no recording, or of different instruments. */
export async function startRecording(
  paths: readonly string[],
  selection: InstrumentSelection,
): Promise<RecordingStart> {
  const probes = await probeAll(paths);
  const told = probes.find(({ isFutures }) => isFutures !== undefined) ?? probes[0]!;
  const instrument = selectInstrument(told, selection);
  const other = probes.find(({ symbol }) => symbol !== undefined && symbol !== instrument.symbol);
  if (other !== undefined)
    throw new InputError(other.path, `holds ${other.symbol}; expected ${instrument.symbol}, as in ${told.path}`);
  const otherMarket = probes.find(({ isFutures }) => isFutures !== undefined && isFutures !== told.isFutures);
  if (otherMarket !== undefined)
    throw new InputError(
      otherMarket.path,
      `is of ${otherMarket.marketGuess}; expected ${instrument.market}, as ${told.path}`,
    );
  return {
    instrument,
    midnightUnixNs: midnightUnixNs(probes[0]!.firstReceivedUnixNs),
    paths: probes.map(({ path }) => path),
    bytesCount: probes.reduce((sum, { bytesCount }) => sum + bytesCount, 0),
  };
}

export interface ReadOptions {
  /** Take what is whole of a torn recording instead of refusing it. */
  readonly salvage?: boolean;
  /** Told the share done, from 0 to 1, again and again. */
  readonly progress?: (share: number) => void;
}

/**
 * Reads it all into `sink`.
 * @throws InputError at the place of what is wrong.
 */
export async function readRecording(
  start: RecordingStart,
  sink: RowSink,
  options: ReadOptions = {},
): Promise<RecordingFacts> {
  const feed = new RowFeed(start.instrument.market, sink);
  const delays = new ClockDelays();
  const seam = new Seam(feed);
  const reader = new RecordingReader(start.instrument, start.midnightUnixNs, (message, place) => {
    seam.check(message, place);
    if (isStreamed(message)) delays.add(message.receivedNs - message.eventNs);
    feed.message(message);
  });
  const endsAt = await readFiles(reader, start, options);
  if (feed.sync.state === "waiting") throw missingSnapshot(start.paths, feed.counts);
  feed.end();
  return { ...start, feed: factsOf(feed.counts, delays, endsAt), clockOffsetNs: delays.clockOffsetNs };
}

/** What was counted as messages became rows. @param endsAt where they stopped being whole. */
export function factsOf(counts: FeedCounts, delays: ClockDelays, endsAt: string | undefined): FeedFacts {
  return {
    depth_events_count: counts.depthEventsCount,
    trades_count: counts.tradesCount,
    tickers_count: counts.tickersCount,
    snapshots_count: counts.snapshotsCount,
    ignored_count: counts.ignoredCount,
    applied_count: counts.appliedCount,
    dropped_count: counts.droppedCount,
    overlaps_count: counts.overlapsCount,
    duplicates_count: counts.duplicatesCount,
    out_of_order_count: counts.outOfOrderCount,
    filled_trade_gaps_count: counts.filledTradeGapsCount,
    ends_at: endsAt ?? null,
    clock_delay_ms: delays.summary() ?? null,
  };
}

async function probeAll(paths: readonly string[]): Promise<RecordingProbe[]> {
  const probes = [];
  for (const path of paths) probes.push(await probeRecording(path));
  return probes.sort((a, b) => Number(a.firstReceivedUnixNs - b.firstReceivedUnixNs) || (a.path < b.path ? -1 : 1));
}

async function readFiles(
  reader: RecordingReader,
  { paths, bytesCount }: RecordingStart,
  { salvage = false, progress = () => {} }: ReadOptions,
): Promise<string | undefined> {
  let doneBytesCount = 0;
  try {
    for (const path of paths) {
      let fileBytesCount = 0;
      await reader.read(path, (bytesRead) => {
        fileBytesCount = bytesRead;
        progress((doneBytesCount + bytesRead) / bytesCount);
      });
      doneBytesCount += fileBytesCount;
    }
    return undefined;
  } catch (error) {
    // Files behind a torn one cannot join it, so the recording ends here.
    if (salvage && error instanceof TornError) return error.message;
    throw error;
  }
}

/** A snapshot was asked for, not streamed: its times tell nothing about the stream's delay. */
function isStreamed(message: BinanceMessage): boolean {
  return message.kind !== messageKind.snapshot && !Number.isNaN(message.eventNs);
}

function missingSnapshot(paths: readonly string[], counts: FeedCounts): InputError {
  const place = paths.join(", ");
  return counts.snapshotsCount === 0
    ? new InputError(place, "holds no REST depth snapshot; expected one, or the file before that this one continues")
    : new InputError(
        place,
        `none of its ${counts.snapshotsCount} snapshots joins the depth stream; expected one that does`,
      );
}

/** Watches the depth stream where one file follows another. */
class Seam {
  #fileIndex = 0;
  #depthFileIndex = 0;
  #path = "";
  #depthId = noId;
  #receivedNs = Number.NEGATIVE_INFINITY;

  constructor(private readonly feed: RowFeed) {}

  check(message: BinanceMessage, place: Place): void {
    if (place.fileIndex !== this.#fileIndex) this.#checkTime(message, place);
    this.#fileIndex = place.fileIndex;
    this.#path = place.path;
    this.#receivedNs = message.receivedNs;
    if (message.kind !== messageKind.depth) return;
    if (place.fileIndex !== this.#depthFileIndex && this.#depthId !== noId) this.#checkDepth(message, place);
    this.#depthFileIndex = place.fileIndex;
    this.#depthId = message.updateId;
  }

  #checkTime(message: BinanceMessage, place: Place): void {
    if (message.receivedNs >= this.#receivedNs) return;
    const problem = `begins before ${this.#path} ends; expected files that follow one another`;
    throw new InputError(`${place.path}:${place.line}`, problem);
  }

  #checkDepth(message: BinanceMessage, place: Place): void {
    const verdict = this.feed.sync.follows(message, this.#depthId);
    if (verdict === "joins" || verdict === "overlaps") return;
    const { firstUpdateId, previousUpdateId } = message;
    const told = previousUpdateId === noId ? `U ${firstUpdateId}` : `pu ${previousUpdateId}`;
    const expected = previousUpdateId === noId ? `U ${this.#depthId + 1}` : `pu ${this.#depthId}`;
    throw new InputError(
      `${place.path}:${place.line}`,
      `does not join the file before it, which ends at update id ${this.#depthId}: its first depth event has ${told}; ` +
        `expected ${expected}`,
    );
  }
}
