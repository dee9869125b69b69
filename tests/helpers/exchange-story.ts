/**
 * The story that an exchange tells its clients, put together from the messages alone: public trades, executionReports, positions, and what
 * queries answer. Every balance and order is rebuilt with decimal arithmetic of its own; where two messages do not fit, it fails.
 *
 * It knows nothing of the exchange's code: it would read a recording as well.
 */
import { expect } from "bun:test";

export type Message = Readonly<Record<string, unknown>>;

/** One order as its reports tell it. Amounts are in 10^-8. */
export interface ToldOrder {
  readonly orderId: number;
  readonly account: AccountStory;
  readonly side: string;
  readonly type: string;
  readonly prevention: string;
  readonly price: bigint;
  readonly stopPrice: bigint;
  readonly isIceberg: boolean;
  clientOrderId: string;
  quantity: bigint;
  executed: bigint;
  quote: bigint;
  prevented: bigint;
  status: string;
  isWorking: boolean;
  expiryReason: string | undefined;
}

interface ToldTrade {
  readonly price: bigint;
  readonly quantity: bigint;
  readonly isBuyerMaker: boolean;
  readonly time: number;
  /** Reports of it, one a side. */
  readonly reports: Message[];
}

const unit = 100_000_000n;
const openStates = ["NEW", "PARTIALLY_FILLED"];

/** Everything that is told of one symbol and of all accounts that trade it. */
export class ExchangeStory {
  readonly orders = new Map<number, ToldOrder>();
  readonly trades = new Map<number, ToldTrade>();
  readonly kinds = new Map<string, number>();
  readonly executionIds = new Set<number>();

  /** An event of the trade stream. */
  trade(event: Message): void {
    expect(event.e).toBe("trade");
    expect(event.t).toBe(this.trades.size + 1);
    this.trades.set(event.t as number, {
      price: units(event.p),
      quantity: units(event.q),
      isBuyerMaker: event.m as boolean,
      time: event.T as number,
      reports: [],
    });
  }

  /** When all messages of a command have been read. */
  verify(): void {
    for (const { price, quantity, isBuyerMaker, time, reports } of this.trades.values()) {
      expect(reports.map(({ S, m }) => [S, m]).sort()).toEqual([
        ["BUY", isBuyerMaker],
        ["SELL", !isBuyerMaker],
      ]);
      for (const { l, L, Y, T } of reports)
        expect([units(L), units(l), units(Y), T]).toEqual([price, quantity, worth(price, quantity), time]);
    }
  }

  /** What the book must show at the price of a side, if nothing of it is hidden; undefined if something is. */
  shown(side: string): Map<bigint, bigint | undefined> {
    const levels = new Map<bigint, bigint | undefined>();
    for (const order of this.orders.values()) {
      if (order.side !== side || !order.isWorking || !openStates.includes(order.status)) continue;
      const isKnown = !order.isIceberg && (!levels.has(order.price) || levels.get(order.price) !== undefined);
      levels.set(order.price, isKnown ? (levels.get(order.price) ?? 0n) + left(order) : undefined);
    }
    return levels;
  }
}

/** What one account is told. */
export class AccountStory {
  readonly orders = new Map<number, ToldOrder>();
  readonly trades: Message[] = [];
  readonly #totals = new Map<string, bigint>();
  readonly #rates: Readonly<Record<string, bigint>>;
  #executionId = 0;
  #lastTime = 0;

  /** @param account what account.status answers before anything happens. */
  constructor(
    readonly story: ExchangeStory,
    readonly base: string,
    readonly quote: string,
    account: Message,
  ) {
    for (const { asset, free, locked } of account.balances as Message[]) {
      this.#totals.set(asset as string, units(free) + units(locked));
      expect(units(locked)).toBe(0n);
    }
    const rates = account.commissionRates as Message;
    this.#rates = Object.fromEntries(Object.entries(rates).map(([name, rate]) => [name, units(rate)]));
  }

  /** Open ones, by id. */
  openOrders(): ToldOrder[] {
    return [...this.orders.values()].filter(isOpen).sort((a, b) => a.orderId - b.orderId);
  }

  /** Makes the acquaintance of a new order, before another account's events speak of it. */
  meet(event: Message): void {
    if (event.e === "executionReport" && !this.orders.has(event.i as number)) this.#newOrder(event);
  }

  event(event: Message): void {
    expect(event.E as number).toBeGreaterThanOrEqual(this.#lastTime);
    this.#lastTime = event.E as number;
    if (event.e === "executionReport") this.#report(event);
    else if (event.e === "balanceUpdate") this.#add(event.a as string, units(event.d));
    else this.#position(event);
  }

  /** What account.status answers now. */
  verifyAccount(account: Message): void {
    const balances = account.balances as Message[];
    for (const { asset, free, locked } of balances) this.#verifyBalance(asset as string, free, locked);
    expect(balances.map(({ asset }) => asset as string).sort()).toEqual([...this.#totals.keys()].sort());
  }

  /** What openOrders.status and allOrders answer now. */
  verifyOrders(open: readonly Message[], all: readonly Message[]): void {
    expect(open.map(({ orderId }) => orderId)).toEqual(this.openOrders().map(({ orderId }) => orderId));
    const rejected = [...this.orders.values()].filter(({ status }) => status === "REJECTED").length;
    expect(all.length).toBe(this.orders.size - rejected);
    for (const order of [...open, ...all]) verifyOrder(this.orders.get(order.orderId as number)!, order);
  }

  /** What myTrades answers. */
  verifyTrades(trades: readonly Message[]): void {
    expect(
      trades.map(({ id, orderId, price, qty, quoteQty, commission, commissionAsset, time, isBuyer, isMaker }) => ({
        ...{ t: id, i: orderId, L: price, l: qty, Y: quoteQty, n: commission, N: commissionAsset, T: time, m: isMaker },
        S: isBuyer === true ? "BUY" : "SELL",
      })),
    ).toEqual(this.trades.map(({ t, i, L, l, Y, n, N, T, m, S }) => ({ t, i, L, l, Y, n, N, T, m, S }) as never));
  }

  #report(report: Message): void {
    const { story } = this;
    story.kinds.set(report.x as string, (story.kinds.get(report.x as string) ?? 0) + 1);
    expect(report.I as number).toBeGreaterThan(this.#executionId);
    expect(story.executionIds.has(report.I as number)).toBe(false);
    story.executionIds.add(report.I as number);
    this.#executionId = report.I as number;
    const order = this.orders.get(report.i as number)!;
    expect(isOpen(order) || order.status === "").toBe(true);
    this.#step(order, report);
    expect(order.status).toBe(report.X as string);
    expect([units(report.q), units(report.z), units(report.Z)]).toEqual([order.quantity, order.executed, order.quote]);
    order.expiryReason = report.eR as string | undefined;
    expect(order.expiryReason !== undefined).toBe(report.x === "EXPIRED");
  }

  #newOrder(report: Message): void {
    expect(["NEW", "REJECTED"]).toContain(report.x as string);
    expect(this.story.orders.has(report.i as number)).toBe(false);
    const order: ToldOrder = {
      orderId: report.i as number,
      account: this,
      side: report.S as string,
      type: report.o as string,
      prevention: report.V as string,
      price: units(report.p),
      stopPrice: units(report.P),
      isIceberg: units(report.F) > 0n,
      clientOrderId: report.c as string,
      quantity: units(report.q),
      executed: 0n,
      quote: 0n,
      prevented: 0n,
      status: "",
      isWorking: false,
      expiryReason: undefined,
    };
    this.orders.set(order.orderId, order);
    this.story.orders.set(order.orderId, order);
  }

  #step(order: ToldOrder, report: Message): void {
    const isRenamed = report.x === "CANCELED" || report.x === "REPLACED";
    expect(isRenamed ? report.C : report.c).toBe(order.clientOrderId);
    expect(isRenamed || report.C === "").toBe(true);
    expect(report.x === "TRADE" || units(report.l) === 0n).toBe(true);
    if (report.x === "NEW") {
      expect(order.isWorking).toBe(false);
      order.isWorking = report.W !== undefined;
      expect(report.w).toBe(order.isWorking);
      order.status = "NEW";
    } else if (report.x === "TRADE") this.#traded(order, report);
    else if (report.x === "TRADE_PREVENTION") this.#prevented(order, report);
    else if (report.x === "REPLACED") {
      expect(units(report.q)).toBeLessThan(order.quantity);
      order.quantity = units(report.q);
      order.clientOrderId = report.c as string;
    } else order.status = report.x as string;
  }

  #traded(order: ToldOrder, report: Message): void {
    const [quantity, quote] = [units(report.l), worth(units(report.L), units(report.l))];
    const trade = this.story.trades.get(report.t as number);
    expect(trade).toBeDefined();
    trade!.reports.push(report);
    this.trades.push(report);
    order.executed += quantity;
    order.quote += quote;
    order.status = left(order) === 0n ? "FILLED" : "PARTIALLY_FILLED";
    this.#move(order.side, quantity, quote);
    const received = order.side === "BUY" ? quantity : quote;
    expect(report.N).toBe(order.side === "BUY" ? this.base : this.quote);
    expect(units(report.n)).toBe(commission(received, this.#rate(order.side, report.m as boolean)));
    this.#add(report.N as string, -units(report.n));
  }

  #prevented(order: ToldOrder, report: Message): void {
    order.prevented += units(report.B);
    expect(units(report.A)).toBe(order.prevented);
    if (left(order) === 0n) order.status = "EXPIRED_IN_MATCH";
    const counter = this.story.orders.get(report.U as number)!;
    expect(counter.side).not.toBe(order.side);
    const isTransfer = order.prevention === "TRANSFER" && counter.prevention === "TRANSFER" && counter.account !== this;
    if (isTransfer) this.#move(order.side, units(report.pl), worth(units(report.pL), units(report.pl)));
  }

  #position(event: Message): void {
    expect(event.e).toBe("outboundAccountPosition");
    for (const { a, f, l } of event.B as Message[]) this.#verifyBalance(a as string, f, l);
  }

  #verifyBalance(asset: string, free: unknown, locked: unknown): void {
    let needed = 0n;
    for (const order of this.orders.values()) if (isOpen(order)) needed += this.#lockedFor(order, asset);
    expect([asset, units(locked), units(free) + units(locked)]).toEqual([asset, needed, this.#totals.get(asset) ?? 0n]);
    expect(units(free)).toBeGreaterThanOrEqual(0n);
  }

  #lockedFor(order: ToldOrder, asset: string): bigint {
    if (order.side === "SELL") return asset === this.base ? left(order) : 0n;
    const price = order.price > 0n ? order.price : order.stopPrice;
    return asset === this.quote ? (price * left(order) + unit - 1n) / unit : 0n;
  }

  #rate(side: string, isMaker: boolean): bigint {
    const { maker = 0n, taker = 0n, buyer = 0n, seller = 0n } = this.#rates;
    return (isMaker ? maker : taker) + (side === "BUY" ? buyer : seller);
  }

  #move(side: string, quantity: bigint, quote: bigint): void {
    this.#add(this.base, side === "BUY" ? quantity : -quantity);
    this.#add(this.quote, side === "BUY" ? -quote : quote);
  }

  #add(asset: string, amount: bigint): void {
    this.#totals.set(asset, (this.#totals.get(asset) ?? 0n) + amount);
  }
}

/** 10^-8 of a decimal with eight places, as all are that the venue prints. */
export function units(text: unknown): bigint {
  expect(text === "0" || /^-?\d+\.\d{8}$/.test(text as string)).toBe(true);
  return text === "0" ? 0n : BigInt((text as string).replace(".", ""));
}

function verifyOrder(told: ToldOrder, order: Message): void {
  expect([order.status, order.clientOrderId, order.expiryReason]).toEqual([
    told.status,
    told.clientOrderId,
    told.expiryReason,
  ]);
  const { origQty, executedQty, cummulativeQuoteQty, preventedQuantity = "0" } = order;
  expect([origQty, executedQty, cummulativeQuoteQty, preventedQuantity].map(units)).toEqual([
    told.quantity,
    told.executed,
    told.quote,
    told.prevented,
  ]);
}

function isOpen({ status }: ToldOrder): boolean {
  return openStates.includes(status);
}

function left({ quantity, executed, prevented }: ToldOrder): bigint {
  return quantity - executed - prevented;
}

function worth(price: bigint, quantity: bigint): bigint {
  return (price * quantity) / unit;
}

/** Half up. */
function commission(received: bigint, rate: bigint): bigint {
  return (2n * received * rate + unit) / (2n * unit);
}
