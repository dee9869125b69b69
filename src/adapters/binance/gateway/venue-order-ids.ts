/**
 * What the venue itself calls orders of ours. Whoever else amends one gives it another client order id, by which nobody
 * here knows it; the venue's own id stays.
 */

/** So many orders that have ended are remembered: some of their trades may still have to be asked for. */
const endedMax = 1024;

export class VenueOrderIds {
  readonly #venueIds = new Map<number, string>();
  readonly #orderIds = new Map<string, number>();
  readonly #renamed = new Set<number>();
  /** Oldest first from `#endedAt` on, in a ring. */
  readonly #ended: number[] = [];
  #endedAt = 0;

  learn(orderId: number, venueOrderId: string | undefined): void {
    if (venueOrderId === undefined || this.#venueIds.has(orderId)) return;
    this.#venueIds.set(orderId, venueOrderId);
    this.#orderIds.set(venueOrderId, orderId);
  }

  /** Ours, or undefined for one that is not known. */
  find(venueOrderId: string): number | undefined {
    return this.#orderIds.get(venueOrderId);
  }

  /** The venue's, or undefined while it has not been told. */
  of(orderId: number): string | undefined {
    return this.#venueIds.get(orderId);
  }

  /** Whether the order is to be asked for by the venue's id, since its client order id is no longer ours. */
  setRenamed(orderId: number, isRenamed: boolean): void {
    if (isRenamed) this.#renamed.add(orderId);
    else this.#renamed.delete(orderId);
  }

  isRenamed(orderId: number): boolean {
    return this.#renamed.has(orderId);
  }

  ended(orderId: number): void {
    const oldest = this.#ended[this.#endedAt];
    if (oldest !== undefined) this.#forget(oldest);
    this.#ended[this.#endedAt] = orderId;
    this.#endedAt = (this.#endedAt + 1) % endedMax;
  }

  #forget(orderId: number): void {
    this.#orderIds.delete(this.#venueIds.get(orderId) ?? "");
    this.#venueIds.delete(orderId);
    this.#renamed.delete(orderId);
  }
}
