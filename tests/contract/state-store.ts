/** The contract of the StateStore port: what is given is there once it was flushed, the newest of each key, streams whole. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { StateFields, StateStore } from "../../src/ports/state-store.ts";

export interface StoreUnderTest {
  readonly kind: string;
  readonly skip: boolean;
  readonly open: () => Promise<OpenStore>;
}

/** A store where nothing is, and what another program reads there. */
export interface OpenStore extends AsyncDisposable {
  readonly store: StateStore;
  /** Of another who writes there. */
  another(): Promise<StateStore>;
  hash(key: string): Promise<StateFields | undefined>;
  members(key: string): Promise<readonly string[]>;
  /** In order. */
  entries(stream: string): Promise<readonly StateFields[]>;
}

const change = fc.oneof(
  fc.record({
    key: fc.constantFrom("a", "b"),
    fields: fc.dictionary(fc.constantFrom("x", "y", "z"), fc.string(), { minKeys: 1 }),
  }),
  fc.record({ key: fc.constantFrom("a", "b"), isRemoved: fc.constant(true) }),
  fc.record({ set: fc.constantFrom("s", "t"), member: fc.constantFrom("m", "n", "o"), isIn: fc.boolean() }),
  fc.record({ emptied: fc.constantFrom("s", "t") }),
  fc.record({
    stream: fc.constantFrom("u", "v"),
    entry: fc.dictionary(fc.constantFrom("p", "q", "r s"), fc.string(), { minKeys: 1 }),
  }),
  fc.record({ isFlush: fc.constant(true) }),
);
type Change = typeof change extends fc.Arbitrary<infer Of> ? Of : never;

export function stateStoreContract({ kind, skip, open }: StoreUnderTest): void {
  describe.skipIf(skip)(`${kind} state store`, () => {
    test("a hash: put, put again, removed: holds what came last and nothing before it", async () => {
      await using opened = await open();
      const { store } = opened;
      store.put("lob:X", { bid: "1", ask: "2" });
      await store.flush();
      expect(await opened.hash("lob:X")).toEqual({ bid: "1", ask: "2" });
      store.put("lob:X", { bid: "1", note: "é 0" });
      store.put("lob:X", { bid: "3" });
      await store.flush();
      expect(await opened.hash("lob:X")).toEqual({ bid: "3" });
      store.remove("lob:X");
      await store.flush();
      expect(await opened.hash("lob:X")).toBeUndefined();
    });

    test("what another left in a set: goes with what is at the names of its members, and what is told then stays", async () => {
      await using opened = await open();
      const other = await opened.another();
      for (const member of ["m", "n"]) {
        other.setMember("open", member, true);
        other.put(`order:${member}`, { x: member });
      }
      other.put("order:o", { x: "of nobody" });
      await other.flush();
      await other.close();
      const { store } = opened;
      store.removeMembers("open", "order:");
      store.removeMembers("empty", "order:");
      store.remove("open");
      store.setMember("open", "p", true);
      store.put("order:p", { x: "p" });
      await store.flush();
      store.setMember("open", "q", true);
      await store.flush();
      expect([...(await opened.members("open"))].toSorted()).toEqual(["p", "q"]);
      const hashes = await Promise.all(["m", "n", "o", "p"].map((member) => opened.hash(`order:${member}`)));
      expect(hashes).toEqual([undefined, undefined, { x: "of nobody" }, { x: "p" }]);
    });

    test("a stream: entries in the order given, each once", async () => {
      await using opened = await open();
      const { store } = opened;
      for (let sequence = 7; sequence < 5007; sequence++)
        store.append("fills:X", sequence, { sequence: String(sequence) });
      await store.flush();
      const found = await opened.entries("fills:X");
      expect(found.at(-1)).toEqual({ sequence: "5006" });
      const first = Number(found[0]!.sequence);
      expect(found).toEqual(Array.from({ length: 5007 - first }, (_, at) => ({ sequence: String(first + at) })));
    });

    test("any changes, flushed anywhere: equal to plain maps", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(change, { maxLength: 30 }), async (changes) => {
          await using opened = await open();
          const model = new Model();
          for (const one of changes) {
            model.apply(one);
            await applyTo(opened.store, one, model);
          }
          await opened.store.flush();
          for (const key of ["a", "b"]) expect(await opened.hash(key)).toEqual(model.hashes.get(key));
          for (const key of ["s", "t"])
            expect([...(await opened.members(key))].toSorted()).toEqual([...(model.sets.get(key) ?? [])].toSorted());
          for (const stream of ["u", "v"])
            expect(await opened.entries(stream)).toEqual(model.streams.get(stream) ?? []);
        }),
        { numRuns: 20 },
      );
    });

    test("all written: nothing waits, nothing was dropped", async () => {
      await using opened = await open();
      const { store } = opened;
      store.put("a", { x: "1" });
      store.append("u", 0, { x: "1" });
      await store.flush();
      expect(store.status).toEqual({ isUp: true, queuedCount: 0, droppedCount: 0, lagNs: 0 });
    });
  });
}

/** What a store is to hold. */
class Model {
  readonly hashes = new Map<string, StateFields>();
  readonly sets = new Map<string, Set<string>>();
  readonly streams = new Map<string, StateFields[]>();

  apply(one: Change): void {
    if ("fields" in one) this.hashes.set(one.key, one.fields);
    else if ("isRemoved" in one) this.hashes.delete(one.key);
    else if ("emptied" in one) this.sets.delete(one.emptied);
    else if ("set" in one) {
      const members = this.sets.get(one.set) ?? new Set();
      this.sets.set(one.set, members);
      if (one.isIn) members.add(one.member);
      else members.delete(one.member);
    } else if ("stream" in one) this.streams.set(one.stream, [...(this.streams.get(one.stream) ?? []), one.entry]);
  }
}

async function applyTo(store: StateStore, one: Change, model: Model): Promise<void> {
  if ("fields" in one) store.put(one.key, one.fields);
  else if ("isRemoved" in one) store.remove(one.key);
  else if ("emptied" in one) store.remove(one.emptied);
  else if ("set" in one) store.setMember(one.set, one.member, one.isIn);
  else if ("stream" in one) store.append(one.stream, model.streams.get(one.stream)!.length, one.entry);
  else await store.flush();
}
