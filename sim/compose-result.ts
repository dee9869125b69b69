/** Makes a result of a finished run: what was counted becomes what is reported. */
import { markoutHorizonsNs, totalMarkout } from "../src/core/portfolio/markouts.ts";
import { type FillCause, fillCauses } from "../src/domain/own-event.ts";
import type { DurationNs } from "../src/domain/time.ts";
import type { BacktestInput, BacktestRun } from "./backtest.ts";
import { feeTierOf } from "./backtest-config.ts";
import type { BacktestResult, BracketEnd, Markout, ProfitAndLoss, Series } from "./result.ts";

/** What the entry point knows about a run and the run does not. */
export interface RunContext {
  readonly configHash: string;
  readonly configText: string;
  readonly version: string;
  readonly replaySeconds: number;
  readonly peakRssBytes: number;
}

/** @param run the one that was asked for, and `other` the same with the other queue model. */
export function composeResult(
  input: BacktestInput,
  run: BacktestRun,
  other: BacktestRun,
  context: RunContext,
): BacktestResult {
  const { config, instrument, strategy, tapes } = input;
  const { collector, portfolio, counts } = run;
  const pnl = profitAndLoss(input, run);
  const [conservative, probable] = run.queueModel === "conservative" ? [run, other] : [other, run];
  return {
    ...context,
    runHash: run.runHash,
    engineKind: run.engineKind,
    seed: config.seed,
    instrument,
    strategy: strategy.name,
    queueModel: run.queueModel,
    dataSource: tapes.map((tape) => tape.source).join(", "),
    dataHash: tapes.map((tape) => tape.contentHash).join(" "),
    epochUnixNs: run.epochUnixNs,
    firstReceivedNs: run.firstReceivedNs,
    lastReceivedNs: run.lastReceivedNs,
    counts,
    ordersCount: run.venue.ordersCount,
    cancelsCount: run.venue.cancelsCount,
    rejectsCount: collector.rejectsCount,
    rejectsByReason: collector.rejectsByReason,
    vetoesByReason: collector.vetoesByReason,
    unknownOrdersCount: collector.unknownOrdersCount,
    fillsCount: collector.fillsCount,
    makerFillsCount: collector.makerFillsCount,
    volumeLots: collector.volumeLots,
    positionLots: portfolio.positionLots,
    balances: balancesOf(input, run),
    pnl,
    feeTier: feeTierOf(config),
    breakEvenFee: portfolio.turnoverUnits === 0n ? undefined : Number(pnl.gross) / Number(portfolio.turnoverUnits),
    turnoverUnits: portfolio.turnoverUnits,
    ...collector.minutes.summary(),
    maxDrawdownUnits: collector.maxDrawdownUnits,
    markouts: markoutHorizonsNs.map((horizonNs) => markout(run, fillCauses, horizonNs)),
    markoutsByCause: Object.fromEntries(
      fillCauses.map((cause) => [cause, markoutHorizonsNs.map((horizonNs) => markout(run, [cause], horizonNs))]),
    ),
    fillsByCause: collector.fillsByCause,
    latency: {
      place: collector.latency.place.summary(),
      cancel: collector.latency.cancel.summary(),
      fill: collector.latency.fill.summary(),
    },
    bracket: { conservative: bracketEnd(input, conservative), probable: bracketEnd(input, probable) },
    series: seriesOf(run),
    fills: collector.fills.items,
    fillsSampled: collector.fills.items.length < collector.fillsCount,
    eventsPerSecond: counts.eventsCount / context.replaySeconds,
  };
}

function profitAndLoss({ instrument }: BacktestInput, { portfolio, kernel }: BacktestRun): ProfitAndLoss {
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

function bracketEnd(input: BacktestInput, run: BacktestRun): BracketEnd {
  const { net, gross } = profitAndLoss(input, run);
  const { fillsCount, volumeLots } = run.collector;
  return { queueModel: run.queueModel, runHash: run.runHash, fillsCount, volumeLots, net, gross };
}

function balancesOf({ instrument }: BacktestInput, { portfolio }: BacktestRun) {
  const placesOf = new Map(
    [instrument.base, instrument.quote, instrument.settle].map(({ name, places }) => [name, places]),
  );
  return Object.fromEntries(
    [...portfolio.balances].map(([name, units]) => [name, { units, places: placesOf.get(name)! }]),
  );
}

function markout({ kernel }: BacktestRun, causes: readonly FillCause[], horizonNs: DurationNs): Markout {
  return { horizonNs, ...totalMarkout(causes.map((cause) => kernel.markouts.sums(cause, horizonNs))) };
}

function seriesOf({ collector }: BacktestRun): Series {
  const points = collector.seriesPoints;
  const column = (name: keyof Series) => points.map((point) => point[name]);
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
  };
}
