/**
 * Keeps frames as they were received, beside the rows that were made of them, so that what was recorded can be imported
 * again by rules that are not known yet. Like the rows they go into parts by a bounded queue, and never hold up the feed:
 * frames that find no room are left out and counted, and whoever imports the rest sees a hole in the venue's ids.
 */
import type { Instrument } from "../../domain/instrument.ts";
import type { DurationNs, TimeNs } from "../../domain/time.ts";
import type { FrameSink } from "../../ports/frame-sink.ts";
import { FrameEncoder } from "./frame-record.ts";
import { PartQueue, type PartQueueParts } from "./part-queue.ts";
import { PartTurns } from "./part-turns.ts";
import { noteRecord, partNameOf, partStartOf } from "./record-kinds.ts";

export interface FrameRecorderParts extends Omit<PartQueueParts, "nameOf" | "firstRecord"> {
  readonly instruments: readonly Instrument[];
  /** Names the session, and with a number its parts. */
  readonly session: string;
  /** Where the frames come from, for people. */
  readonly source: string;
  /** A part of that size ends. */
  readonly partBytesMax: number;
  /** Told when frames begin to be left out, and when that is over. */
  readonly dropping: (isDropping: boolean, droppedCount: number) => void;
}

export interface FrameRecorderStatus {
  readonly framesCount: number;
  readonly droppedFramesCount: number;
  /** In front of the disk. */
  readonly waitingFrameBytes: number;
}

/** After frames were left out: that much of the queue is free before the next is taken. */
const resumeShare = 0.5;

export class FrameRecorder implements FrameSink {
  readonly #queue: PartQueue;
  readonly #turns: PartTurns;
  readonly #encoder = new FrameEncoder();
  #framesCount = 0;
  #droppedFramesCount = 0;
  #isDropping = false;

  constructor(private readonly parts: FrameRecorderParts) {
    const { session, clock, partBytesMax } = parts;
    this.#turns = new PartTurns(partBytesMax);
    this.#queue = new PartQueue({
      ...parts,
      nameOf: (number) => partNameOf(session, number),
      firstRecord: (part) => noteRecord(partStartOf(part, clock.epochUnixNs, parts)),
    });
  }

  get status(): FrameRecorderStatus {
    const waitingFrameBytes = this.#queue.waitingBytes;
    return { framesCount: this.#framesCount, droppedFramesCount: this.#droppedFramesCount, waitingFrameBytes };
  }

  frame(marketIndex: number, connectionId: number, receivedNs: TimeNs, frame: Uint8Array): void {
    if (this.#turns.isDueAt(receivedNs, this.#queue)) this.#queue.turn();
    const record = this.#encoder.record({ marketIndex, connectionId, receivedNs, frame });
    const hasRoom = this.#queue.hasRoomFor(record.length, this.#isDropping ? resumeShare : 1);
    if (hasRoom === this.#isDropping) this.#tellDropping(!hasRoom);
    if (!hasRoom) {
      this.#droppedFramesCount++;
      return;
    }
    this.#queue.take(record);
    this.#framesCount++;
  }

  /** After the feed was stopped. @returns how many records could not be brought to the disk in time. */
  async close(withinNs: DurationNs): Promise<{ readonly leftCount: number }> {
    return await this.#queue.close(withinNs);
  }

  #tellDropping(isDropping: boolean): void {
    this.#isDropping = isDropping;
    this.parts.dropping(isDropping, this.#droppedFramesCount);
  }
}
