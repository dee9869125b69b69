/**
 * What a benchmark is: one question, one workload, figures with their machine, and the hash of what was computed, so
 * that a figure cannot come from work left undone. Every benchmark has a smoke size that the tests run against bitrot.
 */
import { cpus, totalmem } from "node:os";

export type BenchSize = "smoke" | "full";

export interface Bench {
  readonly question: string;
  /**
   * Lines for people: workload, figures, result hash, what is left out.
   *
   * @param seconds for how long a full one plays that goes by the clock; each has its own usual.
   */
  run(size: BenchSize, seconds?: number): Promise<string[]>;
}

export function machineLine(): string {
  const model = cpus()[0]?.model ?? "unknown processor";
  return `machine: ${cpus().length} x ${model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Bun ${Bun.version}`;
}

/** Least, median and largest of several measurements of one thing. */
export function spread(values: readonly number[]): { least: number; median: number; most: number } {
  const sorted = values.toSorted((a, b) => a - b);
  return { least: sorted[0]!, median: sorted[Math.floor(sorted.length / 2)]!, most: sorted.at(-1)! };
}

/** A rate beside what it is meant to be, in the same unit. */
export function besideAim(rate: number, aim: number): string {
  return `aim ${aim}: ${rate >= aim ? "reached" : "NOT reached"}`;
}

/** A duration beside what it is to stay within, in the same unit. */
export function besideBound(duration: number, aim: number): string {
  return `aim ${aim}: ${duration <= aim ? "reached" : "NOT reached"}`;
}

/** Seconds that `work` takes, and what it gives. */
export function timed<T>(work: () => T): { seconds: number; value: T } {
  const startedNs = Bun.nanoseconds();
  const value = work();
  return { seconds: (Bun.nanoseconds() - startedNs) / 1e9, value };
}
