/** Parquet files as one run of rows an instrument, with what their metadata say of how they were received. */
import {
  findParquetFiles,
  inOrder,
  openParquetFile,
  type ParquetFile,
  readParquetRows,
} from "../adapters/parquet/rows-reader.ts";
import { InputError } from "../base/input-error.ts";
import type { FeedFacts } from "../domain/feed-facts.ts";
import { type Instrument, instrumentKey } from "../domain/instrument.ts";
import type { RowSink } from "../domain/market-rows.ts";
import { type DurationNs, midnightUnixNs } from "../domain/time.ts";
import { checkSelected, type InstrumentSelection, isSelected } from "./select-instrument.ts";
import { sourceText } from "./source-text.ts";

export interface ParquetData {
  readonly instrument: Instrument;
  readonly midnightUnixNs: bigint;
  readonly source: string;
  /** The most negative of the files': every message is then at most as late as it was. */
  readonly clockOffsetNs: DurationNs;
  readonly feed: FeedFacts;
  readonly read: (sink: RowSink) => Promise<void>;
}

/** Told of a file that is not whole, or of an instrument's files that do not follow one another. */
export type ParquetDamage = (damage: InputError) => void;

/**
 * Files by instrument, each in the order of their times.
 * @param onDamage does without what is damaged; by default that is refused.
 * @throws InputError when none is of what was selected.
 */
export async function selectParquet(
  paths: readonly string[],
  selection: InstrumentSelection,
  onDamage: ParquetDamage = refuse,
): Promise<ParquetFile[][]> {
  const byInstrument = new Map<string, ParquetFile[]>();
  let damagedCount = 0;
  for (const path of paths.flatMap(findParquetFiles)) {
    const file = await openParquetFile(path).catch((error: unknown) => note(error, onDamage));
    if (file === undefined) {
      damagedCount++;
      continue;
    }
    if (paths.includes(path)) checkSelected(path, file.instrument, selection);
    if (!isSelected(file.instrument, selection)) continue;
    const key = instrumentKey(file.instrument);
    byInstrument.set(key, [...(byInstrument.get(key) ?? []), file]);
  }
  const place = paths.join(", ");
  if (byInstrument.size === 0 && damagedCount === 0)
    throw new InputError(place, `holds no Parquet files${selection.symbol ? ` of ${selection.symbol}` : ""}`);
  const groups = [...byInstrument].sort(([a], [b]) => (a < b ? -1 : 1));
  return groups.flatMap(([, files]) => {
    try {
      return [inOrder(files)];
    } catch (error) {
      return note(error, onDamage) ?? [];
    }
  });
}

function refuse(damage: InputError): never {
  throw damage;
}

function note(error: unknown, onDamage: ParquetDamage): undefined {
  if (!(error instanceof InputError)) throw error;
  onDamage(error);
}

/** @param files of one instrument, in order. */
export function readParquetData(files: readonly ParquetFile[]): ParquetData {
  const [first] = files;
  if (first === undefined) throw new InputError("data", "no Parquet files");
  const other = files.find(({ metadata }) => !Bun.deepEquals(metadata.instrument, first.metadata.instrument));
  if (other !== undefined) throw new InputError(other.path, `has another tick or lot than ${first.path}`);
  const midnight = midnightUnixNs(first.firstReceivedUnixNs);
  return {
    instrument: first.instrument,
    midnightUnixNs: midnight,
    source: sourceText(files.map(({ metadata }) => metadata)),
    clockOffsetNs: Math.min(...files.map(({ metadata }) => metadata.clock_offset_ns)),
    feed: sumOfImports(files.map(({ metadata }) => metadata.feed)),
    read: (sink) => readParquetRows(files, midnight, sink),
  };
}

/** All files of one import carry the same facts, which count once. */
function sumOfImports(facts: readonly FeedFacts[]): FeedFacts {
  const imports = facts.filter((fact, at) => at === 0 || !Bun.deepEquals(fact, facts[at - 1]));
  return imports.reduce((sum, fact) => ({
    depth_events_count: sum.depth_events_count + fact.depth_events_count,
    trades_count: sum.trades_count + fact.trades_count,
    tickers_count: sum.tickers_count + fact.tickers_count,
    snapshots_count: sum.snapshots_count + fact.snapshots_count,
    ignored_count: sum.ignored_count + fact.ignored_count,
    applied_count: sum.applied_count + fact.applied_count,
    dropped_count: sum.dropped_count + fact.dropped_count,
    overlaps_count: sum.overlaps_count + fact.overlaps_count,
    filled_trade_gaps_count: (sum.filled_trade_gaps_count ?? 0) + (fact.filled_trade_gaps_count ?? 0),
    duplicates_count: sum.duplicates_count + fact.duplicates_count,
    out_of_order_count: sum.out_of_order_count + fact.out_of_order_count,
    ends_at: sum.ends_at ?? fact.ends_at,
    clock_delay_ms: widerDelays(sum.clock_delay_ms, fact.clock_delay_ms),
  }));
}

/** Of several imports: the extremes, and the median of the first, since medians do not add up. */
function widerDelays(a: FeedFacts["clock_delay_ms"], b: FeedFacts["clock_delay_ms"]): FeedFacts["clock_delay_ms"] {
  if (a === null || b === null) return a ?? b;
  return { median: a.median, min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}
