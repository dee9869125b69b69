// Goal: who trades by a recorder's stream sees what the recorder saw: the same messages at the same received times, and
// from the middle on a book in step; what is missing is a gap, and mended.
// Method: a synthetic market through the writer, a real Redis and the feed; each test breaks something else.
import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { eventKind } from "../../src/domain/event.ts";
import { ticksStream } from "../../src/domain/state-keys.ts";
import { spotBtcusdt, usdmBtcusdt } from "../helpers/instruments.ts";
import { asked, endRedis, freshRedisUrl, needsOwnRedis, needsRedis, OwnRedis } from "../helpers/servers/redis.ts";
import { generateMessages } from "../helpers/synthetic-rows.ts";
import { levelsOf, TickReader, TickRecorder } from "../helpers/tick-desk.ts";

afterAll(endRedis);
setDefaultTimeout(30_000);

const messages = generateMessages({ seed: 5, seconds: 20 }).filter(({ length }) => length > 0);
const half = messages.length >> 1;
const one = [spotBtcusdt];

test.skipIf(needsRedis())("redis feed: there from the beginning: every message as the recorder had it", async () => {
  const url = await freshRedisUrl();
  await using recorder = new TickRecorder(url, one);
  using reader = await TickReader.open(url, one);
  recorder.stream.clockOffset(-1_234_567);
  for (const message of messages) recorder.record(message);
  await reader.until(() => reader.told.length >= messages.length);
  expect(reader.told).toEqual(recorder.told);
  expect(reader.offsetsNs).toEqual([-1_234_567]);
  expect(reader.events("gap")).toEqual([]);
});

test.skipIf(needsRedis())("redis feed: messages received as one: are told as one", async () => {
  const url = await freshRedisUrl();
  await using recorder = new TickRecorder(url, one);
  using reader = await TickReader.open(url, one);
  const { receivedNs } = messages[9]!.at(-1)!;
  recorder.record(messages.slice(0, 10).flatMap((message) => message.map((row) => ({ ...row, receivedNs }))));
  await reader.until(() => reader.told.length >= 1);
  expect(reader.told).toEqual(recorder.told);
});

test.skipIf(needsRedis())(
  "redis feed: joins in the middle: a whole book with the first news, then as the recorder",
  async () => {
    const url = await freshRedisUrl();
    await using recorder = new TickRecorder(url, one);
    for (const message of messages.slice(0, half)) recorder.record(message);
    await recorder.store.flush();
    using reader = await TickReader.open(url, one, messages[half]![0]!.receivedNs);
    for (const message of messages.slice(half)) recorder.record(message);
    await reader.until(() => reader.told.length > messages.length - half);
    const [book, ...rest] = reader.told;
    expect(book!.rows[0]).toMatchObject({ kind: eventKind.clear, receivedNs: messages[half]![0]!.receivedNs });
    expect(rest).toEqual(recorder.told.slice(half));
    expect(levelsOf(reader.books[0]!)).toEqual(levelsOf(recorder.books[0]!));
  },
);

test.skipIf(needsRedis())(
  "redis feed: joins where the stream's head was trimmed: the book that stands in the stream",
  async () => {
    const url = await freshRedisUrl();
    await using recorder = new TickRecorder(url, one);
    for (const message of messages.slice(0, half)) recorder.record(message);
    recorder.clock.advanceTo(recorder.clock.nowNs() + 31e9);
    await recorder.store.flush();
    await asked(url, async (redis) => redis.xtrim(ticksStream(spotBtcusdt), "MAXLEN", 3));
    using reader = await TickReader.open(url, one, messages[half]![0]!.receivedNs);
    for (const message of messages.slice(half)) recorder.record(message);
    await reader.until(() => reader.told.length > messages.length - half);
    expect(levelsOf(reader.books[0]!)).toEqual(levelsOf(recorder.books[0]!));
  },
);

test.skipIf(needsRedis())(
  "redis feed: a hole in the sequence: a gap, no depth until a book, then in step again",
  async () => {
    const url = await freshRedisUrl();
    await using recorder = new TickRecorder(url, one);
    using reader = await TickReader.open(url, one);
    for (const message of messages.slice(0, half)) recorder.record(message);
    await reader.until(() => reader.told.length >= half);
    recorder.skip(7);
    for (const message of messages.slice(half, half + 20)) recorder.record(message);
    recorder.clock.advanceTo(recorder.clock.nowNs() + 31e9);
    await recorder.store.flush();
    for (const message of messages.slice(half + 20)) recorder.record(message);
    await reader.until(() => reader.told.at(-1)?.rows[0]?.receivedNs === messages.at(-1)![0]!.receivedNs);
    const kinds = reader.told.slice(half).map(({ rows }) => rows[0]!.kind);
    expect(kinds.slice(0, 2)).toEqual([eventKind.gap, eventKind.clear]);
    expect(reader.told.slice(half + 2)).toEqual(recorder.told.slice(half + 20));
    expect(reader.events("gap")).toHaveLength(1);
    expect(levelsOf(reader.books[0]!)).toEqual(levelsOf(recorder.books[0]!));
  },
);

test.skipIf(needsRedis())("redis feed: a book told at the start of a part: is left out by who is in step", async () => {
  const url = await freshRedisUrl();
  await using recorder = new TickRecorder(url, one);
  using reader = await TickReader.open(url, one);
  for (const [at, message] of messages.entries()) {
    if (at === half) {
      const { receivedNs } = message[0]!;
      const opening = messages[0]!.map((row) => ({ ...row, receivedNs }));
      recorder.record(opening, 0, true);
    }
    if (at < 10 || at > half) recorder.record(message);
  }
  await reader.until(() => reader.told.length >= recorder.told.length);
  expect(reader.told).toEqual(recorder.told);
});

test.skipIf(needsRedis())("redis feed: another recorder begins: a gap, then its own book", async () => {
  const url = await freshRedisUrl();
  using reader = await TickReader.open(url, one);
  {
    await using first = new TickRecorder(url, one);
    for (const message of messages.slice(0, half)) first.record(message);
  }
  await reader.until(() => reader.told.length >= half);
  await using second = new TickRecorder(url, one);
  for (const message of messages) second.record(message);
  await reader.until(() => reader.told.length >= half + 1 + messages.length);
  expect(reader.told[half]!.rows.map(({ kind }) => kind)).toEqual([eventKind.gap]);
  expect(reader.told.slice(half + 1)).toEqual(second.told);
});

test.skipIf(needsRedis())("redis feed: two instruments: in the order in which they were received", async () => {
  const url = await freshRedisUrl();
  const both = [spotBtcusdt, usdmBtcusdt];
  await using recorder = new TickRecorder(url, both);
  using reader = await TickReader.open(url, both);
  for (let times = 0; times < 4; times++)
    for (const [at, message] of messages.entries()) {
      const later = message.map((row) => ({ ...row, receivedNs: row.receivedNs + times * 60e9 }));
      recorder.record(later, at % (2 + times) === 0 ? 1 : 0);
    }
  await reader.until(() => reader.told.length >= recorder.told.length);
  expect(reader.told).toEqual(recorder.told);
});

test.skipIf(needsRedis())(
  "redis feed: entries that are none of a recorder's: told, and a gap where they stand",
  async () => {
    const url = await freshRedisUrl();
    await using recorder = new TickRecorder(url, one);
    using reader = await TickReader.open(url, one);
    for (const message of messages.slice(0, half)) recorder.record(message);
    await reader.until(() => reader.told.length >= half);
    await asked(url, (redis) => redis.xadd(ticksStream(spotBtcusdt), "*", "kind", "depth", "bids", "[["));
    await reader.until(() => reader.events("bad_frame").length > 0);
    expect(reader.events("bad_frame")[0]).toContain("an entry that is no message");
  },
);

test.skipIf(needsOwnRedis())("redis feed: Redis killed and started again: no message lost, none twice", async () => {
  await using server = await OwnRedis.start({ isDurable: true });
  await using recorder = new TickRecorder(server.url, one);
  using reader = await TickReader.open(server.url, one);
  const third = Math.floor(messages.length / 3);
  for (const message of messages.slice(0, third)) recorder.record(message);
  await reader.until(() => reader.told.length >= third);
  for (const message of messages.slice(third, 2 * third)) recorder.record(message);
  await server.kill();
  for (const message of messages.slice(2 * third)) recorder.record(message);
  await server.start();
  await reader.until(() => reader.told.length >= messages.length);
  expect(reader.told).toEqual(recorder.told);
  expect(recorder.store.status.droppedCount).toBe(0);
});

test.skipIf(needsOwnRedis())(
  "redis feed: more than may wait while Redis is away: a hole, and a book soon after",
  async () => {
    await using server = await OwnRedis.start();
    await using recorder = new TickRecorder(server.url, one, { waitingMax: 100 });
    using reader = await TickReader.open(server.url, one);
    for (const message of messages.slice(0, 50)) recorder.record(message);
    await reader.until(() => reader.told.length >= 50);
    server.pause();
    for (const message of messages.slice(50, half)) recorder.record(message);
    server.resume();
    await recorder.store.flush();
    expect(recorder.store.status.droppedCount).toBeGreaterThan(0);
    for (const message of messages.slice(half)) {
      recorder.record(message);
      await recorder.store.flush();
    }
    await reader.until(() => reader.told.at(-1)?.rows[0]?.receivedNs === messages.at(-1)![0]!.receivedNs);
    expect(reader.events("gap").length).toBeGreaterThan(0);
    expect(levelsOf(reader.books[0]!)).toEqual(levelsOf(recorder.books[0]!));
  },
);

test("redis feed: no server from the start: told once, with the reason", async () => {
  const nobody = Bun.serve({ port: 0, fetch: () => new Response() });
  await nobody.stop(true);
  using reader = TickReader.ofNobody(`redis://127.0.0.1:${nobody.port}`, one);
  await reader.until(() => reader.notes.length > 0);
  await Bun.sleep(300);
  expect(reader.events("disconnected")).toEqual([expect.stringContaining("ECONNREFUSED")]);
});
