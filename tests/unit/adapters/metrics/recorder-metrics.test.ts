// Goal: every metric of a recorder has the name, the labels and the value that it should have; dashboards rely on them.
// Method: the text of a scrape, read line by line, of a recorder as it begins and of one that has seen everything.
import { expect, test } from "bun:test";
import { RecorderMetricsText, type RecorderState } from "../../../../src/adapters/metrics/recorder-metrics.ts";
import { LogHistogram } from "../../../../src/base/log-histogram.ts";
import { spotBtcusdt } from "../../../helpers/instruments.ts";

const beginning: RecorderState = {
  ...{ nowNs: 3e9, startedNs: 1e9, waitingBytes: 0, unsyncedRecordsCount: 0, partsToSealCount: 0 },
  markets: [
    { instrument: spotBtcusdt, rowsCount: 0, droppedRowsCount: 0, receivedNs: Number.NaN, notes: new Map() },
    {
      instrument: { ...spotBtcusdt, symbol: "ETHUSDT" },
      ...{ rowsCount: 70, droppedRowsCount: 8, receivedNs: 2.5e9 },
      notes: new Map([
        ["gap", 2],
        ["stale", 1],
      ]),
    },
  ],
  ...{ sealFailuresCount: 0, frames: undefined, ticks: undefined },
};

/** Series that are the recorder's own, without those of every process. */
async function seriesOf(state: RecorderState): Promise<string[]> {
  const text = new RecorderMetricsText({ state: () => state, loopLag: new LogHistogram(), build: { version: "0" } });
  const lines = (await text.text()).split("\n").filter((line) => /^halfspread_(feed|recorder|ticks)/.test(line));
  return lines.map((line) => line.replace(',venue="binance"', "").slice("halfspread_".length)).toSorted();
}

test("recorder metrics: two instruments, one of which is late: each with its own", async () => {
  expect(await seriesOf(beginning)).toEqual([
    'feed_events_total{symbol="ETHUSDT",event="gap"} 2',
    'feed_events_total{symbol="ETHUSDT",event="stale"} 1',
    'feed_gaps_total{symbol="BTCUSDT"} 0',
    'feed_gaps_total{symbol="ETHUSDT"} 2',
    'feed_staleness_seconds{symbol="BTCUSDT"} 2',
    'feed_staleness_seconds{symbol="ETHUSDT"} 0.5',
    'recorder_dropped_rows_total{symbol="BTCUSDT"} 0',
    'recorder_dropped_rows_total{symbol="ETHUSDT"} 8',
    'recorder_frames_total{outcome="dropped"} 0',
    'recorder_frames_total{outcome="kept"} 0',
    'recorder_rows_total{symbol="BTCUSDT"} 0',
    'recorder_rows_total{symbol="ETHUSDT"} 70',
    "recorder_seal_failures_total 0",
    "recorder_unsealed_parts 0",
    "recorder_unsynced_records 0",
    "recorder_waiting_bytes 0",
    "ticks_dropped_entries_total 0",
    "ticks_lag_seconds 0",
    "ticks_waiting_entries 0",
  ]);
});

test("recorder metrics: frames kept, a stream besides, and a disk that is slow: all of it is told", async () => {
  const series = await seriesOf({
    ...beginning,
    ...{ markets: [], waitingBytes: 11, unsyncedRecordsCount: 12, partsToSealCount: 13, sealFailuresCount: 14 },
    frames: { framesCount: 15, droppedFramesCount: 16, waitingFrameBytes: 100 },
    ticks: { isUp: true, queuedCount: 17, droppedCount: 18, lagNs: 19e9 },
  });
  expect(series).toEqual([
    'recorder_frames_total{outcome="dropped"} 16',
    'recorder_frames_total{outcome="kept"} 15',
    "recorder_seal_failures_total 14",
    "recorder_unsealed_parts 13",
    "recorder_unsynced_records 12",
    "recorder_waiting_bytes 111",
    "ticks_dropped_entries_total 18",
    "ticks_lag_seconds 19",
    "ticks_waiting_entries 17",
  ]);
});
