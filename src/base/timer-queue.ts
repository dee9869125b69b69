/**
 * Deadlines and what is to be done at them, by time and, at equal times, in the order set: what every clock keeps, so
 * that a virtual one wakes people in the order in which a real one does.
 *
 * A binary heap in which each timer knows its place, since nearly all timers of a trading process are timeouts that are
 * cancelled: those left in the heap until they are due would soon be most of it.
 */
import { assert } from "./assert.ts";

export interface Timer {
  readonly timerId: number;
  readonly atNs: number;
  readonly wake: () => void;
}

export class TimerQueue {
  readonly #heap: Placed[] = [];
  readonly #byId = new Map<number, Placed>();
  #idLast = 0;

  get count(): number {
    return this.#heap.length;
  }
  /** When the first is due; Infinity for never. */
  get nextNs(): number {
    return this.#heap[0]?.atNs ?? Number.POSITIVE_INFINITY;
  }

  /** Returns the timer's id, which is larger than those before it. */
  add(atNs: number, wake: () => void): number {
    assert(!Number.isNaN(atNs), "a timer has a time");
    const timer: Placed = { timerId: ++this.#idLast, atNs, wake, place: this.#heap.length };
    this.#heap.push(timer);
    this.#byId.set(timer.timerId, timer);
    this.#rise(timer);
    return timer.timerId;
  }

  /** Of one that is not here any more: nothing. */
  remove(timerId: number): void {
    const timer = this.#byId.get(timerId);
    if (timer !== undefined) this.#take(timer);
  }

  /** Takes out the first one, if it is due by then. */
  takeDue(nowNs: number): Timer | undefined {
    const first = this.#heap[0];
    if (first === undefined || first.atNs > nowNs) return undefined;
    this.#take(first);
    return first;
  }

  #take(timer: Placed): void {
    this.#byId.delete(timer.timerId);
    const last = this.#heap.pop();
    assert(last !== undefined, "what is taken was there");
    if (last === timer) return;
    this.#put(last, timer.place);
    this.#rise(last);
    this.#sink(last);
  }

  #rise(timer: Placed): void {
    while (timer.place > 0) {
      const parent = this.#heap[(timer.place - 1) >>> 1] as Placed;
      if (isBefore(parent, timer)) return;
      this.#swap(parent, timer);
    }
  }

  #sink(timer: Placed): void {
    for (;;) {
      const left = this.#heap[2 * timer.place + 1];
      const right = this.#heap[2 * timer.place + 2];
      const child = right !== undefined && isBefore(right, left as Placed) ? right : left;
      if (child === undefined || isBefore(timer, child)) return;
      this.#swap(timer, child);
    }
  }

  #swap(upper: Placed, lower: Placed): void {
    const { place } = upper;
    this.#put(upper, lower.place);
    this.#put(lower, place);
  }

  #put(timer: Placed, place: number): void {
    timer.place = place;
    this.#heap[place] = timer;
  }
}

interface Placed extends Timer {
  /** Its index in the heap. */
  place: number;
}

function isBefore(one: Placed, other: Placed): boolean {
  return one.atNs < other.atNs || (one.atNs === other.atNs && one.timerId < other.timerId);
}
