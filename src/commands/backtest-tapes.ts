/** The tapes of a backtest: what `--data` names, or the synthetic market of the configuration, made on first use. */
import { generateSyntheticMarket } from "../../sim/synthetic-market.ts";
import { defaultSyntheticParameters } from "../../sim/synthetic-parameters.ts";
import { InputError } from "../base/input-error.ts";
import { openTapes } from "../data/open-tapes.ts";
import { cachedTape } from "../data/tape-cache.ts";
import { nsPerMinute } from "../domain/time.ts";
import type { Tape } from "../ports/tape.ts";
import type { BacktestSetup } from "./backtest-setup.ts";
import { InterruptWatch } from "./interrupt.ts";
import { Progress } from "./progress.ts";
import { tapeCache } from "./tape-cache.ts";

/** In the order of their times. */
export async function openBacktestTapes(setup: BacktestSetup): Promise<Tape[]> {
  const { config, instrument, instruments } = setup;
  if (config.data === "synthetic") return [await syntheticTape(setup, config.synthetic!.minutes)];
  const { venue, market, symbol } = instrument;
  const selection = { instruments, symbol, market, venue };
  const progress = new Progress("reading data");
  using interrupt = new InterruptWatch();
  const onProgress = (share: number) => {
    interrupt.check();
    progress.show(share);
  };
  try {
    return inOrder(await openTapes(config.data, selection, { ...(await tapeCache()), onProgress }));
  } finally {
    progress.end();
  }
}

/** By their times. @throws InputError when two overlap. */
function inOrder(tapes: Tape[]): Tape[] {
  const startOf = ({ midnightUnixNs, firstReceivedNs }: Tape) => midnightUnixNs + BigInt(firstReceivedNs);
  const endOf = ({ midnightUnixNs, lastReceivedNs }: Tape) => midnightUnixNs + BigInt(lastReceivedNs);
  tapes.sort((a, b) => Number(startOf(a) - startOf(b)));
  const [first, last] = [tapes[0]!, tapes.at(-1)!];
  if (endOf(last) - first.midnightUnixNs > runNsMax)
    throw new InputError(
      last.source,
      `ends more than 104 days after ${first.source} begins; expected shorter runs, one by one`,
    );
  for (const [at, tape] of tapes.entries()) {
    const before = tapes[at - 1];
    if (before !== undefined && startOf(tape) < endOf(before))
      throw new InputError(tape.source, `begins before ${before.source} ends; expected data that follow one another`);
  }
  return tapes;
}

/** Times of a run are exact for 2^53 ns. */
const runNsMax = BigInt(Number.MAX_SAFE_INTEGER);

/** 2024-01-01T00:00:00Z; any whole day would do. */
const syntheticStartUnixNs = 1_704_067_200_000_000_000n;

async function syntheticTape({ config, instrument }: BacktestSetup, minutes: number): Promise<Tape> {
  const options = {
    instrument,
    seed: config.seed,
    startUnixNs: syntheticStartUnixNs,
    durationNs: Math.round(minutes * nsPerMinute),
    // 60,000 of the quote asset.
    startPriceTicks: Number((60_000n * 10n ** BigInt(instrument.pricePlaces)) / instrument.tickUnits),
  };
  const described = JSON.stringify([config.seed, minutes, options.startPriceTicks, defaultSyntheticParameters]);
  return cachedTape(await tapeCache(), {
    sourceHash: described,
    instrument,
    midnightUnixNs: syntheticStartUnixNs,
    source: `synthetic market, seed ${config.seed}, ${minutes} minutes`,
    fill: async (writer) => {
      generateSyntheticMarket(options, writer);
      return { clockOffsetNs: 0 };
    },
  });
}
