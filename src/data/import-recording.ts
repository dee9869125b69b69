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
import type { Instrument } from "../domain/instrument.ts";
import { noId, type RowSink } from "../domain/market-rows.ts";
import { midnightUnixNs } from "../domain/time.ts";
import { ClockDelays } from "./clock-delays.ts";
import { type InstrumentSelection, selectInstrument } from "./select-instrument.ts";

/** Known before the first row. */
export interface RecordingStart {
  readonly instrument: Instrument;
  readonly midnightUnixNs: bigint;
  /** In the order of their times. */
  readonly paths: readonly string[];
}

/** Known after the last. */
export interface RecordingFacts extends RecordingStart {
  readonly counts: FeedCounts;
  readonly delays: ClockDelays;
  readonly linesCount: number;
  /** With `salvage`: where the recording stops being whole, in words. */
  readonly endsAt: string | undefined;
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
  return {
    instrument,
    midnightUnixNs: midnightUnixNs(probes[0]!.firstReceivedUnixNs),
    paths: probes.map(({ path }) => path),
  };
}

/**
 * Reads it all into `sink`.
 * @param salvage take what is whole of a torn recording instead of refusing it.
 * @throws InputError at the place of what is wrong.
 */
export async function readRecording(start: RecordingStart, sink: RowSink, salvage: boolean): Promise<RecordingFacts> {
  const feed = new RowFeed(start.instrument.market, sink);
  const delays = new ClockDelays();
  const seam = new Seam(feed);
  const reader = new RecordingReader(start.instrument, start.midnightUnixNs, (message, place) => {
    seam.check(message, place);
    if (isStreamed(message)) delays.add(message.receivedNs - message.eventNs);
    feed.message(message);
  });
  const endsAt = await readFiles(reader, start.paths, salvage);
  if (feed.sync.state === "waiting") throw missingSnapshot(start.paths, feed.counts);
  feed.end();
  return { ...start, counts: feed.counts, delays, linesCount: reader.linesCount, endsAt };
}

async function probeAll(paths: readonly string[]): Promise<RecordingProbe[]> {
  const probes = [];
  for (const path of paths) probes.push(await probeRecording(path));
  return probes.sort((a, b) => Number(a.firstReceivedUnixNs - b.firstReceivedUnixNs) || (a.path < b.path ? -1 : 1));
}

async function readFiles(
  reader: RecordingReader,
  paths: readonly string[],
  salvage: boolean,
): Promise<string | undefined> {
  try {
    for (const path of paths) await reader.read(path);
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
  #path = "";
  #depthId = noId;
  #receivedNs = Number.NEGATIVE_INFINITY;

  constructor(private readonly feed: RowFeed) {}

  check(message: BinanceMessage, place: Place): void {
    if (message.kind === messageKind.depth) {
      if (place.fileIndex !== this.#fileIndex && this.#depthId !== noId) this.#checkDepth(message, place);
      this.#fileIndex = place.fileIndex;
      this.#depthId = message.updateId;
    }
    if (place.path !== this.#path) {
      if (message.receivedNs < this.#receivedNs)
        throw new InputError(
          `${place.path}:${place.line}`,
          `begins before ${this.#path} ends; expected files that follow one another`,
        );
      this.#path = place.path;
    }
    this.#receivedNs = message.receivedNs;
  }

  #checkDepth(message: BinanceMessage, place: Place): void {
    if (this.feed.sync.follows(message, this.#depthId) === "joins") return;
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
