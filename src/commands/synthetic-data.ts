/** What the synthetic market of a seed is made of, wherever its rows go. */
import type { SyntheticMarketOptions } from "../../sim/synthetic-market.ts";
import type { Instrument } from "../domain/instrument.ts";
import type { DurationNs } from "../domain/time.ts";

/** 2024-01-01T00:00:00Z; any whole day would do. */
const startUnixNs = 1_704_067_200_000_000_000n;

export function syntheticOptions(instrument: Instrument, seed: number, durationNs: DurationNs): SyntheticMarketOptions {
  return {
    instrument,
    seed,
    startUnixNs,
    durationNs,
    // 60,000 of the quote asset.
    startPriceTicks: Number((60_000n * 10n ** BigInt(instrument.pricePlaces)) / instrument.tickUnits),
  };
}
