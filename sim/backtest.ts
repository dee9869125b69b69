/**
 * One backtest: tapes in, result out. The engine is the virtual clock: time is where it stops, and it stops where
 * somebody has to look. Between two stops nothing of this runs, however many events go by.
 *
 * All instruments of a run share that clock, in one engine; each stop is of one of them. They share an account as well,
 * but for those that bring their own.
 */
import { InputError } from "../src/base/input-error.ts";
import { RunHash } from "../src/base/run-hash.ts";
import { Account } from "../src/core/portfolio/account.ts";
import type { Fill } from "../src/domain/fill.ts";
import type { Instrument } from "../src/domain/instrument.ts";
import { RowError } from "../src/engine/replay-errors.ts";
import { type Engine, type EngineConfig, type QueueModel, stop } from "../src/ports/engine.ts";
import type { Tape } from "../src/ports/tape.ts";
import { type BacktestConfig, engineConfigOf } from "./backtest-config.ts";
import { booksOf } from "./book-risks.ts";
import { type DataFacts, dataFactsOf } from "./data-facts.ts";
import { hedgedIndices, linkHedges } from "./hedges.ts";
import { MarketRun, type MarketSetup, unitsPerOne } from "./market-run.ts";
import { queueModelText } from "./queue-model.ts";
import { hashBalances, RunRecords } from "./run-records.ts";
import { TotalCurve, type TotalCurveSummary } from "./statistics/total-curve.ts";
import { epochOf, TapeFeed } from "./tape-feed.ts";

/** Rows handed to the engine at a time: a few megabytes of columns. */
const chunkRowsDefault = 262_144;

/** What a backtest is told of one instrument. */
export interface MarketInput extends MarketSetup {
  /** In the order of their times, all of `instrument`. */
  readonly tapes: readonly Tape[];
}

export interface BacktestInput {
  readonly config: BacktestConfig;
  /** In the order of the configuration. */
  readonly markets: readonly MarketInput[];
  /** Of the common account, by asset, in its smallest unit. */
  readonly balances: ReadonlyMap<string, bigint>;
  readonly queueModel: QueueModel;
  readonly openEngine: (configs: readonly EngineConfig[]) => Engine;
  readonly chunkRows?: number;
  /** Every fill, in the order seen, with the index of its instrument. */
  readonly onFill?: (fill: Fill, marketIndex: number) => void;
  /** Told the share of rows done, from time to time. */
  readonly onProgress?: (share: number) => void;
}

/** A finished run, before anything is made of it. */
export interface BacktestRun {
  readonly runHash: string;
  /** As reports name it. */
  readonly queueModel: string;
  readonly engineKind: Engine["kind"];
  readonly epochUnixNs: bigint;
  readonly markets: readonly MarketRun[];
  /** What each of them was played. */
  readonly data: readonly DataFacts[];
  /** The common account's, when the run ended. */
  readonly balances: ReadonlyMap<string, bigint>;
  /** By `settlementOf`: the P&L of all such instruments as one. */
  readonly totals: ReadonlyMap<string, TotalCurveSummary>;
}

/** @throws InputError naming the tapes of the instrument whose rows break the rules of their columns. */
export function runBacktest(input: BacktestInput): BacktestRun {
  const { config, queueModel, onFill } = input;
  const epochUnixNs = epochOf(input.markets.flatMap(({ tapes }) => tapes));
  using engine = input.openEngine(
    input.markets.map((of) => engineConfigOf(config, of.config, of.strategy, queueModel)),
  );
  const hash = new RunHash();
  const common = new Account(input.balances);
  const shared = { config, epochUnixNs, books: booksOf(config.bookRisk, input.markets) };
  const curves = curvesOf(input.markets);
  const feeds = input.markets.map(({ tapes }) => new TapeFeed(tapes, epochUnixNs, input.chunkRows ?? chunkRowsDefault));
  const markets = input.markets.map((of, index) => {
    const account = of.balances === undefined ? common : new Account(of.balances);
    const curve = curves.get(settlementOf(of.instrument))!;
    return new MarketRun(of, shared, engine.markets[index]!, account, new RunRecords(hash, index), {
      onFill: onFill === undefined ? ignore : (fill) => onFill(fill, index),
      onNet: (timeNs, netUnits) => curve.add(index, timeNs, netUnits),
    });
  });
  linkHedges(markets, hedgedIndices(input.markets, "instruments"));
  try {
    play(engine, markets, feeds, input.onProgress ?? ignore);
  } catch (error) {
    throw error instanceof RowError ? tapesFault(input.markets[engine.stoppedAt]!, error) : error;
  }
  for (const market of markets) market.end();
  for (const account of new Set([common, ...markets.map((market) => market.account)]))
    hashBalances(hash, account.balances);
  return {
    runHash: hash.hex(),
    queueModel: queueModelText(queueModel),
    engineKind: engine.kind,
    epochUnixNs,
    markets,
    data: input.markets.map(({ tapes }, index) => dataFactsOf(tapes, feeds[index]!)),
    balances: common.balances,
    totals: new Map([...curves].map(([settlement, curve]) => [settlement, curve.summary()])),
  };
}

/** What P&L is counted in: sums are of what is counted alike. */
export function settlementOf({ settle }: Instrument): string {
  return `${settle.name} of ${settle.places} places`;
}

export function curvesOf(markets: readonly MarketSetup[]): Map<string, TotalCurve> {
  return new Map(
    markets.map(({ instrument }) => [settlementOf(instrument), new TotalCurve(unitsPerOne(instrument.settle))]),
  );
}

/** From stop to stop, until all tapes are played and what they led to has happened. */
function play(
  engine: Engine,
  markets: readonly MarketRun[],
  feeds: readonly TapeFeed[],
  onProgress: (share: number) => void,
): void {
  const rowsCount = feeds.reduce((sum, feed) => sum + feed.rowsCount, 0);
  const endNs = Math.max(...feeds.map((feed) => feed.lastReceivedNs)) + 1;
  let endedCount = 0;
  for (;;) {
    const reasons = engine.run(endedCount < markets.length ? 0 : endNs);
    const market = markets[engine.stoppedAt]!;
    if (reasons !== stop.rowsUsed) {
      market.step(reasons);
      continue;
    }
    if (endedCount === markets.length) return;
    onProgress(feeds.reduce((sum, feed) => sum + feed.rowsDoneCount, 0) / rowsCount);
    if (!feeds[engine.stoppedAt]!.pushNext(market.market)) endedCount++;
  }
}

function tapesFault({ tapes }: MarketInput, { message }: RowError): InputError {
  return new InputError(tapes.map(({ source }) => source).join(", "), message);
}

function ignore(): void {}
