/**
 * What looks at the messages that we send, and refuses further orders. Amends and cancels always pass, since they take
 * risk away; they count all the same.
 */
import type { TimeNs } from "../../domain/time.ts";
import type { MessageRateLimit, OrderToTradeLimit } from "./limits.ts";
import { RollingCount } from "./rolling.ts";
import type { RunningCheck } from "./running-check.ts";

export class OrdersOpen implements RunningCheck {
  readonly reason = "orders_open";

  constructor(private readonly countMax: number) {}

  isFull(openCount: number): boolean {
    return openCount >= this.countMax;
  }
}

/** Remembers when each of the last `countMax` commands left. */
export class MessageRate implements RunningCheck {
  readonly reason = "message_rate";
  readonly #sentNs: Float64Array;
  #next = 0;

  constructor(private readonly limit: MessageRateLimit) {
    this.#sentNs = new Float64Array(limit.countMax).fill(Number.NEGATIVE_INFINITY);
  }

  sent(nowNs: TimeNs): void {
    this.#sentNs[this.#next] = nowNs;
    this.#next = (this.#next + 1) % this.#sentNs.length;
  }

  /** Whether the oldest of them is still within the window. */
  isFull(_openCount: number, nowNs: TimeNs): boolean {
    return this.#sentNs[this.#next]! > nowNs - this.limit.windowNs;
  }
}

export class OrderToTrade implements RunningCheck {
  readonly reason = "order_to_trade";
  use = 0;
  readonly #sent: RollingCount;
  readonly #traded: RollingCount;

  constructor(private readonly limit: OrderToTradeLimit) {
    this.#sent = new RollingCount(limit.windowNs);
    this.#traded = new RollingCount(limit.windowNs);
  }

  sent(nowNs: TimeNs): void {
    this.#sent.add(nowNs);
  }

  traded(nowNs: TimeNs): void {
    this.#traded.add(nowNs);
  }

  isFull(_openCount: number, nowNs: TimeNs): boolean {
    const { ratioMax, freeCount } = this.limit;
    this.use = this.#sent.at(nowNs) / (freeCount + ratioMax * this.#traded.at(nowNs));
    return this.use >= 1;
  }
}
