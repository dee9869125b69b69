/** The records of an outbox, read back from its log: each is one record for the ledger, as exact JSON. */
import type { LedgerRecord } from "../domain/ledger-record.ts";
import type { RecordedLog } from "../ports/byte-log.ts";
import { parseExactJson } from "./journal/exact-json.ts";

const text = new TextDecoder();

/** In the order told, as far as they are whole. @param fromPart of the log. */
export function* outboxRecords(outbox: RecordedLog, fromPart = 0): Generator<LedgerRecord> {
  for (const record of outbox.records(fromPart)) yield parseExactJson(text.decode(record)) as LedgerRecord;
}

/** Fills and orders told after a moment; looks only through as much of the end as it takes. */
export function* outboxSince(outbox: RecordedLog, unixNs: bigint): Generator<LedgerRecord> {
  let part = outbox.partsCount - 1;
  while (part > 0 && !beginsBy(outbox, part, unixNs)) part--;
  for (const record of outboxRecords(outbox, part)) if ((toldUnixNs(record) ?? unixNs) > unixNs) yield record;
}

function beginsBy(outbox: RecordedLog, part: number, unixNs: bigint): boolean {
  for (const record of outbox.records(part, 1)) {
    const told = toldUnixNs(parseExactJson(text.decode(record)) as LedgerRecord);
    if (told !== undefined) return told <= unixNs;
  }
  return false;
}

/** Undefined for what has no place among fills and orders. */
function toldUnixNs(record: LedgerRecord): bigint | undefined {
  if (record.kind === "fill") return record.receivedUnixNs;
  return record.kind === "order" ? record.updatedUnixNs : undefined;
}
