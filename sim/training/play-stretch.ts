/** One tape through an engine of one market, from stop to stop, until all that it leads to has happened. */
import { InputError } from "../../src/base/input-error.ts";
import { RowError } from "../../src/engine/replay-errors.ts";
import { type Engine, type EngineConfig, type EngineMarket, stop } from "../../src/ports/engine.ts";
import type { Tape } from "../../src/ports/tape.ts";
import { TapeFeed } from "../tape-feed.ts";

export interface Stretch {
  readonly tape: Tape;
  /** The first midnight of all data: what times count from. */
  readonly epochUnixNs: bigint;
  readonly openEngine: (configs: readonly EngineConfig[]) => Engine;
}

const chunkRows = 262_144;

/**
 * @param begin is given the market before its first row, and gives what is told of each stop (mask of `stop`).
 * @throws InputError for rows that break the rules.
 */
export function playStretch(
  { tape, epochUnixNs, openEngine }: Stretch,
  config: EngineConfig,
  begin: (market: EngineMarket) => (reasons: number) => void,
): void {
  using engine = openEngine([config]);
  const market = engine.markets[0]!;
  const feed = new TapeFeed([tape], epochUnixNs, chunkRows);
  const onStop = begin(market);
  let isEnded = false;
  try {
    for (;;) {
      const reasons = engine.run(isEnded ? feed.lastReceivedNs + 1 : 0);
      if (reasons !== stop.rowsUsed) onStop(reasons);
      else if (isEnded) return;
      else isEnded = !feed.pushNext(market);
    }
  } catch (error) {
    throw error instanceof RowError ? new InputError(tape.source, error.message) : error;
  }
}
