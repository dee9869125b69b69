// Goal: a Redis that dies, stops answering or is slow costs nothing: the writer is never held up, each entry of a stream is
// there once and in order, keys have what came last, and what had to be given up is counted.
// Method: a Redis of the test's own, killed, stopped and started again while a writer goes on.
import { expect, setDefaultTimeout, test } from "bun:test";
import { RedisState } from "../../src/adapters/redis/redis-state.ts";
import { WallClock } from "../../src/adapters/world/wall-clock.ts";
import { asked, needsOwnRedis, OwnRedis } from "../helpers/servers/redis.ts";

setDefaultTimeout(40_000);

class Desk implements AsyncDisposable {
  readonly events: string[] = [];
  readonly store: RedisState;
  #sequence = 0;

  constructor(
    readonly server: OwnRedis,
    limits: { waitingEntriesMax?: number; streamEntriesMax?: number } = {},
  ) {
    const noted = (event: string) => void this.events.push(event);
    this.store = new RedisState({ url: server.url, clock: new WallClock(), noted, ...limits });
  }

  append(count: number): void {
    for (let at = 0; at < count; at++) {
      const n = String(this.#sequence);
      this.store.append("fills:X", this.#sequence++, { n });
      this.store.put("lob:X", { bid: n, ask: n });
    }
  }

  async numbers(): Promise<number[]> {
    const entries = await asked(this.server.url, (redis) => redis.xrange("fills:X", "-", "+"));
    return entries.map(([, [, n]]) => Number(n));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store.close();
  }
}

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at);

test.skipIf(needsOwnRedis())(
  "redis state: killed again and again: each entry once, in order, the newest key",
  async () => {
    await using server = await OwnRedis.start({ isDurable: true });
    await using desk = new Desk(server);
    await desk.store.flush();
    for (let life = 0; life < 4; life++) {
      desk.append(2500);
      // Some of them are under way, executed or not, when it dies.
      for (let turn = 0; turn < 1 + life; turn++) await new Promise(setImmediate);
      await server.kill();
      desk.append(2500);
      await server.start();
    }
    await desk.store.flush();
    expect(await desk.numbers()).toEqual(upTo(20_000));
    expect(await asked(server.url, (redis) => redis.hgetall("lob:X"))).toEqual({ bid: "19999", ask: "19999" });
    expect(desk.store.status.droppedCount).toBe(0);
    expect(desk.events).not.toContain("state_refused");
  },
);

test.skipIf(needsOwnRedis())(
  "redis state: stopped in its tracks: nobody waits, the lag shows, and all of it arrives",
  async () => {
    await using server = await OwnRedis.start();
    await using desk = new Desk(server);
    desk.append(1);
    await desk.store.flush();
    server.pause();
    desk.append(3000);
    await new Promise(setImmediate);
    expect(desk.store.status).toMatchObject({ queuedCount: expect.any(Number), droppedCount: 0 });
    expect(desk.store.status.queuedCount).toBeGreaterThan(2999);
    expect(desk.store.status.lagNs).toBeGreaterThan(0);
    server.resume();
    await desk.store.flush();
    expect(await desk.numbers()).toEqual(upTo(3001));
  },
);

test.skipIf(needsOwnRedis())(
  "redis state: silent for longer than a connection is believed in: a new one, nothing twice",
  async () => {
    await using server = await OwnRedis.start();
    await using desk = new Desk(server);
    desk.append(1);
    await desk.store.flush();
    server.pause();
    desk.append(500);
    while (!desk.events.includes("state_down")) await new Promise((resolve) => setTimeout(resolve, 20));
    server.resume();
    await desk.store.flush();
    expect(await desk.numbers()).toEqual(upTo(501));
    expect(desk.events).toEqual(["state_up", "state_down", "state_up"]);
  },
);

test.skipIf(needsOwnRedis())("redis state: more than may wait: dropped, counted, and the rest goes on", async () => {
  await using server = await OwnRedis.start();
  await using desk = new Desk(server, { waitingEntriesMax: 100 });
  desk.append(150);
  await desk.store.flush();
  desk.append(1);
  await desk.store.flush();
  expect(await desk.numbers()).toEqual([...upTo(100), 150]);
  expect(desk.store.status.droppedCount).toBe(50);
});

test.skipIf(needsOwnRedis())("redis state: a bound on a stream: about so many are kept, the newest", async () => {
  await using server = await OwnRedis.start();
  await using desk = new Desk(server, { streamEntriesMax: 1000 });
  desk.append(10_000);
  await desk.store.flush();
  const numbers = await desk.numbers();
  expect(numbers.length).toBeLessThan(1300);
  expect(numbers.slice(-1000)).toEqual(upTo(10_000).slice(-1000));
});

test.skipIf(needsOwnRedis())(
  "redis state: full, so that it refuses writes: all arrive once there is room",
  async () => {
    await using server = await OwnRedis.start();
    await using desk = new Desk(server);
    await asked(server.url, (redis) => redis.config("SET", "maxmemory", "1"));
    desk.append(10);
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    expect(desk.store.status.isUp).toBe(false);
    await asked(server.url, (redis) => redis.config("SET", "maxmemory", "0"));
    await desk.store.flush();
    expect(await desk.numbers()).toEqual(upTo(10));
    expect(desk.store.status.droppedCount).toBe(0);
  },
);

test.skipIf(needsOwnRedis())(
  "redis state: something else under a stream's name: given up, told, and the rest is written",
  async () => {
    await using server = await OwnRedis.start();
    await asked(server.url, (redis) => redis.set("fills:X", "mine"));
    await using desk = new Desk(server);
    desk.append(3);
    await desk.store.flush();
    expect(await asked(server.url, (redis) => redis.hgetall("lob:X"))).toEqual({ bid: "2", ask: "2" });
    expect(desk.store.status.droppedCount).toBe(3);
    expect(desk.events.filter((event) => event === "state_refused")).toHaveLength(3);
  },
);

test.skipIf(needsOwnRedis())(
  "redis state: read while it is written: both sides of a book are of one moment",
  async () => {
    await using server = await OwnRedis.start();
    await using desk = new Desk(server);
    await asked(server.url, async (redis) => {
      for (let at = 0; at < 300; at++) {
        desk.append(3);
        const { bid, ask } = await redis.hgetall("lob:X");
        expect(bid).toBe(ask!);
      }
    });
  },
);

test("redis state: an address that is none: refused at once, without the address", () => {
  const open = () => new RedisState({ url: "http://user:secret@host", clock: new WallClock(), noted: () => {} });
  expect(open).toThrow("HALFSPREAD_REDIS_URL");
  expect(open).not.toThrow("secret");
});
