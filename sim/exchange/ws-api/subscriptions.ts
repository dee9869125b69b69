/**
 * The user data subscriptions of one connection: one an account, each with an id that is never used again, and bounds on how many there
 * are. Source: Spot API, web-socket-api.md, User Data Stream subscription.
 */
import { type Refusal, socketRefusals } from "../errors.ts";
import type { Account } from "../ledger.ts";
import type { TimeUnit } from "../time-unit.ts";
import { eventStreamTerminated } from "../user-data/account-events.ts";
import type { Subscription, UserData } from "../user-data/user-data.ts";

export const activeMax = 1000;
export const lifetimeMax = 65_535;

export class Subscriptions {
  readonly #active = new Map<number, Subscription>();
  /** That of the key which has logged on; it ends with it. */
  #ofLogon: number | undefined;
  #nextId = 0;

  constructor(
    private readonly userData: UserData,
    private readonly unit: TimeUnit,
    private readonly send: (text: string) => void,
  ) {}

  get ids(): number[] {
    return [...this.#active.keys()];
  }
  get isAny(): boolean {
    return this.#active.size > 0;
  }

  /** @returns the subscription's id. @param isOfLogon ends when the session logs out. */
  start(account: Account, isOfLogon: boolean): number | Refusal {
    for (const subscription of this.#active.values())
      if (subscription.account === account) return socketRefusals.alreadySubscribed;
    if (this.#nextId >= lifetimeMax) return socketRefusals.subscriptionsUsedUp;
    if (this.#active.size >= activeMax) return socketRefusals.tooManySubscriptions(activeMax);
    const id = this.#nextId++;
    const deliver = (event: string) => this.#deliver(id, event);
    this.#active.set(id, this.userData.subscribe(account, this.unit, deliver));
    if (isOfLogon) this.#ofLogon = id;
    return id;
  }

  /** Ends one, or all of them, and says so in an event each. */
  stop(nowUs: number, id: number | undefined): Refusal | undefined {
    if (id !== undefined && !this.#active.has(id)) return socketRefusals.notSubscribed;
    for (const ended of id === undefined ? this.ids : [id]) this.#end(nowUs, ended);
    return undefined;
  }

  logout(nowUs: number): void {
    if (this.#ofLogon !== undefined && this.#active.has(this.#ofLogon)) this.#end(nowUs, this.#ofLogon);
  }

  /** The connection is gone: nobody is to be told. */
  drop(): void {
    for (const subscription of this.#active.values()) this.userData.unsubscribe(subscription);
    this.#active.clear();
  }

  #end(nowUs: number, id: number): void {
    this.userData.unsubscribe(this.#active.get(id)!);
    this.#active.delete(id);
    this.#deliver(id, JSON.stringify(eventStreamTerminated(this.unit, nowUs)));
  }

  #deliver(id: number, event: string): void {
    this.send(`{"subscriptionId":${id},"event":${event}}`);
  }
}
