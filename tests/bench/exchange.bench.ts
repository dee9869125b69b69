/**
 * How many orders a second does the simulated exchange take?
 *
 * In process and unsigned, one symbol, eight accounts, every check, lock, commission and event; a listener reads all of them. One command a
 * call, as requests come. Most orders rest near the touch and are cancelled, the others take.
 */
import { builtInSymbols } from "../../sim/exchange/built-in-symbols.ts";
import { Refusal } from "../../sim/exchange/errors.ts";
import { Exchange } from "../../sim/exchange/exchange.ts";
import type { Account } from "../../sim/exchange/ledger.ts";
import type { ExchangeListener } from "../../sim/exchange/listener.ts";
import type { Market } from "../../sim/exchange/market.ts";
import type { OrderRequest } from "../../sim/exchange/order-request.ts";
import { Random } from "../../src/base/random.ts";
import { ask, bid } from "../../src/domain/side.ts";
import { type Bench, machineLine, spread, timed } from "./bench.ts";

const accountsCount = 8;
const openMax = 120;
/** Closed orders and trades remembered an account. */
const historyMax = 10_000;
const midTicks = 6_000_000;

export const bench: Bench = {
  question: "How many orders a second does the exchange take, in process, with all events produced?",
  async run(size): Promise<string[]> {
    const [ordersCount, repeats] = size === "full" ? [600_000, 5] : [2000, 1];
    const requests = drawRequests(ordersCount);
    const passes = Array.from({ length: repeats }, () => pass(requests));
    const { least, median, most } = spread(passes.map(({ seconds }) => ordersCount / seconds / 1000));
    const { events, commandsCount, refusedCount } = passes[0]!;
    return [
      machineLine(),
      `${median.toFixed(0)} thousand orders/s (${least.toFixed(0)} to ${most.toFixed(0)}, ${repeats} runs of ${ordersCount} orders)`,
      `  and ${commandsCount - ordersCount} cancels in the same time; ${refusedCount} orders refused`,
      `  events: ${events.executions} executions, ${events.trades} trades, ${events.levels} levels, ${events.bests} best prices, ${events.positions} positions`,
      `  events hash ${(events.hash >>> 0).toString(16).padStart(8, "0")}`,
      "left out: drawing the orders, JSON, signatures, sockets",
    ];
  },
};

/** Reads every event, and mixes it into one number. */
class Events implements ExchangeListener {
  executions = 0;
  trades = 0;
  levels = 0;
  bests = 0;
  positions = 0;
  hash = 0x811c9dc5 | 0;

  execution({ executionId, lastLots, lastTicks, order }: Parameters<NonNullable<ExchangeListener["execution"]>>[0]) {
    this.executions++;
    this.#mix(executionId ^ lastLots ^ lastTicks ^ order.executedLots);
  }
  trade({ tradeId, priceTicks, lots }: { tradeId: number; priceTicks: number; lots: number }) {
    this.trades++;
    this.#mix(tradeId ^ priceTicks ^ lots);
  }
  level({ updateId, priceTicks, lots }: { updateId: number; priceTicks: number; lots: number }) {
    this.levels++;
    this.#mix(updateId ^ priceTicks ^ lots);
  }
  best({ bidTicks, askLots }: { bidTicks: number; askLots: number }) {
    this.bests++;
    this.#mix(bidTicks ^ askLots);
  }
  position({ account }: { account: Account }) {
    this.positions++;
    this.#mix(account.accountId);
  }
  #mix(word: number): void {
    this.hash = Math.imul(this.hash ^ word, 0x01000193);
  }
}

interface Pass {
  readonly seconds: number;
  readonly events: Events;
  readonly commandsCount: number;
  readonly refusedCount: number;
}

function pass(requests: readonly OrderRequest[]): Pass {
  using exchange = new Exchange({ symbols: builtInSymbols() });
  const market = exchange.market("BTCUSDT")!;
  const accounts = Array.from({ length: accountsCount }, () => richAccount(exchange, market));
  const events = new Events();
  exchange.listen(events);
  const { seconds, value } = timed(() => giveAll(exchange, market, accounts, requests));
  exchange.assertConserved();
  return { seconds, events, ...value };
}

function richAccount(exchange: Exchange, market: Market): Account {
  const account = exchange.openAccount({ historyMax });
  exchange.deposit(0, account, market.symbol.baseAsset, 10n ** 16n);
  exchange.deposit(0, account, market.symbol.quoteAsset, 10n ** 20n);
  return account;
}

/** Accounts take turns; one with too many open orders cancels its oldest first. */
function giveAll(exchange: Exchange, market: Market, accounts: readonly Account[], requests: readonly OrderRequest[]) {
  let commandsCount = 0;
  let refusedCount = 0;
  for (let index = 0; index < requests.length; index++) {
    const account = accounts[index % accountsCount]!;
    const { openCount, oldestOpen } = market.desk(account);
    if (openCount >= openMax && oldestOpen !== undefined) {
      exchange.cancel(index, account, market, { orderId: oldestOpen.orderId });
      commandsCount++;
    }
    if (exchange.place(index, account, market, requests[index]!) instanceof Refusal) refusedCount++;
    exchange.settle();
    commandsCount++;
  }
  return { commandsCount, refusedCount };
}

function drawRequests(count: number): OrderRequest[] {
  const random = Random.fromSeed(5);
  return Array.from({ length: count }, (): OrderRequest => {
    const side = random.chance(1, 2) ? bid : ask;
    const sizeLots = random.int(10, 2000);
    if (random.chance(1, 10)) return { side, kind: "MARKET", timeInForce: "GTC", priceTicks: 0, sizeLots };
    const awayTicks = random.int(-8, 120);
    const priceTicks = side === bid ? midTicks - awayTicks : midTicks + awayTicks;
    return { side, kind: "LIMIT", timeInForce: "GTC", priceTicks, sizeLots };
  });
}
