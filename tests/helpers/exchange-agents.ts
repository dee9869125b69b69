/** The agents' market at an exchange of its own, and what a listener writes down of it. */
import { AgentMarket, type TradedSymbol } from "../../sim/exchange/agents/agent-market.ts";
import type { AgentRole } from "../../sim/exchange/agents/symbol-agents.ts";
import { builtInSymbols } from "../../sim/exchange/built-in-symbols.ts";
import { Exchange } from "../../sim/exchange/exchange.ts";
import type { ExchangeSymbol } from "../../sim/exchange/exchange-symbol.ts";
import type { Account } from "../../sim/exchange/ledger.ts";
import type { BestQuote, ExchangeListener, Execution, PublicTrade } from "../../sim/exchange/listener.ts";
import type { Market } from "../../sim/exchange/market.ts";

export const startUs = 1_760_000_000_000_000;
export const usPerSecond = 1_000_000;
export const btcusdt: TradedSymbol = { symbol: "BTCUSDT", startPriceTicks: 6_000_000 };
export const ethusdt: TradedSymbol = { symbol: "ETHUSDT", startPriceTicks: 250_000 };

export interface AgentBench extends Disposable {
  readonly exchange: Exchange;
  readonly agents: AgentMarket;
  readonly market: Market;
  /** Lets the agents act until so many seconds after they began. */
  until(seconds: number): void;
}

/** @param traded the first is `market`. */
export function openAgents(
  seed: number,
  traded: readonly TradedSymbol[] = [btcusdt],
  symbols: readonly ExchangeSymbol[] = builtInSymbols(),
): AgentBench {
  const exchange = new Exchange({ symbols });
  const agents = new AgentMarket(exchange, { seed, startUs, symbols: traded });
  return {
    exchange,
    agents,
    market: exchange.market(traded[0]!.symbol)!,
    until: (seconds) => agents.advance(startUs + seconds * usPerSecond),
    [Symbol.dispose]: () => exchange[Symbol.dispose](),
  };
}

/** Somebody who is no agent, with money for anything. */
export function richClient({ exchange, market }: AgentBench): Account {
  const account = exchange.openAccount();
  exchange.deposit(exchange.nowUs, account, market.symbol.baseAsset, 10n ** 14n);
  exchange.deposit(exchange.nowUs, account, market.symbol.quoteAsset, 10n ** 18n);
  return account;
}

/** Middle of the best prices, in ticks. */
export function midTicks({ bestBidTicks, bestAskTicks }: Market): number {
  return (bestBidTicks + bestAskTicks) / 2;
}

/** Trades and best prices as lines: equal lines, equal markets. */
export class Lines implements ExchangeListener {
  readonly lines: string[] = [];

  trade({ market, timeUs, tradeId, priceTicks, lots, isBuyerMaker }: PublicTrade): void {
    this.lines.push(`${market.symbol.name} ${timeUs} trade ${tradeId} ${priceTicks} ${lots} ${isBuyerMaker}`);
  }
  best({ market, timeUs, updateId, bidTicks, bidLots, askTicks, askLots }: BestQuote): void {
    this.lines.push(`${market.symbol.name} ${timeUs} best ${updateId} ${bidTicks} ${bidLots} ${askTicks} ${askLots}`);
  }

  hash(): string {
    return new Bun.CryptoHasher("sha256").update(this.lines.join("\n")).digest("hex").slice(0, 16);
  }
}

/** One order that took, by the first price that it got. */
export interface Take {
  readonly timeUs: number;
  /** 1 for a buy, -1 for a sell. */
  readonly sign: number;
  readonly priceTicks: number;
  readonly role: AgentRole | undefined;
}

/** Figures of a run: who took, orders and cancels, the spread over time, and the middle of the best prices every 100 ms. */
export class Facts implements ExchangeListener {
  readonly takes: Take[] = [];
  ordersCount = 0;
  tradesCount = 0;
  /** Cancels by the second. */
  readonly cancels = new Map<number, number>();
  readonly mids: number[] = [];
  #spreadTime = 0;
  #oneTickUs = 0;
  #lastTaker = 0;
  #quote = { timeUs: startUs, midTicks: 0, spreadTicks: 0 };

  constructor(readonly agents: AgentMarket) {}

  execution({ kind, order, timeUs, isMaker, lastTicks }: Execution): void {
    if (kind === "NEW") this.ordersCount++;
    const second = Math.floor((timeUs - startUs) / usPerSecond);
    if (kind === "CANCELED") this.cancels.set(second, (this.cancels.get(second) ?? 0) + 1);
    if (kind !== "TRADE" || isMaker || order.orderId === this.#lastTaker) return;
    this.#lastTaker = order.orderId;
    const role = this.agents.roleOf(order.desk.account);
    this.takes.push({ timeUs, sign: order.side === 0 ? 1 : -1, priceTicks: lastTicks, role });
  }

  trade(): void {
    this.tradesCount++;
  }

  best({ timeUs, bidTicks, askTicks }: BestQuote): void {
    if (bidTicks === 0 || askTicks === 0) return;
    this.#spreadTime += this.#quote.spreadTicks * (timeUs - this.#quote.timeUs);
    if (this.#quote.spreadTicks === 1) this.#oneTickUs += timeUs - this.#quote.timeUs;
    while (startUs + this.mids.length * stepUs < timeUs) this.mids.push(this.#quote.midTicks);
    this.#quote = { timeUs, midTicks: (bidTicks + askTicks) / 2, spreadTicks: askTicks - bidTicks };
  }

  get seconds(): number {
    return (this.#quote.timeUs - startUs) / usPerSecond;
  }
  /** Mean over time. */
  get spreadTicks(): number {
    return this.#spreadTime / (this.#quote.timeUs - startUs);
  }

  /** Share of the time in which no price fits between the best two. */
  get oneTickShare(): number {
    return this.#oneTickUs / (this.#quote.timeUs - startUs);
  }

  /** Of what rested against each take of a role: the mid so many seconds later against its price, in ticks; a loss is negative. */
  markouts(role: AgentRole | undefined, seconds: number): number[] {
    return this.takes
      .filter((take) => take.role === role)
      .map((take) => ({ take, at: Math.ceil((take.timeUs - startUs) / stepUs) + (seconds * usPerSecond) / stepUs }))
      .filter(({ at }) => at < this.mids.length)
      .map(({ take, at }) => -take.sign * (this.mids[at]! - take.priceTicks));
  }

  /** Root mean square change of the mid over so many steps of 100 ms, scaled to a minute, in bps. */
  bpsPerMinute(steps: number): number {
    let squares = 0;
    for (let at = steps + 1; at < this.mids.length; at++)
      squares += (((this.mids[at]! - this.mids[at - steps]!) / this.mids[at]!) * 10_000) ** 2;
    return Math.sqrt(((squares / (this.mids.length - steps - 1)) * 600) / steps);
  }

  /** Mean product of the signs of takes so many apart. */
  signCorrelation(lag: number): number {
    const products = this.takes.slice(lag).map(({ sign }, at) => sign * this.takes[at]!.sign);
    return products.reduce((sum, product) => sum + product, 0) / products.length;
  }
}

const stepUs = usPerSecond / 10;
