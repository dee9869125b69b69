/**
 * One segment on disk, mapped: appending to it is a copy in memory, forty times cheaper than a call of the system, and
 * what was copied survives the process, since the pages are the file's own.
 *
 * Zeros are written to all of it before it is mapped. So its blocks are there: a full disk is an error of a call, here,
 * and never a signal that kills the process at the next copy. That holds on file systems that write in place (ext4, xfs,
 * tmpfs, APFS), not on those that copy on write or keep no zeros (btrfs, zfs).
 */
import {
  close,
  closeSync,
  fdatasync,
  fdatasyncSync,
  ftruncateSync,
  open,
  openSync,
  renameSync,
  rmSync,
  write,
  writeSync,
} from "node:fs";
import { promisify } from "node:util";

const zeros = new Uint8Array(1 << 20);
export const pageBytes = 4096;

const openLater = promisify(open);
const writeLater = promisify(write);
const syncLater = promisify(fdatasync);
const closeLater = promisify(close);

export class SegmentFile {
  /** All of it, until it is closed. */
  bytes: Uint8Array;
  /** The same, four bytes at a time. */
  words: Uint32Array;
  #syncsCount = 0;
  #isClosing = false;

  private constructor(
    private readonly path: string,
    private readonly file: number,
  ) {
    this.bytes = Bun.mmap(path, { shared: true });
    this.words = new Uint32Array(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength / 4);
  }

  /** A new file of so many zeros, or none. Waits for the disk. @throws the system's error. */
  static create(path: string, bytesCount: number): SegmentFile {
    const file = openSync(path, "w+");
    try {
      for (let at = 0; at < bytesCount; ) at += writeSync(file, zeros, 0, chunkBytes(at, bytesCount), at);
      return new SegmentFile(path, file);
    } catch (error) {
      closeSync(file);
      rmSync(path, { force: true });
      throw error;
    }
  }

  /** The same in the background. */
  static async prepare(path: string, bytesCount: number): Promise<SegmentFile> {
    const file = await openLater(path, "w+");
    try {
      for (let at = 0; at < bytesCount; )
        at += (await writeLater(file, zeros, 0, chunkBytes(at, bytesCount), at)).bytesWritten;
      return new SegmentFile(path, file);
    } catch (error) {
      await closeLater(file);
      rmSync(path, { force: true });
      throw error;
    }
  }

  /** Gives it another name; it was not used before. */
  rename(path: string): void {
    renameSync(this.path, path);
  }

  /** As if it had never been: it was not used. */
  discard(): void {
    this.close();
    rmSync(this.path, { force: true });
  }

  /** Writes through to the disk what was copied before, in the background. */
  async sync(): Promise<void> {
    this.#syncsCount++;
    try {
      await syncLater(this.file);
    } finally {
      this.#syncsCount--;
      this.#closeWhenFree();
    }
  }

  /** Makes pages ready to be written to, and changes nothing: the first touch of one costs as much as many records. */
  touch(fromByte: number, toByte: number): void {
    const { bytes } = this;
    for (let at = fromByte; at < toByte; at += pageBytes) bytes[at] = bytes[at]!;
  }

  /** Leaves so many bytes of it; what was behind them must not be touched any more. */
  cut(bytesCount: number): void {
    ftruncateSync(this.file, bytesCount);
  }

  syncNow(): void {
    fdatasyncSync(this.file);
  }

  /** Nothing of it is touched any more. */
  close(): void {
    this.bytes = zeros.subarray(0, 0);
    this.words = new Uint32Array(0);
    this.#isClosing = true;
    this.#closeWhenFree();
  }

  #closeWhenFree(): void {
    if (!this.#isClosing || this.#syncsCount > 0) return;
    this.#isClosing = false;
    closeSync(this.file);
  }
}

function chunkBytes(at: number, bytesCount: number): number {
  return Math.min(zeros.length, bytesCount - at);
}
