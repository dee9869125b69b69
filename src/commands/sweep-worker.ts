/**
 * One of a sweep's workers: takes a run, gives back its figures, waits for the next. It maps the tapes itself, since a
 * mapped view sent to another thread would be copied; the pages in memory are shared all the same.
 */
import { type BacktestInput, runBacktest } from "../../sim/backtest.ts";
import { type SweepFigures, sweepFiguresOf } from "../../sim/sweep-run.ts";
import { InputError } from "../base/input-error.ts";
import { openEngine } from "../engine/open-engine.ts";
import type { Tape } from "../ports/tape.ts";
import { type BacktestSetup, readBacktestSetup, type SetupOptions } from "./backtest-setup.ts";
import { closeTapes, openBacktestTapes } from "./backtest-tapes.ts";
import { bracketedBacktest, queueModelsOf } from "./bracketed-backtest.ts";
import { dataKey } from "./run-keys.ts";

export interface SweepTask {
  readonly index: number;
  readonly options: SetupOptions;
}

export type SweepAnswer =
  | { readonly kind: "progress"; readonly index: number; readonly share: number }
  | { readonly kind: "done"; readonly index: number; readonly figures: SweepFigures }
  | { readonly kind: "failed"; readonly index: number; readonly problem: string; readonly isInput: boolean };

declare const self: Worker;

self.onmessage = async ({ data }: MessageEvent<SweepTask>) => {
  try {
    answer({ kind: "done", index: data.index, figures: await run(data) });
  } catch (error) {
    const isInput = error instanceof InputError;
    const problem = isInput ? error.message : String((error as Error).stack);
    answer({ kind: "failed", index: data.index, problem, isInput });
  }
};

/** The tapes of the last run: most sweeps read the same ones in every run. */
let open: { readonly key: string; readonly tapes: readonly (readonly Tape[])[] } | undefined;

async function run({ index, options }: SweepTask): Promise<SweepFigures> {
  const setup = readBacktestSetup(options);
  const tapes = await tapesOf(setup);
  const playsCount = Object.keys(queueModelsOf(setup, tapes)).length;
  let playedCount = 0;
  const play = (input: BacktestInput) => {
    const onProgress = (share: number) =>
      answer({ kind: "progress", index, share: (playedCount + share) / playsCount });
    const played = runBacktest({ ...input, onProgress });
    playedCount++;
    return played;
  };
  const { instruments } = bracketedBacktest(setup, tapes, { openEngine: (configs) => openEngine(configs) }, play);
  return sweepFiguresOf(instruments[0]!); // The plan refuses more than one.
}

async function tapesOf(setup: BacktestSetup): Promise<readonly (readonly Tape[])[]> {
  const key = dataKey(setup);
  if (open?.key !== key) {
    closeTapes(open?.tapes ?? []);
    open = { key, tapes: await openBacktestTapes(setup) };
  }
  return open.tapes;
}

function answer(message: SweepAnswer): void {
  self.postMessage(message);
}
