/** `data import`: recordings to Parquet, with their quality report. */

import { join } from "node:path";
import { ParquetRowsWriter } from "../adapters/parquet/rows-writer.ts";
import { assert } from "../base/assert.ts";
import { InputError } from "../base/input-error.ts";
import { type OpenedRecording, openRecordings } from "../data/any-recording.ts";
import { fanOut } from "../data/fan-out.ts";
import { type QualityReport, qualityReport } from "../data/quality-report.ts";
import { qualityText } from "../data/quality-text.ts";
import { RowQuality } from "../data/row-quality.ts";
import type { InstrumentSelection } from "../data/select-instrument.ts";
import { hasFlag, optionValue, parseArguments } from "./arguments.ts";
import { expandGlobs } from "./expand-globs.ts";
import { dataFolder } from "./folders.ts";
import { instrumentOptions, instrumentsHelp, selectionOf } from "./instrument-options.ts";
import { InterruptWatch } from "./interrupt.ts";
import { Progress } from "./progress.ts";
import { checkFolder } from "./write-whole.ts";

const help = `Usage: halfspread data import FILE… [OPTIONS]

Reads one recording of Binance market data, plain or gz, and writes it as Parquet: lines of \`<local ns or us> <json>\`, or CSV of
Tardis (incremental_book_L2, book_snapshot_N, trades, quotes), of Binance's public archive (trades, aggTrades, bookTicker, T_DEPTH), or
tables of what was received. Several files that continue one another, or hold depth, trades and tickers apart, are one recording. Prints what it is worth: gaps, crossings, clocks, and whether the rebuilt
book equals the venue's own best bid and offer.

  --out DIR             root of the partitions (default: the project's data/raw)
  --json                the report as one JSON document on stdout
  --salvage             keep what is whole of a torn recording, and say where it ends
${instrumentsHelp}

Example:
  halfspread data import btcusdt_20240808.gz btcusdt_20240809.gz --out data/raw --json`;

const options = { out: "value", json: "flag", salvage: "flag", help: "flag", ...instrumentOptions } as const;

/** @returns the exit code. @throws InputError */
export async function runDataImport(args: string[]): Promise<number> {
  const parsed = parseArguments("data import", args, options);
  if (hasFlag(parsed, "help")) {
    console.error(help);
    return 0;
  }
  if (parsed.positionals.length === 0) throw new InputError("data import", "no files; expected FILE…");
  checkFolder("--out", optionValue(parsed, "out"));
  const selection = selectionOf(parsed);
  const recording = await openParquetable(expandGlobs(parsed.positionals), selection);
  const out = optionValue(parsed, "out") ?? join(dataFolder, "raw");
  const { report, files } = await importToParquet(recording, out, hasFlag(parsed, "salvage"));
  console.error(qualityText(report));
  for (const file of files) console.error(`  written     ${file}`);
  if (hasFlag(parsed, "json")) console.log(JSON.stringify({ ok: report.ok, instruments: [{ ...report, files }] }));
  return 0;
}

/** Parquet files have no column for the orders that rows name. */
async function openParquetable(paths: readonly string[], selection: InstrumentSelection): Promise<OpenedRecording> {
  const [recording] = await openRecordings(paths, selection);
  assert(recording !== undefined, "what can be opened is a recording");
  if (!recording.isOrderLevel) return recording;
  throw new InputError(
    recording.paths[0]!,
    "names every order, which Parquet does not keep; expected it where it is used: sim --data",
  );
}

async function importToParquet(
  recording: OpenedRecording,
  out: string,
  salvage: boolean,
): Promise<{ report: QualityReport; files: string[] }> {
  const writer = new ParquetRowsWriter(out, recording.instrument, recording.midnightUnixNs);
  const quality = new RowQuality();
  const progress = new Progress("import");
  using interrupt = new InterruptWatch();
  try {
    const facts = await recording.read(fanOut(quality, writer), {
      salvage,
      progress: (share) => {
        interrupt.check();
        progress.show(share);
      },
    });
    const source = recording.paths.join(" ");
    const files = writer.seal({ clockOffsetNs: facts.clockOffsetNs, source, feed: facts.feed });
    return { report: qualityReport({ ...recording, ...facts, source }, quality, facts.feed), files };
  } catch (error) {
    writer.discard();
    throw error;
  } finally {
    progress.end();
  }
}
