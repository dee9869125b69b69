/** A venue for tests of the order manager: what rests there, and what may happen to it next, chosen by the test. */
import { expect } from "bun:test";
import type { OrderType } from "../../src/domain/order-type.ts";
import { type OwnEvent, ownEventKind } from "../../src/domain/own-event.ts";
import type { Side } from "../../src/domain/side.ts";
import type { Venue } from "../../src/ports/venue.ts";
import { ownEvent } from "./own-events.ts";

export interface VenueOrder {
  orderId: number;
  side: Side;
  priceTicks: number;
  remainingLots: number;
  isAccepted: boolean;
  sizeLots: number;
  isCancelAsked: boolean;
  /** The whole size that an amend under way asks for. */
  amendLots: number | undefined;
}

/** Every command waits until the test has it answered. */
export class ModelVenue implements Venue {
  readonly orders: VenueOrder[] = [];
  commandsCount = 0;

  place(_type: OrderType, side: Side, orderId: number, priceTicks: number, sizeLots: number): void {
    this.commandsCount++;
    expect(this.orders.some((order) => order.orderId === orderId)).toBe(false);
    this.orders.push({
      orderId,
      side,
      priceTicks,
      sizeLots,
      remainingLots: sizeLots,
      isAccepted: false,
      isCancelAsked: false,
      amendLots: undefined,
    });
  }

  amend(orderId: number, priceTicks: number, sizeLots: number): void {
    this.commandsCount++;
    const order = this.orders.find((candidate) => candidate.orderId === orderId)!;
    expect([order.isAccepted, order.isCancelAsked, order.amendLots]).toEqual([true, false, undefined]);
    expect(priceTicks).toBe(order.priceTicks);
    expect(sizeLots).toBeLessThan(order.sizeLots);
    order.amendLots = sizeLots;
  }

  cancelAll(): void {
    expect.unreachable("orders are cancelled one by one");
  }

  cancel(orderId: number): void {
    this.commandsCount++;
    const order = this.orders.find((candidate) => candidate.orderId === orderId);
    expect(order?.isAccepted).toBe(true);
    expect(order?.isCancelAsked).toBe(false);
    order!.isCancelAsked = true;
  }

  /** The next thing that happens to the order at `index`, chosen by `choice`. */
  advance(index: number, choice: number): OwnEvent | undefined {
    const order = this.orders[index % Math.max(1, this.orders.length)];
    if (order === undefined) return undefined;
    const { orderId, side, priceTicks } = order;
    const tell = (kind: OwnEvent["kind"], lots = 0) => ownEvent({ kind, orderId, side, priceTicks, lots });
    if (!order.isAccepted) {
      if (choice % 4 === 0) return this.#end(order, tell(ownEventKind.rejected));
      order.isAccepted = true;
      return tell(ownEventKind.accepted);
    }
    if (order.isCancelAsked && choice % 2 === 0) return this.#end(order, tell(ownEventKind.cancelled));
    if (order.amendLots !== undefined && choice % 3 === 0) return this.#answerAmend(order);
    const lots = 1 + (choice % order.remainingLots);
    order.remainingLots -= lots;
    const event = tell(ownEventKind.filled, lots);
    return order.remainingLots === 0 ? this.#end(order, event) : event;
  }

  #answerAmend(order: VenueOrder): OwnEvent {
    const { orderId, side, priceTicks } = order;
    const lostLots = order.sizeLots - order.amendLots!;
    order.amendLots = undefined;
    if (lostLots >= order.remainingLots)
      return ownEvent({ kind: ownEventKind.amendRejected, orderId, side, priceTicks, reason: "size_already_filled" });
    order.sizeLots -= lostLots;
    order.remainingLots -= lostLots;
    const { remainingLots } = order;
    return ownEvent({ kind: ownEventKind.amended, orderId, side, priceTicks, remainingLots });
  }

  #end(order: VenueOrder, event: OwnEvent): OwnEvent {
    this.orders.splice(this.orders.indexOf(order), 1);
    return event;
  }
}
