/**
 * Listens to the kernel during a backtest and keeps what the result needs, in memory that does not grow with the run:
 * sums, histograms, and even samples of fills and of the series.
 */

import { LogHistogram } from "../src/base/log-histogram.ts";
import { sampleEveryNs } from "../src/core/kernel.ts";
import type { Decision, KernelListener, Sample } from "../src/core/kernel-listener.ts";
import type { OwnOrder } from "../src/core/orders/own-order.ts";
import { markoutHorizonsNs } from "../src/core/portfolio/markouts.ts";
import type { Portfolio } from "../src/core/portfolio/portfolio.ts";
import type { Fill } from "../src/domain/fill.ts";
import { fillCauses, type OwnEvent } from "../src/domain/own-event.ts";
import { type DurationNs, nsPerMinute, type TimeNs } from "../src/domain/time.ts";
import { type QuoteMoment, quoteMoment } from "./quote-moments.ts";
import type { Series } from "./result.ts";
import type { RunRecords } from "./run-records.ts";
import { EdgeTracker } from "./statistics/edge-calibration.ts";
import { EvenSampler } from "./statistics/even-sampler.ts";
import { IncrementStatistics } from "./statistics/increments.ts";
import { TouchTime } from "./statistics/time-at-touch.ts";
import { UnderWater } from "./statistics/under-water.ts";

/** Points of the series and fills that a report draws; more would not be seen. */
const seriesPointsMax = 4096;
const reportFillsMax = 4096;

export type SeriesPoint = { readonly [Column in Exclude<keyof Series, "quotes">]: number } & {
  readonly quotes: QuoteMoment | undefined;
};

export class Collector implements KernelListener {
  fillsCount = 0;
  makerFillsCount = 0;
  /** Orders filled at least partly. */
  filledOrdersCount = 0;
  volumeLots = 0;
  unknownOrdersCount = 0;
  rejectsCount = 0;
  readonly rejectsByReason: Record<string, number> = {};
  readonly vetoesByReason: Record<string, number> = {};
  readonly fillsByCause = Object.fromEntries(fillCauses.map((cause) => [cause, { fillsCount: 0, lots: 0 }]));
  readonly latency = {
    place: new LogHistogram(),
    amend: new LogHistogram(),
    cancel: new LogHistogram(),
    fill: new LogHistogram(),
  };
  /** Lots of others ahead of an order when it came to rest, and of a maker fill just before it. */
  readonly queueAhead = { atRest: new LogHistogram(), atFill: new LogHistogram() };
  readonly touchTime = new TouchTime();
  readonly underWater = new UnderWater();
  readonly fills = new EvenSampler<Fill>(reportFillsMax);
  readonly #series = new EvenSampler<SeriesPoint>(seriesPointsMax);
  readonly edges: EdgeTracker;
  #lastPoint: SeriesPoint | undefined;
  #decision: Decision | undefined;
  #samplesCount = 0;
  #samplesValidCount = 0;
  readonly minutes = new IncrementStatistics();

  /**
   * @param unitsPerOne smallest units in one of the settlement asset.
   * @param makerRate the fee as a fraction of what is traded.
   * @param onFill every fill, in order: where a file of fills is written from.
   * @param onNet net P&L at each sample.
   */
  constructor(
    private readonly records: RunRecords,
    private readonly portfolio: Portfolio,
    private readonly unitsPerOne: number,
    makerRate: number,
    private readonly onFill: (fill: Fill) => void,
    private readonly onNet: (timeNs: TimeNs, netUnits: bigint) => void,
  ) {
    this.edges = new EdgeTracker(markoutHorizonsNs, makerRate);
  }

  ordered(_order: OwnOrder, _event: OwnEvent): void {}

  filled(fill: Fill, order: OwnOrder): void {
    this.records.fill(fill);
    this.fillsCount++;
    if (fill.maker) this.makerFillsCount++;
    this.volumeLots += fill.sizeLots;
    if (order.remainingLots + fill.sizeLots === order.sizeLots) this.filledOrdersCount++;
    if (fill.maker) this.queueAhead.atFill.record(fill.queueAheadLots);
    const ofCause = this.fillsByCause[fill.cause]!;
    ofCause.fillsCount++;
    ofCause.lots += fill.sizeLots;
    this.latency.fill.record(fill.receivedNs - fill.venueNs);
    this.fills.add(fill);
    this.edges.filled(fill, order.edgeTicks);
    this.onFill(fill);
  }

  marked(fill: Fill, horizonNs: DurationNs, midHalfTicks: number): void {
    this.edges.marked(fill, horizonNs, midHalfTicks);
  }

  rested(_order: OwnOrder, queueAheadLots: number): void {
    this.queueAhead.atRest.record(queueAheadLots);
  }

  answered(action: "place" | "amend" | "cancel", roundTripNs: DurationNs): void {
    this.latency[action].record(roundTripNs);
  }

  rejected(_order: OwnOrder, reason: string): void {
    this.rejectsCount++;
    count(this.rejectsByReason, reason);
  }

  closedUnknown(_order: OwnOrder): void {
    this.unknownOrdersCount++;
  }

  vetoed(reason: string): void {
    count(this.vetoesByReason, reason);
  }

  held(): void {} // Nobody operates a backtest, and the rest is told where it is operated.

  decided(decision: Decision): void {
    this.#decision = decision; // The same one each time: what it holds is the last until the next.
  }

  sampled(sample: Sample): void {
    const { nowNs, midHalfTicks, ownBidTicks, ownAskTicks } = sample;
    this.#samplesCount++;
    if (!Number.isNaN(sample.touchBidTicks + sample.touchAskTicks)) this.#samplesValidCount++;
    const { portfolio } = this;
    if (Number.isNaN(midHalfTicks)) return;
    const netUnits = portfolio.netUnits(midHalfTicks);
    this.underWater.add(nowNs, netUnits);
    this.onNet(nowNs, netUnits);
    if (nowNs % sampleEveryNs === 0) this.touchTime.add(sample); // The last sample of a run is off the grid.
    if (nowNs % nsPerMinute === 0) this.minutes.add(this.#whole(netUnits));

    const grossUnits = netUnits + portfolio.feesUnits;
    this.#lastPoint = {
      timeNs: nowNs,
      midTicks: midHalfTicks / 2,
      ownBidTicks,
      ownAskTicks,
      positionLots: portfolio.positionLots,
      net: this.#whole(netUnits),
      gross: this.#whole(grossUnits),
      spreadCapture: this.#whole(portfolio.captureUnits),
      inventory: this.#whole(grossUnits - portfolio.captureUnits),
      fees: this.#whole(portfolio.feesUnits),
      quotes: this.#decision && quoteMoment(this.#decision),
    };
    this.#series.add(this.#lastPoint);
  }

  /** Of the samples, those with a touch on both sides: 0 to 1. */
  get bookValidShare(): number {
    return this.#samplesCount === 0 ? 0 : this.#samplesValidCount / this.#samplesCount;
  }

  /** Points of the series, ending with the last sample whether or not it is one of the even ones. */
  get seriesPoints(): readonly SeriesPoint[] {
    const { items } = this.#series;
    return this.#lastPoint === undefined || items.at(-1) === this.#lastPoint ? items : [...items, this.#lastPoint];
  }

  #whole(units: bigint): number {
    return Number(units) / this.unitsPerOne;
  }
}

function count(counts: Record<string, number>, reason: string): void {
  counts[reason] = (counts[reason] ?? 0) + 1;
}
