/** `data validate`: the quality report of recordings, or of Parquet on disk. Changes nothing. */
import { isParquetPath } from "../adapters/parquet/rows-reader.ts";
import { InputError } from "../base/input-error.ts";
import { openRecordings } from "../data/any-recording.ts";
import type { Finding } from "../data/csv/csv-findings.ts";
import { readParquetData, selectParquet } from "../data/parquet-data.ts";
import { type QualityReport, qualityReport } from "../data/quality-report.ts";
import { qualityText } from "../data/quality-text.ts";
import { RowQuality } from "../data/row-quality.ts";
import type { InstrumentSelection } from "../data/select-instrument.ts";
import { hasFlag, parseArguments } from "./arguments.ts";
import { expandGlobs } from "./expand-globs.ts";
import { instrumentOptions, instrumentsHelp, selectionOf } from "./instrument-options.ts";
import { Progress } from "./progress.ts";

const help = `Usage: halfspread data validate PATH… [OPTIONS]

The quality report of Parquet files or folders, an instrument at a time, or of recordings, as \`data import\` prints it; nothing is
written. Of CSV, every row that cannot be read, or not be believed, is told with file, line and column, where an import stops at the first. What Parquet does not hold (messages dropped, doubled, out of order) is told as its import counted it.

  --json                the report as one JSON document on stdout
  --salvage             of a torn recording: what is whole, and where it ends
${instrumentsHelp}

Example:
  halfspread data validate data/raw --symbol BTCUSDT`;

const options = { json: "flag", salvage: "flag", help: "flag", ...instrumentOptions } as const;

/** @returns the exit code. @throws InputError */
export async function runDataValidate(args: string[]): Promise<number> {
  const parsed = parseArguments("data validate", args, options);
  if (hasFlag(parsed, "help")) {
    console.error(help);
    return 0;
  }
  const paths = expandGlobs(parsed.positionals);
  if (paths.length === 0) throw new InputError("data validate", "no paths; expected PATH…");
  const selection = selectionOf(parsed);
  const damaged: Finding[] = [];
  const reports = paths.some(isParquetPath)
    ? await validateParquet(paths, selection, damaged)
    : await validateRecording(paths, selection, hasFlag(parsed, "salvage"));
  for (const report of reports) console.error(qualityText(report));
  for (const { place, problem } of damaged) console.error(`not whole: ${place}: ${problem}`);
  const ok = damaged.length === 0 && reports.every((report) => report.ok);
  if (hasFlag(parsed, "json")) console.log(JSON.stringify({ ok, instruments: reports, damaged }));
  return 0;
}

async function validateRecording(
  paths: readonly string[],
  selection: InstrumentSelection,
  salvage: boolean,
): Promise<QualityReport[]> {
  const reports = [];
  const progress = new Progress("validate");
  try {
    for (const recording of await openRecordings(paths, selection)) {
      const quality = new RowQuality();
      const options = { salvage, lenient: true, progress: (share: number) => progress.show(share) };
      const facts = await recording.read(quality, options);
      const source = recording.paths.join(" ");
      reports.push(qualityReport({ ...recording, ...facts, source }, quality, facts.feed));
    }
    return reports;
  } finally {
    progress.end();
  }
}

/** What is whole is judged; what is not goes to `damaged`, with its place. */
async function validateParquet(
  paths: readonly string[],
  selection: InstrumentSelection,
  damaged: Finding[],
): Promise<QualityReport[]> {
  const reports = [];
  const noteDamage = ({ place, problem }: InputError) => damaged.push({ place, problem });
  for (const files of await selectParquet(paths, selection, noteDamage)) {
    const data = readParquetData(files);
    const quality = new RowQuality();
    try {
      await data.read(quality);
      reports.push(qualityReport(data, quality, data.feed));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      noteDamage(error);
    }
  }
  return reports;
}
