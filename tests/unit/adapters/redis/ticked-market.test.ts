// Goal: whatever entries of a tick stream are missing or cannot be read, and wherever one joins, a book that counts as whole
// is the recorder's, and after the next whole book it is whole again.
// Method: a synthetic market through the writer into memory, once; any entries left out or damaged, the rest read; after each
// message the reader's book beside the recorder's.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { VirtualClock } from "../../../../sim/world/virtual-clock.ts";
import { MemoryState } from "../../../../src/adapters/embedded/memory-state.ts";
import { parseTick } from "../../../../src/adapters/redis/tick-entry.ts";
import { TickStream } from "../../../../src/adapters/redis/tick-stream.ts";
import { TickedMarket } from "../../../../src/adapters/redis/ticked-market.ts";
import { eventKind } from "../../../../src/domain/event.ts";
import { RecordedBook } from "../../../../src/domain/recorded-book.ts";
import { bookKey, ticksStream } from "../../../../src/domain/state-keys.ts";
import { nsPerSecond, type TimeNs } from "../../../../src/domain/time.ts";
import { spotBtcusdt } from "../../../helpers/instruments.ts";
import { generateMessages } from "../../../helpers/synthetic-rows.ts";
import { deskEpochUnixNs, levelsOf, rowsOf } from "../../../helpers/tick-desk.ts";

const messages = generateMessages({ seed: 5, seconds: 6 }).filter(({ length }) => length > 0);

interface Recorded {
  readonly flat: readonly string[];
  /** The recorder's book once this is told. */
  readonly levels: string;
}

const { entries, store } = recorded();

test("ticked market: all entries: every message, and never a gap", () => {
  const reader = new Reader();
  for (const at of entries.keys()) reader.take(at);
  expect(reader.rowsCount).toBe(messages.flat().length);
  expect(reader.gapsCount).toBe(0);
});

test("ticked market: any entries missing or damaged, from any on: a whole book is the recorder's", () => {
  const fate = fc.record({
    at: fc.nat({ max: entries.length - 1 }),
    count: fc.integer({ min: 1, max: 20 }),
    isDamaged: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(fate, { maxLength: 4 }), fc.nat({ max: entries.length - 1 }), (fates, from) => {
      const reader = new Reader();
      for (let at = from; at < entries.length; at++) {
        const hit = fates.find((one) => at >= one.at && at < one.at + one.count);
        if (hit === undefined) reader.take(at);
        else if (hit.isDamaged) reader.damaged(at);
        if (reader.book.isValid && hit === undefined) expect(reader.levels).toBe(entries[at]!.levels);
      }
    }),
    { numRuns: 60 },
  );
});

test("ticked market: a hole, then the book that stands in the stream: in step again with the next message", () => {
  const books = entries.flatMap(({ flat }, at) => (parseTick(flat)!.kind === "book" ? [at] : []));
  const book = books.at(-1)!;
  expect(book).toBeLessThan(entries.length - 1);
  const reader = new Reader();
  for (const at of entries.keys()) {
    if (at === 5) continue;
    reader.take(at);
    expect(reader.book.isValid).toBe(at < 5 || at > books.find((one) => one > 5)!);
  }
  expect(reader.gapsCount).toBe(1);
  expect(reader.levels).toBe(entries.at(-1)!.levels);
});

test("ticked market: what was received before it began: makes the book, and is told as one snapshot with the first news", () => {
  const half = messages.length >> 1;
  const reader = new Reader(messages[half]![0]!.receivedNs);
  for (const at of entries.keys()) reader.take(at);
  expect(reader.firstKind).toBe(eventKind.clear);
  expect(reader.firstReceivedNs).toBe(messages[half]![0]!.receivedNs);
  expect(reader.levels).toBe(entries.at(-1)!.levels);
});

test("ticked market: entries of another grid: no message, and told once in a row", () => {
  const reader = new Reader(0, { ...spotBtcusdt, tickUnits: spotBtcusdt.tickUnits * 10n });
  for (let at = 0; at < 3; at++) reader.take(at);
  expect(reader.rowsCount).toBe(0);
  expect(reader.notes).toEqual([
    "bad_frame 1-0: tick 0.01000000 and lot 0.00001000; expected 0.10000000 and 0.00001000",
  ]);
});

test("tick stream: closed: the hash says where the stream ended, and which entry has the newest book", () => {
  const hash = store.hash(bookKey(spotBtcusdt))!;
  expect(hash.sequence).toBe(String(messages.flat().length));
  const entry = parseTick(entries[Number(hash.book_entry)]!.flat);
  expect(entry!.kind).toBe("book");
});

/** What a feed is told of one stream, and the book that it makes of it. */
class Reader {
  readonly book = new RecordedBook();
  readonly notes: string[] = [];
  rowsCount = 0;
  gapsCount = 0;
  firstKind: number | undefined;
  firstReceivedNs: TimeNs | undefined;
  readonly #market: TickedMarket;

  constructor(startedNs: TimeNs = 0, instrument = spotBtcusdt) {
    this.#market = new TickedMarket({
      ...{ instrument, epochUnixNs: deskEpochUnixNs, startedNs, clockOffset: () => {} },
      noted: (event, detail) => event === "synced" || void this.notes.push(`${event} ${detail}`),
      rows: (rows) => {
        this.firstKind ??= rows.kind[0]!;
        this.firstReceivedNs ??= rows.receivedNs[0]!;
        this.rowsCount += rows.count;
        if (rows.kind[0] === eventKind.gap) this.gapsCount++;
        this.book.apply(rows);
      },
    });
  }

  get levels(): string {
    return JSON.stringify(levelsOf(this.book));
  }

  take(at: number): void {
    this.#market.take(`1-${at}`, parseTick(entries[at]!.flat));
  }

  damaged(at: number): void {
    this.#market.take(`1-${at}`, undefined);
  }
}

/** Half of the messages, half a minute of silence in which the book is told, and the rest. */
function recorded() {
  const clock = new VirtualClock(deskEpochUnixNs, 0);
  const store = new MemoryState();
  const stream = new TickStream({ clock, store, instruments: [spotBtcusdt] });
  const book = new RecordedBook();
  const entries: Recorded[] = [];
  let sequence = 0;
  const keep = () => {
    const levels = JSON.stringify(levelsOf(book));
    const told = store.entries(ticksStream(spotBtcusdt)).filter((entry) => entry.sequence >= entries.length);
    for (const { fields } of told) entries.push({ flat: Object.entries(fields).flat(), levels });
  };
  for (const [at, message] of messages.entries()) {
    if (at === messages.length >> 1) clock.advanceTo(clock.nowNs() + 31 * nsPerSecond);
    keep();
    const rows = rowsOf(message);
    stream.rows(rows, { marketIndex: 0, sequence, sessionSequence: sequence, isOpening: false });
    book.apply(rows);
    sequence += rows.count;
    keep();
  }
  stream.close();
  return { entries, store };
}
