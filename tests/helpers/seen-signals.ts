/** Copies of what an engine keeps for features: its views show the memory of now. */
import {
  type DepthLevels,
  flowLevelsCount,
  type Horizon,
  halfLivesSeconds,
  type MarketFlow,
  type MarketSignals,
  type TouchColumns,
  type TradeColumns,
} from "../../src/ports/market-signals.ts";

export type SumName = Exclude<keyof MarketSignals, "levelFlowLots"> | `levelFlowLots${number}`;

/** Each sum by its name, a figure a half-life. */
export type SeenSignals = Readonly<Record<SumName, readonly number[]>>;

type SeenLevel = readonly [ticks: number, lots: number];

export interface SeenDepth {
  readonly bids: readonly SeenLevel[];
  readonly asks: readonly SeenLevel[];
}

export type SeenTrade = { readonly [Name in keyof TradeColumns]: number };
export type SeenTouch = { readonly [Name in keyof TouchColumns]: number };

export interface SeenFlow {
  readonly trades: readonly SeenTrade[];
  readonly touches: readonly SeenTouch[];
}

const horizons = halfLivesSeconds.map((_, index) => index as Horizon);

const plainSums = [
  "exposureSeconds",
  "flowLots",
  "buyLots",
  "sellLots",
  "buyOrders",
  "sellOrders",
  "buyReachTicks",
  "sellReachTicks",
  "midSquares",
  "midProducts",
  "tradeSquares",
  "tradeProducts",
  "bidDepletedLots",
  "askDepletedLots",
] as const satisfies readonly (keyof MarketSignals)[];

export function seenSignals(signals: MarketSignals): SeenSignals {
  const plain = plainSums.map((name) => [name, horizons.map((horizon) => signals[name](horizon))] as const);
  const levels = Array.from({ length: flowLevelsCount }, (_, level) => {
    return [`levelFlowLots${level}`, horizons.map((horizon) => signals.levelFlowLots(level, horizon))] as const;
  });
  return Object.fromEntries([...plain, ...levels]) as unknown as SeenSignals;
}

export function seenDepth({ bidsCount, bidTicks, bidLots, asksCount, askTicks, askLots }: DepthLevels): SeenDepth {
  const levelsOf = (count: number, ticks: Int32Array, lots: Float64Array): SeenLevel[] =>
    Array.from({ length: count }, (_, index) => [ticks[index]!, lots[index]!]);
  return { bids: levelsOf(bidsCount, bidTicks, bidLots), asks: levelsOf(asksCount, askTicks, askLots) };
}

export function seenFlow({ tradesCount, trades, touchesCount, touches }: MarketFlow): SeenFlow {
  return {
    trades: Array.from({ length: tradesCount }, (_, index) => ({
      receivedNs: trades.receivedNs[index]!,
      venueNs: trades.venueNs[index]!,
      priceTicks: trades.priceTicks[index]!,
      signedLots: trades.signedLots[index]!,
    })),
    touches: Array.from({ length: touchesCount }, (_, index) => ({
      receivedNs: touches.receivedNs[index]!,
      bidTicks: touches.bidTicks[index]!,
      bidLots: touches.bidLots[index]!,
      askTicks: touches.askTicks[index]!,
      askLots: touches.askLots[index]!,
    })),
  };
}
