/** From several configurations and the command line to the runs of a comparison: each configuration on the same data. */
import { basename } from "node:path";
import { InputError } from "../base/input-error.ts";
import { instrumentKey } from "../domain/instrument.ts";
import { type BacktestSetup, readBacktestSetup } from "./backtest-setup.ts";
import { runKeys } from "./run-keys.ts";
import type { WantedRun } from "./wanted-runs.ts";

export interface CompareOptions {
  readonly configPaths: readonly string[];
  /** Of synthetic markets, a run each; undefined: one run, of each configuration's own seed. */
  readonly seeds: readonly number[] | undefined;
  /** These change every configuration. */
  readonly settings: readonly string[];
  readonly data: readonly string[] | undefined;
  readonly instrumentsPath: string | undefined;
}

export interface PlannedContender {
  /** Its file, without folder and ending. */
  readonly name: string;
  readonly configPath: string;
  readonly setup: BacktestSetup;
  /** In the order of the seeds. */
  readonly runs: readonly WantedRun[];
}

export interface ComparePlan {
  readonly contenders: readonly PlannedContender[];
  readonly codeHash: string;
  readonly sources: readonly string[];
}

/** @throws InputError naming file, key and value. */
export async function readComparePlan(options: CompareOptions): Promise<ComparePlan> {
  const { configPaths } = options;
  const names = configPaths.map(nameOf);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) throw new InputError("compare", `two configurations are called ${twice}; expected one`);
  const read = configPaths.map((configPath) => readRuns(configPath, options));
  const setups = read.flatMap((runs) => runs.map(({ setup }) => setup));
  checkSame(setups);
  const { keys, codeHash, sources } = await runKeys(setups);
  const contenders = read.map((runs, at) => ({
    name: names[at]!,
    configPath: configPaths[at]!,
    setup: runs[0]!.setup,
    runs: runs.map(({ options: own, seed }, run) => ({
      key: keys[at * runs.length + run]!,
      options: own,
      values: { configuration: names[at]!, ...(seed !== undefined && { seed }) },
    })),
  }));
  return { contenders, codeHash, sources };
}

function nameOf(configPath: string): string {
  return basename(configPath).replace(/\.ya?ml$/, "");
}

function readRuns(configPath: string, { seeds, settings, data, instrumentsPath }: CompareOptions) {
  return (seeds ?? [undefined]).map((seed) => {
    const options = { configPath, settings, data, strategyName: undefined, seed, instrumentsPath };
    const setup = readBacktestSetup(options);
    if (seed !== undefined) checkSynthetic(setup, configPath);
    return { options, setup, seed };
  });
}

/** A seed makes another market only where the market is made. */
function checkSynthetic({ config }: BacktestSetup, configPath: string): void {
  if (config.instruments.every(({ data, synthetic }) => data === "synthetic" && synthetic?.seed === undefined)) return;
  throw new InputError("--seeds", `${configPath} has data, or a seed, of its own; expected the synthetic market`);
}

/** The money of two instruments cannot be compared, nor can different markets be paired. */
function checkSame(setups: readonly BacktestSetup[]): void {
  const keys = new Set(setups.flatMap(({ markets }) => markets.map(({ instrument }) => instrumentKey(instrument))));
  if (keys.size > 1) throw new InputError("compare", `${[...keys].join(", ")}; expected one instrument`);
  const lengths = new Set(setups.map(({ config }) => JSON.stringify(config.instruments[0]!.synthetic?.minutes)));
  const isSynthetic = setups.every(({ config }) => config.instruments[0]!.data === "synthetic");
  if (isSynthetic && lengths.size > 1)
    throw new InputError("compare", "synthetic markets of several lengths; expected one (--set synthetic.minutes=60)");
}
