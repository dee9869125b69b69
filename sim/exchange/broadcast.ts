/**
 * The one place that tells listeners anything. Records are filled anew for each event and lent; what nobody listens to costs nothing.
 */
import { assert } from "../../src/base/assert.ts";
import type { Side } from "../../src/domain/side.ts";
import type { RejectReason } from "./errors.ts";
import { ExecutionRecord } from "./execution-record.ts";
import type { Account } from "./ledger.ts";
import type {
  AccountPosition,
  BalanceChange,
  BestQuote,
  ExchangeListener,
  Execution,
  ExecutionKind,
  LevelChange,
  PublicTrade,
} from "./listener.ts";
import type { Market } from "./market.ts";
import type { AccountTrade, Order } from "./order.ts";

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type Told<Name extends keyof ExchangeListener> = (ExchangeListener & Required<Pick<ExchangeListener, Name>>)[];

/** What the public is told of a trade, from the taker's side. */
type TakenTrade = Omit<AccountTrade, "orderId" | "commissionUnits" | "commissionAsset">;

export class Broadcast {
  readonly #listeners: ExchangeListener[] = [];
  #executions: Told<"execution"> = [];
  #trades: Told<"trade"> = [];
  #levels: Told<"level"> = [];
  #bests: Told<"best"> = [];
  #windowEnds: Told<"windowEnd"> = [];
  #positions: Told<"position"> = [];
  #balances: Told<"balance"> = [];
  #isTelling = false;
  // Lent again and again; made with the first event, since they need a market to point at.
  #execution: ExecutionRecord | undefined;
  readonly #trade = {} as Mutable<PublicTrade>;
  readonly #level = {} as Mutable<LevelChange>;
  readonly #best = {} as Mutable<BestQuote>;
  readonly #position = {} as Mutable<AccountPosition>;

  /** Whether a listener is being told something: it must not call a command then. */
  get isTelling(): boolean {
    return this.#isTelling;
  }

  /** Returns how to stop listening. */
  listen(listener: ExchangeListener): () => void {
    this.#listeners.push(listener);
    this.#sort();
    return () => {
      const index = this.#listeners.indexOf(listener);
      if (index >= 0) this.#listeners.splice(index, 1);
      this.#sort();
    };
  }

  /** NEW, EXPIRED: nothing but the order itself. */
  execution(kind: ExecutionKind, order: Order, timeUs: number): void {
    if (this.#executions.length > 0) this.#tellExecution(this.#filled(kind, order, timeUs));
  }

  traded(order: Order, trade: AccountTrade): void {
    if (this.#executions.length === 0) return;
    const execution = this.#filled("TRADE", order, trade.timeUs);
    execution.tradeId = trade.tradeId;
    execution.isMaker = trade.isMaker;
    execution.lastLots = trade.lots;
    execution.lastTicks = trade.priceTicks;
    execution.lastQuoteUnits = trade.quoteUnits;
    execution.commissionUnits = trade.commissionUnits;
    execution.commissionAsset = trade.commissionAsset;
    this.#tellExecution(execution);
  }

  /** @param otherId of CANCELED the cancel's own, if it came with one; of REPLACED the one the order had. */
  renamed(kind: "CANCELED" | "REPLACED", order: Order, timeUs: number, otherId: string | undefined): void {
    if (this.#executions.length === 0) return;
    const execution = this.#filled(kind, order, timeUs);
    execution.otherClientOrderId = otherId;
    this.#tellExecution(execution);
  }

  rejected(order: Order, timeUs: number, reason: RejectReason): void {
    if (this.#executions.length === 0) return;
    const execution = this.#filled("REJECTED", order, timeUs);
    execution.rejectReason = reason;
    this.#tellExecution(execution);
  }

  /** @param lots what the order lost; `tradeLots` what would have traded. */
  prevented(order: Order, counter: Order, timeUs: number, lots: number, tradeLots: number, ticks: number): void {
    if (this.#executions.length === 0) return;
    const execution = this.#filled("TRADE_PREVENTION", order, timeUs);
    execution.lastPreventedLots = lots;
    execution.preventedMatchId = order.preventedMatchId;
    execution.counterOrderId = counter.orderId;
    execution.preventedTradeLots = tradeLots;
    execution.preventedTradeTicks = ticks;
    execution.preventedTradeQuoteUnits = order.desk.market.symbol.quoteUnits(ticks, tradeLots);
    this.#tellExecution(execution);
  }

  trade(market: Market, taken: TakenTrade, buyerOrderId: number, sellerOrderId: number): void {
    if (this.#trades.length === 0) return;
    const trade = this.#trade;
    trade.market = market;
    trade.timeUs = taken.timeUs;
    trade.tradeId = taken.tradeId;
    trade.priceTicks = taken.priceTicks;
    trade.lots = taken.lots;
    trade.quoteUnits = taken.quoteUnits;
    trade.buyerOrderId = buyerOrderId;
    trade.sellerOrderId = sellerOrderId;
    trade.isBuyerMaker = taken.isBuyer === taken.isMaker;
    this.#isTelling = true;
    for (const listener of this.#trades) listener.trade(trade);
    this.#isTelling = false;
  }

  level(market: Market, timeUs: number, updateId: number, side: Side, priceTicks: number, lots: number): void {
    if (this.#levels.length === 0) return;
    const level = this.#level;
    level.market = market;
    level.timeUs = timeUs;
    level.updateId = updateId;
    level.side = side;
    level.priceTicks = priceTicks;
    level.lots = lots;
    this.#isTelling = true;
    for (const listener of this.#levels) listener.level(level);
    this.#isTelling = false;
  }

  best(market: Market, timeUs: number): void {
    if (this.#bests.length === 0) return;
    const best = this.#best;
    best.market = market;
    best.timeUs = timeUs;
    best.updateId = market.lastUpdateId;
    best.bidTicks = market.bestBidTicks;
    best.bidLots = market.bestBidLots;
    best.askTicks = market.bestAskTicks;
    best.askLots = market.bestAskLots;
    this.#isTelling = true;
    for (const listener of this.#bests) listener.best(best);
    this.#isTelling = false;
  }

  windowEnd(market: Market, timeUs: number): void {
    this.#isTelling = true;
    for (const listener of this.#windowEnds) listener.windowEnd(market, timeUs);
    this.#isTelling = false;
  }

  position(account: Account, timeUs: number, assets: readonly string[]): void {
    if (this.#positions.length === 0) return;
    const position = this.#position;
    position.account = account;
    position.timeUs = timeUs;
    position.assets = assets;
    this.#isTelling = true;
    for (const listener of this.#positions) listener.position(position);
    this.#isTelling = false;
  }

  balance(change: BalanceChange): void {
    this.#isTelling = true;
    for (const listener of this.#balances) listener.balance(change);
    this.#isTelling = false;
  }

  #tellExecution(execution: Execution): void {
    this.#isTelling = true;
    for (const listener of this.#executions) listener.execution(execution);
    this.#isTelling = false;
  }

  #filled(kind: ExecutionKind, order: Order, timeUs: number): ExecutionRecord {
    this.#execution ??= new ExecutionRecord(order);
    return this.#execution.begin(kind, order, timeUs);
  }

  #sort(): void {
    assert(!this.#isTelling, "listeners come and go between events");
    const hearing = <Name extends keyof ExchangeListener>(name: Name) =>
      this.#listeners.filter((listener): listener is Told<Name>[number] => listener[name] !== undefined);
    this.#executions = hearing("execution");
    this.#trades = hearing("trade");
    this.#levels = hearing("level");
    this.#bests = hearing("best");
    this.#windowEnds = hearing("windowEnd");
    this.#positions = hearing("position");
    this.#balances = hearing("balance");
  }
}
