/**
 * What an engine keeps for features, as TypeScript sees it: figures and columns of the shared memory, in place. All is
 * made once with the memory, and nothing for a read.
 */
import { assert } from "../base/assert.ts";
import {
  type DepthLevels,
  flowLevelsCount,
  type Horizon,
  halfLivesSeconds,
  type MarketFlow,
  type MarketSignals,
  type TouchColumns,
  type TradeColumns,
} from "../ports/market-signals.ts";
import { engineSignalsLayout, regions, sumRow, sumsCount } from "./layout.ts";

const { at } = engineSignalsLayout;

/** Where a market's part of the shared memory begins. */
export interface MemoryPlace {
  readonly buffer: ArrayBuffer;
  readonly byteOffset: number;
}

export class SharedSignals implements MarketSignals {
  readonly #sums: Float64Array;

  constructor({ buffer, byteOffset }: MemoryPlace) {
    const from = byteOffset + regions.signals + at.sums;
    this.#sums = new Float64Array(buffer, from, sumsCount * halfLivesSeconds.length);
  }

  exposureSeconds(horizon: Horizon): number {
    return this.#sum(sumRow.exposure_seconds, horizon);
  }
  flowLots(horizon: Horizon): number {
    return this.#sum(sumRow.flow_lots, horizon);
  }
  levelFlowLots(level: number, horizon: Horizon): number {
    assert(level >= 0 && level < flowLevelsCount, "a level is one of those over which flow is summed");
    return this.#sum(sumRow.level_flow_lots + level, horizon);
  }
  buyLots(horizon: Horizon): number {
    return this.#sum(sumRow.buy_lots, horizon);
  }
  sellLots(horizon: Horizon): number {
    return this.#sum(sumRow.sell_lots, horizon);
  }
  buyOrders(horizon: Horizon): number {
    return this.#sum(sumRow.buy_orders, horizon);
  }
  sellOrders(horizon: Horizon): number {
    return this.#sum(sumRow.sell_orders, horizon);
  }
  buyReachTicks(horizon: Horizon): number {
    return this.#sum(sumRow.buy_reach_ticks, horizon);
  }
  sellReachTicks(horizon: Horizon): number {
    return this.#sum(sumRow.sell_reach_ticks, horizon);
  }
  midSquares(horizon: Horizon): number {
    return this.#sum(sumRow.mid_squares, horizon);
  }
  midProducts(horizon: Horizon): number {
    return this.#sum(sumRow.mid_products, horizon);
  }
  tradeSquares(horizon: Horizon): number {
    return this.#sum(sumRow.trade_squares, horizon);
  }
  tradeProducts(horizon: Horizon): number {
    return this.#sum(sumRow.trade_products, horizon);
  }
  bidDepletedLots(horizon: Horizon): number {
    return this.#sum(sumRow.bid_depleted_lots, horizon);
  }
  askDepletedLots(horizon: Horizon): number {
    return this.#sum(sumRow.ask_depleted_lots, horizon);
  }

  #sum(row: number, horizon: Horizon): number {
    return this.#sums[row * halfLivesSeconds.length + horizon]!;
  }
}

export class SharedDepth implements DepthLevels {
  readonly bidTicks: Int32Array;
  readonly bidLots: Float64Array;
  readonly askTicks: Int32Array;
  readonly askLots: Float64Array;
  readonly #counts: Int32Array;

  /** @param levels a side. */
  constructor(place: MemoryPlace, levels: number) {
    this.bidTicks = i32At(place, at.depth_bid_ticks, levels);
    this.bidLots = f64At(place, at.depth_bid_lots, levels);
    this.askTicks = i32At(place, at.depth_ask_ticks, levels);
    this.askLots = f64At(place, at.depth_ask_lots, levels);
    this.#counts = i32At(place, at.depth_bids_count, 2);
  }

  get bidsCount(): number {
    return this.#counts[0]!;
  }
  get asksCount(): number {
    return this.#counts[1]!;
  }
}

export class SharedFlow implements MarketFlow {
  readonly trades: TradeColumns;
  readonly touches: TouchColumns;
  readonly #counts: Int32Array;

  /** @param length of the columns. */
  constructor(place: MemoryPlace, length: number) {
    this.trades = {
      receivedNs: f64At(place, at.trade_received_ns, length),
      venueNs: f64At(place, at.trade_venue_ns, length),
      priceTicks: i32At(place, at.trade_price_ticks, length),
      signedLots: f64At(place, at.trade_signed_lots, length),
    };
    this.touches = {
      receivedNs: f64At(place, at.touch_received_ns, length),
      bidTicks: i32At(place, at.touch_bid_ticks, length),
      bidLots: f64At(place, at.touch_bid_lots, length),
      askTicks: i32At(place, at.touch_ask_ticks, length),
      askLots: f64At(place, at.touch_ask_lots, length),
    };
    this.#counts = i32At(place, at.trades_count, 2);
  }

  get tradesCount(): number {
    return this.#counts[0]!;
  }
  get touchesCount(): number {
    return this.#counts[1]!;
  }
}

function f64At({ buffer, byteOffset }: MemoryPlace, offset: number, length: number): Float64Array {
  return new Float64Array(buffer, byteOffset + regions.signals + offset, length);
}

function i32At({ buffer, byteOffset }: MemoryPlace, offset: number, length: number): Int32Array {
  return new Int32Array(buffer, byteOffset + regions.signals + offset, length);
}
