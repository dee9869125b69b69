/**
 * What stands in a part of a recording, and how each record begins: with its kind. All but rows are JSON behind that,
 * checked when they are read, since files may come from anywhere.
 */
import { z } from "zod";
import type { FeedFacts } from "../../domain/feed-facts.ts";
import { instrumentEntry } from "../../domain/instrument-entry.ts";

export const recordingKind = "recording";
export const recordingVersion = 1;

export const rowsKind = 1;
const noteKind = 2;
const noteHeadBytes = 8;

const whole = z.int().nonnegative();

/** What a feed counts of one instrument since the session began, and rows do not show. */
const feedCounts = z.strictObject({
  depthEventsCount: whole,
  tradesCount: whole,
  tickersCount: whole,
  snapshotsCount: whole,
  ignoredCount: whole,
  appliedCount: whole,
  droppedCount: whole,
  overlapsCount: whole,
  duplicatesCount: whole,
  outOfOrderCount: whole,
});
export type FeedCounts = z.output<typeof feedCounts>;

const marketsMax = 1024;

const partStart = z.strictObject({
  kind: z.literal("part"),
  version: z.literal(recordingVersion),
  session: z.string(),
  /** Its own name. */
  part: z.string(),
  /** A UTC midnight, from which times count. */
  epochUnixNs: z.string().regex(/^\d{1,20}$/),
  /** Where the rows came from, for people. */
  source: z.string(),
  /** By their numbers in records of rows. */
  instruments: z.array(instrumentEntry).min(1).max(marketsMax),
  /** As the part begins, by instrument. */
  counts: z.array(feedCounts),
});
export type PartStart = z.output<typeof partStart>;

/** Told now and again, and as the part ends. */
const partFacts = z.strictObject({
  kind: z.literal("facts"),
  counts: z.array(feedCounts),
});
export type PartFacts = z.output<typeof partFacts>;

const partNote = z.discriminatedUnion("kind", [partStart, partFacts]);
export type PartNote = z.output<typeof partNote>;

const text = { encoder: new TextEncoder(), decoder: new TextDecoder("utf-8", { fatal: true }) };

export function noteRecord(note: PartNote): Uint8Array {
  const json = text.encoder.encode(JSON.stringify(note));
  const record = new Uint8Array(noteHeadBytes + json.length);
  record[0] = noteKind;
  record.set(json, noteHeadBytes);
  return record;
}

export function isRows(record: Uint8Array): boolean {
  return record[0] === rowsKind;
}

/** The note, or in words what is wrong with it. */
export function noteOf(record: Uint8Array): PartNote | string {
  if (record[0] !== noteKind) return `a record of the unknown kind ${record[0]}`;
  let value: unknown;
  try {
    value = JSON.parse(text.decoder.decode(record.subarray(noteHeadBytes)));
  } catch {
    return "a note that is no JSON";
  }
  const parsed = partNote.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return `a note with a wrong ${issue?.path.join(".") || "form"}: ${issue?.message}`;
}

/** As files tell them: what came between the two. */
export function factsBetween(first: FeedCounts, last: FeedCounts): Omit<FeedFacts, "ends_at" | "clock_delay_ms"> {
  return {
    depth_events_count: last.depthEventsCount - first.depthEventsCount,
    trades_count: last.tradesCount - first.tradesCount,
    tickers_count: last.tickersCount - first.tickersCount,
    snapshots_count: last.snapshotsCount - first.snapshotsCount,
    ignored_count: last.ignoredCount - first.ignoredCount,
    applied_count: last.appliedCount - first.appliedCount,
    dropped_count: last.droppedCount - first.droppedCount,
    overlaps_count: last.overlapsCount - first.overlapsCount,
    duplicates_count: last.duplicatesCount - first.duplicatesCount,
    out_of_order_count: last.outOfOrderCount - first.outOfOrderCount,
  };
}
