// Goal: the end of an outbox alone gives what was told after a moment.
// Method: fills and orders with rising times among records of other kinds, in small segments; against a look through all.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { SegmentReader } from "../../../src/adapters/segments/segment-reader.ts";
import { SegmentWriter } from "../../../src/adapters/segments/segment-writer.ts";
import type { FillRecord, LedgerRecord, OrderRecord } from "../../../src/domain/ledger-record.ts";
import { exactJson } from "../../../src/live/journal/exact-json.ts";
import { outboxRecords, outboxSince } from "../../../src/live/outbox-records.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

const step = fc.tuple(fc.constantFrom("fill", "order", "config"), fc.nat({ max: 3 }));

test("outbox records: after any moment: as a look through all of them finds, oldest first", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.nat({ max: 100 }), (steps, after) => {
      using folder = temporaryFolder();
      const writer = new SegmentWriter(folder.path, "outbox", 1024);
      let unixNs = 0n;
      const records = steps.map(([kind, later]) => {
        unixNs += BigInt(later);
        return record(kind, unixNs);
      });
      for (const each of records) writer.append(new TextEncoder().encode(exactJson(each)));
      writer.close();
      const outbox = new SegmentReader(folder.path, "outbox");
      expect([...outboxRecords(outbox)]).toEqual(records);
      const expected = records.filter((each) => (timeOf(each) ?? -1n) > BigInt(after));
      expect([...outboxSince(outbox, BigInt(after))]).toEqual(expected);
    }),
    { numRuns: 50 },
  );
});

function record(kind: string, unixNs: bigint): LedgerRecord {
  if (kind === "fill") return { kind, receivedUnixNs: unixNs } as FillRecord;
  if (kind === "order") return { kind, updatedUnixNs: unixNs } as OrderRecord;
  return { kind: "config", hash: "a", text: "a: 1", who: "me", atUnixNs: unixNs };
}

function timeOf(each: LedgerRecord): bigint | undefined {
  if (each.kind === "fill") return each.receivedUnixNs;
  return each.kind === "order" ? each.updatedUnixNs : undefined;
}
