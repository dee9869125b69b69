/** What a sweep found out, as its reports show it. */
import type { SweepEntry } from "./sweep-config.ts";
import type { SweepRanking } from "./sweep-ranking.ts";

export interface SweepResult {
  readonly version: string;
  /** Of the sources that decide a result. */
  readonly codeHash: string;
  readonly sweepPath: string;
  readonly basePath: string;
  readonly dataSource: string;
  readonly entries: readonly SweepEntry[];
  readonly ranking: SweepRanking;
}

/** What the runs are of: one word, or several where that is what is swept. */
export function sweptName({ ranking }: SweepResult, figure: "symbol" | "strategy" | "queueModel"): string {
  return [...new Set(ranking.runs.map(({ figures }) => figures[figure]))].sort().join(", ");
}

/** The last word of each key path where that tells them apart, else the whole path. */
export function entryNames(entries: readonly SweepEntry[]): string[] {
  const lastOf = (path: string) => path.slice(path.lastIndexOf(".") + 1);
  return entries.map(({ path }) => {
    const isUnique = entries.filter((other) => lastOf(other.path) === lastOf(path)).length === 1;
    return isUnique ? lastOf(path) : path;
  });
}
