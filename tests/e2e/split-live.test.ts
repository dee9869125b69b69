// Goal: recorder and trader as two processes with Redis between: the trader has the market from the stream, goes on after
//   the recorder or Redis was away, and says what is missing when it may not.
// Method: `exchange`, `record` and `live --paper --feed redis`, each a process, and a Redis of the test's own.
import { expect, test } from "bun:test";
import { join } from "node:path";
import { ExchangeProcess } from "../helpers/exchange-process.ts";
import { type Json, LiveProcess } from "../helpers/live-process.ts";
import { projectRoot } from "../helpers/needs.ts";
import { needsOwnRedis, OwnRedis } from "../helpers/servers/redis.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const limitMs = 60_000;
const settings = ["strategy.parameters.half_spread_ticks=3"];

test.skipIf(needsOwnRedis())(
  "live --feed redis: a recorder's stream: quotes by it, through a new recorder and a Redis that died, and ends in order",
  async () => {
    using folder = temporaryFolder();
    await using redis = await OwnRedis.start({ isDurable: true });
    await using exchange = await ExchangeProcess.start("--symbols", "BTCUSDT");
    const env = { HALFSPREAD_REDIS_URL: redis.url };
    const args = ["--paper", "--feed", "redis"];
    const first = recordTicks(exchange, folder.of("first"), redis);
    await using live = await LiveProcess.start({ exchange, folder: folder.of("live"), args, settings, env });
    await live.until("/api/v1/orders", isQuoting);
    await end(first);
    const second = recordTicks(exchange, folder.of("second"), redis);
    await live.logged("feed_gap");
    await live.logged("feed_synced", 2);
    await live.until("/api/v1/orders", isQuoting);
    await redis.kill();
    await live.logged("feed_disconnected");
    await redis.start();
    await live.logged("feed_connected", 2);
    await live.until("/api/v1/book", ({ books: [{ state }] }: Json) => state === "valid");
    await live.until("/api/v1/orders", isQuoting);
    live.signal("SIGINT");
    expect((await live.ended).exitCode).toBe(0);
    await end(second);
  },
  limitMs,
);

test(
  "live --feed redis: no address: says which variable is missing",
  async () => {
    using folder = temporaryFolder();
    await using exchange = await ExchangeProcess.start("--symbols", "BTCUSDT");
    const args = ["--paper", "--feed", "redis"];
    await using live = new LiveProcess({ exchange, folder: folder.of("live"), args });
    const { exitCode, stderr } = await live.ended;
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("HALFSPREAD_REDIS_URL")]);
  },
  limitMs,
);

function isQuoting({ orders }: Json): boolean {
  return orders.length > 0;
}

type Recorder = Bun.Subprocess<"ignore", "ignore", "ignore">;

function recordTicks(exchange: ExchangeProcess, folder: string, redis: OwnRedis): Recorder {
  const set = [
    ...[`venue.rest_url=${exchange.rest}`, `venue.stream_url=${exchange.ws}`],
    'instruments=[{"market":"spot","symbol":"BTCUSDT"}]',
    ...[`record.folder=${folder}`, `record.out=${folder}/raw`, "record.ticks=redis"],
  ].flatMap((setting) => ["--set", setting]);
  const config = join(projectRoot, "configs/record.yaml");
  const { PATH = "" } = process.env;
  return Bun.spawn([process.execPath, join(projectRoot, "src/cli.ts"), "record", config, ...set], {
    ...{ stdin: "ignore", stdout: "ignore", stderr: "ignore" },
    env: { PATH, HALFSPREAD_REDIS_URL: redis.url },
  });
}

async function end(recorder: Recorder): Promise<void> {
  recorder.kill("SIGINT");
  expect(await recorder.exited).toBe(0);
}
