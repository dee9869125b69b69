/**
 * What stands in a part of a recording, and how each record begins: with its kind. All but rows are JSON behind that,
 * checked when they are read, since files may come from anywhere.
 */
import { z } from "zod";
import type { FeedFacts } from "../../domain/feed-facts.ts";
import type { Instrument } from "../../domain/instrument.ts";
import { entryOfInstrument, instrumentEntry } from "../../domain/instrument-entry.ts";

/** Of logs: rows, and frames as they were received. */
export const recordingKind = "recording";
export const framesKind = "frames";
export const recordingVersion = 1;

export const rowsKind = 1;
const noteKind = 2;
export const frameKind = 3;
const noteHeadBytes = 8;

const whole = z.int().nonnegative();

/** What a feed counts of one instrument, and rows do not show. */
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
});
export type PartStart = z.output<typeof partStart>;

/** Of a session, from 1. */
export function partNameOf(session: string, number: number): string {
  return `${session}-${String(number).padStart(6, "0")}`;
}

export function partStartOf(
  part: string,
  epochUnixNs: bigint,
  { session, source, instruments }: Pick<PartStart, "session" | "source"> & { instruments: readonly Instrument[] },
): PartStart {
  return {
    ...{ kind: "part", version: recordingVersion, session, part, source },
    epochUnixNs: String(epochUnixNs),
    instruments: instruments.map(entryOfInstrument),
  };
}

/** Told now and again, and as the part ends: by instrument, what was counted since it was told last. */
const partFacts = z.strictObject({
  kind: z.literal("facts"),
  counts: z.array(feedCounts),
});

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

export function isFrame(record: Uint8Array): boolean {
  return record[0] === frameKind;
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

export const noCounts: FeedCounts = {
  depthEventsCount: 0,
  tradesCount: 0,
  tickersCount: 0,
  snapshotsCount: 0,
  ignoredCount: 0,
  appliedCount: 0,
  droppedCount: 0,
  overlapsCount: 0,
  duplicatesCount: 0,
  outOfOrderCount: 0,
};
const countNames = Object.keys(noCounts) as (keyof FeedCounts)[];

/** What was counted from the one to the other. */
export function countsBetween(first: FeedCounts, last: FeedCounts): FeedCounts {
  return combined(first, last, -1);
}

export function sumOfCounts(a: FeedCounts, b: FeedCounts): FeedCounts {
  return combined(a, b, 1);
}

/** Of two countings that may each lack something. */
export function largerCounts(a: FeedCounts, b: FeedCounts): FeedCounts {
  return Object.fromEntries(countNames.map((name) => [name, Math.max(a[name], b[name])])) as FeedCounts;
}

/** As files tell them. */
export function factsOf(counts: FeedCounts): Omit<FeedFacts, "ends_at" | "clock_delay_ms"> {
  return {
    depth_events_count: counts.depthEventsCount,
    trades_count: counts.tradesCount,
    tickers_count: counts.tickersCount,
    snapshots_count: counts.snapshotsCount,
    ignored_count: counts.ignoredCount,
    applied_count: counts.appliedCount,
    dropped_count: counts.droppedCount,
    overlaps_count: counts.overlapsCount,
    duplicates_count: counts.duplicatesCount,
    out_of_order_count: counts.outOfOrderCount,
  };
}

function combined(a: FeedCounts, b: FeedCounts, times: 1 | -1): FeedCounts {
  return Object.fromEntries(countNames.map((name) => [name, b[name] + times * a[name]])) as FeedCounts;
}
