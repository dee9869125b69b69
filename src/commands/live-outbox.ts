/**
 * The outbox of a live session on disk, beside its journal: every record for the ledger, there before anything is made of
 * it. With those of the sessions before it holds every trade of the account, once; what a ledger that was away has not
 * got is delivered by the next session.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { sequenceOf } from "../adapters/segments/segment-format.ts";
import { SegmentReader } from "../adapters/segments/segment-reader.ts";
import { SegmentWriter } from "../adapters/segments/segment-writer.ts";
import { tidyLog } from "../adapters/segments/tidy-log.ts";
import { InputError } from "../base/input-error.ts";
import type { FillRecord, LedgerRecord } from "../domain/ledger-record.ts";
import { outboxRecords } from "../live/outbox-records.ts";
import type { RecordedLog } from "../ports/byte-log.ts";
import type { Ledger } from "../ports/ledger.ts";
import { writeWhole } from "./write-whole.ts";

const kind = "outbox";
/** A few thousand fills and orders. */
const segmentBytes = 1 << 20;
const batchRecordsMax = 1000;

/** Begins one. @throws InputError where the folder has one already, or no room. */
export function newOutboxLog(sessionFolder: string): SegmentWriter {
  return new SegmentWriter(outboxFolder(sessionFolder), kind, segmentBytes);
}

/** Takes away what a session that was killed left beside its records. @returns how many bytes that were. */
export function tidyOutbox(sessionFolder: string): number {
  return tidyLog(outboxFolder(sessionFolder), kind, segmentBytes);
}

/** Named in the ledger by the session, whose id is never used again. */
export function outboxIdOf(liveName: string, sessionId: string): string {
  return `${liveName}/${sessionId}`;
}

/** In the order told, as far as they are whole; none where there is no outbox. */
export function* readOutbox(sessionFolder: string): Generator<LedgerRecord> {
  const outbox = outboxLogOf(sessionFolder);
  if (outbox !== undefined) yield* outboxRecords(outbox);
}

/** Undefined where the session ended before it had one. */
export function outboxLogOf(sessionFolder: string): RecordedLog | undefined {
  const folder = outboxFolder(sessionFolder);
  const hasBegun = existsSync(folder) && readdirSync(folder).some((name) => sequenceOf(name, kind) !== undefined);
  return hasBegun ? new SegmentReader(folder, kind) : undefined;
}

export function* fillsOf(records: Iterable<LedgerRecord>): Generator<FillRecord> {
  for (const record of records) if (record.kind === "fill") yield record;
}

/** All of this outbox is in the ledger. */
export function noteDelivered(sessionFolder: string): void {
  writeWhole(deliveredPath(sessionFolder), "");
}

/**
 * Gives the ledger what it has not got of earlier sessions. Of an outbox that is damaged it gets what is whole.
 *
 * @param told what cannot be had of one of them, or is refused, with its place: the others are delivered all the same.
 * @returns how many records. Rejects when the ledger is away.
 */
export async function deliverEarlier(
  ledger: Ledger,
  liveName: string,
  sessions: readonly { readonly sessionId: string; readonly folder: string }[],
  told: (problem: string) => void,
): Promise<number> {
  let count = 0;
  for (const { sessionId, folder } of sessions) {
    if (existsSync(deliveredPath(folder))) continue;
    try {
      count += await deliverOutbox(ledger, outboxIdOf(liveName, sessionId), folder, told);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      told(error.message);
    }
  }
  return count;
}

async function deliverOutbox(
  ledger: Ledger,
  outboxId: string,
  folder: string,
  told: (problem: string) => void,
): Promise<number> {
  const outbox = outboxLogOf(folder);
  if (outbox === undefined) return 0;
  const delivered = await ledger.deliveredCount(outboxId);
  let fromCount = 0;
  for (const records of batchesOf(outboxRecords(outbox))) {
    if (fromCount + records.length > delivered) await ledger.write({ outboxId, fromCount, records });
    fromCount += records.length;
  }
  const { end } = outbox;
  if (end.kind === "damaged") told(`${end.place}: ${end.problem}`);
  noteDelivered(folder);
  return Math.max(0, fromCount - delivered);
}

function* batchesOf(records: Iterable<LedgerRecord>): Generator<LedgerRecord[]> {
  let batch: LedgerRecord[] = [];
  for (const record of records) {
    batch.push(record);
    if (batch.length < batchRecordsMax) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function outboxFolder(sessionFolder: string): string {
  return join(sessionFolder, kind);
}

function deliveredPath(sessionFolder: string): string {
  return join(sessionFolder, kind, "delivered");
}
