/**
 * A result for programs: one JSON document with fixed names.
 *
 * Money is decimal text with all its places, so that nothing is lost on the way; what is not known is null, and so is
 * an error that one observation cannot have.
 */
import { formatDecimal } from "../../src/base/decimal.ts";
import { formatUnixNs, nsPerSecond } from "../../src/domain/time.ts";
import { mapBracket } from "../queue-model.ts";
import type { BacktestResult, BracketEnd, LatencySummary, Markout, QueueSummary } from "../result.ts";
import { horizonKey } from "./format.ts";
import { notesOf } from "./notes.ts";

/** @param reportPath where the HTML report was written, or null when it was not. */
export function resultJson(result: BacktestResult, reportPath: string | null): object {
  return {
    ...identity(result),
    ...activity(result),
    ...outcome(result),
    ...quality(result),
    ...machine(result),
    notes: notesOf(result),
    reportPath,
  };
}

function identity(result: BacktestResult): object {
  const { instrument, epochUnixNs } = result;
  return {
    kind: result.kind,
    runHash: result.runHash,
    configHash: result.configHash,
    version: result.version,
    engine: result.engineKind,
    seed: result.seed,
    venue: instrument.venue,
    market: instrument.market,
    symbol: instrument.symbol,
    strategy: result.strategy,
    models: result.models,
    queueModel: result.queueModel,
    dataSource: result.dataSource,
    dataHash: result.dataHash,
    dataProblems: result.dataProblems,
    bookValidShare: result.bookValidShare,
    firstTime: formatUnixNs(epochUnixNs + BigInt(result.firstReceivedNs)),
    lastTime: formatUnixNs(epochUnixNs + BigInt(result.lastReceivedNs)),
  };
}

function activity(result: BacktestResult): object {
  return {
    ...result.counts,
    ordersCount: result.ordersCount,
    filledOrdersCount: result.filledOrdersCount,
    placedLots: result.placedLots,
    fillRatio: {
      orders: ratio(result.filledOrdersCount, result.ordersCount),
      lots: ratio(result.volumeLots, result.placedLots),
    },
    amendsCount: result.amendsCount,
    cancelsCount: result.cancelsCount,
    rejectsCount: result.rejectsCount,
    rejectsByReason: result.rejectsByReason,
    vetoesByReason: result.vetoesByReason,
    unknownOrdersCount: result.unknownOrdersCount,
    fillsCount: result.fillsCount,
    makerFillsCount: result.makerFillsCount,
    fillsByCause: result.fillsByCause,
    volumeLots: result.volumeLots,
    positionLots: result.positionLots,
  };
}

function outcome(result: BacktestResult): object {
  const { pnl } = result;
  const money = (units: bigint) => formatDecimal(units, pnl.places);
  return {
    pnl: {
      net: money(pnl.net),
      gross: money(pnl.gross),
      fees: money(pnl.fees),
      spreadCapture: money(pnl.spreadCapture),
      inventory: money(pnl.inventory),
      adverseSelection: money(pnl.adverseSelection),
      unit: pnl.unit,
    },
    hasOwnBalances: result.hasOwnBalances,
    balances: mapped(result.balances, ({ units, places }) => formatDecimal(units, places)),
    feeTier: result.feeTier.name,
    makerFee: formatDecimal(result.feeTier.makerRate, 8),
    takerFee: formatDecimal(result.feeTier.takerRate, 8),
    breakEvenFee: known(result.breakEvenFee),
    turnover: money(result.turnoverUnits),
    maxDrawdown: money(result.maxDrawdownUnits),
    longestDrawdownSeconds: result.longestDrawdownNs / nsPerSecond,
    incrementsCount: result.incrementsCount,
    incrementDeviation: result.incrementDeviation,
    sharpe: known(result.sharpe),
    sharpeError: known(result.sharpeError),
    deflatedSharpe: known(result.deflated?.probability),
    sharpeThreshold: known(result.deflated?.threshold),
    trialsCount: known(result.deflated?.trialsCount),
    skewness: known(result.skewness),
    kurtosis: known(result.kurtosis),
    winRate: known(result.winRate),
    bracket: mapBracket(result.bracket, (end: BracketEnd) => ({
      ...end,
      net: money(end.net),
      gross: money(end.gross),
    })),
  };
}

function quality(result: BacktestResult): object {
  return {
    markouts: byHorizon(result.markouts),
    edges: result.edges.map(({ horizonNs, all, bins }) => ({
      horizon: horizonKey(horizonNs),
      ...mapped({ ...all }, known),
      bins: bins.map((bin) => mapped({ ...bin }, known)),
    })),
    markoutsByCause: mapped(result.markoutsByCause, byHorizon),
    latency: mapped(result.latency, latencyJson),
    latencyUnit: "ns",
    timeAtTouch: mapped({ ...result.timeAtTouch }, known),
    queueAhead: mapped(result.queueAhead, queueJson),
  };
}

function machine(result: BacktestResult): object {
  return {
    replaySeconds: result.replaySeconds,
    eventsPerSecond: result.eventsPerSecond,
    peakRssBytes: result.peakRssBytes,
  };
}

function byHorizon(markouts: readonly Markout[]): object {
  return Object.fromEntries(
    markouts.map(({ horizonNs, fillsCount, lots, meanTicks, errorTicks }) => [
      horizonKey(horizonNs),
      { meanTicks: known(meanTicks), errorTicks: known(errorTicks), fillsCount, lots },
    ]),
  );
}

/** Without any there are no percentiles. */
function latencyJson({ count, p50Ns, p99Ns, maxNs }: LatencySummary): object {
  return count === 0 ? { count, p50: null, p99: null, max: null } : { count, p50: p50Ns, p99: p99Ns, max: maxNs };
}

function queueJson({ count, medianLots, p90Lots }: QueueSummary): object {
  return count === 0 ? { count, medianLots: null, p90Lots: null } : { count, medianLots, p90Lots };
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function mapped<T>(values: { readonly [key: string]: T }, map: (value: T) => unknown): object {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}

/** JSON has neither undefined nor NaN. */
export function known(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
