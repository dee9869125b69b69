/**
 * The exchange: accounts, markets, and every command on them. It is told the time with each command, asks for nothing, and answers with
 * values; what happens is told to its listeners (README.md has the order).
 */
import { assert } from "../../src/base/assert.ts";
import { InputError } from "../../src/base/input-error.ts";
import { openMatcher } from "../../src/engine/open-matcher.ts";
import { type Matcher, matcherLimits } from "../../src/ports/matcher.ts";
import { type Amended, amend } from "./amending.ts";
import type { Book } from "./book.ts";
import { Broadcast } from "./broadcast.ts";
import { type CancelReplaced, type CancelReplaceRequest, cancelReplace } from "./cancel-replace.ts";
import { type Cancellation, cancel, cancelAll } from "./cancelling.ts";
import { type Refusal, refusals } from "./errors.ts";
import type { ExchangeSymbol } from "./exchange-symbol.ts";
import { Account, type AccountOptions, Treasury } from "./ledger.ts";
import type { ExchangeListener } from "./listener.ts";
import { Market } from "./market.ts";
import { checkRequest } from "./order-checks.ts";
import type { CancelOptions, OrderRequest, OrderTarget } from "./order-request.ts";
import { type Placement, place, workTriggered } from "./placing.ts";
import type { SymbolEntry } from "./symbol-entry.ts";

export interface ExchangeOptions {
  readonly symbols: readonly ExchangeSymbol[];
  /** Open orders of one symbol, all accounts together. */
  readonly ordersMax?: number;
  /** The native one where it is built, if not said. */
  readonly matcher?: Matcher["kind"];
  /** By symbol, for those that are not matched among accounts. Disposed of with the exchange. */
  readonly books?: ReadonlyMap<string, Book>;
}

const ordersMaxUsual = 65_536;

export class Exchange implements Disposable {
  /** In the order in which their symbols were given. */
  readonly markets: readonly Market[];
  readonly #marketsByName = new Map<string, Market>();
  readonly #accounts: Account[] = [];
  readonly #treasury = new Treasury();
  readonly #broadcast = new Broadcast();
  #nowUs = 0;
  /** Where stop orders have been triggered and not yet worked. */
  #unsettled: Market | undefined;

  /** @throws InputError for a symbol named twice, or one whose orders could together be larger than the matcher counts. */
  constructor({ symbols, ordersMax = ordersMaxUsual, matcher, books }: ExchangeOptions) {
    assert(ordersMax <= matcherLimits.ordersMax, "orders fit the matcher");
    for (const symbol of symbols) {
      if (this.#marketsByName.has(symbol.name)) throw new InputError(symbol.name, "there twice; expected once");
      if (symbol.sizeLotsMax * ordersMax > Number.MAX_SAFE_INTEGER)
        throw new InputError(
          symbol.name,
          `maxQty too large for ${ordersMax} orders; expected fewer orders or a coarser step`,
        );
      const book: Book = books?.get(symbol.name) ?? openMatcher(ordersMax, matcher);
      const roomMax = Math.min(ordersMax, book.apart?.ordersMax ?? ordersMax);
      const opened = new Market(symbol, book, roomMax, this.#broadcast, this.#treasury);
      this.#marketsByName.set(symbol.name, opened);
    }
    this.markets = [...this.#marketsByName.values()];
  }

  get nowUs(): number {
    return this.#nowUs;
  }
  get accounts(): readonly Account[] {
    return this.#accounts;
  }
  market(name: string): Market | undefined {
    return this.#marketsByName.get(name);
  }
  account(accountId: number): Account | undefined {
    return this.#accounts[accountId - 1];
  }

  /** Returns how to stop listening. */
  listen(listener: ExchangeListener): () => void {
    return this.#broadcast.listen(listener);
  }

  openAccount(options: AccountOptions = {}): Account {
    const account = new Account(this.#accounts.length + 1, options);
    this.#accounts.push(account);
    return account;
  }

  /** A withdrawal if negative: refused when not as much is free. */
  deposit(nowUs: number, account: Account, asset: string, units: bigint): Refusal | undefined {
    this.#begin(nowUs);
    const balance = account.balance(asset);
    if (balance.freeUnits + units < 0n) return refusals.noFunds;
    balance.receive(units);
    account.updatedUs = nowUs;
    this.#treasury.deposited(asset, units);
    this.#broadcast.balance({ account, timeUs: nowUs, asset, units });
    this.#broadcast.position(account, nowUs, [asset]);
    return undefined;
  }

  /** Status, filters, permissions of a symbol change. @throws InputError when its grid would. */
  changeSymbol(nowUs: number, market: Market, changes: Partial<SymbolEntry>): void {
    this.#begin(nowUs);
    market.symbol = market.symbol.with(changes);
  }

  place(nowUs: number, account: Account, market: Market, request: OrderRequest): Placement | Refusal {
    this.#begin(nowUs, market);
    const desk = market.desk(account);
    return this.#end(market, checkRequest(market, desk, request) ?? place(market, desk, request));
  }

  /** A test order: what it would be refused for before it reached the engine. */
  test(nowUs: number, account: Account, market: Market, request: OrderRequest): Refusal | undefined {
    this.#begin(nowUs, market);
    return checkRequest(market, market.desk(account), request);
  }

  cancel(
    nowUs: number,
    account: Account,
    market: Market,
    target: OrderTarget,
    options: CancelOptions = {},
  ): Cancellation | Refusal {
    this.#begin(nowUs, market);
    return this.#end(market, cancel(market, market.desk(account), target, options));
  }

  /** Every open order of an account on a symbol. */
  cancelAll(nowUs: number, account: Account, market: Market): Cancellation[] | Refusal {
    this.#begin(nowUs, market);
    return this.#end(market, cancelAll(market, market.desk(account)));
  }

  cancelReplace(
    nowUs: number,
    account: Account,
    market: Market,
    request: CancelReplaceRequest,
  ): CancelReplaced | Refusal {
    this.#begin(nowUs, market);
    return this.#end(market, cancelReplace(market, market.desk(account), request));
  }

  /** @param sizeLots the new quantity in all; NaN for one on no grid. */
  amend(
    nowUs: number,
    account: Account,
    market: Market,
    target: OrderTarget,
    sizeLots: number,
    newClientOrderId?: string,
  ): Amended | Refusal {
    this.#begin(nowUs, market);
    return this.#end(market, amend(market, market.desk(account), target, sizeLots, newClientOrderId));
  }

  /** What happens at a market by itself, as one command: a recording goes on. */
  happen(nowUs: number, market: Market, story: () => void): void {
    this.#begin(nowUs, market);
    story();
    this.#end(market, undefined);
  }

  /** Works the stop orders that the last command triggered, and those that these trigger, at that command's time. */
  settle(): void {
    const market = this.#unsettled;
    if (market === undefined) return;
    for (let order = market.triggered.shift(); order !== undefined; order = market.triggered.shift()) {
      market.begin(this.#nowUs);
      workTriggered(market, order);
      market.end();
    }
    this.#unsettled = undefined;
  }

  /** Asserts that for each asset balances and commissions add up to the deposits. As slow as there are balances. */
  assertConserved(): void {
    this.#treasury.assertConserved(this.#accounts);
  }

  [Symbol.dispose](): void {
    for (const { matcher } of this.markets) matcher[Symbol.dispose]();
  }

  #begin(nowUs: number, market?: Market): void {
    assert(!this.#broadcast.isTelling, "a listener calls no command");
    assert(nowUs >= this.#nowUs, "time never goes back");
    this.settle();
    this.#nowUs = nowUs;
    market?.begin(nowUs);
  }

  #end<Answer>(market: Market, answer: Answer): Answer {
    market.end();
    if (market.triggered.length > 0) this.#unsettled = market;
    return answer;
  }
}
