// Goal: whatever is given, and however often batches come back, executed or not, what is written in the end is the newest of
// each key and every entry once, in order.
// Method: any changes and any fates of batches; a plain store executes them, beside maps that are changed at once.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type WaitingBatch, WaitingState } from "../../../../src/adapters/redis/waiting-state.ts";
import type { StateFields } from "../../../../src/ports/state-store.ts";

const key = fc.constantFrom("open", "a", "item:m");
const step = fc.oneof(
  fc.record({ kind: fc.constant("put" as const), key: fc.constantFrom("a", "item:m"), value: fc.nat({ max: 9 }) }),
  fc.record({ kind: fc.constant("remove" as const), key }),
  fc.record({ kind: fc.constant("member" as const), member: fc.constantFrom("m", "n"), isIn: fc.boolean() }),
  fc.record({ kind: fc.constant("append" as const), stream: fc.constantFrom("u", "v") }),
  fc.record({ kind: fc.constant("take" as const) }),
  fc.record({ kind: fc.constant("fate" as const), isExecuted: fc.boolean(), isKnown: fc.boolean() }),
);

/** Hashes, one set, and streams, by plain maps. */
class Store {
  readonly hashes = new Map<string, StateFields>([["item:left", { x: "of another" }]]);
  set = new Set(["left"]);
  readonly streams = new Map<string, number[]>();

  execute({ keys, entries }: WaitingBatch): void {
    for (const value of keys.values())
      if (value.kind === "set" && value.removedAt !== undefined)
        for (const member of this.set) this.hashes.delete(value.removedAt + member);
    for (const [name, value] of keys) {
      if (value.kind !== "set") {
        if (name === "open") this.set = new Set();
        this.hashes.delete(name);
        if (value.kind === "hash") this.hashes.set(name, value.fields);
        continue;
      }
      if (value.isAnew) this.set = new Set();
      for (const [member, isIn] of value.members) this.member(member, isIn);
    }
    for (const { stream, sequence } of entries)
      if (sequence > (this.entries(stream).at(-1) ?? -1)) this.entries(stream).push(sequence);
  }

  member(member: string, isIn: boolean): void {
    if (isIn) this.set.add(member);
    else this.set.delete(member);
  }

  entries(stream: string): number[] {
    return this.streams.get(stream) ?? this.streams.set(stream, []).get(stream)!;
  }
}

describe("waiting state:", () => {
  test("any changes, any fates of batches: in the end the store holds what came last, and each entry once", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.boolean(), (steps, emptiesFirst) => {
        const waiting = new WaitingState(1000);
        const [store, expected] = [new Store(), new Store()];
        if (emptiesFirst) {
          waiting.removeMembers("open", "item:", 0);
          expected.hashes.delete("item:left");
          expected.set.clear();
        }
        let batch: WaitingBatch | undefined;
        for (const [at, one] of steps.entries()) {
          if (one.kind === "take") batch ??= waiting.take();
          else if (one.kind !== "fate") change(waiting, expected, one, at);
          else if (batch !== undefined) batch = settle(waiting, store, batch, one);
        }
        if (batch !== undefined) settle(waiting, store, batch, { isExecuted: false, isKnown: true });
        for (let rest = waiting.take(); rest !== undefined; rest = waiting.take())
          settle(waiting, store, rest, { isExecuted: true, isKnown: true });
        expect({ ...store }).toEqual({ ...expected });
        expect(waiting.count).toBe(0);
      }),
    );
  });

  test("more entries of a stream than the bound: the rest are dropped and counted, until some are written", () => {
    const waiting = new WaitingState(2);
    expect([0, 1, 2].map((at) => waiting.append("u", at, {}, at))).toEqual([true, true, false]);
    expect(waiting.append("v", 0, {}, 9)).toBe(true);
    expect(waiting.droppedCount).toBe(1);
    waiting.take();
    expect(waiting.append("u", 3, {}, 9)).toBe(false);
    waiting.written();
    expect(waiting.append("u", 4, {}, 9)).toBe(true);
  });

  test("the lag: of the oldest that is not written, under way or not; of a key since it was first given", () => {
    const waiting = new WaitingState(10);
    expect(waiting.lagNs(100)).toBe(0);
    waiting.put("a", { x: "1" }, 10);
    waiting.put("a", { x: "2" }, 40);
    expect(waiting.lagNs(100)).toBe(90);
    waiting.take();
    waiting.append("u", 0, {}, 70);
    expect(waiting.lagNs(100)).toBe(90);
    waiting.written();
    expect(waiting.lagNs(100)).toBe(30);
    waiting.take();
    waiting.returned();
    expect(waiting.lagNs(100)).toBe(30);
  });
});

type Change = Exclude<typeof step extends fc.Arbitrary<infer Of> ? Of : never, { kind: "take" | "fate" }>;

function change(waiting: WaitingState, expected: Store, one: Change, at: number): void {
  if (one.kind === "put") {
    waiting.put(one.key, { x: String(one.value) }, at);
    expected.hashes.set(one.key, { x: String(one.value) });
  } else if (one.kind === "remove") {
    waiting.remove(one.key, at);
    expected.hashes.delete(one.key);
    if (one.key === "open") expected.set = new Set();
  } else if (one.kind === "member") {
    waiting.setMember("open", one.member, one.isIn, at);
    expected.member(one.member, one.isIn);
  } else {
    const entries = expected.entries(one.stream);
    waiting.append(one.stream, entries.length, {}, at);
    entries.push(entries.length);
  }
}

/** @param isKnown whether its answer came: without it, it is sent again. */
function settle(
  waiting: WaitingState,
  store: Store,
  batch: WaitingBatch,
  { isExecuted, isKnown }: { isExecuted: boolean; isKnown: boolean },
): undefined {
  if (isExecuted) store.execute(batch);
  if (isExecuted && isKnown) waiting.written();
  else waiting.returned();
}
