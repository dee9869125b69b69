/**
 * One backtest: tapes in, result out. The engine is the virtual clock: time is where it stops, and it stops where somebody has
 * to look. Between two stops nothing of this runs, however many events go by.
 */
import { assert } from "../src/base/assert.ts";
import { powerOfTen } from "../src/base/decimal.ts";
import { Random } from "../src/base/random.ts";
import { RunHash } from "../src/base/run-hash.ts";
import { Kernel } from "../src/core/kernel.ts";
import { OrderManager } from "../src/core/orders/order-manager.ts";
import { Portfolio } from "../src/core/portfolio/portfolio.ts";
import { Risk } from "../src/core/risk/risk.ts";
import type { StrategyDefinition } from "../src/core/strategy/strategy.ts";
import type { Fill } from "../src/domain/fill.ts";
import type { Instrument } from "../src/domain/instrument.ts";
import { nsPerMs, type TimeNs } from "../src/domain/time.ts";
import {
  type Engine,
  type EngineConfig,
  type EngineCounts,
  type EngineMarket,
  type QueueModel,
  stop,
} from "../src/ports/engine.ts";
import type { Tape } from "../src/ports/tape.ts";
import { type BacktestConfig, engineConfigOf, feeTierOf } from "./backtest-config.ts";
import { Collector } from "./collector.ts";
import { Latencies } from "./latency.ts";
import { queueModelText } from "./queue-model.ts";
import { RecordedVenue, recordKind } from "./recorded-venue.ts";

/** Rows handed to the engine at a time: a few megabytes of columns. */
export const chunkRowsDefault = 262_144;

export interface BacktestInput {
  readonly config: BacktestConfig;
  readonly instrument: Instrument;
  readonly strategy: StrategyDefinition;
  /** As the strategy's own schema gave them. */
  readonly parameters: unknown;
  /** By asset, in its smallest unit. */
  readonly balances: ReadonlyMap<string, bigint>;
  /** In the order of their times, all of `instrument`. */
  readonly tapes: readonly Tape[];
  readonly queueModel: QueueModel;
  readonly openEngine: (configs: readonly EngineConfig[]) => Engine;
  readonly chunkRows?: number;
  readonly onFill?: (fill: Fill) => void;
  /** Told the share of rows done, from time to time. */
  readonly onProgress?: (share: number) => void;
}

/** A finished run, before anything is made of it. */
export interface BacktestRun {
  readonly runHash: string;
  /** As reports name it. */
  readonly queueModel: string;
  readonly engineKind: Engine["kind"];
  readonly counts: EngineCounts;
  readonly portfolio: Portfolio;
  readonly kernel: Kernel;
  readonly venue: RecordedVenue;
  readonly collector: Collector;
  readonly epochUnixNs: bigint;
  readonly firstReceivedNs: TimeNs;
  readonly lastReceivedNs: TimeNs;
}

/** @throws RowError when a tape breaks the rules of its columns. */
export function runBacktest(input: BacktestInput): BacktestRun {
  const { config, instrument, strategy, tapes, queueModel } = input;
  const [firstTape] = tapes;
  assert(firstTape !== undefined, "a backtest has a tape");
  using engine = input.openEngine([engineConfigOf(config, strategy, queueModel)]);
  const market = engine.markets[0]!;

  const hash = new RunHash();
  const portfolio = new Portfolio(instrument, feeTierOf(config), input.balances);
  const epochUnixNs = firstTape.midnightUnixNs;
  const latencies = new Latencies(config.latency, Random.fromSeed(config.seed).fork("latency"), epochUnixNs);
  const venue = new RecordedVenue(market, latencies, hash);
  const unitsPerOne = Number(powerOfTen(instrument.settle.places));
  const collector = new Collector(hash, portfolio, unitsPerOne, input.onFill ?? ignore);
  const risk = new Risk({
    positionLotsMax: config.risk.positionLotsMax,
    priceBandTicks: config.risk.priceBandTicks,
    staleAfterNs: Math.round(config.risk.staleAfterMs * nsPerMs),
  });
  const orders = new OrderManager(instrument, venue, risk, portfolio, collector);
  const decide = strategy.start(input.parameters, instrument);
  const kernel = new Kernel({ market: market.view, decide, risk, orders, portfolio, listener: collector });
  const lastReceivedNs = playTapes(input, { engine, market, kernel, latencies }, epochUnixNs);
  kernel.sampleNow();
  for (const [asset, units] of portfolio.balances) {
    hash.number(recordKind.balance);
    hash.text(asset);
    hash.integer(units);
  }
  return {
    runHash: hash.hex(),
    queueModel: queueModelText(queueModel),
    engineKind: engine.kind,
    counts: countsOf(market.counts),
    portfolio,
    kernel,
    venue,
    collector,
    epochUnixNs,
    firstReceivedNs: firstTape.firstReceivedNs,
    lastReceivedNs,
  };
}

/** What runs from stop to stop. */
interface Players {
  readonly engine: Engine;
  readonly market: EngineMarket;
  readonly kernel: Kernel;
  readonly latencies: Latencies;
}

/** Plays all tapes, one after the other; the time of the last row. */
function playTapes(input: BacktestInput, players: Players, epochUnixNs: bigint): TimeNs {
  const chunkRows = input.chunkRows ?? chunkRowsDefault;
  const rowsCount = input.tapes.reduce((sum, tape) => sum + tape.rowsCount, 0);
  let rowsDone = 0;
  let lastReceivedNs = 0;
  for (const tape of input.tapes) {
    const offsetNs = Number(tape.midnightUnixNs - epochUnixNs);
    for (const columns of tape.chunks(chunkRows)) {
      players.market.push(columns, offsetNs);
      playRows(players, 0);
      rowsDone += columns.rowsCount;
      input.onProgress?.(rowsDone / rowsCount);
    }
    lastReceivedNs = tape.lastReceivedNs + offsetNs;
  }
  players.market.end();
  playRows(players, lastReceivedNs + 1);
  return lastReceivedNs;
}

function playRows({ engine, market, kernel, latencies }: Players, horizonNs: TimeNs): void {
  for (let reasons = engine.run(horizonNs); reasons !== stop.rowsUsed; reasons = engine.run(horizonNs)) {
    latencies.observe(market.view.nowNs, market.counts.messagesCount);
    market.setDeadline(kernel.step(reasons, market));
  }
}

/** The counts as they stand, since the engine's own memory goes with it. */
function countsOf(counts: EngineCounts): EngineCounts {
  const { rowsCount, eventsCount, messagesCount, tradesCount, decisionsCount, decisionsSkippedCount } = counts;
  const { venueTimesLateCount, venueTimesMissingCount, unknownLots } = counts;
  return {
    rowsCount,
    eventsCount,
    messagesCount,
    tradesCount,
    decisionsCount,
    decisionsSkippedCount,
    venueTimesLateCount,
    venueTimesMissingCount,
    unknownLots,
  };
}

function ignore(): void {}
