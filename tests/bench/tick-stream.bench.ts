/**
 * How many rows a second go from a recorder through Redis to a trader?
 *
 * A synthetic market, told as fast as the store takes it: each message an entry, written in batches, read by the feed in
 * the same process, so that one thread does the work of two. The server is beside it, on the same processors.
 */
import { VirtualClock } from "../../sim/world/virtual-clock.ts";
import { RedisFeed } from "../../src/adapters/redis/redis-feed.ts";
import { RedisState } from "../../src/adapters/redis/redis-state.ts";
import { TickStream } from "../../src/adapters/redis/tick-stream.ts";
import { WallClock } from "../../src/adapters/world/wall-clock.ts";
import type { MarketRows } from "../../src/domain/market-rows.ts";
import { midnightUnixNs } from "../../src/domain/time.ts";
import type { FeedNote } from "../../src/ports/market-feed.ts";
import { spotBtcusdt } from "../helpers/instruments.ts";
import { eventually } from "../helpers/patient.ts";
import { endRedis, freshRedisUrl, needsRedis } from "../helpers/servers/redis.ts";
import { generateMessages, startUnixNs } from "../helpers/synthetic-rows.ts";
import { followed, rowsOf } from "../helpers/tick-desk.ts";
import { type Bench, type BenchSize, besideAim, machineLine } from "./bench.ts";

const aimRowsPerSecond = 200_000;
const instruments = [spotBtcusdt];
const clock = new VirtualClock(midnightUnixNs(startUnixNs), 0);

export const bench: Bench = {
  question: "How many rows a second go from a recorder through Redis to a trader?",
  async run(size: BenchSize): Promise<string[]> {
    const out =
      "left out: the feed in front of the recorder, the session behind the trader, and a network between them";
    if (needsRedis()) return [machineLine(), "no Redis: nothing measured, hash 00000000", out];
    const [seconds, timesCount] = size === "full" ? [600, 10] : [5, 1];
    const messages = generateMessages({ seed: 1, seconds }).filter(({ length }) => length > 0);
    const lines = await measured(messages.map(rowsOf), timesCount);
    await endRedis();
    return [machineLine(), ...lines, out];
  },
};

async function measured(messages: readonly MarketRows[], timesCount: number): Promise<string[]> {
  const url = await freshRedisUrl();
  const store = new RedisState({ url, clock: new WallClock(), noted() {} });
  const told = new Counted();
  const feed = new RedisFeed({ url, clock, instruments, group: "bench" });
  feed.start(told);
  await followed(url, instruments);
  const stream = new TickStream({ clock, store, instruments });
  const startedNs = Bun.nanoseconds();
  const writtenCount = await write(messages, timesCount, stream, store);
  const writtenSeconds = (Bun.nanoseconds() - startedNs) / 1e9;
  await eventually(() => told.rowsCount >= writtenCount, 1);
  const seconds = (Bun.nanoseconds() - startedNs) / 1e9;
  const { droppedCount } = store.status;
  feed.stop();
  stream.close();
  await store.close();
  const rate = writtenCount / seconds;
  return [
    `workload: ${writtenCount} rows in ${messages.length * timesCount} messages`,
    `there and back: ${rate.toFixed(0)} rows/s (${besideAim(rate, aimRowsPerSecond)}); written after ${writtenSeconds.toFixed(2)} of ${seconds.toFixed(2)} s; dropped ${droppedCount}, gaps ${told.gapsCount}`,
    `  what arrived: hash ${told.hash.toString(16).padStart(16, "0")}`,
  ];
}

/** Never more at once than may wait. */
async function write(
  messages: readonly MarketRows[],
  timesCount: number,
  stream: TickStream,
  store: RedisState,
): Promise<number> {
  let sequence = 0;
  for (let times = 0; times < timesCount; times++)
    for (const [at, rows] of messages.entries()) {
      stream.rows(rows, { marketIndex: 0, sequence, sessionSequence: sequence, isOpening: false });
      sequence += rows.count;
      if (at % 2000 === 1999 && store.status.queuedCount > 4000) await store.flush();
      else if (at % 200 === 199) await new Promise(setImmediate);
    }
  await store.flush();
  return sequence;
}

class Counted {
  rowsCount = 0;
  hash = 0n;
  gapsCount = 0;

  rows(_: number, { count, priceTicks, sizeLots }: MarketRows): void {
    this.rowsCount += count;
    this.hash = Bun.hash.xxHash3(`${count} ${priceTicks[count - 1]} ${sizeLots[count - 1]}`, this.hash);
  }
  clockOffset(): void {}
  noted(_: number | undefined, { event }: FeedNote): void {
    if (event === "gap") this.gapsCount++;
  }
}
