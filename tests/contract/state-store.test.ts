/** Goal: the same state, in memory or in Redis. Method: each runs the whole contract suite, Redis as a real server. */
import { afterAll } from "bun:test";
import { MemoryState } from "../../src/adapters/embedded/memory-state.ts";
import { RedisState } from "../../src/adapters/redis/redis-state.ts";
import { WallClock } from "../../src/adapters/world/wall-clock.ts";
import type { StateFields } from "../../src/ports/state-store.ts";
import { asked, endRedis, freshRedisUrl, needsRedis } from "../helpers/servers/redis.ts";
import { type OpenStore, stateStoreContract } from "./state-store.ts";

afterAll(endRedis);

stateStoreContract({ kind: "in-memory", skip: false, open: openMemory });
stateStoreContract({ kind: "Redis", skip: needsRedis(), open: openRedis });

async function openMemory(): Promise<OpenStore> {
  const store = new MemoryState();
  return {
    store,
    another: async () => store,
    hash: async (key) => store.hash(key),
    members: async (key) => store.members(key),
    entries: async (stream) => store.entries(stream).map(({ fields }) => fields),
    [Symbol.asyncDispose]: () => store.close(),
  };
}

async function openRedis(): Promise<OpenStore> {
  const url = await freshRedisUrl();
  const openStore = () => new RedisState({ url, clock: new WallClock(), noted: () => {} });
  const store = openStore();
  return {
    store,
    another: async () => openStore(),
    hash: async (key) => {
      const fields = await asked(url, (redis) => redis.hgetall(key));
      return Object.keys(fields).length === 0 ? undefined : fields;
    },
    members: (key) => asked(url, (redis) => redis.smembers(key)),
    entries: async (stream) => {
      const entries = await asked(url, (redis) => redis.xrange(stream, "-", "+"));
      return entries.map(([, flat]) => fieldsOf(flat));
    },
    [Symbol.asyncDispose]: () => store.close(),
  };
}

function fieldsOf(flat: readonly string[]): StateFields {
  const fields: Record<string, string> = {};
  for (let at = 0; at < flat.length; at += 2) fields[flat[at]!] = flat[at + 1]!;
  return fields;
}
