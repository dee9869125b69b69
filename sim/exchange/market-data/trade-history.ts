/** The latest public trades of one symbol and their aggregates: what of one taker traded at one price is one aggregate. */
import type { PublicTrade } from "../listener.ts";
import { Recent } from "../recent.ts";

/** A public trade, kept. */
export type KeptTrade = Pick<PublicTrade, "tradeId" | "timeUs" | "priceTicks" | "lots" | "quoteUnits" | "isBuyerMaker">;

export interface AggregateTrade {
  /** From 1, one a symbol. */
  readonly aggregateId: number;
  readonly timeUs: number;
  readonly priceTicks: number;
  lots: number;
  readonly firstTradeId: number;
  lastTradeId: number;
  readonly isBuyerMaker: boolean;
}

const countMaxUsual = 20_000;

export class TradeHistory {
  readonly trades: Recent<KeptTrade>;
  readonly aggregates: Recent<AggregateTrade>;
  #lastAggregate: AggregateTrade | undefined;
  #lastTakerOrderId = 0;

  constructor(countMax = countMaxUsual) {
    this.trades = new Recent(countMax);
    this.aggregates = new Recent(countMax);
  }

  add(trade: PublicTrade): void {
    const { tradeId, timeUs, priceTicks, lots, quoteUnits, isBuyerMaker } = trade;
    this.trades.push({ tradeId, timeUs, priceTicks, lots, quoteUnits, isBuyerMaker });
    const takerOrderId = isBuyerMaker ? trade.sellerOrderId : trade.buyerOrderId;
    const last = this.#lastAggregate;
    if (last !== undefined && takerOrderId === this.#lastTakerOrderId && isOf(last, trade)) {
      last.lots += lots;
      last.lastTradeId = tradeId;
      return;
    }
    this.#lastTakerOrderId = takerOrderId;
    const aggregateId = (last?.aggregateId ?? 0) + 1;
    this.#lastAggregate = {
      aggregateId,
      timeUs,
      priceTicks,
      lots,
      firstTradeId: tradeId,
      lastTradeId: tradeId,
      isBuyerMaker,
    };
    this.aggregates.push(this.#lastAggregate);
  }

  /** The latest `countMax`, or those from an id on. Oldest first. */
  tradesFrom(fromId: number | undefined, countMax: number): KeptTrade[] {
    const first = this.trades.length === 0 ? 0 : this.trades.at(0).tradeId;
    return sliceOf(this.trades, fromId === undefined ? undefined : fromId - first, countMax);
  }

  aggregatesFrom(fromId: number | undefined, countMax: number): AggregateTrade[] {
    const first = this.aggregates.length === 0 ? 0 : this.aggregates.at(0).aggregateId;
    return sliceOf(this.aggregates, fromId === undefined ? undefined : fromId - first, countMax);
  }

  /** With a start the first from there, else the last until the end; both included. */
  aggregatesBetween(startUs: number | undefined, endUs: number | undefined, countMax: number): AggregateTrade[] {
    const { aggregates } = this;
    const from = startUs === undefined ? 0 : firstWhere(aggregates, ({ timeUs }) => timeUs >= startUs);
    const to = endUs === undefined ? aggregates.length : firstWhere(aggregates, ({ timeUs }) => timeUs > endUs);
    const start = startUs === undefined ? Math.max(from, to - countMax) : from;
    return sliceOf(aggregates, start, Math.min(countMax, to - start));
  }
}

function isOf(aggregate: AggregateTrade, { timeUs, priceTicks, isBuyerMaker }: PublicTrade): boolean {
  const isSame = aggregate.timeUs === timeUs && aggregate.priceTicks === priceTicks;
  return isSame && aggregate.isBuyerMaker === isBuyerMaker;
}

/** @param start an index; the latest if undefined. */
function sliceOf<T>(items: Recent<T>, start: number | undefined, countMax: number): T[] {
  const from = Math.max(0, start ?? items.length - countMax);
  const found: T[] = [];
  for (let index = from; index < items.length && found.length < countMax; index++) found.push(items.at(index));
  return found;
}

/** The index of the first that passes; those before do not, those after do. */
function firstWhere<T>(items: Recent<T>, passes: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (passes(items.at(middle))) high = middle;
    else low = middle + 1;
  }
  return low;
}
