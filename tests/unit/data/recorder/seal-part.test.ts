// Goal: what a recorder took comes back from Parquet, row by row, however its parts ended; and of a damaged one what is
// whole, with a gap and the place of what is not.
// Method: a synthetic market of two instruments through a recorder onto real segments, sealed, and read as `sim --data`
// reads; then the same parts with bytes flipped and files cut at random places.
import { expect, test } from "bun:test";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { VirtualClock } from "../../../../sim/world/virtual-clock.ts";
import { findParquetFiles, openParquetFile } from "../../../../src/adapters/parquet/rows-reader.ts";
import { PartFolders } from "../../../../src/adapters/segments/part-folders.ts";
import { type SealedFolder, sealFolder } from "../../../../src/commands/seal-folder.ts";
import { readParquetData, selectParquet } from "../../../../src/data/parquet-data.ts";
import { isRows, noCounts, recordingKind } from "../../../../src/data/recorder/record-kinds.ts";
import { Recorder } from "../../../../src/data/recorder/recorder.ts";
import { RowsDecoder } from "../../../../src/data/recorder/rows-record.ts";
import { eventKind } from "../../../../src/domain/event.ts";
import type { Instrument } from "../../../../src/domain/instrument.ts";
import { type MarketRow, MarketRows } from "../../../../src/domain/market-rows.ts";
import { nsPerMs } from "../../../../src/domain/time.ts";
import { spotBtcusdt } from "../../../helpers/instruments.ts";
import { RowCollector } from "../../../helpers/market-rows.ts";
import { generateMessages, startUnixNs } from "../../../helpers/synthetic-rows.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";

const epochUnixNs = (startUnixNs / 86_400_000_000_000n) * 86_400_000_000_000n;
const instruments: Instrument[] = [spotBtcusdt, { ...spotBtcusdt, symbol: "ETHUSDT" }];
const messages = generateMessages({ seed: 9, seconds: 10 });

/** Records both instruments by turns, in parts of that size. @returns names of the parts. */
async function record(folder: string, partBytesMax: number): Promise<string[]> {
  const clock = new VirtualClock(epochUnixNs, 0);
  const store = new PartFolders(folder, recordingKind, 1 << 18);
  let tradesCount = 0;
  const recorder = new Recorder({
    ...{ clock, store, instruments, session: "00000abc", source: "made up", partBytesMax },
    ...{ queueBytesMax: 64 << 20, syncEveryNs: 250 * nsPerMs, syncBytes: 1 << 20, ticks: undefined },
    countsOf: (index) => ({ ...noCounts, tradesCount: index === 0 ? tradesCount : 0 }),
    ...{ noted: () => {}, ended: () => {}, troubled: () => {}, dropping: () => {} },
  });
  for (const message of messages) {
    const batch = new MarketRows(message.length);
    for (const row of message) batch.append(row);
    if (message[0]!.kind === eventKind.trade) tradesCount++;
    recorder.rows(0, batch);
    recorder.rows(1, batch);
    await passing(clock, () => recorder.status.waitingBytes === 0);
  }
  const ending = recorder.close(3600e9);
  await passing(clock, () => Bun.peek.status(ending) !== "pending");
  expect(await ending).toEqual({ leftCount: 0 });
  return store.names();
}

/** Parts are begun and ended in the background, by the real disk. */
async function passing(clock: VirtualClock, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    await new Promise((resolve) => setImmediate(resolve));
    clock.advanceTo(clock.nowNs() + nsPerMs);
  }
}

function sealAll(folder: string, root: string): SealedFolder[] {
  const names = new PartFolders(folder, recordingKind).names();
  return names.map((name) => sealFolder({ kind: recordingKind, folder, name, root }));
}

async function readBack(paths: readonly string[], symbol: string): Promise<RowCollector> {
  const collector = new RowCollector();
  const [files] = await selectParquet(paths, { instruments, symbol });
  await readParquetData(files!).read(collector);
  return collector;
}

const asRead = (rows: readonly MarketRow[]) => rows.map((row) => ({ sizeDust: 0, ...row }));

test("seal: parts of any size: every row comes back once, and numbers go on without a hole", async () => {
  for (const partBytesMax of [1 << 30, 20_000]) {
    using folder = temporaryFolder();
    const parts = await record(folder.of("parts"), partBytesMax);
    expect(parts.length > 1).toBe(partBytesMax < 1 << 30);
    const sealed = sealAll(folder.of("parts"), folder.of("raw"));
    expect(sealed.map(({ end }) => end.kind)).toEqual(parts.map(() => "closed"));
    for (const { symbol } of instruments)
      expect((await readBack([folder.of("raw")], symbol)).rowsSeen).toEqual(asRead(messages.flat()) as never);
    expect(new PartFolders(folder.of("parts"), recordingKind).names()).toEqual([]);
    expect(await sessionNumbers(folder.of("raw"))).toEqual({ isWhole: true });
  }
}, 30_000);

/** All rows of all files, as any reader of Parquet has them: each number of the session is there once. */
async function sessionNumbers(root: string): Promise<{ isWhole: boolean }> {
  const numbers: number[] = [];
  for (const path of findParquetFiles(root)) {
    const rows = await parquetReadObjects({
      file: await asyncBufferFromFile(path),
      columns: ["session_sequence"],
      compressors: { ZSTD: (bytes: Uint8Array) => Bun.zstdDecompressSync(bytes as Uint8Array<ArrayBuffer>) },
    });
    for (const { session_sequence } of rows) numbers.push(Number(session_sequence));
  }
  return { isWhole: numbers.toSorted((a, b) => a - b).every((number, at) => number === at) };
}

test("seal: a part whose predecessor is gone: begins with the book, and reads alone", async () => {
  using folder = temporaryFolder();
  await record(folder.of("parts"), 20_000);
  const [, second] = sealAll(folder.of("parts"), folder.of("raw")).flatMap(({ files }) =>
    files.filter((file) => file.includes("BTCUSDT")),
  );
  const { rowsSeen } = await readBack([second!], "BTCUSDT");
  expect(rowsSeen[0]).toMatchObject({ kind: eventKind.clear });
  expect(rowsSeen.filter(({ kind }) => kind === eventKind.snapshotLevel).length).toBeGreaterThan(10);
}, 30_000);

test("seal: sealed twice, as after a crash between file and removal: the same files with the same bytes", async () => {
  using folder = temporaryFolder();
  const parts = await record(folder.of("parts"), 1 << 30);
  const copy = folder.of("copy");
  Bun.spawnSync(["cp", "-r", folder.of("parts"), copy]);
  const [first] = sealAll(folder.of("parts"), folder.of("raw"));
  const bytes = first!.files.map((file) => readFileSync(file));
  const [again] = sealAll(copy, folder.of("raw"));
  expect(again).toEqual(first!);
  expect(again!.files.map((file) => readFileSync(file))).toEqual(bytes);
  expect(parts).toHaveLength(1);
}, 30_000);

test("seal: metadata: what the feed counted while each part was written adds up to the whole", async () => {
  using folder = temporaryFolder();
  await record(folder.of("parts"), 20_000);
  const paths = sealAll(folder.of("parts"), folder.of("raw")).flatMap(({ files }) => files);
  const files = await Promise.all(paths.filter((path) => path.includes("BTCUSDT")).map(openParquetFile));
  const trades = messages.filter(([first]) => first!.kind === eventKind.trade).length;
  expect(files.reduce((sum, { metadata }) => sum + metadata.feed.trades_count, 0)).toBe(trades);
  expect(files.map(({ metadata }) => metadata.part)).toContain("00000abc-000002");
}, 30_000);

test("seal: bytes flipped and files cut anywhere: rows are kept in order around gaps, and the place is told", async () => {
  using folder = temporaryFolder();
  const [name] = await record(folder.of("parts"), 1 << 30);
  const whole = folder.of("parts");
  const segments = readdirSync(join(whole, name!)).filter((file) => file.endsWith(".segment"));
  const place = fc.record({
    segment: fc.nat({ max: segments.length - 1 }),
    share: fc.double({ min: 0, max: 0.999, noNaN: true }),
    isCut: fc.boolean(),
    mask: fc.integer({ min: 1, max: 255 }),
  });
  let pass = 0;
  await fc.assert(
    fc.asyncProperty(place, async ({ segment, share, isCut, mask }) => {
      const [parts, root] = [folder.of(`parts-${++pass}`), folder.of(`raw-${pass}`)];
      Bun.spawnSync(["cp", "-r", whole, parts]);
      damage(join(parts, name!, segments[segment]!), share, isCut ? undefined : mask);
      const sealed = sealFolder({ kind: recordingKind, folder: parts, name: name!, root });
      // Cut between two records it is as a recorder leaves it that is killed there.
      const isDamaged = sealed.end.kind === "damaged";
      expect(isDamaged || (isCut && segment === segments.length - 1)).toBe(true);
      if (isDamaged) expect(JSON.stringify(sealed.end)).toMatch(/recording-00000\d.segment, byte \d/);
      expect(readdirSync(parts)).toEqual(isDamaged ? [`${name}.damaged`] : []);
      if (sealed.files.length === 0) return;
      const { rowsSeen } = await readBack([root], "BTCUSDT");
      expectRowsAroundGaps(rowsSeen);
    }),
    { numRuns: 15 },
  );
}, 60_000);

/** Runs of rows as they were recorded, each further on than the one before. */
function expectRowsAroundGaps(rowsSeen: readonly MarketRow[]): void {
  const all = asRead(messages.flat());
  let at = 0;
  for (const row of rowsSeen) {
    if (row.kind === eventKind.gap) continue;
    while (at < all.length && !Bun.deepEquals(all[at], row as never)) at++;
    expect(at).toBeLessThan(all.length);
    at++;
  }
}

test("seal: one bit flipped in the middle of a part: one record is lost, and a gap stands in its place", async () => {
  using folder = temporaryFolder();
  const [name] = await record(folder.of("parts"), 1 << 30);
  const part = join(folder.of("parts"), name!);
  const reader = new PartFolders(folder.of("parts"), recordingKind).open(name!);
  const decoder = new RowsDecoder();
  const places = [...reader.records()].map((each) => (isRows(each) ? decoder.placeOf(each) : undefined));
  const lost = places.findIndex((place, at) => at > places.length / 2 && place?.marketIndex === 0);
  flipInRecord(part, [...reader.records()][lost]!);
  const [sealed] = sealAll(folder.of("parts"), folder.of("raw"));
  expect(sealed!.damages).toEqual([
    {
      kind: "damaged",
      place: expect.stringMatching(/segment, byte \d+$/),
      problem: "a record differs from its checksum",
    },
  ] as never);
  const { sequence, rowsCount } = places[lost]!;
  const all = asRead(messages.flat());
  const { rowsSeen } = await readBack([folder.of("raw")], "BTCUSDT");
  expect(rowsSeen.slice(0, sequence)).toEqual(all.slice(0, sequence) as never);
  expect(rowsSeen[sequence]).toMatchObject({ kind: eventKind.gap, receivedNs: all[sequence - 1]!.receivedNs });
  expect(rowsSeen.slice(sequence + 1)).toEqual(all.slice(sequence + rowsCount) as never);
  expect((await readBack([folder.of("raw")], "ETHUSDT")).rowsSeen).toEqual(all as never);
  expect(await sessionNumbers(folder.of("raw"))).toEqual({ isWhole: rowsCount === 1 });
}, 30_000);

test("seal: the book that a part begins with is lost: a gap stands before the rows that need it", async () => {
  using folder = temporaryFolder();
  const [, name] = await record(folder.of("parts"), 20_000);
  const reader = new PartFolders(folder.of("parts"), recordingKind).open(name!);
  flipInRecord(join(folder.of("parts"), name!), [...reader.records()].find(isRows)!);
  const place = { kind: recordingKind, folder: folder.of("parts"), name: name!, root: folder.of("raw") } as const;
  expect(sealFolder(place)).toMatchObject({ gapsCount: 1, end: { kind: "damaged" } });
  const { rowsSeen } = await readBack([folder.of("raw")], "BTCUSDT");
  expect(rowsSeen[0]).toMatchObject({ kind: eventKind.gap, receivedNs: rowsSeen[1]!.receivedNs });
  expect((await readBack([folder.of("raw")], "ETHUSDT")).rowsSeen[0]).toMatchObject({ kind: eventKind.clear });
}, 30_000);

/** Flips a bit of it where it stands on the disk. */
function flipInRecord(part: string, wanted: Uint8Array): void {
  for (const file of readdirSync(part).filter((each) => each.endsWith(".segment"))) {
    const bytes = readFileSync(join(part, file));
    const at = bytes.indexOf(wanted);
    if (at < 0) continue;
    bytes[at + wanted.length - 9]! ^= 4;
    writeFileSync(join(part, file), bytes);
    return;
  }
  throw new Error("no segment holds the record");
}

test("seal: a part cut where its recorder was killed: the trades told are those that are there", async () => {
  using folder = temporaryFolder();
  const [name] = await record(folder.of("parts"), 1 << 30);
  const segments = readdirSync(join(folder.of("parts"), name!)).filter((file) => file.endsWith(".segment"));
  damage(join(folder.of("parts"), name!, segments.toSorted().at(-1)!), 0.7, undefined);
  sealAll(folder.of("parts"), folder.of("raw"));
  const { rowsSeen } = await readBack([folder.of("raw")], "BTCUSDT");
  const trades = rowsSeen.filter(({ kind }) => kind === eventKind.trade).length;
  expect(trades).toBeGreaterThan(0);
  const [path] = findParquetFiles(folder.of("raw")).filter((each) => each.includes("BTCUSDT"));
  expect((await openParquetFile(path!)).metadata.feed.trades_count).toBe(trades);
}, 30_000);

/** @param mask of the bits to flip; undefined to cut there. */
function damage(path: string, share: number, mask: number | undefined): void {
  const bytes = readFileSync(path);
  const at = Math.floor(share * bytes.length);
  if (mask !== undefined) bytes[at]! ^= mask;
  writeFileSync(path, mask === undefined ? bytes.subarray(0, at) : bytes);
}
