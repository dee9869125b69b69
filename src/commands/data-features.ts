/** `data features`: what a strategy would have seen, as columns for other programs. */
import { join } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import { FeatureTable, featureColumns, type LabelHorizon } from "../../sim/features/feature-table.ts";
import { playFeatures, type RowsWhen } from "../../sim/features/play-features.ts";
import { TimedTable } from "../adapters/parquet/timed-table.ts";
import { formatDecimalShort } from "../base/decimal.ts";
import { InputError } from "../base/input-error.ts";
import type { Feature } from "../core/features/feature.ts";
import { fittedMicroprice } from "../core/features/fitted-microprice.ts";
import { features } from "../core/features/index.ts";
import { signalsOf } from "../core/strategy/strategy.ts";
import { instrumentKey } from "../domain/instrument.ts";
import { nsPerHour } from "../domain/time.ts";
import { openEngine } from "../engine/open-engine.ts";
import { change } from "../ports/engine.ts";
import type { Tape } from "../ports/tape.ts";
import { type Arguments, hasFlag, optionValue, parseArguments } from "./arguments.ts";
import { durationOf } from "./duration.ts";
import { dataFolder } from "./folders.ts";
import { instrumentOptions, instrumentsHelp, selectionOf } from "./instrument-options.ts";
import { InterruptWatch } from "./interrupt.ts";
import { type MicropriceFile, readMicropriceFile } from "./microprice-file.ts";
import { Progress } from "./progress.ts";
import { readTapes } from "./read-tapes.ts";
import { checkFolder } from "./write-whole.ts";

const help = `Usage: halfspread data features DATA… [OPTIONS]

Writes features of recordings, Parquet or tapes as Parquet: touch, traded lots and all ${features.length} features of the project,
each row as a strategy of a backtest would see it at that time. data/README.md has the columns, src/core/features/README.md the features.

  --every TIME          a row at each time of a grid (default 100ms)
  --on CHANGE,…         a row after each message that changes one of these, instead: touch_price, touch_size, trade
  --microprice FILE     the microprice fitted by data fit-microprice as a column, too
  --labels TIME,…       returns of the mid over the time that follows, too: they look ahead
  --out DIR             where the files go (default: the project's data/processed/features/ROWS)
  --json                the files and their rows as one JSON document on stdout
${instrumentsHelp}

Example:
  halfspread data features data/raw --every 100ms --labels 1s,10s`;

const options = {
  every: "value",
  on: "value",
  microprice: "value",
  labels: "value",
  out: "value",
  json: "flag",
  help: "flag",
  ...instrumentOptions,
} as const;

/** Rows wait for their labels in memory. */
const labelNsMax = nsPerHour;

interface Plan {
  readonly when: RowsWhen;
  readonly features: readonly Feature[];
  /** Of one instrument. */
  readonly microprice: (MicropriceFile & { readonly path: string }) | undefined;
  readonly horizons: readonly LabelHorizon[];
  /** Of the rows, for people and folders: `100ms`, `trade-labels-1s`. */
  readonly name: string;
}

/** What was written of a tape. */
interface Written {
  readonly instrument: string;
  readonly source: string;
  readonly rowsCount: number;
  readonly paths: readonly string[];
}

/** @returns the exit code. @throws InputError */
export async function runDataFeatures(args: string[]): Promise<number> {
  const parsed = parseArguments("data features", args, options);
  if (hasFlag(parsed, "help")) {
    console.error(help);
    return 0;
  }
  if (parsed.positionals.length === 0) throw new InputError("data features", "no data; expected DATA…");
  const plan = planOf(parsed);
  const out = optionValue(parsed, "out");
  checkFolder("--out", out);
  const root = out ?? join(dataFolder, "processed/features", plan.name);
  const tapes = await readTapes(parsed.positionals, selectionOf(parsed));
  try {
    for (const { instrument } of tapes) checkMicroprice(plan, instrumentKey(instrument));
    const written = tapes.map((tape) => writeFeatures(tape, plan, root));
    console.error(written.map(textOf).join("\n"));
    if (hasFlag(parsed, "json")) console.log(JSON.stringify({ folder: root, written }));
  } finally {
    for (const tape of tapes) tape[Symbol.dispose]();
  }
  return 0;
}

/** @throws InputError */
function planOf(parsed: Arguments): Plan {
  const [every, on, labels] = ["every", "on", "labels"].map((name) => optionValue(parsed, name));
  if (every !== undefined && on !== undefined)
    throw new InputError("data features", "--every and --on are both given; expected one of them");
  const everyText = every ?? "100ms";
  const when = on === undefined ? { everyNs: durationOf("--every", everyText) } : { changes: changesOf(on) };
  const horizons = horizonsOf(labels);
  const words = [on?.split(",") ?? everyText, ...(horizons.length === 0 ? [] : ["labels"]), horizons.map(nameOf)];
  const microprice = micropriceOf(optionValue(parsed, "microprice"));
  const fitted = microprice === undefined ? [] : [fittedMicroprice(microprice.table)];
  return { when, features: [...features, ...fitted], microprice, horizons, name: words.flat().join("-") };
}

function micropriceOf(path: string | undefined): (MicropriceFile & { readonly path: string }) | undefined {
  return path === undefined ? undefined : { ...readMicropriceFile(path), path };
}

/** @throws InputError for one that was fitted to another instrument. */
function checkMicroprice({ microprice }: Plan, instrument: string): void {
  if (microprice !== undefined && microprice.source.instrument !== instrument)
    throw new InputError(microprice.path, `is of ${microprice.source.instrument}; expected one of ${instrument}`);
}

const triggers: Readonly<Record<string, number>> = {
  touch_price: change.touchPrice,
  touch_size: change.touchSize,
  trade: change.trade,
};

function changesOf(text: string): number {
  return text.split(",").reduce((mask, name) => {
    if (!Object.hasOwn(triggers, name))
      throw new InputError(`--on ${text}`, `expected some of ${Object.keys(triggers).join(", ")}, with commas`);
    return mask | triggers[name]!;
  }, 0);
}

function horizonsOf(text: string | undefined): LabelHorizon[] {
  const names = text?.split(",") ?? [];
  const repeated = names.find((name, at) => names.indexOf(name) < at);
  if (repeated !== undefined) throw new InputError(`--labels ${text}`, `names ${repeated} twice; expected it once`);
  return names.map(horizonOf);
}

function horizonOf(name: string): LabelHorizon {
  const ns = durationOf("--labels", name);
  if (ns > labelNsMax) throw new InputError(`--labels ${name}`, "expected at most 1h");
  return { name: name.replace(".", "_"), ns };
}

function nameOf({ name }: LabelHorizon): string {
  return name;
}

function writeFeatures(tape: Tape, plan: Plan, root: string): Written {
  const { when, features, horizons, name } = plan;
  const { instrument } = tape;
  const columns = featureColumns(features, horizons);
  const file = new TimedTable(root, instrument, tape.midnightUnixNs, columns, metadataOf(tape, name));
  let rowsCount = 0;
  const table = new FeatureTable(features, horizons, (values, count) => {
    file.append(values, 0, count);
    rowsCount += count;
  });
  const progress = new Progress(`features of ${instrumentKey(instrument)}`);
  using interrupt = new InterruptWatch();
  const onProgress = (share: number) => {
    interrupt.check();
    progress.show(share);
  };
  try {
    const tellsTouch = horizons.length > 0;
    const signals = signalsOf(features);
    playFeatures({
      ...{ tape, when, signals, tellsTouch },
      openEngine: (configs) => openEngine(configs),
      sink: table,
      onProgress,
    });
    table.end(tape.lastReceivedNs);
    return { instrument: instrumentKey(instrument), source: tape.source, rowsCount, paths: file.seal() };
  } catch (error) {
    file.discard();
    throw error;
  } finally {
    progress.end();
  }
}

function metadataOf({ instrument, source, contentHash }: Tape, rows: string): Record<string, string> {
  const { venue, market, symbol, tickUnits, pricePlaces, lotUnits, sizePlaces } = instrument;
  return {
    schema_version: "1",
    ...{ venue, market, symbol, rows, source },
    tick_size: formatDecimalShort(tickUnits, pricePlaces),
    lot_size: formatDecimalShort(lotUnits, sizePlaces),
    data_hash: contentHash,
    version: packageJson.version,
  };
}

function textOf({ instrument, source, rowsCount, paths }: Written): string {
  return [`${instrument}: ${rowsCount} rows of ${source}`, ...paths.map((path) => `  ${path}`)].join("\n");
}
