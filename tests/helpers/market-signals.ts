/** What an engine keeps for features, set by hand. */
import {
  type DepthLevels,
  flowLevelsCount,
  type Horizon,
  type MarketFlow,
  type MarketSignals,
} from "../../src/ports/market-signals.ts";

type SumName = Exclude<keyof MarketSignals, "levelFlowLots">;

/** Each sum is what is given, the same for every horizon or one each; 0 where nothing is. */
export function marketSignals(
  sums: Partial<Record<SumName, number | readonly number[]>> = {},
  levelFlows: readonly number[] = [],
): MarketSignals {
  const of = (name: SumName) => (horizon: Horizon) => {
    const sum = sums[name] ?? 0;
    return typeof sum === "number" ? sum : (sum[horizon] ?? 0);
  };
  return {
    exposureSeconds: of("exposureSeconds"),
    flowLots: of("flowLots"),
    levelFlowLots: (level) => (level < flowLevelsCount ? (levelFlows[level] ?? 0) : Number.NaN),
    buyLots: of("buyLots"),
    sellLots: of("sellLots"),
    buyOrders: of("buyOrders"),
    sellOrders: of("sellOrders"),
    buyReachTicks: of("buyReachTicks"),
    sellReachTicks: of("sellReachTicks"),
    midSquares: of("midSquares"),
    midProducts: of("midProducts"),
    tradeSquares: of("tradeSquares"),
    tradeProducts: of("tradeProducts"),
    bidDepletedLots: of("bidDepletedLots"),
    askDepletedLots: of("askDepletedLots"),
  };
}

export type Level = readonly [ticks: number, lots: number];

export function depthLevels(bids: readonly Level[] = [], asks: readonly Level[] = []): DepthLevels {
  return {
    bidsCount: bids.length,
    asksCount: asks.length,
    bidTicks: Int32Array.from(bids, ([ticks]) => ticks),
    bidLots: Float64Array.from(bids, ([, lots]) => lots),
    askTicks: Int32Array.from(asks, ([ticks]) => ticks),
    askLots: Float64Array.from(asks, ([, lots]) => lots),
  };
}

export interface GivenTrade {
  readonly receivedNs: number;
  /** As received, unless given. */
  readonly venueNs?: number;
  readonly priceTicks: number;
  /** Above 0: bought by a taker. */
  readonly signedLots: number;
}

export interface GivenTouch {
  readonly receivedNs: number;
  readonly bid: Level;
  readonly ask: Level;
}

export function marketFlow(trades: readonly GivenTrade[] = [], touches: readonly GivenTouch[] = []): MarketFlow {
  return {
    tradesCount: trades.length,
    trades: {
      receivedNs: Float64Array.from(trades, (trade) => trade.receivedNs),
      venueNs: Float64Array.from(trades, (trade) => trade.venueNs ?? trade.receivedNs),
      priceTicks: Int32Array.from(trades, (trade) => trade.priceTicks),
      signedLots: Float64Array.from(trades, (trade) => trade.signedLots),
    },
    touchesCount: touches.length,
    touches: {
      receivedNs: Float64Array.from(touches, (touch) => touch.receivedNs),
      bidTicks: Int32Array.from(touches, (touch) => touch.bid[0]),
      bidLots: Float64Array.from(touches, (touch) => touch.bid[1]),
      askTicks: Int32Array.from(touches, (touch) => touch.ask[0]),
      askLots: Float64Array.from(touches, (touch) => touch.ask[1]),
    },
  };
}
