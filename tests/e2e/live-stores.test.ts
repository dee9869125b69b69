// Goal: whatever becomes of the stores while a session trades, or of the session while they are away: decisions go on,
//   quoting stops only beyond the bound that was set, and in the end the ledger has every trade of the venue once, to the
//   last digit, and who looks into Redis sees how the session stands.
// Method: `exchange` and `live` as processes; a Postgres and a Redis of the test's own, killed, stopped in their tracks and
//   slow; then asked by clients of the test's own, and held against the outboxes and the exchange's account.
import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { basename, join } from "node:path";
import type { Redis } from "ioredis";
import { eagerSettings, LiveDesk } from "../helpers/live-desk.ts";
import {
  fillWords,
  type LedgerContents,
  postgresContents,
  sqliteTrades,
  toldContents,
} from "../helpers/live-ledgers.ts";
import type { Json, LiveProcess } from "../helpers/live-process.ts";
import { filledWords, quotingTimes, tradedWords } from "../helpers/live-records.ts";
import { BookWatch, gauge, slowestSeconds } from "../helpers/live-watch.ts";
import { needs } from "../helpers/needs.ts";
import { eventually } from "../helpers/patient.ts";
import { CuttingProxy } from "../helpers/servers/cutting-proxy.ts";
import { needsOwnPostgres, OwnPostgres } from "../helpers/servers/postgres.ts";
import { asked, needsOwnRedis, OwnRedis } from "../helpers/servers/redis.ts";

const limitMs = 120_000;
const behindMaxMs = 1500;
/** Stores are away for seconds; a busy machine delays everything, but not so much. */
const lateSecondsMax = 1.1;
/** Metrics of stores are taken at the pace of the journal's syncs. */
const staleSecondsMax = 0.5;
const slowMs = 40;
/** What is on its way to the venue is pulled once that has confirmed it. */
const pullMsMax = 100;
const openKey = "orders:open:BTCUSDT";

const settings = [...eagerSettings, "stores.ledger=postgres", "stores.state=redis"];
const isPythonMissing = needs("python3", Bun.which("python3") !== null, "install the package python3");
const isMissing = [needsOwnPostgres(), needsOwnRedis()].includes(true);

test.skipIf(isMissing).concurrent(
  "live --paper: stores slow, killed, stopped in their tracks: decides on time, quotes within the bound, and all is there",
  async () => {
    await using postgres = await OwnPostgres.start();
    await using redis = await OwnRedis.start({ isDurable: true });
    using proxy = new CuttingProxy(postgres.port);
    await using desk = await LiveDesk.open({ settings: [...settings, `stores.ledger_behind_max_ms=${behindMaxMs}`] });
    const url = postgres.url.replace(`:${postgres.port}/`, `:${proxy.port}/`);
    const env = { HALFSPREAD_POSTGRES_URL: url, HALFSPREAD_REDIS_URL: redis.url };
    const killed = await desk.start("--paper", { env });
    await eventually(() => isThere(redis, `paper:${openKey}`), slowMs);
    await killed.kill();
    const live = await desk.start("--paper", { env });
    await using watch = new BookWatch(redis.url, "paper:lob:BTCUSDT");
    const awayMs: number[] = [];

    await live.logged("fill");
    proxy.delayMs = slowMs;
    await live.logged("fill", live.lines.filter(isFill).length + 2);
    proxy.delayMs = 0;
    expect(live.lines.filter(({ event }) => event === "ledger_behind")).toEqual([]);

    awayMs.push(Date.now());
    redis.pause();
    await postgres.kill();
    await heldBehind(live);
    expect(await gauge(live, "halfspread_ledger_lag_seconds")).toBeGreaterThan(behindMaxMs / 1000 - staleSecondsMax);
    const [{ why }] = await live.logged("ledger_behind");
    expect(why).toContain("ledger postgres://127.0.0.1:");
    await live.logged("state_down");
    redis.resume();
    await postgres.start();
    await quotesAgain(live);
    await watch.shown(Date.now());

    awayMs.push(Date.now());
    postgres.pause();
    await redis.kill();
    await heldBehind(live);
    postgres.resume();
    await redis.start();
    await quotesAgain(live);
    await watch.shown(Date.now());
    await live.logged("fill", live.lines.filter(isFill).length + 1);

    expect(await slowestSeconds(live, "halfspread_decision_seconds")).toBeLessThan(lateSecondsMax);
    expect(await slowestSeconds(live, "halfspread_event_loop_lag_seconds")).toBeLessThan(lateSecondsMax);
    live.signal("SIGINT");
    expect((await live.ended).exitCode).toBe(0);

    expect(await postgresContents(postgres.url)).toEqual(toldContents(desk.sessions));
    await desk.expectPaperAgreement();
    expectQuotedWithinBound(live, awayMs);
    const told = filledWords(live.sessionFolder);
    expect(await asked(redis.url, tradesIn("paper:fills:BTCUSDT", live))).toEqual(told);
    await expectState(redis, "paper:", live);
    expect([watch.faults, watch.booksCount > 10]).toEqual([[], true]);
  },
  limitMs,
);

test.skipIf(isMissing).concurrent(
  "live --real: killed with trades that the ledger has not got, and ended without it: the next start delivers them, once",
  async () => {
    await using postgres = await OwnPostgres.start();
    await using redis = await OwnRedis.start();
    await using desk = await LiveDesk.open({ settings });
    const env = { HALFSPREAD_POSTGRES_URL: postgres.url, HALFSPREAD_REDIS_URL: redis.url };
    const realEnv = { env: { ...desk.key.env, ...env } };

    const first = await desk.start("--real", realEnv);
    await first.logged("fill");
    await delivered(postgres, 1);
    await postgres.kill();
    await first.logged("fill", first.lines.filter(isFill).length + 2);
    await first.kill();

    const refused = desk.begin("--paper", { env, settings: ["live.name=other"] });
    const { exitCode, stderr } = await refused.ended;
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(`ledger postgres://127.0.0.1:${postgres.port}`)]);

    await postgres.start();
    await redis.kill();
    const second = await desk.start("--real", realEnv);
    await second.logged("outbox_delivered");
    const trades = toldContents([first.sessionFolder]).trades;
    expect((await postgresContents(postgres.url)).trades).toEqual(expect.arrayContaining([...trades]));
    await second.logged("fill");
    await redis.start();
    await second.logged("state_up");
    postgres.pause();
    await second.logged("fill", second.lines.filter(isFill).length + 1);
    second.signal("SIGINT");
    expect((await second.ended).exitCode).toBe(0);
    expect(second.lines.filter(({ event }) => event === "ledger_left_behind").length).toBe(1);

    postgres.resume();
    const third = await desk.start("--real", realEnv);
    await third.logged("outbox_delivered");
    await third.logged("fill");
    await third.operate("/pause");
    await eventually(async () => !(await isThere(redis, openKey)), slowMs);
    await redis.kill();
    await redis.start();
    await eventually(() => isThere(redis, "position:BTCUSDT"), slowMs);
    third.signal("SIGINT");
    expect((await third.ended).exitCode).toBe(0);

    await desk.expectAgreement();
    const contents = await postgresContents(postgres.url);
    expect(contents).toEqual(toldContents(desk.sessions));
    expect(contents.trades).toEqual(await tradesOf(desk));
    expect(contents.endings).toEqual([undefined, "clean", "clean"]);
    await expectState(redis, "", third);
  },
  limitMs,
);

test.skipIf(isPythonMissing).concurrent(
  "live --paper: another program holds the file of the ledger: quoting stops beyond the bound, goes on, and all is there",
  async () => {
    await using desk = await LiveDesk.open({ settings: [...eagerSettings, "stores.ledger_behind_max_ms=1000"] });
    const live = await desk.start("--paper");
    await live.logged("fill");
    const path = join(desk.folder, "ledger.sqlite");
    using other = new Database(path);
    other.run(`pragma busy_timeout = ${limitMs}`); // The session may be writing at that moment.
    const awayMs = [Date.now()];
    other.run("begin immediate");
    await heldBehind(live);
    other.run("rollback");
    await quotesAgain(live);
    await live.logged("fill", live.lines.filter(isFill).length + 1);
    expect(await slowestSeconds(live, "halfspread_decision_seconds")).toBeLessThan(lateSecondsMax);
    live.signal("SIGINT");
    expect((await live.ended).exitCode).toBe(0);
    expectQuotedWithinBound(live, awayMs);
    expect(await sqliteTrades(path)).toEqual([...toldContents(desk.sessions).trades]);
  },
  limitMs,
);

async function heldBehind(live: LiveProcess): Promise<void> {
  await live.until("/api/v1/session", ({ holds }: Json) => holds.includes("store_behind"));
  await live.until("/api/v1/orders", ({ orders }: Json) => orders.length === 0);
}

async function quotesAgain(live: LiveProcess): Promise<void> {
  await live.until("/api/v1/session", ({ holds }: Json) => holds.length === 0);
  await live.until("/api/v1/orders", ({ orders }: Json) => orders.length > 0);
}

/** In each outage it quoted until the bound, when it pulled what it had; and then not until the ledger had caught up. */
function expectQuotedWithinBound(live: LiveProcess, awayMs: readonly number[]): void {
  const { placed, cancelled, held, released } = quotingTimes(live.sessionFolder, "store_behind");
  expect([held.length, released.length]).toEqual([awayMs.length, awayMs.length]);
  const between = (times: readonly number[], from: number, to: number) =>
    times.filter((ms) => ms >= from && ms < to).length;
  for (const [index, from] of awayMs.entries()) {
    const [heldMs, releasedMs] = [held[index]!, released[index]!];
    expect(between([...placed, ...cancelled], from, heldMs + pullMsMax)).toBeGreaterThan(0);
    expect(between(placed, heldMs, releasedMs)).toBe(0);
    expect(between(placed, releasedMs, awayMs[index + 1] ?? Number.POSITIVE_INFINITY)).toBeGreaterThan(0);
  }
}

/** What other programs see when it is over. */
async function expectState(redis: OwnRedis, prefix: string, live: LiveProcess): Promise<void> {
  const { positionLots } = await Bun.file(join(live.sessionFolder, "result.json")).json();
  const seen = await asked(redis.url, async (client) => ({
    orders: await client.keys(`${prefix}orders:*`),
    position: await client.hgetall(`${prefix}position:BTCUSDT`),
    pnl: await client.hgetall(`${prefix}pnl:BTCUSDT`),
  }));
  expect(seen).toMatchObject({
    orders: [], // Nor the set of those that are open.
    position: { position: (positionLots / 1e5).toFixed(8) },
    pnl: { unit: "USDT", net: expect.stringMatching(/^-?\d+\.\d{8}$/) },
  });
}

/** Entries of a session in the stream, in words, in their order. */
function tradesIn(stream: string, { sessionFolder }: LiveProcess): (redis: Redis) => Promise<string[]> {
  return async (redis) => {
    const entries = await redis.xrange(stream, "-", "+");
    const all = entries.map(([, words]) => fieldsOf(words));
    const fields = all.filter(({ session_id }) => session_id === basename(sessionFolder));
    expect(fields.map(({ sequence }) => sequence)).toEqual(fields.map((_, index) => String(index)));
    return fields.map((row) => fillWords({ ...row, maker: row.maker === "true" }));
  };
}

function fieldsOf(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(words.flatMap((word, at) => (at % 2 === 0 ? [[word, words[at + 1]!]] : [])));
}

async function isThere(redis: OwnRedis, key: string): Promise<boolean> {
  return await asked(redis.url, async (client) => (await client.exists(key)) === 1);
}

async function delivered(server: OwnPostgres, tradesMin: number): Promise<LedgerContents> {
  return await eventually(async () => {
    const contents = await postgresContents(server.url);
    return contents.trades.length >= tradesMin ? contents : undefined;
  }, slowMs);
}

async function tradesOf({ account }: LiveDesk): Promise<string[]> {
  return tradedWords(await account.trades(), await account.orders()).toSorted();
}

function isFill({ event }: Json): boolean {
  return event === "fill";
}
