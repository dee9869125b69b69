// Goal: the synthetic market punishes who rests at the touch, as real ones do; and a run is one run however it is
// computed.
// Method: the naive maker through the replay venue, in several seeds: its one-second markout against its standard error
// (that informed takers are behind it is held by synthetic-facts.test.ts); run hashes across engines and sizes of
// chunks.
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BacktestRun, runBacktest } from "../../sim/backtest.ts";
import { generateSyntheticMarket } from "../../sim/synthetic-market.ts";
import { openTapeFolder } from "../../src/adapters/arrow/tape-reader.ts";
import { TapeWriter } from "../../src/adapters/arrow/tape-writer.ts";
import { readBacktestSetup } from "../../src/commands/backtest-setup.ts";
import { backtestInput } from "../../src/commands/bracketed-backtest.ts";
import { totalMarkout } from "../../src/core/portfolio/markouts.ts";
import { fillCauses } from "../../src/domain/own-event.ts";
import { nsPerMinute, nsPerSecond } from "../../src/domain/time.ts";
import { nativeLibrary } from "../../src/engine/native-library.ts";
import { openEngine } from "../../src/engine/open-engine.ts";
import type { Engine, QueueModel } from "../../src/ports/engine.ts";
import { needs } from "../helpers/needs.ts";

const folder = mkdtempSync(join(tmpdir(), "halfspread-naive-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const setup = readBacktestSetup({
  configPath: undefined,
  settings: ["strategy.parameters.half_spread_ticks=0"],
  data: undefined,
  strategyName: undefined,
  seed: undefined,
  instrumentsPath: undefined,
});
const noCompiler = needs("native engine", nativeLibrary() !== undefined, "install a C++ compiler");
function market(seed: number) {
  const path = mkdtempSync(join(folder, "tape-"));
  const startUnixNs = 1_704_067_200_000_000_000n;
  const { instrument } = setup.markets[0]!;
  const writer = new TapeWriter(join(path, "tape"), instrument, startUnixNs);
  const options = {
    instrument,
    seed,
    startUnixNs,
    durationNs: 5 * nsPerMinute,
    startPriceTicks: 6_000_000,
  };
  generateSyntheticMarket(options, writer);
  writer.seal({ clockOffsetNs: 0, source: `synthetic, seed ${seed}`, problems: [], bookValidNs: 0 });
  return openTapeFolder(join(path, "tape"))!;
}

interface Variant {
  readonly kind?: Engine["kind"];
  readonly chunkRows?: number;
  readonly queueModel?: QueueModel;
}

function play(
  seed: number,

  { kind, chunkRows = 65_536, queueModel = "conservative" }: Variant = {},
) {
  using tape = market(seed);
  return runBacktest({
    ...backtestInput(setup, [[tape]]),
    queueModel,
    chunkRows,
    openEngine: (configs) => openEngine(configs, kind),
  });
}

function markout({ markets }: BacktestRun) {
  const { kernel } = markets[0]!;
  return totalMarkout(fillCauses.map((cause) => kernel.markouts.sums(cause, nsPerSecond)));
}

test("naive maker at the touch of the synthetic market: negative markout after a second, in every seed and queue model", () => {
  for (const seed of [1, 2, 3])
    for (const queueModel of ["conservative", "proportional"] as const) {
      const { meanTicks, errorTicks } = markout(play(seed, { queueModel }));
      expect(meanTicks).toBeLessThan(-4 * errorTicks);
    }
});

test.skipIf(noCompiler)(
  "naive maker: native or reference engine, chunks of 1000 rows or all at once: one run hash",
  () => {
    const runs: Variant[] = [
      { kind: "native" },
      { kind: "native", chunkRows: 997 },
      { kind: "native", chunkRows: 1 },
      { kind: "reference", chunkRows: 1_000_000 },
      { kind: "reference", chunkRows: 13 },
    ];
    expect(new Set(runs.map((variant) => play(4, variant).runHash)).size).toBe(1);
  },
);
