// Goal: whatever the disk does, the feed is never held up, what is recorded is numbered without a hole, and what is not
// is a gap, counted, with the book as the venue has it behind it.
// Method: a synthetic market into a recorder under a virtual clock, on a disk with moods drawn by chance; what its parts
// hold is read back and put together by the tests' own book.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { VirtualClock } from "../../../../sim/world/virtual-clock.ts";
import { isRows, noCounts, noteOf } from "../../../../src/data/recorder/record-kinds.ts";
import { Recorder, type RecorderParts } from "../../../../src/data/recorder/recorder.ts";
import { RowsDecoder } from "../../../../src/data/recorder/rows-record.ts";
import { eventKind } from "../../../../src/domain/event.ts";
import { type MarketRow, MarketRows } from "../../../../src/domain/market-rows.ts";
import { nsPerDay, nsPerMs, nsPerSecond } from "../../../../src/domain/time.ts";
import type { RowsPlace } from "../../../../src/ports/tick-sink.ts";
import { spotBtcusdt } from "../../../helpers/instruments.ts";
import { type LevelRow, rowAt } from "../../../helpers/market-rows.ts";
import { MoodyParts, type PartMood } from "../../../helpers/moody-parts.ts";
import { generateMessages, startUnixNs } from "../../../helpers/synthetic-rows.ts";

const epochUnixNs = (startUnixNs / 86_400_000_000_000n) * 86_400_000_000_000n;
const messages = generateMessages({ seed: 5, seconds: 20 });

type Recorded = RowsPlace & { readonly rows: readonly LevelRow[]; readonly part: string };

class RecorderDesk {
  readonly clock = new VirtualClock(epochUnixNs, 0);
  readonly store = new MoodyParts();
  readonly told: RowsPlace[] = [];
  readonly drops: boolean[] = [];
  readonly recorder: Recorder;

  constructor(parts: Partial<RecorderParts> = {}) {
    this.recorder = new Recorder({
      ...{ clock: this.clock, store: this.store, instruments: [spotBtcusdt, spotBtcusdt], session: "00000abc" },
      ...{ source: "made up", partBytesMax: 1 << 30, queueBytesMax: 4 << 20, syncEveryNs: 250 * nsPerMs },
      ...{ syncBytes: 1 << 20, countsOf: () => noCounts, noted: () => {}, ended: () => {}, troubled: () => {} },
      ticks: { rows: (_, place) => this.told.push(place), clockOffset: () => {} },
      dropping: (_, isDropping) => this.drops.push(isDropping),
      ...parts,
    });
    this.clock.advanceTo(nsPerMs);
  }

  /** Two instruments that are told the same, by turns. @param moods of the disk, each for a share of the messages. */
  play(told: readonly (readonly MarketRow[])[], moods: readonly PartMood[] = ["well"]): this {
    for (const [at, message] of told.entries()) {
      this.store.mood = moods[Math.floor((at * moods.length) / told.length)]!;
      this.clock.advanceTo(Math.max(this.clock.nowNs(), message[0]!.receivedNs));
      const batch = new MarketRows(message.length);
      for (const row of message) batch.append(row);
      this.recorder.rows(0, batch);
      this.recorder.rows(1, batch);
    }
    return this;
  }

  end(): this {
    this.store.mood = "well";
    const ending = this.recorder.close(60 * nsPerSecond);
    this.clock.advanceTo(this.clock.nowNs() + 120 * nsPerSecond);
    expect(Bun.peek.status(ending)).toBe("fulfilled");
    return this;
  }

  /** All that its parts hold, in order. */
  get recorded(): Recorded[] {
    const decoder = new RowsDecoder();
    return this.store.partsRead.flatMap((log) =>
      [...log.records()].filter(isRows).map((record) => {
        const place = decoder.placeOf(record);
        const rows = new MarketRows(place.rowsCount);
        decoder.append(record.slice(), rows);
        return { ...place, part: log.place, rows: Array.from({ length: rows.count }, (_, at) => rowAt(rows, at)) };
      }),
    );
  }
}

function checkNumbers(recorded: readonly Recorded[]): void {
  const next = [0, 0];
  let session = 0;
  for (const { marketIndex, sequence, sessionSequence, rows } of recorded) {
    expect([sequence, sessionSequence]).toEqual([next[marketIndex]!, session]);
    next[marketIndex]! += rows.length;
    session += rows.length;
  }
}

/** The book at the end of what was recorded of one instrument; undefined where it is not known. */
function bookOf(rows: readonly MarketRow[]): Map<string, number> | undefined {
  let levels: Map<string, number> | undefined;
  for (const { kind, side, priceTicks, sizeLots } of rows) {
    if (kind === eventKind.clear) levels = new Map();
    else if (kind === eventKind.gap) levels = undefined;
    else if (kind === eventKind.depth || kind === eventKind.snapshotLevel) {
      if (levels === undefined) throw new Error("a level without a book");
      if (sizeLots === 0) levels.delete(`${side} ${priceTicks}`);
      else levels.set(`${side} ${priceTicks}`, sizeLots);
    }
  }
  return levels;
}

test("recorder: a disk that takes all: every message is there, in its order, and told to who listens", () => {
  const desk = new RecorderDesk().play(messages).end();
  const { recorded } = desk;
  checkNumbers(recorded);
  for (const market of [0, 1]) {
    const rows = recorded.filter(({ marketIndex }) => marketIndex === market).flatMap((record) => record.rows);
    expect(rows).toEqual(messages.flat().map((row) => ({ sizeDust: 0, ...row })) as never);
  }
  expect(desk.told).toEqual(
    recorded.map(({ marketIndex, sequence, sessionSequence, isOpening }) => {
      return { marketIndex, sequence, sessionSequence, isOpening };
    }),
  );
  expect(desk.recorder.status.droppedRowsCount).toBe(0);
});

test("recorder: a disk with any moods: no hole in the numbers, gaps for what was dropped, the venue's book behind them", () => {
  const book = [...bookOf(messages.flat())!].toSorted();
  const mood = fc.constantFrom<PartMood>("well", "full", "failing");
  fc.assert(
    fc.property(fc.array(mood, { minLength: 1, maxLength: 8 }), fc.boolean(), (moods, isTight) => {
      const desk = new RecorderDesk({ queueBytesMax: isTight ? 100_000 : 64 << 20 });
      // Well at the end, and long enough for what waited.
      desk.play(messages, [...moods, "well", "well"]).end();
      const { recorded, recorder } = desk;
      checkNumbers(recorded);
      const { droppedRowsCount } = recorder.status;
      if (!isTight) expect(droppedRowsCount).toBe(0);
      expect(desk.drops.length > 0).toBe(droppedRowsCount > 0);
      for (const market of [0, 1]) {
        const rows = recorded.filter(({ marketIndex }) => marketIndex === market).flatMap((record) => record.rows);
        expect([...(bookOf(rows) ?? [])].toSorted()).toEqual(book);
      }
      const ordinary = recorded.flatMap(({ rows }) => rows).filter((row) => !isOfSnapshot(row)).length;
      const lost = 2 * messages.flat().filter((row) => !isOfSnapshot(row)).length - ordinary;
      expect(lost).toBeLessThanOrEqual(droppedRowsCount);
      expect(lost > 0).toBe(droppedRowsCount > 0);
    }),
    { numRuns: 30 },
  );
});

/** Or a gap: what a recorder may say of itself. */
function isOfSnapshot({ kind }: MarketRow): boolean {
  return kind === eventKind.clear || kind === eventKind.snapshotLevel || kind === eventKind.gap;
}

test("recorder: midnight: ends the part, and the next one begins with the books as they stand", () => {
  const later = (rows: readonly MarketRow[]) => rows.map((row) => ({ ...row, receivedNs: row.receivedNs + nsPerDay }));
  const half = messages.length >> 1;
  const desk = new RecorderDesk().play([...messages.slice(0, half), ...messages.slice(half).map(later)]).end();
  const parts = Map.groupBy(desk.recorded, ({ part }) => part);
  expect([...parts.keys()]).toEqual(["00000abc-000001", "00000abc-000002"]);
  checkNumbers(desk.recorded);
  const [before, after] = [...parts.values()];
  for (const market of [0, 1]) {
    const told = before!.filter(({ marketIndex }) => marketIndex === market).flatMap(({ rows }) => rows);
    const opening = after!.filter(({ marketIndex, isOpening }) => marketIndex === market && isOpening);
    expect(opening).toHaveLength(1);
    expect([...bookOf(opening[0]!.rows)!].toSorted()).toEqual([...bookOf(told)!].toSorted());
  }
});

test("recorder: a part that has grown enough: ends once, and each part says what it is of", () => {
  const desk = new RecorderDesk({ partBytesMax: 100_000 }).play(messages).end();
  const { partsRead } = desk.store;
  expect(partsRead.length).toBeGreaterThan(3);
  for (const log of partsRead) {
    const [first, ...rest] = [...log.records()];
    expect(noteOf(first!)).toMatchObject({ kind: "part", part: log.place, instruments: [{ symbol: "BTCUSDT" }, {}] });
    expect(rest.length).toBeGreaterThan(0);
    expect(log.end).toEqual({ kind: "closed" });
  }
  checkNumbers(desk.recorded);
});

test("recorder: a disk that never comes back: its end is not waited for longer than told, and what is left is counted", () => {
  const desk = new RecorderDesk().play(messages.slice(0, 50), ["well", "failing"]);
  const ending = desk.recorder.close(nsPerSecond);
  desk.clock.advanceTo(desk.clock.nowNs() + 5 * nsPerSecond);
  expect((Bun.peek(ending) as { leftCount: number }).leftCount).toBeGreaterThan(0);
  expect(desk.clock.nextNs).toBe(Number.POSITIVE_INFINITY);
});
