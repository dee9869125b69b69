/**
 * An agent's place at one symbol of the exchange: an account of its own, and the exchange's commands in the form in which agents give them. What is
 * refused (a halt, a filter, an empty purse) is not done; the agent goes on.
 */
import { bid, type Side } from "../../../src/domain/side.ts";
import type { AgentBook } from "../../synthetic-floor.ts";
import { Refusal } from "../errors.ts";
import type { Exchange } from "../exchange.ts";
import type { Account } from "../ledger.ts";
import type { Market } from "../market.ts";
import type { Order } from "../order.ts";
import type { ExchangeFloor } from "./exchange-floor.ts";

export class AgentSeat implements AgentBook {
  readonly #market: Market;
  /** The latest order of each number. */
  readonly #orders: Order[] = [];

  constructor(
    readonly exchange: Exchange,
    readonly account: Account,
    readonly floor: ExchangeFloor,
  ) {
    this.#market = floor.market;
  }

  lotsOf(order: number): number {
    const placed = this.#orders[order];
    return placed?.isOpen ? placed.leftLots : 0;
  }

  priceTicksOf(order: number): number {
    return this.#orders[order]?.priceTicks ?? 0;
  }

  bestTicks(side: Side): number {
    return side === bid ? this.#market.bestBidTicks : this.#market.bestAskTicks;
  }

  place(order: number, side: Side, priceTicks: number, sizeLots: number): void {
    const lots = Math.min(sizeLots, this.#market.symbol.sizeLotsMax);
    const placed = this.exchange.place(this.floor.nowUs, this.account, this.#market, {
      side,
      kind: "LIMIT_MAKER",
      timeInForce: "GTC",
      priceTicks,
      sizeLots: lots,
    });
    if (!(placed instanceof Refusal)) this.#orders[order] = placed.order;
  }

  cancel(order: number): void {
    // By its id alone: a client order id would have to be made first.
    const { orderId } = this.#orders[order]!;
    this.exchange.cancel(this.floor.nowUs, this.account, this.#market, { orderId });
  }

  take(side: Side, limitTicks: number, sizeLots: number): void {
    this.exchange.place(this.floor.nowUs, this.account, this.#market, {
      side,
      kind: "LIMIT",
      timeInForce: "IOC",
      priceTicks: limitTicks,
      sizeLots: Math.min(sizeLots, this.#market.symbol.sizeLotsMax),
    });
    // It may have triggered stop orders: they are worked now, not with whatever comes next.
    this.exchange.settle();
  }
}
