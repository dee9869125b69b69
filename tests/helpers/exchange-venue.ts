/**
 * The exchange as a test writes it down: decimals as text, one line an event. One market and as many accounts as are asked for, rich unless
 * it is said what they own.
 */
import type { CancelReplaced } from "../../sim/exchange/cancel-replace.ts";
import { noCommission } from "../../sim/exchange/commission.ts";
import { Refusal } from "../../sim/exchange/errors.ts";
import { Exchange } from "../../sim/exchange/exchange.ts";
import type { ExchangeSymbol } from "../../sim/exchange/exchange-symbol.ts";
import type { Account, AccountOptions } from "../../sim/exchange/ledger.ts";
import type { Execution } from "../../sim/exchange/listener.ts";
import type { Market } from "../../sim/exchange/market.ts";
import type { Order } from "../../sim/exchange/order.ts";
import type { CancelReplaceMode, OrderRequest, OrderTarget, TimeInForce } from "../../sim/exchange/order-request.ts";
import type { Placement } from "../../sim/exchange/placing.ts";
import type { OrderKind, PreventionMode } from "../../sim/exchange/symbol-entry.ts";
import { decimal } from "../../src/base/decimal.ts";
import { ask, bid } from "../../src/domain/side.ts";

export interface Words {
  readonly kind?: OrderKind;
  readonly price?: string;
  readonly size?: string;
  readonly quote?: string;
  readonly iceberg?: string;
  readonly stop?: string;
  readonly trailing?: number;
  readonly force?: TimeInForce;
  readonly id?: string;
  readonly prevention?: PreventionMode;
}

export class Venue implements Disposable {
  readonly exchange: Exchange;
  readonly market: Market;
  /** What happened since it was last looked at. */
  #lines: string[] = [];
  #nowUs = 1_700_000_000_000_000;

  constructor(symbol: ExchangeSymbol) {
    this.exchange = new Exchange({ symbols: [symbol] });
    this.market = this.exchange.market(symbol.name)!;
    this.exchange.listen({
      execution: (execution) => this.#lines.push(this.#lineOf(execution)),
      trade: ({ tradeId, priceTicks, lots, isBuyerMaker }) =>
        this.#lines.push(`trade ${tradeId} ${this.#at(lots, priceTicks)}${isBuyerMaker ? " sold" : " bought"}`),
      position: ({ account }) => this.#lines.push(`position ${account.accountId}`),
    });
  }

  get symbol(): ExchangeSymbol {
    return this.market.symbol;
  }

  account(options: AccountOptions = {}, base = "1000000", quote = "1000000000"): Account {
    const account = this.exchange.openAccount({ commission: noCommission, ...options });
    this.exchange.deposit(this.now(), account, this.symbol.baseAsset, decimal(base, 8));
    this.exchange.deposit(this.now(), account, this.symbol.quoteAsset, decimal(quote, 8));
    this.#lines = [];
    return account;
  }

  /** A microsecond later than the last command. */
  now(): number {
    return ++this.#nowUs;
  }
  wait(us: number): void {
    this.#nowUs += us;
  }

  buy(account: Account, words: Words): Placement | Refusal {
    return this.#place(account, this.request("buy", words));
  }
  sell(account: Account, words: Words): Placement | Refusal {
    return this.#place(account, this.request("sell", words));
  }
  /** A trade at this price between two accounts that nobody else is. */
  trade(price: string): void {
    const [maker, taker] = [this.account(), this.account()];
    this.sell(maker, { price, size: "1" });
    this.buy(taker, { price, size: "1" });
  }

  cancel(account: Account, target: OrderTarget, restriction?: "ONLY_NEW" | "ONLY_PARTIALLY_FILLED") {
    return this.exchange.cancel(this.now(), account, this.market, target, { restriction });
  }
  amend(account: Account, target: OrderTarget, size: string, id?: string) {
    return this.exchange.amend(this.now(), account, this.market, target, this.symbol.readSize(size), id);
  }
  replace(
    account: Account,
    mode: CancelReplaceMode,
    target: OrderTarget,
    side: "buy" | "sell",
    words: Words,
    newOrderRefusal?: Refusal,
  ): CancelReplaced | Refusal {
    const order = this.request(side, words);
    const request = { mode, target, cancel: {}, order, newOrderRefusal };
    return this.exchange.cancelReplace(this.now(), account, this.market, request);
  }

  /** Lines of what happened since the last look. */
  events(): string[] {
    const lines = this.#lines;
    this.#lines = [];
    return lines;
  }

  /** "free + locked" of both assets. */
  balances(account: Account): [base: string, quote: string] {
    const { baseAsset, quoteAsset } = this.symbol;
    const text = (asset: string) => {
      const { freeUnits, lockedUnits } = account.balance(asset);
      return `${short(this.symbol.quoteText(freeUnits))} + ${short(this.symbol.quoteText(lockedUnits))}`;
    };
    return [text(baseAsset), text(quoteAsset)];
  }

  /** Sides of the book, best first. */
  book(): { readonly bids: string[]; readonly asks: string[] } {
    const read = (side: 0 | 1) =>
      Array.from({ length: this.market.readLevels(side, 100) }, (_, index) =>
        this.#at(this.market.levelLots(index), this.market.levelTicks(index)),
      );
    return { bids: read(bid), asks: read(ask) };
  }

  request(side: "buy" | "sell", words: Words): OrderRequest {
    const { symbol } = this;
    const ticks = (text: string | undefined) => (text === undefined ? 0 : symbol.readPrice(text));
    const lots = (text: string | undefined) => (text === undefined ? 0 : symbol.readSize(text));
    return {
      side: side === "buy" ? bid : ask,
      kind: words.kind ?? "LIMIT",
      timeInForce: words.force ?? "GTC",
      priceTicks: ticks(words.price),
      sizeLots: lots(words.size),
      icebergLots: lots(words.iceberg),
      stopTicks: ticks(words.stop),
      trailingBips: words.trailing ?? 0,
      quoteUnits: words.quote === undefined ? undefined : decimal(words.quote, 8),
      clientOrderId: words.id,
      prevention: words.prevention,
    };
  }

  [Symbol.dispose](): void {
    this.exchange[Symbol.dispose]();
  }

  #place(account: Account, request: OrderRequest): Placement | Refusal {
    const placed = this.exchange.place(this.now(), account, this.market, request);
    this.exchange.settle();
    this.exchange.assertConserved();
    return placed;
  }

  #lineOf({ kind, order, lastLots, lastTicks, lastPreventedLots, rejectReason }: Execution): string {
    const words: (string | number)[] = [kind, order.orderId, order.status];
    if (kind === "TRADE") words.push(this.#at(lastLots, lastTicks));
    if (kind === "TRADE_PREVENTION") words.push(short(this.symbol.sizeText(lastPreventedLots)));
    if (kind === "EXPIRED") words.push(order.expiryReason);
    if (kind === "REJECTED") words.push(rejectReason);
    return words.join(" ");
  }

  #at(lots: number, ticks: number): string {
    return `${short(this.symbol.sizeText(lots))}@${short(this.symbol.priceText(ticks))}`;
  }
}

/** The order of an answer that must not be a refusal. */
export function placed(answer: Placement | Refusal): Order {
  if (answer instanceof Refusal) throw new Error(`refused: ${answer.message}`);
  return answer.order;
}

/** Code and message of an answer that must be a refusal. */
export function refused(answer: unknown): string {
  if (!(answer instanceof Refusal)) throw new Error("not refused");
  return `${answer.code} ${answer.message}`;
}

function short(text: string): string {
  return text.replace(/\.?0+$/, "");
}
