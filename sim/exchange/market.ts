/**
 * One symbol: its open orders, its matcher, its counters, and the book as it is seen. It keeps the state; what orders do to it is in the
 * files beside (placing, matching, amending). A command is a stretch between `begin` and `end`: events are told in it, and at
 * its end come the levels that changed, the best prices, and the accounts that it touched.
 */
import { assert } from "../../src/base/assert.ts";
import { ask, bid, type Side } from "../../src/domain/side.ts";
import { matcherLimits } from "../../src/ports/matcher.ts";
import { AveragePrice } from "./average-price.ts";
import type { Book } from "./book.ts";
import type { Broadcast } from "./broadcast.ts";
import { saltOf } from "./client-order-id.ts";
import { Desk } from "./desk.ts";
import type { ExchangeSymbol, PercentBounds } from "./exchange-symbol.ts";
import type { Account, Balance, Treasury } from "./ledger.ts";
import type { Order } from "./order.ts";
import { StopOrders } from "./stop-orders.ts";

/** Where a symbol has no filter that says over how many minutes prices are averaged. */
const avgPriceMinsUsual = 5;

export class Market {
  readonly orderSalt: number;
  readonly cancelSalt: number;
  readonly amendSalt: number;
  /** Every open order, in the book or waiting for its stop. */
  readonly orders = new Map<number, Order>();
  readonly stops = new StopOrders();
  /** Stop orders whose price has come, to be worked before the next command. */
  readonly triggered: Order[] = [];
  /** Time of the command under way, or of the last one. */
  nowUs = 0;
  lastOrderId = 0;
  lastTradeId = 0;
  lastExecutionId = 0;
  lastPreventedMatchId = -1;
  lastUpdateId = 0;
  /** Price and time of the last trade; 0 before the first. */
  lastTradeTicks = 0;
  lastTradeUs = 0;
  bestBidTicks = 0;
  bestBidLots = 0;
  bestAskTicks = 0;
  bestAskLots = 0;
  readonly baseCommissions: Balance;
  readonly quoteCommissions: Balance;
  readonly #average: AveragePrice;
  /** The average last worked out, and of which state of the window and the symbol. */
  #averageUnits = 0n;
  #averageOf = -1;
  #averageFor: ExchangeSymbol | undefined;
  #bounds: readonly [PercentBounds, PercentBounds] | undefined;
  readonly #desks: Desk[] = [];
  readonly #assets: readonly string[];
  /** Levels that this command changed, in order. */
  readonly #changes: { side: Side; priceTicks: number; lots: number }[] = [];
  #changesCount = 0;
  readonly #touched: Desk[] = [];
  #commandNumber = 0;

  constructor(
    public symbol: ExchangeSymbol,
    readonly matcher: Book,
    readonly ordersMax: number,
    readonly broadcast: Broadcast,
    treasury: Treasury,
  ) {
    const { name, baseAsset, quoteAsset } = symbol;
    this.orderSalt = saltOf(name);
    this.cancelSalt = saltOf(`${name} cancel`);
    this.amendSalt = saltOf(`${name} amend`);
    this.baseCommissions = treasury.commissions(baseAsset);
    this.quoteCommissions = treasury.commissions(quoteAsset);
    this.#average = new AveragePrice(symbol.percentPrice?.avgPriceMins ?? avgPriceMinsUsual);
    this.#assets = [baseAsset, quoteAsset];
  }

  desk(account: Account): Desk {
    let desk = this.#desks[account.accountId];
    if (desk === undefined) {
      desk = new Desk(this, account);
      this.#desks[account.accountId] = desk;
    }
    return desk;
  }

  /** Desks of accounts that have been here. */
  *desks(): Generator<Desk> {
    for (const desk of this.#desks) if (desk !== undefined) yield desk;
  }

  begin(nowUs: number): void {
    this.nowUs = nowUs;
    this.#commandNumber++;
    this.#changesCount = 0;
    this.#touched.length = 0;
  }

  end(): void {
    this.#tellLevels();
    this.#tellBest();
    for (const { account } of this.#touched) this.broadcast.position(account, this.nowUs, this.#assets);
  }

  touch(desk: Desk): void {
    if (desk.touchedBy === this.#commandNumber) return;
    desk.touchedBy = this.#commandNumber;
    desk.account.updatedUs = this.nowUs;
    this.#touched.push(desk);
  }

  /** An order came to a level, or left it. */
  orderMovedLevel(side: Side, priceTicks: number, lots: number): void {
    if (this.matcher.apart === undefined) this.levelChanged(side, priceTicks, lots);
  }

  levelChanged(side: Side, priceTicks: number, lots: number): void {
    const last = this.#changesCount === 0 ? undefined : this.#changes[this.#changesCount - 1];
    if (last?.priceTicks === priceTicks && last.side === side) {
      last.lots = lots;
      return;
    }
    const change = this.#changes[this.#changesCount];
    if (change === undefined) this.#changes.push({ side, priceTicks, lots });
    else {
      change.side = side;
      change.priceTicks = priceTicks;
      change.lots = lots;
    }
    this.#changesCount++;
  }

  /** What an open order that is not at work needs locked: base for a sell, quote for a buy. */
  lockOf(order: Order): bigint {
    if (!order.isOpen) return 0n;
    if (order.side === ask) return this.symbol.baseUnits(order.leftLots);
    return this.symbol.quoteUnitsUp(order.isAtMarket ? order.stopTicks : order.priceTicks, order.leftLots);
  }

  /** Locks what the order needs now instead of what it needed before. */
  relock(order: Order): void {
    this.#lock(order, this.lockOf(order));
  }

  /** All that is locked for it becomes free: it is at work, or closed. */
  unlock(order: Order): void {
    this.#lock(order, 0n);
  }

  noteTrade(priceTicks: number, lots: number, quoteUnits: bigint): void {
    this.lastTradeTicks = priceTicks;
    this.lastTradeUs = this.nowUs;
    this.#average.add(this.nowUs, lots, quoteUnits);
    this.stops.traded(priceTicks, this.nowUs, this.triggered);
  }

  /** Over how many minutes prices are averaged. */
  get averageMinutes(): number {
    return this.#average.minutes;
  }

  /** The average price of the last minutes in 10^-8 of quote, else the last price; undefined before the first trade. */
  averageUnits(nowUs = this.nowUs): bigint | undefined {
    if (this.lastTradeTicks === 0) return undefined;
    const changesCount = this.#average.moveTo(nowUs);
    if (changesCount === this.#averageOf && this.symbol === this.#averageFor) return this.#averageUnits;
    this.#averageOf = changesCount;
    this.#averageFor = this.symbol;
    this.#averageUnits = this.#worthOfAverage();
    this.#bounds = undefined;
    return this.#averageUnits;
  }

  /** What PERCENT_PRICE allows; undefined before the first trade, when there is nothing to measure by. */
  percentBounds(side: Side): PercentBounds | undefined {
    const averageUnits = this.averageUnits();
    if (averageUnits === undefined) return undefined;
    this.#bounds ??= [this.symbol.percentBounds(bid, averageUnits), this.symbol.percentBounds(ask, averageUnits)];
    return this.#bounds[side];
  }

  /** Reads the best levels of a side from the book as it is now; returns how many there are. At most 5,000. */
  readLevels(side: Side, countMax: number): number {
    return this.matcher.readLevels(side, countMax);
  }
  /** Of the levels last read, best first. */
  levelTicks(index: number): number {
    return this.matcher.levelTicks(index);
  }
  levelLots(index: number): number {
    return this.matcher.levelLots(index);
  }

  /** The best ask above a price; 0 for none. A level that has been taken may still be shown. */
  nextAskTicks(aboveTicks: number): number {
    const { bestAskTicks } = this.matcher;
    if (bestAskTicks === 0 || bestAskTicks > aboveTicks) return bestAskTicks;
    const count = this.readLevels(ask, matcherLimits.levelsMax);
    for (let index = 0; index < count; index++) if (this.levelTicks(index) > aboveTicks) return this.levelTicks(index);
    return 0;
  }

  #worthOfAverage(): bigint {
    const { lots, quoteUnits, minutes } = this.#average;
    if (minutes > 0 && lots > 0) return this.symbol.averageUnits(lots, quoteUnits);
    return BigInt(this.lastTradeTicks) * this.symbol.tickUnits;
  }

  #lock(order: Order, units: bigint): void {
    const { base, quote } = order.desk;
    (order.side === bid ? quote : base).relock(order.lockedUnits, units);
    order.lockedUnits = units;
  }

  #tellLevels(): void {
    for (let index = 0; index < this.#changesCount; index++) {
      const { side, priceTicks, lots } = this.#changes[index]!;
      this.lastUpdateId++;
      this.broadcast.level(this, this.nowUs, this.lastUpdateId, side, priceTicks, lots);
    }
  }

  #tellBest(): void {
    const { bestBidTicks, bestBidLots, bestAskTicks, bestAskLots } = this.matcher;
    const isSame =
      bestBidTicks === this.bestBidTicks &&
      bestBidLots === this.bestBidLots &&
      bestAskTicks === this.bestAskTicks &&
      bestAskLots === this.bestAskLots;
    if (isSame) return;
    assert(this.#changesCount > 0, "the best prices change with a level");
    this.bestBidTicks = bestBidTicks;
    this.bestBidLots = bestBidLots;
    this.bestAskTicks = bestAskTicks;
    this.bestAskLots = bestAskLots;
    this.broadcast.best(this, this.nowUs);
  }
}
