/**
 * A frame as a record of the log of frames: what came, when, and on which connection.
 *
 *   byte 0      4              8               16            24
 *        | kind | market_index | connection_id | received_ns | the frame, as it came …
 *
 * Words and doubles are little-endian; between connection_id and received_ns lie four bytes of zeros.
 */
import type { TimeNs } from "../../domain/time.ts";
import { frameKind } from "./record-kinds.ts";

const headBytes = 24;

export interface RecordedFrame {
  readonly marketIndex: number;
  /** 0 for an answer to a question. */
  readonly connectionId: number;
  readonly receivedNs: TimeNs;
  /** Lies in the record. */
  readonly frame: Uint8Array;
}

/** Writes records, each lent until the next. */
export class FrameEncoder {
  #bytes = new Uint8Array(1 << 16);
  #head = new DataView(this.#bytes.buffer);

  record({ marketIndex, connectionId, receivedNs, frame }: RecordedFrame): Uint8Array {
    const size = headBytes + frame.length;
    if (this.#bytes.length < size) {
      this.#bytes = new Uint8Array(2 * size);
      this.#head = new DataView(this.#bytes.buffer);
    }
    this.#head.setUint32(0, frameKind, true);
    this.#head.setUint32(4, marketIndex, true);
    this.#head.setUint32(8, connectionId, true);
    this.#head.setFloat64(16, receivedNs, true);
    this.#bytes.set(frame, headBytes);
    return this.#bytes.subarray(0, size);
  }
}

export function frameOf(record: Uint8Array): RecordedFrame {
  const head = new DataView(record.buffer, record.byteOffset, headBytes);
  return {
    marketIndex: head.getUint32(4, true),
    connectionId: head.getUint32(8, true),
    receivedNs: head.getFloat64(16, true),
    frame: record.subarray(headBytes),
  };
}
