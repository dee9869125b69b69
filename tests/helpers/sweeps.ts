/** Sweeps that never ran, for tests of their ranking and of what is shown of it. */
import { rankRuns, type SweepRun } from "../../sim/sweep-ranking.ts";
import type { SweepResult } from "../../sim/sweep-result.ts";
import { type SweepFigures, sweepFiguresOf } from "../../sim/sweep-run.ts";
import { smallResult } from "./results.ts";

/** Figures of one run; its hash names it. */
export function sweepFigures(changes: Partial<SweepFigures>): SweepFigures {
  return { ...sweepFiguresOf(smallResult()), ...changes };
}

/** Eight runs over two entries, better with a wider half-spread; the second size never trades at the widest. */
export function smallSweep(): SweepResult {
  const entries = [
    { path: "strategy.parameters.half_spread_ticks", values: [1, 2, 3, 4] },
    { path: "strategy.parameters.size_lots", values: [10, 20] },
  ];
  const runs = entries[0]!.values.flatMap((half) => entries[1]!.values.map((size) => run(half, size)));
  return {
    version: "0.1.0",
    codeHash: "cafe",
    sweepPath: "configs/sweep.yaml",
    basePath: "configs/base.yaml",
    dataSource: "a.gz",
    entries,
    ranking: rankRuns(runs),
  };
}

function run(half: number, size: number): SweepRun {
  const trades = !(half === 4 && size === 20);
  const sharpe = trades ? 40 * (half - 2) - size : null;
  const net = trades ? (half * 2.5 - 6).toFixed(8) : "0.00000000";
  const { pnl, bracket } = sweepFigures({});
  const figures = sweepFigures({
    runHash: `${half}${size}`.padEnd(64, "0"),
    incrementsCount: 5000,
    sharpe,
    sharpeError: trades ? 10 : null,
    skewness: trades ? 0 : null,
    kurtosis: trades ? 3 : null,
    pnl: { ...pnl, net },
    bracket: { conservative: { ...bracket.conservative, net }, probable: { ...bracket.probable, net } },
  });
  return { point: [half, size], figures };
}
