/**
 * The replay cache: tapes made of recordings and Parquet files, kept under the hash of what they were made of, and by
 * which code. A changed file, another instrument or a changed importer gives another key, so nothing here is ever
 * stale; what does not read back is built again.
 */
import { join } from "node:path";
import { tapeFormatVersion } from "../adapters/arrow/tape-format.ts";
import { type DropPages, openTapeFolder } from "../adapters/arrow/tape-reader.ts";
import { TapeWriter } from "../adapters/arrow/tape-writer.ts";
import { assert } from "../base/assert.ts";
import type { FeedFacts } from "../domain/feed-facts.ts";
import type { Instrument } from "../domain/instrument.ts";
import { entryOfInstrument } from "../domain/instrument-entry.ts";
import type { RowSink } from "../domain/market-rows.ts";
import type { DurationNs } from "../domain/time.ts";
import type { Tape } from "../ports/tape.ts";
import { fanOut } from "./fan-out.ts";
import type { UncrossedCounts } from "./order-level/uncrossed-rows.ts";
import { dataProblems } from "./quality-report.ts";
import { RowQuality } from "./row-quality.ts";

export interface TapeCache {
  /** Such as `data/processed/tapes`. */
  readonly folder: string;
  /** Of the code that makes tapes. */
  readonly codeHash: string;
  readonly dropPages?: DropPages;
  /**
   * Told the share of a recording read, from 0 to 1, while a tape is made of it. What it throws ends that, and leaves
   * nothing.
   */
  readonly onProgress?: (share: number) => void;
}

export interface CachedTapeSource {
  /** Of the bytes it is made of. */
  readonly sourceHash: string;
  readonly instrument: Instrument;
  readonly midnightUnixNs: bigint;
  /** For people. */
  readonly source: string;
  /** Gives the rows to the tape, `end` included. */
  readonly fill: (sink: RowSink) => Promise<FilledFacts>;
}

/** What the rows do not tell of how they were received; nothing of rows that were not. */
export interface FilledFacts {
  readonly clockOffsetNs: DurationNs;
  readonly feed?: FeedFacts;
  readonly orders?: UncrossedCounts;
}

export async function cachedTape(cache: TapeCache, source: CachedTapeSource): Promise<Tape> {
  const folder = join(cache.folder, keyOf(cache, source));
  const tape = openTapeFolder(folder, cache.dropPages) ?? (await buildTape(folder, source, cache.dropPages));
  return { ...tape, source: source.source }; // Whoever built it may have found the data under another name.
}

async function buildTape(folder: string, source: CachedTapeSource, dropPages?: DropPages): Promise<Tape> {
  const writer = new TapeWriter(folder, source.instrument, source.midnightUnixNs);
  try {
    const quality = new RowQuality();
    const { clockOffsetNs, feed, orders } = await source.fill(fanOut(quality, writer));
    const problems = dataProblems(quality, feed, orders);
    writer.seal({ clockOffsetNs, source: source.source, problems, bookValidNs: quality.bookValidNs });
  } catch (error) {
    writer.discard();
    throw error;
  }
  const tape = openTapeFolder(folder, dropPages);
  assert(tape !== undefined, "a tape just written reads back");
  return tape;
}

function keyOf({ codeHash }: TapeCache, { sourceHash, instrument }: CachedTapeSource): string {
  const hash = new Bun.CryptoHasher("sha256");
  hash.update(JSON.stringify([tapeFormatVersion, codeHash, sourceHash, entryOfInstrument(instrument)]));
  return hash.digest("hex").slice(0, 32);
}
