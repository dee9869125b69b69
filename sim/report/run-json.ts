/** A run of many instruments for programs: each one's document as it is alone, and the sums. */
import { formatDecimal } from "../../src/base/decimal.ts";
import { instrumentKey } from "../../src/domain/instrument.ts";
import { nsPerSecond } from "../../src/domain/time.ts";
import type { HedgeResult, RunResult, Total } from "../run-result.ts";
import { known, resultJson } from "./json.ts";
import { runNotes } from "./run-tables.ts";

/** @param reportPaths where each instrument's report was written, in their order. */
export function runJson(result: RunResult, reportPath: string, reportPaths: readonly string[]): object {
  return {
    kind: result.kind,
    runHash: result.runHash,
    configHash: result.configHash,
    version: result.version,
    engine: result.engineKind,
    seed: result.seed,
    queueModel: result.queueModel,
    instruments: result.instruments.map((instrument, at) => resultJson(instrument, reportPaths[at]!)),
    totals: result.totals.map(totalJson),
    hedges: result.hedges.map(hedgeJson),
    notes: runNotes(result),
    balances: Object.fromEntries(
      Object.entries(result.balances).map(([asset, { units, places }]) => [asset, formatDecimal(units, places)]),
    ),
    replaySeconds: result.replaySeconds,
    eventsPerSecond: result.eventsPerSecond,
    peakRssBytes: result.peakRssBytes,
    reportPath,
  };
}

function hedgeJson({ hedge, hedged, netUnits, meanErrorLots, maxErrorLots }: HedgeResult): object {
  const { name: unit, places } = hedge.settle;
  const net = netUnits === undefined ? null : formatDecimal(netUnits, places);
  return { hedge: instrumentKey(hedge), hedged: instrumentKey(hedged), unit, net, meanErrorLots, maxErrorLots };
}

function totalJson({ pnl, bracket, ...total }: Total): object {
  const { unit, places, ...amounts } = pnl;
  const money = (units: bigint) => formatDecimal(units, places);
  const end = ({ fillsCount, net, gross }: Total["bracket"]["probable"]) => ({
    fillsCount,
    net: money(net),
    gross: money(gross),
  });
  return {
    unit,
    instrumentsCount: total.instrumentsCount,
    fillsCount: total.fillsCount,
    pnl: { ...Object.fromEntries(Object.entries(amounts).map(([name, units]) => [name, money(units)])), unit },
    turnover: money(total.turnoverUnits),
    maxDrawdown: money(total.maxDrawdownUnits),
    longestDrawdownSeconds: total.longestDrawdownNs / nsPerSecond,
    incrementsCount: total.incrementsCount,
    sharpe: known(total.sharpe),
    sharpeError: known(total.sharpeError),
    skewness: known(total.skewness),
    kurtosis: known(total.kurtosis),
    winRate: known(total.winRate),
    bracket: { conservative: end(bracket.conservative), probable: end(bracket.probable) },
  };
}
