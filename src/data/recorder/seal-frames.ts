/**
 * One part of frames into recordings, a gz file an instrument, as `data import` reads them: lines `<Unix ns> <json>`.
 * What is whole of the part is taken, also behind a damage, and the same part gives the same files under the same names.
 */
import { join } from "node:path";
import { NewRecordingFile } from "../../adapters/binance/new-recording-file.ts";
import { partitionPath } from "../../adapters/parquet/partition-files.ts";
import { InputError } from "../../base/input-error.ts";
import type { Instrument } from "../../domain/instrument.ts";
import { instrumentFromEntry } from "../../domain/instrument-entry.ts";
import { formatUnixNs } from "../../domain/time.ts";
import type { LogDamage, LogEnd, SalvageableLog } from "../../ports/byte-log.ts";
import { frameOf, type RecordedFrame } from "./frame-record.ts";
import { isFrame, noteOf, type PartStart } from "./record-kinds.ts";

export interface SealedFrames {
  readonly files: readonly string[];
  readonly framesCount: number;
  readonly end: LogEnd;
  readonly damages: readonly LogDamage[];
}

/** @param root folder of the partitions. @throws InputError for a log that holds no frames. */
export function sealFrames(log: SalvageableLog, root: string): SealedFrames {
  let files: FrameFiles | undefined;
  try {
    for (const record of log.salvaged()) {
      // Without its beginning nobody knows what the part is of.
      if (files === undefined && log.damages.length > 0) continue;
      if (files === undefined) files = new FrameFiles(startOf(log, record), log, root);
      else if (isFrame(record)) files.add(frameOf(record));
      else throw new InputError(log.place, "holds something else; expected frames alone");
    }
    const { end, damages } = log;
    return { files: files?.seal() ?? [], framesCount: files?.framesCount ?? 0, end, damages };
  } catch (error) {
    files?.discard();
    throw error;
  }
}

function startOf(log: SalvageableLog, record: Uint8Array): PartStart {
  const start = noteOf(record);
  if (typeof start !== "string" && start.kind === "part") return start;
  throw new InputError(log.place, "does not begin with what it is; expected a recorder's log of frames");
}

class FrameFiles {
  framesCount = 0;
  readonly #epochUnixNs: bigint;
  readonly #instruments: readonly Instrument[];
  readonly #writers = new Map<number, NewRecordingFile>();

  constructor(
    private readonly start: PartStart,
    log: SalvageableLog,
    private readonly root: string,
  ) {
    this.#epochUnixNs = BigInt(start.epochUnixNs);
    this.#instruments = start.instruments.map((entry) => {
      const instrument = instrumentFromEntry(entry);
      if (typeof instrument === "string") throw new InputError(log.place, `instrument ${entry.symbol}: ${instrument}`);
      return instrument;
    });
  }

  add({ marketIndex, receivedNs, frame }: RecordedFrame): void {
    const receivedUnixNs = this.#epochUnixNs + BigInt(receivedNs);
    this.#writer(marketIndex, receivedUnixNs).line(receivedUnixNs, frame);
    this.framesCount++;
  }

  /** @returns paths of its files. */
  seal(): string[] {
    for (const writer of this.#writers.values()) writer.seal();
    return [...this.#writers.values()].map(({ path }) => path);
  }

  discard(): void {
    for (const writer of this.#writers.values()) writer.discard();
  }

  /** A part is of one day, and named by its first frame. */
  #writer(marketIndex: number, receivedUnixNs: bigint): NewRecordingFile {
    const known = this.#writers.get(marketIndex);
    if (known !== undefined) return known;
    const time = formatUnixNs(receivedUnixNs);
    const partition = partitionPath(this.#instruments[marketIndex]!, time.slice(0, 10));
    const name = `${time.replaceAll(/[-:]/g, "")}-${this.start.part}.gz`;
    const writer = new NewRecordingFile(join(this.root, partition, name), this.root);
    this.#writers.set(marketIndex, writer);
    return writer;
  }
}
