// Goal: a backtest with any model of latency is one run: the same for the same seed, for either engine and any chunks;
// another seed draws others; and the same figures said in another way are the same run.
// Method: the naive maker on minutes of the synthetic market, run hashes compared. The tapes' seed is the run's, so
// where a test wants other draws on the same market it keeps the tapes and changes the run's seed.
import { expect, test } from "bun:test";
import { type BacktestRun, runBacktest } from "../../sim/backtest.ts";
import { type BacktestSetup, readBacktestSetup } from "../../src/commands/backtest-setup.ts";
import { openBacktestTapes } from "../../src/commands/backtest-tapes.ts";
import { backtestInput } from "../../src/commands/bracketed-backtest.ts";
import { openEngine } from "../../src/engine/open-engine.ts";
import type { Engine } from "../../src/ports/engine.ts";
import type { Tape } from "../../src/ports/tape.ts";
import { enginesUnderTest } from "../helpers/engine-kinds.ts";

function setupWith(settings: readonly string[], seed = 1): BacktestSetup {
  const common = ["strategy.parameters.half_spread_ticks=0", "synthetic.minutes=3"];
  return readBacktestSetup({
    configPath: undefined,
    settings: [...common, ...settings],
    data: undefined,
    strategyName: undefined,
    seed,
    instrumentsPath: undefined,
  });
}

interface Variant {
  readonly seed?: number;
  readonly kind?: Engine["kind"];
  readonly chunkRows?: number;
}

const tapes: readonly (readonly Tape[])[] = await openBacktestTapes(setupWith([]));

function run(settings: readonly string[], { seed = 1, kind, chunkRows = 65_536 }: Variant = {}): BacktestRun {
  const setup = setupWith(settings, seed);
  const { queueModel } = setup.config;
  return runBacktest({
    ...backtestInput(setup, tapes),
    queueModel,
    chunkRows,
    openEngine: (configs) => openEngine(configs, kind),
  });
}

const models = {
  "log-normal": ["latency.entry_ms={ log_normal: { median: 5, sigma: 1, min: 1, max: 500 } }"],
  quantiles: ["latency.response_ms={ quantiles: [[0, 1], [0.5, 5], [0.95, 80], [1, 300]] }"],
  recorded: ['latency.entry_ms={ recorded: [["2024-01-01T00:00:00Z", 1], ["2024-01-01T00:03:00Z", 200]] }'],
  load: ["latency.load={ per_message_us: 100, per_command_us: 2000 }"],
} as const;
const drawn: readonly string[] = [...models["log-normal"], ...models.quantiles, ...models.load];
const isNativeMissing = enginesUnderTest.some(({ isMissing }) => isMissing);

test("latency: each model: another run than the constant one, with fills, and the same run again", () => {
  const constant = run([]).runHash;
  for (const settings of Object.values(models)) {
    const first = run(settings);
    expect(first.runHash).not.toBe(constant);
    expect(first.markets[0]!.collector.fillsCount).toBeGreaterThan(20);
    expect(run(settings).runHash).toBe(first.runHash);
  }
});

test("latency: another seed on the same market: other draws, another run; constant latencies: the same", () => {
  expect(run(drawn, { seed: 2 }).runHash).not.toBe(run(drawn).runHash);
  expect(run([], { seed: 2 }).runHash).toBe(run([]).runHash);
});

test("latency: the same figures said in another way: the same run", () => {
  const constant = run(["latency.entry_ms=7"]).runHash;
  const said = [
    ["latency.place={ entry_ms: 7 }", "latency.amend={ entry_ms: 7 }", "latency.cancel={ entry_ms: 7 }"],
    ["latency.entry_ms={ quantiles: [[0, 7], [1, 7]] }"],
    ["latency.entry_ms={ log_normal: { median: 7, sigma: 1, min: 7, max: 7 } }"],
    ['latency.entry_ms={ recorded: [["2024-01-01T00:00:00Z", 7]] }'],
    ["latency.entry_ms=7", "latency.load={ per_message_us: 0, per_command_us: 0 }"],
  ];
  for (const settings of said) expect(run(settings).runHash).toBe(constant);
});

test("latency: quicker cancels alone: another run than all commands as quick", () => {
  const quickCancels = run(["latency.cancel={ entry_ms: 1 }"]).runHash;
  expect(quickCancels).not.toBe(run([]).runHash);
  expect(quickCancels).not.toBe(run(["latency.entry_ms=1"]).runHash);
});

test("latency: drawn and under load, rows cut otherwise: the same run", () => {
  expect(run(drawn, { chunkRows: 777 }).runHash).toBe(run(drawn).runHash);
});

test.skipIf(isNativeMissing)("latency: drawn and under load, either engine and every queue model: the same run", () => {
  for (const model of ["proportional", "log", "{ power: { n: 2, variant: 3 } }"]) {
    const settings = [...drawn, `queue_model=${model}`];
    expect(run(settings, { kind: "reference" }).runHash).toBe(run(settings, { kind: "native" }).runHash);
  }
});

test("latency: orders and their answers: nothing is seen before its way there and back", () => {
  const { markets } = run(["latency.place={ entry_ms: { quantiles: [[0, 3], [1, 9]] }, response_ms: 2 }"]);
  const { place } = markets[0]!.collector.latency;
  expect(place.count).toBeGreaterThan(100);
  expect(place.quantile(0)).toBeGreaterThanOrEqual(5e6 * 0.99);
});
