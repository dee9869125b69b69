/**
 * One segment of a tape, mapped. Nothing of it is looked at before its checksum holds: changed bytes would be other
 * prices, or send Arrow's reader round in circles. A batch is checked when it comes to be read, so that opening a tape
 * costs nothing by its length; its pages are then in memory for whoever wants the rows.
 */
import { join } from "node:path";
import { type RecordBatch, RecordBatchFileReader, RecordBatchReader } from "apache-arrow";
import { assert } from "../../base/assert.ts";
import { InputError } from "../../base/input-error.ts";
import { checksumOf } from "./checksum.ts";
import { frameOf, type SegmentManifest } from "./tape-format.ts";

export class TapeSegment {
  readonly #path: string;
  #isFrameChecked = false;
  readonly #checkedBatches = new Set<number>();

  constructor(
    folder: string,
    private readonly manifest: SegmentManifest,
  ) {
    this.#path = join(folder, manifest.file);
  }

  /**
   * Each is checked the first time. @throws InputError naming the file, and the batch, that is not as it was written.
   */
  *batches(): Generator<RecordBatch> {
    const bytes = this.#map();
    this.#checkFrame(bytes);
    const reader = RecordBatchReader.from(bytes);
    assert(reader instanceof RecordBatchFileReader, "a segment is an Arrow file");
    reader.open();
    for (const [at, { rows_count }] of this.manifest.batches.entries()) {
      this.#checkBatch(bytes, at);
      const batch = reader.readRecordBatch(at);
      assert(batch?.numRows === rows_count, "a checked batch has the rows that were written");
      yield batch;
    }
  }

  #map(): Uint8Array {
    const { bytes_count } = this.manifest;
    let bytes: Uint8Array;
    try {
      bytes = Bun.mmap(this.#path, { shared: false });
    } catch (error) {
      throw new InputError(this.#path, `cannot be mapped (${(error as NodeJS.ErrnoException).code})`);
    }
    if (bytes.length === bytes_count) return bytes;
    throw new InputError(this.#path, `has ${bytes.length} bytes; expected ${bytes_count}, as when it was written`);
  }

  #checkFrame(bytes: Uint8Array): void {
    if (this.#isFrameChecked) return;
    const [head, tail] = frameOf(this.manifest.batches, bytes.length);
    if (checksumOf(bytes.subarray(...head), bytes.subarray(...tail)) !== this.manifest.frame_checksum)
      this.#refuse("its schema or footer");
    this.#isFrameChecked = true;
  }

  #checkBatch(bytes: Uint8Array, at: number): void {
    if (this.#checkedBatches.has(at)) return;
    const { offset, bytes_count, checksum } = this.manifest.batches[at]!;
    if (checksumOf(bytes.subarray(offset, offset + bytes_count)) !== checksum)
      this.#refuse(`batch ${at + 1} of ${this.manifest.batches.length}`);
    this.#checkedBatches.add(at);
  }

  #refuse(part: string): never {
    const problem = `${part} holds bytes that changed since it was written (its checksum differs)`;
    throw new InputError(this.#path, `${problem}; expected a whole tape: remove its folder, and it is made again`);
  }
}
