// Goal: recordings of three markets of one night are one run, in which each instrument trades as it does alone.
// Method: naive makers at the touch on Spot, USD-M and COIN-M; fills of the run of all against those of three runs.
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runBacktest } from "../../sim/backtest.ts";
import { type BacktestSetup, readBacktestSetup } from "../../src/commands/backtest-setup.ts";
import { closeTapes, openBacktestTapes } from "../../src/commands/backtest-tapes.ts";
import { backtestInput } from "../../src/commands/bracketed-backtest.ts";
import { writeWhole } from "../../src/commands/write-whole.ts";
import type { Fill } from "../../src/domain/fill.ts";
import { openEngine } from "../../src/engine/open-engine.ts";
import type { Tape } from "../../src/ports/tape.ts";
import { needs, sharedData } from "../helpers/needs.ts";

const recordings = [
  ["spot", "BTCUSDT", "spot_btcusdt_20240808.gz"],
  ["usdm", "BTCUSDT", "usdm_btcusdt_20240808.gz"],
  ["coinm", "BTCUSD_PERP", "cm_btcusd_perp_20240808.gz"],
] as const;
const paths = recordings.map(([, , name]) => sharedData(name));
const noRecordings = needs("recordings", !paths.includes(undefined), "put them beside the project, in ../shared/data");
const folder = mkdtempSync(join(tmpdir(), "halfspread-many-recordings-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function setupOf(): BacktestSetup {
  const instruments = recordings.map(([market, symbol], at) => ({
    instrument: { venue: "binance", market, symbol },
    data: [paths[at]],
    strategy: { name: "naive-maker", parameters: { half_spread_ticks: 0, size_lots: 10, position_lots_max: 100 } },
    decide: { every_ms: 100 },
    fees: { tier: `${market}-vip0` },
    balances: market === "coinm" ? { BTC: "1" } : { BTC: "1", USDT: "100000" },
    risk: { position_lots_max: 200, price_band_ticks: 5000, stale_after_ms: 3000 },
  }));
  const shared = { seed: 1, queue_model: "conservative", latency: { entry_ms: 5, response_ms: 5, decision_us: 100 } };
  const configPath = join(folder, "three.yaml");
  writeWhole(configPath, JSON.stringify({ ...shared, balances: {}, instruments }));
  const told = { settings: [], data: undefined, strategyName: undefined, seed: undefined, instrumentsPath: undefined };
  return readBacktestSetup({ configPath, ...told });
}

function play(setup: BacktestSetup, tapes: readonly (readonly Tape[])[], only: readonly number[], chunkRows: number) {
  const fills: Fill[][] = only.map(() => []);
  const markets = only.map((at) => setup.markets[at]!);
  const input = backtestInput(
    { ...setup, markets },
    only.map((at) => tapes[at]!),
  );
  const { runHash, epochUnixNs } = runBacktest({
    ...input,
    queueModel: "conservative",
    chunkRows,
    openEngine,
    onFill: (fill, at) => fills[at]!.push(fill),
  });
  return { runHash, epochUnixNs, fills };
}

test.skipIf(noRecordings)(
  "three recordings in one run: each fills as it does alone, and any chunks are one run",
  async () => {
    const setup = setupOf();
    const tapes = await openBacktestTapes(setup);
    try {
      const together = play(setup, tapes, [0, 1, 2], 262_144);
      expect(play(setup, tapes, [0, 1, 2], 10_007).runHash).toBe(together.runHash);
      for (const at of [0, 1, 2]) {
        const alone = play(setup, tapes, [at], 262_144);
        expect(alone.epochUnixNs).toBe(together.epochUnixNs);
        const fills = together.fills[at]!;
        expect(fills.length).toBeGreaterThan(100);
        expect(fills.slice(0, alone.fills[0]!.length)).toEqual(alone.fills[0]!);
        expect(fills.length - alone.fills[0]!.length).toBeLessThanOrEqual(2); // Still on their way when its own rows end.
      }
    } finally {
      closeTapes(tapes);
    }
  },
  60_000,
);
