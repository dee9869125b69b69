/** A sweep for programs: every run under the names of `sim --json`, best first. */
import type { SweepResult } from "../sweep-result.ts";

export interface SweepFiles {
  readonly resultsPath: string;
  readonly reportPath: string;
  /** Runs that were there before. */
  readonly resumedCount: number;
}

export function sweepJson(result: SweepResult, files: SweepFiles): object {
  const { version, codeHash, sweepPath, basePath, dataSource, entries, ranking } = result;
  return {
    version,
    codeHash,
    sweep: sweepPath,
    base: basePath,
    dataSource,
    entries: Object.fromEntries(entries.map(({ path, values }) => [path, values])),
    trialsCount: ranking.trialsCount,
    sharpeThreshold: ranking.threshold,
    runs: ranking.runs.map(({ rank, point, deflatedSharpe, figures }) => ({
      rank,
      values: Object.fromEntries(entries.map(({ path }, at) => [path, point[at]])),
      deflatedSharpe: deflatedSharpe ?? null,
      ...figures,
    })),
    ...files,
  };
}
