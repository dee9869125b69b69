// Goal: what a session trades on paper is what a backtest of the same rows trades, to the bit: there is no second core,
// and no hidden input.
// Method: sessions on paper against the exchange under its agents, in process and under a virtual clock; their journals'
// rows as tapes to `sim`, which knows nothing else of them; and the journals to `replay`. Configurations, markets,
// networks and faults are drawn.
import { expect, test } from "bun:test";
import fc from "fast-check";
import type { BacktestConfig } from "../../sim/backtest-config.ts";
import type { MarketRun } from "../../sim/market-run.ts";
import { replayJournal } from "../../sim/replay-journal.ts";
import { drawNetworkFaults } from "../../sim/world/network-faults.ts";
import { Random } from "../../src/base/random.ts";
import type { BacktestSetup } from "../../src/commands/backtest-setup.ts";
import { nsPerSecond } from "../../src/domain/time.ts";
import { journaledTapes } from "../helpers/column-tape.ts";
import { btcusdt, ethusdt, startUs } from "../helpers/exchange-agents.ts";
import { PaperWorld, type PaperWorldOptions, paperHost } from "../helpers/paper-world.ts";
import { backtest, setupOf } from "../helpers/setup-runs.ts";

type Decide = BacktestConfig["instruments"][number]["decide"];
type Rules = Pick<BacktestConfig, "latency" | "queueModel"> & { readonly decide: Decide };

const common = { startUnixNs: BigInt(startUs) * 1000n, agents: [btcusdt, ethusdt] };
const steady = { toVenueMs: 5, fromVenueMs: 5 };

function withRules(setup: BacktestSetup, { decide, ...shared }: Rules): BacktestSetup {
  const markets = setup.markets.map((market) => ({ ...market, config: { ...market.config, decide } }));
  return { ...setup, config: { ...setup.config, ...shared }, markets };
}

/** Trades on paper, and once more in a backtest of the rows alone. @returns how often it was filled. */
function expectParity(options: PaperWorldOptions, seconds: number, chunkRows: number): number {
  using world = new PaperWorld(options);
  const runHash = world.run(seconds * nsPerSecond);
  const { run, fills } = backtest(options.setup, journaledTapes(world.log, world.spec), chunkRows);
  expect(fills).toEqual(world.fills);
  expect(run.balances).toEqual(world.opened.account.balances);
  const netUnits = ({ portfolio }: MarketRun) => portfolio.netUnits(2 * btcusdt.startPriceTicks);
  expect(run.markets.map(netUnits)).toEqual(world.opened.session.markets.map(netUnits));
  expect(run.runHash).toBe(runHash);
  expect(replayJournal(world.log).outcome).toMatchObject({ difference: undefined, runHash });
  return fills.length;
}

test.each([[{ everyMs: 100 }], [{ everyMs: 7.5, on: ["own"] }], [{ on: ["touch_price", "trade"] }]] as [Decide][])(
  "live on paper: two instruments deciding by %j: the backtest of its rows has the same hash",
  (decide) => {
    const setup = setupOf("synthetic-two-naive.yaml", ["instruments.0.strategy.parameters.half_spread_ticks=20"]);
    const { latency, queueModel } = setup.config;
    const world = { ...common, setup: withRules(setup, { latency, queueModel, decide }), latency: steady };
    expect(expectParity(world, 60, 1000)).toBeGreaterThan(20);
  },
);

const oneWayMs = fc.oneof(
  fc.integer({ min: 0, max: 60 }),
  fc.constant({ logNormal: { median: 5, sigma: 0.8, min: 1, max: 200 } }),
  fc.constant({
    quantiles: [
      [0, 0],
      [0.9, 10],
      [1, 150],
    ] as [number, number][],
  }),
);
const rules: fc.Arbitrary<Rules> = fc.record({
  latency: fc.record(
    {
      entryMs: oneWayMs,
      responseMs: oneWayMs,
      decisionUs: fc.constantFrom(0, 100, 3000),
      venueCloseMs: fc.constantFrom(1, 10, 150),
      tickerMs: fc.constantFrom(0, 5),
      cancel: fc.record({ entryMs: oneWayMs }),
      load: fc.constant({ perMessageUs: 10, perCommandUs: 100 }),
    },
    { requiredKeys: ["entryMs", "responseMs", "decisionUs", "venueCloseMs", "tickerMs"] },
  ),
  queueModel: fc.constantFrom<BacktestConfig["queueModel"]>(
    "conservative",
    "proportional",
    "log",
    { log: { variant: 3 } },
    { power: { n: 2, variant: 2 } },
  ),
  decide: fc.constantFrom<Decide>(
    { everyMs: 100 },
    { everyMs: 33.3 },
    { on: ["touch_price"] },
    { on: ["touch_size", "own"] },
    { everyMs: 250, on: ["trade", "own"] },
  ),
});
const worlds = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  rules,
  halfSpreadTicks: fc.constantFrom(0, 5, 40),
  way: oneWayMs,
  isBad: fc.boolean(),
  chunkRows: fc.constantFrom(1, 37, 5000),
});

test("live on paper: any market, network, faults and rules: the backtest of its rows has the same hash", () => {
  let fillsCount = 0;
  fc.assert(
    fc.property(worlds, ({ seed, rules: drawn, halfSpreadTicks, way, isBad, chunkRows }) => {
      const settings = [0, 1].map((at) => `instruments.${at}.strategy.parameters.half_spread_ticks=${halfSpreadTicks}`);
      const setup = withRules(setupOf("synthetic-two-naive.yaml", settings), drawn);
      const weather = { fromNs: 0, untilNs: 20 * nsPerSecond, everyNs: 4 * nsPerSecond, hosts: [paperHost] };
      const faults = isBad ? drawNetworkFaults(Random.fromSeed(seed), weather) : [];
      const latency = { toVenueMs: way, fromVenueMs: way };
      fillsCount += expectParity({ ...common, seed, setup, latency, faults }, 20, chunkRows);
    }),
    { numRuns: 15 },
  );
  expect(fillsCount).toBeGreaterThan(100);
}, 60_000);
