/**
 * How much may still be asked of the venue, so that it never has to refuse a cancel.
 *
 * The venue counts weight and requests by address and orders by account, in windows fixed on its clock, and tells its
 * counts with answers. What is on its way is not in them yet and is added. New orders and queries leave a reserve that
 * only cancels may use; a request that the venue refuses for its limits stops all of them until the time it names:
 * going on is answered with a ban. Source: Binance Spot API, "Limits".
 */
import { assert } from "../../../base/assert.ts";
import { type DurationNs, nsPerDay, nsPerHour, nsPerMinute, nsPerSecond, type TimeNs } from "../../../domain/time.ts";

export const rateLimitKinds = ["REQUEST_WEIGHT", "ORDERS", "RAW_REQUESTS"] as const;
export type RateLimitKind = (typeof rateLimitKinds)[number];

export const rateLimitIntervals = ["SECOND", "MINUTE", "HOUR", "DAY"] as const;
export type RateLimitInterval = (typeof rateLimitIntervals)[number];

/** One line of `rateLimits` in exchangeInfo. */
export interface RateLimit {
  readonly kind: RateLimitKind;
  readonly interval: RateLimitInterval;
  readonly intervalsCount: number;
  readonly max: number;
}

/** How much of a limit is used up, as the venue told it. */
export interface ToldCount {
  readonly kind: RateLimitKind;
  readonly interval: RateLimitInterval;
  readonly intervalsCount: number;
  readonly count: number;
}

export interface Cost {
  readonly weight: number;
  readonly orders: 0 | 1;
  /** May use what is kept back for cancels. */
  readonly usesReserve: boolean;
}

/** A request on its way. */
export interface Spending {
  readonly cost: Cost;
  readonly sentVenueNs: TimeNs;
}

/** What the documentation names, until exchangeInfo has told. */
export const usualRateLimits: readonly RateLimit[] = [
  { kind: "REQUEST_WEIGHT", interval: "MINUTE", intervalsCount: 1, max: 6000 },
  { kind: "ORDERS", interval: "SECOND", intervalsCount: 10, max: 50 },
  { kind: "ORDERS", interval: "DAY", intervalsCount: 1, max: 160_000 },
  { kind: "RAW_REQUESTS", interval: "MINUTE", intervalsCount: 5, max: 300_000 },
];

const intervalNs: Record<RateLimitInterval, DurationNs> = {
  SECOND: nsPerSecond,
  MINUTE: nsPerMinute,
  HOUR: nsPerHour,
  DAY: nsPerDay,
};
/** One part in so many of weight and requests is for cancels alone. */
const reserveParts = 5;

export class RateBudget {
  readonly #windows: readonly Window[];
  // Behind our midnight, the venue's clock may show times below 0.
  #heldUntilNs: TimeNs = Number.NEGATIVE_INFINITY;
  #ordersHeldUntilNs: TimeNs = Number.NEGATIVE_INFINITY;

  constructor(limits: readonly RateLimit[]) {
    this.#windows = limits.map((limit) => new Window(limit));
  }

  /** The venue named a time before which nothing may be asked. Times here are the venue's, from our midnight. */
  hold(untilVenueNs: TimeNs): void {
    this.#heldUntilNs = Math.max(this.#heldUntilNs, untilVenueNs);
  }
  /** The same for new orders alone. */
  holdOrders(untilVenueNs: TimeNs): void {
    this.#ordersHeldUntilNs = Math.max(this.#ordersHeldUntilNs, untilVenueNs);
  }

  /** When a request of that cost may leave: `nowVenueNs` for now. */
  admittedNs(nowVenueNs: TimeNs, cost: Cost): TimeNs {
    let atNs = Math.max(nowVenueNs, this.#heldUntilNs, cost.orders === 0 ? nowVenueNs : this.#ordersHeldUntilNs);
    for (const window of this.#windows) {
      window.moveTo(nowVenueNs);
      if (!window.hasRoomFor(cost)) atNs = Math.max(atNs, window.endNs);
    }
    return atNs;
  }

  /** By limit, such as `weight_1m`: the share of it that is used, with what is on its way. */
  shares(nowVenueNs: TimeNs): ReadonlyMap<string, number> {
    return new Map(this.#windows.map((window) => [nameOf(window.limit), window.moveTo(nowVenueNs).share]));
  }

  sent(nowVenueNs: TimeNs, cost: Cost): Spending {
    for (const window of this.#windows) window.moveTo(nowVenueNs).sent(cost);
    return { cost, sentVenueNs: nowVenueNs };
  }

  /** @param told what the answer says; none where there was no answer, or it says nothing. */
  answered(nowVenueNs: TimeNs, { cost, sentVenueNs }: Spending, told: readonly ToldCount[]): void {
    for (const window of this.#windows) {
      const count = told.find((other) => isSameLimit(other, window.limit))?.count;
      window.moveTo(nowVenueNs).answered(cost, sentVenueNs, count);
    }
  }
}

const shortKinds = { REQUEST_WEIGHT: "weight", ORDERS: "orders", RAW_REQUESTS: "requests" } as const;

function nameOf({ kind, interval, intervalsCount }: RateLimit): string {
  return `${shortKinds[kind]}_${intervalsCount}${interval[0]!.toLowerCase()}`;
}

/** One limit in its present window. */
class Window {
  readonly #lengthNs: DurationNs;
  readonly #reserve: number;
  #number = Number.NEGATIVE_INFINITY;
  #counted = 0;
  #onTheWay = 0;

  constructor(readonly limit: RateLimit) {
    this.#lengthNs = intervalNs[limit.interval] * limit.intervalsCount;
    this.#reserve = limit.kind === "ORDERS" ? 0 : Math.ceil(limit.max / reserveParts);
  }

  get endNs(): TimeNs {
    return (this.#number + 1) * this.#lengthNs;
  }

  get share(): number {
    return this.limit.max === 0 ? 1 : (this.#counted + this.#onTheWay) / this.limit.max;
  }

  /** Our midnight is one of the venue's clock, on which all windows begin. */
  moveTo(nowVenueNs: TimeNs): this {
    const number = Math.floor(nowVenueNs / this.#lengthNs);
    if (number > this.#number) {
      this.#number = number;
      this.#counted = 0;
    }
    return this;
  }

  hasRoomFor(cost: Cost): boolean {
    const amount = this.#amountOf(cost);
    const max = cost.usesReserve ? this.limit.max : this.limit.max - this.#reserve;
    return amount === 0 || this.#counted + this.#onTheWay + amount <= max;
  }

  sent(cost: Cost): void {
    this.#onTheWay += this.#amountOf(cost);
  }

  answered(cost: Cost, sentVenueNs: TimeNs, told: number | undefined): void {
    const amount = this.#amountOf(cost);
    this.#onTheWay -= amount;
    assert(this.#onTheWay >= 0, "a request is answered once");
    // A count that may be of the window before says nothing of this one.
    const isOfWindow = Math.floor(sentVenueNs / this.#lengthNs) === this.#number;
    if (told === undefined || !isOfWindow) this.#counted += amount;
    else this.#counted = this.limit.kind === "ORDERS" ? told : Math.max(this.#counted, told);
  }

  #amountOf(cost: Cost): number {
    if (this.limit.kind === "ORDERS") return cost.orders;
    return this.limit.kind === "RAW_REQUESTS" ? 1 : cost.weight;
  }
}

function isSameLimit(told: ToldCount, limit: RateLimit): boolean {
  return told.kind === limit.kind && told.interval === limit.interval && told.intervalsCount === limit.intervalsCount;
}
