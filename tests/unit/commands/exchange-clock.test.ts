// Goal: the exchange's clocks never go back, and say truly how long to wait.
// Method: the wall's clock set by hand (it goes backwards and jumps), and the standing one moved.
import { afterEach, expect, setSystemTime, test } from "bun:test";
import { RunningClock, StandingClock } from "../../../src/commands/exchange-clock.ts";

afterEach(() => void setSystemTime());

test("running clock: the wall's clock is set back: time stands until it has caught up", () => {
  setSystemTime(new Date("2026-01-01T00:00:10Z"));
  const clock = new RunningClock(1);
  const beforeUs = clock.nowUs();
  setSystemTime(new Date("2026-01-01T00:00:05Z"));
  expect(clock.nowUs()).toBeGreaterThanOrEqual(beforeUs);
  setSystemTime(new Date("2026-01-01T00:01:00Z"));
  expect(clock.nowUs()).toBeWithin(Date.UTC(2026, 0, 1, 0, 1) * 1000, Date.UTC(2026, 0, 1, 0, 2) * 1000);
});

test("running clock: speed: waits are as much shorter", () => {
  const clock = new RunningClock(100);
  expect(clock.waitMs(clock.nowUs() + 100_000_000)).toBeWithin(900, 1001);
  expect(clock.waitMs(0)).toBe(0);
});

test("standing clock: moves when told, and what is ahead does not come by itself", () => {
  const clock = new StandingClock(1000);
  expect(clock.nowUs()).toBe(1000);
  expect(clock.waitMs(1001)).toBe(Number.POSITIVE_INFINITY);
  clock.moveTo(2000);
  expect([clock.nowUs(), clock.waitMs(1001)]).toEqual([2000, 0]);
  expect(() => clock.moveTo(1999)).toThrow("time never goes back");
});
