/**
 * What a backtest found out of all its instruments: each one's result, and sums where they are counted in one asset.
 */

import type { Instrument } from "../src/domain/instrument.ts";
import { type BacktestRun, settlementOf } from "./backtest.ts";
import type { BacktestConfig } from "./backtest-config.ts";
import { composeResult, type RunContext } from "./compose-result.ts";
import type { MarketSetup } from "./market-run.ts";
import type { Bracket } from "./queue-model.ts";
import type { BacktestResult, BracketEnd, ProfitAndLoss } from "./result.ts";
import type { TotalCurveSummary } from "./statistics/total-curve.ts";

export interface RunResult extends RunContext {
  readonly runHash: string;
  readonly engineKind: BacktestRun["engineKind"];
  readonly seed: number;
  readonly queueModel: string;
  /** In the order of the configuration; one or more. */
  readonly instruments: readonly BacktestResult[];
  /** By settlement asset, in the order met. */
  readonly totals: readonly Total[];
  /** In the order of those that hedge. */
  readonly hedges: readonly HedgeResult[];
  /** Of the common account, in 10^-places of each asset. */
  readonly balances: Readonly<Record<string, { units: bigint; places: number }>>;
  readonly eventsPerSecond: number;
}

/** Sums over the instruments that settle in one asset; Sharpe ratio and drawdown are those of their summed P&L. */
export interface Total extends TotalCurveSummary {
  readonly instrumentsCount: number;
  readonly fillsCount: number;
  readonly pnl: ProfitAndLoss;
  readonly turnoverUnits: bigint;
  readonly bracket: Readonly<Record<"conservative" | "probable", Pick<BracketEnd, "fillsCount" | "net" | "gross">>>;
}

/** Two instruments, of which one offsets the position of the other. */
export interface HedgeResult {
  readonly hedge: Instrument;
  readonly hedged: Instrument;
  /** Of both, in 10^-places of what they settle in; undefined where that differs. */
  readonly netUnits: bigint | undefined;
  /** How far the sum of both positions was from 0, over time and at most, in lots of `hedge`. */
  readonly meanErrorLots: number;
  readonly maxErrorLots: number;
}

/** What a run was told, as far as its result tells it. */
export interface RunInput {
  readonly config: Pick<BacktestConfig, "seed">;
  readonly markets: readonly MarketSetup[];
}

/** @param run the one that was asked for, and `bracket` the same with each queue model. */
export function composeRunResult(
  input: RunInput,
  run: BacktestRun,
  bracket: Bracket<BacktestRun>,
  context: RunContext,
): RunResult {
  const { seed } = input.config;
  const instruments = input.markets.map((of, index) => composeResult(of, index, run, bracket, { ...context, seed }));
  return {
    ...context,
    runHash: run.runHash,
    engineKind: run.engineKind,
    seed,
    queueModel: run.queueModel,
    instruments,
    totals: totalsOf(instruments, run.totals),
    hedges: hedgesOf(instruments, run),
    balances: balancesOf(input, run),
    eventsPerSecond: instruments.reduce((sum, result) => sum + result.eventsPerSecond, 0),
  };
}

/** @param curves by `settlementOf`. */
export function totalsOf(results: readonly BacktestResult[], curves: ReadonlyMap<string, TotalCurveSummary>): Total[] {
  const bySettlement = Map.groupBy(results, ({ instrument }) => settlementOf(instrument));
  return [...bySettlement].map(([settlement, of]) => totalOf(of, curves.get(settlement)!));
}

function hedgesOf(results: readonly BacktestResult[], { markets }: BacktestRun): HedgeResult[] {
  return markets.flatMap(({ hedgeEnd }, at) => {
    if (hedgeEnd === undefined) return [];
    const [hedge, hedged] = [results[at]!, results[markets.indexOf(hedgeEnd.hedged)]!];
    const isAlike = settlementOf(hedge.instrument) === settlementOf(hedged.instrument);
    return {
      hedge: hedge.instrument,
      hedged: hedged.instrument,
      netUnits: isAlike ? hedge.pnl.net + hedged.pnl.net : undefined,
      meanErrorLots: hedgeEnd.meanLots,
      maxErrorLots: hedgeEnd.maxLots,
    };
  });
}

function totalOf(results: readonly BacktestResult[], curve: TotalCurveSummary): Total {
  const { unit, places } = results[0]!.pnl;
  const money = (of: (result: BacktestResult) => bigint) => results.reduce((sum, result) => sum + of(result), 0n);
  const end = (name: "conservative" | "probable") => ({
    fillsCount: results.reduce((sum, { bracket }) => sum + bracket[name].fillsCount, 0),
    net: money(({ bracket }) => bracket[name].net),
    gross: money(({ bracket }) => bracket[name].gross),
  });
  return {
    ...curve,
    instrumentsCount: results.length,
    fillsCount: results.reduce((sum, { fillsCount }) => sum + fillsCount, 0),
    pnl: {
      unit,
      places,
      net: money(({ pnl }) => pnl.net),
      gross: money(({ pnl }) => pnl.gross),
      fees: money(({ pnl }) => pnl.fees),
      spreadCapture: money(({ pnl }) => pnl.spreadCapture),
      inventory: money(({ pnl }) => pnl.inventory),
      adverseSelection: money(({ pnl }) => pnl.adverseSelection),
    },
    turnoverUnits: money(({ turnoverUnits }) => turnoverUnits),
    bracket: { conservative: end("conservative"), probable: end("probable") },
  };
}

function balancesOf({ markets }: RunInput, { balances }: BacktestRun) {
  const assets = markets.flatMap(({ instrument: { base, quote } }) => [base, quote]);
  const places = new Map(assets.map((asset) => [asset.name, asset.places]));
  return Object.fromEntries([...balances].map(([name, units]) => [name, { units, places: places.get(name) ?? 0 }]));
}
