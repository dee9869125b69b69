// Goal: an engine that dies or hangs leaves no orders behind, by its watchdog alone; one that comes back from a hang does
//   not go on as if nothing had been.
// Method: signals that cannot be caught; the venue asked for open orders by a client of its own, and the watchdog's log.
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LiveDesk } from "../helpers/live-desk.ts";
import { type Json, type LiveProcess, processGone } from "../helpers/live-process.ts";
import { eventually } from "../helpers/patient.ts";

const limitMs = 90_000;
const watchdogMs = 1000;
const settings = [`live.watchdog_ms=${watchdogMs}`];
/** For requests on a busy machine, beyond the time named. */
const graceMs = 4000;

test.concurrent(
  "watchdog: the engine is killed: its orders are cancelled within the time named, those of others stay",
  async () => {
    await using desk = await LiveDesk.open();
    const other = await desk.account.placeByHand();
    const live = await desk.start("--real", { settings });
    await desk.account.openCount((count) => count >= 3);
    const killedMs = performance.now();
    await live.kill();
    await desk.account.openCount((count) => count === 1);
    expect(performance.now() - killedMs).toBeLessThan(watchdogMs + graceMs);
    expect(await desk.account.open()).toEqual([other]);
    await processGone(live.watchdogPid!);
    const told = watchdogLines(live);
    expect(told).toContainEqual(expect.objectContaining({ event: "alarm", why: "engine ended" }));
    expect(told.at(-1)).toMatchObject({ event: "none_left" });
    expect([1, 2]).toContain(told.at(-1).cancelledCount);
    await desk.expectReplays();
  },
  limitMs,
);

test.concurrent(
  "watchdog: the engine hangs and comes back: its orders are gone, and it holds until somebody starts it again",
  async () => {
    await using desk = await LiveDesk.open();
    const live = await desk.start("--real", { settings });
    await desk.account.openCount((count) => count >= 2);
    live.signal("SIGSTOP");
    // Between two quotes of its own nothing may be open either: the watchdog says when it is done.
    await eventually(() => watchdogLines(live).some(({ event }) => event === "none_left"), 50);
    expect(await desk.account.open()).toEqual([]);
    const before = await desk.account.orders();
    live.signal("SIGCONT");
    await live.logged("held_watchdog_gone");
    await processGone(live.watchdogPid!);
    const { holds } = await live.get("/api/v1/session");
    expect(holds).toContain("watchdog_gone");
    live.signal("SIGINT");
    expect((await live.ended).exitCode).toBe(0);
    expect(await desk.account.orders()).toEqual(before);
    await desk.expectAgreement();
  },
  limitMs,
);

test.concurrent(
  "watchdog: it dies itself: the engine pulls its quotes and holds",
  async () => {
    await using desk = await LiveDesk.open();
    const live = await desk.start("--real", { settings });
    await desk.account.openCount((count) => count >= 2);
    process.kill(live.watchdogPid!, "SIGKILL");
    await live.logged("watchdog_gone");
    await desk.account.openCount((count) => count === 0);
    expect((await live.get("/api/v1/session")).holds).toEqual(["watchdog_gone"]);
    live.signal("SIGTERM");
    expect((await live.ended).exitCode).toBe(0);
    await desk.expectAgreement();
  },
  limitMs,
);

test.concurrent(
  "watchdog: the session stops and cannot cancel: it says which orders it leaves, and they are cancelled without it",
  async () => {
    await using desk = await LiveDesk.open();
    const live = await desk.start("--real", { settings: [...settings, "live.stop_within_ms=500"] });
    await desk.account.openCount((count) => count >= 2);
    for (const requests of [["DELETE *"], ["order.cancel", "openOrders.cancelAll"]])
      await desk.fault({ kind: "refusal", requests, status: 500, chance: 1 });
    live.signal("SIGINT");
    const { exitCode, stderr } = await live.ended;
    expect(exitCode).toBe(1);
    const left = logLines(stderr).find(({ event }) => event === "orders_left")!;
    // One may fill while we ask.
    const open = await desk.account.open();
    expect(open.length).toBeGreaterThan(0);
    expect(left.clientOrderIds.split(" ")).toEqual(expect.arrayContaining(open));
    expect(left.watchdog).toStartWith(`process ${live.watchdogPid} goes on`);
    await desk.endFaults();
    await desk.account.openCount((count) => count === 0);
    await processGone(live.watchdogPid!);
  },
  limitMs,
);

function logLines(stderr: string): Json[] {
  return stderr.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line)] : []));
}

function watchdogLines(live: LiveProcess): Json[] {
  const lines = readFileSync(join(live.sessionFolder, "watchdog.jsonl"), "utf8").split("\n");
  return lines.slice(0, -1).map((line) => JSON.parse(line));
}
