/**
 * `sweep`: many backtests over a grid or a random search, on all cores, ranked by what is left of each once the luck of
 * having tried so many is taken off. Finished runs are kept, so the same command goes on after a stop or a kill.
 */
import { basename, join, resolve } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import { sweepHtml } from "../../sim/report/sweep-html.ts";
import { sweepJson } from "../../sim/report/sweep-json.ts";
import { sweepText } from "../../sim/report/sweep-text.ts";
import { rankRuns } from "../../sim/sweep-ranking.ts";
import type { SweepResult } from "../../sim/sweep-result.ts";
import { InputError } from "../base/input-error.ts";
import { type Arguments, hasFlag, optionValue, optionValues, parseArguments } from "./arguments.ts";
import { configsFolder, dataFolder } from "./folders.ts";
import { shellText } from "./shell-text.ts";
import { type PlannedRun, readSweepPlan, type SweepPlan } from "./sweep-plan.ts";
import { SweepResults } from "./sweep-results.ts";
import { keptCount, runMissing, workersCountOf } from "./wanted-runs.ts";
import { checkFile, checkFolder, writeWhole } from "./write-whole.ts";

const help = `Usage: halfspread sweep [CONFIG] [OPTIONS]

Runs many backtests over a grid or a seeded random search, and ranks them by deflated Sharpe ratio. Finished runs are kept:
the same command goes on where it was stopped. Without arguments: the naive maker's half-spread on the synthetic market.

  CONFIG               a YAML file that names a backtest and what to change in it; see configs/sweep-synthetic.yaml
  --workers N          cores to use; by default all
  --data PATH...       recordings, Parquet folders or tapes, instead of the base's data
  --set a.b=value      change one entry of the base; may be repeated
  --instruments FILE   instruments from an exchangeInfo answer or a YAML file
  --out DIR            where results and report go
  --json               all runs as one JSON document on stdout

Example:
  halfspread sweep configs/sweep-synthetic.yaml --workers 2 --json`;

export async function runSweep(args: string[]): Promise<number> {
  const given = parseArguments("sweep", args, {
    help: "flag",
    workers: "value",
    data: "list",
    set: "list",
    instruments: "value",
    out: "value",
    json: "flag",
  });
  if (hasFlag(given, "help")) {
    console.error(help);
    return 0;
  }
  checkFolder("--out", optionValue(given, "out"));
  const workersCount = workersCountOf(given);
  const sweepPath = readSweepPath(given);
  const plan = await readSweepPlan({
    sweepPath,
    settings: optionValues(given, "set"),
    data: given.values.has("data") ? optionValues(given, "data") : undefined,
    instrumentsPath: optionValue(given, "instruments"),
  });
  const name = basename(sweepPath).replace(/\.ya?ml$/, "");
  const folder = resolve(optionValue(given, "out") ?? join(dataFolder, "processed/sweeps", name));
  const resultsPath = join(folder, "runs.jsonl");
  checkFile("--out", resultsPath);
  using results = new SweepResults(resultsPath);
  const resumedCount = keptCount(plan.runs, results);
  if (!(await runMissing(plan.runs, results, workersCount))) return 130;
  const result = resultOf(sweepPath, plan, results);
  const best = plan.runs.find(({ point }) => point === result.ranking.runs[0]!.point)!;
  report(result, given, { folder, resultsPath, resumedCount, bestAgain: simCommand(best) });
  return 0;
}

function readSweepPath({ positionals }: Arguments): string {
  const [sweepPath = join(configsFolder, "sweep-synthetic.yaml"), ...surplus] = positionals;
  if (surplus.length === 0) return sweepPath;
  throw new InputError("sweep", `${surplus[0]}: expected one configuration; data goes behind --data`);
}

function resultOf(sweepPath: string, plan: SweepPlan, results: SweepResults): SweepResult {
  const { basePath, codeHash, dataSource, entries } = plan;
  const runs = plan.runs.map(({ point, key }) => ({ point, figures: results.get(key)! }));
  return { version: packageJson.version, codeHash, sweepPath, basePath, dataSource, entries, ranking: rankRuns(runs) };
}

function simCommand({ options: { configPath, settings, data, instrumentsPath } }: PlannedRun): string {
  return shellText([
    ...["bun", "run", "sim", configPath!],
    ...(data === undefined ? [] : ["--data", ...data]),
    ...(instrumentsPath === undefined ? [] : ["--instruments", instrumentsPath]),
    ...settings.flatMap((setting) => ["--set", setting]),
  ]);
}

interface SweepPlaces {
  readonly folder: string;
  readonly resultsPath: string;
  readonly resumedCount: number;
  /** The command that runs the best one alone. */
  readonly bestAgain: string;
}

function report(result: SweepResult, given: Arguments, places: SweepPlaces): void {
  const { folder, resultsPath, resumedCount, bestAgain } = places;
  const reportPath = join(folder, "report.html");
  writeWhole(reportPath, sweepHtml(result));
  const json = JSON.stringify(sweepJson(result, { resultsPath, reportPath, resumedCount }), undefined, 2);
  writeWhole(join(folder, "result.json"), `${json}\n`);
  const color = process.stderr.isTTY === true && process.env.NO_COLOR === undefined;
  process.stderr.write(sweepText(result, { color, width: Math.min(100, process.stderr.columns ?? 100) }));
  process.stderr.write(`\nReport: ${reportPath}\nRuns:   ${resultsPath}\nBest:   ${bestAgain}\n`);
  if (hasFlag(given, "json")) console.log(json);
}
