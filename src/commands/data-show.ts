/** `data show`: a look at the rows of Parquet or of a recording. */

import { kindNames } from "../adapters/parquet/columns.ts";
import { isParquetPath } from "../adapters/parquet/rows-reader.ts";
import { formatDecimal } from "../base/decimal.ts";
import { InputError } from "../base/input-error.ts";
import { openRecordings } from "../data/any-recording.ts";
import { readParquetData, selectParquet } from "../data/parquet-data.ts";
import { RowWindow, WindowFull, type WindowPlace, type WindowRow } from "../data/row-window.ts";
import type { InstrumentSelection } from "../data/select-instrument.ts";
import { eventKind } from "../domain/event.ts";
import { type Instrument, instrumentKey } from "../domain/instrument.ts";
import { noId, type RowSink } from "../domain/market-rows.ts";
import { ask } from "../domain/side.ts";
import { formatUnixNs } from "../domain/time.ts";
import { type Arguments, hasFlag, optionValue, parseArguments, wholeOption } from "./arguments.ts";
import { expandGlobs } from "./expand-globs.ts";
import { instrumentOptions, instrumentsHelp, selectionOf } from "./instrument-options.ts";

const help = `Usage: halfspread data show PATH… [OPTIONS]

Rows of one instrument, as a table: of Parquet files or folders, or of a recording, as an import would make them. A row is a level of a
depth event or of a snapshot, a print, or one side of the best bid and offer; a dot ends a message.

  --rows N              how many (20)
  --tail                the last ones instead of the first
  --at TIME             those around a time of receipt, such as 2024-08-08T23:55 (UTC)
  --json                the rows as one JSON document on stdout
${instrumentsHelp}

Example:
  halfspread data show data/raw --symbol BTCUSDT --at 2024-08-08T23:55:00Z --rows 40`;

const ownOptions = { rows: "value", tail: "flag", at: "value", json: "flag", help: "flag" } as const;
const options = { ...ownOptions, ...instrumentOptions };
const rowsUsual = 20;
const rowsMax = 100_000;

interface OpenedRows {
  readonly instrument: Instrument;
  readonly midnightUnixNs: bigint;
  readonly read: (sink: RowSink) => Promise<unknown>;
}

/** @returns the exit code. @throws InputError */
export async function runDataShow(args: string[]): Promise<number> {
  const parsed = parseArguments("data show", args, options);
  if (hasFlag(parsed, "help")) {
    console.error(help);
    return 0;
  }
  if (parsed.positionals.length === 0) throw new InputError("data show", "no paths; expected PATH…");
  const count = wholeOption(parsed, "rows") ?? rowsUsual;
  if (count < 1 || count > rowsMax) throw new InputError(`--rows ${count}`, `expected 1 to ${rowsMax}`);
  const unixNs = timeOption(parsed);
  const opened = await openRows(expandGlobs(parsed.positionals), selectionOf(parsed));
  const window = new RowWindow(count, placeOf(parsed, unixNs, opened.midnightUnixNs));
  await opened.read(window).catch((error: unknown) => {
    if (!(error instanceof WindowFull)) throw error;
  });
  const rows = window.seen.map((row) => shownRow(row, opened));
  if (hasFlag(parsed, "json")) console.log(JSON.stringify({ ...headOf(opened), rows }));
  else console.log(table(rows));
  return 0;
}

function headOf({ instrument: { venue, market, symbol } }: OpenedRows) {
  return { venue, market, symbol };
}

function timeOption(parsed: Arguments): bigint | undefined {
  const text = optionValue(parsed, "at");
  if (text === undefined) return undefined;
  if (hasFlag(parsed, "tail")) throw new InputError("data show", "--tail and --at; expected one of them");
  const match = /^(\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?)?)(?:\.(\d{1,9}))?Z?$/.exec(text);
  const ms = match === null ? Number.NaN : Date.parse(`${match[1]}${match[1]!.includes("T") ? "Z" : ""}`);
  if (match === null || Number.isNaN(ms))
    throw new InputError(`--at ${text}`, "expected a time such as 2024-08-08T23:55:00Z");
  return BigInt(ms) * 1_000_000n + BigInt((match[2] ?? "").padEnd(9, "0"));
}

function placeOf(parsed: Arguments, unixNs: bigint | undefined, midnightUnixNs: bigint): WindowPlace {
  if (unixNs !== undefined) return { from: "time", receivedNs: Number(unixNs - midnightUnixNs) };
  return { from: hasFlag(parsed, "tail") ? "tail" : "head" };
}

async function openRows(paths: readonly string[], selection: InstrumentSelection): Promise<OpenedRows> {
  const found = paths.some(isParquetPath)
    ? (await selectParquet(paths, selection)).map(readParquetData)
    : (await openRecordings(paths, selection)).map((recording) => ({
        ...recording,
        read: (sink: RowSink) => recording.read(sink, { lenient: true }),
      }));
  const [first] = found;
  if (first === undefined || found.length > 1)
    throw new InputError(
      paths.join(", "),
      `holds ${found.map(({ instrument }) => instrumentKey(instrument)).join(", ")}; expected one: give --symbol, --market or a file`,
    );
  return first;
}

interface ShownRow {
  readonly rowIndex: number;
  readonly receivedTime: string;
  readonly venueTime: string | null;
  readonly kind: string;
  readonly side: string | null;
  readonly price: string | null;
  readonly size: string | null;
  readonly firstUpdateId: number | null;
  readonly updateId: number | null;
  readonly previousUpdateId: number | null;
  readonly tradeId: number | null;
  readonly isLast: boolean;
}

function shownRow(row: WindowRow, { instrument, midnightUnixNs }: OpenedRows): ShownRow {
  const timeOf = (ns: number) => formatUnixNs(midnightUnixNs + BigInt(ns));
  const isLevel = row.kind !== eventKind.gap && row.kind !== eventKind.clear;
  const price = BigInt(row.priceTicks) * instrument.tickUnits;
  const size = BigInt(row.sizeLots) * instrument.lotUnits + BigInt(row.sizeDust);
  return {
    rowIndex: row.rowIndex,
    receivedTime: timeOf(row.receivedNs),
    venueTime: Number.isNaN(row.venueNs) ? null : timeOf(row.venueNs),
    kind: kindNames[row.kind]!,
    side: isLevel ? sideName(row) : null,
    price: isLevel ? formatDecimal(price, instrument.pricePlaces) : null,
    size: isLevel ? formatDecimal(size, instrument.sizePlaces) : null,
    ...{ firstUpdateId: idOf(row.firstUpdateId), updateId: idOf(row.updateId) },
    ...{ previousUpdateId: idOf(row.previousUpdateId), tradeId: idOf(row.tradeId) },
    isLast: row.isLast === 1,
  };
}

function sideName({ kind, side }: WindowRow): string {
  if (kind === eventKind.trade) return side === ask ? "sell" : "buy";
  return side === ask ? "ask" : "bid";
}

function idOf(id: number): number | null {
  return id === noId ? null : id;
}

function table(rows: readonly ShownRow[]): string {
  const head = ["row", "received", "venue", "kind", "side", "price", "size", "update id", "trade id", ""];
  const lines = rows.map((row) => [
    ...[String(row.rowIndex), row.receivedTime, row.venueTime?.slice(11) ?? "-", row.kind, row.side ?? "-"],
    ...[
      row.price ?? "-",
      row.size ?? "-",
      String(row.updateId ?? "-"),
      String(row.tradeId ?? "-"),
      row.isLast ? "." : "",
    ],
  ]);
  const widths = head.map((name, at) => Math.max(name.length, ...lines.map((line) => line[at]!.length)));
  const isText = (at: number) => at >= 1 && at <= 4;
  const pad = (text: string, at: number) => (isText(at) ? text.padEnd(widths[at]!) : text.padStart(widths[at]!));
  return [head, ...lines].map((line) => line.map(pad).join("  ").trimEnd()).join("\n");
}
