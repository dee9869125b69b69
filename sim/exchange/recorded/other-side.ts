/**
 * Who trades with our orders in a recorded market: an account of the exchange that stands for everybody recorded. Each trade gets an
 * order of it, so that ledger, ids and events need no second kind of trade. It pays no commission and never runs dry.
 */
import type { Side } from "../../../src/domain/side.ts";
import { noCommission } from "../commission.ts";
import type { Desk } from "../desk.ts";
import type { Exchange } from "../exchange.ts";
import type { Market } from "../market.ts";
import type { Order } from "../order.ts";
import { accept } from "../placing.ts";

const purseUnits = 10n ** 30n;

export class OtherSide {
  readonly #desk: Desk;

  constructor(
    exchange: Exchange,
    private readonly market: Market,
    startUs: number,
  ) {
    const account = exchange.openAccount({ commission: noCommission, historyMax: 0 });
    const { baseAsset, quoteAsset } = market.symbol;
    for (const asset of [baseAsset, quoteAsset]) exchange.deposit(startUs, account, asset, purseUnits);
    this.#desk = market.desk(account);
  }

  /** An order that comes to meet one of ours: it will be filled at once. */
  taker(side: Side, priceTicks: number, lots: number): Order {
    return this.#order(side, "IOC", priceTicks, lots);
  }

  /** An order that has been in the book, for a taker of ours to meet. */
  maker(side: Side, priceTicks: number, lots: number): Order {
    const order = this.#order(side, "GTC", priceTicks, lots);
    this.market.orders.set(order.orderId, order);
    this.#desk.opened(order);
    return order;
  }

  #order(side: Side, timeInForce: "GTC" | "IOC", priceTicks: number, sizeLots: number): Order {
    const { market } = this;
    const order = accept(market, this.#desk, { side, kind: "LIMIT", timeInForce, priceTicks, sizeLots });
    order.workingUs = market.nowUs;
    market.lastExecutionId++;
    market.broadcast.execution("NEW", order, market.nowUs);
    return order;
  }
}
