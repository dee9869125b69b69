/** From a sweep's file and the command line to every run it asks for, each checked before the first one starts. */
import { dirname, relative, resolve } from "node:path";
import {
  gridPointsCount,
  type SweepEntry,
  type SweepPoint,
  sweepConfigSchema,
  sweepLimits,
  sweepPoints,
  valuesOf,
} from "../../sim/sweep-config.ts";
import { InputError } from "../base/input-error.ts";
import { instrumentKey } from "../domain/instrument.ts";
import { type BacktestSetup, readBacktestSetup } from "./backtest-setup.ts";
import { checkConfig, readYaml, snakeKeys } from "./read-config.ts";
import { runKeys } from "./run-keys.ts";
import { valuesText, type WantedRun } from "./wanted-runs.ts";

export interface SweepOptions {
  readonly sweepPath: string;
  /** These change the base; they cannot change what is swept. */
  readonly settings: readonly string[];
  readonly data: readonly string[] | undefined;
  readonly instrumentsPath: string | undefined;
}

export interface PlannedRun extends WantedRun {
  readonly point: SweepPoint;
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
  const { keys, codeHash, sources } = await runKeys(checked.map(({ setup }) => setup));
  return {
    basePath,
    entries,
    codeHash,
    dataSource: sources.join(", "),
    runs: checked.map(({ point, options: own }, at) => ({
      point,
      options: own,
      key: keys[at]!,
      values: valuesAt(entries, point),
    })),
  };
}

/** As a user in this folder would write it. */
function shortPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith("..") ? path : fromHere;
}

/** One point in words. */
function pointText(entries: readonly SweepEntry[], point: SweepPoint): string {
  return valuesText(valuesAt(entries, point));
}

function valuesAt(entries: readonly SweepEntry[], point: SweepPoint): WantedRun["values"] {
  return Object.fromEntries(entries.map(({ path }, at) => [path, point[at]!]));
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
