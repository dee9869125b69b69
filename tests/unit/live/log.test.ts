// Goal: each thing that happens is told, a burst of one kind in few lines, and counts add up to what happened.
// Method: a virtual clock; lines read back as JSON; a property over any sequence of events and pauses.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { VirtualClock } from "../../../sim/world/virtual-clock.ts";
import { nsPerSecond } from "../../../src/domain/time.ts";
import { Log } from "../../../src/live/log.ts";

function startLog() {
  const clock = new VirtualClock(1_723_075_200_000_000_000n);
  const lines: string[] = [];
  const log = new Log(clock, (line) => lines.push(line));
  return { clock, log, lines, told: () => lines.map((line) => JSON.parse(line)) };
}

test("log: one event: a line with time, level, name and fields", () => {
  const { clock, log, lines } = startLog();
  clock.advanceTo(1_500_000_001);
  log.warn("feed_gap", { symbol: "BTCUSDT", missing: 3, detail: 'a "hole"\n' });
  expect(lines).toEqual([
    '{"time":"2024-08-08T00:00:01.500000001Z","level":"warn","event":"feed_gap","symbol":"BTCUSDT","missing":3,"detail":"a \\"hole\\"\\n"}',
  ]);
});

test("log: a burst: the first at once, the last of the others once in a while with their count", () => {
  const { clock, log, told } = startLog();
  for (let n = 0; n < 25; n++) {
    log.warn("bad_frame", { n });
    clock.advanceTo((n + 1) * nsPerSecond);
  }
  clock.advanceTo(100 * nsPerSecond);
  expect(told().map(({ n, timesCount }) => [n, timesCount])).toEqual([
    [0, undefined],
    [9, 9],
    [19, 10],
    [24, 5],
  ]);
  log.warn("bad_frame", { n: 25 });
  expect(told().at(-1)).toMatchObject({ n: 25 });
});

test("log: bursts of different events and symbols: each by itself", () => {
  const { log, told } = startLog();
  for (const symbol of ["A", "B", "A"]) for (const event of ["gap", "stale"]) log.info(event, { symbol });
  expect(told().map(({ event, symbol }) => `${event} ${symbol}`)).toEqual(["gap A", "stale A", "gap B", "stale B"]);
});

test("log: its end: what was held back is told, and nothing later", () => {
  const { clock, log, told } = startLog();
  for (let n = 0; n < 3; n++) log.error("refused", { n });
  log[Symbol.dispose]();
  expect(told().map(({ level, n, timesCount }) => [level, n, timesCount])).toEqual([
    ["error", 0, undefined],
    ["error", 2, 2],
  ]);
  clock.advanceTo(100 * nsPerSecond);
  expect(told()).toHaveLength(2);
});

test("log: any sequence: as many are told as happened, and a kind at most once in ten seconds but for the first", () => {
  const step = fc.record({ event: fc.constantFrom("a", "b"), pauseNs: fc.nat(6 * nsPerSecond) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { clock, log, told } = startLog();
      for (const { event, pauseNs } of steps) {
        log.info(event);
        clock.advanceTo(clock.nowNs() + pauseNs);
      }
      log[Symbol.dispose]();
      for (const name of ["a", "b"]) {
        const lines = told().filter(({ event }) => event === name);
        const count = lines.reduce((sum, { timesCount }) => sum + (timesCount ?? 1), 0);
        expect(count).toBe(steps.filter(({ event }) => event === name).length);
        expect(lines.length).toBeLessThanOrEqual(2 + clock.nowNs() / (10 * nsPerSecond));
      }
    }),
  );
});
