/**
 * One case of the battery: a strategy with parameters, and everything that a backtest of it is told. What is drawn here
 * can be written down as a configuration and a tape, and `sim` then does the same again.
 */
import fc from "fast-check";
import type { StrategyDefinition } from "../../src/core/strategy/strategy.ts";
import type { Instrument } from "../../src/domain/instrument.ts";
import { Valuation } from "../../src/domain/valuation.ts";
import type { BacktestConfig, InstrumentConfig } from "../backtest-config.ts";
import { feeTierOf } from "../fee-tiers.ts";
import type { MarketSetup } from "../market-run.ts";
import type { ModelsConfig } from "../models-config.ts";
import type { RiskConfig } from "../risk-config.ts";
import { coinmBtcusdPerp, spotBtcusdt, usdmBtcusdt } from "./instruments.ts";
import type { MarketHistory } from "./market-history.ts";
import { type ModelDrafts, modelDrafts, modelOf } from "./models.ts";

export interface StrategyCase {
  /** As a configuration gives them. */
  readonly parameters: unknown;
  readonly instrument: Instrument;
  readonly history: MarketHistory;
  /** Held beyond the reference when the run starts. */
  readonly startPositionLots: number;
  /** Other positions at which the strategy is asked what it would want. */
  readonly otherPositionsLots: readonly number[];
  /** As in `sim/fee-tiers.ts`: a fraction, below 0 for a rebate. */
  readonly makerFee: string;
  /** One way. */
  readonly latencyMs: number;
  /** How often it decides besides at every change of the market. */
  readonly everyMs: number;
  readonly risk: RiskConfig;
  /** Of those that the strategy can use. */
  readonly models: ModelDrafts;
}

/** One of each kind; none refuses a small order for its worth, or few cases would trade. */
const instruments: readonly Instrument[] = [usdmBtcusdt, spotBtcusdt, coinmBtcusdPerp].map((instrument) => ({
  ...instrument,
  notionalUnitsMin: 0n,
}));

/** Of all cases: who quotes seldom takes. */
export const takerFee = "0.001";

/** Positions that matter: none, a few lots, and beyond any bound that small parameters set. */
export const somePositions: fc.Arbitrary<number> = fc.oneof(
  { withCrossShrink: true },
  { weight: 3, arbitrary: fc.integer({ min: -6, max: 6 }) },
  { weight: 2, arbitrary: fc.integer({ min: -300, max: 300 }) },
  { weight: 1, arbitrary: fc.integer({ min: -100_000, max: 100_000 }) },
);

const someBounds = fc.oneof(
  { withCrossShrink: true },
  fc.integer({ min: 1, max: 30 }),
  fc.integer({ min: 1, max: 1000 }),
);

/** Hard limits, and now and then a soft one below. */
export const riskConfigs: fc.Arbitrary<RiskConfig> = fc
  .record(
    {
      positionLotsMax: someBounds,
      priceBandTicks: fc.constantFrom(1_000_000, 20, 0.5),
      staleAfterMs: fc.constant(3000),
      orderLotsMax: someBounds,
      ordersOpenMax: fc.integer({ min: 1, max: 6 }),
      softTicks: fc.integer({ min: 1, max: 5 }),
    },
    { requiredKeys: ["positionLotsMax", "priceBandTicks", "staleAfterMs"], noNullPrototype: true },
  )
  .map(({ softTicks, ...limits }) => {
    if (softTicks === undefined || limits.positionLotsMax === 1) return limits;
    const fromLots = Math.ceil(limits.positionLotsMax / 2);
    return { ...limits, positionSoft: { fromLots, stepsCount: 2, widenTicks: softTicks, skewTicks: softTicks } };
  });

/** @param changes to how the rest is drawn. */
export function strategyCases(
  { models }: Pick<StrategyDefinition, "models">,
  parameters: fc.Arbitrary<unknown>,
  histories: fc.Arbitrary<MarketHistory>,
  changes: Partial<{ readonly [Key in keyof StrategyCase]: fc.Arbitrary<StrategyCase[Key]> }> = {},
): fc.Arbitrary<StrategyCase> {
  return fc.record({
    history: histories,
    parameters,
    startPositionLots: somePositions,
    otherPositionsLots: fc.array(somePositions, { minLength: 1, maxLength: 3 }),
    instrument: fc.constantFrom(...instruments),
    makerFee: fc.constantFrom("0", "0.0002", "-0.00005", "0.001"),
    latencyMs: fc.constantFrom(5, 0, 20, 60_000),
    everyMs: fc.constantFrom(1000, 100),
    risk: riskConfigs,
    models: modelDrafts(models),
    ...changes,
  });
}

/** What a run is told of the case. */
export function setupOf(
  of: StrategyCase,
  strategy: StrategyDefinition,
): { readonly run: RunConfig; readonly market: MarketSetup } {
  const { run, market } = configOf(of, strategy.name);
  return {
    run,
    market: {
      config: market,
      instrument: of.instrument,
      strategy,
      parameters: strategy.parameters.parse(of.parameters),
      feeTier: feeTierOf(market.fees),
      balances: undefined,
      startPositionUnits: BigInt(new Valuation(of.instrument).quantity(of.startPositionLots)),
    },
  };
}

type RunConfig = Pick<BacktestConfig, "seed" | "queueModel" | "latency" | "balances">;

/**
 * The configuration that says the same, in camelCase. Its data are to be named.
 * @param strategyName that `sim` knows.
 */
export function configOf(
  of: StrategyCase,
  strategyName: string,
): { readonly run: RunConfig; readonly market: InstrumentConfig } {
  const { venue, market, symbol, base, quote } = of.instrument;
  return {
    run: {
      seed: 1,
      queueModel: "conservative",
      latency: { entryMs: of.latencyMs, responseMs: of.latencyMs, decisionUs: 0, venueCloseMs: 10, tickerMs: 5 },
      balances: { [base.name]: "1000000", [quote.name]: "1000000000" },
    },
    market: {
      instrument: { venue, market, symbol },
      data: ["a market history"],
      strategy: { name: strategyName, parameters: of.parameters as Record<string, unknown> },
      models: modelsOf(of),
      startPositionLots: of.startPositionLots,
      decide: { everyMs: of.everyMs, on: ["touch_price", "touch_size", "trade", "own"] },
      fees: { tier: "of-the-case", maker: of.makerFee, taker: takerFee },
      risk: of.risk,
    },
  };
}

function modelsOf({ models, instrument }: StrategyCase): ModelsConfig {
  const named = Object.entries(models).map(([role, draft]) => {
    const document = modelOf(draft, instrument);
    return [role, { file: `${role}.json`, hash: document.hash, document }];
  });
  return Object.fromEntries(named);
}
