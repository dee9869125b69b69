/**
 * A backtest with both queue models. The asked-for one runs first and gives the result; the other one runs after it, since a
 * report always shows the conservative and the probable fills side by side.
 */
import packageJson from "../../package.json" with { type: "json" };
import { type BacktestInput, type BacktestRun, runBacktest } from "../../sim/backtest.ts";
import { composeResult } from "../../sim/compose-result.ts";
import { otherEndOf } from "../../sim/queue-model.ts";
import type { BacktestResult } from "../../sim/result.ts";
import type { BacktestSetup } from "./backtest-setup.ts";
import { peakRssBytes } from "./peak-memory.ts";

/**
 * @param input `onFill` hears of the asked-for model's fills only.
 * @param play runs one of the two, with whatever shows its progress.
 */
export function bracketedBacktest(
  setup: BacktestSetup,
  input: Omit<BacktestInput, "queueModel">,
  play: (input: BacktestInput) => BacktestRun = runBacktest,
): BacktestResult {
  const { queueModel } = setup.config;
  const { onFill: _, ...unheard } = input;
  const asked = { ...input, queueModel };
  const startedMs = performance.now();
  const run = play(asked);
  const replaySeconds = (performance.now() - startedMs) / 1000;
  const other = play({ ...unheard, queueModel: otherEndOf(queueModel) });
  return composeResult(asked, run, other, {
    configHash: setup.configHash,
    configText: setup.configText,
    version: packageJson.version,
    replaySeconds,
    peakRssBytes: peakRssBytes(),
  });
}
