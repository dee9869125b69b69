/**
 * Who is told what happens to an account: every subscription of every connection. An event is printed only for those who listen, when it
 * happens, in the unit of time they asked for; the accounts of agents, to whom nobody listens, cost one look-up an event.
 *
 * Events can be held back for a while, as the venue does under load: they keep their order, and their times say when they happened.
 */
import { assert } from "../../../src/base/assert.ts";
import type { Exchange } from "../exchange.ts";
import type { Account } from "../ledger.ts";
import type { AccountPosition, BalanceChange, ExchangeListener, Execution } from "../listener.ts";
import type { TimeUnit } from "../time-unit.ts";
import type { Timed } from "../transport.ts";
import { balanceUpdate, outboundAccountPosition } from "./account-events.ts";
import { executionReport } from "./execution-report.ts";

/** Gets an event as JSON text. It must not call a command of the exchange, but may end its subscription. */
export type Deliver = (event: string) => void;

export class Subscription {
  isActive = true;

  constructor(
    readonly account: Account,
    readonly unit: TimeUnit,
    readonly deliver: Deliver,
  ) {}
}

interface HeldEvent {
  readonly dueUs: number;
  readonly subscription: Subscription;
  readonly event: string;
}

export class UserData implements ExchangeListener, Timed {
  /** Lists are replaced, not changed: one may be told while another leaves. */
  readonly #subscriptions = new Map<Account, readonly Subscription[]>();
  /** In the order in which they happened: one that is due waits for those before it. */
  readonly #held: HeldEvent[] = [];
  #delayUs = 0;

  constructor(exchange: Exchange) {
    exchange.listen(this);
  }

  get nextUs(): number {
    return this.#held[0]?.dueUs ?? Number.POSITIVE_INFINITY;
  }

  /** How long events are held back from now on. Those already held keep their time. */
  set delayUs(us: number) {
    assert(Number.isInteger(us) && us >= 0, "a delay is a number of microseconds");
    this.#delayUs = us;
  }

  subscribe(account: Account, unit: TimeUnit, deliver: Deliver): Subscription {
    const subscription = new Subscription(account, unit, deliver);
    this.#subscriptions.set(account, [...(this.#subscriptions.get(account) ?? []), subscription]);
    return subscription;
  }

  /** Nothing is delivered after it, not even what is held back. */
  unsubscribe(subscription: Subscription): void {
    assert(subscription.isActive, "a subscription ends once");
    subscription.isActive = false;
    const others = this.#subscriptions.get(subscription.account)?.filter((other) => other !== subscription) ?? [];
    if (others.length === 0) this.#subscriptions.delete(subscription.account);
    else this.#subscriptions.set(subscription.account, others);
  }

  advance(nowUs: number): void {
    let count = 0;
    for (; (this.#held[count]?.dueUs ?? Number.POSITIVE_INFINITY) <= nowUs; count++) {
      const { subscription, event } = this.#held[count]!;
      if (subscription.isActive) subscription.deliver(event);
    }
    this.#held.splice(0, count);
  }

  execution(execution: Execution): void {
    const subscriptions = this.#subscriptions.get(execution.order.desk.account);
    if (subscriptions === undefined) return;
    for (const subscription of subscriptions)
      this.#tell(subscription, execution.timeUs, executionReport(execution, subscription.unit));
  }

  position(position: AccountPosition): void {
    const subscriptions = this.#subscriptions.get(position.account);
    if (subscriptions === undefined) return;
    for (const subscription of subscriptions)
      this.#tell(subscription, position.timeUs, outboundAccountPosition(position, subscription.unit));
  }

  balance(change: BalanceChange): void {
    const subscriptions = this.#subscriptions.get(change.account);
    if (subscriptions === undefined) return;
    for (const subscription of subscriptions)
      this.#tell(subscription, change.timeUs, balanceUpdate(change, subscription.unit));
  }

  #tell(subscription: Subscription, timeUs: number, fields: object): void {
    const event = JSON.stringify(fields);
    if (this.#delayUs === 0 && this.#held.length === 0) subscription.deliver(event);
    else this.#held.push({ dueUs: timeUs + this.#delayUs, subscription, event });
  }
}
