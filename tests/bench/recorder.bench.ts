/**
 * How many events a second does a recorder keep, from rows to Parquet on the disk?
 *
 * The Spot BTCUSDT recording of 2024-08-08, or a synthetic market where that is not there, told message by message again
 * and again with later times, as fast as the recorder takes it; the event loop turns every few hundred messages, as it
 * does under a busy feed. The thread that seals works beside it as in `record`; the clock runs until the last file is on the
 * disk. Then parts are sealed alone, in one thread, told by
 * processor time: it depends less on what else the machine does.
 */
import { cpSync, statSync } from "node:fs";
import { loadInstruments } from "../../src/adapters/binance/instruments-file.ts";
import { RedisState } from "../../src/adapters/redis/redis-state.ts";
import { TickStream } from "../../src/adapters/redis/tick-stream.ts";
import { PartFolders } from "../../src/adapters/segments/part-folders.ts";
import { WallClock } from "../../src/adapters/world/wall-clock.ts";
import { PartSealer } from "../../src/commands/part-sealer.ts";
import { sealFolder } from "../../src/commands/seal-folder.ts";
import { readRecording, startRecording } from "../../src/data/import-recording.ts";
import { noCounts, recordingKind } from "../../src/data/recorder/record-kinds.ts";
import { Recorder } from "../../src/data/recorder/recorder.ts";
import { eventKind } from "../../src/domain/event.ts";
import { MarketRows, type RowSink } from "../../src/domain/market-rows.ts";
import type { TickSink } from "../../src/ports/tick-sink.ts";
import { spotBtcusdt } from "../helpers/instruments.ts";
import { projectRoot, sharedData } from "../helpers/needs.ts";
import { endRedis, freshRedisUrl, needsRedis } from "../helpers/servers/redis.ts";
import { generate } from "../helpers/synthetic-rows.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";
import { type Bench, type BenchSize, besideAim, machineLine } from "./bench.ts";

const turnMessages = 512;
const partBytesMax = 64 << 20;
const queueBytesMax = 64 << 20;
/** Entries that may wait for Redis before the feed does. */
const queuedUsual = 4000;
/** Million events a second, and million rows a second of one core. */
const [recordAim, sealAim] = [1, 2];
/** Of the same, with all of it told to Redis as well. */
const tickedAim = 0.2;

export const bench: Bench = {
  question: "How many events a second does a recorder keep, from rows to Parquet on the disk?",
  async run(size: BenchSize): Promise<string[]> {
    const told = await ToldMarket.open(size);
    const tiles = size === "full" ? 20 : 1;
    using folder = temporaryFolder();
    const run = await record(told, tiles, folder.of("parts"), folder.of("raw"));
    const alone = await sealAlone(told, size === "full" ? 4 : 1);
    const ticked = needsRedis() ? "no Redis: not measured" : await recordTicked(told, size === "full" ? 4 : 1);
    const rate = run.eventsCount / run.seconds / 1e6;
    return [
      machineLine(),
      `workload: ${run.eventsCount} events in ${run.rowsCount} rows, ${tiles} times ${told.name}`,
      `recorded and sealed: ${rate.toFixed(2)} M events/s, ${besideAim(rate, recordAim)}; taken from the feed at ${(run.eventsCount / run.takenSeconds / 1e6).toFixed(2)} M`,
      `  ${((run.busySeconds / run.eventsCount) * 1e9).toFixed(0)} ns of processor time an event, both threads`,
      `  dropped ${run.droppedRowsCount} rows; waited for the disk at most ${(run.waitingBytesMax / 2 ** 20).toFixed(1)} MiB; resident ${(run.rssBytesMax / 2 ** 20).toFixed(0)} MiB at most`,
      `  bytes an event: ${(run.logBytes / run.eventsCount).toFixed(1)} in the log, ${(run.fileBytes / run.eventsCount).toFixed(1)} in Parquet${told.gzBytes === undefined ? "" : `, ${(told.gzBytes / told.eventsCount).toFixed(1)} as frames in gzip`}`,
      `with a tick stream in Redis besides: ${ticked}`,
      `sealing alone: ${(alone.rowsCount / alone.seconds / 1e6).toFixed(2)} M rows a second of processor time, ${besideAim(alone.rowsCount / alone.seconds / 1e6, sealAim)}`,
      `  hash ${alone.hash}`,
      "left out: decoding of frames, and sockets",
    ];
  },
};

interface RecordRun {
  readonly eventsCount: number;
  readonly rowsCount: number;
  readonly seconds: number;
  /** Of the processor, all threads. */
  readonly busySeconds: number;
  /** Until the feed had been taken in. */
  readonly takenSeconds: number;
  readonly droppedRowsCount: number;
  readonly waitingBytesMax: number;
  readonly rssBytesMax: number;
  readonly logBytes: number;
  readonly fileBytes: number;
}

/** The same with the stream that `record.ticks: redis` writes; the server is beside it, on the same processors. */
async function recordTicked(told: ToldMarket, tiles: number): Promise<string> {
  using folder = temporaryFolder();
  const clock = new WallClock();
  const store = new RedisState({ url: await freshRedisUrl(), clock, noted() {} });
  const sink = new TickStream({ clock, store, instruments: [spotBtcusdt] });
  const run = await record(told, tiles, folder.of("parts"), folder.of("raw"), { sink, store });
  const rate = run.eventsCount / run.seconds / 1e6;
  const { droppedCount } = store.status;
  sink.close();
  await store.close();
  await endRedis();
  return `${rate.toFixed(3)} M events/s, ${besideAim(rate, tickedAim)}; dropped ${run.droppedRowsCount} rows, ${droppedCount} entries`;
}

interface Told {
  readonly sink: TickSink;
  readonly store: RedisState;
}

/** @param ticks who is told besides; then the feed goes no faster than the store. */
async function record(told: ToldMarket, tiles: number, folder: string, root: string, ticks?: Told): Promise<RecordRun> {
  const bug = Promise.withResolvers<never>();
  const files: string[] = [];
  let logBytes = 0;
  using sealer = new PartSealer({
    onBug: bug.reject,
    sealed: (sealed) => files.push(...sealed.files),
    failed: (name, problem) => bug.reject(new Error(`${name}: ${problem}`)),
  });
  const recorder = openRecorder(
    folder,
    (name) => {
      logBytes += folderBytes(`${folder}/${name}`);
      sealer.add({ kind: recordingKind, folder, name, root });
    },
    ticks?.sink,
  );
  const startedNs = Bun.nanoseconds();
  const usage = process.cpuUsage();
  let [waitingBytesMax, rssBytesMax] = [0, 0];
  for (let tile = 0; tile < tiles; tile++)
    for (let from = 0; from < told.messagesCount; from += turnMessages) {
      told.tell(recorder, tile, from, Math.min(from + turnMessages, told.messagesCount));
      waitingBytesMax = Math.max(waitingBytesMax, recorder.status.waitingBytes);
      if (from % (64 * turnMessages) === 0) rssBytesMax = Math.max(rssBytesMax, process.memoryUsage.rss());
      if (ticks !== undefined && ticks.store.status.queuedCount > queuedUsual) await ticks.store.flush();
      else await new Promise((resolve) => setImmediate(resolve));
    }
  await ticks?.store.flush();
  const takenSeconds = (Bun.nanoseconds() - startedNs) / 1e9;
  await recorder.close(60e9);
  await Promise.race([sealer.idle(), bug.promise]);
  const seconds = (Bun.nanoseconds() - startedNs) / 1e9;
  const busySeconds = processorSeconds(usage);
  const fileBytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  const { droppedRowsCount, rowsCount } = recorder.status;
  const figures = {
    seconds,
    busySeconds,
    takenSeconds,
    droppedRowsCount,
    waitingBytesMax,
    rssBytesMax,
    logBytes,
    fileBytes,
  };
  return { eventsCount: tiles * told.eventsCount, rowsCount, ...figures };
}

async function sealAlone(told: ToldMarket, tiles: number) {
  using folder = temporaryFolder();
  const names: string[] = [];
  const recorder = openRecorder(folder.of("parts"), (name) => names.push(name));
  for (let tile = 0; tile < tiles; tile++) told.tell(recorder, tile, 0, told.messagesCount);
  await recorder.close(60e9);
  // Once for the compiler.
  cpSync(folder.of("parts"), folder.of("copy"), { recursive: true });
  for (const name of names)
    sealFolder({ kind: recordingKind, folder: folder.of("copy"), name, root: folder.of("first") });
  const usage = process.cpuUsage();
  const sealed = names.map((name) =>
    sealFolder({ kind: recordingKind, folder: folder.of("parts"), name, root: folder.of("raw") }),
  );
  const seconds = processorSeconds(usage);
  const hash = new Bun.CryptoHasher("sha256").update(JSON.stringify(sealed.map(({ rowsCount }) => rowsCount)));
  return {
    seconds,
    rowsCount: sealed.reduce((sum, of) => sum + of.rowsCount, 0),
    hash: hash.digest("hex").slice(0, 16),
  };
}

/** Of all threads. */
function processorSeconds(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}

function openRecorder(folder: string, ended: (name: string) => void, ticks?: TickSink): Recorder {
  const refuse = (what: string) => {
    throw new Error(what);
  };
  return new Recorder({
    ...{ clock: new WallClock(), store: new PartFolders(folder, recordingKind), instruments: [spotBtcusdt] },
    ...{ session: "00000abc", source: "bench", partBytesMax, queueBytesMax, ticks },
    ...{ syncEveryNs: 250e6, syncBytes: 1 << 20, countsOf: () => noCounts, noted: () => {}, dropping: () => {} },
    ended: (name, problem) => (problem === undefined ? ended(name) : refuse(problem)),
    troubled: refuse,
  });
}

function folderBytes(folder: string): number {
  const names = [...new Bun.Glob("*.segment").scanSync({ cwd: folder })];
  return names.reduce((sum, name) => sum + statSync(`${folder}/${name}`).size, 0);
}

/** Messages of a market, told as a feed tells them. */
class ToldMarket implements RowSink {
  eventsCount = 0;
  messagesCount = 0;
  gzBytes: number | undefined;
  #batches: MarketRows[] = [];
  #spanNs = 0;

  private constructor(readonly name: string) {}

  static async open(size: BenchSize): Promise<ToldMarket> {
    const path = sharedData("spot_btcusdt_20240808.gz");
    if (size === "smoke" || path === undefined) {
      const told = new ToldMarket("a synthetic market");
      generate({ seed: 1, seconds: size === "smoke" ? 5 : 600 }, told);
      return told;
    }
    const told = new ToldMarket("the recording of 2024-08-08");
    await readRecording(
      await startRecording([path], { instruments: loadInstruments(`${projectRoot}/configs/instruments.yaml`) }),
      told,
    );
    told.gzBytes = statSync(path).size;
    return told;
  }

  rows(batch: MarketRows): void {
    for (let from = 0; from < batch.count; ) {
      let to = from;
      while (batch.isLast[to] === 0) to++;
      this.#keep(batch, from, to + 1);
      from = to + 1;
    }
  }

  end(): void {
    this.#spanNs += 1e9;
  }

  /** Messages in `[from, to)`, as late as the tile is. */
  tell(recorder: Recorder, tile: number, from: number, to: number): void {
    const laterNs = tile === 0 ? 0 : this.#spanNs;
    for (let at = from; at < to; at++) {
      const batch = this.#batches[at]!;
      for (let row = 0; row < batch.count; row++) batch.receivedNs[row]! += laterNs;
      recorder.rows(0, batch);
    }
  }

  #keep(batch: MarketRows, from: number, to: number): void {
    const message = new MarketRows(to - from);
    for (const name of Object.keys(message) as (keyof MarketRows)[]) {
      const column = message[name];
      if (ArrayBuffer.isView(column) && column instanceof Object && "set" in column)
        (column as Float64Array).set((batch[name] as Float64Array).subarray(from, to));
    }
    message.count = to - from;
    this.#batches.push(message);
    this.messagesCount++;
    this.eventsCount += message.kind[0] === eventKind.ticker ? 1 : message.count;
    this.#spanNs = Math.max(this.#spanNs, message.receivedNs[0]!);
  }
}
