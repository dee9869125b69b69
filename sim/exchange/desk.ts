/**
 * One account at one market: its balances there, its open orders, and what is remembered of closed ones. What filters count and
 * queries list, without a look at other accounts or symbols.
 */
import { assert } from "../../src/base/assert.ts";
import { ask, bid } from "../../src/domain/side.ts";
import { counterOfClientId } from "./client-order-id.ts";
import type { Account, Balance } from "./ledger.ts";
import type { Market } from "./market.ts";
import type { AccountTrade, Amendment, Order, PreventedMatch } from "./order.ts";
import type { OrderTarget } from "./order-request.ts";
import { Recent } from "./recent.ts";

export class Desk {
  readonly base: Balance;
  readonly quote: Balance;
  readonly openOrders = new Map<number, Order>();
  /** Of open orders that came with an id of their own. */
  readonly #openByClientId = new Map<string, Order>();
  openAlgoCount = 0;
  openIcebergCount = 0;
  /** What open buys may still add to the position. */
  openBidLots = 0;
  readonly trades: Recent<AccountTrade>;
  readonly preventedMatches: Recent<PreventedMatch>;
  readonly amendments: Recent<Amendment>;
  readonly #closed: Recent<Order>;
  readonly #closedById = new Map<number, Order>();
  readonly #closedByClientId = new Map<string, Order>();
  /** The last command that touched it, so that it is told of once. */
  touchedBy = 0;

  constructor(
    readonly market: Market,
    readonly account: Account,
  ) {
    const { baseAsset, quoteAsset } = market.symbol;
    this.base = account.balance(baseAsset);
    this.quote = account.balance(quoteAsset);
    this.trades = new Recent(account.historyMax);
    this.preventedMatches = new Recent(account.historyMax);
    this.amendments = new Recent(account.historyMax);
    this.#closed = new Recent(account.historyMax);
  }

  /** Of each set of permissions that the symbol asks for, the account has one. */
  get isPermitted(): boolean {
    const { permissions } = this.account;
    return this.market.symbol.entry.permissionSets.every((set) => permissions.some((name) => set.includes(name)));
  }

  opened(order: Order): void {
    this.openOrders.set(order.orderId, order);
    if (order.hasOwnClientOrderId) this.#openByClientId.set(order.clientOrderId, order);
    if (order.isAlgo) this.openAlgoCount++;
    if (order.icebergLots > 0) this.openIcebergCount++;
    if (order.side === bid) this.openBidLots += order.leftLots;
  }

  /** An open order traded, was decremented or amended down. */
  shrank(order: Order, lots: number): void {
    if (order.side === bid) this.openBidLots -= lots;
  }

  /** It is open no more, or goes to work. @param leftLots what is still counted for it. */
  withdrawn(order: Order, leftLots: number): void {
    const wasOpen = this.openOrders.delete(order.orderId);
    assert(wasOpen, "an order is closed once");
    if (order.hasOwnClientOrderId) this.#openByClientId.delete(order.clientOrderId);
    if (order.isAlgo) this.openAlgoCount--;
    if (order.icebergLots > 0) this.openIcebergCount--;
    if (order.side === bid) this.openBidLots -= leftLots;
  }

  /** Keeps a closed order for queries, and forgets the oldest one if there are too many. */
  remember(order: Order): void {
    if (this.account.historyMax === 0) return;
    this.#closedById.set(order.orderId, order);
    if (order.hasOwnClientOrderId) this.#closedByClientId.set(order.clientOrderId, order);
    const forgotten = this.#closed.push(order);
    if (forgotten === undefined) return;
    this.#closedById.delete(forgotten.orderId);
    if (forgotten.hasOwnClientOrderId && this.#closedByClientId.get(forgotten.clientOrderId) === forgotten)
      this.#closedByClientId.delete(forgotten.clientOrderId);
  }

  renamed(order: Order, clientOrderId: string): void {
    if (order.hasOwnClientOrderId) this.#openByClientId.delete(order.clientOrderId);
    order.clientOrderId = clientOrderId;
    this.#openByClientId.set(clientOrderId, order);
  }

  openWithClientId(text: string): Order | undefined {
    const named = this.#openByClientId.get(text);
    if (named !== undefined) return named;
    const order = this.openOrders.get(this.#generatedFrom(text));
    return order?.clientOrderId === text ? order : undefined;
  }

  /** The open order meant, or undefined if there is none or the two ids are not of one order. */
  findOpen({ orderId, clientOrderId }: OrderTarget): Order | undefined {
    if (orderId === undefined) return clientOrderId === undefined ? undefined : this.openWithClientId(clientOrderId);
    const order = this.openOrders.get(orderId);
    return clientOrderId === undefined || order?.clientOrderId === clientOrderId ? order : undefined;
  }

  /** An order, open or remembered; of several with one client id the open one, then the latest. */
  find({ orderId, clientOrderId = "" }: OrderTarget): Order | undefined {
    if (orderId !== undefined) return this.openOrders.get(orderId) ?? this.#closedById.get(orderId);
    const named = this.openWithClientId(clientOrderId) ?? this.#closedByClientId.get(clientOrderId);
    if (named !== undefined) return named;
    const order = this.#closedById.get(this.#generatedFrom(clientOrderId));
    return order?.clientOrderId === clientOrderId ? order : undefined;
  }

  /** Open and remembered ones, by order id. */
  allOrders(): Order[] {
    return [...this.#closed, ...this.openOrders.values()].sort((a, b) => a.orderId - b.orderId);
  }

  /** What open orders need locked, added up afresh: base for sells, quote for buys. */
  neededUnits(): { readonly base: bigint; readonly quote: bigint } {
    let [base, quote] = [0n, 0n];
    for (const order of this.openOrders.values()) {
      if (order.side === ask) base += this.market.lockOf(order);
      else quote += this.market.lockOf(order);
    }
    return { base, quote };
  }

  #generatedFrom(text: string): number {
    return counterOfClientId(this.market.orderSalt, text) ?? 0;
  }
}
