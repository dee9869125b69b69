/** Makes a result of one instrument of a finished run: what was counted becomes what is reported. */

import type { LogHistogram } from "../src/base/log-histogram.ts";
import { markoutHorizonsNs, totalMarkout } from "../src/core/portfolio/markouts.ts";
import { type FillCause, fillCauses } from "../src/domain/own-event.ts";
import type { DurationNs } from "../src/domain/time.ts";
import type { BacktestRun } from "./backtest.ts";
import { manifestHashOf } from "./data-facts.ts";
import type { MarketRun, MarketSetup } from "./market-run.ts";
import { documentsIn } from "./models-config.ts";
import { type Bracket, mapBracket } from "./queue-model.ts";
import { quoteSeries } from "./quote-moments.ts";
import type {
  BacktestResult,
  BracketEnd,
  DeflatedSharpe,
  LatencySummary,
  Markout,
  ModelFacts,
  ProfitAndLoss,
  QueueSummary,
  Series,
} from "./result.ts";
import type { IncrementSummary } from "./statistics/increments.ts";
import { deflatedSharpe, measuredSharpe, sharpeScore } from "./statistics/sharpe.ts";

/** What was run: data played again, a live session on paper, or one with real orders. */
export type RunKind = "backtest" | "paper" | "real";

/** What the entry point knows about a run and the run does not. */
export interface RunContext {
  readonly kind: RunKind;
  readonly configHash: string;
  readonly configText: string;
  readonly version: string;
  /** Of a live session: how long it lasted. */
  readonly replaySeconds: number;
  readonly peakRssBytes: number;
}

/** What is the same for all instruments of a run. */
export interface RunFacts extends RunContext {
  readonly seed: number;
}

/**
 * @param run the one that was asked for, and `bracket` the same with each queue model. @param index of the instrument.
 */
export function composeResult(
  input: MarketSetup,
  index: number,
  run: BacktestRun,
  bracket: Bracket<BacktestRun>,
  facts: RunFacts,
): BacktestResult {
  const { instrument, strategy, feeTier } = input;
  const market = run.markets[index]!;
  const { collector, portfolio, counts, venue } = market;
  const pnl = profitAndLoss(input, market);
  const minutes = collector.minutes.summary();
  return {
    ...facts,
    runHash: run.runHash,
    engineKind: run.engineKind,
    instrument,
    strategy: strategy.name,
    models: modelFacts(input, run.data[index]!.dataHash),
    queueModel: run.queueModel,
    ...run.data[index]!,
    epochUnixNs: run.epochUnixNs,
    counts,
    ordersCount: venue.ordersCount,
    placedLots: venue.placedLots,
    filledOrdersCount: collector.filledOrdersCount,
    amendsCount: venue.amendsCount,
    cancelsCount: venue.cancelsCount,
    rejectsCount: collector.rejectsCount,
    rejectsByReason: collector.rejectsByReason,
    vetoesByReason: collector.vetoesByReason,
    unknownOrdersCount: collector.unknownOrdersCount,
    fillsCount: collector.fillsCount,
    makerFillsCount: collector.makerFillsCount,
    volumeLots: collector.volumeLots,
    positionLots: portfolio.positionLots,
    hasOwnBalances: input.balances !== undefined,
    balances: balancesOf(input, market),
    pnl,
    feeTier,
    breakEvenFee: portfolio.turnoverUnits === 0n ? undefined : Number(pnl.gross) / Number(portfolio.turnoverUnits),
    turnoverUnits: portfolio.turnoverUnits,
    ...minutes,
    deflated: deflatedAlone(minutes),
    maxDrawdownUnits: collector.underWater.maxUnits,
    longestDrawdownNs: collector.underWater.longestNs,
    timeAtTouch: collector.touchTime.summary(),
    queueAhead: {
      atRest: queueSummary(facts, collector.queueAhead.atRest),
      atFill: queueSummary(facts, collector.queueAhead.atFill),
    },
    markouts: markoutHorizonsNs.map((horizonNs) => markout(market, fillCauses, horizonNs)),
    markoutsByCause: Object.fromEntries(
      fillCauses.map((cause) => [cause, markoutHorizonsNs.map((horizonNs) => markout(market, [cause], horizonNs))]),
    ),
    fillsByCause: collector.fillsByCause,
    edges: collector.edges.summary(),
    latency: {
      place: latencySummary(collector.latency.place),
      amend: latencySummary(collector.latency.amend),
      cancel: latencySummary(collector.latency.cancel),
      fill: latencySummary(collector.latency.fill),
    },
    bracket: mapBracket(bracket, (end) => bracketEnd(input, index, end)),
    series: seriesOf(market),
    fills: collector.fills.items,
    fillsSampled: collector.fills.items.length < collector.fillsCount,
    eventsPerSecond: counts.eventsCount / facts.replaySeconds,
  };
}

function modelFacts({ config }: MarketSetup, dataHash: string): ModelFacts[] {
  return documentsIn(config.models).map(({ role, name, hash, manifest }) => ({
    role,
    name,
    hash,
    data: manifest.data,
    isFittedToTheseData: manifest.dataHash === manifestHashOf(dataHash),
  }));
}

function profitAndLoss({ instrument }: MarketSetup, { portfolio, kernel }: MarketRun): ProfitAndLoss {
  const net = portfolio.netUnits(kernel.midHalfTicks);
  const gross = net + portfolio.feesUnits;
  return {
    unit: instrument.settle.name,
    places: instrument.settle.places,
    net,
    gross,
    fees: portfolio.feesUnits,
    spreadCapture: portfolio.captureUnits,
    inventory: gross - portfolio.captureUnits,
    adverseSelection: portfolio.adverseUnits,
  };
}

function bracketEnd(input: MarketSetup, index: number, run: BacktestRun): BracketEnd {
  const market = run.markets[index]!;
  const { net, gross } = profitAndLoss(input, market);
  const { fillsCount, volumeLots } = market.collector;
  return { queueModel: run.queueModel, runHash: run.runHash, fillsCount, volumeLots, net, gross };
}

/** Of a run by itself: what a sweep over it would take off is not known here. */
function deflatedAlone(minutes: IncrementSummary): DeflatedSharpe | undefined {
  const measured = measuredSharpe(minutes);
  const score = measured && sharpeScore(measured, 0);
  return score === undefined ? undefined : { trialsCount: 1, threshold: 0, probability: deflatedSharpe(score) };
}

function latencySummary(histogram: LogHistogram): LatencySummary {
  const { count, max } = histogram;
  return { count, p50Ns: histogram.quantile(0.5), p99Ns: histogram.quantile(0.99), maxNs: max };
}

/** Of a real order no venue tells where it stands. */
function queueSummary({ kind }: RunFacts, histogram: LogHistogram): QueueSummary {
  if (kind === "real") return { count: 0, medianLots: 0, p90Lots: 0 };
  return { count: histogram.count, medianLots: histogram.quantile(0.5), p90Lots: histogram.quantile(0.9) };
}

function balancesOf({ instrument: { base, quote } }: MarketSetup, { account }: MarketRun) {
  const held = [...account.balances].flatMap(([name, units]) => {
    const asset = [base, quote].find((candidate) => candidate.name === name);
    return asset === undefined ? [] : [[name, { units, places: asset.places }] as const];
  });
  return Object.fromEntries(held);
}

function markout({ kernel }: MarketRun, causes: readonly FillCause[], horizonNs: DurationNs): Markout {
  return { horizonNs, ...totalMarkout(causes.map((cause) => kernel.markouts.sums(cause, horizonNs))) };
}

function seriesOf({ collector }: MarketRun): Series {
  const points = collector.seriesPoints;
  const column = (name: Exclude<keyof Series, "quotes">) => points.map((point) => point[name]);
  return {
    timeNs: column("timeNs"),
    midTicks: column("midTicks"),
    ownBidTicks: column("ownBidTicks"),
    ownAskTicks: column("ownAskTicks"),
    positionLots: column("positionLots"),
    net: column("net"),
    gross: column("gross"),
    spreadCapture: column("spreadCapture"),
    inventory: column("inventory"),
    fees: column("fees"),
    quotes: quoteSeries(points.map(({ quotes }) => quotes)),
  };
}
