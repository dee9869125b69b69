// Goal: many instruments in one run are one run: the same with either engine and any chunks; each trades as it does
// alone while there is money for all; and when there is not, they share what there is.
// Method: naive makers on two synthetic markets of different seeds; fills compared with those of runs of one
// instrument.
import { expect, test } from "bun:test";
import { type BacktestRun, runBacktest } from "../../sim/backtest.ts";
import { type BacktestSetup, readBacktestSetup } from "../../src/commands/backtest-setup.ts";
import { openBacktestTapes } from "../../src/commands/backtest-tapes.ts";
import { backtestInput } from "../../src/commands/bracketed-backtest.ts";
import type { Fill } from "../../src/domain/fill.ts";
import { bid } from "../../src/domain/side.ts";
import { nativeLibrary } from "../../src/engine/native-library.ts";
import { openEngine } from "../../src/engine/open-engine.ts";
import type { Engine } from "../../src/ports/engine.ts";
import { needs } from "../helpers/needs.ts";

const isNativeMissing = needs("native engine", nativeLibrary() !== undefined, "install a C++ compiler");
const minutes = 3;
const drawn = "latency.entry_ms={ log_normal: { median: 5, sigma: 1, min: 1, max: 500 } }";

function setupWith(settings: readonly string[]): BacktestSetup {
  const near = [0, 1].flatMap((at) => [
    `instruments.${at}.synthetic.minutes=${minutes}`,
    `instruments.${at}.strategy.parameters.half_spread_ticks=20`,
  ]);
  return readBacktestSetup({
    configPath: `${import.meta.dir}/../../configs/synthetic-two-naive.yaml`,
    settings: [...near, drawn, ...settings],
    data: undefined,
    strategyName: undefined,
    seed: undefined,
    instrumentsPath: undefined,
  });
}

const common = setupWith([]);
const tapes = await openBacktestTapes(common);

interface Variant {
  readonly kind?: Engine["kind"];
  readonly chunkRows?: number;
  readonly settings?: readonly string[];
  /** Of the two, those that take part. */
  readonly only?: readonly number[];
}

interface Played {
  readonly run: BacktestRun;
  /** By instrument. */
  readonly fills: readonly Fill[][];
}

function play({ kind, chunkRows = 65_536, settings = [], only = [0, 1] }: Variant = {}): Played {
  const setup = setupWith(settings);
  const fills: Fill[][] = only.map(() => []);
  const run = runBacktest({
    ...backtestInput(
      { ...setup, markets: only.map((at) => setup.markets[at]!) },
      only.map((at) => tapes[at]!),
    ),
    queueModel: setup.config.queueModel,
    chunkRows,
    openEngine: (configs) => openEngine(configs, kind),
    onFill: (fill, at) => fills[at]!.push(fill),
  });
  return { run, fills };
}

/** Fills of the first instrument and of another on the same tape, each with an account of its own. */
function playTwins(settings: readonly string[]): readonly Fill[][] {
  const setup = setupWith(settings);
  const first = { ...setup.markets[0]!, balances: setup.balances };
  const second = { ...first, instrument: { ...first.instrument, symbol: "TWIN" } };
  const fills: Fill[][] = [[], []];
  runBacktest({
    ...backtestInput({ ...setup, markets: [first, second] }, [tapes[0]!, tapes[0]!]),
    queueModel: setup.config.queueModel,
    openEngine: (configs) => openEngine(configs),
    onFill: (fill, at) => fills[at]!.push(fill),
  });
  return fills;
}

test("many instruments: rows cut in chunks of any size: one run hash", () => {
  const hashes = [65_536, 10_000, 997, 1_000_000].map((chunkRows) => play({ chunkRows }).run.runHash);
  expect(new Set(hashes).size).toBe(1);
});

test.skipIf(isNativeMissing)("many instruments: native or reference engine: one run hash", () => {
  const { run } = play({ kind: "native" });
  expect(play({ kind: "reference" }).run.runHash).toBe(run.runHash);
  for (const { collector } of run.markets) expect(collector.fillsCount).toBeGreaterThan(20);
});

test("many instruments: money for all: each fills as it does alone", () => {
  const together = play();
  for (const at of [0, 1]) {
    const [alone] = play({ only: [at] }).fills;
    // Alone a run ends with its own rows; in company it sees what is still on its way.
    expect(together.fills[at]!.slice(0, alone!.length)).toEqual(alone!);
    expect(together.fills[at]!.length - alone!.length).toBeLessThanOrEqual(2);
  }
});

test("many instruments: the other order in the configuration: the same fills, and another run, since it says whose they are", () => {
  const straight = play();
  const turned = play({ only: [1, 0] });
  expect(turned.fills).toEqual(straight.fills.toReversed());
  expect(turned.run.runHash).not.toBe(straight.run.runHash);
});

test("many instruments: two that differ in nothing but their names: alike, but for latencies drawn for each", () => {
  const [constantFirst, constantSecond] = playTwins(["latency.entry_ms=5"]);
  expect(constantFirst!.length).toBeGreaterThan(20);
  expect(constantSecond).toEqual(constantFirst!);
  const [first, second] = playTwins([]);
  expect(second).not.toEqual(first!);
});

test("many instruments: too little money for both: they share it, and no balance or lock is out of bounds at the end", () => {
  const poor = play({ settings: ["balances={ BTC: '0.02', ETH: '0.02', USDT: '1000' }"] });
  const refused = poor.run.markets.map(({ collector }) => collector.vetoesByReason.insufficient_funds ?? 0);
  expect(Math.min(...refused)).toBeGreaterThan(0);
  expect(poor.fills[1]).not.toEqual(play().fills[1]);
  for (const [asset, units] of poor.run.balances) expect([asset, units >= 0n]).toEqual([asset, true]);
});

test("many instruments: shared balances: moved by what both instruments' fills and fees come to", () => {
  const { run, fills } = play();
  // A tick times a lot: 0.01 x 0.00001 BTC and 0.01 x 0.0001 ETH, in 1e-8 USDT.
  const moved = [10, 100].flatMap((tickLotUnits, at) =>
    fills[at]!.map(({ side, sizeLots, priceTicks, feeAsset, feeUnits }) => {
      const value = BigInt((side === bid ? -1 : 1) * sizeLots * tickLotUnits) * BigInt(priceTicks);
      return feeAsset === "USDT" ? value - BigInt(feeUnits) : value;
    }),
  );
  const expected = moved.reduce((sum, units) => sum + units, 0n);
  expect(run.balances.get("USDT")! - common.balances.get("USDT")!).toBe(expected);
});

test("many instruments: the sum of one: drawdown, Sharpe ratio and wins are its own; of two: no worse than both drawdowns together", () => {
  const { totals, markets } = play({ only: [0] }).run;
  const { underWater, minutes: increments } = markets[0]!.collector;
  const [own] = totals.values();
  expect(own).toEqual({
    ...increments.summary(),
    maxDrawdownUnits: underWater.maxUnits,
    longestDrawdownNs: underWater.longestNs,
  });
  const both = play().run;
  const apart = both.markets.reduce((sum, { collector }) => sum + collector.underWater.maxUnits, 0n);
  const [together] = both.totals.values();
  expect(together!.maxDrawdownUnits <= apart).toBe(true);
  expect(together!.maxDrawdownUnits).toBeGreaterThan(0n);
});

test("many instruments: rows of one break the rules: bad input that names its tape, not the other's", () => {
  const [whole, [cut]] = [tapes[0]!, tapes[1]!];
  // Its row 500 was received before all others.
  const chunks = function* (rowsMax: number) {
    for (const { receivedNs, ...columns } of cut!.chunks(rowsMax))
      yield { ...columns, receivedNs: receivedNs.map((ns, at) => (at === 500 ? 0n : ns)) };
  };
  const broken = { ...cut!, source: "broken.tape", chunks };
  const input = backtestInput(common, [whole, [broken]]);
  const play = () =>
    runBacktest({ ...input, queueModel: "conservative", openEngine: (configs) => openEngine(configs) });
  expect(play).toThrow(/^broken\.tape: row \d+: violated: /);
});

test("many instruments: balances of its own: an account apart from the common one", () => {
  const own = play({
    settings: ["balances={ BTC: '1', USDT: '100000' }", "instruments.1.balances={ ETH: '2', USDT: '3000' }"],
  });
  const [first, second] = own.run.markets;
  expect(first!.account).not.toBe(second!.account);
  expect(own.run.balances.get("USDT")).toBe(play({ only: [0] }).run.balances.get("USDT"));
});
