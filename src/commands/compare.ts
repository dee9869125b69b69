/**
 * `compare`: several configurations on the same data, each run by each, and whether one of them is better than the first
 * by more than chance. Finished runs are kept, so the same command goes on after a stop or a kill.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import packageJson from "../../package.json" with { type: "json" };
import { compareRuns, type Trials, trialsOf } from "../../sim/comparison.ts";
import type { CompareResult } from "../../sim/report/compare-json.ts";
import { compareJson } from "../../sim/report/compare-json.ts";
import { compareText } from "../../sim/report/compare-text.ts";
import { sweepFiguresSchema } from "../../sim/sweep-run.ts";
import { InputError } from "../base/input-error.ts";
import { type Arguments, hasFlag, optionValue, optionValues, parseArguments } from "./arguments.ts";
import { type ComparePlan, readComparePlan } from "./compare-plan.ts";
import { dataFolder } from "./folders.ts";
import { SweepResults } from "./sweep-results.ts";
import { keptCount, runMissing, workersCountOf } from "./wanted-runs.ts";
import { checkFile, checkFolder, writeWhole } from "./write-whole.ts";

const seedsMax = 10_000;

const help = `Usage: halfspread compare CONFIG CONFIG... [OPTIONS]

Plays several configurations on the same data and says what each earned, with both queue models, and by how much more than the first, run
by run. With seeds each run is a synthetic market of its own. Finished runs are kept: the same command goes on where it was stopped.

  CONFIG...            YAML files of backtests; the others are held against the first
  --seeds FROM..TO     a run for each seed of the synthetic market, instead of one
  --data PATH...       recordings, Parquet folders or tapes, instead of the configurations' data
  --sweeps DIR...      folders of the sweeps that chose their parameters: their runs are what was tried, for deflated Sharpe ratios
  --set a.b=value      change one entry of every configuration; may be repeated
  --instruments FILE   instruments from an exchangeInfo answer or a YAML file
  --workers N          cores to use; by default all
  --out DIR            where results go (default: the project's data/processed/comparisons/NAMES)
  --json               the comparison and all runs as one JSON document on stdout

Example:
  halfspread compare configs/synthetic-naive.yaml configs/synthetic-glft.yaml --seeds 101..110`;

/** @returns the exit code. @throws InputError */
export async function runCompare(args: string[]): Promise<number> {
  const given = parseArguments("compare", args, {
    help: "flag",
    seeds: "value",
    data: "list",
    sweeps: "list",
    set: "list",
    instruments: "value",
    workers: "value",
    out: "value",
    json: "flag",
  });
  if (hasFlag(given, "help")) {
    console.error(help);
    return 0;
  }
  checkFolder("--out", optionValue(given, "out"));
  const workersCount = workersCountOf(given);
  const trials = readTrials(optionValues(given, "sweeps"));
  const plan = await readPlan(given);
  const name = plan.contenders.map((contender) => contender.name).join("-");
  const folder = resolve(optionValue(given, "out") ?? join(dataFolder, "processed/comparisons", name));
  const resultsPath = join(folder, "runs.jsonl");
  checkFile("--out", resultsPath);
  using results = new SweepResults(resultsPath);
  const wanted = plan.contenders.flatMap(({ runs }) => runs);
  const resumedCount = keptCount(wanted, results);
  if (!(await runMissing(wanted, results, workersCount))) return 130;
  const result = resultOf(plan, results, trials);
  const json = JSON.stringify({ ...compareJson(result), resultsPath, resumedCount }, undefined, 2);
  writeWhole(join(folder, "result.json"), `${json}\n`);
  const color = process.stderr.isTTY === true && process.env.NO_COLOR === undefined;
  process.stderr.write(compareText(result, { color, width: Math.min(120, process.stderr.columns ?? 120) }));
  process.stderr.write(`\nRuns: ${resultsPath}\n`);
  if (hasFlag(given, "json")) console.log(json);
  return 0;
}

function readPlan(given: Arguments): Promise<ComparePlan> {
  if (given.positionals.length < 2)
    throw new InputError("compare", `${given.positionals.length} configurations; expected two or more`);
  return readComparePlan({
    configPaths: given.positionals,
    seeds: seedsOf(optionValue(given, "seeds"), given.values.has("data")),
    settings: optionValues(given, "set"),
    data: given.values.has("data") ? optionValues(given, "data") : undefined,
    instrumentsPath: optionValue(given, "instruments"),
  });
}

function seedsOf(text: string | undefined, hasData: boolean): number[] | undefined {
  if (text === undefined) return undefined;
  if (hasData) throw new InputError("--seeds", "are of the synthetic market; expected them without --data");
  const [, from, to] = /^(\d{1,9})\.\.(\d{1,9})$/.exec(text)?.map(Number) ?? [];
  if (from === undefined || to === undefined || to < from || to - from >= seedsMax)
    throw new InputError(`--seeds ${text}`, `expected FROM..TO, rising, such as 101..110; at most ${seedsMax} of them`);
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

function resultOf(plan: ComparePlan, results: SweepResults, trials: SweepTrials | undefined): CompareResult {
  const contenders = plan.contenders.map(({ name, runs }) => ({
    name,
    runs: runs.map(({ key }) => results.get(key)!),
  }));
  const [first] = plan.contenders;
  return {
    version: packageJson.version,
    codeHash: plan.codeHash,
    configPaths: plan.contenders.map(({ configPath }) => configPath),
    runs: first!.runs.map(({ values }) => (values.seed === undefined ? "" : `seed ${values.seed}`)),
    sources: plan.sources,
    feeTiers: plan.contenders.map(({ setup }) => setup.markets[0]!.feeTier),
    sweepPaths: trials?.paths ?? [],
    comparison: compareRuns(contenders, trials),
  };
}

interface SweepTrials extends Trials {
  readonly paths: readonly string[];
}

const sweepDocument = z.object({ runs: z.array(sweepFiguresSchema).min(1) });

/** Undefined without any. @throws InputError for a folder that is none of a finished sweep. */
function readTrials(folders: readonly string[]): SweepTrials | undefined {
  if (folders.length === 0) return undefined;
  const trials = trialsOf(folders.flatMap(readSweepRuns));
  return { ...trials, paths: folders };
}

function readSweepRuns(folder: string) {
  const path = join(folder, "result.json");
  const problem = new InputError(`--sweeps ${folder}`, "expected the folder of a finished sweep, with its result.json");
  if (!existsSync(path)) throw problem;
  const parsed = sweepDocument.safeParse(jsonOf(readFileSync(path, "utf8")));
  if (!parsed.success) throw problem;
  return parsed.data.runs;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
