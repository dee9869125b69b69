/**
 * A tape on disk: a folder of Arrow IPC files (segments), and `tape.json`, which is written last and says what they
 * are.
 *
 * Columns are those of `EventColumns`, uncompressed, so that a segment is mapped and read in place; `order_id` is there
 * where the venue tells every order. Segments and record batches
 * are bounded, since a reader gives memory back a batch at a time. What is known only at the end (clock
 * offset, counts, hashes) is in `tape.json`; the schema of every segment carries the instrument and the midnight.
 */
import { Field, Int32, Int64, Schema, Uint8, Uint64 } from "apache-arrow";
import { z } from "zod";
import { assert } from "../../base/assert.ts";
import { instrumentEntry } from "../../domain/instrument-entry.ts";
import { checksumOf } from "./checksum.ts";

/** Part of the key of every cached tape: raise it when tapes of the same rows would come out otherwise. */
export const tapeFormatVersion = 7;

/** 30 MB a batch, 39 with order ids. */
export const batchRowsMax = 1_048_576;
/**
 * 60 MB a segment. The garbage collector counts a whole mapped file as memory in use and lets that much garbage gather
 * before it works: with segments of 500 MB a long backtest held 700 MB of dead numbers.
 */
export const segmentBatchesMax = 2;

export const manifestName = "tape.json";

const checksum = z.string().regex(/^[0-9a-f]{16}$/);

const batchManifest = z.strictObject({
  /** Of its first byte in the segment. */
  offset: z.int().positive(),
  bytes_count: z.int().positive(),
  rows_count: z.int().positive(),
  checksum,
});

const segmentManifest = z.strictObject({
  file: z.string().min(1),
  bytes_count: z.int().positive(),
  /** Of what stands before the first batch and behind the last. */
  frame_checksum: checksum,
  batches: z.array(batchManifest).min(1),
});
export type SegmentManifest = z.infer<typeof segmentManifest>;

const tapeManifest = z.strictObject({
  format_version: z.literal(tapeFormatVersion),
  instrument: instrumentEntry,
  midnight_unix_ns: z.string().regex(/^\d+$/),
  clock_offset_ns: z.int(),
  rows_count: z.int().positive(),
  has_order_ids: z.boolean(),
  first_received_ns: z.int().nonnegative(),
  last_received_ns: z.int().nonnegative(),
  source: z.string(),
  problems: z.array(z.string()),
  book_valid_ns: z.int().nonnegative(),
  content_hash: z.string().regex(/^[0-9a-f]{64}$/),
  segments: z.array(segmentManifest).min(1),
});
export type TapeManifest = z.infer<typeof tapeManifest>;

/** The text of `tape.json`, which ends with a checksum of all else in it. */
export function manifestText(manifest: TapeManifest): string {
  return `${JSON.stringify({ ...manifest, checksum: textChecksum(manifest) }, undefined, 2)}\n`;
}

/** @throws for text that `manifestText` of this version did not write. */
export function parseManifest(text: string): TapeManifest {
  const { checksum: written, ...manifest } = JSON.parse(text);
  if (written !== textChecksum(manifest)) throw new Error("the checksum differs");
  return tapeManifest.parse(manifest);
}

/** Where in a segment stand the bytes before its first batch, and behind its last: from and to of each. */
export function frameOf(
  batches: readonly z.infer<typeof batchManifest>[],
  bytesCount: number,
): [[number, number], [number, number]] {
  const first = batches[0];
  const last = batches.at(-1);
  assert(first !== undefined && last !== undefined, "a segment has a batch");
  return [
    [0, first.offset],
    [last.offset + last.bytes_count, bytesCount],
  ];
}

function textChecksum(manifest: object): string {
  return checksumOf(new TextEncoder().encode(JSON.stringify(manifest)));
}

export function tapeSchema(hasOrderIds: boolean, metadata: Readonly<Record<string, string>>): Schema {
  const fields = [
    new Field("received_ns", new Int64(), false),
    new Field("venue_ns", new Int64(), false),
    new Field("size_lots", new Int64(), false),
    new Field("price_ticks", new Int32(), false),
    new Field("flags", new Uint8(), false),
    ...(hasOrderIds ? [new Field("order_id", new Uint64(), false)] : []),
  ];
  return new Schema(fields, new Map(Object.entries(metadata)));
}
