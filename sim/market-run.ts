/** One instrument of a run: its market in the engine, its tapes, and the core that trades there. */
import { powerOfTen } from "../src/base/decimal.ts";
import { Random } from "../src/base/random.ts";
import { Kernel } from "../src/core/kernel.ts";
import { OrderManager } from "../src/core/orders/order-manager.ts";
import type { Account } from "../src/core/portfolio/account.ts";
import { Portfolio } from "../src/core/portfolio/portfolio.ts";
import { Risk } from "../src/core/risk/risk.ts";
import type { StrategyDefinition } from "../src/core/strategy/strategy.ts";
import type { FeeTier } from "../src/domain/fees.ts";
import type { Fill } from "../src/domain/fill.ts";
import { type Asset, type Instrument, instrumentKey } from "../src/domain/instrument.ts";
import { nsPerMs, type TimeNs } from "../src/domain/time.ts";
import type { EngineCounts, EngineMarket } from "../src/ports/engine.ts";
import type { Tape } from "../src/ports/tape.ts";
import type { BacktestConfig, InstrumentConfig } from "./backtest-config.ts";
import { Collector } from "./collector.ts";
import { Latencies } from "./latency.ts";
import { RecordedVenue } from "./recorded-venue.ts";
import type { RunRecords } from "./run-records.ts";
import { TapeFeed } from "./tape-feed.ts";

/** What a backtest is told of one instrument. */
export interface MarketInput {
  readonly config: InstrumentConfig;
  readonly instrument: Instrument;
  readonly strategy: StrategyDefinition;
  /** As the strategy's own schema gave them. */
  readonly parameters: unknown;
  readonly feeTier: FeeTier;
  /** Of an account of its own, by asset; undefined where it trades from the common one. */
  readonly balances: ReadonlyMap<string, bigint> | undefined;
  /** In the order of their times, all of `instrument`. */
  readonly tapes: readonly Tape[];
}

/** What all instruments of a run share. */
export interface RunShared {
  readonly config: BacktestConfig;
  readonly epochUnixNs: bigint;
  readonly chunkRows: number;
}

/** Who else hears of it. */
export interface MarketListeners {
  /** Every fill, in order. */
  readonly onFill: (fill: Fill) => void;
  /** Net P&L at each sample. */
  readonly onNet: (timeNs: TimeNs, netUnits: bigint) => void;
}

/** Smallest units in one of an asset. */
export function unitsPerOne({ places }: Asset): number {
  return Number(powerOfTen(places));
}

export class MarketRun {
  readonly portfolio: Portfolio;
  readonly kernel: Kernel;
  readonly venue: RecordedVenue;
  readonly collector: Collector;
  readonly feed: TapeFeed;
  readonly #latencies: Latencies;
  #counts: EngineCounts;

  constructor(
    { config, instrument, strategy, parameters, feeTier, tapes }: MarketInput,
    shared: RunShared,
    private readonly market: EngineMarket,
    readonly account: Account,
    records: RunRecords,
    { onFill, onNet }: MarketListeners,
  ) {
    this.#counts = market.counts;
    this.feed = new TapeFeed(tapes, shared.epochUnixNs, shared.chunkRows);
    this.portfolio = new Portfolio(instrument, feeTier, account);
    // A stream by name, so that an instrument meets the same latencies alone and in company.
    const random = Random.fromSeed(shared.config.seed).fork("latency").fork(instrumentKey(instrument));
    this.#latencies = new Latencies(shared.config.latency, random, shared.epochUnixNs);
    this.venue = new RecordedVenue(market, this.#latencies, records);
    this.collector = new Collector(records, this.portfolio, unitsPerOne(instrument.settle), onFill, onNet);
    const risk = new Risk({
      positionLotsMax: config.risk.positionLotsMax,
      priceBandTicks: config.risk.priceBandTicks,
      staleAfterNs: Math.round(config.risk.staleAfterMs * nsPerMs),
    });
    this.kernel = new Kernel({
      market: market.view,
      start: (wanted) => strategy.start(wanted, instrument),
      parameters,
      risk,
      orders: new OrderManager(instrument, this.venue, risk, this.portfolio, this.collector),
      portfolio: this.portfolio,
      listener: this.collector,
    });
  }

  /** As they stand, and after `end` as they stood. */
  get counts(): EngineCounts {
    return this.#counts;
  }

  /** The engine has stopped here. @param reasons mask of `stop`. */
  step(reasons: number): void {
    const { market } = this;
    this.#latencies.observe(market.view.nowNs, market.counts.messagesCount);
    market.setDeadline(this.kernel.step(reasons, market));
  }

  /** False when there are no more rows. */
  pushNext(): boolean {
    return this.feed.pushNext(this.market);
  }

  /** Before the engine goes, and its memory with it. */
  end(): void {
    this.kernel.sampleNow();
    this.#counts = copyOf(this.market.counts);
  }
}

function copyOf(counts: EngineCounts): EngineCounts {
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
