// Goal: a microprice that was fitted to one market tells more of another of its kind than the mid does.
// Method: generated markets, in which takers that know more lean on one side; fitted on some seeds, judged on others, by
// whether the mid goes where the fitted price is, in standard errors.
import { expect, test } from "bun:test";
import { fitMicroprice } from "../../../../sim/features/fit-microprice.ts";
import { MicropriceCounts } from "../../../../sim/features/microprice-counts.ts";
import { type FeatureSink, playFeatures, type RowsWhen } from "../../../../sim/features/play-features.ts";
import { fittedMicroprice } from "../../../../src/core/features/fitted-microprice.ts";
import { mid } from "../../../../src/core/features/mid.ts";
import { eventFlag } from "../../../../src/domain/event.ts";
import { ask } from "../../../../src/domain/side.ts";
import { nsPerMs } from "../../../../src/domain/time.ts";
import { openEngine } from "../../../../src/engine/open-engine.ts";
import { change, type MarketView } from "../../../../src/ports/engine.ts";
import { noSignals } from "../../../../src/ports/market-signals.ts";
import type { Tape } from "../../../../src/ports/tape.ts";
import { spotBtcusdt } from "../../../helpers/instruments.ts";
import { generateRows } from "../../../helpers/synthetic-rows.ts";

test("fitted microprice: on generated markets that it was not fitted to: where the mid goes", () => {
  const counts = new MicropriceCounts({ bucketsCount: 21, spreadsCount: 4 });
  for (const seed of [1, 2, 3]) {
    counts.restart();
    play(seed, { changes: change.touchPrice | change.touchSize }, counts);
  }
  const fitted = fittedMicroprice(fitMicroprice(counts));
  // What whoever trades on the difference between the two for half a second gains by it, over spans that do not overlap.
  const gains: number[] = [];
  for (const seed of [9, 10, 11, 12, 13, 14]) {
    const rows: { mid: number; fitted: number }[] = [];
    const row = (view: MarketView) => rows.push({ mid: mid.value(view), fitted: fitted.value(view) });
    play(seed, { everyNs: 500 * nsPerMs }, { flow: () => {}, touch: () => {}, row });
    for (const [at, then] of rows.entries()) {
      const gain = ((rows[at + 1]?.mid ?? Number.NaN) - then.mid) * (then.fitted - then.mid);
      if (!Number.isNaN(gain)) gains.push(gain);
    }
  }
  const mean = gains.reduce((sum, gain) => sum + gain) / gains.length;
  const variance = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / gains.length;
  expect(gains.length).toBeGreaterThan(2000);
  expect(mean / Math.sqrt(variance / gains.length)).toBeGreaterThan(4);
});

function play(seed: number, when: RowsWhen, sink: FeatureSink): void {
  const tape = tapeOf(seed);
  const openOne: typeof openEngine = (configs) => openEngine(configs);
  playFeatures({ tape, when, signals: noSignals, tellsTouch: false, openEngine: openOne, sink, onProgress: () => {} });
}

function tapeOf(seed: number): Tape {
  const rows = generateRows({ seed, seconds: 200 });
  const timed = (ns: number) => BigInt(Number.isNaN(ns) ? 0 : ns);
  const flagsOf = ({ kind, side, isLast, venueNs }: (typeof rows)[number]) =>
    kind |
    eventFlag.movesTouch |
    (side === ask ? eventFlag.ask : 0) |
    (isLast ? eventFlag.isLast : 0) |
    (Number.isNaN(venueNs) ? eventFlag.noVenueTime : 0);
  const columns = {
    rowsCount: rows.length,
    receivedNs: BigInt64Array.from(rows, ({ receivedNs }) => timed(receivedNs)),
    venueNs: BigInt64Array.from(rows, ({ venueNs }) => timed(venueNs)),
    sizeLots: BigInt64Array.from(rows, ({ sizeLots }) => BigInt(sizeLots)),
    priceTicks: Int32Array.from(rows, ({ priceTicks }) => priceTicks),
    flags: Uint8Array.from(rows, flagsOf),
  };
  return {
    ...{ instrument: spotBtcusdt, midnightUnixNs: 0n, clockOffsetNs: 0, rowsCount: rows.length, hasOrderIds: false },
    ...{ firstReceivedNs: rows[0]!.receivedNs, lastReceivedNs: rows.at(-1)!.receivedNs },
    ...{ source: "generated", problems: [], bookValidNs: 0, contentHash: "" },
    chunks: () => [columns],
    [Symbol.dispose]() {},
  };
}
