/**
 * What an engine sums up of the past while rows go by, for features: a closed list, kept natively, read at stops.
 *
 * Each sum forgets: what was added a half-life ago counts half. There are four half-lives, and `exposureSeconds` sums
 * up the time itself, so a sum divided by it is a rate a second, right from the first second on. All are as of the
 * view's `nowNs`. Time counts, and sums are added to, only while both sides of the touch are there; after a gap the
 * first touch is where changes begin again.
 *
 * Rules and formulas: `src/engine/README.md`, section 9.
 */

/** Half-lives of the sums, in seconds, the shortest first: `horizon` below is an index into this. */
export const halfLivesSeconds = [1, 4, 16, 64] as const;
export type Horizon = 0 | 1 | 2 | 3;

/** Levels of the depth book over which order flow is summed, from the best. */
export const flowLevelsCount = 5;

export interface MarketSignals {
  exposureSeconds(horizon: Horizon): number;

  /** Order-flow imbalance at the touch (Cont, Kukanov, Stoikov 2014), in lots; above 0 for buying. */
  flowLots(horizon: Horizon): number;
  /** The same at a level of the depth book, 0 for the best, once a depth message. */
  levelFlowLots(level: number, horizon: Horizon): number;

  /** Lots that takers bought, and sold. */
  buyLots(horizon: Horizon): number;
  sellLots(horizon: Horizon): number;

  /**
   * Takers' orders (prints of one side and one venue time are one), and how far from the mid before them they reached,
   * at least 0, summed in ticks.
   */
  buyOrders(horizon: Horizon): number;
  sellOrders(horizon: Horizon): number;
  buyReachTicks(horizon: Horizon): number;
  sellReachTicks(horizon: Horizon): number;

  /** Squares of the mid's changes, in ticks², and products of each with the change before it. */
  midSquares(horizon: Horizon): number;
  midProducts(horizon: Horizon): number;
  /** The same of the price from a taker's order to the next, each at its last print. */
  tradeSquares(horizon: Horizon): number;
  tradeProducts(horizon: Horizon): number;

  /** Lots that went from the best bid, and ask, while its price stayed. */
  bidDepletedLots(horizon: Horizon): number;
  askDepletedLots(horizon: Horizon): number;
}

/** The best levels of the depth book, nearest first; 0 of them unless it is valid. */
export interface DepthLevels {
  readonly bidsCount: number;
  readonly asksCount: number;
  readonly bidTicks: Int32Array;
  readonly bidLots: Float64Array;
  readonly askTicks: Int32Array;
  readonly askLots: Float64Array;
}

/**
 * What came since the last stop of this market, oldest first, as columns; valid up to the count, until the next run.
 * A stop for `rowsUsed` ends nothing: what came before it is there at the next stop, with what came after.
 */
export interface MarketFlow {
  readonly tradesCount: number;
  readonly trades: TradeColumns;
  /** Touches as messages left them, where they differ from the one before. */
  readonly touchesCount: number;
  readonly touches: TouchColumns;
}

export interface TradeColumns {
  readonly receivedNs: Float64Array;
  /** The venue's own time, corrected. */
  readonly venueNs: Float64Array;
  readonly priceTicks: Int32Array;
  /** Above 0: a taker bought. Below 0: sold. */
  readonly signedLots: Float64Array;
}

export interface TouchColumns {
  readonly receivedNs: Float64Array;
  readonly bidTicks: Int32Array;
  readonly bidLots: Float64Array;
  readonly askTicks: Int32Array;
  readonly askLots: Float64Array;
}

/** What of all this an engine keeps for a market. What is not kept costs nothing, and reads as 0 or empty. */
export interface SignalNeeds {
  readonly sums: boolean;
  readonly flow: boolean;
  /** Levels a side, at most `engineLimits.depthLevelsMax`; 0 for none. */
  readonly depthLevels: number;
}

export const noSignals: SignalNeeds = { sums: false, flow: false, depthLevels: 0 };

/** As much as all of them want. */
export function allSignals(needs: readonly SignalNeeds[]): SignalNeeds {
  return {
    sums: needs.some(({ sums }) => sums),
    flow: needs.some(({ flow }) => flow),
    depthLevels: Math.max(0, ...needs.map(({ depthLevels }) => depthLevels)),
  };
}
