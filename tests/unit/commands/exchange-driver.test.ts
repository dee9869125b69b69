// Goal: what the exchange wants to do by itself is done when its time has come, and nothing is done once a bug has shown.
// Method: a server that wants one thing at a time, under timers of the test's own.
import { afterEach, beforeEach, expect, jest, test } from "bun:test";
import type { ExchangeServer } from "../../../sim/exchange/server.ts";
import { type ExchangeClock, RunningClock, StandingClock } from "../../../src/commands/exchange-clock.ts";
import { ExchangeDriver } from "../../../src/commands/exchange-driver.ts";

beforeEach(() => void jest.useFakeTimers({ now: Date.UTC(2026, 0) }));
afterEach(() => void jest.useRealTimers());

const startUs = Date.UTC(2026, 0) * 1000;

/** Wants to act at `nextUs`, and notes when it was. */
class OneWish {
  readonly doneMs: number[] = [];
  constructor(public nextUs: number) {}
  advance(nowUs: number): void {
    if (nowUs < this.nextUs) return;
    this.doneMs.push((nowUs - startUs) / 1000);
    this.nextUs = Number.POSITIVE_INFINITY;
  }
}

function drive(server: OneWish, clock: ExchangeClock = new RunningClock(1)) {
  const failures: unknown[] = [];
  const driver = new ExchangeDriver(server as unknown as ExchangeServer, clock, (error) => failures.push(error));
  return { driver, failures };
}

test("driver: something due later: is done then, and not before", () => {
  const server = new OneWish(startUs + 5000);
  using _ = drive(server).driver;
  jest.advanceTimersByTime(4);
  expect(server.doneMs).toEqual([]);
  jest.advanceTimersByTime(1);
  expect(server.doneMs).toEqual([5]);
});

test("driver: a call that brings something nearer: the nearer is done in time", () => {
  const server = new OneWish(startUs + 60_000_000);
  using driver = drive(server).driver;
  driver.call(() => {
    server.nextUs = startUs + 3000;
  });
  jest.advanceTimersByTime(3);
  expect(server.doneMs).toEqual([3]);
});

test("driver: time runs ten times as fast: so do deadlines", () => {
  const server = new OneWish(startUs + 50_000);
  using _ = drive(server, new RunningClock(10)).driver;
  jest.advanceTimersByTime(5);
  expect(server.doneMs).toEqual([50]);
});

test("driver: time stands still: nothing is done by itself", () => {
  const server = new OneWish(startUs + 1000);
  using _ = drive(server, new StandingClock(startUs)).driver;
  jest.advanceTimersByTime(1000);
  expect(server.doneMs).toEqual([]);
});

test("driver: a bug: is told once, and nothing is called after it", () => {
  const server = new OneWish(startUs + 1000);
  const { driver, failures } = drive(server);
  const bug = new Error("a bug");
  driver.call(() => {
    throw bug;
  });
  expect(failures).toEqual([bug]);
  expect(driver.isStopped).toBe(true);
  expect(driver.call(() => 1)).toBeUndefined();
  jest.advanceTimersByTime(10);
  expect(server.doneMs).toEqual([]);
});
