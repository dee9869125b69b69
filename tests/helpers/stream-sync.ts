/**
 * A local order book kept by the documented procedure, with each freedom that it leaves. Written from the text of the
 * documentation, not from the project's own book sync.
 *
 * Source: Binance Spot, WebSocket streams, "How to manage a local order book correctly".
 */

export interface SyncVariant {
  /** Fetch again when the snapshot ends just before the first event, as the text says, though it would do. */
  readonly isStrict: boolean;
  /** Apply an event that ends where the book stands once more; its quantities are absolute. */
  readonly replays: boolean;
  /** Ask for the snapshot only when an event has come. */
  readonly waits: boolean;
}

export interface Snapshot {
  readonly lastUpdateId: number;
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

export interface DepthEvent {
  readonly U: number;
  readonly u: number;
  readonly b: readonly Level[];
  readonly a: readonly Level[];
}

type Level = readonly [price: string, quantity: string];

export class LocalBook {
  readonly #bids = new Map<string, string>();
  readonly #asks = new Map<string, string>();
  #buffer: DepthEvent[] = [];
  #firstId: number | undefined;
  /** -1 until it is in sync. */
  updateId = -1;

  constructor(readonly variant: SyncVariant) {}

  get wantsSnapshot(): boolean {
    return this.updateId < 0 && !(this.variant.waits && this.#firstId === undefined);
  }

  /** @throws Error when events were missed. */
  event(event: DepthEvent): void {
    this.#firstId ??= event.U;
    if (this.updateId < 0) this.#buffer.push(event);
    else this.#apply(event);
  }

  /** @returns whether it could be used. */
  snapshot({ lastUpdateId, bids, asks }: Snapshot): boolean {
    const first = this.#firstId;
    if (first === undefined) return false;
    if (lastUpdateId < (this.variant.isStrict ? first : first - 1)) return false;
    this.updateId = lastUpdateId;
    for (const [price, quantity] of bids) this.#bids.set(price, quantity);
    for (const [price, quantity] of asks) this.#asks.set(price, quantity);
    for (const event of this.#buffer) if (event.u > lastUpdateId) this.#apply(event);
    this.#buffer = [];
    return true;
  }

  /** The whole book, best first. */
  text(): string {
    const side = (levels: Map<string, string>, sign: number) =>
      [...levels]
        .sort(([one], [two]) => sign * (Number(one) - Number(two)))
        .map(([price, quantity]) => [price, quantity]);
    return JSON.stringify([side(this.#bids, -1), side(this.#asks, 1)]);
  }

  #apply({ U, u, b, a }: DepthEvent): void {
    if (this.variant.replays ? u < this.updateId : u <= this.updateId) return;
    if (U > this.updateId + 1) throw new Error(`events ${this.updateId + 1} to ${U - 1} were missed`);
    for (const [price, quantity] of b) set(this.#bids, price, quantity);
    for (const [price, quantity] of a) set(this.#asks, price, quantity);
    this.updateId = u;
  }
}

function set(side: Map<string, string>, price: string, quantity: string): void {
  if (Number(quantity) === 0) side.delete(price);
  else side.set(price, quantity);
}
