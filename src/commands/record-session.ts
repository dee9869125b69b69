/** Wires a recorder: feeds of one or two markets, the parts on disk, the thread that seals them, and what is told of it. */
import type { RecorderState } from "../adapters/metrics/recorder-metrics.ts";
import { partitionFiles, removePartitionFile } from "../adapters/parquet/partition-files.ts";
import { PartFolders } from "../adapters/segments/part-folders.ts";
import { framesKind, recordingKind } from "../data/recorder/record-kinds.ts";
import { Recorder } from "../data/recorder/recorder.ts";
import { outdatedFiles } from "../data/recorder/retention.ts";
import { type Instrument, instrumentKey } from "../domain/instrument.ts";
import { type DurationNs, formatUnixNs, nsPerMs, nsPerSecond, type TimeNs } from "../domain/time.ts";
import type { Log, LogFields } from "../live/log.ts";
import type { Clock, TimerId } from "../ports/clock.ts";
import type { FeedNote } from "../ports/market-feed.ts";
import { feedLevel } from "./live-words.ts";
import { PartSealer } from "./part-sealer.ts";
import type { RecordSettings } from "./record-config.ts";
import type { OpenRecordFeed, RecordFeed } from "./record-feed.ts";
import { RecordFrames } from "./record-frames.ts";
import type { RecordTicks } from "./record-ticks.ts";
import { framesFolder, type SealedFolder } from "./seal-folder.ts";

export interface RecordSessionParts {
  readonly clock: Clock;
  readonly instruments: readonly Instrument[];
  readonly openFeed: OpenRecordFeed;
  readonly settings: RecordSettings;
  /** Undefined: nobody else is told. */
  readonly ticks: RecordTicks | undefined;
  /** Of the parts. */
  readonly folder: string;
  /** Of the Parquet partitions, and of those with frames. */
  readonly root: string;
  readonly framesRoot: string;
  readonly session: string;
  readonly source: string;
  readonly log: Log;
  readonly flushLog: () => void;
  readonly onBug: (error: Error) => void;
}

/** Until a part that could not be sealed is tried again: a disk that was full may have room. */
const sealAgainNs: DurationNs = 30 * nsPerSecond;

/** How a session ended. */
export interface RecordEnding {
  /** All that was taken is sealed. What was dropped is a gap in it, and counted. */
  readonly ok: boolean;
  readonly rowsCount: number;
  readonly droppedRowsCount: number;
  /** Where frames are kept. */
  readonly framesCount?: number;
  readonly droppedFramesCount?: number;
  readonly files: readonly string[];
}

export class RecordSession implements Disposable {
  readonly #instruments: readonly Instrument[];
  readonly #feed: RecordFeed;
  readonly #recorder: Recorder;
  readonly #folders: PartFolders;
  readonly #sealer: PartSealer;
  /** Undefined: rows alone are kept. */
  readonly #frames: RecordFrames | undefined;
  readonly #files: string[] = [];
  readonly #startedNs: TimeNs;
  /** By instrument, what happened on the way to it. */
  readonly #notes: readonly Map<string, number>[];
  #sealFailuresCount = 0;
  #statusTimer: TimerId | undefined;
  #sealAgainTimer: TimerId | undefined;

  constructor(private readonly parts: RecordSessionParts) {
    const { folder, settings, onBug } = parts;
    this.#instruments = parts.instruments;
    this.#startedNs = parts.clock.nowNs();
    this.#notes = parts.instruments.map(() => new Map());
    this.#sealer = new PartSealer({
      onBug,
      sealed: (sealed) => this.#sealed(sealed),
      failed: (name, problem) => this.#failed(name, problem),
    });
    this.#folders = new PartFolders(folder, recordingKind);
    this.#sealLeft();
    this.#frames = settings.keepFrames ? this.#openFrames() : undefined;
    this.#feed = parts.openFeed(this.#frames);
    this.#recorder = this.#openRecorder();
  }

  start(): void {
    this.#feed.feed.start(this.#recorder);
    this.#statusLater();
    this.parts.log.info("started", {
      session: this.parts.session,
      instruments: this.#instruments.map(instrumentKey).join(" "),
    });
  }

  /** What stands, for metrics. */
  get state(): RecorderState {
    const { clock, ticks } = this.parts;
    const { waitingBytes, appendedCount, syncedCount } = this.#recorder.status;
    return {
      ...{ nowNs: clock.nowNs(), startedNs: this.#startedNs, waitingBytes },
      markets: this.#instruments.map((instrument, index) => ({
        ...{ instrument, notes: this.#notes[index]! },
        ...this.#recorder.marketStatus(index),
      })),
      unsyncedRecordsCount: appendedCount - syncedCount,
      partsToSealCount: this.#sealer.waitingCount,
      sealFailuresCount: this.#sealFailuresCount,
      frames: this.#frames?.recorder.status,
      ticks: ticks?.status,
    };
  }

  /** Stops the feed and seals all that there is. */
  async end(): Promise<RecordEnding> {
    const { log, settings, clock, ticks } = this.parts;
    this.#feed.feed.stop();
    if (this.#statusTimer !== undefined) clock.cancel(this.#statusTimer);
    const leftCount = await this.#close(Math.round(settings.stopWithinMs * nsPerMs));
    await ticks?.close();
    this.#sealer.again();
    await this.#sealer.idle();
    const { rowsCount, droppedRowsCount } = this.#recorder.status;
    const ok = leftCount === 0 && this.#sealer.waitingCount === 0;
    const ending = { ok, rowsCount, droppedRowsCount, ...this.#frames?.recorder.status, leftCount };
    log[ok ? "info" : "error"]("ended", ending);
    return { ...ending, files: this.#files };
  }

  [Symbol.dispose](): void {
    if (this.#sealAgainTimer !== undefined) this.parts.clock.cancel(this.#sealAgainTimer);
    this.#sealer[Symbol.dispose]();
  }

  /** @returns how many records could not be brought to the disk in time. */
  async #close(withinNs: DurationNs): Promise<number> {
    const endings = await Promise.all([this.#recorder.close(withinNs), this.#frames?.recorder.close(withinNs)]);
    return endings.reduce((sum, ending) => sum + (ending?.leftCount ?? 0), 0);
  }

  /** Of sessions that did not come to their end. */
  #sealLeft(): void {
    const frames = new PartFolders(framesFolder(this.parts.folder), framesKind);
    this.#folders.tidy();
    if (this.parts.settings.keepFrames) frames.tidy();
    for (const name of this.#folders.names()) this.#sealRows(name);
    for (const name of frames.names()) this.#sealFrames(name);
  }

  #sealRows(name: string): void {
    const { folder, root } = this.parts;
    this.#sealer.add({ kind: recordingKind, folder, name, root });
  }

  #sealFrames(name: string): void {
    const { folder, framesRoot: root } = this.parts;
    this.#sealer.add({ kind: framesKind, folder: framesFolder(folder), name, root });
  }

  #openFrames(): RecordFrames {
    const folder = framesFolder(this.parts.folder);
    return new RecordFrames({
      ...{ ...this.parts, folder },
      ended: (name) => this.#sealFrames(name),
    });
  }

  #openRecorder(): Recorder {
    const { clock, session, source, settings, ticks, log } = this.parts;
    const { sync, partBytesMax, queueBytesMax } = settings;
    return new Recorder({
      ...{ clock, session, source, partBytesMax, queueBytesMax },
      store: this.#folders,
      instruments: this.#instruments,
      syncEveryNs: Math.round(sync.everyMs * nsPerMs),
      syncBytes: sync.bytes,
      countsOf: this.#feed.countsOf,
      ticks: ticks?.sink,
      noted: (index, note) => this.#noted(index, note),
      dropping: (index, isDropping, droppedRowsCount) => {
        const symbol = instrumentKey(this.#instruments[index]!);
        log[isDropping ? "error" : "warn"](isDropping ? "dropping" : "drops_over", { symbol, droppedRowsCount });
      },
      ended: (name, problem) => {
        if (problem !== undefined) log.error("part_broken", { part: name, problem });
        this.#sealRows(name);
      },
      troubled: (problem) => log.error("no_part", { problem }),
    });
  }

  #noted(index: number | undefined, note: FeedNote): void {
    const { event, detail, count: eventsCount } = note;
    const symbol = index === undefined ? undefined : instrumentKey(this.#instruments[index]!);
    if (index !== undefined) this.#count(this.#notes[index]!, note);
    this.parts.log[feedLevel(note)](`feed_${event}`, { ...(symbol !== undefined && { symbol }), detail, eventsCount });
  }

  #count(notes: Map<string, number>, { event, count }: FeedNote): void {
    notes.set(event, (notes.get(event) ?? 0) + count);
  }

  #sealed({ name, rowsCount, gapsCount, framesCount, files, damages, aside }: SealedFolder): void {
    const { log } = this.parts;
    this.#files.push(...files);
    log.each("sealed", { part: name, rowsCount, gapsCount, framesCount, files: files.join(" ") });
    for (const { place, problem } of damages) log.error("part_damaged", { place, problem, kept: aside! });
    this.#removeOutdated();
  }

  #removeOutdated(): void {
    const { settings, root, framesRoot, clock, log } = this.parts;
    const today = formatUnixNs(clock.epochUnixNs + BigInt(clock.nowNs())).slice(0, 10);
    const files = this.#instruments.flatMap((instrument) => [
      ...partitionFiles(root, instrument),
      ...partitionFiles(framesRoot, instrument, ".gz"),
    ]);
    for (const { path } of outdatedFiles(files, settings.retention, today)) {
      removePartitionFile(path);
      log.each("removed", { file: path });
    }
  }

  #failed(part: string, problem: string): void {
    const { clock, log } = this.parts;
    this.#sealFailuresCount++;
    log.error("seal_failed", { part, problem });
    this.#sealAgainTimer ??= clock.schedule(clock.nowNs() + sealAgainNs, () => {
      this.#sealAgainTimer = undefined;
      this.#sealer.again();
    });
  }

  /** What stands, for people and programs that read the log. */
  get #status(): LogFields {
    const { ticks } = this.parts;
    const { isUp = false, queuedCount = 0, droppedCount = 0 } = ticks?.status ?? {};
    return {
      ...this.#recorder.status,
      ...this.#frames?.recorder.status,
      partsToSeal: this.#sealer.waitingCount,
      ...(ticks !== undefined && { ticksUp: isUp, ticksWaitingCount: queuedCount, ticksDroppedCount: droppedCount }),
    };
  }

  #statusLater(): void {
    const { clock, settings, log, flushLog } = this.parts;
    this.#statusTimer = clock.schedule(clock.nowNs() + Math.round(settings.statusMs * nsPerMs), () => {
      log.each("status", this.#status);
      flushLog();
      this.#statusLater();
    });
  }
}
