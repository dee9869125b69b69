// Goal: the wall clock is the wall's, and one timer of the system is enough for it.
// Method: Unix time asked elsewhere; long waits beside short ones.
import { expect, test } from "bun:test";
import { WallClock } from "../../../../src/adapters/world/wall-clock.ts";
import { nsPerDay, nsPerMs } from "../../../../src/domain/time.ts";
import { eventually } from "../../../helpers/patient.ts";

test("wall clock: its time: Unix time since a midnight, between two looks at the system's", () => {
  const clock = new WallClock();
  const beforeMs = Date.now();
  const unixMs = Number((clock.epochUnixNs + BigInt(clock.nowNs())) / 1_000_000n);
  const afterMs = Date.now();
  // A millisecond for the rounding of the system's own clock.
  expect(unixMs).toBeGreaterThanOrEqual(beforeMs - 1);
  expect(unixMs).toBeLessThanOrEqual(afterMs + 1);
  expect(clock.nowNs()).toBeLessThan(nsPerDay + nsPerMs);
});

test("wall clock: a near timer set behind a far one: wakes, and the far one waits on", async () => {
  const clock = new WallClock();
  const woken: string[] = [];
  const far = clock.schedule(clock.nowNs() + 100 * nsPerDay, () => woken.push("far"));
  clock.schedule(clock.nowNs() + 2 * nsPerMs, () => woken.push("near"));
  await eventually(() => woken.length > 0);
  expect(woken).toEqual(["near"]);
  clock.cancel(far);
});
