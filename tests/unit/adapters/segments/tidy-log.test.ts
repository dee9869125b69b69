// Goal: what a killed writer leaves beside its records is taken away, and what is read stays the same.
// Method: logs as a kill leaves them, copied while they are open; damaged and closed ones, which nothing may change.
import { describe, expect, test } from "bun:test";
import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { SegmentReader } from "../../../../src/adapters/segments/segment-reader.ts";
import { SegmentWriter } from "../../../../src/adapters/segments/segment-writer.ts";
import { tidyLog } from "../../../../src/adapters/segments/tidy-log.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";

const segmentBytes = 1024;
// The last bytes may be zeros, too.
const record = fc.uint8Array({ minLength: 1, maxLength: 300, max: 1 });

describe("tidy log", () => {
  test("of a killed writer: no file made ready is left, no zeros, and all records", () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 10 }), (appended) => {
        using folder = temporaryFolder();
        killed(folder.path, appended);
        const before = sizeOf(folder.path);
        const freedBytes = tidyLog(folder.path, "journal", segmentBytes);
        expect(sizeOf(folder.path)).toBe(before - freedBytes);
        expect(existsSync(folder.of("journal.next"))).toBe(false);
        expect(read(folder.path)).toEqual({ records: appended, end: { kind: "open" } });
        expect(tidyLog(folder.path, "journal", segmentBytes)).toBe(0);
      }),
      { numRuns: 30 },
    );
  });

  test("one that is closed, or damaged at its end: its segments stay as they are", () => {
    using folder = temporaryFolder();
    const writer = new SegmentWriter(folder.path, "journal", segmentBytes);
    writer.append(new Uint8Array(segmentBytes - 48 - 16));
    writer.close();
    expect(tidyLog(folder.path, "journal", segmentBytes)).toBe(0);
    expect(read(folder.path).end).toEqual({ kind: "closed" });

    using other = temporaryFolder();
    killed(other.path, [Uint8Array.of(1), Uint8Array.of(2)]);
    const path = other.of("journal-000001.segment");
    const bytes = readFileSync(path);
    bytes[segmentBytes - 1] = 1;
    writeFileSync(path, bytes);
    expect(tidyLog(other.path, "journal", segmentBytes)).toBe(segmentBytes);
    expect(statSync(path).size).toBe(segmentBytes);
  });

  test("a folder that is not there, or has no log: nothing", () => {
    using folder = temporaryFolder();
    expect(tidyLog(folder.of("none"), "journal", segmentBytes)).toBe(0);
    expect(tidyLog(folder.path, "journal", segmentBytes)).toBe(0);
  });
});

/** As a kill leaves it: the segment made ready for later is there, too. */
function killed(folder: string, appended: readonly Uint8Array[]): void {
  using written = temporaryFolder();
  const writer = new SegmentWriter(written.path, "journal", segmentBytes);
  for (const each of appended) writer.append(each);
  for (const name of readdirSync(written.path).filter((each) => each.endsWith(".segment")))
    copyFileSync(written.of(name), join(folder, name));
  writeFileSync(join(folder, "journal.next"), new Uint8Array(segmentBytes));
  writer.close();
}

function read(folder: string) {
  const reader = new SegmentReader(folder, "journal");
  return { records: [...reader.records()].map((each) => each.slice()), end: reader.end };
}

function sizeOf(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}
