/**
 * The files of an append-only log: a folder of numbered segments of one size, one layout for all that is only ever
 * appended to.
 *
 *   journal-000001.segment, journal-000002.segment, …
 *
 *   byte 0       8         12         16             24     40      44         48
 *        | magic | version | sequence | first_record | kind | zeros | checksum | records …
 *
 *   a record, at a multiple of 8 bytes:
 *        | size u32 | checksum u32 | payload of that size | zeros to the next multiple of 8 |
 *
 * A segment is full of zeros before it is used, so a size of 0 says that nothing has been appended from there on. The
 * size is written last: a writer that dies while it appends leaves no record. The last record of a log that was closed
 * has the size `closedSize` and no payload; the file is then cut behind it.
 *
 * `first_record` is the place in the log of the segment's first record, and a record's place enters its checksum: so a
 * segment, or a page, that is missing or stands in the wrong place is seen. Numbers are little-endian, as all machines
 * are that Bun runs on; `first_record` is a double, the others are u32.
 */
import { assert } from "../../base/assert.ts";

export const segmentVersion = 1;
export const headerBytes = 48;
/** Size and checksum in front of each payload. */
export const recordHeadBytes = 8;
/** Stands for a record's size, and is larger than any. */
export const closedSize = 0xffff_ffff;

const magic = new TextEncoder().encode("HSPRDLOG");
const kindBytesMax = 16;
const checksumOffset = 44;

export interface SegmentHeader {
  readonly version: number;
  /** From 1. */
  readonly sequence: number;
  readonly firstRecord: number;
  /** What the log is of: lower-case letters and dashes, the first word of its files. */
  readonly kind: string;
}

/** Bytes that a record takes in its segment. */
export function recordBytes(size: number): number {
  return recordHeadBytes + ((size + 7) & ~7);
}

/** @param index the record's place in the log. @param size as it is written, since a payload may be missing. */
export function recordChecksum(payload: Uint8Array, index: number, size: number): number {
  return Bun.hash.crc32(payload, (Math.imul(index, 0x9e37_79b1) ^ size) >>> 0);
}

const nothing = new Uint8Array(0);

/** Of the record that closes a log. */
export function closedChecksum(index: number): number {
  return recordChecksum(nothing, index, closedSize);
}

export function segmentName(kind: string, sequence: number): string {
  return `${kind}-${String(sequence).padStart(6, "0")}.segment`;
}

/** The sequence in a file's name, or undefined where it is no segment of this kind. */
export function sequenceOf(name: string, kind: string): number | undefined {
  const digits = /^([a-z-]+)-(\d{6,})\.segment$/.exec(name);
  return digits?.[1] === kind ? Number(digits[2]) : undefined;
}

/** Writes it into the first bytes of a segment that holds zeros. */
export function writeHeader(segment: Uint8Array, header: SegmentHeader): void {
  assert(/^[a-z-]{1,16}$/.test(header.kind), "a kind of log is a short word");
  const view = viewOf(segment);
  segment.set(magic);
  view.setUint32(8, header.version, true);
  view.setUint32(12, header.sequence, true);
  view.setFloat64(16, header.firstRecord, true);
  segment.set(new TextEncoder().encode(header.kind), 24);
  view.setUint32(checksumOffset, Bun.hash.crc32(segment.subarray(0, checksumOffset)), true);
}

/** Undefined where it is damaged, or was never written. */
export function readHeader(segment: Uint8Array): SegmentHeader | undefined {
  if (segment.length < headerBytes || magic.some((byte, at) => segment[at] !== byte)) return undefined;
  const view = viewOf(segment);
  if (view.getUint32(checksumOffset, true) !== Bun.hash.crc32(segment.subarray(0, checksumOffset))) return undefined;
  const kind = segment.subarray(24, 24 + kindBytesMax);
  return {
    version: view.getUint32(8, true),
    sequence: view.getUint32(12, true),
    firstRecord: view.getFloat64(16, true),
    kind: new TextDecoder().decode(kind.subarray(0, kind.indexOf(0) < 0 ? kindBytesMax : kind.indexOf(0))),
  };
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
