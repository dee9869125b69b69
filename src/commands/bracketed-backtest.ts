/**
 * A backtest with several queue models. The asked-for one runs first and gives the result; the others run after it,
 * since a report always shows the conservative and the probable fills side by side, and the exact ones where the data
 * name every order.
 */
import packageJson from "../../package.json" with { type: "json" };
import { type BacktestInput, type BacktestRun, runBacktest } from "../../sim/backtest.ts";
import { type Bracket, bracketOf, mapBracket } from "../../sim/queue-model.ts";
import { composeRunResult, type RunResult } from "../../sim/run-result.ts";
import type { QueueModel } from "../ports/engine.ts";
import type { Tape } from "../ports/tape.ts";
import type { BacktestSetup } from "./backtest-setup.ts";
import { peakRssBytes } from "./peak-memory.ts";

/** What a backtest is told besides its setup. */
export type RunOptions = Pick<BacktestInput, "openEngine" | "onFill">;

/**
 * @param tapes of each instrument.
 * @param options `onFill` hears of the asked-for model's fills only.
 * @param play runs one of them, with whatever shows its progress.
 */
export function bracketedBacktest(
  setup: BacktestSetup,
  tapes: readonly (readonly Tape[])[],
  options: RunOptions,
  play: (input: BacktestInput) => BacktestRun = runBacktest,
): RunResult {
  const { queueModel } = setup.config;
  const { openEngine, onFill } = options;
  const all = { ...backtestInput(setup, tapes), openEngine };
  const asked = { ...all, queueModel, ...(onFill && { onFill }) };
  const startedMs = performance.now();
  const run = play(asked);
  const replaySeconds = (performance.now() - startedMs) / 1000;
  const bracket = mapBracket(queueModelsOf(setup, tapes), (model) =>
    model === queueModel ? run : play({ ...all, queueModel: model }),
  );
  return composeRunResult(asked, run, bracket, {
    kind: "backtest",
    configHash: setup.configHash,
    configText: setup.configText,
    version: packageJson.version,
    replaySeconds,
    peakRssBytes: peakRssBytes(),
  });
}

/** The models that run. @param tapes of each instrument. */
export function queueModelsOf({ config }: BacktestSetup, tapes: readonly (readonly Tape[])[]): Bracket<QueueModel> {
  return bracketOf(
    config.queueModel,
    tapes.flat().every(({ hasOrderIds }) => hasOrderIds),
  );
}

/** What the setup says of a run, with its data. @param tapes of each instrument. */
export function backtestInput({ config, markets, balances }: BacktestSetup, tapes: readonly (readonly Tape[])[]) {
  return { config, balances, markets: markets.map((market, at) => ({ ...market, tapes: tapes[at]! })) };
}
