/**
 * What a backtest is told: one schema for the whole file, strict, so that a typo fails; units in its keys, and no
 * silent default for money or limits.
 *
 * A file speaks of one instrument with its keys at the top, or of many with a list `instruments` of the same keys. Both
 * become one form, a run and its instruments. Files are YAML with snake_case keys (`src/commands/read-config.ts`); here
 * the keys are camelCase.
 */
import { z } from "zod";
import { parseDecimal } from "../src/base/decimal.ts";
import { readsOf, type StrategyDefinition, signalsOf } from "../src/core/strategy/strategy.ts";
import { type Instrument, markets, venues } from "../src/domain/instrument.ts";
import { nsPerMs } from "../src/domain/time.ts";
import { liveSchema, storesSchema, venueSchema } from "../src/live/live-config.ts";
import { change, type EngineConfig, engineLimits, type QueueModel } from "../src/ports/engine.ts";
import { allSignals } from "../src/ports/market-signals.ts";
import { decimalText, type FeesConfig, type FeeTiers, feesSchema, tierProblem } from "./fee-tiers.ts";
import { latencySchema } from "./latency-config.ts";
import { featuresRead, modelsSchema } from "./models-config.ts";
import { queueModelSchema } from "./queue-model.ts";
import { bookRiskSchema, riskSchema, riskSignals } from "./risk-config.ts";

const amount = decimalText.refine((text) => !text.startsWith("-"), "expected a balance of 0 or more");
const triggers = ["touch_price", "touch_size", "trade", "own"] as const;

/** What the account holds at the start, by asset. Positions count from here. */
const balances = z.record(z.string().regex(/^[A-Z0-9]+$/, "expected an asset such as BTC"), amount);

const instrument = z.strictObject({ venue: z.enum(venues), market: z.enum(markets), symbol: z.string().min(1) });

/** What each instrument has of its own. */
const ofInstrument = (tiers: FeeTiers) => ({
  instrument,
  /** The seeded synthetic market, or paths of recordings, Parquet folders or tapes. */
  data: z.union([z.literal("synthetic"), z.array(z.string().min(1)).min(1)], {
    error: "expected synthetic, or a list of recordings, Parquet folders or tapes",
  }),
  /** Of the synthetic market. Without a seed of its own it has the run's; of two with one fair value, one follows it. */
  synthetic: z
    .strictObject({
      minutes: z.number().positive().max(1440),
      seed: z.int().nonnegative().optional(),
      fairValueSeed: z.int().nonnegative().optional(),
    })
    .optional(),
  strategy: z.strictObject({ name: z.string().min(1), parameters: z.record(z.string(), z.unknown()) }),
  models: modelsSchema.optional(),
  /** Held beyond the reference when a backtest starts; none, unless said. A session knows what it holds. */
  startPositionLots: z.int().optional(),
  /** When the strategy decides: on a grid, on changes, or both. */
  decide: z
    .strictObject({ everyMs: z.number().min(0.001).max(3_600_000), on: z.array(z.enum(triggers)).min(1) })
    .partial()
    .refine((decide) => decide.everyMs !== undefined || decide.on !== undefined, "expected every_ms, on, or both"),
  fees: feesSchema(tiers),
  risk: riskSchema,
});

/** What all instruments of a run share. */
const ofRun = {
  seed: z.int().nonnegative(),
  queueModel: queueModelSchema,
  latency: latencySchema,
  balances,
  /** Limits of the whole book, by settlement asset. */
  bookRisk: bookRiskSchema.optional(),
  /** For trading live with the same file; a backtest does not look at them. */
  venue: venueSchema.optional(),
  live: liveSchema.optional(),
  stores: storesSchema.optional(),
};

const hasItsMarket = ({ data, synthetic }: { data: unknown; synthetic?: unknown }) =>
  data !== "synthetic" || synthetic !== undefined;
const needsMinutes = { path: ["synthetic"], message: "expected minutes of the synthetic market" };

/** Tells of a tier that is not the instrument's. */
const checkTier =
  (tiers: FeeTiers) =>
  (
    { instrument, fees }: { instrument: Pick<Instrument, "venue" | "market">; fees: FeesConfig },
    context: z.RefinementCtx,
  ) => {
    const message = tierProblem(tiers, fees, instrument);
    if (message !== undefined) context.addIssue({ code: "custom", path: ["fees", "tier"], message });
  };

const oneSchema = (tiers: FeeTiers) =>
  z
    .strictObject({ ...ofInstrument(tiers), ...ofRun })
    .refine(hasItsMarket, needsMinutes)
    .superRefine(checkTier(tiers));

const manySchema = (tiers: FeeTiers) => {
  // Balances of its own are an account of its own, for what does not trade from the common one.
  const entry = z
    .strictObject({
      ...ofInstrument(tiers),
      balances: balances.optional(),
      /** Another of the list, whose position this one's strategy offsets. */
      hedges: instrument.optional(),
    })
    .refine(hasItsMarket, needsMinutes)
    .superRefine(checkTier(tiers));
  return z.strictObject({ ...ofRun, instruments: z.array(entry).min(1).max(engineLimits.marketsMax) });
};

export type BacktestConfig = z.output<ReturnType<typeof manySchema>>;
export type InstrumentConfig = BacktestConfig["instruments"][number];
/** As a file has it. */
export type BacktestFile = z.output<ReturnType<typeof oneSchema>> | BacktestConfig;

/** The schema for a document, so that its faults are told of the form that it has. */
export function backtestFileSchema(document: object, tiers: FeeTiers): z.ZodType<BacktestFile> {
  return "instruments" in document ? manySchema(tiers) : oneSchema(tiers);
}

/** Both forms as one: a run and its instruments. */
export function backtestConfigOf(file: BacktestFile): BacktestConfig {
  if ("instruments" in file) return file;
  const { seed, queueModel, latency, balances: held, bookRisk, venue, live, stores, ...instrument } = file;
  return { seed, queueModel, latency, balances: held, bookRisk, venue, live, stores, instruments: [instrument] };
}

/** What the engine is told for one instrument. */
export function engineConfigOf(
  { latency }: Pick<BacktestConfig, "latency">,
  { decide, models, risk }: InstrumentConfig,
  strategy: StrategyDefinition,
  queueModel: QueueModel,
): EngineConfig {
  const features = featuresRead(strategy, models);
  return {
    venueCloseNs: wholeNs(latency.venueCloseMs),
    tickerLatencyNs: wholeNs(latency.tickerMs),
    decisionTimeNs: wholeNs(latency.decisionUs / 1000),
    queueModel,
    decideEveryNs: decide.everyMs === undefined ? 0 : Math.max(1, wholeNs(decide.everyMs)),
    // A book that breaks or comes back is never left to the grid.
    decideOn: (decide.on ?? []).reduce((mask, trigger) => mask | changeOf[trigger], change.bookState as number),
    // What another market holds is no change of this one: then each point of the grid is looked at.
    reads: readsOf(features, strategy.readsQueues) | (strategy.readsHedged === true ? change.time : 0),
    signals: allSignals([signalsOf(features, strategy.readsQueues), riskSignals(risk)]),
  };
}

/**
 * Starting balances in each asset's smallest unit; undefined for an asset that no instrument has, or with too many
 * decimals.
 */
export function balanceUnits(
  held: Readonly<Record<string, string>>,
  instruments: readonly Instrument[],
): Map<string, bigint> | undefined {
  const assets = instruments.flatMap(({ base, quote }) => [base, quote]);
  const units = new Map<string, bigint>();
  for (const [name, text] of Object.entries(held)) {
    const asset = assets.find((candidate) => candidate.name === name);
    const amountUnits = asset && parseDecimal(text, asset.places);
    if (amountUnits === undefined) return undefined;
    units.set(name, amountUnits);
  }
  return units;
}

const changeOf = {
  touch_price: change.touchPrice,
  touch_size: change.touchSize,
  trade: change.trade,
  own: change.own,
} as const satisfies Record<(typeof triggers)[number], number>;

function wholeNs(ms: number): number {
  return Math.round(ms * nsPerMs);
}
