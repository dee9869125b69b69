/** Markets to train on in tests: generated ones as tapes of a folder, written ones as tapes in memory, and either cut off. */

import type { Stretch } from "../../sim/training/play-stretch.ts";
import { type TrainConfig, trainConfigSchema } from "../../sim/training/train-config.ts";
import { cachedTape } from "../../src/data/tape-cache.ts";
import type { EventColumns } from "../../src/domain/event.ts";
import { midnightUnixNs, type TimeNs } from "../../src/domain/time.ts";
import type { Tape } from "../../src/ports/tape.ts";
import type { EngineUnderTest } from "./engine-kinds.ts";
import { columnsOf, type Message, rowsOf, sliceColumns } from "./engine-messages.ts";
import { spotBtcusdt } from "./instruments.ts";
import { generate, startUnixNs } from "./synthetic-rows.ts";

/** Of the synthetic market. @param folder where it is kept. */
export async function generatedTape(folder: string, seed: number, seconds: number): Promise<Tape> {
  return cachedTape(
    { folder, codeHash: "test" },
    {
      sourceHash: `${seed} ${seconds}`,
      instrument: spotBtcusdt,
      midnightUnixNs: midnightUnixNs(startUnixNs),
      source: `generated, seed ${seed}`,
      fill: async (sink) => {
        generate({ seed, seconds }, sink);
        return { clockOffsetNs: 0 };
      },
    },
  );
}

/** Times count from midnight. */
export function writtenTape(messages: readonly Message[]): Tape {
  return tapeOf(columnsOf(rowsOf(messages)), midnightUnixNs(startUnixNs));
}

/** What was received before a time. */
export function cutTape(tape: Tape, beforeNs: TimeNs): Tape {
  const [all] = [...tape.chunks(tape.rowsCount)];
  const rowsCount = all!.receivedNs.findIndex((receivedNs) => receivedNs >= BigInt(beforeNs));
  return tapeOf(sliceColumns(all!, 0, rowsCount), tape.midnightUnixNs);
}

export function stretchOf(tape: Tape, engine: EngineUnderTest): Stretch {
  return { tape, epochUnixNs: tape.midnightUnixNs, openEngine: (configs) => engine.open(...configs) };
}

/** Small enough for a minute of data. @param changes of whole keys. */
export function trainConfigOf(changes: Partial<Record<keyof TrainConfig, unknown>> = {}): TrainConfig {
  return trainConfigSchema.parse({
    instrument: { venue: "binance", market: "spot", symbol: "BTCUSDT" },
    data: ["nowhere"],
    seed: 1,
    queueModel: "conservative",
    latency: { entryMs: 5, responseMs: 5, decisionUs: 100 },
    sampling: { everyMs: 500, probes: 1, distancesTicks: [-20, 0, 1, 20, 100] },
    fill: { horizonMs: 2000, penalty: 10, edgesMs: [500, 2000], network: { units: 3, penalty: 10, stepsMax: 20 } },
    adverse: { horizonMs: 1000, penalty: 100 },
    drift: { horizonMs: 1000, penalty: 100 },
    folds: { count: 2, purgeMs: 5000, blockMs: 5000 },
    ...changes,
  });
}

function tapeOf(columns: EventColumns, midnight: bigint): Tape {
  const { rowsCount, receivedNs } = columns;
  return {
    ...{ instrument: spotBtcusdt, midnightUnixNs: midnight, rowsCount, clockOffsetNs: 0, hasOrderIds: false },
    firstReceivedNs: Number(receivedNs[0]),
    lastReceivedNs: Number(receivedNs[rowsCount - 1]),
    ...{ source: "written", problems: [], bookValidNs: 0, contentHash: "written" },
    *chunks(rowsMax) {
      for (let from = 0; from < rowsCount; from += rowsMax)
        yield sliceColumns(columns, from, Math.min(from + rowsMax, rowsCount));
    },
    [Symbol.dispose]() {},
  };
}
