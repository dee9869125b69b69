/** What the result of a backtest depends on, as keys: equal ones give equal results, so a kept result need not be made again. */
import { join } from "node:path";
import { hashFiles } from "../adapters/arrow/hash-files.ts";
import type { BacktestSetup } from "./backtest-setup.ts";
import { closeTapes, openBacktestTapes } from "./backtest-tapes.ts";
import { projectFolder } from "./folders.ts";

export interface RunKeys {
  /** Of configuration, data and code, in the order of the setups. */
  readonly keys: readonly string[];
  readonly codeHash: string;
  /** Where the data come from, for people. */
  readonly sources: readonly string[];
}

/** Opening the tapes also fills the replay cache, so that no two workers do. @throws InputError for bad data. */
export async function runKeys(setups: readonly BacktestSetup[]): Promise<RunKeys> {
  const codeHash = await hashCode();
  const hashes = new Map<string, string>();
  const sources = new Set<string>();
  for (const setup of setups) {
    const key = dataKey(setup);
    if (hashes.has(key)) continue;
    const tapes = await openBacktestTapes(setup);
    const ofAll = tapes.flat();
    hashes.set(key, ofAll.map(({ contentHash }) => contentHash).join("+"));
    for (const { source } of ofAll) sources.add(source);
    closeTapes(tapes);
  }
  const keys = setups.map((setup) => [setup.configHash, hashes.get(dataKey(setup)), codeHash].join("-"));
  return { keys, codeHash, sources: [...sources] };
}

/** What decides which tapes a backtest reads. */
export function dataKey({ config }: BacktestSetup): string {
  return JSON.stringify(
    config.instruments.map(({ data, instrument, synthetic }) =>
      data === "synthetic" ? [instrument, config.seed, synthetic] : [instrument, data],
    ),
  );
}

/** Of the sources that decide a result; a change of any of them makes every run a new one. */
async function hashCode(): Promise<string> {
  const patterns = ["src/{base,domain,ports,engine,core}/**/*.ts", "sim/*.ts", "sim/statistics/*.ts", "ffi/src/*"];
  const files = patterns.flatMap((pattern) => [...new Bun.Glob(pattern).scanSync({ cwd: projectFolder })]);
  return hashFiles(files.toSorted().map((file) => join(projectFolder, file)));
}
