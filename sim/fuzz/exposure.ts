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

  /** As if fees took nothing of what is bought, and as if none were rounded: the truth lies between. */
  #positionLots: number;
  #leftLots: number;

  /** @param makerFee the share of what is bought that the venue keeps; below 0 for a rebate. */
  constructor(
    startLots: number,
    private readonly makerFee: number,
    private readonly takerFee = makerFee,
  ) {
    this.#positionLots = startLots;
    this.#leftLots = startLots;
  }

  placed(side: Side, orderId: number, priceTicks: number, remainingLots: number): void {
    this.#open.set(orderId, { side, priceTicks, remainingLots });
  }

  told({ kind, orderId, side, lots, remainingLots, cause }: OwnEvent): void {
    const order = this.#open.get(orderId);
    if (kind === ownEventKind.filled) {
      this.#positionLots += sign(side) * lots;
      const fee = cause === "taker" ? this.takerFee : this.makerFee;
      this.#leftLots += side === bid ? lots * (1 - fee) : -lots;
    }
    if (order === undefined) return;
    if (endKinds.has(kind)) this.#open.delete(orderId);
    else if (kind === ownEventKind.filled || kind === ownEventKind.amended) order.remainingLots = remainingLots;
    if (order.remainingLots === 0) this.#open.delete(orderId);
  }

  /**
   * The position that a fill of all that is open on a side would leave, at least. Of what is held, parts of a lot do
   * not count.
   */
  worstLots(side: Side): number {
    const orders = [...this.#open.values()].filter((order) => order.side === side);
    const openLots = orders.reduce((sum, { remainingLots }) => sum + remainingLots, 0);
    const heldLots = [this.#positionLots, Math.trunc(this.#leftLots)];
    return side === bid ? Math.min(...heldLots) + openLots : Math.max(...heldLots) - openLots;
  }

  /** Orders that are not done. */
  get ordersCount(): number {
    return this.#open.size;
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
