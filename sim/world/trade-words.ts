/** A trade in words, the same for the same trade, whoever tells of it: the exchange, the engine, or a query later. */
import { bid, type Side } from "../../src/domain/side.ts";

export interface ToldTrade {
  readonly symbol: string;
  readonly tradeId: string;
  /** With the trade's id it names our side of it: a trade between two orders of ours is two. */
  readonly clientOrderId: string;
  readonly side: Side;
  readonly priceTicks: number;
  readonly lots: number;
  readonly maker: boolean;
  /** In 10^-8. */
  readonly fee: { readonly asset: string; readonly units: bigint };
}

export function tradeInWords({
  symbol,
  tradeId,
  clientOrderId,
  side,
  priceTicks,
  lots,
  maker,
  fee,
}: ToldTrade): string {
  const who = `${symbol} ${tradeId} ${clientOrderId}`;
  return `${who}: ${side === bid ? "buy" : "sell"} ${lots} at ${priceTicks}, ${maker ? "maker" : "taker"}, fee ${fee.units} ${fee.asset}`;
}
