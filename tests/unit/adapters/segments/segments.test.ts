// Goal: a log gives back what was appended, through any number of segments; and whatever became of its files, what is
// read is a beginning of it, and no damage goes by unseen.
// Method: records drawn at random through small segments; then any bytes of any file changed, cut or zeroed.
import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { SegmentReader } from "../../../../src/adapters/segments/segment-reader.ts";
import { SegmentWriter } from "../../../../src/adapters/segments/segment-writer.ts";
import { InputError } from "../../../../src/base/input-error.ts";
import type { LogEnd } from "../../../../src/ports/byte-log.ts";
import { projectRoot } from "../../../helpers/needs.ts";
import { eventually } from "../../../helpers/patient.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";

const segmentBytes = 1024;
const record = fc.uint8Array({ minLength: 1, maxLength: 300 });
const records = fc.array(record, { maxLength: 30 });

describe("segments: a log", () => {
  test("any records: all come back in order, and it is closed", () => {
    fc.assert(
      fc.property(records, (appended) => {
        using folder = temporaryFolder();
        write(folder.path, appended);
        expect(read(folder.path)).toEqual({ records: appended, end: { kind: "closed" } });
      }),
      { numRuns: 30 },
    );
  });

  test("of a writer that did not come to close it: all is there, and its end is open", () => {
    fc.assert(
      fc.property(records, (appended) => {
        using folder = temporaryFolder();
        using log = open(folder.path);
        for (const each of appended) log.writer.append(each);
        expect(read(folder.path)).toEqual({ records: appended, end: { kind: "open" } });
      }),
      { numRuns: 30 },
    );
  });

  test("closed: only segments are left, the last one cut behind its end", async () => {
    using folder = temporaryFolder();
    write(folder.path, [new Uint8Array(900), new Uint8Array(100)]);
    await eventually(() => readdirSync(folder.path).length === 2);
    const names = segmentsIn(folder.path);
    expect(names).toEqual(["journal-000001.segment", "journal-000002.segment"]);
    expect(names.map((name) => readFileSync(folder.of(name)).length)).toEqual([segmentBytes, 48 + 8 + 104 + 8]);
  });

  test("a record as large as a segment: fits; a larger one is a bug", () => {
    using folder = temporaryFolder();
    using log = open(folder.path);
    const largest = segmentBytes - 48 - 8 - 8;
    log.writer.append(new Uint8Array(largest));
    log.writer.append(new Uint8Array(largest));
    expect(() => log.writer.append(new Uint8Array(largest + 1))).toThrow("violated: a record fits into a segment");
    expect(read(folder.path).records).toHaveLength(2);
  });

  test("a folder that has one: is refused", () => {
    using folder = temporaryFolder();
    write(folder.path, []);
    expect(() => new SegmentWriter(folder.path, "journal")).toThrow(/holds a journal already; expected/);
    new SegmentWriter(folder.path, "outbox", segmentBytes).close();
    expect(read(folder.path).end).toEqual({ kind: "closed" });
  });

  test("synced while it is written and after it was closed: is whole", async () => {
    using folder = temporaryFolder();
    using log = open(folder.path);
    for (let count = 1; count <= 20; count++) {
      log.writer.append(new Uint8Array(200).fill(count));
      log.writer.sync();
    }
    await eventually(() => log.writer.unsyncedBytesCount === 0);
    log.writer.append(Uint8Array.of(21));
    log.writer.sync();
    log.writer.close();
    log.writer.sync();
    expect(read(folder.path).records.map(([first]) => first)).toEqual(Array.from({ length: 21 }, (_, at) => at + 1));
  });
});

describe("segments: parts", () => {
  test("each read by itself: all records, in their order", () => {
    fc.assert(
      fc.property(records, (appended) => {
        using folder = temporaryFolder();
        write(folder.path, appended);
        const reader = new SegmentReader(folder.path, "journal");
        const parts = Array.from({ length: reader.partsCount }, (_, part) => [...reader.records(part, 1)]);
        expect(parts.flat().map((each) => each.slice())).toEqual(appended);
      }),
      { numRuns: 30 },
    );
  });
});

describe("segments: what cannot be kept", () => {
  test("no folder to go on in: is an InputError, and what was appended before is there", () => {
    using folder = temporaryFolder();
    using log = open(folder.of("a"));
    log.writer.append(new Uint8Array(900).fill(1));
    renameSync(folder.of("a"), folder.of("b"));
    for (let times = 0; times < 2; times++) {
      const append = () => log.writer.append(new Uint8Array(900).fill(2));
      expect(append).toThrow(InputError);
      expect(append).toThrow(/a: the journal cannot be kept: ENOENT/);
    }
    renameSync(folder.of("b"), folder.of("a"));
    log.writer.append(new Uint8Array(900).fill(3));
    expect(read(folder.of("a")).records.map(([first]) => first)).toEqual([1, 3]);
  });

  test("a file larger than the system allows: is an InputError that names the folder", () => {
    using folder = temporaryFolder();
    const script = `
      import { SegmentWriter } from "${projectRoot}/src/adapters/segments/segment-writer.ts";
      try { new SegmentWriter(${JSON.stringify(folder.path)}, "journal", 1 << 22); }
      catch (error) { console.log(error.name, error.message); }`;
    const limited = `trap '' XFSZ; ulimit -f 2048; exec "$0" -e "$1"`;
    const { stdout } = Bun.spawnSync(["sh", "-c", limited, process.execPath, script]);
    expect(stdout.toString()).toStartWith(`InputError ${folder.path}: the journal cannot be kept: EFBIG`);
  });

  test("no log in a folder, or no folder: is an InputError", () => {
    using folder = temporaryFolder();
    expect(() => new SegmentReader(folder.path, "journal")).toThrow(
      `${folder.path}: holds no journal; expected journal-000001.segment`,
    );
    expect(() => new SegmentReader(folder.of("none"), "journal")).toThrow(/none: cannot be read: ENOENT/);
  });
});

describe("segments: a writer that is killed", () => {
  test("by signal 9 in the middle of its work: everything it had said to be appended is there", async () => {
    using folder = temporaryFolder();
    const script = `
      import { SegmentWriter } from "${projectRoot}/src/adapters/segments/segment-writer.ts";
      const writer = new SegmentWriter(${JSON.stringify(folder.path)}, "journal", 1 << 16);
      const record = new Uint8Array(1000);
      const numbers = new Uint32Array(record.buffer);
      for (let count = 0; ; count++) {
        numbers.fill(count);
        writer.append(record);
        if (count % 1000 === 0) { console.log(count); await 0; }
        if (count === 3000) process.kill(process.pid, "SIGKILL");
      }`;
    const child = Bun.spawn([process.execPath, "-e", script], { stdout: "pipe" });
    const said = (await child.stdout.text()).trim().split("\n").map(Number);
    await child.exited;
    expect(child.signalCode).toBe("SIGKILL");
    const { records, end } = read(folder.path);
    expect(said).toEqual([0, 1000, 2000, 3000]);
    expect(end).toEqual({ kind: "open" });
    expect(records.map((each) => new Uint32Array(each.slice().buffer)[249])).toEqual(
      Array.from({ length: 3001 }, (_, count) => count),
    );
  });
});

type Damage = (bytes: Uint8Array) => Uint8Array;

const place = fc.nat({ max: 4 * segmentBytes });
const damages: fc.Arbitrary<Damage> = fc.oneof(
  fc.tuple(place, fc.nat({ max: 7 })).map(([at, bit]): Damage => flipped(at, 1 << bit)),
  place.map(
    (at): Damage =>
      (bytes) =>
        bytes.subarray(0, at % bytes.length),
  ),
  fc.tuple(place, place).map(
    ([at, count]): Damage =>
      (bytes) =>
        bytes.fill(0, at % bytes.length, (at % bytes.length) + count),
  ),
  fc.tuple(place, fc.uint8Array({ minLength: 1, maxLength: 64 })).map(
    ([at, noise]): Damage =>
      (bytes) => {
        bytes.set(noise.subarray(0, bytes.length - (at % bytes.length)), at % bytes.length);
        return bytes;
      },
  ),
  fc.uint8Array({ minLength: 1, maxLength: 64 }).map(
    (noise): Damage =>
      (bytes) =>
        Buffer.concat([bytes, noise]),
  ),
);

describe("segments: damage", () => {
  test("of any kind, anywhere in a closed log: what is read is a beginning, and its end is never called closed", () => {
    fc.assert(
      fc.property(records, fc.nat(), damages, (appended, which, damage) => {
        using folder = temporaryFolder();
        write(folder.path, appended);
        if (!applied(folder.path, which, damage)) return;
        const { records: kept, end } = read(folder.path);
        expect(kept).toEqual(appended.slice(0, kept.length));
        expect(end.kind).not.toBe("closed");
      }),
      { numRuns: 200 },
    );
  });

  test("of any kind, anywhere in a log left open: what is read is a beginning", () => {
    fc.assert(
      fc.property(records, fc.nat(), damages, (appended, which, damage) => {
        using folder = temporaryFolder();
        using copy = temporaryFolder();
        {
          using log = open(folder.path);
          for (const each of appended) log.writer.append(each);
          for (const name of segmentsIn(folder.path)) writeFileSync(copy.of(name), readFileSync(folder.of(name)));
        }
        applied(copy.path, which, damage);
        const { records: kept } = read(copy.path);
        expect(kept).toEqual(appended.slice(0, kept.length));
      }),
      { numRuns: 100 },
    );
  });

  test("of any kind, anywhere before a part: from that part on all is read, as if nothing had happened", () => {
    fc.assert(
      fc.property(records, fc.nat(), fc.nat(), damages, (appended, from, which, damage) => {
        using folder = temporaryFolder();
        write(folder.path, appended);
        const parts = segmentsIn(folder.path).length;
        const fromPart = from % parts;
        const whole = [...new SegmentReader(folder.path, "journal").records(fromPart)].map((each) => each.slice());
        expect(whole).toEqual(appended.slice(appended.length - whole.length));
        if (fromPart === 0) return;
        applied(folder.path, which % fromPart, damage);
        const reader = new SegmentReader(folder.path, "journal");
        expect([...reader.records(fromPart)].map((each) => each.slice())).toEqual(whole);
        expect(reader.end).toEqual({ kind: "closed" });
      }),
      { numRuns: 50 },
    );
  });

  test("in the middle: what is whole before it is kept, and its place is named", () => {
    using folder = temporaryFolder();
    write(folder.path, [Uint8Array.of(1), Uint8Array.of(2), Uint8Array.of(3)]);
    change(folder.of("journal-000001.segment"), flipped(48 + 16 + 8, 1));
    expect(read(folder.path)).toEqual({
      records: [Uint8Array.of(1)],
      end: {
        kind: "damaged",
        place: `${folder.of("journal-000001.segment")}, byte 64`,
        problem: "a record differs from its checksum",
      },
    });
  });

  test("a torn tail: is cut, and its place is named", () => {
    using folder = temporaryFolder();
    write(folder.path, [Uint8Array.of(1), Uint8Array.of(2)]);
    truncateSync(folder.of("journal-000001.segment"), 48 + 16 + 9);
    expect(read(folder.path)).toMatchObject({ records: [Uint8Array.of(1)], end: { kind: "damaged" } });
  });

  test("a segment that is missing or stands for another: is told", () => {
    using folder = temporaryFolder();
    write(
      folder.path,
      [1, 2, 3, 4].map((value) => new Uint8Array(900).fill(value)),
    );
    rmSync(folder.of("journal-000002.segment"));
    const missing = read(folder.path);
    expect(missing.records.map(([first]) => first)).toEqual([1]);
    expect(missing.end).toMatchObject({ kind: "damaged", problem: "is missing" });
    renameSync(folder.of("journal-000003.segment"), folder.of("journal-000002.segment"));
    expect(read(folder.path).end).toMatchObject({ kind: "damaged", problem: "the header is of another segment" });
  });

  test("a segment of another version: is an InputError", () => {
    using folder = temporaryFolder();
    write(folder.path, []);
    change(folder.of("journal-000001.segment"), (bytes) => {
      bytes[8] = 9;
      new DataView(bytes.buffer, bytes.byteOffset).setUint32(44, Bun.hash.crc32(bytes.subarray(0, 44)), true);
      return bytes;
    });
    expect(() => read(folder.path)).toThrow(/journal-000001.segment: has version 9; expected 1/);
  });
});

function open(folder: string): Disposable & { writer: SegmentWriter } {
  const writer = new SegmentWriter(folder, "journal", segmentBytes);
  return { writer, [Symbol.dispose]: () => writer.close() };
}

function write(folder: string, appended: readonly Uint8Array[]): void {
  using log = open(folder);
  for (const each of appended) log.writer.append(each);
}

function read(folder: string): { records: Uint8Array[]; end: LogEnd } {
  const reader = new SegmentReader(folder, "journal");
  return { records: [...reader.records()].map((each) => each.slice()), end: reader.end };
}

function segmentsIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".segment"))
    .toSorted();
}

/** Whether it changed a byte. */
function applied(folder: string, which: number, damage: Damage): boolean {
  const names = segmentsIn(folder);
  return change(`${folder}/${names[which % names.length]}`, damage);
}

function change(path: string, damage: Damage): boolean {
  const before = readFileSync(path);
  const after = damage(Uint8Array.from(before));
  writeFileSync(path, after);
  return !before.equals(after);
}

function flipped(at: number, bits: number): Damage {
  return (bytes) => {
    bytes[at % bytes.length]! ^= bits;
    return bytes;
  };
}

describe("segments: salvaged", () => {
  test("a log that is whole: the same as read to its end, and no damage", () => {
    fc.assert(
      fc.property(records, (appended) => {
        using folder = temporaryFolder();
        write(folder.path, appended);
        expect(salvage(folder.path)).toEqual({
          records: read(folder.path).records,
          damages: [],
          end: "closed",
        } as never);
      }),
      { numRuns: 20 },
    );
  });

  test("one byte of a payload changed: all records but that one, and its place", () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 2, maxLength: 30 }), fc.nat(), (appended, number) => {
        using folder = temporaryFolder();
        write(folder.path, appended);
        const lost = number % appended.length;
        const { name, at } = placesOf(appended)[lost]!;
        change(folder.of(name), flipped(at + 8, 1));
        const { records: kept, damages } = salvage(folder.path);
        expect(kept).toEqual(appended.filter((_, index) => index !== lost));
        expect(damages).toEqual([`${folder.of(name)}, byte ${at}: a record differs from its checksum`]);
        expect(read(folder.path).records).toEqual(appended.slice(0, lost));
      }),
      { numRuns: 60 },
    );
  });

  test("any bytes changed: all records before the first change of each segment, in order and none made up", () => {
    const share = fc.double({ min: 0, max: 0.9999, noNaN: true });
    const one = fc.record({ segment: fc.nat(), share, mask: fc.integer({ min: 1, max: 255 }) });
    const numbered = fc
      .array(record, { minLength: 5, maxLength: 30 })
      .map((each) => each.map((bytes, at) => Uint8Array.of(at, ...bytes)));
    const changes = fc.array(one, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(numbered, changes, (appended, changed) => {
        using folder = temporaryFolder();
        write(folder.path, appended);
        const names = segmentsIn(folder.path);
        const firstChange = new Map<string, number>();
        for (const { segment, share, mask } of changed) {
          const name = names[segment % names.length]!;
          const at = Math.floor(share * readFileSync(folder.of(name)).length);
          change(folder.of(name), flipped(at, mask));
          firstChange.set(name, Math.min(at, firstChange.get(name) ?? at));
        }
        const kept = salvage(folder.path).records;
        const numbers = kept.map(([number]) => number!);
        expect(kept).toEqual(numbers.map((number) => appended[number]!));
        expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
        for (const [number, { name, to }] of placesOf(appended).entries()) {
          const from = firstChange.get(name) ?? Number.POSITIVE_INFINITY;
          if (from >= 48 && to <= from) expect(numbers).toContain(number);
        }
      }),
      { numRuns: 100 },
    );
  });

  test("a segment that is gone: all records of the others, and its name", () => {
    using folder = temporaryFolder();
    const appended = Array.from({ length: 5 }, (_, at) => new Uint8Array(900).fill(at + 1));
    write(folder.path, appended);
    rmSync(folder.of("journal-000003.segment"));
    const { records: kept, damages } = salvage(folder.path);
    expect(kept.map(([first]) => first)).toEqual([1, 2, 4, 5]);
    expect(damages).toEqual([`${folder.of("journal-000003.segment")}: is missing`]);
  });
});

function salvage(folder: string) {
  const reader = new SegmentReader(folder, "journal");
  const kept = [...reader.salvaged()].map((each) => each.slice());
  return {
    records: kept,
    damages: reader.damages.map(({ place, problem }) => `${place}: ${problem}`),
    end: reader.end.kind,
  };
}

/** Where each record lies, by the layout that the format documents. */
function placesOf(appended: readonly Uint8Array[]) {
  let [sequence, at] = [1, 48];
  return appended.map(({ length }) => {
    const bytesCount = 8 + Math.ceil(length / 8) * 8;
    if (at + bytesCount + 8 > segmentBytes) [sequence, at] = [sequence + 1, 48];
    at += bytesCount;
    return { name: `journal-${String(sequence).padStart(6, "0")}.segment`, at: at - bytesCount, to: at };
  });
}
