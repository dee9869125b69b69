/**
 * What a trade does to its two orders: executed quantities and states, balances, commissions, and the record of it. A resting order pays
 * out of what is locked for it; the order at work has nothing locked and pays out of what is free.
 */
import { bid } from "../../src/domain/side.ts";
import type { Market } from "./market.ts";
import type { AccountTrade, Order } from "./order.ts";

/** One trade between `taker` and the resting `maker`, at the maker's price. Tells of it; the maker is closed if nothing is left. */
export function settleTrade(
  market: Market,
  taker: Order,
  maker: Order,
  priceTicks: number,
  lots: number,
): AccountTrade {
  const baseUnits = market.symbol.baseUnits(lots);
  const quoteUnits = market.symbol.quoteUnits(priceTicks, lots);
  market.lastTradeId++;
  fill(taker, lots, quoteUnits, market.nowUs);
  fill(maker, lots, quoteUnits, market.nowUs);
  market.relock(maker);
  const takerTrade = pay(market, taker, false, priceTicks, lots, baseUnits, quoteUnits);
  const makerTrade = pay(market, maker, true, priceTicks, lots, baseUnits, quoteUnits);
  market.noteTrade(priceTicks, lots, quoteUnits);
  const [buyer, seller] = taker.side === bid ? [taker, maker] : [maker, taker];
  market.broadcast.trade(market, takerTrade, buyer.orderId, seller.orderId);
  market.lastExecutionId++;
  market.broadcast.traded(taker, takerTrade);
  market.lastExecutionId++;
  market.broadcast.traded(maker, makerTrade);
  return takerTrade;
}

/** STP TRANSFER: base and quote change hands at the match price, as in a trade but without a commission, and it is none. */
export function transfer(market: Market, taker: Order, maker: Order, priceTicks: number, lots: number): void {
  const [buyer, seller] = taker.side === bid ? [taker, maker] : [maker, taker];
  const baseUnits = market.symbol.baseUnits(lots);
  const quoteUnits = market.symbol.quoteUnits(priceTicks, lots);
  buyer.desk.quote.spend(quoteUnits);
  seller.desk.quote.receive(quoteUnits);
  seller.desk.base.spend(baseUnits);
  buyer.desk.base.receive(baseUnits);
}

function fill(order: Order, lots: number, quoteUnits: bigint, nowUs: number): void {
  order.executedLots += lots;
  order.executedQuoteUnits += quoteUnits;
  order.status = order.leftLots > 0 ? "PARTIALLY_FILLED" : "FILLED";
  order.updatedUs = nowUs;
}

function pay(
  market: Market,
  order: Order,
  isMaker: boolean,
  priceTicks: number,
  lots: number,
  baseUnits: bigint,
  quoteUnits: bigint,
): AccountTrade {
  const { desk, side } = order;
  const isBuyer = side === bid;
  const receivedUnits = isBuyer ? baseUnits : quoteUnits;
  const commissionUnits = desk.account.commission.unitsOf(receivedUnits, side, isMaker);
  (isBuyer ? desk.quote : desk.base).spend(isBuyer ? quoteUnits : baseUnits);
  const received = isBuyer ? desk.base : desk.quote;
  received.receive(receivedUnits - commissionUnits);
  (isBuyer ? market.baseCommissions : market.quoteCommissions).receive(commissionUnits);
  market.touch(desk);
  const trade = {
    tradeId: market.lastTradeId,
    orderId: order.orderId,
    timeUs: market.nowUs,
    priceTicks,
    lots,
    quoteUnits,
    commissionUnits,
    commissionAsset: received.asset,
    isBuyer,
    isMaker,
  };
  desk.trades.push(trade);
  return trade;
}
