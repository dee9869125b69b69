// Goal: on recordings of one night the hedge of a Spot maker on USD-M leaves less of what the price does, and it costs.
// Method: the naive maker at the touch on Spot, the shipped hedger on USD-M; P&L before fees of both against that of Spot.
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { BacktestRun } from "../../sim/backtest.ts";
import { closeTapes, openBacktestTapes } from "../../src/commands/backtest-tapes.ts";
import { nsPerSecond } from "../../src/domain/time.ts";
import type { Tape } from "../../src/ports/tape.ts";
import { needs, sharedData } from "../helpers/needs.ts";
import { backtest, setupOf } from "../helpers/setup-runs.ts";

const paths = ["spot_btcusdt_20240808.gz", "usdm_btcusdt_20240808.gz"].map(sharedData);
const noRecordings = needs("recordings", !paths.includes(undefined), "put them beside the project, in ../shared/data");

const opened: Tape[][][] = [];
let run: BacktestRun;
afterAll(() => opened.forEach(closeTapes));
beforeAll(async () => {
  if (noRecordings) return;
  const setup = setupOf("synthetic-pair.yaml", [
    ...paths.map((path, at) => `instruments.${at}.data=["${path}"]`),
    "instruments.0.strategy.parameters.half_spread_ticks=0",
  ]);
  opened.push(await openBacktestTapes(setup));
  run = backtest(setup, opened[0]!.flat()).run;
});

test.skipIf(noRecordings)(
  "hedged pair, recorded: ten seconds of both move P&L before fees less than those of Spot alone",
  () => {
    const [spot, futures] = run.markets;
    expect(spot!.collector.fillsCount).toBeGreaterThan(500);
    expect(futures!.collector.fillsCount).toBeGreaterThan(100);
    const [alone, hedge] = run.markets.map(
      ({ collector }) => new Map(collector.seriesPoints.map(({ timeNs, gross }) => [timeNs, gross])),
    );
    const times = [...alone!.keys()].filter((timeNs) => timeNs % (10 * nsPerSecond) === 0 && hedge!.has(timeNs));
    expect(times.length).toBeGreaterThan(30);
    const together = variance(times.map((timeNs) => alone!.get(timeNs)! + hedge!.get(timeNs)!));
    expect(together).toBeLessThan(variance(times.map((timeNs) => alone!.get(timeNs)!)) / 2);
  },
);

test.skipIf(noRecordings)(
  "hedged pair, recorded: off by little on average, in lots of 0.001 BTC; its fees are those of a taker",
  () => {
    const { hedgeEnd, portfolio } = run.markets[1]!;
    expect(hedgeEnd!.meanLots).toBeLessThan(2);
    expect(Number(portfolio.feesUnits) / Number(portfolio.turnoverUnits)).toBeCloseTo(0.0005, 8);
  },
);

/** Of the increments. */
function variance(values: readonly number[]): number {
  const increments = values.slice(1).map((value, at) => value - values[at]!);
  const mean = increments.reduce((sum, value) => sum + value, 0) / increments.length;
  return increments.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (increments.length - 1);
}
