/**
 * What there is among Parquet files: instruments, their days, rows and gaps, and what was wrong with them when they were
 * received. All rows are read, so that gaps are those of the data; no book is built, which is what a validation is for.
 */
import { type ParquetFile, readParquetRows } from "../adapters/parquet/rows-reader.ts";
import { InputError } from "../base/input-error.ts";
import { eventKind } from "../domain/event.ts";
import type { Market } from "../domain/instrument.ts";
import type { MarketRows, RowSink } from "../domain/market-rows.ts";
import { formatUnixNs, midnightUnixNs, nsPerDay } from "../domain/time.ts";
import type { Finding } from "./csv/csv-findings.ts";
import { type ParquetDamage, readParquetData, selectParquet } from "./parquet-data.ts";
import type { InstrumentSelection } from "./select-instrument.ts";

/** Names are the outside's (`data list --json`). */
export interface CatalogDay {
  /** UTC, such as 2024-08-08. */
  readonly date: string;
  readonly rowsCount: number;
  readonly tradesCount: number;
  /** Rows from which on the book is not to be trusted. */
  readonly gapsCount: number;
}

export interface CatalogInstrument {
  readonly venue: string;
  readonly market: Market;
  readonly symbol: string;
  readonly filesCount: number;
  readonly bytesCount: number;
  readonly rowsCount: number;
  readonly gapsCount: number;
  /** Received, ISO 8601 with nanoseconds. */
  readonly firstTime: string;
  readonly lastTime: string;
  readonly days: readonly CatalogDay[];
  readonly problems: readonly string[];
  readonly ok: boolean;
}

export interface Catalog {
  readonly instruments: readonly CatalogInstrument[];
  /** Files that are not whole, and what is wrong with each. */
  readonly damaged: readonly Finding[];
}

/** @throws InputError when there is no such path, or nothing in it of what was selected. */
export async function readCatalog(
  paths: readonly string[],
  selection: InstrumentSelection,
  progress: (share: number) => void = () => {},
): Promise<Catalog> {
  const damaged: Finding[] = [];
  const noteDamage: ParquetDamage = ({ place, problem }) => damaged.push({ place, problem });
  const groups = await selectParquet(paths, selection, noteDamage);
  const instruments = [];
  for (const [at, files] of groups.entries()) {
    instruments.push(await instrumentOf(files));
    progress((at + 1) / groups.length);
  }
  return { instruments, damaged };
}

async function instrumentOf(files: readonly ParquetFile[]): Promise<CatalogInstrument> {
  const { instrument, feed } = readParquetData(files);
  const midnight = midnightUnixNs(files[0]!.firstReceivedUnixNs);
  const days = new DayCounts(midnight);
  const problems: string[] = [];
  try {
    await readParquetRows(files, midnight, days);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    problems.push(error.message);
  }
  const gapsCount = sum(days.days, ({ gapsCount: count }) => count);
  if (gapsCount > 0) problems.push(`gaps: ${gapsCount}`);
  if (feed.duplicates_count > 0) problems.push(`messages that came twice: ${feed.duplicates_count}`);
  if (feed.out_of_order_count > 0) problems.push(`messages out of order: ${feed.out_of_order_count}`);
  if (feed.ends_at !== null) problems.push(`whole only as far as ${feed.ends_at}`);
  return {
    ...{ venue: instrument.venue, market: instrument.market, symbol: instrument.symbol },
    filesCount: files.length,
    bytesCount: sum(files, ({ bytesCount }) => bytesCount),
    rowsCount: sum(days.days, ({ rowsCount }) => rowsCount),
    gapsCount,
    firstTime: formatUnixNs(files[0]!.firstReceivedUnixNs),
    lastTime: formatUnixNs(files.at(-1)!.lastReceivedUnixNs),
    days: days.days,
    problems,
    ok: problems.length === 0,
  };
}

class DayCounts implements RowSink {
  readonly days: { date: string; rowsCount: number; tradesCount: number; gapsCount: number }[] = [];
  #day = Number.NaN;

  constructor(private readonly midnightUnixNs: bigint) {}

  rows({ kind, receivedNs, count }: MarketRows): void {
    for (let at = 0; at < count; at++) {
      const day = Math.floor(receivedNs[at]! / nsPerDay);
      if (day !== this.#day) this.#begin(day);
      const counts = this.days.at(-1)!;
      counts.rowsCount++;
      if (kind[at] === eventKind.trade) counts.tradesCount++;
      else if (kind[at] === eventKind.gap) counts.gapsCount++;
    }
  }

  end(): void {}

  #begin(day: number): void {
    this.#day = day;
    const date = formatUnixNs(this.midnightUnixNs + BigInt(day) * BigInt(nsPerDay)).slice(0, 10);
    this.days.push({ date, rowsCount: 0, tradesCount: 0, gapsCount: 0 });
  }
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
