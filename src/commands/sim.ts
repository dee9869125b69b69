/** `sim`: one backtest, from configuration to report. */
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { type BacktestInput, type BacktestRun, runBacktest } from "../../sim/backtest.ts";
import { queueModelText } from "../../sim/queue-model.ts";
import { runPnlParquet } from "../../sim/report/pnl.ts";
import type { RunResult } from "../../sim/run-result.ts";
import { InputError } from "../base/input-error.ts";
import type { Fill } from "../domain/fill.ts";
import { openEngine } from "../engine/open-engine.ts";
import {
  type Arguments,
  engineOption,
  hasFlag,
  optionValue,
  optionValues,
  parseArguments,
  wholeOption,
} from "./arguments.ts";
import { type BacktestSetup, readBacktestSetup } from "./backtest-setup.ts";
import { closeTapes, openBacktestTapes } from "./backtest-tapes.ts";
import { bracketedBacktest } from "./bracketed-backtest.ts";
import { fillsFileKind } from "./fills-file.ts";
import { FillsFiles } from "./fills-files.ts";
import { dataFolder } from "./folders.ts";
import { Progress } from "./progress.ts";
import { terminalText, writeReports } from "./sim-reports.ts";
import { isStrategyFile, readStrategyFile } from "./strategy-file.ts";
import { checkFile, checkFolder, writeWhole } from "./write-whole.ts";

const help = `Usage: halfspread sim [CONFIG] [OPTIONS]

Backtests a strategy on one instrument, or several at once. Without arguments: the naive maker on the seeded synthetic market.

  CONFIG               a YAML file; configs/ has examples
  --data PATH...       recordings, Parquet folders or tapes, instead of the configuration's data; of Parquet each instrument takes its own
  --strategy NAME      instead of the configuration's strategy, for every instrument; or a FILE.ts with one of your own
  --seed N             instead of the configuration's seed
  --set a.b=value      change one entry of the configuration, such as queue_model.calibrated=FILE; may be repeated
  --instruments FILE   instruments from an exchangeInfo answer or a YAML file
  --engine KIND        native or reference; by default native where it is built
  --out DIR            where the report goes
  --fills FILE         write all fills; .csv or .parquet, one file an instrument where there are many
  --pnl FILE           write the P&L over time; .parquet
  --json               the result as one JSON document on stdout

Example:
  halfspread sim configs/btcusdt-naive.yaml --data recordings/btcusdt-*.gz --json`;

export async function runSim(args: string[]): Promise<number> {
  const given = parseArguments("sim", args, {
    help: "flag",
    data: "list",
    strategy: "value",
    seed: "value",
    set: "list",
    instruments: "value",
    engine: "value",
    out: "value",
    fills: "value",
    pnl: "value",
    json: "flag",
  });
  if (hasFlag(given, "help")) {
    console.error(help);
    return 0;
  }
  const setup = await readSetup(given);
  const fillsPath = optionValue(given, "fills");
  if (fillsPath !== undefined) fillsFileKind(fillsPath); // A wrong name is told before the work is done.
  checkFile("--fills", fillsPath);
  const pnlPath = optionValue(given, "pnl");
  checkPnlPath(pnlPath);
  const openEngine = engineOpener(given);
  checkFolder("--out", optionValue(given, "out"));
  const tapes = await openBacktestTapes(setup);
  const fills = fillsPath === undefined ? undefined : new FillsFiles(fillsPath, setup, tapes);
  try {
    const onFill = fills && ((fill: Fill, at: number) => fills.add(fill, at));
    const result = bracketedBacktest(setup, tapes, { openEngine, ...(onFill && { onFill }) }, showingProgress);
    fills?.end();
    if (pnlPath !== undefined) writeWhole(pnlPath, new Uint8Array(runPnlParquet(result)));
    report(result, given);
    return 0;
  } catch (error) {
    fills?.discard();
    throw error;
  } finally {
    closeTapes(tapes);
  }
}

/** @throws InputError, before the work is done. */
function checkPnlPath(path: string | undefined): void {
  checkFile("--pnl", path);
  if (path?.endsWith(".parquet") === false)
    throw new InputError(`--pnl ${path}`, "expected a name that ends in .parquet");
}

async function readSetup(given: Arguments): Promise<BacktestSetup> {
  const [configPath, ...surplus] = given.positionals;
  if (surplus.length > 0)
    throw new InputError("sim", `${surplus[0]}: expected one configuration; data goes behind --data`);
  const strategy = optionValue(given, "strategy");
  const ownStrategy = strategy !== undefined && isStrategyFile(strategy) ? await readStrategyFile(strategy) : undefined;
  return readBacktestSetup({
    configPath,
    settings: optionValues(given, "set"),
    data: given.values.has("data") ? optionValues(given, "data") : undefined,
    strategyName: ownStrategy?.name ?? strategy,
    ownStrategy,
    seed: wholeOption(given, "seed"),
    instrumentsPath: optionValue(given, "instruments"),
  });
}

function engineOpener(given: Arguments): BacktestInput["openEngine"] {
  const kind = engineOption(given);
  return (configs) => openEngine(configs, kind);
}

function showingProgress(input: BacktestInput): BacktestRun {
  const progress = new Progress(`${queueModelText(input.queueModel)} fills`);
  try {
    return runBacktest({ ...input, onProgress: (share) => progress.show(share) });
  } finally {
    progress.end();
  }
}

function report(result: RunResult, given: Arguments): void {
  const folder = resolve(optionValue(given, "out") ?? join(dataFolder, "processed/runs", runName(result)));
  mkdirSync(folder, { recursive: true });
  const { reportPath, json } = writeReports(result, folder);
  const color = process.stderr.isTTY === true && process.env.NO_COLOR === undefined;
  process.stderr.write(terminalText(result, { color, width: Math.min(100, process.stderr.columns ?? 100) }));
  process.stderr.write(`\nReport: ${reportPath}\n`);
  if (hasFlag(given, "json")) console.log(json);
}

/** By what it was told, too: other queue models may do the same, and have another report. */
function runName({ instruments, configHash, runHash }: RunResult): string {
  const strategies = [...new Set(instruments.map(({ strategy }) => strategy))].join("-");
  const symbols = instruments.map(({ instrument }) => instrument.symbol.toLowerCase()).join("-");
  return `${strategies}-${symbols.slice(0, 80)}-${configHash.slice(0, 8)}-${runHash.slice(0, 12)}`;
}
