/**
 * One account at one market: its balances there, its open orders, and what is remembered of closed ones. What filters count and
 * queries list, without a look at other accounts or symbols.
 */
import { assert } from "../../src/base/assert.ts";
import { bid } from "../../src/domain/side.ts";
import { counterOfClientId } from "./client-order-id.ts";
import { type Refusal, refusals } from "./errors.ts";
import type { ExchangeSymbol } from "./exchange-symbol.ts";
import type { Account, Balance } from "./ledger.ts";
import type { Market } from "./market.ts";
import type { AccountTrade, Amendment, Order, PreventedMatch } from "./order.ts";
import { OrderHistory } from "./order-history.ts";
import type { OrderTarget } from "./order-request.ts";
import { Recent } from "./recent.ts";

/** What a query of one order finds, by either id or both. */
export function findOrder(desk: Desk, target: OrderTarget): Order | Refusal {
  const order = desk.find(target);
  if (order === undefined) return refusals.unknownOrder;
  const { orderId, clientOrderId } = target;
  const isPair = orderId !== undefined && clientOrderId !== undefined;
  return isPair && order.clientOrderId !== clientOrderId ? refusals.wrongPair : order;
}

export class Desk {
  readonly base: Balance;
  readonly quote: Balance;
  openCount = 0;
  openAlgoCount = 0;
  openIcebergCount = 0;
  /** What open buys may still add to the position. */
  openBidLots = 0;
  readonly trades: Recent<AccountTrade>;
  readonly preventedMatches: Recent<PreventedMatch>;
  readonly amendments: Recent<Amendment>;
  /** The last command that touched it, so that it is told of once. */
  touchedBy = 0;
  /** Open orders are linked, the oldest first: they come and go too often for a map a desk. */
  #oldest: Order | undefined;
  #newest: Order | undefined;
  /** Of open orders that came with an id of their own. */
  readonly #openByClientId = new Map<string, Order>();
  readonly #closed: OrderHistory;
  #permittedFor: ExchangeSymbol | undefined;
  #isPermitted = false;

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
    this.#closed = new OrderHistory(account.historyMax);
  }

  /** Of each set of permissions that the symbol asks for, the account has one. */
  get isPermitted(): boolean {
    const { symbol } = this.market;
    if (this.#permittedFor === symbol) return this.#isPermitted;
    const { permissions } = this.account;
    this.#isPermitted = symbol.entry.permissionSets.every((set) => permissions.some((name) => set.includes(name)));
    this.#permittedFor = symbol;
    return this.#isPermitted;
  }

  opened(order: Order): void {
    order.older = this.#newest;
    if (this.#newest === undefined) this.#oldest = order;
    else this.#newest.newer = order;
    this.#newest = order;
    this.openCount++;
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
    assert(this.openCount > 0, "an order is withdrawn once");
    if (order.older === undefined) this.#oldest = order.newer;
    else order.older.newer = order.newer;
    if (order.newer === undefined) this.#newest = order.older;
    else order.newer.older = order.older;
    order.older = undefined;
    order.newer = undefined;
    this.openCount--;
    if (order.hasOwnClientOrderId) this.#openByClientId.delete(order.clientOrderId);
    if (order.isAlgo) this.openAlgoCount--;
    if (order.icebergLots > 0) this.openIcebergCount--;
    if (order.side === bid) this.openBidLots -= leftLots;
  }

  /** Keeps a closed order for queries. */
  remember(order: Order): void {
    this.#closed.add(order);
  }

  renamed(order: Order, clientOrderId: string): void {
    if (order.hasOwnClientOrderId) this.#openByClientId.delete(order.clientOrderId);
    order.clientOrderId = clientOrderId;
    this.#openByClientId.set(clientOrderId, order);
  }

  /** The open order that has been open longest. */
  get oldestOpen(): Order | undefined {
    return this.#oldest;
  }

  /** By order id. */
  openOrders(): Order[] {
    const orders: Order[] = [];
    for (let order = this.#oldest; order !== undefined; order = order.newer) orders.push(order);
    return orders.sort((a, b) => a.orderId - b.orderId);
  }

  openWithClientId(text: string): Order | undefined {
    const named = this.#openByClientId.get(text);
    if (named !== undefined) return named;
    const order = this.#openWithId(this.#generatedFrom(text));
    return order?.clientOrderId === text ? order : undefined;
  }

  /** The open order meant, or undefined if there is none or the two ids are not of one order. */
  findOpen({ orderId, clientOrderId }: OrderTarget): Order | undefined {
    if (orderId === undefined) return clientOrderId === undefined ? undefined : this.openWithClientId(clientOrderId);
    const order = this.#openWithId(orderId);
    return clientOrderId === undefined || order?.clientOrderId === clientOrderId ? order : undefined;
  }

  /** An order by its id, else by its client id; open or remembered. Of several with one client id the open one, then the latest. */
  find({ orderId, clientOrderId = "" }: OrderTarget): Order | undefined {
    if (orderId !== undefined) return this.#openWithId(orderId) ?? this.#closed.withId(orderId);
    const named = this.openWithClientId(clientOrderId) ?? this.#closed.withClientId(clientOrderId);
    if (named !== undefined) return named;
    const order = this.#closed.withId(this.#generatedFrom(clientOrderId));
    return order?.clientOrderId === clientOrderId ? order : undefined;
  }

  /** Open and remembered ones, by order id. */
  allOrders(): Order[] {
    return [...this.#closed, ...this.openOrders()].sort((a, b) => a.orderId - b.orderId);
  }

  #openWithId(orderId: number): Order | undefined {
    const order = this.market.orders.get(orderId);
    return order?.desk === this ? order : undefined;
  }

  #generatedFrom(text: string): number {
    return counterOfClientId(this.market.orderSalt, text) ?? 0;
  }
}
