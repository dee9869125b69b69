/**
 * Backtests that somebody wants: those whose results are kept are not run again, the others run on several cores, each
 * kept as soon as it is done.
 */
import { availableParallelism } from "node:os";
import type { SweepValue } from "../../sim/sweep-config.ts";
import { InputError } from "../base/input-error.ts";
import { type Arguments, wholeOption } from "./arguments.ts";
import type { SetupOptions } from "./backtest-setup.ts";
import { Progress } from "./progress.ts";
import { runSweepPool } from "./sweep-pool.ts";
import type { SweepResults } from "./sweep-results.ts";

export interface WantedRun {
  /** Configuration, data and code: equal keys give equal results. */
  readonly key: string;
  /** What a worker reads the backtest from. */
  readonly options: SetupOptions;
  /** What is its own among all, by name or key path. */
  readonly values: Readonly<Record<string, SweepValue>>;
}

const workersMax = 256;

/** Of `--workers`; by default all cores. @throws InputError */
export function workersCountOf(given: Arguments): number {
  const count = wholeOption(given, "workers") ?? availableParallelism();
  if (count >= 1 && count <= workersMax) return count;
  throw new InputError(`--workers ${count}`, `expected 1 to ${workersMax}`);
}

/** How many of them are kept. */
export function keptCount(wanted: readonly WantedRun[], results: SweepResults): number {
  return wanted.filter(({ key }) => results.get(key) !== undefined).length;
}

/** Runs what is missing. False when it was interrupted, which is said. @throws InputError for a run with bad data. */
export async function runMissing(
  wanted: readonly WantedRun[],
  results: SweepResults,
  workersCount: number,
): Promise<boolean> {
  const missing = wanted.filter(({ key }) => results.get(key) === undefined);
  const interrupt = new AbortController();
  const onInterrupt = () => interrupt.abort();
  process.once("SIGINT", onInterrupt);
  const progress = new Progress(`${missing.length} runs`);
  try {
    await runSweepPool(
      missing.map(({ options }) => options),
      {
        workersCount,
        nameOf: (index) => valuesText(missing[index]!.values),
        onDone: (index, figures) => results.add(missing[index]!.key, missing[index]!.values, figures),
        onProgress: (share) => progress.show(share),
        signal: interrupt.signal,
      },
    );
  } finally {
    progress.end();
    process.off("SIGINT", onInterrupt);
  }
  if (!interrupt.signal.aborted) return true;
  const doneCount = keptCount(wanted, results);
  console.error(`Stopped: ${doneCount} of ${wanted.length} runs are done; the same command goes on from here.`);
  return false;
}

/** In words: `half_spread_ticks=100, size_lots=10`. */
export function valuesText(values: WantedRun["values"]): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join(", ");
}
