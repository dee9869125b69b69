// Goal: timers come out by time, then in the order set, whatever was added and removed between.
// Method: random additions, removals and takings, beside a list that is sorted anew each time.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { TimerQueue } from "../../../src/base/timer-queue.ts";

interface Listed {
  readonly timerId: number;
  readonly atNs: number;
}

class SortedList {
  timers: Listed[] = [];

  add(timer: Listed): void {
    this.timers.push(timer);
    this.timers.sort((one, other) => one.atNs - other.atNs || one.timerId - other.timerId);
  }
  remove(timerId: number): void {
    this.timers = this.timers.filter((timer) => timer.timerId !== timerId);
  }
  takeDue(nowNs: number): Listed | undefined {
    return (this.timers[0]?.atNs ?? Number.POSITIVE_INFINITY) <= nowNs ? this.timers.shift() : undefined;
  }
}

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("add" as const), value: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("remove" as const), value: fc.nat(60) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("take" as const), value: fc.nat(25) }) },
);

test("timer queue: any additions, removals and takings: the order of a sorted list", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const queue = new TimerQueue();
      const list = new SortedList();
      for (const { kind, value } of steps) {
        if (kind === "add") list.add({ timerId: queue.add(value, () => {}), atNs: value });
        else if (kind === "remove") {
          queue.remove(value);
          list.remove(value);
        } else {
          const [due, expected] = [queue.takeDue(value), list.takeDue(value)];
          expect(due?.timerId).toBe(expected?.timerId);
          expect(due?.atNs).toBe(expected?.atNs);
        }
        expect(queue.count).toBe(list.timers.length);
        expect(queue.nextNs).toBe(list.timers[0]?.atNs ?? Number.POSITIVE_INFINITY);
      }
    }),
  );
});

test("timer queue: ids: rise, and are never used again", () => {
  const queue = new TimerQueue();
  const ids = [queue.add(5, () => {}), queue.add(1, () => {})];
  queue.remove(ids[1]!);
  ids.push(queue.add(1, () => {}));
  expect(ids).toEqual(ids.toSorted((one, other) => one - other));
  expect(new Set(ids).size).toBe(3);
});

test("timer queue: a time that is none: is a bug", () => {
  expect(() => new TimerQueue().add(Number.NaN, () => {})).toThrow("a timer has a time");
});
