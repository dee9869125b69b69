/**
 * A checker that believes nothing but what listeners are told: it rebuilds every order, balance, book and trade from the events alone, with decimal
 * arithmetic of its own, and compares them with what the exchange says after each command.
 */
import { expect } from "bun:test";
import type { Desk } from "../../sim/exchange/desk.ts";
import type { Exchange } from "../../sim/exchange/exchange.ts";
import type { ExchangeSymbol } from "../../sim/exchange/exchange-symbol.ts";
import type { Account } from "../../sim/exchange/ledger.ts";
import type { BestQuote, ExchangeListener, Execution, LevelChange, PublicTrade } from "../../sim/exchange/listener.ts";
import type { Market } from "../../sim/exchange/market.ts";
import type { Order } from "../../sim/exchange/order.ts";
import { ask, bid, type Side } from "../../src/domain/side.ts";

interface Rebuilt {
  readonly order: Order;
  readonly executions: string[];
  sizeLots: number;
  executedLots: number;
  executedQuote: bigint;
  preventedLots: number;
  status: string;
  isWorking: boolean;
}

const unit = 100_000_000n;

export class ExchangeChecker implements ExchangeListener {
  readonly orders = new Map<number, Rebuilt>();
  readonly kinds = new Map<string, number>();
  readonly #totals = new Map<string, bigint>();
  readonly #levels = [new Map<number, number>(), new Map<number, number>()];
  readonly #trades = new Map<number, PublicTrade>();
  readonly #partiesCount = new Map<number, number>();
  #best: BestQuote | undefined;
  #updateId = 0;
  #executionId = 0;
  #positions: number[] = [];
  #changed = new Set<number>();
  /** Orders that this command cancelled. */
  readonly #cancelled: Order[] = [];
  eventsCount = 0;

  /** @param exchange with this one market. */
  constructor(
    private readonly exchange: Exchange,
    private readonly market: Market,
  ) {
    exchange.listen(this);
  }

  balance(change: { account: Account; asset: string; units: bigint }): void {
    this.#inOrder();
    this.#add(change.account, change.asset, change.units);
  }

  execution(execution: Execution): void {
    this.#inOrder();
    expect(execution.executionId).toBeGreaterThan(this.#executionId);
    this.#executionId = execution.executionId;
    this.kinds.set(execution.kind, (this.kinds.get(execution.kind) ?? 0) + 1);
    const rebuilt = this.#rebuilt(execution);
    rebuilt.executions.push(execution.kind);
    this.#changed.add(rebuilt.order.desk.account.accountId);
    if (execution.kind === "CANCELED") this.#cancelled.push(execution.order);
    this.#step(rebuilt, execution);
    compareOrder(rebuilt, execution.order);
    expect(execution.order.updatedUs).toBe(execution.timeUs);
  }

  trade(trade: PublicTrade): void {
    this.#inOrder();
    expect(trade.tradeId).toBe(this.#trades.size + 1);
    this.#trades.set(trade.tradeId, { ...trade });
  }

  level(change: LevelChange): void {
    expect(this.#positions).toEqual([]);
    expect(change.updateId).toBe(this.#updateId + 1);
    this.#updateId = change.updateId;
    this.eventsCount++;
    const levels = this.#levels[change.side]!;
    if ((levels.get(change.priceTicks) ?? 0) === change.lots) expect(this.#mayLookTheSame(change)).toBe(true);
    if (change.lots === 0) levels.delete(change.priceTicks);
    else levels.set(change.priceTicks, change.lots);
  }

  best(quote: BestQuote): void {
    expect(this.#positions).toEqual([]);
    expect(quote.updateId).toBe(this.#updateId);
    this.#best = { ...quote };
    expect([quote.bidTicks, quote.bidLots]).toEqual(this.#bestOf(bid));
    expect([quote.askTicks, quote.askLots]).toEqual(this.#bestOf(ask));
  }

  position(position: { account: Account }): void {
    this.#positions.push(position.account.accountId);
    this.eventsCount++;
  }

  /** To be called after each command and its settling. */
  verify(): void {
    expect(new Set(this.#positions).size).toBe(this.#positions.length);
    for (const accountId of this.#changed) expect(this.#positions).toContain(accountId);
    this.#positions = [];
    this.#changed.clear();
    this.#cancelled.length = 0;
    this.#verifyTrades();
    this.#verifyBook();
    for (const account of this.exchange.accounts) this.#verifyAccount(account);
    this.exchange.assertConserved();
  }

  /** Between a command and its settling: each has its own positions. */
  commandDone(): void {
    expect(new Set(this.#positions).size).toBe(this.#positions.length);
    this.#positions = [];
    this.#changed.clear();
    this.#cancelled.length = 0;
  }

  /** Executions come before levels, best and positions of the same command; a settled command may follow. */
  #inOrder(): void {
    this.eventsCount++;
    if (this.#positions.length > 0) this.commandDone();
  }

  #rebuilt({ kind, order }: Execution): Rebuilt {
    const known = this.orders.get(order.orderId);
    if (known !== undefined) return known;
    expect(["NEW", "REJECTED"]).toContain(kind);
    const rebuilt: Rebuilt = {
      order,
      executions: [],
      sizeLots: order.sizeLots,
      executedLots: 0,
      executedQuote: 0n,
      preventedLots: 0,
      status: "",
      isWorking: false,
    };
    this.orders.set(order.orderId, rebuilt);
    return rebuilt;
  }

  #step(rebuilt: Rebuilt, execution: Execution): void {
    const isOpen = ["", "NEW", "PARTIALLY_FILLED"].includes(rebuilt.status);
    expect(isOpen).toBe(true);
    if (execution.kind === "NEW") {
      rebuilt.status = "NEW";
      rebuilt.isWorking = execution.order.workingUs >= 0;
    } else if (execution.kind === "TRADE") this.#tradeOf(rebuilt, execution);
    else if (execution.kind === "TRADE_PREVENTION") this.#preventionOf(rebuilt, execution);
    else if (execution.kind === "REPLACED") {
      expect(execution.order.sizeLots).toBeLessThan(rebuilt.sizeLots);
      expect(execution.origClientOrderId).not.toBe("");
      rebuilt.sizeLots = execution.order.sizeLots;
    } else {
      rebuilt.status = execution.kind;
      expect(execution.order.expiryReason === "").toBe(execution.kind !== "EXPIRED");
    }
  }

  #tradeOf(rebuilt: Rebuilt, execution: Execution): void {
    const { order, lastLots, lastTicks, tradeId, isMaker } = execution;
    const trade = this.#trades.get(tradeId)!;
    expect([trade.lots, trade.priceTicks, trade.quoteUnits]).toEqual([lastLots, lastTicks, execution.lastQuoteUnits]);
    const isBuyer = order.side === bid;
    expect(isBuyer ? trade.buyerOrderId : trade.sellerOrderId).toBe(order.orderId);
    expect(trade.isBuyerMaker).toBe(isBuyer === isMaker);
    this.#partiesCount.set(tradeId, (this.#partiesCount.get(tradeId) ?? 0) + 1);
    const { symbol } = this.market;
    const quote = worthOf(symbol, lastTicks, lastLots);
    expect(execution.lastQuoteUnits).toBe(quote);
    expect(isBuyer ? order.isAtMarket || lastTicks <= order.priceTicks : lastTicks >= order.priceTicks).toBe(true);
    rebuilt.executedLots += lastLots;
    rebuilt.executedQuote += quote;
    rebuilt.status = leftOf(rebuilt) === 0 ? "FILLED" : "PARTIALLY_FILLED";
    this.#move(order, isBuyer, sizeOf(symbol, lastLots), quote);
    expect(execution.commissionUnits).toBe(commissionOf(execution, sizeOf(symbol, lastLots), quote));
    this.#add(order.desk.account, execution.commissionAsset, -execution.commissionUnits);
  }

  #preventionOf(rebuilt: Rebuilt, execution: Execution): void {
    const { order, lastPreventedLots, counterOrderId } = execution;
    expect(lastPreventedLots).toBeGreaterThan(0);
    const counter = this.orders.get(counterOrderId)!.order;
    rebuilt.preventedLots += lastPreventedLots;
    if (leftOf(rebuilt) === 0) rebuilt.status = "EXPIRED_IN_MATCH";
    const isTransfer =
      order.prevention === "TRANSFER" && counter.prevention === "TRANSFER" && order.desk !== counter.desk;
    if (!isTransfer) return;
    const { symbol } = this.market;
    const { preventedTradeTicks: ticks, preventedTradeLots: lots } = execution;
    this.#move(order, order.side === bid, sizeOf(symbol, lots), worthOf(symbol, ticks, lots));
  }

  #move({ desk }: Order, isBuyer: boolean, base: bigint, quote: bigint): void {
    const { baseAsset, quoteAsset } = this.market.symbol;
    this.#add(desk.account, baseAsset, isBuyer ? base : -base);
    this.#add(desk.account, quoteAsset, isBuyer ? -quote : quote);
  }

  #add(account: Account, asset: string, units: bigint): void {
    const key = `${account.accountId} ${asset}`;
    this.#totals.set(key, (this.#totals.get(key) ?? 0n) + units);
  }

  #verifyTrades(): void {
    for (const tradeId of this.#trades.keys()) expect(this.#partiesCount.get(tradeId)).toBe(2);
    for (const { account, trades } of this.market.desks())
      for (const trade of trades) {
        const told = this.#trades.get(trade.tradeId)!;
        expect([trade.lots, trade.priceTicks]).toEqual([told.lots, told.priceTicks]);
        expect(this.orders.get(trade.orderId)?.order.desk.account).toBe(account);
      }
  }

  #verifyBook(): void {
    expect(this.market.lastUpdateId).toBe(this.#updateId);
    for (const side of [bid, ask] as const) {
      const count = this.market.readLevels(side, 5000);
      const read = Array.from({ length: count }, (_, index) => [
        this.market.levelTicks(index),
        this.market.levelLots(index),
      ]);
      expect(read as [number, number][]).toEqual(this.#sorted(side));
      const [ticks, lots] = this.#bestOf(side);
      const told =
        side === bid ? [this.#best?.bidTicks, this.#best?.bidLots] : [this.#best?.askTicks, this.#best?.askLots];
      expect([told[0] ?? 0, told[1] ?? 0]).toEqual([ticks, lots]);
    }
  }

  #verifyAccount(account: Account): void {
    const { symbol } = this.market;
    const needed = { [symbol.baseAsset]: 0n, [symbol.quoteAsset]: 0n };
    const open: number[] = [];
    for (const rebuilt of this.orders.values()) {
      const { order, status } = rebuilt;
      const isRemembered = status !== "REJECTED" && account.historyMax >= this.orders.size;
      if (isRemembered && order.desk.account === account)
        expect(order.desk.find({ orderId: order.orderId })).toBe(order);
      if (order.desk.account !== account || (status !== "NEW" && status !== "PARTIALLY_FILLED")) continue;
      open.push(order.orderId);
      if (order.side === ask) needed[symbol.baseAsset]! += sizeOf(symbol, leftOf(rebuilt));
      else
        needed[symbol.quoteAsset]! += costOf(
          symbol,
          order.isAtMarket ? order.stopTicks : order.priceTicks,
          leftOf(rebuilt),
        );
    }
    expect(
      this.market
        .desk(account)
        .openOrders()
        .map(({ orderId }) => orderId),
    ).toEqual(open.sort((a, b) => a - b));
    compareCounts(this.market.desk(account));
    for (const [asset, locked] of Object.entries(needed)) {
      const { freeUnits, lockedUnits } = account.balance(asset);
      expect(lockedUnits).toBe(locked);
      expect(freeUnits + lockedUnits).toBe(this.#totals.get(`${account.accountId} ${asset}`) ?? 0n);
      expect(freeUnits >= 0n).toBe(true);
    }
  }

  /** Only where an iceberg shows its next part can a level be told of that shows what it did. */
  /** An iceberg shows its next part, or an order makes room for another of its size. */
  #mayLookTheSame({ side, priceTicks }: LevelChange): boolean {
    const isThere = (order: Order) => order.side === side && order.priceTicks === priceTicks;
    const isReplenished = [...this.orders.values()].some(({ order }) => order.icebergLots > 0 && isThere(order));
    return isReplenished || this.#cancelled.some(isThere);
  }

  #sorted(side: Side): [number, number][] {
    return [...this.#levels[side]!].sort(([a], [b]) => (side === bid ? b - a : a - b));
  }

  #bestOf(side: Side): [number, number] {
    return this.#sorted(side)[0] ?? [0, 0];
  }
}

function compareOrder(rebuilt: Rebuilt, order: Order): void {
  expect([order.status, order.executedLots, order.executedQuoteUnits, order.preventedLots, order.sizeLots]).toEqual([
    rebuilt.status as Order["status"],
    rebuilt.executedLots,
    rebuilt.executedQuote,
    rebuilt.preventedLots,
    rebuilt.sizeLots,
  ]);
}

/** What filters count by, counted afresh. */
function compareCounts(desk: Desk): void {
  const open = desk.openOrders();
  const buys = open.filter(({ side }) => side === bid);
  expect([desk.openCount, desk.openAlgoCount, desk.openIcebergCount, desk.openBidLots]).toEqual([
    open.length,
    open.filter(({ isAlgo }) => isAlgo).length,
    open.filter(({ icebergLots }) => icebergLots > 0).length,
    buys.reduce((sum, { leftLots }) => sum + leftLots, 0),
  ]);
}

function leftOf({ sizeLots, executedLots, preventedLots }: Rebuilt): number {
  return sizeLots - executedLots - preventedLots;
}

/** From the text that is printed, so that a mistake in the symbol's own arithmetic shows. */
function unitsOf(text: string): bigint {
  return BigInt(text.replace(".", ""));
}
function sizeOf(symbol: ExchangeSymbol, lots: number): bigint {
  return unitsOf(symbol.sizeText(lots));
}
function worthOf(symbol: ExchangeSymbol, ticks: number, lots: number): bigint {
  return (unitsOf(symbol.priceText(ticks)) * sizeOf(symbol, lots)) / unit;
}
function costOf(symbol: ExchangeSymbol, ticks: number, lots: number): bigint {
  return (unitsOf(symbol.priceText(ticks)) * sizeOf(symbol, lots) + unit - 1n) / unit;
}

function commissionOf({ order, isMaker }: Execution, base: bigint, quote: bigint): bigint {
  const { makerRate, takerRate, buyerRate, sellerRate } = order.desk.account.commission.rates;
  const rate = (isMaker ? makerRate : takerRate) + (order.side === bid ? buyerRate : sellerRate);
  const exact = (order.side === bid ? base : quote) * rate;
  return exact / unit + (2n * (exact % unit) >= unit ? 1n : 0n);
}
