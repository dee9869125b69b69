/**
 * All metrics of a recorder, as Prometheus scrapes them. Names that a live session has as well mean the same here;
 * labels are of small closed sets.
 */
import { Registry } from "prom-client";
import type { LogHistogram } from "../../base/log-histogram.ts";
import { type Instrument, instrumentKey } from "../../domain/instrument.ts";
import { nsPerSecond, type TimeNs } from "../../domain/time.ts";
import type { StoreStatus } from "../../ports/state-store.ts";
import { Families, type Labels, type Sample } from "./families.ts";
import { addProcessMetrics } from "./process-metrics.ts";

export interface RecorderState {
  readonly nowNs: TimeNs;
  readonly startedNs: TimeNs;
  readonly markets: readonly RecordedMarketState[];
  /** Of rows, in front of the disk. */
  readonly waitingBytes: number;
  /** In a log, and not yet known to be on the disk. */
  readonly unsyncedRecordsCount: number;
  readonly partsToSealCount: number;
  readonly sealFailuresCount: number;
  /** Undefined where frames are not kept. */
  readonly frames: FramesState | undefined;
  /** Undefined where nobody else is told. */
  readonly ticks: StoreStatus | undefined;
}

export interface FramesState {
  readonly framesCount: number;
  readonly droppedFramesCount: number;
  readonly waitingFrameBytes: number;
}

export interface RecordedMarketState {
  readonly instrument: Instrument;
  readonly rowsCount: number;
  readonly droppedRowsCount: number;
  /** Of the newest message; NaN before the first. */
  readonly receivedNs: TimeNs;
  /** What happened on the way, by name. */
  readonly notes: ReadonlyMap<string, number>;
}

export interface RecorderMetricsParts {
  readonly state: () => RecorderState;
  readonly loopLag: LogHistogram;
  readonly build: Labels;
}

export class RecorderMetricsText {
  readonly #registry = new Registry();
  readonly #families = new Families(this.#registry);
  /** Taken once a scrape, so that all its lines speak of one moment. */
  #state: RecorderState;

  constructor(private readonly parts: RecorderMetricsParts) {
    this.#state = parts.state();
    this.#addFeed();
    this.#addRows();
    this.#addDisk();
    this.#addOthers();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    this.#state = this.parts.state();
    return this.#registry.metrics();
  }

  #addFeed(): void {
    const families = this.#families;
    families.counter(
      "halfspread_feed_gaps_total",
      "Holes in the stream, after each of which the book is fetched anew",
      ofMarket,
      () => this.#byMarket(({ notes }) => notes.get("gap") ?? 0),
    );
    families.counter("halfspread_feed_events_total", "What happened on the way", [...ofMarket, "event"], () =>
      this.#state.markets.flatMap(({ instrument, notes }) =>
        [...notes].map(([event, value]) => ({ labels: { ...labelsOf(instrument), event }, value })),
      ),
    );
    families.gauge("halfspread_feed_staleness_seconds", "Since the newest message, or the start", ofMarket, () => {
      const { nowNs, startedNs } = this.#state;
      return this.#byMarket(({ receivedNs }) => (nowNs - (receivedNs || startedNs)) / nsPerSecond);
    });
  }

  #addRows(): void {
    const families = this.#families;
    families.counter("halfspread_recorder_rows_total", "Rows recorded", ofMarket, () =>
      this.#byMarket(({ rowsCount }) => rowsCount),
    );
    families.counter(
      "halfspread_recorder_dropped_rows_total",
      "Rows that found no room in front of the disk: gaps in the data",
      ofMarket,
      () => this.#byMarket(({ droppedRowsCount }) => droppedRowsCount),
    );
    families.counter("halfspread_recorder_frames_total", "Frames kept as they were received", ["outcome"], () => {
      const { framesCount = 0, droppedFramesCount = 0 } = this.#state.frames ?? {};
      return [
        { labels: { outcome: "kept" }, value: framesCount },
        { labels: { outcome: "dropped" }, value: droppedFramesCount },
      ];
    });
  }

  #addDisk(): void {
    this.#gauge(
      "halfspread_recorder_waiting_bytes",
      "In front of the disk",
      ({ waitingBytes, frames }) => waitingBytes + (frames?.waitingFrameBytes ?? 0),
    );
    this.#gauge(
      "halfspread_recorder_unsynced_records",
      "Logged and not yet known to be on the disk",
      ({ unsyncedRecordsCount }) => unsyncedRecordsCount,
    );
    this.#gauge(
      "halfspread_recorder_unsealed_parts",
      "Parts that have ended and are not yet Parquet",
      ({ partsToSealCount }) => partsToSealCount,
    );
    this.#families.counter("halfspread_recorder_seal_failures_total", "Parts that could not be sealed", [], () =>
      one(this.#state.sealFailuresCount),
    );
  }

  #addOthers(): void {
    const families = this.#families;
    const { loopLag, build } = this.parts;
    this.#gauge(
      "halfspread_ticks_waiting_entries",
      "Not yet known to be in the stream",
      ({ ticks }) => ticks?.queuedCount ?? 0,
    );
    this.#gauge(
      "halfspread_ticks_lag_seconds",
      "For how long the oldest of them has waited",
      ({ ticks }) => (ticks?.lagNs ?? 0) / nsPerSecond,
    );
    families.counter("halfspread_ticks_dropped_entries_total", "Given up since too many waited", [], () =>
      one(this.#state.ticks?.droppedCount ?? 0),
    );
    families.durations("halfspread_event_loop_lag_seconds", "How much later than asked timers fire", () => [
      { labels: {}, value: loopLag },
    ]);
    families.gauge("halfspread_build_info", "What runs here", Object.keys(build), () => [{ labels: build, value: 1 }]);
    addProcessMetrics(families);
  }

  #gauge(name: string, help: string, read: (state: RecorderState) => number): void {
    this.#families.gauge(name, help, [], () => one(read(this.#state)));
  }

  #byMarket(read: (market: RecordedMarketState) => number): Sample<number>[] {
    return this.#state.markets.map((market) => ({ labels: labelsOf(market.instrument), value: read(market) }));
  }
}

const ofMarket = ["symbol", "venue"];

function labelsOf(instrument: Instrument): Labels {
  return { symbol: instrumentKey(instrument), venue: instrument.venue };
}

function one(value: number): Sample<number>[] {
  return [{ labels: {}, value }];
}
