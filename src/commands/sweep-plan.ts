/** From a sweep's file and the command line to every run it asks for, each checked before the first one starts. */
import { dirname, join, relative, resolve } from "node:path";
import {
  gridPointsCount,
  type SweepEntry,
  type SweepPoint,
  sweepConfigSchema,
  sweepLimits,
  sweepPoints,
  valuesOf,
} from "../../sim/sweep-config.ts";
import { hashFiles } from "../adapters/arrow/hash-files.ts";
import { InputError } from "../base/input-error.ts";
import { instrumentKey } from "../domain/instrument.ts";
import { type BacktestSetup, readBacktestSetup, type SetupOptions } from "./backtest-setup.ts";
import { closeTapes, openBacktestTapes } from "./backtest-tapes.ts";
import { projectFolder } from "./folders.ts";
import { checkConfig, readYaml, snakeKeys } from "./read-config.ts";

export interface SweepOptions {
  readonly sweepPath: string;
  /** These change the base; they cannot change what is swept. */
  readonly settings: readonly string[];
  readonly data: readonly string[] | undefined;
  readonly instrumentsPath: string | undefined;
}

export interface PlannedRun {
  readonly point: SweepPoint;
  /** What a worker reads the same backtest from. */
  readonly options: SetupOptions;
  /** Configuration, data and code: equal keys give equal results. */
  readonly key: string;
}

export interface SweepPlan {
  readonly basePath: string;
  readonly entries: readonly SweepEntry[];
  readonly runs: readonly PlannedRun[];
  readonly codeHash: string;
  readonly dataSource: string;
}

/** @throws InputError naming file, entry and value. */
export async function readSweepPlan(options: SweepOptions): Promise<SweepPlan> {
  const { sweepPath } = options;
  const config = checkConfig(sweepConfigSchema, readYaml(sweepPath, []), sweepPath);
  const basePath = shortPath(resolve(dirname(sweepPath), config.base));
  readYaml(basePath, options.settings); // What is wrong with the base alone is said of it alone.
  const entries = Object.entries(snakeKeys(config.grid) as typeof config.grid).map(([path, text]) => ({
    path,
    values: valuesOf(text),
  }));
  checkCount(sweepPath, entries, config.random?.runsCount);
  checkSettings(entries, options.settings);
  const checked = sweepPoints(entries, config.random).map((point) => checkedRun(options, basePath, entries, point));
  checkOneInstrument(sweepPath, checked);
  checkDifferent(sweepPath, entries, checked);
  const codeHash = await hashCode();
  const { hashes, source } = await hashData(checked.map(({ setup }) => setup));
  return {
    basePath,
    entries,
    codeHash,
    dataSource: source,
    runs: checked.map(({ point, options: own, setup }) => ({
      point,
      options: own,
      key: [setup.configHash, hashes.get(dataKey(setup)), codeHash].join("-"),
    })),
  };
}

/** As a user in this folder would write it. */
function shortPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith("..") ? path : fromHere;
}

/** What decides which tapes a backtest reads. */
export function dataKey({ config }: BacktestSetup): string {
  return JSON.stringify(
    config.instruments.map(({ data, instrument, synthetic }) =>
      data === "synthetic" ? [instrument, config.seed, synthetic] : [instrument, data],
    ),
  );
}

/** One point in words: `half_spread_ticks=100, size_lots=10`. */
export function pointText(entries: readonly SweepEntry[], point: SweepPoint): string {
  return entries.map(({ path }, at) => `${path}=${point[at]}`).join(", ");
}

type CheckedRun = Pick<PlannedRun, "point" | "options"> & { readonly setup: BacktestSetup };

function checkedRun(
  { sweepPath, settings, data, instrumentsPath }: SweepOptions,
  basePath: string,
  entries: readonly SweepEntry[],
  point: SweepPoint,
): CheckedRun {
  const own = entries.map(({ path }, at) => `${path}=${JSON.stringify(point[at])}`);
  const options = {
    configPath: basePath,
    settings: [...settings, ...own],
    data,
    strategyName: undefined,
    seed: undefined,
    instrumentsPath,
  };
  try {
    return { point, options, setup: readBacktestSetup(options) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${sweepPath}: run with ${pointText(entries, point)}`, error.message);
  }
}

function checkCount(sweepPath: string, entries: readonly SweepEntry[], drawnCount: number | undefined): void {
  const pointsCount = gridPointsCount(entries);
  const runsCount = Math.min(pointsCount, drawnCount ?? pointsCount);
  if (runsCount <= sweepLimits.runsMax && Number.isSafeInteger(pointsCount)) return;
  throw new InputError(
    `${sweepPath}: grid`,
    `${pointsCount} points, of them ${runsCount} to run; expected at most ${sweepLimits.runsMax} (random.runs_count draws fewer)`,
  );
}

function checkSettings(entries: readonly SweepEntry[], settings: readonly string[]): void {
  const swept = settings.find((setting) => entries.some(({ path }) => setting.startsWith(`${path}=`)));
  if (swept !== undefined) throw new InputError(`--set ${swept}`, "the sweep changes this entry itself");
}

/** The money of two instruments cannot be compared. */
function checkOneInstrument(sweepPath: string, runs: readonly CheckedRun[]): void {
  const keys = new Set(runs.flatMap(({ setup }) => setup.markets.map(({ instrument }) => instrumentKey(instrument))));
  if (keys.size > 1) throw new InputError(`${sweepPath}: grid`, `${[...keys].join(", ")}; expected one instrument`);
}

function checkDifferent(sweepPath: string, entries: readonly SweepEntry[], runs: readonly CheckedRun[]): void {
  const seen = new Map<string, CheckedRun>();
  for (const run of runs) {
    const same = seen.get(run.setup.configHash);
    if (same !== undefined)
      throw new InputError(
        `${sweepPath}: grid`,
        `${pointText(entries, same.point)} and ${pointText(entries, run.point)} are one run; expected different ones`,
      );
    seen.set(run.setup.configHash, run);
  }
}

/** Hashes of the tapes by `dataKey`. Opening them also fills the replay cache, so that no two workers do. */
async function hashData(setups: readonly BacktestSetup[]) {
  const hashes = new Map<string, string>();
  const sources = new Set<string>();
  for (const setup of setups) {
    const key = dataKey(setup);
    if (hashes.has(key)) continue;
    const tapes = await openBacktestTapes(setup);
    hashes.set(
      key,
      tapes
        .flat()
        .map(({ contentHash }) => contentHash)
        .join("+"),
    );
    for (const { source } of tapes.flat()) sources.add(source);
    closeTapes(tapes);
  }
  return { hashes, source: [...sources].join(", ") };
}

/** Of the sources that decide a result; a change of any of them makes every run a new one. */
async function hashCode(): Promise<string> {
  const patterns = ["src/{base,domain,ports,engine,core}/**/*.ts", "sim/*.ts", "sim/statistics/*.ts", "ffi/src/*"];
  const files = patterns.flatMap((pattern) => [...new Bun.Glob(pattern).scanSync({ cwd: projectFolder })]);
  return hashFiles(files.toSorted().map((file) => join(projectFolder, file)));
}
