// Goal: real orders and paper as processes, on bad days: connections cut, answers lost, the engine killed with orders open;
//   in the end everybody knows the same, to the last digit, and nothing is left behind.
// Method: `exchange` in one process and `live` in another; the account asked over REST by a client of its own; journals
//   and logs of fills read back. `HALFSPREAD_LIVE_LIVES=50 bun test --timeout 3600000 tests/e2e/live.test.ts` for longer.
import { expect, test } from "bun:test";
import { LiveDesk } from "../helpers/live-desk.ts";
import type { LiveProcess } from "../helpers/live-process.ts";

const livesCount = Number(process.env.HALFSPREAD_LIVE_LIVES ?? 3);
const fillsEach = 1;
const lifeMs = 120_000 + livesCount * 60_000;
const limitMs = lifeMs + 10_000;

const orders = ["POST /api/v3/order", "order.place"];
const cancels = ["DELETE /api/v3/order", "order.cancel"];

/** All at once, as long as sessions run. */
const badDays = [
  { kind: "lost_answer", requests: orders, chance: 0.03 },
  { kind: "lost_answer", requests: cancels, chance: 0.03 },
  { kind: "refusal", requests: orders, status: 503, chance: 0.03, executed: true },
  { kind: "refusal", requests: orders, status: 429, chance: 0.01, retryAfterSeconds: 1 },
  { kind: "lost_answer", requests: ["GET *"], chance: 0.02 },
  { kind: "gap", chance: 0.005 },
  { kind: "delayed_user_events", delayMs: 80 },
];

/** Orders that never arrive stay in doubt for a quarter of a minute: in all sessions but the last. */
const lostOrders = [
  { kind: "lost_answer", requests: orders, chance: 0.03, executed: false },
  { kind: "refusal", requests: [...orders, ...cancels], status: 500, chance: 0.03 },
];

const ways = [
  { entry: "ws_api", keyKind: "HMAC" },
  { entry: "rest", keyKind: "ED25519" },
] as const;

test.concurrent.each(ways)(
  "live --real: $entry, $keyKind: bad days and kills with orders open: all agree to the last digit",
  async ({ entry, keyKind }) => {
    await using desk = await LiveDesk.open({ keyKind, lifeMs });
    const settings = [`live.order_entry=${entry}`];
    const other = await desk.account.placeByHand();
    for (const fault of [...badDays, ...lostOrders]) await desk.fault(fault);
    for (let life = 1; life < livesCount; life++) {
      const live = await desk.start("--real", { settings });
      await throughCuts(desk, live);
      await live.until("/api/v1/orders", ({ orders }) => orders.length > 0);
      await live.kill();
    }
    await desk.endFaults();
    for (const fault of badDays) await desk.fault(fault);
    const live = await desk.start("--real", { settings });
    await throughCuts(desk, live);
    await desk.endFaults();
    const { foreignOrders } = await live.get("/api/v1/orders");
    expect(foreignOrders.map(({ clientOrderId }: { clientOrderId: string }) => clientOrderId)).toEqual([other]);
    live.signal("SIGINT");
    const { exitCode, stderr } = await live.ended;
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining("Report: ")]);
    await desk.expectAgreement([other]);
  },
  limitMs,
);

test.concurrent(
  "live --real: a person trades in the account, and the engine is killed after fills of its own: that trade is found",
  async () => {
    await using desk = await LiveDesk.open();
    const first = await desk.start("--real");
    await first.logged("fill");
    const other = await desk.account.placeByHand("MARKET");
    const [adopted] = await first.logged("balance_adopted");
    expect(adopted).toMatchObject({
      level: "warn",
      differences: expect.stringMatching(/BTC -?0\.\d+: ours .*; USDT /),
    });
    const { length } = await first.logged("fill");
    await first.logged("fill", length + fillsEach);
    await first.kill();
    const second = await desk.start("--real");
    await second.logged("fill");
    second.signal("SIGINT");
    expect((await second.ended).exitCode).toBe(0);
    await desk.expectAgreement([], [other]);
  },
  limitMs,
);

test.concurrent(
  "live --paper: cuts and a kill: result, journal and fills agree, and the venue has seen no order",
  async () => {
    await using desk = await LiveDesk.open();
    const first = await desk.start("--paper");
    await first.logged("fill");
    await first.kill();
    const live = await desk.start("--paper");
    await live.logged("fill");
    await desk.fault({ kind: "disconnect" });
    await live.logged("feed_disconnected");
    await live.logged("fill", 2 * fillsEach);
    live.signal("SIGTERM");
    expect((await live.ended).exitCode).toBe(0);
    await desk.expectPaperAgreement();
  },
  limitMs,
);

/** Fills, a cut of its connections, and fills again. */
async function throughCuts(desk: LiveDesk, live: LiveProcess): Promise<void> {
  await live.logged("fill", 1);
  for (const sockets of ["ws_api", "streams"]) await desk.fault({ kind: "disconnect", sockets });
  await Promise.all([live.logged("gateway_disconnected"), live.logged("feed_disconnected")]);
  const { length } = await live.logged("fill", 1);
  await live.logged("fill", length + fillsEach);
}
