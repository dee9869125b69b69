// Goal: the agents' market has the facts of a real one: who rests loses to those who know, flow moves the price and part of it comes back, signs persist.
// Method: what a listener is told over some quarters of an hour with fixed seeds; impact as the difference of two runs of one seed, one with
// an order of a client in it, so that what would have happened anyway cancels out.
import { expect, test } from "bun:test";
import { defaultAgentParameters, type ExchangeAgentParameters } from "../../sim/exchange/agents/agent-parameters.ts";
import type { AgentRole } from "../../sim/exchange/agents/symbol-agents.ts";
import type { Execution } from "../../sim/exchange/listener.ts";
import { ask, bid, type Side, sides } from "../../src/domain/side.ts";
import {
  type AgentBench,
  btcusdt,
  Facts,
  midTicks,
  openAgents,
  richClient,
  startUs,
  usPerSecond,
} from "../helpers/exchange-agents.ts";

const seeds = [101, 102, 103, 104, 105, 106];
const seconds = 900;

function factsOf(seed: number, parameters: ExchangeAgentParameters = defaultAgentParameters): Facts {
  using bench = openAgents(seed, [{ ...btcusdt, parameters }]);
  const facts = new Facts(bench.agents);
  bench.exchange.listen(facts);
  bench.until(seconds);
  return facts;
}

const markets = seeds.map((seed) => factsOf(seed));

const secondsAfter = [0, 1, 5, 20];
/** What happens without an order, by seed. */
const calm = Array.from({ length: 24 }, (_, seed) => midsAfter(seed));

test("agents' market: its stylised facts: in the bounds that README.md states", () => {
  for (const facts of markets) {
    expectBetween(facts.ordersCount / facts.seconds, 90, 140);
    expectBetween(facts.tradesCount / facts.seconds, 8, 30);
    expectBetween(facts.takes.length / facts.seconds, 6, 20);
    expectBetween(facts.spreadTicks, 2, 12);
    expectBetween(facts.oneTickShare, 0.9, 0.99);
    expectBetween(facts.bpsPerMinute(100), 2, 7);
    expectBetween(facts.signCorrelation(1), 0.2, 0.5);
  }
});

test("agents' market: informed takers: what rests against them loses, against the others it does not", () => {
  for (const after of [1, 10]) {
    const informed = pooled("informed", after);
    const uninformed = pooled("uninformed", after);
    expect(informed.mean).toBeLessThan(-100);
    expect(informed.mean / informed.error).toBeLessThan(-3);
    expect((uninformed.mean - informed.mean) / Math.hypot(uninformed.error, informed.error)).toBeGreaterThan(3);
    expect(uninformed.mean).toBeGreaterThan(0.1 * informed.mean);
  }
});

test("agents' market: takers, informed or not: buy about as often as they sell", () => {
  // A few large orders make most pieces of such: they are too few to be even.
  for (const role of ["informed", "uninformed"] as const) {
    const takes = markets.flatMap((facts) => facts.takes.filter((take) => take.role === role));
    expectBetween(takes.filter(({ sign }) => sign > 0).length / takes.length, 0.35, 0.65);
  }
});

test("agents' market: volatility signature: smaller in steps of less than the makers need to follow, then level", () => {
  const at = (steps: number) => meanOf(markets.map((facts) => facts.bpsPerMinute(steps)));
  expectBetween(at(1) / at(50), 0.5, 0.8);
  expectBetween(at(10) / at(50), 0.7, 0.95);
  expectBetween(at(50) / at(300), 0.9, 1.1);
  expectBetween(at(100) / at(300), 0.9, 1.1);
});

test("agents' market: signs of takers: persist, less so the further apart", () => {
  const at = (lag: number) => meanOf(markets.map((facts) => facts.signCorrelation(lag)));
  expect(at(1)).toBeGreaterThan(at(3));
  expect(at(3)).toBeGreaterThan(at(10));
  expect(at(10)).toBeGreaterThan(0.1);
});

test("agents' market: cancels: come in bursts, seconds with several times the usual", () => {
  for (const { cancels } of markets) {
    const counts = [...cancels.values()].toSorted((a, b) => a - b);
    const median = counts[Math.floor(counts.length / 2)]!;
    expect(counts.at(-20)!).toBeGreaterThan(1.5 * median);
  }
});

test("agents' market: depth: many levels a side, most of it away from the touch", () => {
  using bench = openAgents(110);
  bench.until(60);
  for (const side of sides) {
    const levelsCount = bench.market.readLevels(side, 5000);
    expect(levelsCount).toBeGreaterThan(60);
    const lots = Array.from({ length: levelsCount }, (_, at) => bench.market.levelLots(at));
    const isNear = (at: number) => Math.abs(bench.market.levelTicks(at) / midTicks(bench.market) - 1) < 2e-4;
    const nearLots = lots.filter((_, at) => isNear(at)).reduce((sum, each) => sum + each, 0);
    const allLots = lots.reduce((sum, each) => sum + each, 0);
    expect(nearLots).toBeGreaterThan(0);
    expect(allLots).toBeGreaterThan(2 * nearLots);
  }
});

test("agents' market: our market order: moves the price its way, the larger the more; after a while it has come back", () => {
  for (const side of sides) {
    const sign = side === bid ? 1 : -1;
    const small = impactOf(side, 200_000);
    const large = impactOf(side, 1_000_000);
    for (const after of [0, 1])
      for (const impact of [small, large]) {
        expect(sign * impact.at(after).mean).toBeGreaterThan(20);
        expect((sign * impact.at(after).mean) / impact.at(after).error).toBeGreaterThan(3);
        expect(sign * large.at(after).mean).toBeGreaterThan(2 * sign * small.at(after).mean);
      }
    expect(sign * large.at(5).mean).toBeLessThan(0.8 * sign * large.at(1).mean);
    expect(Math.abs(large.at(20).mean)).toBeLessThan(0.25 * sign * large.at(1).mean);
  }
}, 60_000);

test("agents' market: our quotes at the touch: filled, and picked off by the informed", () => {
  const fills = seeds.flatMap((seed) => touchFills(seed));
  const of = (role: AgentRole) => spreadOf(fills.filter((fill) => fill.role === role).map(({ ticks }) => ticks));
  const informed = of("informed");
  expect(informed.count).toBeGreaterThan(50);
  expect(informed.mean / informed.error).toBeLessThan(-3);
  expect(of("uninformed").mean).toBeGreaterThan(informed.mean + 20);
}, 60_000);

test("agents' market: without informed takers: resting at the touch is clearly better", () => {
  const { informed } = defaultAgentParameters;
  const peaceful = { ...defaultAgentParameters, informed: { ...informed, meanGapNs: Number.POSITIVE_INFINITY } };
  const all = (runs: readonly Facts[]) =>
    spreadOf(
      runs.flatMap((facts) =>
        (["informed", "uninformed", "large"] as const).flatMap((role) => facts.markouts(role, 1)),
      ),
    );
  const among = all(markets);
  const without = all(seeds.map((seed) => factsOf(seed, peaceful)));
  expect((without.mean - among.mean) / Math.hypot(without.error, among.error)).toBeGreaterThan(3);
}, 60_000);

/** Difference that a client's order makes to the mid, so many seconds after it, over runs of many seeds. */
function impactOf(side: Side, sizeLots: number): { at(seconds: number): Spread } {
  const differences = calm.map((mids, seed) =>
    midsAfter(seed, (bench) => {
      const request = { side, kind: "MARKET", timeInForce: "GTC", priceTicks: 0, sizeLots } as const;
      bench.exchange.place(bench.exchange.nowUs, richClient(bench), bench.market, request);
    }).map((mid, at) => mid - mids[at]!),
  );
  return { at: (wanted) => spreadOf(differences.map((row) => row[secondsAfter.indexOf(wanted)]!)) };
}

/** The mid at each of `secondsAfter`, counted from ten seconds after the agents began. */
function midsAfter(seed: number, act: (bench: AgentBench) => void = () => {}): number[] {
  using bench = openAgents(seed);
  bench.until(10);
  act(bench);
  return secondsAfter.map((after) => {
    bench.until(10 + after);
    return midTicks(bench.market);
  });
}

interface Fill {
  readonly role: AgentRole | undefined;
  /** The mid five seconds later against the price, a loss negative. */
  readonly ticks: number;
}

/** A client joins the best price of both sides every half second, for ten minutes. */
function touchFills(seed: number): Fill[] {
  using bench = openAgents(seed);
  const { exchange, market, agents } = bench;
  const client = richClient(bench);
  const open: { timeUs: number; sign: number; priceTicks: number; role: AgentRole | undefined }[] = [];
  const fills: Fill[] = [];
  let taker: AgentRole | undefined;
  exchange.listen({
    execution: ({ kind, isMaker, order, timeUs, lastTicks }: Execution) => {
      if (kind !== "TRADE") return;
      const { account } = order.desk;
      // The taker's execution comes just before its maker's.
      if (!isMaker) taker = agents.roleOf(account);
      else if (account === client)
        open.push({ timeUs, sign: order.side === bid ? 1 : -1, priceTicks: lastTicks, role: taker });
    },
  });
  for (let step = 1; step <= 1200; step++) {
    bench.until(step / 2);
    const nowUs = startUs + (step / 2) * usPerSecond;
    while (open.length > 0 && open[0]!.timeUs + 5 * usPerSecond <= nowUs) {
      const { sign, priceTicks, role } = open.shift()!;
      fills.push({ role, ticks: sign * (midTicks(market) - priceTicks) });
    }
    if (market.desk(client).openCount > 0) exchange.cancelAll(nowUs, client, market);
    for (const side of sides) {
      const priceTicks = side === ask ? market.bestAskTicks : market.bestBidTicks;
      const request = { side, kind: "LIMIT_MAKER", timeInForce: "GTC", priceTicks, sizeLots: 2000 } as const;
      exchange.place(nowUs, client, market, request);
    }
  }
  return fills;
}

interface Spread {
  readonly mean: number;
  /** Standard error of the mean. */
  readonly error: number;
  readonly count: number;
}

/** Markouts of all markets: each market's mean is one observation of several, its fills share their fate. */
function pooled(role: AgentRole, after: number): Spread {
  return spreadOf(markets.map((facts) => meanOf(facts.markouts(role, after))));
}

function spreadOf(values: readonly number[]): Spread {
  const mean = meanOf(values);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(variance / values.length), count: values.length };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function expectBetween(value: number, min: number, max: number): void {
  if (!(value >= min && value <= max)) expect({ value }).toEqual({ value: `between ${min} and ${max}` as never });
}
