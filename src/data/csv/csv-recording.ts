/**
 * CSV files of one instrument into rows, in one pass: files of one kind continue one another, files of several kinds
 * (depth, trades, tickers) are put together by the time of their receipt.
 */
import { type BinanceMessage, messageKind } from "../../adapters/binance/message.ts";
import { TornError } from "../../adapters/binance/recording-file.ts";
import { RowFeed } from "../../adapters/binance/row-feed.ts";
import { InputError } from "../../base/input-error.ts";
import type { Market } from "../../domain/instrument.ts";
import type { RowSink } from "../../domain/market-rows.ts";
import { midnightUnixNs, nsPerMinute, type TimeNs } from "../../domain/time.ts";
import { ClockDelays } from "../clock-delays.ts";
import { factsOf, type ReadOptions, type RecordingFacts, type RecordingStart } from "../import-recording.ts";
import { type InstrumentSelection, selectInstrument } from "../select-instrument.ts";
import { BookChanges } from "./book-changes.ts";
import { CsvCells } from "./csv-cells.ts";
import { CsvFindings, type Finding } from "./csv-findings.ts";
import { type CsvTold, csvStreams } from "./csv-format.ts";
import type { CsvFile } from "./csv-formats.ts";
import { CsvSource } from "./csv-source.ts";

export interface CsvRecordingStart extends RecordingStart {
  readonly files: readonly CsvFile[];
}

export interface CsvReadOptions extends ReadOptions {
  /** Lists rows that cannot be read, and does without them and without a snapshot, instead of refusing the files. */
  readonly lenient?: boolean;
}

export interface CsvRecordingFacts extends RecordingFacts {
  /** What is not to be believed, with its place: the first thousand, and how many there are. */
  readonly findings: readonly Finding[];
  readonly findingsCount: number;
  /** Of the first and the last message; undefined where there is none. */
  readonly spanNs: { readonly first: TimeNs; readonly last: TimeNs } | undefined;
}

/** Finds out what the files are of. @throws InputError for files of different instruments, or that do not tell. */
export function startCsvRecording(files: readonly CsvFile[], selection: InstrumentSelection): CsvRecordingStart {
  const probes = files.map((file) => ({ file, told: toldBy(file) }));
  const [first] = probes;
  if (first === undefined) throw new InputError("data", "no CSV files; expected some");
  const symbol = probes.find(({ told }) => told.symbol !== undefined)?.told.symbol;
  const telling = probes.find(({ told }) => told.market !== undefined || told.isFutures !== undefined) ?? first;
  const market = telling.told.market ?? marketOf(telling.told, symbol);
  const other = probes.find(({ told }) => told.symbol !== undefined && told.symbol !== symbol);
  if (other !== undefined)
    throw new InputError(other.file.path, `holds ${other.told.symbol}; expected ${symbol}, as the other files`);
  const instrument = selectInstrument(
    {
      ...{ path: telling.file.path, bytesCount: 0, firstReceivedUnixNs: 0n, symbol, marketGuess: market },
      isFutures: market === undefined ? undefined : market !== "spot",
    },
    telling.told.market === undefined ? selection : { ...selection, market: selection.market ?? telling.told.market },
  );
  const timed = probes
    .map(({ file, told }) => ({ file, unixNs: told.unixNs }))
    .sort((a, b) => Number(a.unixNs - b.unixNs) || (a.file.path < b.file.path ? -1 : 1));
  return {
    instrument,
    midnightUnixNs: midnightUnixNs(timed[0]!.unixNs),
    paths: timed.map(({ file }) => file.path),
    files: timed.map(({ file }) => file),
    bytesCount: files.reduce((sum, { bytesCount }) => sum + bytesCount, 0),
  };
}

/** Reads them all into `sink`. @throws InputError at the place of what is wrong. */
export async function readCsvRecording(
  start: CsvRecordingStart,
  sink: RowSink,
  options: CsvReadOptions = {},
): Promise<CsvRecordingFacts> {
  const findings = new CsvFindings(options.lenient === true);
  const sources = openSources(start, findings, options.progress);
  const rows = new CsvRows(start, sink, sources);
  const endsAt = await readMessages(sources, rows, options.salvage === true);
  if (options.lenient !== true) rows.checkSnapshot();
  rows.feed.end();
  return {
    ...start,
    feed: factsOf(rows.feed.counts, rows.delays, endsAt),
    clockOffsetNs: rows.delays.clockOffsetNs,
    findings: findings.listed,
    findingsCount: findings.count,
    spanNs: rows.spanNs,
  };
}

function toldBy({ path, format, firstRows }: CsvFile): CsvTold & { readonly unixNs: bigint } {
  const tolds = firstRows.map((fields) => format.tells(path, fields));
  const unixNs = tolds.find((told) => told.unixNs !== undefined)?.unixNs;
  if (unixNs === undefined)
    throw new InputError(
      path,
      `none of the first rows of this ${format.name} has a time in Unix milliseconds or microseconds; expected one`,
    );
  const symbol = mostFrequent(tolds.map((told) => told.symbol));
  return { ...(tolds.find((told) => told.symbol === symbol) ?? {}), symbol, unixNs };
}

/** One row may be wrong. */
function mostFrequent(texts: readonly (string | undefined)[]): string | undefined {
  const counts = new Map<string | undefined, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** Contracts of COIN-M have their kind or their day in their name. */
function marketOf({ isFutures }: CsvTold, symbol = ""): Market | undefined {
  if (isFutures === undefined) return undefined;
  if (!isFutures) return "spot";
  return /USD_/.test(symbol) ? "coinm" : "usdm";
}

function openSources(
  { files, instrument, midnightUnixNs: epoch, bytesCount }: CsvRecordingStart,
  findings: CsvFindings,
  progress: (share: number) => void = () => {},
): CsvSource[] {
  let doneBytesCount = 0;
  const bytesRead = (count: number) => {
    doneBytesCount += count;
    progress(doneBytesCount / bytesCount);
  };
  const byFormat = Map.groupBy(files, ({ path, format, firstRows }) =>
    [format.name, format.tells(path, firstRows[0]!).part, ...format.columns].join(),
  );
  return [...byFormat.values()]
    .map((ofFormat) => new CsvSource(ofFormat, new CsvCells(instrument, epoch), { findings, bytesRead }))
    .sort((a, b) => csvStreams.indexOf(a.format.stream) - csvStreams.indexOf(b.format.stream));
}

/** @returns where it stopped being whole. */
async function readMessages(
  sources: readonly CsvSource[],
  rows: CsvRows,
  salvage: boolean,
): Promise<string | undefined> {
  try {
    for (const source of sources) await source.advance();
    for (let source = earliest(sources); source !== undefined; source = earliest(sources)) {
      rows.take(source.head!, source);
      await source.advance();
    }
    return undefined;
  } catch (error) {
    if (salvage && error instanceof TornError) return error.message;
    throw error;
  }
}

/** Of equal times, the one that stands first. */
function earliest(sources: readonly CsvSource[]): CsvSource | undefined {
  let found: CsvSource | undefined;
  for (const source of sources) {
    if (source.head === undefined) continue;
    if (found === undefined || source.head.receivedNs < found.head!.receivedNs) found = source;
  }
  return found;
}

/** Messages of all sources into rows. */
class CsvRows {
  readonly feed: RowFeed;
  readonly delays = new ClockDelays();
  spanNs: { first: TimeNs; last: TimeNs } | undefined;
  /** Books of sources that have no events between them. */
  readonly #books = new Map<CsvSource, BookChanges>();
  #hasDepth = false;
  #depthNs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly start: CsvRecordingStart,
    sink: RowSink,
    sources: readonly CsvSource[],
  ) {
    const { market } = start.instrument;
    this.feed = new RowFeed(market, sink);
    const isStreamed = sources.some(({ format }) => format.stream === "depth" && !format.holdsBooks);
    if (isStreamed) return;
    for (const source of sources) if (source.format.holdsBooks) this.#books.set(source, new BookChanges(market));
  }

  take(message: BinanceMessage, source: CsvSource): void {
    this.#note(message, source);
    const books = this.#books.get(source);
    const isBook = message.kind === messageKind.snapshot;
    const told = books === undefined || !isBook ? message : books.take(message);
    if (told === undefined) return;
    if (books === undefined && this.#isKnown(message, source)) return;
    // Where depth has no ids, a snapshot in the midst of it says that something was lost.
    const isLoss = books === undefined && isBook && source.format.countsMessages && this.feed.sync.isValid;
    if (isLoss) this.feed.distrust(message.receivedNs);
    if (message.kind === messageKind.depth || isBook) this.#depthNs = message.receivedNs;
    this.feed.message(told);
  }

  /** @throws InputError when there is depth, and no book that it changes. */
  checkSnapshot(): void {
    if (!this.#hasDepth || this.feed.sync.state !== "waiting") return;
    const place = this.start.paths.join(", ");
    throw new InputError(
      place,
      this.feed.counts.snapshotsCount === 0
        ? "holds no snapshot of the book; expected one, or a file of snapshots beside it"
        : "none of its snapshots joins the depth; expected one that does",
    );
  }

  #note({ receivedNs, eventNs, kind }: BinanceMessage, { format }: CsvSource): void {
    const last = Math.max(this.spanNs?.last ?? receivedNs, receivedNs);
    this.spanNs = { first: this.spanNs?.first ?? receivedNs, last };
    if (kind === messageKind.depth) this.#hasDepth = true;
    const isStreamed = kind !== messageKind.snapshot && !Number.isNaN(eventNs);
    if (isStreamed && format.hasReceivedTime) this.delays.add(receivedNs - eventNs);
  }

  /** Whether it repeats, at the begin of a file, the book as the file before left it. */
  #isKnown({ kind, receivedNs }: BinanceMessage, { format, beginsFile }: CsvSource): boolean {
    const isBook = kind === messageKind.snapshot && format.countsMessages;
    return isBook && beginsFile && this.feed.sync.isValid && receivedNs - this.#depthNs < nsPerMinute;
  }
}
