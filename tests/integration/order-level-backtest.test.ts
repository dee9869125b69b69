// Goal: data that name every order are played with the true queue, beside the models that guess it.
// Method: a stream of a few orders whose queue is known by hand (Bitstamp's format), through the command's own way,
// with both engines; and recordings, when they are there, where both engines must agree with every model.
import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BacktestRun, runBacktest } from "../../sim/backtest.ts";
import { mapBracket } from "../../sim/queue-model.ts";
import type { RunResult } from "../../sim/run-result.ts";
import { readBacktestSetup } from "../../src/commands/backtest-setup.ts";
import { closeTapes, openBacktestTapes } from "../../src/commands/backtest-tapes.ts";
import { bracketedBacktest } from "../../src/commands/bracketed-backtest.ts";
import { openEngine } from "../../src/engine/open-engine.ts";
import { projectRoot } from "../helpers/needs.ts";
import { isNativeBookMissing } from "../helpers/order-book-kinds.ts";
import { orderRecordings, recordingOf } from "../helpers/order-recordings.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const bitstamp = [
  ...["instrument={ venue: bitstamp, market: spot, symbol: BTCUSD }", 'balances={ BTC: "10", USD: "10000" }'],
  ...["strategy.parameters={ half_spread_ticks: 5, size_lots: 100000000, position_lots_max: 1000000000 }"],
  ...[
    "decide={ every_ms: 1000 }",
    "risk={ position_lots_max: 2000000000, price_band_ticks: 5000, stale_after_ms: 600000 }",
    "latency={ entry_ms: 1, response_ms: 1, decision_us: 0 }",
  ],
  ...['fees={ tier: none, maker: "0", taker: "0" }'],
];

const engines = ["reference", ...(isNativeBookMissing ? [] : (["native"] as const))] as const;

/**
 * Our bid of 1 joins behind A (1) and B (2) at 236.45; then C joins with 5. B cancels: it was ahead of us, and 1 is
 * left there. (Conservative: 3 are. In proportion: 2.25 are.) A trades away, then C is hit twice for 1. In truth the
 * first of these is ours; in proportion 0.75 of the second.
 */
const knownQueue = [
  ...[
    order(0, "created", 9, "3.00000000", "236.55", 1),
    order(0, "created", 1, "1.00000000"),
    order(0, "created", 2, "2.00000000"),
  ],
  order(3000, "created", 3, "5.00000000"),
  order(5000, "deleted", 2, "2.00000000"),
  order(7000, "deleted", 1, "0.00000000"),
  order(8000, "changed", 3, "4.00000000"),
  order(9000, "changed", 3, "3.00000000"),
  order(10_000, "created", 4, "1.00000000", "236.00"),
];

for (const kind of engines)
  test(`order-level backtest, ${kind}: a queue known by hand: the exact model beside the two that guess`, async () => {
    using folder = temporaryFolder();
    const path = folder.of("stream.log");
    writeFileSync(path, knownQueue.join(""));
    const { instruments } = await played([path], bitstamp, kind);
    const found = mapBracket(instruments[0]!.bracket, ({ queueModel, volumeLots }) => [queueModel, volumeLots]);
    expect(found).toEqual({
      conservative: ["conservative", 0],
      probable: ["proportional", 75_000_000],
      exact: ["exact", 100_000_000],
    });
  });

const recorded = [
  ["bitstamp", undefined, bitstamp],
  ["luno", join(projectRoot, "configs/luno-xbtzar-naive.yaml"), []],
] as const;
for (const [name, configPath, settings] of recorded)
  test.skipIf(recordingOf(name) === undefined || isNativeBookMissing)(
    `order-level backtest: ${orderRecordings[name]}: the same commands and fills from both engines, with every model`,
    async () => {
      const hashes = async (kind: "native" | "reference") => {
        const { instruments } = await played([recordingOf(name)!], settings, kind, configPath);
        return mapBracket(instruments[0]!.bracket, ({ runHash }) => runHash);
      };
      const native = await hashes("native");
      expect(native.exact).toBeDefined();
      expect(native).toEqual(await hashes("reference"));
    },
    30_000,
  );

test("order-level backtest: the exact model where orders have no names: refused in one line", async () => {
  const setup = setupOf(undefined, ["queue_model=exact", "synthetic.minutes=1"]);
  await expect(openBacktestTapes(setup)).rejects.toThrow(
    "shows levels alone; expected data that name every order, for queue_model: exact",
  );
});

function order(afterMs: number, event: string, id: number, amount: string, price = "236.45", type = 0): string {
  const json = JSON.stringify({ price, amount, datetime: "1430438404", id, order_type: type });
  return `${1_430_438_404_000 + afterMs} order_${event} ${json}\n`;
}

function setupOf(data: readonly string[] | undefined, settings: readonly string[], configPath?: string) {
  const none = { strategyName: undefined, seed: undefined, instrumentsPath: undefined };
  return readBacktestSetup({ configPath, settings, data, ...none });
}

async function played(
  data: readonly string[],
  settings: readonly string[],
  kind: "native" | "reference",
  configPath?: string,
): Promise<RunResult> {
  const setup = setupOf(data, settings, configPath);
  const tapes = await openBacktestTapes(setup);
  try {
    return bracketedBacktest(
      setup,
      tapes,
      { openEngine: (configs) => openEngine(configs, kind) },
      (input): BacktestRun => runBacktest(input),
    );
  } finally {
    closeTapes(tapes);
  }
}
