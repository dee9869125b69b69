/**
 * Reads a log of segments (`segment-format.ts`) to its end, however it came to be: closed, left by a writer that was
 * killed, still written, or damaged. What is whole up to there is given; what ends it is named with its place.
 */
import { closeSync, fstatSync, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";
import { assert } from "../../base/assert.ts";
import { InputError } from "../../base/input-error.ts";
import type { LogDamage, LogEnd, SalvageableLog } from "../../ports/byte-log.ts";
import {
  closedChecksum,
  closedSize,
  headerBytes,
  readHeader,
  recordBytes,
  recordChecksum,
  recordHeadBytes,
  segmentName,
  segmentVersion,
  sequenceOf,
} from "./segment-format.ts";

export class SegmentReader implements SalvageableLog {
  #end: LogEnd | undefined;
  #damages: LogDamage[] = [];
  readonly #sequences: readonly number[];

  /** @throws InputError where the folder has no such log. */
  constructor(
    readonly place: string,
    private readonly kind: string,
  ) {
    this.#sequences = sequencesIn(place, kind);
    if (this.#sequences.length === 0) throw new InputError(place, `holds no ${kind}; expected ${segmentName(kind, 1)}`);
  }

  get partsCount(): number {
    return this.#sequences.length;
  }

  get end(): LogEnd {
    assert(this.#end !== undefined, "how a log ends is known once it was read");
    return this.#end;
  }

  get damages(): readonly LogDamage[] {
    return this.#damages;
  }

  /** @throws InputError for a segment of another version. */
  *records(fromPart = 0, partsCount = this.partsCount): Generator<Uint8Array> {
    const sequences = this.#sequences.slice(fromPart, fromPart + partsCount);
    // Only from the start is it known which segment comes first, and with which record.
    const firstSequence = fromPart === 0 ? 1 : sequences[0]!;
    let index = fromPart === 0 ? 0 : undefined;
    for (const [at, found] of sequences.entries()) {
      const segment = new Segment(this.place, this.kind, firstSequence + at, index);
      yield* segment.records(found);
      index = segment.index;
      const isLast = fromPart + at === this.partsCount - 1;
      const end = !isLast && segment.end.kind === "closed" ? segment.damaged("more follows the end") : segment.end;
      if (isLast || end.kind === "damaged") this.#end = end;
      if (end.kind === "damaged") return;
    }
  }

  /**
   * Each header tells which record its segment begins with, and each record's place enters its checksum: so it is certain
   * where reading goes on. @throws InputError for a segment of another version.
   */
  *salvaged(): Generator<Uint8Array> {
    const damages: LogDamage[] = [];
    this.#damages = damages;
    let [sequence, index, end]: [number, number, LogEnd] = [1, 0, { kind: "open" }];
    for (const found of this.#sequences) {
      const damagesCount = damages.length;
      if (end.kind === "closed") damages.push(this.#damageOf(sequence, "follows the end"));
      if (found !== sequence) damages.push(this.#damageOf(sequence, "is missing"));
      const isExpected: boolean = end.kind === "open" && damages.length === damagesCount;
      const segment = new Segment(this.place, this.kind, found, undefined);
      yield* segment.salvaged(index, isExpected, damages);
      ({ end } = segment);
      index = Math.max(index, segment.index);
      sequence = found + 1;
    }
    this.#end = damages[0] ?? end;
  }

  #damageOf(sequence: number, problem: string): LogDamage {
    return { kind: "damaged", place: join(this.place, segmentName(this.kind, sequence)), problem };
  }
}

/** One file, read as far as it is whole. */
class Segment {
  end: LogEnd = { kind: "open" };
  readonly #name: string;
  #at = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  #words = new Uint32Array(0);

  /** Of the next record, in the log. */
  #index: number;

  /** @param firstIndex of its first record in the log; undefined where its header alone can tell. */
  constructor(
    private readonly folder: string,
    private readonly kind: string,
    private readonly sequence: number,
    private readonly firstIndex: number | undefined,
  ) {
    this.#name = segmentName(kind, sequence);
    this.#index = firstIndex ?? 0;
  }

  get index(): number {
    return this.#index;
  }

  /** @param found the sequence that its name tells. */
  *records(found: number): Generator<Uint8Array> {
    const problem = found === this.sequence ? this.#open() : "is missing";
    if (problem !== undefined) return this.#stop(problem);
    for (let record = this.#next(); record !== undefined; record = this.#next()) {
      yield record;
      this.#advance(record.length);
    }
  }

  /**
   * What is whole of it. @param index that its first record has, or one above where not all before it could be read.
   * @param damages is told each.
   */
  *salvaged(index: number, isExact: boolean, damages: LogDamage[]): Generator<Uint8Array> {
    const problem = this.#open() ?? this.#misplaced(index, isExact, damages);
    if (problem !== undefined) {
      this.end = this.damaged(problem);
      damages.push(this.end);
      return;
    }
    do {
      for (let record = this.#next(); record !== undefined; record = this.#next()) {
        yield record;
        this.#advance(record.length);
      }
      if (this.end.kind === "damaged") damages.push(this.end);
    } while (this.end.kind === "damaged" && this.#findAgain());
  }

  /** Records that were there already are not given again; those that are missing are a damage, behind which it goes on. */
  #misplaced(index: number, isExact: boolean, damages: LogDamage[]): string | undefined {
    if (this.#index === index || (this.#index > index && !isExact)) return undefined;
    const problem = `begins with record ${this.#index}; expected ${index}`;
    if (this.#index < index) return problem;
    damages.push(this.damaged(problem));
    return undefined;
  }

  /** Behind what is damaged, by the sizes told: to the next record that checks at its place. False where none does. */
  #findAgain(): boolean {
    const [at, index] = [this.#at, this.#index];
    const { length } = this.#bytes;
    for (;;) {
      const size = this.#at + recordHeadBytes <= length ? this.#words[this.#at / 4]! : 0;
      if (size === 0 || this.#at + recordHeadBytes + size > length) break;
      this.#advance(size);
      if (this.#next() !== undefined || this.end.kind === "closed") return true;
    }
    [this.#at, this.#index] = [at, index];
    return false;
  }

  #advance(size: number): void {
    this.#index++;
    this.#at += recordBytes(size);
  }

  damaged(problem: string): LogDamage {
    return { kind: "damaged", place: `${join(this.folder, this.#name)}, byte ${this.#at}`, problem };
  }

  /** What is wrong with it as a whole. */
  #open(): string | undefined {
    this.#read();
    const header = readHeader(this.#bytes);
    if (header === undefined) return "the header is damaged";
    if (header.version !== segmentVersion)
      throw new InputError(join(this.folder, this.#name), `has version ${header.version}; expected ${segmentVersion}`);
    if (header.kind !== this.kind || header.sequence !== this.sequence) return "the header is of another segment";
    const { firstRecord } = header;
    if (firstRecord !== (this.firstIndex ?? firstRecord))
      return `begins with record ${firstRecord}; expected ${this.firstIndex}`;
    this.#index = firstRecord;
    this.#at = headerBytes;
    return undefined;
  }

  #next(): Uint8Array | undefined {
    const at = this.#at;
    if (at === this.#bytes.length) return this.#ended("open");
    if (at + recordHeadBytes > this.#bytes.length) return this.#stop("is cut within a record");
    const size = this.#words[at / 4]!;
    if (size === 0) return this.#isZeroFrom(at) ? this.#ended("open") : this.#stop("a record is not whole");
    if (size === closedSize) return this.#closed();
    const to = at + recordHeadBytes + size;
    const end = at + recordBytes(size);
    if (end > this.#bytes.length) return this.#stop("a record reaches beyond the file");
    const record = this.#bytes.subarray(at + recordHeadBytes, to);
    const isWhole = this.#words[at / 4 + 1] === recordChecksum(record, this.#index, size);
    const isPadded = isZero(this.#bytes, to, end);
    if (!isWhole || !isPadded) return this.#stop("a record differs from its checksum");
    return record;
  }

  #closed(): undefined {
    const isWhole = this.#words[this.#at / 4 + 1] === closedChecksum(this.#index);
    if (!isWhole) return this.#stop("a record differs from its checksum");
    if (this.#at + recordHeadBytes !== this.#bytes.length) return this.#stop("more follows the end");
    return this.#ended("closed");
  }

  #ended(kind: "open" | "closed"): undefined {
    this.end = { kind };
    return undefined;
  }

  #stop(problem: string): undefined {
    this.end = this.damaged(problem);
    return undefined;
  }

  #isZeroFrom(from: number): boolean {
    return this.#words.subarray(from / 4).every((word) => word === 0);
  }

  #read(): void {
    const file = openSync(join(this.folder, this.#name), "r");
    try {
      const { size } = fstatSync(file);
      // Whole words from the start: of a torn last one the rest is zeros.
      this.#words = new Uint32Array(Math.ceil(size / 4));
      const bytes = new Uint8Array(this.#words.buffer, 0, size);
      this.#bytes = bytes.subarray(0, readWhole(file, bytes));
    } finally {
      closeSync(file);
    }
  }
}

/** @returns how many there were: fewer than there is room for in a file that was cut meanwhile. */
function readWhole(file: number, bytes: Uint8Array): number {
  let done = 0;
  for (let count = -1; count !== 0 && done < bytes.length; done += count)
    count = readSync(file, bytes, done, bytes.length - done, done);
  return done;
}

/** The few bytes behind a record; a view of them would cost more than they do. */
function isZero(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] !== 0) return false;
  return true;
}

function sequencesIn(folder: string, kind: string): number[] {
  try {
    return readdirSync(folder)
      .map((name) => sequenceOf(name, kind))
      .filter((sequence) => sequence !== undefined)
      .toSorted((a, b) => a - b);
  } catch (error) {
    throw new InputError(folder, `cannot be read: ${(error as Error).message}; expected a folder with a ${kind}`);
  }
}
