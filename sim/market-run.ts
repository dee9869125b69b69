/**
 * One instrument of a run: its market in the engine and the core that trades there. A backtest, a paper session and one
 * with real orders have the same; they differ in where commands go.
 */
import { powerOfTen } from "../src/base/decimal.ts";
import { Random } from "../src/base/random.ts";
import type { Feature } from "../src/core/features/feature.ts";
import { FeatureReaders } from "../src/core/features/feature-readers.ts";
import { Kernel } from "../src/core/kernel.ts";
import type { KernelListener } from "../src/core/kernel-listener.ts";
import { watchModels } from "../src/core/models/watched-models.ts";
import { OrderManager } from "../src/core/orders/order-manager.ts";
import { QueueEstimate } from "../src/core/orders/queue-estimate.ts";
import type { TrackedVenue } from "../src/core/orders/tracked-venue.ts";
import type { Account } from "../src/core/portfolio/account.ts";
import { HedgedPosition } from "../src/core/portfolio/hedged-position.ts";
import { Portfolio } from "../src/core/portfolio/portfolio.ts";
import type { BookRisk } from "../src/core/risk/book-risk.ts";
import { Risk } from "../src/core/risk/risk.ts";
import type { StrategyDefinition } from "../src/core/strategy/strategy.ts";
import { type FeeTier, feeRateUnit } from "../src/domain/fees.ts";
import type { Fill } from "../src/domain/fill.ts";
import { type Asset, type Instrument, instrumentKey } from "../src/domain/instrument.ts";
import type { TimeNs } from "../src/domain/time.ts";
import { type EngineCounts, type EngineMarket, stop } from "../src/ports/engine.ts";
import type { Venue } from "../src/ports/venue.ts";
import type { BacktestConfig, InstrumentConfig } from "./backtest-config.ts";
import { BothListeners } from "./both-listeners.ts";
import { Collector } from "./collector.ts";
import { CountedVenue } from "./counted-venue.ts";
import { Latencies } from "./latency.ts";
import { documentsOf } from "./models-config.ts";
import { ReplayVenue } from "./replay-venue.ts";
import { riskLimitsOf } from "./risk-config.ts";
import type { RunRecords } from "./run-records.ts";
import { HedgeError } from "./statistics/hedge-error.ts";

/** What a run is told of one instrument. */
export interface MarketSetup {
  readonly config: InstrumentConfig;
  readonly instrument: Instrument;
  readonly strategy: StrategyDefinition;
  /** As the strategy's own schema gave them. */
  readonly parameters: unknown;
  readonly feeTier: FeeTier;
  /** Of an account of its own, by asset; undefined where it trades from the common one. */
  readonly balances: ReadonlyMap<string, bigint> | undefined;
  /** What is held of the base asset beyond the reference, in its smallest unit, when the run starts; none: 0. */
  readonly startPositionUnits?: bigint;
  /** Of futures: what was paid for it; none: the first price seen. */
  readonly startEntryUnits?: bigint;
}

/** What all instruments of a run share. */
export interface RunShared {
  readonly config: Pick<BacktestConfig, "seed" | "latency">;
  readonly epochUnixNs: bigint;
  /** By settlement asset: limits of all that trade from the common account. */
  readonly books?: ReadonlyMap<string, BookRisk>;
}

/** Who else hears of it. */
export interface MarketListeners {
  /** Every fill, in order. */
  readonly onFill: (fill: Fill) => void;
  /** Net P&L at each sample. */
  readonly onNet: (timeNs: TimeNs, netUnits: bigint) => void;
  /** Told all that the collector is told, after it. */
  readonly also?: KernelListener | undefined;
}

/** Smallest units in one of an asset. */
export function unitsPerOne({ places }: Asset): number {
  return Number(powerOfTen(places));
}

/** Where commands of a market go, and where its own events come from if not from the engine. */
export interface MarketLink {
  readonly venue: Venue;
  /** What a real venue tells, made into own events; undefined where the engine is the venue. */
  readonly tracked: TrackedVenue | undefined;
}

/** @param replay the engine as the venue. */
export type Connect = (market: EngineMarket, replay: Venue) => MarketLink;

/** Of a market that hedges another. */
interface Hedge {
  readonly hedged: MarketRun;
  readonly position: HedgedPosition;
  readonly error: HedgeError;
}

export class MarketRun {
  readonly portfolio: Portfolio;
  readonly risk: Risk;
  readonly orders: OrderManager;
  readonly kernel: Kernel;
  readonly venue: CountedVenue;
  readonly tracked: TrackedVenue | undefined;
  readonly collector: Collector;
  readonly #latencies: Latencies;
  #counts: EngineCounts;
  #hedge: Hedge | undefined;
  #hedgedBy: MarketRun | undefined;

  /** @param connect by default to the replay venue. */
  constructor(
    {
      config,
      instrument,
      strategy,
      parameters,
      feeTier,
      balances,
      startPositionUnits = 0n,
      startEntryUnits,
    }: MarketSetup,
    shared: RunShared,
    readonly market: EngineMarket,
    readonly account: Account,
    records: RunRecords,
    { onFill, onNet, also }: MarketListeners,
    connect: Connect = (_market, replay) => ({ venue: replay, tracked: undefined }),
  ) {
    this.#counts = market.counts;
    this.portfolio = new Portfolio(instrument, feeTier, account, startPositionUnits, startEntryUnits);
    // A stream by name, so that an instrument meets the same latencies alone and in company.
    const random = Random.fromSeed(shared.config.seed).fork("latency").fork(instrumentKey(instrument));
    this.#latencies = new Latencies(shared.config.latency, random, shared.epochUnixNs);
    const link = connect(market, new ReplayVenue(market, this.#latencies));
    this.tracked = link.tracked;
    this.venue = new CountedVenue(link.venue, market.view, records);
    this.collector = new Collector(
      records,
      this.portfolio,
      unitsPerOne(instrument.settle),
      Number(feeTier.makerRate) / Number(feeRateUnit),
      (fill) => {
        onFill(fill);
        this.#noteFill(fill.receivedNs);
      },
      (timeNs, netUnits) => {
        onNet(timeNs, netUnits);
        this.#noteHedgeError(timeNs);
      },
    );
    const listener = also === undefined ? this.collector : new BothListeners(this.collector, also);
    this.risk = new Risk(riskLimitsOf(config.risk, instrument, "risk"), {
      market: market.view,
      portfolio: this.portfolio,
      book: balances === undefined ? shared.books?.get(instrument.settle.name) : undefined,
    });
    const queues = strategy.readsQueues === true ? new QueueEstimate(market.view) : undefined;
    this.orders = new OrderManager(instrument, this.risk.told(this.venue), this.risk, this.portfolio, listener, queues);
    const readers = new FeatureReaders();
    const reader = (feature: Feature) => readers.reader(feature);
    const models = watchModels(documentsOf(config.models), reader);
    const context = { instrument, feeTier, models: models.models, reader };
    this.kernel = new Kernel({
      market: market.view,
      start: (wanted) => strategy.start(wanted, context),
      parameters,
      risk: this.risk,
      orders: this.orders,
      portfolio: this.portfolio,
      readers,
      models,
      listener,
      hedgedLots: () => this.#hedge?.position.lots ?? 0,
    });
  }

  /** As they stand, and after `end` as they stood. */
  get counts(): EngineCounts {
    return this.#counts;
  }

  /** From now on this market sees what the other one holds, and looks whenever that has changed. */
  hedge(hedged: MarketRun): void {
    const position = new HedgedPosition(hedged.portfolio, this.portfolio.instrument);
    this.#hedge = { hedged, position, error: new HedgeError() };
    hedged.#hedgedBy = this;
  }

  /** What this market hedges, and how far it was off, in its own lots; undefined where it hedges none. */
  get hedgeEnd(): { readonly hedged: MarketRun; readonly meanLots: number; readonly maxLots: number } | undefined {
    if (this.#hedge === undefined) return undefined;
    const { hedged, error } = this.#hedge;
    return { hedged, meanLots: error.meanLots, maxLots: error.maxLots };
  }

  /** The engine has stopped here. @param reasons mask of `stop`. */
  step(reasons: number): void {
    const { market, kernel, tracked } = this;
    this.#latencies.observe(market.view.nowNs, market.counts.messagesCount);
    const nextNs = tracked === undefined ? kernel.step(reasons, market) : this.#stepTracked(reasons, tracked);
    market.setDeadline(nextNs);
  }

  /** Before the engine goes, and its memory with it. */
  end(): void {
    this.kernel.sampleNow();
    this.#counts = copyOf(this.market.counts);
  }

  /** Whoever hedges this market has a stop of its own for it, at this very time. */
  #noteFill(nowNs: TimeNs): void {
    this.#noteHedgeError(nowNs);
    const by = this.#hedgedBy;
    if (by === undefined) return;
    by.#noteHedgeError(nowNs);
    by.kernel.look();
    by.market.tell(nowNs);
  }

  #noteHedgeError(nowNs: TimeNs): void {
    this.#hedge?.error.add(nowNs, this.#hedge.position.lots + this.portfolio.positionLots);
  }

  /** What is overdue makes own events of its own. */
  #stepTracked(reasons: number, tracked: TrackedVenue): TimeNs {
    tracked.advance();
    const nextNs = this.kernel.step(tracked.ownEventsCount > 0 ? reasons | stop.own : reasons, tracked);
    tracked.clear();
    return Math.min(nextNs, tracked.nextDueNs);
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
