// Goal: the figures of activity (fill ratio, queue ahead, time at the touch, longest drawdown) are those of the run's
// own orders and fills.
// Method: the naive maker on minutes of the synthetic market, every command and fill listened to and counted anew.
import { expect, test } from "bun:test";
import { runBacktest } from "../../sim/backtest.ts";
import { composeRunResult } from "../../sim/run-result.ts";
import { readBacktestSetup } from "../../src/commands/backtest-setup.ts";
import { openBacktestTapes } from "../../src/commands/backtest-tapes.ts";
import { backtestInput } from "../../src/commands/bracketed-backtest.ts";
import type { Fill } from "../../src/domain/fill.ts";
import { openEngine } from "../../src/engine/open-engine.ts";
import type { Engine } from "../../src/ports/engine.ts";

async function run(halfSpreadTicks: number) {
  const settings = [`strategy.parameters.half_spread_ticks=${halfSpreadTicks}`, "synthetic.minutes=4"];
  const setup = readBacktestSetup({
    configPath: undefined,
    settings,
    data: undefined,
    strategyName: undefined,
    seed: undefined,
    instrumentsPath: undefined,
  });
  const placed: number[] = [];
  const fills: Fill[] = [];
  const input = {
    ...backtestInput(setup, await openBacktestTapes(setup)),
    queueModel: "conservative" as const,
    openEngine: (configs: Parameters<typeof openEngine>[0]): Engine => {
      const engine = openEngine(configs);
      const market = engine.markets[0]!;
      const place = market.place.bind(market);
      market.place = (type, side, orderId, priceTicks, sizeLots, shownLots, latency) => {
        placed.push(sizeLots);
        place(type, side, orderId, priceTicks, sizeLots, shownLots, latency);
      };
      return engine;
    },
    onFill: (fill: Fill) => fills.push(fill),
  };
  const played = runBacktest(input);
  const code = { configHash: "", configText: "", version: "" };
  const context = { kind: "backtest" as const, ...code, replaySeconds: 1, peakRssBytes: 1 };
  return {
    result: composeRunResult(input, played, { conservative: played, probable: played }, context).instruments[0]!,
    placed,
    fills,
  };
}

test("activity: orders and lots: as counted from the commands and fills", async () => {
  const { result, placed, fills } = await run(0);
  expect(fills.length).toBeGreaterThan(50);
  expect(result.ordersCount).toBe(placed.length);
  expect(result.placedLots).toBe(placed.reduce((sum, lots) => sum + lots, 0));
  expect(result.filledOrdersCount).toBe(new Set(fills.map(({ orderId }) => orderId)).size);
  expect(result.filledOrdersCount).toBeLessThan(fills.length); // Some fill in parts.
});

test("activity: queue ahead: at fills the median of the fills' own, within its precision; at rest at least as many", async () => {
  const { result, fills } = await run(0);
  const sorted = fills.map(({ queueAheadLots }) => queueAheadLots).sort((a, b) => a - b);
  const { atFill, atRest } = result.queueAhead;
  expect(atFill.count).toBe(fills.length);
  const p90 = sorted[Math.ceil(0.9 * sorted.length) - 1]!;
  expect(Math.abs(atFill.p90Lots - p90)).toBeLessThanOrEqual(0.0055 * p90);
  const unanswered = result.ordersCount - result.rejectsCount - atRest.count;
  expect([0, 1, 2]).toContain(unanswered); // On their way when the tape ends.
  expect(atRest.medianLots).toBeGreaterThan(0);
});

test("activity: time at the touch: most of it when quoting there, none of it far away", async () => {
  const near = (await run(0)).result.timeAtTouch;
  const far = (await run(2000)).result.timeAtTouch;
  expect(near.samplesCount).toBeGreaterThan(230);
  expect(near.samplesCount).toBeLessThanOrEqual(240);
  expect(Math.min(near.bid!, near.ask!)).toBeGreaterThan(0.3);
  expect(near.both!).toBeLessThanOrEqual(Math.min(near.bid!, near.ask!));
  expect(near.both!).toBeGreaterThanOrEqual(near.bid! + near.ask! - 1);
  expect([far.bid, far.ask, far.both]).toEqual([0, 0, 0]);
});
