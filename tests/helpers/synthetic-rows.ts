/** Rows of a synthetic market, kept and read back by the tests as anyone would who only has the stream. */

import { generateSyntheticMarket } from "../../sim/synthetic-market.ts";
import { defaultSyntheticParameters, type SyntheticParameters } from "../../sim/synthetic-parameters.ts";
import { eventKind } from "../../src/domain/event.ts";
import type { Instrument } from "../../src/domain/instrument.ts";
import type { MarketRow, MarketRows, RowSink } from "../../src/domain/market-rows.ts";
import { bid, type Side } from "../../src/domain/side.ts";
import { nsPerSecond } from "../../src/domain/time.ts";
import { spotBtcusdt } from "./instruments.ts";

export interface Generated {
  readonly seed: number;
  readonly fairValueSeed?: number;
  readonly seconds: number;
  readonly instrument?: Instrument;
  readonly startPriceTicks?: number;
  readonly parameters?: SyntheticParameters;
}

export const withoutInformed: SyntheticParameters = {
  ...defaultSyntheticParameters,
  informed: { ...defaultSyntheticParameters.informed, meanGapNs: Number.POSITIVE_INFINITY },
};

/** 2024-08-08 00:01:00 UTC: a minute past the midnight that times count from. */
export const startUnixNs = 1_723_075_260_000_000_000n;
export const startNs = 60 * nsPerSecond;

export function generate(options: Generated, sink: RowSink): void {
  generateSyntheticMarket(
    {
      instrument: options.instrument ?? spotBtcusdt,
      seed: options.seed,
      fairValueSeed: options.fairValueSeed,
      startUnixNs,
      durationNs: options.seconds * nsPerSecond,
      startPriceTicks: options.startPriceTicks ?? 6_000_000,
      parameters: options.parameters ?? defaultSyntheticParameters,
    },
    sink,
  );
}

/** Every row by itself; only for short markets. */
export function generateRows(options: Generated): MarketRow[] {
  const rows: MarketRow[] = [];
  generate(options, {
    rows: (batch) => {
      for (let at = 0; at < batch.count; at++) rows.push(rowAt(batch, at));
    },
    end: () => {},
  });
  return rows;
}

export function generateMessages(options: Generated): MarketRow[][] {
  const messages: MarketRow[][] = [[]];
  for (const row of generateRows(options)) {
    messages.at(-1)!.push(row);
    if (row.isLast) messages.push([]);
  }
  if (messages.pop()!.length > 0) throw new Error("the stream ends in the middle of a message");
  return messages;
}

function rowAt(batch: MarketRows, at: number): MarketRow {
  return {
    kind: batch.kind[at] as MarketRow["kind"],
    side: batch.side[at] as Side,
    receivedNs: batch.receivedNs[at]!,
    venueNs: batch.venueNs[at]!,
    priceTicks: batch.priceTicks[at]!,
    sizeLots: batch.sizeLots[at]!,
    firstUpdateId: batch.firstUpdateId[at]!,
    updateId: batch.updateId[at]!,
    previousUpdateId: batch.previousUpdateId[at]!,
    tradeId: batch.tradeId[at]!,
    isLast: batch.isLast[at] === 1,
  };
}

/** A book of two maps: slow, and plainly right. */
export class NaiveBook {
  readonly #sides = [new Map<number, number>(), new Map<number, number>()];

  lotsAt(side: Side, priceTicks: number): number {
    return this.#sides[side]!.get(priceTicks) ?? 0;
  }

  set(side: Side, priceTicks: number, sizeLots: number): void {
    if (sizeLots === 0) this.#sides[side]!.delete(priceTicks);
    else this.#sides[side]!.set(priceTicks, sizeLots);
  }

  levelsCount(side: Side): number {
    return this.#sides[side]!.size;
  }

  /** Best price and its size; price 0 when the side is empty. */
  best(side: Side): { priceTicks: number; sizeLots: number } {
    const prices = [...this.#sides[side]!.keys()];
    if (prices.length === 0) return { priceTicks: 0, sizeLots: 0 };
    const priceTicks = side === bid ? Math.max(...prices) : Math.min(...prices);
    return { priceTicks, sizeLots: this.lotsAt(side, priceTicks) };
  }
}

export interface Print {
  readonly receivedNs: number;
  readonly aggressor: Side;
  readonly priceTicks: number;
}

/** Quotes and prints of a market, in columns, for measuring what resting there was worth. */
export class MarketRecord implements RowSink {
  readonly tickerNs: number[] = [];
  readonly bidTicks: number[] = [];
  readonly askTicks: number[] = [];
  readonly trades: Print[] = [];
  /** The first print of each taker's order: what whoever rests first at the touch gets. */
  readonly prints: Print[] = [];
  depthRowsCount = 0;
  depthMessagesCount = 0;
  #lastVenueNs = Number.NaN;
  #lastAggressor: Side = bid;

  rows(batch: MarketRows): void {
    for (let at = 0; at < batch.count; at++) {
      if (batch.kind[at] === eventKind.ticker) this.#ticker(batch, at);
      else if (batch.kind[at] === eventKind.trade) this.#trade(batch, at);
      else if (batch.kind[at] === eventKind.depth) {
        this.depthRowsCount++;
        this.depthMessagesCount += batch.isLast[at]!;
      }
    }
  }

  end(): void {}

  get lastNs(): number {
    return this.tickerNs.at(-1)!;
  }

  /** Index of the last ticker received by then. */
  tickerAt(receivedNs: number): number {
    let low = 0;
    let high = this.tickerNs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.tickerNs[middle]! <= receivedNs) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  midTicksAt(receivedNs: number): number {
    const at = this.tickerAt(receivedNs);
    return (this.bidTicks[at]! + this.askTicks[at]!) / 2;
  }

  #ticker(batch: MarketRows, at: number): void {
    if (batch.side[at] === bid) this.bidTicks.push(batch.priceTicks[at]!);
    else {
      this.askTicks.push(batch.priceTicks[at]!);
      this.tickerNs.push(batch.receivedNs[at]!);
    }
  }

  #trade(batch: MarketRows, at: number): void {
    const venueNs = batch.venueNs[at]!;
    const aggressor = batch.side[at] as Side;
    // Prints of one order share time and side; two orders in one millisecond count as one.
    const isNewOrder = venueNs !== this.#lastVenueNs || aggressor !== this.#lastAggressor;
    this.#lastVenueNs = venueNs;
    this.#lastAggressor = aggressor;
    const print = { receivedNs: batch.receivedNs[at]!, aggressor, priceTicks: batch.priceTicks[at]! };
    this.trades.push(print);
    if (isNewOrder) this.prints.push(print);
  }
}

export function record(options: Generated): MarketRecord {
  const kept = new MarketRecord();
  generate(options, kept);
  return kept;
}
