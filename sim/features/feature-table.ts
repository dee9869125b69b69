/**
 * Rows of features on their way to a file, with labels where they are wanted: the return of the mid over the time that
 * follows a row. A label looks ahead; it is for fitting, never for deciding, so each is named `label_…`, and a row waits
 * here until its labels are known.
 */
import type { TimedColumn } from "../../src/adapters/parquet/timed-table.ts";
import type { Feature, FeatureReader } from "../../src/core/features/feature.ts";
import { FeatureReaders } from "../../src/core/features/feature-readers.ts";
import { mid } from "../../src/core/features/mid.ts";
import type { DurationNs, TimeNs } from "../../src/domain/time.ts";
import { bookStates, type MarketView } from "../../src/ports/engine.ts";
import type { MarketFlow } from "../../src/ports/market-signals.ts";
import type { FeatureSink } from "./play-features.ts";

export interface LabelHorizon {
  /** As in the column's name: `1s`. */
  readonly name: string;
  readonly ns: DurationNs;
}

/** Takes the rows in `[0, count)` of the columns, in their order. */
export type RowsOut = (values: readonly Float64Array[], count: number) => void;

/** Rows written at a time. */
const blockRows = 16_384;

const fixedColumns = [
  { name: "time_ns", kind: "time" },
  { name: "received_time_ns", kind: "time" },
  { name: "book_state", kind: "text", texts: bookStates },
  { name: "bid_ticks", kind: "whole" },
  { name: "bid_lots", kind: "whole" },
  { name: "ask_ticks", kind: "whole" },
  { name: "ask_lots", kind: "whole" },
  { name: "buy_lots", kind: "whole" },
  { name: "sell_lots", kind: "whole" },
] as const satisfies readonly TimedColumn[];

export function featureColumns(features: readonly Feature[], horizons: readonly LabelHorizon[]): TimedColumn[] {
  const number = (name: string) => ({ name, kind: "number" as const });
  return [
    ...fixedColumns,
    ...features.map(({ name, unit }) => number(unit === "" ? name : `${name}_${unit}`)),
    ...horizons.map(({ name }) => number(`label_mid_return_${name}`)),
  ];
}

export class FeatureTable implements FeatureSink {
  readonly #readers = new FeatureReaders();
  /** Of each feature, in order. */
  readonly #values: readonly FeatureReader[];
  readonly #blocks: Block[] = [];
  /** Of each horizon: how many rows have their label. */
  readonly #labelledCounts: number[];
  #outCount = 0;
  #midTicks = Number.NaN;

  constructor(
    features: readonly Feature[],
    private readonly horizons: readonly LabelHorizon[],
    private readonly out: RowsOut,
  ) {
    this.#values = features.map((feature) => this.#readers.reader(feature));
    this.#labelledCounts = horizons.map(() => 0);
  }

  flow(flow: MarketFlow): void {
    this.#readers.take(flow);
  }

  touch(view: MarketView): void {
    this.#labelBefore(view.nowNs);
    this.#midTicks = mid.value(view);
  }

  row(view: MarketView, buyLots: number, sellLots: number): void {
    this.#labelBefore(view.nowNs);
    this.#writeOut();
    const last = this.#blocks.at(-1);
    const block = last === undefined || last.count === blockRows ? this.#addBlock() : last;
    const at = block.count++;
    fillFixed(block.values, at, view, buyLots, sellLots);
    for (const [index, reader] of this.#values.entries())
      block.values[fixedColumns.length + index]![at] = reader.value(view);
    block.midTicks[at] = mid.value(view);
  }

  /** What would be known after the data end is not known. @param lastNs of the data. */
  end(lastNs: TimeNs): void {
    this.#labelBefore(lastNs + 1);
    for (const { values, count } of this.#blocks) this.out(values, count);
    this.#blocks.length = 0;
  }

  /** Labels that are of a time before this one: until then the mid was as it is now. */
  #labelBefore(timeNs: TimeNs): void {
    for (const [horizon, { ns }] of this.horizons.entries())
      while (this.#labelRow(horizon, timeNs - ns)) this.#labelledCounts[horizon]!++;
  }

  /** @returns false where there is no row before that time. */
  #labelRow(horizon: number, beforeNs: TimeNs): boolean {
    const waiting = this.#labelledCounts[horizon]! - this.#outCount;
    const block = this.#blocks[Math.floor(waiting / blockRows)];
    const at = waiting % blockRows;
    if (block === undefined || at >= block.count || block.values[0]![at]! >= beforeNs) return false;
    const rowMidTicks = block.midTicks[at]!;
    block.values[fixedColumns.length + this.#values.length + horizon]![at] =
      (this.#midTicks - rowMidTicks) / rowMidTicks;
    return true;
  }

  /** Full blocks that have all their labels. */
  #writeOut(): void {
    const labelledCount = Math.min(...this.#labelledCounts);
    for (;;) {
      const [block] = this.#blocks;
      if (block?.count !== blockRows || labelledCount < this.#outCount + blockRows) return;
      this.out(block.values, blockRows);
      this.#blocks.shift();
      this.#outCount += blockRows;
    }
  }

  #addBlock(): Block {
    const columnsCount = fixedColumns.length + this.#values.length + this.horizons.length;
    const values = Array.from({ length: columnsCount }, () => new Float64Array(blockRows).fill(Number.NaN));
    const block = { count: 0, values, midTicks: new Float64Array(blockRows) };
    this.#blocks.push(block);
    return block;
  }
}

interface Block {
  count: number;
  /** By column. A label that is not known is NaN. */
  readonly values: readonly Float64Array[];
  readonly midTicks: Float64Array;
}

/** In the order of `fixedColumns`. */
function fillFixed(
  values: readonly Float64Array[],
  at: number,
  view: MarketView,
  buyLots: number,
  sellLots: number,
): void {
  values[0]![at] = view.nowNs;
  values[1]![at] = view.receivedNs;
  values[2]![at] = bookStates.indexOf(view.bookState);
  values[3]![at] = view.touchBidLots > 0 ? view.touchBidTicks : Number.NaN;
  values[4]![at] = view.touchBidLots;
  values[5]![at] = view.touchAskLots > 0 ? view.touchAskTicks : Number.NaN;
  values[6]![at] = view.touchAskLots;
  values[7]![at] = buyLots;
  values[8]![at] = sellLots;
}
