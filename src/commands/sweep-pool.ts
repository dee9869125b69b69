/**
 * Runs of a sweep on several cores: each worker is given the next run when it is done with its last. Which worker runs
 * what depends on the clock; what a run finds out does not.
 */
import type { SweepFigures } from "../../sim/sweep-run.ts";
import { InputError } from "../base/input-error.ts";
import type { SetupOptions } from "./backtest-setup.ts";
import type { SweepAnswer, SweepTask } from "./sweep-worker.ts";

export interface SweepPoolOptions {
  readonly workersCount: number;
  /** What each run is, in words, for an error. */
  readonly nameOf: (index: number) => string;
  readonly onDone: (index: number, figures: SweepFigures) => void;
  /** Told the share of all runs done, from time to time. */
  readonly onProgress: (share: number) => void;
  /** Ends it early: runs at hand are given up. */
  readonly signal: AbortSignal;
}

/** @throws InputError when a run meets bad data; Error with the worker's own stack for a bug. */
export async function runSweepPool(runs: readonly SetupOptions[], options: SweepPoolOptions): Promise<void> {
  if (runs.length === 0) return;
  const workers = Array.from(
    { length: Math.min(options.workersCount, runs.length) },
    () => new Worker(new URL("./sweep-worker.ts", import.meta.url).href),
  );
  try {
    await worked(runs, workers, options);
  } finally {
    for (const worker of workers) worker.terminate();
  }
}

function worked(runs: readonly SetupOptions[], workers: readonly Worker[], options: SweepPoolOptions): Promise<void> {
  const { nameOf, onDone, onProgress, signal } = options;
  const shares = new Map<number, number>(); // Of runs at hand.
  let nextIndex = 0;
  let doneCount = 0;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const feed = (worker: Worker) => {
    if (nextIndex === runs.length) return;
    const task: SweepTask = { index: nextIndex, options: runs[nextIndex]! };
    nextIndex++;
    worker.postMessage(task);
  };
  const take = (worker: Worker, answer: SweepAnswer) => {
    if (answer.kind === "failed") return reject(failure(nameOf(answer.index), answer));
    if (answer.kind === "progress") shares.set(answer.index, answer.share);
    else {
      shares.delete(answer.index);
      doneCount++;
      onDone(answer.index, answer.figures);
      feed(worker);
    }
    onProgress((doneCount + shares.values().reduce((sum, share) => sum + share, 0)) / runs.length);
    if (doneCount === runs.length) resolve();
  };
  for (const worker of workers) {
    worker.onmessage = ({ data }: MessageEvent<SweepAnswer>) => {
      try {
        take(worker, data);
      } catch (error) {
        reject(error); // A full disk, say: nobody else would hear of it.
      }
    };
    worker.onerror = (event) => reject(new Error(event.message));
    feed(worker);
  }
  signal.addEventListener("abort", () => resolve());
  return promise;
}

function failure(name: string, { problem, isInput }: SweepAnswer & { kind: "failed" }): Error {
  return isInput ? new InputError(`run with ${name}`, problem) : new Error(`run with ${name}: ${problem}`);
}
