/**
 * What may be asked for in a stretch of time: weight and requests by address, unfilled orders by account. Windows are fixed on the clock
 * (a minute begins at :00), so what was counted is forgotten all at once and memory is bounded by one window's addresses.
 *
 * Who goes on after 429 is banned, longer each time. Source: Binance Spot API, limits; unfilled order count FAQ. How often is too
 * often, and how much a maker's fill takes off, it does not say: the numbers are below.
 */
import { type Refusal, requestRefusals } from "../errors.ts";
import type { Account } from "../ledger.ts";
import type { ExchangeListener, Execution } from "../listener.ts";
import { dayUs, minuteUs, secondUs } from "../time-unit.ts";

export type LimitKind = "REQUEST_WEIGHT" | "ORDERS" | "RAW_REQUESTS" | "CONNECTIONS";
export type LimitInterval = "SECOND" | "MINUTE" | "DAY";

/** One limit, as exchangeInfo prints it. */
export interface RateLimit {
  readonly rateLimitType: LimitKind;
  readonly interval: LimitInterval;
  readonly intervalNum: number;
  readonly limit: number;
}

/** A limit and how much of it is used up. */
export interface LimitCount extends RateLimit {
  readonly count: number;
}

export interface RateLimitOptions {
  readonly weightMax?: number;
  readonly requestsMax?: number;
  readonly ordersPer10SecondsMax?: number;
  readonly ordersPerDayMax?: number;
  /** Attempts to open a WebSocket in five minutes. */
  readonly connectionsMax?: number;
}

const usPerInterval: Record<LimitInterval, number> = { SECOND: secondUs, MINUTE: minuteUs, DAY: dayUs };
/** So many refusals in one window, and the address is banned. */
const refusalsUntilBan = 20;
/** Longer than the window in which refusals are counted: who comes back begins anew. */
const banUsMin = 2 * minuteUs;
const banUsMax = 3 * dayUs;
/** A ban that long ago is forgotten. */
const banMemoryUs = dayUs;
const takerFillOrders = 1;
const makerFillOrders = 5;

export class RateLimits implements ExchangeListener {
  readonly limits: readonly RateLimit[];
  readonly #weights: Window<string>;
  readonly #requests: Window<string>;
  readonly #connections: Window<string>;
  readonly #refused: Window<string>;
  readonly #orders: readonly Window<number>[];
  readonly #bans = new Map<string, { untilUs: number; lengthUs: number }>();

  constructor(options: RateLimitOptions = {}) {
    const weight = limitOf("REQUEST_WEIGHT", "MINUTE", 1, options.weightMax ?? 6000);
    const tens = limitOf("ORDERS", "SECOND", 10, options.ordersPer10SecondsMax ?? 100);
    const days = limitOf("ORDERS", "DAY", 1, options.ordersPerDayMax ?? 200_000);
    const requests = limitOf("RAW_REQUESTS", "MINUTE", 5, options.requestsMax ?? 300_000);
    this.limits = [weight, tens, days, requests];
    this.#weights = new Window(weight);
    this.#requests = new Window(requests);
    this.#connections = new Window(limitOf("CONNECTIONS", "MINUTE", 5, options.connectionsMax ?? 300));
    this.#refused = new Window(weight);
    this.#orders = [new Window(tens), new Window(days)];
  }

  /** Takes a request of some weight from an address, or says why not. */
  admit(nowUs: number, address: string, weight: number): Refusal | undefined {
    const ban = this.#bans.get(address);
    if (ban !== undefined && nowUs < ban.untilUs) return requestRefusals.banned(ban.untilUs);
    const requests = this.#requests.add(nowUs, address, 1);
    if (requests > this.#requests.limit.limit) return this.#refuse(nowUs, address, this.#requests);
    const used = this.#weights.count(nowUs, address) + weight;
    if (used > this.#weights.limit.limit) return this.#refuse(nowUs, address, this.#weights);
    this.#weights.add(nowUs, address, weight);
    return undefined;
  }

  /** Takes an attempt to open a WebSocket from an address, or says why not. */
  admitConnection(nowUs: number, address: string): Refusal | undefined {
    const ban = this.#bans.get(address);
    if (ban !== undefined && nowUs < ban.untilUs) return requestRefusals.banned(ban.untilUs);
    const connections = this.#connections.add(nowUs, address, 1);
    return connections > this.#connections.limit.limit ? this.#refuse(nowUs, address, this.#connections) : undefined;
  }

  /** A trading request that went through costs nothing. */
  giveBack(nowUs: number, address: string, weight: number): void {
    this.#weights.add(nowUs, address, -weight);
  }

  weightUsed(nowUs: number, address: string): LimitCount {
    return { ...this.#weights.limit, count: this.#weights.count(nowUs, address) };
  }

  /** Why an account may not place another order now, or undefined. The day's limit comes first. */
  checkOrders(nowUs: number, { accountId }: Account): Refusal | undefined {
    const full = this.#orders.findLast((window) => window.count(nowUs, accountId) >= window.limit.limit);
    return full && requestRefusals.tooManyOrders(full.limit.limit, full.words, full.endUs(nowUs));
  }

  /** One order more, or, when it was refused after all, one less. */
  countOrder(nowUs: number, { accountId }: Account, orders: 1 | -1): void {
    for (const window of this.#orders) window.add(nowUs, accountId, orders);
  }

  orderCounts(nowUs: number, { accountId }: Account): LimitCount[] {
    return this.#orders.map((window) => ({ ...window.limit, count: window.count(nowUs, accountId) }));
  }

  /** An order's first fill takes it, and for a maker others, off the count. */
  execution({ kind, order, lastLots, isMaker, timeUs }: Execution): void {
    if (kind !== "TRADE" || order.executedLots !== lastLots) return;
    const orders = isMaker ? makerFillOrders : takerFillOrders;
    for (const window of this.#orders) window.add(timeUs, order.desk.account.accountId, -orders);
  }

  #refuse(nowUs: number, address: string, window: Window<string>): Refusal {
    if (this.#refused.add(nowUs, address, 1) >= refusalsUntilBan) return this.#ban(nowUs, address);
    const { limit, words } = window;
    const retryAtUs = window.endUs(nowUs);
    return window === this.#weights
      ? requestRefusals.tooMuchWeight(limit.limit, words, retryAtUs)
      : requestRefusals.tooManyRequests(limit.limit, words, retryAtUs);
  }

  #ban(nowUs: number, address: string): Refusal {
    for (const [other, { untilUs }] of this.#bans) if (untilUs + banMemoryUs < nowUs) this.#bans.delete(other);
    const before = this.#bans.get(address);
    const lengthUs = before === undefined ? banUsMin : Math.min(2 * before.lengthUs, banUsMax);
    this.#bans.set(address, { untilUs: nowUs + lengthUs, lengthUs });
    return requestRefusals.banned(nowUs + lengthUs);
  }
}

/** How often something happened in the present stretch of the clock, by who did it; never below 0. */
class Window<Who> {
  readonly #lengthUs: number;
  readonly #counts = new Map<Who, number>();
  #number = -1;

  constructor(readonly limit: RateLimit) {
    this.#lengthUs = usPerInterval[limit.interval] * limit.intervalNum;
  }

  /** As messages say it: "10 SECOND". */
  get words(): string {
    return `${this.limit.intervalNum} ${this.limit.interval}`;
  }

  count(nowUs: number, who: Who): number {
    this.#moveTo(nowUs);
    return this.#counts.get(who) ?? 0;
  }

  add(nowUs: number, who: Who, more: number): number {
    const before = this.count(nowUs, who);
    const count = Math.max(0, before + more);
    if (count !== before) this.#counts.set(who, count);
    return count;
  }

  endUs(nowUs: number): number {
    return (Math.floor(nowUs / this.#lengthUs) + 1) * this.#lengthUs;
  }

  #moveTo(nowUs: number): void {
    const number = Math.floor(nowUs / this.#lengthUs);
    if (number === this.#number) return;
    this.#number = number;
    this.#counts.clear();
  }
}

function limitOf(rateLimitType: LimitKind, interval: LimitInterval, intervalNum: number, limit: number): RateLimit {
  return { rateLimitType, interval, intervalNum, limit };
}
