// Goal: the agents' market is one story, told by its seed and by what others do at the exchange, whoever lets it go on and how often.
// Method: trades and best prices as lines, of runs that must be equal or must differ; halts and bad symbols from outside.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { AgentMarket } from "../../../sim/exchange/agents/agent-market.ts";
import { defaultAgentParameters } from "../../../sim/exchange/agents/agent-parameters.ts";
import { builtInSymbols } from "../../../sim/exchange/built-in-symbols.ts";
import { Refusal } from "../../../sim/exchange/errors.ts";
import { Exchange } from "../../../sim/exchange/exchange.ts";
import type { OrderRequest } from "../../../sim/exchange/order-request.ts";
import type { Placement } from "../../../sim/exchange/placing.ts";
import { InputError } from "../../../src/base/input-error.ts";
import { ask, bid, sides } from "../../../src/domain/side.ts";
import {
  btcusdt,
  ethusdt,
  Lines,
  openAgents,
  richClient,
  startUs,
  usPerSecond,
} from "../../helpers/exchange-agents.ts";
import { ExchangeChecker } from "../../helpers/exchange-checker.ts";
import { coarse, fine, testSymbol, whole } from "../../helpers/exchange-symbols.ts";

function linesOf(seed: number, seconds: number, traded = [btcusdt]): Lines {
  using bench = openAgents(seed, traded);
  const lines = new Lines();
  bench.exchange.listen(lines);
  bench.until(seconds);
  return lines;
}

test("agents: a seed twice, and another: the same market, and another one", () => {
  const lines = linesOf(3, 20);
  expect(lines.lines.length).toBeGreaterThan(200);
  expect(linesOf(3, 20).hash()).toBe(lines.hash());
  expect(linesOf(4, 20).hash()).not.toBe(lines.hash());
});

test("agents: the pinned seed: the same market on every machine", () => {
  expect(linesOf(1, 60).hash()).toMatchInlineSnapshot(`"5001e9f70f9b44dc"`);
});

test("agents: however the calls of advance are cut: the same market, a client's orders among it", () => {
  const play = (cutsUs: readonly number[]) => {
    using bench = openAgents(5);
    const lines = new Lines();
    bench.exchange.listen(lines);
    const client = richClient(bench);
    const timesUs = new Set([...cutsUs, ...ordersUs, 10 * usPerSecond]);
    for (const atUs of [...timesUs].toSorted((a, b) => a - b)) {
      bench.agents.advance(startUs + atUs);
      if (!ordersUs.includes(atUs)) continue;
      const side = atUs % 2 === 0 ? bid : ask;
      const request = { side, kind: "MARKET", timeInForce: "GTC", priceTicks: 0, sizeLots: 50_000 } as const;
      bench.exchange.place(startUs + atUs, client, bench.market, request);
    }
    return lines.hash();
  };
  const uncut = play([]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 10 * usPerSecond }), { maxLength: 200 }), (cutsUs) => {
      expect(play(cutsUs)).toBe(uncut);
    }),
    { numRuns: 10 },
  );
});
const ordersUs = [0, 1_234_567, 3_000_000, 3_000_001, 8_000_000];

test("agents: nextUs: nothing happens before it, and something can at it", () => {
  using bench = openAgents(6);
  const timesUs: number[] = [];
  bench.exchange.listen({ level: ({ timeUs }) => timesUs.push(timeUs) });
  expect(bench.agents.nextUs).toBe(startUs);
  for (let acts = 0; acts < 500; acts++) {
    const { nextUs } = bench.agents;
    const heardCount = timesUs.length;
    bench.agents.advance(nextUs - 1);
    expect(timesUs.length).toBe(heardCount);
    expect(bench.agents.nextUs).toBe(nextUs);
    bench.agents.advance(nextUs);
    expect(timesUs.slice(heardCount).every((timeUs) => timeUs === nextUs)).toBe(true);
    expect(bench.agents.nextUs).toBeGreaterThan(nextUs);
  }
  expect(timesUs.length).toBeGreaterThan(500);
});

test("agents: a second symbol: the first is as it is alone", () => {
  const alone = linesOf(7, 20).lines;
  const both = linesOf(7, 20, [btcusdt, ethusdt]).lines;
  expect(both.filter((line) => line.startsWith("BTCUSDT"))).toEqual(alone);
  expect(both.length).toBeGreaterThan(1.5 * alone.length);
});

test("agents: two symbols of one grid and price: two markets", () => {
  const names = ["ABCXYZ", "DEFXYZ"];
  const traded = names.map((symbol) => ({ symbol, startPriceTicks: 6_000_000 }));
  using bench = openAgents(
    7,
    traded,
    names.map((symbol) => testSymbol(coarse, [], { symbol })),
  );
  const lines = new Lines();
  bench.exchange.listen(lines);
  bench.until(5);
  const [first, second] = names.map((name) =>
    lines.lines.filter((line) => line.startsWith(name)).map((line) => line.slice(name.length)),
  );
  expect(first).not.toEqual(second);
});

test("agents: what has closed: nobody remembers it", () => {
  using bench = openAgents(14);
  bench.until(20);
  for (const desk of bench.market.desks()) {
    expect(desk.allOrders().length).toBe(desk.openCount);
    expect(desk.trades.length).toBe(0);
  }
});

test("agents: a symbol that halts: nothing trades, the book stays; when it opens the agents go on", () => {
  using bench = openAgents(8);
  const { exchange, market } = bench;
  const lines = new Lines();
  exchange.listen(lines);
  bench.until(5);
  const { lastOrderId, lastTradeId } = market;
  exchange.changeSymbol(startUs + 5 * usPerSecond, market, { status: "HALT" });
  bench.until(15);
  expect([market.lastOrderId, market.lastTradeId]).toEqual([lastOrderId, lastTradeId]);
  exchange.changeSymbol(startUs + 15 * usPerSecond, market, { status: "TRADING" });
  bench.until(25);
  expect(market.lastTradeId).toBeGreaterThan(lastTradeId + 20);
  exchange.assertConserved();
});

test("agents: a stop that their trade triggers: works at the time of that trade", () => {
  using bench = openAgents(12);
  const { exchange, market } = bench;
  const client = richClient(bench);
  bench.until(2);
  const stops = ["STOP_LOSS", "TAKE_PROFIT"].map((kind) => {
    const stopTicks = market.lastTradeTicks + (kind === "STOP_LOSS" ? 30 : -30);
    const request = { side: bid, kind, timeInForce: "GTC", priceTicks: 0, sizeLots: 1000, stopTicks } as OrderRequest;
    const placement = exchange.place(startUs + 2 * usPerSecond, client, market, request);
    expect(placement).not.toBeInstanceOf(Refusal);
    return (placement as Placement).order;
  });
  let lastTradeUs = 0;
  let triggeredCount = 0;
  exchange.listen({
    trade: ({ timeUs }) => {
      lastTradeUs = timeUs;
    },
    execution: ({ kind, order, timeUs }) => {
      if (kind !== "NEW" || !stops.includes(order)) return;
      expect(timeUs).toBe(lastTradeUs);
      triggeredCount++;
    },
  });
  while (triggeredCount < 2) {
    bench.agents.advance(bench.agents.nextUs);
    expect(market.triggered).toEqual([]);
  }
});

test("agents: their free money is taken away: they go on with what they have", () => {
  using bench = openAgents(13);
  const { exchange, market, agents } = bench;
  bench.until(2);
  for (const account of exchange.accounts) {
    expect(agents.roleOf(account)).toBeDefined();
    exchange.deposit(exchange.nowUs, account, "USDT", -account.balance("USDT").freeUnits);
  }
  bench.until(30);
  expect(market.bestAskTicks).toBeGreaterThan(0);
  expect(market.lastTradeTicks).toBeGreaterThan(0);
  exchange.assertConserved();
});

test("agents: a client's orders that nobody shares the price of: agents never rest across them", () => {
  using bench = openAgents(9);
  const { exchange, market } = bench;
  const client = richClient(bench);
  bench.until(1);
  const priceTicks = market.bestAskTicks - 1;
  const request = { side: bid, kind: "LIMIT_MAKER", timeInForce: "GTC", priceTicks, sizeLots: 10_000_000 } as const;
  exchange.place(startUs + usPerSecond, client, market, request);
  exchange.listen({ best: ({ bidTicks, askTicks }) => expect(bidTicks).toBeLessThan(askTicks) });
  bench.until(10);
  expect(market.desk(client).openCount).toBe(1);
  // Makers' offers stay above it, however low they think the price to be.
  expect(market.bestBidTicks).toBeGreaterThanOrEqual(priceTicks);
});

test("agents: any seed: a checker rebuilds every order, balance and level from the events", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      using exchange = new Exchange({ symbols: builtInSymbols().slice(0, 1) });
      const market = exchange.market("BTCUSDT")!;
      const checker = new ExchangeChecker(exchange, market);
      const agents = new AgentMarket(exchange, { seed, startUs, symbols: [btcusdt] });
      for (let acts = 0; acts < 80; acts++) {
        agents.advance(agents.nextUs);
        checker.verify();
      }
      for (const kind of ["NEW", "CANCELED", "TRADE"]) expect([...checker.kinds.keys()]).toContain(kind);
    }),
    { numRuns: 4 },
  );
});

test("agents: coarse and fine grids: both sides are quoted at any time", () => {
  for (const [grid, startPriceTicks] of [[whole, 50_000] as const, [fine, 3_000_000] as const]) {
    const traded = { symbol: "ABCXYZ", startPriceTicks, parameters: scaledFor(grid === fine ? 1e-4 : 1) };
    using bench = openAgents(10, [traded], [testSymbol(grid)]);
    bench.exchange.listen({
      best: ({ updateId, bidTicks, askTicks }) => {
        if (updateId > 800) expect(Math.min(bidTicks, askTicks)).toBeGreaterThan(0);
      },
    });
    bench.until(30);
    for (const side of sides) expect(bench.market.readLevels(side, 50)).toBeGreaterThan(5);
    expect(bench.market.lastTradeId).toBeGreaterThan(30);
  }
});

test("agents: a symbol that takes neither small nor large orders: every quote is one that it takes", () => {
  const narrow = testSymbol(coarse, [
    { filterType: "LOT_SIZE", minQty: "0.00001", maxQty: "0.3", stepSize: "0.00001" },
    { filterType: "MIN_NOTIONAL", minNotional: "5000", applyToMarket: true, avgPriceMins: 5 },
  ]);
  using bench = openAgents(15, [{ symbol: "ABCXYZ", startPriceTicks: 6_000_000 }], [narrow]);
  bench.agents.advance(startUs - 1);
  expect(bench.market.lastOrderId).toBe(0);
  const sizes: number[] = [];
  bench.exchange.listen({ execution: ({ kind, order }) => kind === "NEW" && sizes.push(order.sizeLots) });
  bench.until(0);
  const { each, levelsPerSide } = defaultAgentParameters.makers;
  expect(sizes.length).toBeGreaterThanOrEqual(each.length * 2 * levelsPerSide);
  expect(Math.max(...sizes)).toBe(30_000);
  expect(Math.min(...sizes)).toBe(Math.ceil(10_000 / 0.6));
});

/** Amounts of quote by a factor: a quote asset that is worth more. */
function scaledFor(factor: number) {
  const { makers, uninformed, informed } = defaultAgentParameters;
  return {
    ...defaultAgentParameters,
    makers: {
      ...makers,
      innerSizeQuote: factor * makers.innerSizeQuote,
      deepSizeQuote: factor * makers.deepSizeQuote,
    },
    uninformed: { ...uninformed, sizeQuoteMin: factor * uninformed.sizeQuoteMin },
    informed: { ...informed, sizeMeanQuote: factor * informed.sizeMeanQuote },
  };
}

test("agents: a symbol that is not there, or twice, or no price: says which", () => {
  using bench = openAgents(11);
  const open = (symbols: { symbol: string; startPriceTicks: number }[]) => () =>
    new AgentMarket(bench.exchange, { seed: 1, startUs, symbols });
  const begin = (...names: string[]) => open(names.map((symbol) => ({ symbol, startPriceTicks: 1000 })));
  expect(begin("XRPUSDT")).toThrow(new InputError("XRPUSDT", "not at the exchange; expected one of its symbols"));
  expect(begin("BTCUSDT", "BTCUSDT")).toThrow(new InputError("BTCUSDT", "there twice; expected once"));
  for (const startPriceTicks of [0, 1.5, Number.NaN, 100_000_001])
    expect(open([{ symbol: "BTCUSDT", startPriceTicks }])).toThrow(
      new InputError("BTCUSDT", `a first price of ${startPriceTicks} ticks; expected 1 to 100000000`),
    );
});
