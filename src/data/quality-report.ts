/**
 * The quality report of one instrument's data: what the rows tell, and what was counted when they were received. Field
 * names are the outside's (`data import --json`, `data validate --json`).
 */
import type { FeedFacts } from "../domain/feed-facts.ts";
import type { Instrument, Market } from "../domain/instrument.ts";
import { noId } from "../domain/market-rows.ts";
import { type DurationNs, formatUnixNs, nsPerMs, type TimeNs } from "../domain/time.ts";
import type { DelaysMs } from "./clock-delays.ts";
import type { Finding } from "./csv/csv-findings.ts";
import { type FinalBook, finalBook } from "./final-book.ts";
import type { UncrossedCounts } from "./order-level/uncrossed-rows.ts";
import type { Gap, RowQuality } from "./row-quality.ts";

export interface QualityReport {
  readonly venue: string;
  readonly market: Market;
  readonly symbol: string;
  readonly source: string;
  /** Level changes, trades and tickers, as a backtest counts them. */
  readonly eventsCount: number;
  readonly rowsCount: number;
  /** Messages received, by kind. */
  readonly depthEventsCount: number;
  readonly tradesCount: number;
  readonly tickersCount: number;
  readonly snapshotsCount: number;
  readonly ignoredCount: number;
  /** Depth events put on the book, and those that were not: older than the snapshot, doubled, or received in a gap. */
  readonly appliedCount: number;
  readonly droppedCount: number;
  readonly overlapsCount: number;
  /** The first thousand; `gapsCount` has all. */
  readonly gaps: readonly Gap[];
  readonly gapsCount: number;
  readonly resyncsCount: number;
  readonly crossedCount: number;
  readonly duplicatesCount: number;
  readonly outOfOrderCount: number;
  readonly tradeIdGapsCount: number;
  readonly offLotCount: number;
  /** Received - E, over all streamed messages that have it. */
  readonly clockOffsetMs: DelaysMs | null;
  /** What was added to the venue's times to compare them with ours. */
  readonly clockCorrectionMs: number;
  readonly tickerChecksCount: number;
  readonly tickerMismatchesCount: number;
  /** Of the time from the first row to the last, the part with a book that can be trusted: 0 to 1. */
  readonly bookValidShare: number;
  /** Received times, ISO 8601 with nanoseconds. */
  /** Null where nothing could be read. */
  readonly firstTime: string | null;
  readonly lastTime: string | null;
  /** Null when the data ends in a gap. */
  readonly finalBook: FinalBook | null;
  /** With --salvage, where the recording stopped being whole. */
  readonly endsAt: string | null;
  /** Of order-level recordings: rows refused, takers held back until they rest, orders that the market had passed. */
  readonly orders: UncrossedCounts | null;
  /** Of CSV files: rows that cannot be read or believed, with their places. The first thousand; `findingsCount` has all. */
  readonly findings: readonly Finding[];
  readonly findingsCount: number;
  readonly problems: readonly string[];
  /** No gap, never crossed, no trade missing, in order, and the book agrees with the tickers. */
  readonly ok: boolean;
}

/** The tickers of the venue itself now and then show a size that the depth stream never had. */
const mismatchShareMax = 0.001;

/** What is known of some recordings beyond their rows. */
export interface ReportContext {
  readonly orders?: UncrossedCounts;
  readonly findings?: readonly Finding[];
  readonly findingsCount?: number;
  /** Of the messages, where they may have given no rows. */
  readonly spanNs?: { readonly first: TimeNs; readonly last: TimeNs } | undefined;
}

export interface QualityContext extends ReportContext {
  readonly instrument: Instrument;
  readonly midnightUnixNs: bigint;
  readonly source: string;
  readonly clockOffsetNs: DurationNs;
}

export function qualityReport(context: QualityContext, rows: RowQuality, feed: FeedFacts): QualityReport {
  const { instrument, midnightUnixNs, source, clockOffsetNs, orders, findings = [], findingsCount = 0 } = context;
  const { first, last } = context.spanNs ?? { first: rows.firstReceivedNs, last: rows.lastReceivedNs };
  const problems = [...dataProblems(rows, feed, orders), ...findingsProblem(findings, findingsCount)];
  return {
    venue: instrument.venue,
    market: instrument.market,
    symbol: instrument.symbol,
    source,
    eventsCount: rows.eventsCount,
    rowsCount: rows.rowsCount,
    depthEventsCount: feed.depth_events_count,
    tradesCount: feed.trades_count,
    tickersCount: feed.tickers_count,
    snapshotsCount: feed.snapshots_count,
    ignoredCount: feed.ignored_count,
    appliedCount: feed.applied_count,
    droppedCount: feed.dropped_count,
    overlapsCount: feed.overlaps_count,
    gaps: rows.gaps,
    gapsCount: rows.gapsCount,
    resyncsCount: rows.resyncsCount,
    crossedCount: rows.crossedCount,
    duplicatesCount: feed.duplicates_count,
    outOfOrderCount: feed.out_of_order_count,
    tradeIdGapsCount: tradeIdGaps(rows, feed),
    offLotCount: rows.dustRowsCount,
    clockOffsetMs: feed.clock_delay_ms,
    clockCorrectionMs: clockOffsetNs / nsPerMs,
    tickerChecksCount: rows.tickerChecks.checksCount,
    tickerMismatchesCount: rows.tickerChecks.mismatchesCount,
    bookValidShare: rows.bookValidShare,
    firstTime: timeOf(midnightUnixNs, first),
    lastTime: timeOf(midnightUnixNs, last),
    finalBook: rows.bookUpdateId === noId ? null : finalBook(rows.book, rows.bookUpdateId, instrument),
    endsAt: feed.ends_at,
    orders: orders ?? null,
    findings,
    findingsCount,
    problems,
    ok: problems.length === 0,
  };
}

/** What is wrong with rows and with how they were received, in words; none for data that are whole. */
export function dataProblems(rows: RowQuality, feed?: FeedFacts, orders?: UncrossedCounts): string[] {
  const { duplicates_count: duplicatesCount = 0, out_of_order_count: outOfOrderCount = 0, ends_at } = feed ?? {};
  const tradeIdGapsCount = tradeIdGaps(rows, feed);
  const { refusedCount = 0, staleCount = 0 } = orders ?? {};
  const { checksCount, mismatchesCount } = rows.tickerChecks;
  const problems: [boolean, string][] = [
    [rows.gapsCount > 0, `${counted(rows.gapsCount, "gap")} in the depth stream`],
    [rows.gapsCount > 0 && rows.bookUpdateId === noId, "the data ends without a valid book"],
    [rows.crossedCount > 0, `the book was crossed after ${counted(rows.crossedCount, "depth event")}`],
    [tradeIdGapsCount > 0, `${counted(tradeIdGapsCount, "gap")} in the trade ids`],
    [duplicatesCount > 0, `${counted(duplicatesCount, "message")} came twice`],
    [outOfOrderCount > 0, `${counted(outOfOrderCount, "message")} out of order`],
    [
      mismatchesCount > checksCount * mismatchShareMax,
      `the book differs from the venue's own best bid and offer ${mismatchesCount} times of ${checksCount}`,
    ],
    [refusedCount > 0, `${refusedCount} rows speak of orders that the recording does not know, or contradict it`],
    [staleCount > 0, `${counted(staleCount, "order")} stood where the market had passed them`],
    [typeof ends_at === "string", `whole only as far as ${ends_at}`],
  ];
  return problems.flatMap(([isSo, text]) => (isSo ? [text] : []));
}

/** Ids that are missing among the rows, and were not those of trades that never met the book. */
function tradeIdGaps({ tradeIdGapsCount }: RowQuality, feed?: FeedFacts): number {
  return Math.max(0, tradeIdGapsCount - (feed?.filled_trade_gaps_count ?? 0));
}

function findingsProblem([first]: readonly Finding[], count: number): string[] {
  if (first === undefined) return [];
  const verb = count === 1 ? "is" : "are";
  return [`${counted(count, "row")} ${verb} not to be believed, at first ${first.place}: ${first.problem}`];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** @param at NaN of no rows at all. */
function timeOf(midnightUnixNs: bigint, at: TimeNs): string | null {
  return Number.isNaN(at) ? null : formatUnixNs(midnightUnixNs + BigInt(at));
}
