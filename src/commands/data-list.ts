/** `data list`: the catalog of Parquet on disk. */
import { join } from "node:path";
import { type Catalog, type CatalogInstrument, readCatalog } from "../data/catalog.ts";
import { hasFlag, parseArguments } from "./arguments.ts";
import { expandGlobs } from "./expand-globs.ts";
import { dataFolder } from "./folders.ts";
import { instrumentOptions, instrumentsHelp, selectionOf } from "./instrument-options.ts";
import { Progress } from "./progress.ts";

const help = `Usage: halfspread data list [PATH…] [OPTIONS]

The catalog of Parquet files or folders (default: the project's data/raw): each instrument with its days, rows and gaps, and what
was wrong with it when it was received. Files that are not whole are named apart.

  --json                the catalog as one JSON document on stdout
${instrumentsHelp}

Example:
  halfspread data list data/raw --symbol BTCUSDT`;

const options = { json: "flag", help: "flag", ...instrumentOptions } as const;

/** @returns the exit code. @throws InputError */
export async function runDataList(args: string[]): Promise<number> {
  const parsed = parseArguments("data list", args, options);
  if (hasFlag(parsed, "help")) {
    console.error(help);
    return 0;
  }
  const paths = parsed.positionals.length > 0 ? expandGlobs(parsed.positionals) : [join(dataFolder, "raw")];
  const progress = new Progress("list");
  try {
    const catalog = await readCatalog(paths, selectionOf(parsed), (share) => progress.show(share));
    progress.end();
    console.error(catalogText(catalog));
    if (hasFlag(parsed, "json")) console.log(JSON.stringify({ ok: isWhole(catalog), ...catalog }));
    return 0;
  } finally {
    progress.end();
  }
}

function isWhole({ instruments, damaged }: Catalog): boolean {
  return damaged.length === 0 && instruments.every(({ ok }) => ok);
}

function catalogText({ instruments, damaged }: Catalog): string {
  const lines = instruments.flatMap(instrumentLines);
  return [...lines, ...damaged.map(({ place, problem }) => `not whole: ${place}: ${problem}`)].join("\n");
}

function instrumentLines(instrument: CatalogInstrument): string[] {
  const { venue, market, symbol, filesCount, bytesCount, rowsCount, firstTime, lastTime, days, problems } = instrument;
  const megabytes = (bytesCount / 1e6).toFixed(1);
  return [
    `${symbol} (${venue} ${market}): ${instrument.ok ? "ok" : "not clean"}`,
    `  time        ${firstTime} to ${lastTime}`,
    `  size        ${rowsCount} rows in ${filesCount} ${filesCount === 1 ? "file" : "files"}, ${megabytes} MB`,
    ...days.map(
      (day) =>
        `  ${day.date}  ${String(day.rowsCount).padStart(11)} rows ${String(day.tradesCount).padStart(9)} trades ` +
        `${String(day.gapsCount).padStart(5)} gaps`,
    ),
    ...problems.map((problem) => `  problem     ${problem}`),
  ];
}
