// Goal: all that clients are told is one story: public trades, reports, positions, answers, queries and the book fit together, to the last digit.
// Method: four accounts, each logged on to the WebSocket API and listening, send random requests of every kind; a reader who sees nothing but
// messages rebuilds every balance and order and compares.
import { expect, test } from "bun:test";
import fc from "fast-check";
import type { CommissionRates } from "../../sim/exchange/commission.ts";
import { MarketStreams } from "../../sim/exchange/streams/market-streams.ts";
import { bid } from "../../src/domain/side.ts";
import { propertyRuns } from "../helpers/engine-kinds.ts";
import { type Command, commands, commissions } from "../helpers/exchange-commands.ts";
import { type Params, type SocketClient, SocketVenue, type Trader } from "../helpers/exchange-socket-client.ts";
import { AccountStory, ExchangeStory, type Message, units } from "../helpers/exchange-story.ts";
import { coarse, fine, type Grid, testSymbol } from "../helpers/exchange-symbols.ts";
import { StreamClient } from "../helpers/stream-client.ts";

const symbol = "ABCXYZ";
const noLimits = { weightMax: 1e9, requestsMax: 1e9, ordersPer10SecondsMax: 1e9, ordersPerDayMax: 1e9 };
/** An account and its one connection. */
interface Party {
  readonly trader: Trader;
  readonly client: SocketClient;
  readonly told: AccountStory;
}

class Play implements Disposable {
  readonly story = new ExchangeStory();
  readonly parties: readonly Party[];
  readonly #venue: SocketVenue;
  readonly #streams: MarketStreams;
  readonly #public: StreamClient;
  refusalsCount = 0;

  constructor(grid: Grid) {
    const venue = new SocketVenue(testSymbol(grid), noLimits);
    this.#venue = venue;
    this.#streams = new MarketStreams(venue.exchange, venue.api.marketData);
    this.#public = new StreamClient(this.#streams, venue.nowUs, "/ws/abcxyz@trade");
    this.parties = commissions.map((commission, index) =>
      this.#party(`account-${index}`, commission, index < 2 ? -1 : 7),
    );
  }

  give(command: Command): void {
    this.#venue.wait(command.elapsedUs);
    this.#streams.advance(this.#venue.nowUs);
    for (const payload of this.#public.pings.splice(0)) this.#public.pong(this.#venue.nowUs, payload);
    const party = this.parties[command.account]!;
    if (command.name === "deposit") this.#deposit(party, command.isBase, command.units);
    else this.#request(party, command);
    this.#read();
  }

  /** What can be asked for at the end. */
  verify(): void {
    const timestamp = Math.floor(this.#venue.nowUs / 1000);
    for (const { client, told } of this.parties) {
      const ask = (method: string, params: Params = {}) => client.result(method, { timestamp, ...params });
      told.verifyAccount(ask("account.status"));
      const lists = ["openOrders.status", "allOrders"].map((method) => ask(method, { symbol }) as unknown as Message[]);
      told.verifyOrders(lists[0]!, lists[1]!);
      told.verifyTrades(ask("myTrades", { symbol }) as unknown as Message[]);
    }
    const depth = this.parties[0]!.client.result("depth", { symbol, limit: 5000 });
    this.#verifyBook("BUY", depth.bids as [string, string][]);
    this.#verifyBook("SELL", depth.asks as [string, string][]);
  }

  [Symbol.dispose](): void {
    this.#venue[Symbol.dispose]();
  }

  #party(apiKey: string, commission: CommissionRates, tradeGroupId: number): Party {
    const venue = this.#venue;
    const grid = venue.exchange.market(symbol)!.symbol;
    const owned = { base: grid.sizeText(60), quote: grid.quoteText(grid.quoteUnits(100, 60)) };
    const trader = venue.trader(apiKey, "ED25519", owned, { commission, tradeGroupId });
    const client = venue.connect("returnRateLimits=false");
    client.resultAs(trader, "session.logon");
    client.result("userDataStream.subscribe");
    const account = client.result("account.status", { timestamp: Math.floor(venue.nowUs / 1000) });
    return { trader, client, told: new AccountStory(this.story, "ABC", "XYZ", account) };
  }

  #deposit({ trader }: Party, isBase: boolean, amount: bigint): void {
    this.#venue.exchange.deposit(this.#venue.nowUs, trader.account, isBase ? "ABC" : "XYZ", amount);
  }

  #request({ client, told }: Party, command: Exclude<Command, { name: "deposit" }>): void {
    const [method, params] = requestOf(command, told, this.#venue);
    const frame = { id: 1, method, params: { ...params, timestamp: Math.floor(this.#venue.nowUs / 1000) } };
    client.say(JSON.stringify(frame));
  }

  /** Trades and new orders first: the reports of several accounts refer to them. */
  #read(): void {
    for (const event of this.#public.takeEvents()) this.story.trade(event);
    const told = this.parties.map(({ client }) => client.take());
    for (const [index, party] of this.parties.entries())
      for (const { event } of told[index]!) if (event !== undefined) party.told.meet(event as Message);
    for (const [index, party] of this.parties.entries())
      for (const message of told[index]!) {
        if (message.event === undefined) this.#answered(message);
        else party.told.event(message.event as Message);
      }
    this.story.verify();
  }

  #answered(answer: Message): void {
    if (answer.status !== 200) {
      expect([400, 409]).toContain(answer.status as number);
      this.refusalsCount++;
      return;
    }
    const { orderId, fills } = answer.result as Message;
    const order = this.story.orders.get(orderId as number);
    if (order === undefined || fills === undefined) return;
    // Where it was the maker, a stop order that it had triggered met it, after the answer was made.
    const own = order.account.trades.filter(({ i, m }) => i === orderId && m === false);
    expect(
      (fills as Message[]).map(({ tradeId, price, qty, commission }) => [tradeId, price, qty, commission]),
    ).toEqual(own.map(({ t, L, l, n }) => [t, L, l, n] as never));
  }

  #verifyBook(side: string, levels: readonly [string, string][]): void {
    const shown = this.story.shown(side);
    expect(new Set(levels.map(([price]) => units(price)))).toEqual(new Set(shown.keys()));
    for (const [price, quantity] of levels) {
      const known = shown.get(units(price));
      if (known !== undefined) expect([price, units(quantity)]).toEqual([price, known]);
      expect(units(quantity)).toBeGreaterThan(0n);
    }
  }
}

for (const [name, grid] of [
  ["whole amounts", coarse],
  ["rounded amounts", fine],
] as const)
  test(`exchange: ${name}: any requests of several accounts: everything that they are told is one story`, () => {
    fc.assert(
      fc.property(commands, (flow) => {
        using play = new Play(grid);
        for (const command of flow) play.give(command);
        play.verify();
      }),
      propertyRuns(40),
    );
  });

test("exchange: some flows: every kind of report occurs, and refusals too", () => {
  const kinds = new Set<string>();
  let refusalsCount = 0;
  // With a seed of its own: that the draws reach everything must not be luck.
  for (const flow of fc.sample(commands, { numRuns: 60, seed: 1 })) {
    using play = new Play(coarse);
    for (const command of flow) play.give(command);
    for (const kind of play.story.kinds.keys()) kinds.add(kind);
    refusalsCount += play.refusalsCount;
  }
  expect([...kinds].sort()).toEqual([
    "CANCELED",
    "EXPIRED",
    "NEW",
    "REJECTED",
    "REPLACED",
    "TRADE",
    "TRADE_PREVENTION",
  ]);
  expect(refusalsCount).toBeGreaterThan(100);
});

/** The request that gives a command, from what its account has been told. */
function requestOf(
  command: Exclude<Command, { name: "deposit" }>,
  told: AccountStory,
  venue: SocketVenue,
): [method: string, params: Params] {
  if (command.name === "place") return ["order.place", orderParams(command.request, venue)];
  if (command.name === "cancelAll") return ["openOrders.cancelAll", { symbol }];
  const orderId = told.openOrders()[command.pick]?.orderId ?? 999_999;
  if (command.name === "cancel") {
    const { restriction } = command;
    return ["order.cancel", { symbol, orderId, ...(restriction && { cancelRestrictions: restriction }) }];
  }
  if (command.name === "amend") {
    const { clientOrderId } = command;
    const newQty = sizeText(command.sizeLots, venue);
    return [
      "order.amend.keepPriority",
      { symbol, orderId, newQty, ...(clientOrderId && { newClientOrderId: clientOrderId }) },
    ];
  }
  const params = { ...orderParams(command.request, venue), cancelOrderId: orderId, cancelReplaceMode: command.mode };
  return ["order.cancelReplace", params];
}

type Request = Extract<Command, { name: "place" }>["request"];

function orderParams(request: Request, venue: SocketVenue): Params {
  const { symbol: grid } = venue.exchange.market(symbol)!;
  const { kind, quoteUnits, icebergLots, stopTicks, trailingBips, clientOrderId, prevention } = request;
  const params: Record<string, string | number | undefined> = {
    symbol,
    side: request.side === bid ? "BUY" : "SELL",
    type: kind,
    timeInForce: kind === "LIMIT" || kind.endsWith("_LIMIT") ? request.timeInForce : undefined,
    price: request.priceTicks === 0 ? undefined : priceText(request.priceTicks, venue),
    quantity: quoteUnits === undefined ? sizeText(request.sizeLots, venue) : undefined,
    quoteOrderQty: quoteUnits === undefined ? undefined : grid.quoteText(grid.quoteUnits(100, Number(quoteUnits)) + 1n),
    icebergQty: icebergLots === undefined ? undefined : sizeText(icebergLots, venue),
    stopPrice: stopTicks === undefined ? undefined : priceText(stopTicks, venue),
    trailingDelta: trailingBips,
    newClientOrderId: clientOrderId,
    selfTradePreventionMode: prevention,
  };
  return JSON.parse(JSON.stringify(params));
}

/** What is on no grid is sent as a decimal that is on none. */
function priceText(ticks: number, venue: SocketVenue): string {
  return Number.isInteger(ticks) ? venue.exchange.market(symbol)!.symbol.priceText(ticks) : "100.001";
}
function sizeText(lots: number, venue: SocketVenue): string {
  return Number.isInteger(lots) ? venue.exchange.market(symbol)!.symbol.sizeText(lots) : "0.0000015";
}
