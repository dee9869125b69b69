// Goal: what a session told its outbox reaches the ledger once and in order, however the ledger behaves, and a session is
// told when too much waits.
// Method: a ledger in memory with moods under the virtual clock; named cases, and a property over random moods.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { MemoryLog } from "../../../sim/world/memory-log.ts";
import { VirtualClock } from "../../../sim/world/virtual-clock.ts";
import type { LedgerRecord } from "../../../src/domain/ledger-record.ts";
import { nsPerMs, nsPerSecond } from "../../../src/domain/time.ts";
import { parseExactJson } from "../../../src/live/journal/exact-json.ts";
import { Outbox } from "../../../src/live/outbox.ts";
import type { Ledger } from "../../../src/ports/ledger.ts";
import { type Mood, MoodyLedger, moods } from "../../helpers/moody-ledger.ts";

const behindMaxNs = 2 * nsPerSecond;

function world() {
  const clock = new VirtualClock(0n);
  const ledger = new MoodyLedger(clock);
  const log = new MemoryLog("outbox");
  const told: boolean[] = [];
  const outbox = new Outbox({
    ...{ clock, log, ledger: ledger as unknown as Ledger, outboxId: "o", behindMaxNs },
    behind: (isBehind) => told.push(isBehind),
  });
  return { clock, ledger, log, outbox, told };
}

const record = (n: number): LedgerRecord => ({
  kind: "session_end",
  sessionId: String(n),
  endedUnixNs: BigInt(n),
  ending: "clean",
  runHash: "",
});
const numbersOf = (records: readonly LedgerRecord[]) =>
  records.map((of) => Number((of as { sessionId: string }).sessionId));
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

test("outbox: a ledger that is well: has everything soon, in order, and it is on the disk as well", () => {
  const { clock, ledger, log, outbox } = world();
  for (const n of upTo(2500)) outbox.add(record(n));
  expect(ledger.records).toEqual([]);
  clock.advanceTo(nsPerSecond);
  expect(numbersOf(ledger.records)).toEqual(upTo(2500));
  const text = new TextDecoder();
  expect([...log.records()].map((bytes) => parseExactJson(text.decode(bytes)))).toEqual(upTo(2500).map(record));
  expect(outbox.waitingCount).toBe(0);
});

test("outbox: a ledger that wrote and said it failed: has nothing twice", () => {
  const { clock, ledger, outbox } = world();
  ledger.mood = "lying";
  for (const n of upTo(10)) outbox.add(record(n));
  clock.advanceTo(nsPerSecond);
  expect(outbox.waitingCount).toBe(10);
  ledger.mood = "well";
  clock.advanceTo(10 * nsPerSecond);
  expect(numbersOf(ledger.records)).toEqual(upTo(10));
  expect(outbox.waitingCount).toBe(0);
});

test.each(["refusing", "silent"] as const)(
  "outbox: a ledger that is %s: the session is told beyond the bound, not before, and again when it is over",
  (mood) => {
    const { clock, ledger, outbox, told } = world();
    ledger.mood = mood;
    outbox.add(record(0));
    clock.advanceTo(behindMaxNs - nsPerMs);
    expect(told).toEqual([]);
    clock.advanceTo(behindMaxNs + 200 * nsPerMs);
    expect(told).toEqual([true]);
    if (mood === "silent") return;
    ledger.mood = "well";
    clock.advanceTo(20 * nsPerSecond);
    expect(told).toEqual([true, false]);
  },
);

test("outbox: attempts at a ledger that is away: fewer and fewer, and never given up", () => {
  const { clock, ledger, outbox } = world();
  ledger.mood = "refusing";
  outbox.add(record(0));
  clock.advanceTo(60 * nsPerSecond);
  expect(ledger.batchesCount).toBeGreaterThan(10);
  expect(ledger.batchesCount).toBeLessThan(30);
});

test("outbox: closed with the ledger away: waits as long as it was given, and says how many are left", async () => {
  const { clock, ledger, outbox } = world();
  ledger.mood = "silent";
  for (const n of upTo(3)) outbox.add(record(n));
  const closed = outbox.close(nsPerSecond);
  clock.advanceTo(2 * nsPerSecond);
  expect(await closed).toBe(3);
});

test("outbox: closed with records waiting: delivers them first", async () => {
  const { clock, ledger, outbox } = world();
  for (const n of upTo(3)) outbox.add(record(n));
  const closed = outbox.close(nsPerSecond);
  clock.advanceTo(nsPerMs);
  expect(await closed).toBe(0);
  expect(numbersOf(ledger.records)).toEqual(upTo(3));
});

const step = fc.oneof(
  fc.record({ mood: fc.constantFrom<Mood>(...moods.filter((mood) => mood !== "silent")) }),
  fc.record({ records: fc.integer({ min: 1, max: 1500 }) }),
  fc.record({ waitMs: fc.integer({ min: 1, max: 4000 }) }),
);

test("outbox: any moods in any order: at every time a part from the beginning, and in the end all, once", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const { clock, ledger, outbox } = world();
      let count = 0;
      for (const now of steps) {
        if ("mood" in now) ledger.mood = now.mood;
        else if ("records" in now) for (let n = 0; n < now.records; n++) outbox.add(record(count++));
        else clock.advanceTo(clock.nowNs() + now.waitMs * nsPerMs);
        expect(numbersOf(ledger.records)).toEqual(upTo(ledger.records.length));
      }
      ledger.mood = "well";
      clock.advanceTo(clock.nowNs() + 20 * nsPerSecond);
      expect(ledger.records.length).toBe(count);
      expect(outbox.waitingCount).toBe(0);
    }),
  );
});
