/**
 * Appends to a log of segments (`segment-format.ts`): a copy into mapped memory, and no call of the system but where a
 * segment ends.
 *
 * The next segment is made ready in the background as soon as one begins; only where records come faster than a disk
 * takes zeros does `append` wait for it.
 */
import { closeSync, fsync, fsyncSync, mkdirSync, openSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { assert } from "../../base/assert.ts";
import { InputError } from "../../base/input-error.ts";
import type { ByteLog } from "../../ports/byte-log.ts";
import { pageBytes, SegmentFile } from "./segment-file.ts";
import {
  closedChecksum,
  closedSize,
  headerBytes,
  recordBytes,
  recordChecksum,
  recordHeadBytes,
  segmentName,
  segmentVersion,
  sequenceOf,
  writeHeader,
} from "./segment-format.ts";

/** A mapped segment counts as memory in use, so it is not made larger; at 100 records a second it lasts ten minutes. */
export const segmentBytesUsual = 16 << 20;

/** Made ready at least, and at most, after each sync. */
const [aheadBytesMin, aheadBytesMax] = [1 << 16, 1 << 20];
/** At a time: a few dozen microseconds. */
const touchBytes = 8 * pageBytes;

const syncFolderLater = promisify(fsync);
const turnOfLoop = promisify(setImmediate);

export class SegmentWriter implements ByteLog {
  recordsCount = 0;
  /** Of the log's records, what frames them included. */
  bytesCount = 0;
  #syncedBytesCount = 0;
  #segment: SegmentFile;
  /** Of the segment that is written. */
  #sequence = 0;
  /** In the segment, where the next record begins. */
  #at = headerBytes;
  /** Full ones, not known to be on the disk yet. */
  #full: SegmentFile[] = [];
  /** Ready to be gone on in. */
  #next: SegmentFile | undefined;
  #isPreparing = false;
  #isFolderChanged = true;
  #isSyncing = false;
  #isSyncWanted = false;
  #isClosed = false;
  #isReleased = false;
  #failure: InputError | undefined;
  readonly #folderFile: number;

  /**
   * Begins a log. @param folder made where there is none. @param kind what it is of, the first word of its files.
   * @param first ready to be written to: else it is made while the caller waits.
   * @throws InputError where the folder holds such a log already, or has no room.
   */
  constructor(
    private readonly folder: string,
    private readonly kind: string,
    private readonly segmentBytes = segmentBytesUsual,
    first?: SegmentFile,
  ) {
    assert(
      segmentBytes % 8 === 0 && segmentBytes > headerBytes + 2 * recordHeadBytes,
      "a segment has room for a record",
    );
    this.#segment = this.#asInput(() => this.#begin(first));
    this.#folderFile = openSync(folder, "r");
    this.#prepare();
  }

  /** The same as the constructor, but made ready in the background. @throws InputError */
  static async begin(folder: string, kind: string, segmentBytes = segmentBytesUsual): Promise<SegmentWriter> {
    try {
      mkdirSync(folder, { recursive: true });
      const first = await SegmentFile.prepare(join(folder, `${kind}.now`), segmentBytes);
      return new SegmentWriter(folder, kind, segmentBytes, first);
    } catch (error) {
      throw inputError(folder, kind, error);
    }
  }

  /** Of `bytesCount`, those known to be on the disk. */
  get syncedBytesCount(): number {
    return this.#syncedBytesCount;
  }

  /** What a loss of power would cost now. */
  get unsyncedBytesCount(): number {
    return this.bytesCount - this.#syncedBytesCount;
  }

  /** @param record of 1 byte or more, and no larger than a segment. @throws InputError */
  append(record: Uint8Array): void {
    if (this.#failure !== undefined) throw this.#failure;
    const size = record.length;
    const bytesCount = recordBytes(size);
    assert(!this.#isClosed && size > 0, "a record has bytes, and comes before the log is closed");
    // Room for the record that closes a log is always kept.
    if (this.#at + bytesCount + recordHeadBytes > this.segmentBytes) this.#turn(bytesCount);
    const at = this.#at;
    const { bytes, words } = this.#segment;
    bytes.set(record, at + recordHeadBytes);
    words[at / 4 + 1] = recordChecksum(record, this.recordsCount, size);
    words[at / 4] = size;
    this.#at = at + bytesCount;
    this.recordsCount++;
    this.bytesCount += bytesCount;
  }

  /** Whether such a record can be appended without waiting for the disk; where not, room is made in the background. */
  makeRoom(size: number): boolean {
    if (this.#failure !== undefined || this.#at + recordBytes(size) + recordHeadBytes <= this.segmentBytes) return true;
    if (this.#next === undefined) this.#prepare();
    return this.#next !== undefined;
  }

  sync(): void {
    this.#isSyncWanted = true;
    if (!this.#isSyncing && !this.#isClosed) void this.#syncAll();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#asInput(() => {
      for (const segment of this.#end()) segment.syncNow();
      fsyncSync(this.#folderFile);
    });
    this.#release();
  }

  /** The same, without holding up the caller. @throws InputError */
  async finish(): Promise<void> {
    if (this.#isClosed) return;
    try {
      await Promise.all(this.#end().map((segment) => segment.sync()));
      await syncFolderLater(this.#folderFile);
    } catch (error) {
      throw this.#inputError(error);
    }
    this.#release();
  }

  /** Writes the record that closes the log. @returns what is to be synced. */
  #end(): SegmentFile[] {
    this.#isClosed = true;
    const { words } = this.#segment;
    words[this.#at / 4 + 1] = closedChecksum(this.recordsCount);
    words[this.#at / 4] = closedSize;
    this.#segment.cut(this.#at + recordHeadBytes);
    return [...this.#full, this.#segment];
  }

  #release(): void {
    this.#isReleased = true;
    for (const segment of [...this.#full, this.#segment]) segment.close();
    this.#next?.discard();
    rmSync(this.#nextPath, { force: true });
    if (!this.#isSyncing) closeSync(this.#folderFile);
    this.#syncedBytesCount = this.bytesCount;
  }

  /** Of what is made ready in the background. */
  get #nextPath(): string {
    return join(this.folder, `${this.kind}.next`);
  }

  #begin(first: SegmentFile | undefined): SegmentFile {
    mkdirSync(this.folder, { recursive: true });
    if (readdirSync(this.folder).some((name) => sequenceOf(name, this.kind) !== undefined))
      throw new InputError(this.folder, `holds a ${this.kind} already; expected a folder without`);
    return this.#goOn(first ?? this.#createNext());
  }

  /** Goes on in the next segment. */
  #turn(bytesCount: number): void {
    assert(headerBytes + bytesCount + recordHeadBytes <= this.segmentBytes, "a record fits into a segment");
    const full = this.#segment;
    this.#segment = this.#asInput(() => this.#goOn(this.#next ?? this.#createNext()));
    this.#full.push(full);
    this.#prepare();
    this.sync();
  }

  /** Gives a segment that is ready its header and its name. */
  #goOn(segment: SegmentFile): SegmentFile {
    const { kind, recordsCount: firstRecord } = this;
    const sequence = this.#sequence + 1;
    writeHeader(segment.bytes, { version: segmentVersion, sequence, firstRecord, kind });
    segment.rename(join(this.folder, segmentName(kind, sequence)));
    this.#isFolderChanged = true;
    this.#next = undefined;
    this.#sequence = sequence;
    this.#at = headerBytes;
    return segment;
  }

  /** Under a name of its own, since one may be on its way in the background. */
  #createNext(): SegmentFile {
    return SegmentFile.create(join(this.folder, `${this.kind}.now`), this.segmentBytes);
  }

  /** A failure is left to `append`: when it needs the segment it tries again, and tells. */
  #prepare(): void {
    if (this.#isPreparing) return;
    this.#isPreparing = true;
    SegmentFile.prepare(this.#nextPath, this.segmentBytes).then(
      (next) => {
        this.#isPreparing = false;
        if (this.#isClosed) next.discard();
        else this.#next = next;
      },
      () => {
        this.#isPreparing = false;
      },
    );
  }

  /** Until nothing has been asked for since it began. */
  async #syncAll(): Promise<void> {
    this.#isSyncing = true;
    try {
      while (this.#isSyncWanted && !this.#isClosed) await this.#syncOnce();
    } catch (error) {
      this.#failure = this.#inputError(error);
    } finally {
      this.#isSyncing = false;
      if (this.#isReleased) closeSync(this.#folderFile);
    }
  }

  async #syncOnce(): Promise<void> {
    this.#isSyncWanted = false;
    const { bytesCount } = this;
    const full = [...this.#full];
    await Promise.all([...full, this.#segment].map((segment) => segment.sync()));
    if (this.#isFolderChanged) await this.#syncFolder();
    if (this.#isClosed) return;
    for (const segment of full) segment.close();
    this.#full = this.#full.slice(full.length);
    const syncedBytes = bytesCount - this.#syncedBytesCount;
    this.#syncedBytesCount = bytesCount;
    await this.#touchAhead(Math.min(Math.max(2 * syncedBytes, aheadBytesMin), aheadBytesMax));
  }

  /**
   * A sync leaves pages that only the system may make writable again, at the next touch: that is taken off the path of
   * the records that will come before the next one.
   */
  async #touchAhead(aheadBytes: number): Promise<void> {
    const segment = this.#segment;
    const end = Math.min(this.#at + aheadBytes, this.segmentBytes);
    for (let at = this.#at; at < end && segment === this.#segment && !this.#isClosed; at += touchBytes) {
      segment.touch(at, Math.min(at + touchBytes, end));
      await turnOfLoop();
    }
  }

  /** What it names can be found after a loss of power. */
  async #syncFolder(): Promise<void> {
    this.#isFolderChanged = false;
    await syncFolderLater(this.#folderFile);
  }

  #asInput<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw this.#inputError(error);
    }
  }

  #inputError(error: unknown): InputError {
    return inputError(this.folder, this.kind, error);
  }
}

function inputError(folder: string, kind: string, error: unknown): InputError {
  if (error instanceof InputError) return error;
  if (!(error instanceof Error && "code" in error)) throw error;
  return new InputError(folder, `the ${kind} cannot be kept: ${error.message}; expected room and access`);
}
