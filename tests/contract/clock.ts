/** The contract of the Clock port. Waits are of milliseconds: what is judged is the order, and that nothing is early. */
import { describe, expect, test } from "bun:test";
import { nsPerDay, nsPerMs, type TimeNs } from "../../src/domain/time.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { World, WorldUnderTest } from "../helpers/worlds.ts";

export function clockContract({ kind, open }: WorldUnderTest): void {
  describe(`${kind} clock`, () => {
    test("time: whole, counted from a midnight, and never goes back", async () => {
      await using world = open();
      const { clock } = world;
      expect(clock.epochUnixNs % BigInt(nsPerDay)).toBe(0n);
      let lastNs = clock.nowNs();
      for (let i = 0; i < 1000; i++) {
        const nowNs = clock.nowNs();
        expect(Number.isSafeInteger(nowNs) && nowNs >= lastNs).toBe(true);
        lastNs = nowNs;
      }
    });

    test("timers set in any order: wake in the order of their times, none early, none in the call", async () => {
      await using world = open();
      const woken = new Woken(world.clock);
      for (const ms of [4, 0.2, 2, 3, 1, 0.1]) woken.in(ms);
      expect(woken.names).toEqual([]);
      await woken.all(world, 6);
      expect(woken.names).toEqual(["0.1", "0.2", "1", "2", "3", "4"]);
      expect(woken.earlyCount).toBe(0);
    });

    test("equal deadlines: wake in the order set", async () => {
      await using world = open();
      const woken = new Woken(world.clock);
      const atNs = world.clock.nowNs() + 2 * nsPerMs;
      for (const name of ["a", "b", "c", "d"]) woken.at(atNs, name);
      await woken.all(world, 4);
      expect(woken.names).toEqual(["a", "b", "c", "d"]);
    });

    test("a time that has passed: wakes all the same, later", async () => {
      await using world = open();
      const woken = new Woken(world.clock);
      woken.at(world.clock.nowNs() - 5 * nsPerMs, "past");
      expect(woken.names).toEqual([]);
      await woken.all(world, 1);
    });

    test("a cancelled timer: wakes nobody; of one that has fired: nothing", async () => {
      await using world = open();
      const woken = new Woken(world.clock);
      const first = woken.in(1);
      const second = woken.in(2);
      world.clock.cancel(second);
      await woken.all(world, 1);
      world.clock.cancel(first);
      woken.in(3);
      await woken.all(world, 2);
      expect(woken.names).toEqual(["1", "3"]);
    });

    test("one timer cancels another of the same time: that one does not wake", async () => {
      await using world = open();
      const woken = new Woken(world.clock);
      const atNs = world.clock.nowNs() + nsPerMs;
      world.clock.schedule(atNs, () => world.clock.cancel(victim));
      const victim = woken.at(atNs, "victim");
      woken.at(atNs, "last");
      await woken.all(world, 1);
      expect(woken.names).toEqual(["last"]);
    });

    test("a timer set while waking, for now: wakes after that call", async () => {
      await using world = open();
      const { clock } = world;
      const told: string[] = [];
      clock.schedule(clock.nowNs() + nsPerMs, () => {
        clock.schedule(clock.nowNs(), () => told.push("inner"));
        told.push("outer");
      });
      await world.until(() => told.length === 2);
      expect(told).toEqual(["outer", "inner"]);
    });

    test("promises of one timer: kept before the next of the same time wakes", async () => {
      await using world = open();
      const { clock } = world;
      const told: string[] = [];
      const atNs = clock.nowNs() + nsPerMs;
      clock.schedule(atNs, () => void think(told));
      clock.schedule(atNs, () => told.push("next"));
      await world.until(() => told.length === 3);
      expect(told).toEqual(["asked", "thought", "next"]);
    });
  });
}

async function think(told: string[]): Promise<void> {
  told.push("asked");
  for (let i = 0; i < 5; i++) await null;
  told.push("thought");
}

/** Who was woken, and whether too early. */
class Woken {
  readonly names: string[] = [];
  earlyCount = 0;
  readonly #startNs: TimeNs;

  constructor(readonly clock: Clock) {
    this.#startNs = clock.nowNs();
  }

  /** Counted from its own beginning. */
  in(ms: number): number {
    return this.at(this.#startNs + Math.round(ms * nsPerMs), String(ms));
  }
  at(atNs: TimeNs, name: string): number {
    return this.clock.schedule(atNs, () => {
      if (this.clock.nowNs() < atNs) this.earlyCount++;
      this.names.push(name);
    });
  }
  all(world: World, count: number): Promise<boolean> {
    return world.until(() => this.names.length >= count);
  }
}
