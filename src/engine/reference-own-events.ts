/** Own events on their way to us, handed over in the order in which we see them, then in the order of creation. */
import { type OwnEvent, ownEventKind } from "../domain/own-event.ts";
import { bid } from "../domain/side.ts";
import type { TimeNs } from "../domain/time.ts";

/** What an own event says where its kind leaves a field open. */
export const blankOwnEvent: OwnEvent = {
  kind: ownEventKind.accepted,
  seenNs: 0,
  venueNs: 0,
  orderId: 0,
  side: bid,
  priceTicks: 0,
  lots: 0,
  remainingLots: 0,
  queueAheadLots: 0,
  bidTicks: 0,
  askTicks: 0,
  cause: "print",
  reason: "",
  tradeId: "",
  fee: undefined,
};

export class OwnEventQueue {
  readonly #events: OwnEvent[] = [];

  /** When the next is seen; Infinity when there is none. */
  get nextSeenNs(): TimeNs {
    return this.#events[0]?.seenNs ?? Number.POSITIVE_INFINITY;
  }

  add(event: OwnEvent): void {
    let index = this.#events.length;
    while (index > 0 && this.#events[index - 1]!.seenNs > event.seenNs) index--;
    this.#events.splice(index, 0, event);
  }

  /** Takes those seen by `nowNs`, at most `countMax`. */
  take(nowNs: TimeNs, countMax: number): OwnEvent[] {
    const firstLaterIndex = this.#events.findIndex((event) => event.seenNs > nowNs);
    const dueCount = firstLaterIndex < 0 ? this.#events.length : firstLaterIndex;
    return this.#events.splice(0, Math.min(dueCount, countMax));
  }
}
