/** Trades of one stretch of time, summed up: a kline, or a rolling window's statistics. */
export interface Candle {
  readonly fromUs: number;
  /** The first moment after it. */
  readonly toUs: number;
  /** Without trades the last price before, all four; 0 where there was none. */
  openTicks: number;
  highTicks: number;
  lowTicks: number;
  closeTicks: number;
  lots: number;
  quoteUnits: bigint;
  /** Of trades whose taker bought. */
  takerBuyLots: number;
  takerBuyQuoteUnits: bigint;
  /** -1 without trades. */
  firstTradeId: number;
  lastTradeId: number;
}

export function emptyCandle(fromUs: number, toUs: number): Candle {
  return {
    fromUs,
    toUs,
    openTicks: 0,
    highTicks: 0,
    lowTicks: 0,
    closeTicks: 0,
    lots: 0,
    quoteUnits: 0n,
    takerBuyLots: 0,
    takerBuyQuoteUnits: 0n,
    firstTradeId: -1,
    lastTradeId: -1,
  };
}

/** How many trades: ids of a symbol have no holes. */
export function tradesCount({ firstTradeId, lastTradeId }: Candle): number {
  return firstTradeId < 0 ? 0 : lastTradeId - firstTradeId + 1;
}
