/**
 * An Arrow IPC file written batch by batch, straight to disk: nothing of it is kept in memory but where columns begin.
 */
import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import { AsyncByteQueue, type RecordBatch, RecordBatchFileWriter, type Schema } from "apache-arrow";
import { assert } from "../../base/assert.ts";

/** Where a batch lies in the file. */
export interface WrittenBytes {
  readonly offset: number;
  readonly bytesCount: number;
  /** Where each of the buffers asked for begins. */
  readonly bufferOffsets: readonly number[];
}

export class SegmentFile {
  readonly #file: number;
  readonly #sink: FileSink;
  readonly #writer = new RecordBatchFileWriter();

  constructor(path: string, schema: Schema) {
    this.#file = openSync(path, "wx+");
    this.#sink = new FileSink(this.#file);
    this.#writer.reset(this.#sink, schema);
  }

  /** Appends a batch. @param buffers that the batch is made of. */
  write(batch: RecordBatch, buffers: readonly ArrayBufferLike[]): WrittenBytes {
    this.#sink.offsets.clear();
    const offset = this.bytesCount;
    this.#writer.write(batch);
    return { offset, bytesCount: this.bytesCount - offset, bufferOffsets: buffers.map((at) => this.#offsetOf(at)) };
  }

  /** Writes the footer; columns can still be read and changed in place. */
  finish(): void {
    this.#writer.finish();
  }

  get bytesCount(): number {
    return fstatSync(this.#file).size;
  }

  #offsetOf(buffer: ArrayBufferLike): number {
    const offset = this.#sink.offsets.get(buffer);
    assert(offset !== undefined, "a column of the batch is in the file");
    return offset;
  }

  read(offset: number, into: Uint8Array): void {
    for (let done = 0; done < into.length; ) {
      const count = readSync(this.#file, into, done, into.length - done, offset + done);
      assert(count > 0, "what was written can be read");
      done += count;
    }
  }

  bytes(from: number, to: number): Uint8Array {
    const bytes = new Uint8Array(to - from);
    this.read(from, bytes);
    return bytes;
  }

  rewrite(offset: number, bytes: Uint8Array): void {
    writeAll(this.#file, bytes, offset);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** Arrow's writer only knows queues; this one passes everything to the file at once. */
class FileSink extends AsyncByteQueue {
  /** Where each buffer written since the last `clear` begins. */
  readonly offsets = new Map<ArrayBufferLike, number>();
  #bytesCount = 0;

  constructor(private readonly file: number) {
    super();
  }

  override write(chunk: Uint8Array): void {
    if (chunk.byteLength === 0) return;
    this.offsets.set(chunk.buffer, this.#bytesCount);
    writeAll(this.file, chunk, this.#bytesCount);
    this.#bytesCount += chunk.byteLength;
  }
}

function writeAll(file: number, bytes: Uint8Array, offset: number): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done, offset + done);
}
