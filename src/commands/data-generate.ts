/** `data generate`: the synthetic market of a seed as Parquet, as a recording of it would lie on disk. */
import { join } from "node:path";
import { generateSyntheticMarket } from "../../sim/synthetic-market.ts";
import { ParquetRowsWriter } from "../adapters/parquet/rows-writer.ts";
import { InputError } from "../base/input-error.ts";
import { fanOut } from "../data/fan-out.ts";
import { RowQuality } from "../data/row-quality.ts";
import type { FeedFacts } from "../domain/feed-facts.ts";
import type { Instrument } from "../domain/instrument.ts";
import { type DurationNs, midnightUnixNs, nsPerDay } from "../domain/time.ts";
import { hasFlag, optionValue, parseArguments, wholeOption } from "./arguments.ts";
import { durationOf } from "./duration.ts";
import { dataFolder } from "./folders.ts";
import { instrumentOptions, instrumentsHelp, selectionOf } from "./instrument-options.ts";
import { syntheticOptions } from "./synthetic-data.ts";
import { checkFolder } from "./write-whole.ts";

const help = `Usage: halfspread data generate [OPTIONS]

Writes the synthetic market of a seed as Parquet, the rows that sim plays for the same seed: data to try things on before any is recorded.
sim/README.md says what it is and what it is not.

  --seed N              which market (default: 1)
  --for TIME            how long (default: 60m), a day at most
  --out DIR             root of the partitions (default: the project's data/raw/synthetic-SEED)
  --json                the files and their rows as one JSON document on stdout
${instrumentsHelp}

Example:
  halfspread data generate --seed 7 --for 10m`;

const options = {
  seed: "value",
  for: "value",
  out: "value",
  json: "flag",
  help: "flag",
  ...instrumentOptions,
} as const;

/** @returns the exit code. @throws InputError */
export async function runDataGenerate(args: string[]): Promise<number> {
  const given = parseArguments("data generate", args, options);
  if (hasFlag(given, "help")) {
    console.error(help);
    return 0;
  }
  if (given.positionals.length > 0)
    throw new InputError("data generate", `${given.positionals[0]}: expected options alone`);
  const durationNs = durationOf("--for", optionValue(given, "for") ?? "60m");
  if (durationNs > nsPerDay) throw new InputError(`--for ${optionValue(given, "for")}`, "expected a day at most");
  const seed = wholeOption(given, "seed") ?? 1;
  const { instruments, symbol = "BTCUSDT", market = "spot" } = selectionOf(given);
  const instrument = instruments.find((one) => one.symbol === symbol && one.market === market);
  if (instrument === undefined) throw new InputError(`--symbol ${symbol}`, `expected a known instrument of ${market}`);
  checkFolder("--out", optionValue(given, "out"));
  const out = optionValue(given, "out") ?? join(dataFolder, "raw", `synthetic-${seed}`);
  const { files, rowsCount } = generateToParquet(instrument, seed, durationNs, out);
  for (const file of files) console.error(`  written     ${file}`);
  if (hasFlag(given, "json")) console.log(JSON.stringify({ seed, rowsCount, files }));
  return 0;
}

function generateToParquet(instrument: Instrument, seed: number, durationNs: DurationNs, out: string) {
  const market = syntheticOptions(instrument, seed, durationNs);
  const writer = new ParquetRowsWriter(out, instrument, midnightUnixNs(market.startUnixNs));
  const quality = new RowQuality();
  try {
    generateSyntheticMarket(market, fanOut(quality, writer));
    const files = writer.seal({ clockOffsetNs: 0, source: `synthetic market, seed ${seed}`, feed: factsOf(quality) });
    return { files, rowsCount: quality.rowsCount };
  } catch (error) {
    writer.discard();
    throw error;
  }
}

/** Nothing is lost, doubled or late on the way to the one who makes it. */
function factsOf({ depthMessagesCount, tradesCount, tickersCount }: RowQuality): FeedFacts {
  return {
    depth_events_count: depthMessagesCount,
    trades_count: tradesCount,
    tickers_count: tickersCount,
    snapshots_count: 1,
    ignored_count: 0,
    applied_count: depthMessagesCount,
    dropped_count: 0,
    overlaps_count: 0,
    duplicates_count: 0,
    out_of_order_count: 0,
    ends_at: null,
    clock_delay_ms: null,
  };
}
