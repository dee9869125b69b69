// Goal: the lag of the loop is by how much timers are late, and the probe ends when it is told to.
// Method: a clock under whose hands every timer fires late by as much as the test says.
import { expect, test } from "bun:test";
import { VirtualClock } from "../../../../sim/world/virtual-clock.ts";
import { LoopLag } from "../../../../src/adapters/metrics/loop-lag.ts";
import { LogHistogram } from "../../../../src/base/log-histogram.ts";
import { nsPerMs, nsPerSecond, type TimeNs } from "../../../../src/domain/time.ts";

class LateClock extends VirtualClock {
  lateNs = 0;

  override schedule(atNs: TimeNs, wake: () => void) {
    return super.schedule(atNs + this.lateNs, wake);
  }
}

test("loop lag: timers on time, then late: by how much, and none after its end", () => {
  const clock = new LateClock(0n);
  const lags = new LogHistogram();
  const probe = new LoopLag(clock, lags);
  clock.advanceTo(nsPerSecond);
  expect([lags.count, lags.max]).toEqual([10, 0]);
  clock.lateNs = 150 * nsPerMs;
  clock.advanceTo(2 * nsPerSecond);
  expect([lags.count, lags.max]).toEqual([14, 150 * nsPerMs]);
  probe[Symbol.dispose]();
  clock.advanceTo(3 * nsPerSecond);
  expect(lags.count).toBe(14);
});
