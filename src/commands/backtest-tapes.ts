/**
 * The tapes of a backtest, for each of its instruments: what `--data` names, or the synthetic market of the
 * configuration, made on first use.
 */
import type { BacktestConfig, InstrumentConfig } from "../../sim/backtest-config.ts";
import { generateSyntheticMarket } from "../../sim/synthetic-market.ts";
import { defaultSyntheticParameters } from "../../sim/synthetic-parameters.ts";
import { InputError } from "../base/input-error.ts";
import { cachedTape } from "../data/tape-cache.ts";
import { type Instrument, instrumentKey } from "../domain/instrument.ts";
import { nsPerMinute } from "../domain/time.ts";
import type { Tape } from "../ports/tape.ts";
import { readTapes } from "./read-tapes.ts";
import { syntheticOptions } from "./synthetic-data.ts";
import { tapeCache } from "./tape-cache.ts";

/** What is asked of a run's configuration to find its data. */
export interface TapesWanted {
  readonly config: Pick<BacktestConfig, "seed" | "queueModel">;
  readonly markets: readonly MarketWanted[];
  readonly knownInstruments: readonly Instrument[];
}

interface MarketWanted {
  readonly config: Pick<InstrumentConfig, "data" | "synthetic">;
  readonly instrument: Instrument;
}

/** For each instrument, in the order of their times. All are closed again when one of them cannot be opened. */
export async function openBacktestTapes(setup: TapesWanted): Promise<Tape[][]> {
  const opened: Tape[][] = [];
  try {
    for (const market of setup.markets) opened.push(await openMarketTapes(setup, market));
    checkSpan(opened.flat());
    if (setup.config.queueModel === "exact") checkOrderIds(opened.flat());
    return opened;
  } catch (error) {
    closeTapes(opened);
    throw error;
  }
}

export function closeTapes(tapes: readonly (readonly Tape[])[]): void {
  for (const tape of tapes.flat()) tape[Symbol.dispose]();
}

async function openMarketTapes(setup: TapesWanted, { config, instrument }: MarketWanted): Promise<Tape[]> {
  if (config.data === "synthetic") {
    const { seed = setup.config.seed, minutes, fairValueSeed = seed } = config.synthetic!;
    return [await syntheticTape(instrument, seed, minutes, fairValueSeed)];
  }
  const { venue, market, symbol } = instrument;
  const selection = { instruments: setup.knownInstruments, symbol, market, venue };
  const title = setup.markets.length === 1 ? "reading data" : `reading ${instrumentKey(instrument)}`;
  return inOrder(await readTapes(config.data, selection, title));
}

/** By their times. @throws InputError when two overlap. */
export function inOrder(tapes: Tape[]): Tape[] {
  tapes.sort((a, b) => Number(startOf(a) - startOf(b)));
  for (const [at, tape] of tapes.entries()) {
    const before = tapes[at - 1];
    if (before !== undefined && startOf(tape) < endOf(before))
      throw new InputError(tape.source, `begins before ${before.source} ends; expected data that follow one another`);
  }
  return tapes;
}

/** @throws InputError when one does not name its orders. */
function checkOrderIds(tapes: readonly Tape[]): void {
  const blind = tapes.find(({ hasOrderIds }) => !hasOrderIds);
  if (blind !== undefined)
    throw new InputError(
      blind.source,
      "shows levels alone; expected data that name every order, for queue_model: exact",
    );
}

/** @throws InputError when they reach over more time than a run can count. */
function checkSpan(tapes: readonly Tape[]): void {
  const first = tapes.reduce((a, b) => (b.midnightUnixNs < a.midnightUnixNs ? b : a));
  const last = tapes.reduce((a, b) => (endOf(b) > endOf(a) ? b : a));
  if (endOf(last) - first.midnightUnixNs <= runNsMax) return;
  throw new InputError(
    last.source,
    `ends more than 104 days after ${first.source} begins; expected shorter runs, one by one`,
  );
}

function startOf({ midnightUnixNs, firstReceivedNs }: Tape): bigint {
  return midnightUnixNs + BigInt(firstReceivedNs);
}

function endOf({ midnightUnixNs, lastReceivedNs }: Tape): bigint {
  return midnightUnixNs + BigInt(lastReceivedNs);
}

/** Times of a run are exact for 2^53 ns. */
const runNsMax = BigInt(Number.MAX_SAFE_INTEGER);

async function syntheticTape(
  instrument: Instrument,
  seed: number,
  minutes: number,
  fairValueSeed: number,
): Promise<Tape> {
  const durationNs = Math.round(minutes * nsPerMinute);
  const options = { ...syntheticOptions(instrument, seed, durationNs), fairValueSeed };
  const isAlone = fairValueSeed === seed;
  const told = [seed, minutes, options.startPriceTicks, defaultSyntheticParameters];
  const described = JSON.stringify(isAlone ? told : [...told, fairValueSeed]);
  const follows = isAlone ? "" : `, fair value of seed ${fairValueSeed}`;
  return cachedTape(await tapeCache(), {
    sourceHash: described,
    instrument,
    midnightUnixNs: options.startUnixNs,
    source: `synthetic market, seed ${seed}${follows}, ${minutes} minutes`,
    fill: async (sink) => {
      generateSyntheticMarket(options, sink);
      return { clockOffsetNs: 0 };
    },
  });
}
