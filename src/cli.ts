#!/usr/bin/env bun
/**
 * The `halfspread` command: picks the sub-command, and turns how it ends into an exit code.
 *
 * 0 done; 1 the run failed or a rule was violated; 2 bad usage, configuration or data, in one line; 130 interrupted.
 */
import { InputError } from "./base/input-error.ts";
import { bunVersionProblem } from "./commands/bun-version.ts";
import { fileProblem, shortage } from "./commands/file-problem.ts";
import { Interrupted } from "./commands/interrupt.ts";

interface Command {
  /** Undefined for what other commands start, and no person. */
  readonly summary: string | undefined;
  /** Loaded only when asked for: start-up stays quick. */
  readonly load: () => Promise<(args: string[]) => Promise<number>>;
}

const commands: Readonly<Record<string, Command>> = {
  sim: {
    summary: "backtest a strategy on the synthetic market or on recordings",
    load: async () => (await import("./commands/sim.ts")).runSim,
  },
  sweep: {
    summary: "many backtests over a grid or random search, ranked with deflated Sharpe",
    load: async () => (await import("./commands/sweep.ts")).runSweep,
  },
  compare: {
    summary: "several configurations on the same data, and whether one is better by more than chance",
    load: async () => (await import("./commands/compare.ts")).runCompare,
  },
  train: {
    summary: "models of fills, adverse selection and drift, from tapes that the replay venue labels",
    load: async () => (await import("./commands/train.ts")).runTrain,
  },
  replay: {
    summary: "a live session again out of its journal, each command compared",
    load: async () => (await import("./commands/replay.ts")).runReplay,
  },
  exchange: {
    summary: "a simulated Binance on real sockets",
    load: async () => (await import("./commands/exchange.ts")).runExchange,
  },
  live: {
    summary: "trade on paper or with real orders",
    load: async () => (await import("./commands/live.ts")).runLive,
  },
  "sessions list": {
    summary: "live sessions, as the ledger has them",
    load: async () => (await import("./commands/sessions-list.ts")).runSessionsList,
  },
  "sessions show": {
    summary: "one live session: configuration and what it changed, orders, fills, P&L",
    load: async () => (await import("./commands/sessions-show.ts")).runSessionsShow,
  },
  "models list": {
    summary: "fitted models, each version with where it comes from",
    load: async () => (await import("./commands/models-list.ts")).runModelsList,
  },
  "models show": {
    summary: "one model: inputs, weights, manifest",
    load: async () => (await import("./commands/models-show.ts")).runModelsShow,
  },
  "config diff": {
    summary: "a configuration against that of the last live session of its name",
    load: async () => (await import("./commands/config-diff.ts")).runConfigDiff,
  },
  record: {
    summary: "market data of several instruments, kept as Parquet",
    load: async () => (await import("./commands/record.ts")).runRecord,
  },
  watchdog: {
    summary: undefined,
    load: async () => (await import("./commands/watchdog.ts")).runWatchdog,
  },
  "data generate": {
    summary: "the synthetic market of a seed as Parquet",
    load: async () => (await import("./commands/data-generate.ts")).runDataGenerate,
  },
  "data import": {
    summary: "recordings to Parquet, with a quality report",
    load: async () => (await import("./commands/data-import.ts")).runDataImport,
  },
  "data validate": {
    summary: "the quality report of recordings or Parquet on disk",
    load: async () => (await import("./commands/data-validate.ts")).runDataValidate,
  },
  "data list": {
    summary: "the catalog of Parquet on disk: instruments, days, rows, gaps",
    load: async () => (await import("./commands/data-list.ts")).runDataList,
  },
  "data show": {
    summary: "a look at the rows of Parquet or of a recording",
    load: async () => (await import("./commands/data-show.ts")).runDataShow,
  },
  "data seal": {
    summary: "what a recorder left unsealed to Parquet",
    load: async () => (await import("./commands/data-seal.ts")).runDataSeal,
  },
  "data export": {
    summary: "fills, orders and P&L of live sessions, as Parquet for other programs",
    load: async () => (await import("./commands/data-export.ts")).runDataExport,
  },
  "data features": {
    summary: "what a strategy would have seen, as Parquet for other programs",
    load: async () => (await import("./commands/data-features.ts")).runDataFeatures,
  },
  "data fit": {
    summary: "agents of the simulated exchange from a recording, with a page beside it",
    load: async () => (await import("./commands/data-fit.ts")).runDataFit,
  },
  "data fit-microprice": {
    summary: "Stoikov's microprice, fitted to recordings",
    load: async () => (await import("./commands/data-fit-microprice.ts")).runDataFitMicroprice,
  },
  "data fit-queue": {
    summary: "a queue model from recordings that name every order",
    load: async () => (await import("./commands/data-fit-queue.ts")).runDataFitQueue,
  },
  fuzz: {
    summary: "a strategy, or one of your own, against markets that are out to break it",
    load: async () => (await import("./commands/fuzz.ts")).runFuzz,
  },
  bench: {
    summary: "benchmarks, each answering one question",
    load: async () => (await import("./commands/bench.ts")).runBench,
  },
};

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  const problem = bunVersionProblem();
  if (problem !== undefined) return fail(problem);
  const words = isGroup(args[0]) ? args.slice(0, 2) : args.slice(0, 1);
  const isHelp = words.some((word) => word === "--help" || word === "-h");
  if (isHelp || words.length === 0 || isGroup(words.join(" "))) {
    console.error(usage());
    return isHelp ? 0 : 2;
  }
  const name = words.join(" ");
  if (!Object.hasOwn(commands, name)) return fail(`${name}: no such command; \`halfspread --help\` lists them`);
  try {
    const run = await commands[name]!.load();
    return await run(args.slice(words.length));
  } catch (error) {
    if (error instanceof InputError) return fail(error.message);
    if (error instanceof Interrupted) return 130;
    const fault = fileProblem(error);
    if (fault !== undefined) return fail(fault);
    const lack = shortage(error);
    if (lack === undefined) throw error;
    fail(lack);
    return 1;
  }
}

/** Whether it is the first word of commands of two. */
function isGroup(word: string | undefined): boolean {
  return Object.keys(commands).some((name) => name.startsWith(`${word} `));
}

function fail(line: string): number {
  console.error(`halfspread: ${line}`);
  return 2;
}

function usage(): string {
  const listed = Object.entries(commands).filter(([, { summary }]) => summary !== undefined);
  const width = Math.max(...listed.map(([name]) => name.length));
  const rows = listed.map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return `Usage: halfspread COMMAND [OPTIONS]

${rows.join("\n")}

halfspread COMMAND --help tells more. Example:
  halfspread sim configs/synthetic-naive.yaml --seed 7`;
}
