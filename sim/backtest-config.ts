/**
 * What a backtest is told: one schema for the whole file, strict, so that a typo fails; units in its keys, and no silent
 * default for money or limits.
 *
 * Files are YAML with snake_case keys (`src/commands/read-config.ts`); here the keys are camelCase.
 */
import { z } from "zod";
import { parseDecimal } from "../src/base/decimal.ts";
import { readsOf, type StrategyDefinition } from "../src/core/strategy/strategy.ts";
import { type FeeTier, feeRateUnit } from "../src/domain/fees.ts";
import { type Instrument, markets, venues } from "../src/domain/instrument.ts";
import { nsPerMs } from "../src/domain/time.ts";
import { change, type EngineConfig, type QueueModel } from "../src/ports/engine.ts";
import { latencySchema } from "./latency-config.ts";
import { queueModelSchema } from "./queue-model.ts";

const ratePlaces = String(feeRateUnit).length - 1;
const decimalText = z.string().regex(/^-?\d+(\.\d+)?$/, 'expected a decimal in quotes, such as "0.001"');
const rate = decimalText
  .refine((text) => Math.abs(Number(text)) < 1, 'expected a fraction such as "0.001" for 0.1%')
  .refine((text) => parseDecimal(text, ratePlaces) !== undefined, "expected at most 8 decimals");
const amount = decimalText.refine((text) => !text.startsWith("-"), "expected a balance of 0 or more");
const triggers = ["touch_price", "touch_size", "trade", "own"] as const;

export const backtestConfigSchema = z
  .strictObject({
    instrument: z.strictObject({ venue: z.enum(venues), market: z.enum(markets), symbol: z.string().min(1) }),
    /** The seeded synthetic market, or paths of recordings, Parquet folders or tapes. */
    data: z.union([z.literal("synthetic"), z.array(z.string().min(1)).min(1)]),
    seed: z.int().nonnegative(),
    /** Of the synthetic market. */
    synthetic: z.strictObject({ minutes: z.number().positive().max(1440) }).optional(),
    strategy: z.strictObject({ name: z.string().min(1), parameters: z.record(z.string(), z.unknown()) }),
    /** When the strategy decides: on a grid, on changes, or both. */
    decide: z
      .strictObject({ everyMs: z.number().min(0.001).max(3_600_000), on: z.array(z.enum(triggers)).min(1) })
      .partial()
      .refine((decide) => decide.everyMs !== undefined || decide.on !== undefined, "expected every_ms, on, or both"),
    queueModel: queueModelSchema,
    latency: latencySchema,
    /** Rates as fractions: "0.001" is 0.1%; a negative one is a rebate. */
    fees: z.strictObject({ tier: z.string().min(1), maker: rate, taker: rate }),
    /** What the account holds at the start, by asset. The position counts from here. */
    balances: z.record(z.string().regex(/^[A-Z0-9]+$/, "expected an asset such as BTC"), amount),
    risk: z.strictObject({
      positionLotsMax: z.int().positive(),
      priceBandTicks: z.number().positive(),
      staleAfterMs: z.number().min(0.001),
    }),
  })
  .refine((config) => config.data !== "synthetic" || config.synthetic !== undefined, {
    path: ["synthetic"],
    message: "expected minutes of the synthetic market",
  });

export type BacktestConfig = z.output<typeof backtestConfigSchema>;

/** What the engine is told for it. */
export function engineConfigOf(
  config: BacktestConfig,
  strategy: StrategyDefinition,
  queueModel: QueueModel,
): EngineConfig {
  const { latency, decide } = config;
  return {
    venueCloseNs: wholeNs(latency.venueCloseMs),
    tickerLatencyNs: wholeNs(latency.tickerMs),
    decisionTimeNs: wholeNs(latency.decisionUs / 1000),
    queueModel,
    decideEveryNs: decide.everyMs === undefined ? 0 : Math.max(1, wholeNs(decide.everyMs)),
    // A book that breaks or comes back is never left to the grid.
    decideOn: (decide.on ?? []).reduce((mask, trigger) => mask | changeOf[trigger], change.bookState as number),
    reads: readsOf(strategy),
  };
}

export function feeTierOf(config: BacktestConfig): FeeTier {
  const { tier, maker, taker } = config.fees;
  return { name: tier, makerRate: rateUnits(maker), takerRate: rateUnits(taker) };
}

/** Starting balances in each asset's smallest unit; undefined for an asset that the instrument does not have. */
export function balancesOf(config: BacktestConfig, instrument: Instrument): Map<string, bigint> | undefined {
  const balances = new Map<string, bigint>();
  for (const [name, text] of Object.entries(config.balances)) {
    const asset = [instrument.base, instrument.quote].find((candidate) => candidate.name === name);
    const units = asset && parseDecimal(text, asset.places);
    if (units === undefined) return undefined;
    balances.set(name, units);
  }
  return balances;
}

const changeOf = {
  touch_price: change.touchPrice,
  touch_size: change.touchSize,
  trade: change.trade,
  own: change.own,
} as const satisfies Record<(typeof triggers)[number], number>;

function rateUnits(text: string): bigint {
  return parseDecimal(text, ratePlaces)!;
}

function wholeNs(ms: number): number {
  return Math.round(ms * nsPerMs);
}
