/** The frames of a recorder, where they are kept: their parts, and where those go. */
import { PartFolders } from "../adapters/segments/part-folders.ts";
import { FrameRecorder } from "../data/recorder/frame-recorder.ts";
import { framesKind } from "../data/recorder/record-kinds.ts";
import type { Instrument } from "../domain/instrument.ts";
import { nsPerMs } from "../domain/time.ts";
import type { Log } from "../live/log.ts";
import type { Clock } from "../ports/clock.ts";
import type { FrameSink } from "../ports/frame-sink.ts";
import type { RecordSettings } from "./record-config.ts";

export interface RecordFramesParts {
  readonly clock: Clock;
  readonly instruments: readonly Instrument[];
  readonly settings: RecordSettings;
  /** Of the parts. */
  readonly folder: string;
  readonly session: string;
  readonly source: string;
  readonly log: Log;
  /** A part is over, and can be sealed. */
  readonly ended: (name: string) => void;
}

export class RecordFrames {
  readonly recorder: FrameRecorder;

  constructor({ clock, instruments, settings, folder, session, source, log, ended }: RecordFramesParts) {
    const store = new PartFolders(folder, framesKind);
    const { sync, partBytesMax, queueBytesMax } = settings;
    this.recorder = new FrameRecorder({
      ...{ clock, store, instruments, session, source, partBytesMax, queueBytesMax },
      syncEveryNs: Math.round(sync.everyMs * nsPerMs),
      syncBytes: sync.bytes,
      dropping: (isDropping, droppedFramesCount) =>
        log[isDropping ? "error" : "warn"](isDropping ? "dropping_frames" : "frame_drops_over", { droppedFramesCount }),
      ended: (name, problem) => {
        if (problem !== undefined) log.error("part_broken", { part: name, problem });
        ended(name);
      },
      troubled: (problem) => log.error("no_part", { problem }),
    });
  }

  /** For the feed of one venue, whose instruments have numbers of their own. @param marketIndexes in the session. */
  sinkOf(marketIndexes: readonly number[]): FrameSink {
    return {
      frame: (at, connectionId, receivedNs, frame) =>
        this.recorder.frame(marketIndexes[at]!, connectionId, receivedNs, frame),
    };
  }
}
