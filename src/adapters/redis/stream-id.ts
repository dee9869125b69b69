/**
 * Ids of stream entries: `<milliseconds>-<number>`. Ours are the time at which the writer began, and a count, so that the
 * next one after any is known; they rise, as Redis demands.
 */
import type { Redis } from "ioredis";
import { assert } from "../../base/assert.ts";

export interface StreamId {
  /** When the writer began: names it. */
  readonly ms: number;
  readonly sequence: number;
}

export function parseStreamId(id: string): StreamId {
  const [ms, sequence] = id.split("-").map(Number);
  assert(Number.isSafeInteger(ms) && Number.isSafeInteger(sequence), "Redis answers with ids of streams");
  return { ms: ms!, sequence: sequence! };
}

export function isAfter(one: StreamId, other: StreamId): boolean {
  return one.ms === other.ms ? one.sequence > other.sequence : one.ms > other.ms;
}

/** First part of the newest id; -1 where there is no such stream, or something else of that name. */
export async function streamTopMs(redis: Redis, stream: string): Promise<number> {
  if ((await redis.type(stream)) !== "stream") return -1;
  const [newest] = await redis.xrevrange(stream, "+", "-", "COUNT", 1);
  return newest === undefined ? -1 : parseStreamId(newest[0]).ms;
}
