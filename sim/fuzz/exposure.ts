/**
 * Position and open orders of a run, added up by itself out of commands and own events: what risk and the order manager
 * say of themselves is not asked.
 */
import { type OwnEvent, ownEventKind } from "../../src/domain/own-event.ts";
import { ask, bid, type Side, sign } from "../../src/domain/side.ts";

interface OpenOrder {
  readonly side: Side;
  readonly priceTicks: number;
  remainingLots: number;
}

export class Exposure {
  readonly #open = new Map<number, OpenOrder>();

  constructor(public positionLots: number) {}

  placed(side: Side, orderId: number, priceTicks: number, remainingLots: number): void {
    this.#open.set(orderId, { side, priceTicks, remainingLots });
  }

  told({ kind, orderId, side, lots, remainingLots }: OwnEvent): void {
    const order = this.#open.get(orderId);
    if (kind === ownEventKind.filled) this.positionLots += sign(side) * lots;
    if (order === undefined) return;
    if (endKinds.has(kind)) this.#open.delete(orderId);
    else if (kind === ownEventKind.filled || kind === ownEventKind.amended) order.remainingLots = remainingLots;
    if (order.remainingLots === 0) this.#open.delete(orderId);
  }

  /** The position that a fill of all that is open on a side would leave. */
  worstLots(side: Side): number {
    const orders = [...this.#open.values()].filter((order) => order.side === side);
    return this.positionLots + sign(side) * orders.reduce((sum, { remainingLots }) => sum + remainingLots, 0);
  }

  /** Whether two of our own orders would trade with each other. */
  get isCrossed(): boolean {
    const prices = (side: Side) =>
      [...this.#open.values()].filter((order) => order.side === side).map(({ priceTicks }) => priceTicks);
    return Math.max(...prices(bid)) >= Math.min(...prices(ask));
  }
}

const endKinds = new Set<number>([
  ownEventKind.rejected,
  ownEventKind.cancelled,
  ownEventKind.unknown,
  ownEventKind.expired,
]);
