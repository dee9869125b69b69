/** Open orders end because their owner says so: one by its id, or all of a symbol. */
import { assert } from "../../src/base/assert.ts";
import { outcome } from "../../src/ports/matcher.ts";
import { generatedClientId } from "./client-order-id.ts";
import type { Desk } from "./desk.ts";
import { type Refusal, refusals } from "./errors.ts";
import type { Market } from "./market.ts";
import { close, expire } from "./matching.ts";
import type { Order } from "./order.ts";
import type { CancelOptions, CancelRestriction, OrderTarget } from "./order-request.ts";

/** The answer to a cancel: the order as it is now, and the id of the cancel itself. */
export class Cancellation {
  readonly #sentId: string | undefined;
  readonly #executionId: number;

  constructor(
    readonly order: Order,
    sentId: string | undefined,
  ) {
    this.#sentId = sentId;
    this.#executionId = order.desk.market.lastExecutionId;
  }

  /** Made when it is first asked for, if none was sent. */
  get clientOrderId(): string {
    return this.#sentId ?? generatedClientId(this.order.desk.market.cancelSalt, this.#executionId);
  }
}

export function cancel(
  market: Market,
  desk: Desk,
  target: OrderTarget,
  { restriction, newClientOrderId }: CancelOptions,
): Cancellation | Refusal {
  if (!takesCancels(market)) return refusals.cancelClosed;
  const order = desk.findOpen(target);
  if (order === undefined) return refusals.unknownCancel;
  if (restriction !== undefined && !isAllowed(order, restriction)) return refusals.cancelRestricted;
  return cancelOpen(market, order, newClientOrderId);
}

/** In the order of their ids. */
export function cancelAll(market: Market, desk: Desk): Cancellation[] | Refusal {
  if (!takesCancels(market)) return refusals.cancelClosed;
  if (desk.openCount === 0) return refusals.unknownCancel;
  return desk.openOrders().map((order) => cancelOpen(market, order, undefined));
}

/** Takes an open order out of the book, or from where it waits, and unlocks what was locked for it. Its state is the caller's. */
export function withdraw(market: Market, order: Order): void {
  if (order.isWorking) {
    market.matcher.cancel(order.orderId);
    market.matcher.run();
    const result = market.matcher.result(0);
    assert(result.outcome === outcome.cancelled, "an open order that works is in the book");
    assert(result.leftLots === order.leftLots, "records and the matcher agree on what is left");
    market.orderMovedLevel(order.side, order.priceTicks, result.levelLots);
  } else market.stops.delete(order);
  close(market, order, order.leftLots);
  market.unlock(order);
  market.touch(order.desk);
}

/** The market has moved past an order, and nobody can say whether it traded: it ends without. */
export function expireUnknown(market: Market, order: Order): void {
  market.unlock(order);
  close(market, order, order.leftLots);
  expire(market, order, "EXCHANGE_CANCELED");
}

function cancelOpen(market: Market, order: Order, newClientOrderId: string | undefined): Cancellation {
  withdraw(market, order);
  order.status = "CANCELED";
  order.updatedUs = market.nowUs;
  market.lastExecutionId++;
  market.broadcast.renamed("CANCELED", order, market.nowUs, newClientOrderId);
  return new Cancellation(order, newClientOrderId);
}

/** A break and a halt stop cancels too: CANCEL_ONLY is the status that lets them through. */
function takesCancels({ symbol }: Market): boolean {
  return symbol.status === "TRADING" || symbol.status === "CANCEL_ONLY";
}

function isAllowed(order: Order, restriction: CancelRestriction): boolean {
  return order.status === (restriction === "ONLY_NEW" ? "NEW" : "PARTIALLY_FILLED");
}
