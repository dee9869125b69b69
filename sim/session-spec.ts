/**
 * All that a live session starts from: resolved, so that a journal that begins with it can be replayed without a file
 * beside it. It never holds a key.
 */

import type { FeeTier } from "../src/domain/fees.ts";
import type { Instrument } from "../src/domain/instrument.ts";
import type { DurationNs, TimeNs } from "../src/domain/time.ts";
import type { BacktestConfig, InstrumentConfig } from "./backtest-config.ts";

export interface SessionSpec {
  /** Unique, and part of client order ids. */
  readonly sessionId: string;
  readonly mode: "paper" | "real";
  readonly version: string;
  readonly configHash: string;
  /** The whole configuration as YAML, as it took effect. */
  readonly configText: string;
  readonly epochUnixNs: bigint;
  readonly startedNs: TimeNs;
  readonly config: Pick<BacktestConfig, "seed" | "latency" | "queueModel" | "bookRisk">;
  readonly markets: readonly SessionMarketSpec[];
  /** What the account holds at the start, by asset, in its smallest unit. */
  readonly balances: ReadonlyMap<string, bigint>;
  /** How long an answer of a real venue may take before it is asked. */
  readonly ackTimeoutNs: DurationNs;
}

export interface SessionMarketSpec {
  readonly config: InstrumentConfig;
  readonly instrument: Instrument;
  readonly strategyName: string;
  /** As the strategy's own schema gave them. */
  readonly parameters: unknown;
  readonly feeTier: FeeTier;
  /** What is held of the base asset beyond the reference, in its smallest unit: where the position starts. */
  readonly startPositionUnits: bigint;
  /** Of futures, what was paid for it in an earlier session; without, that is the first price seen. */
  readonly startEntryUnits?: bigint;
}
