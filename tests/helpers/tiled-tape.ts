/**
 * A long tape out of a short recording, for benchmarks: the recording again and again, each time later, really on disk.
 *
 * Each repetition begins with the recording's own snapshot, as a feed does after a reconnect; update ids go on rising.
 */
import { join } from "node:path";
import { hashFiles } from "../../src/adapters/arrow/hash-files.ts";
import { loadInstruments } from "../../src/adapters/binance/instruments-file.ts";
import { tapeCache } from "../../src/commands/tape-cache.ts";
import { readRecording, startRecording } from "../../src/data/import-recording.ts";
import { cachedTape } from "../../src/data/tape-cache.ts";
import { type MarketRows, noId, type RowSink } from "../../src/domain/market-rows.ts";
import { nsPerSecond } from "../../src/domain/time.ts";
import type { Tape } from "../../src/ports/tape.ts";

const projectFolder = join(import.meta.dir, "../..");

/** @param paths of one Spot BTCUSDT recording. @param times how often it stands in the tape. */
export async function tiledTape(paths: readonly string[], times: number): Promise<Tape> {
  const instruments = loadInstruments(join(projectFolder, "configs/instruments.yaml"));
  const start = await startRecording(paths, { instruments });
  return cachedTape(await tapeCache(), {
    sourceHash: `${times} times ${await hashFiles(paths)}`,
    instrument: start.instrument,
    midnightUnixNs: start.midnightUnixNs,
    source: `${times} times ${start.paths.map((path) => path.split("/").at(-1)).join(" ")}`,
    fill: async (writer) => {
      let clockOffsetNs = 0;
      const tiles = new Tiles(writer);
      for (let tile = 0; tile < times; tile++) {
        ({ clockOffsetNs } = await readRecording(start, tiles));
        tiles.next();
      }
      writer.end();
      return { clockOffsetNs };
    },
  });
}

/** Moves rows in time and update ids, so that one recording can follow itself. */
class Tiles implements RowSink {
  #offsetNs = 0;
  #idOffset = 0;
  #firstNs = Number.NaN;
  #lastNs = 0;
  #firstId = Number.POSITIVE_INFINITY;
  #lastId = 0;

  constructor(private readonly sink: RowSink) {}

  rows(batch: MarketRows): void {
    for (let at = 0; at < batch.count; at++) {
      if (Number.isNaN(this.#firstNs)) this.#firstNs = batch.receivedNs[at]!;
      this.#lastNs = batch.receivedNs[at]!;
      batch.receivedNs[at]! += this.#offsetNs;
      batch.venueNs[at]! += this.#offsetNs;
      const id = batch.updateId[at]!;
      if (id === noId) continue;
      this.#firstId = Math.min(this.#firstId, id);
      this.#lastId = Math.max(this.#lastId, id);
      batch.updateId[at]! += this.#idOffset;
    }
    this.sink.rows(batch);
  }

  end(): void {} // The tape ends after the last tile.

  next(): void {
    this.#offsetNs += Math.ceil((this.#lastNs - this.#firstNs) / nsPerSecond) * nsPerSecond;
    this.#idOffset += this.#lastId - this.#firstId + 1;
  }
}
