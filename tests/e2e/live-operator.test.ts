// Goal: what signals and operators tell a session that trades is done at the venue, and what is latched stays latched.
// Method: real processes and real HTTP; the venue asked for what is open by a client of its own.
import { describe, expect, test } from "bun:test";
import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import { LiveDesk } from "../helpers/live-desk.ts";
import { processGone } from "../helpers/live-process.ts";

const limitMs = 90_000;

describe("live: signals:", () => {
  test.concurrent.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "%s: quotes are pulled, the report is written, exit 0, and the watchdog ends",
    async (signal) => {
      await using desk = await LiveDesk.open();
      const live = await desk.start("--real");
      await desk.account.openCount((count) => count >= 2);
      live.signal(signal);
      const { exitCode, stdout, stderr } = await live.ended;
      expect([exitCode, stderr]).toEqual([0, expect.stringContaining(`Report: ${live.sessionFolder}/report.html`)]);
      expect(stdout.trim().split("\n")).toHaveLength(1);
      expect(existsSync(join(live.sessionFolder, "report.html"))).toBe(true);
      await processGone(live.watchdogPid!);
      await desk.expectAgreement();
    },
    limitMs,
  );

  test.concurrent(
    "a second one while the venue does not answer: out at once with 1, and the watchdog cancels",
    async () => {
      await using desk = await LiveDesk.open({ settings: ["live.order_entry=rest"] });
      const live = await desk.start("--real");
      await desk.account.openCount((count) => count >= 2);
      const requests = ["DELETE *"];
      await desk.fault({ kind: "lost_answer", requests, executed: false, forSeconds: 3 });
      live.signal("SIGINT");
      await live.logged("held_stopping");
      live.signal("SIGINT");
      expect((await live.ended).exitCode).toBe(1);
      await desk.account.openCount((count) => count === 0);
      await processGone(live.watchdogPid!);
      await desk.expectReplays();
    },
    limitMs,
  );

  test.concurrent(
    "the end of --for, on paper and with --json: exit 0 and the result on stdout",
    async () => {
      await using desk = await LiveDesk.open();
      const live = desk.begin("--paper", { args: ["--for", "3s", "--json"] });
      const { exitCode, stdout } = await live.ended;
      expect(exitCode).toBe(0);
      const [, ...document] = stdout.split("\n");
      expect(JSON.parse(document.join("\n"))).toMatchObject({ queueModel: "conservative", symbol: "BTCUSDT" });
      expect(await desk.account.orders()).toEqual([]);
      await desk.expectReplays();
    },
    limitMs,
  );
});

describe("live: operators:", () => {
  test.concurrent(
    "pause, resume, parameters, cancel-all: as the venue sees it, and only with the token",
    async () => {
      await using desk = await LiveDesk.open();
      const live = await desk.start("--real");
      const { account } = desk;
      await account.openCount((count) => count >= 2);
      expect(await live.operate("/pause", undefined, { token: "another" })).toMatchObject({ status: 401 });
      expect(await live.operate("/pause")).toMatchObject({ status: 200, state: "paused" });
      await account.openCount((count) => count === 0);
      const parameters = { sizeLots: 777 };
      expect((await live.operate("/parameters", { parameters }, { method: "PATCH" })).status).toBe(200);
      expect(await live.operate("/resume")).toMatchObject({ status: 200, state: "quoting" });
      await account.openCount((count) => count >= 2);
      expect((await account.orders()).at(-1)).toMatchObject({ origQty: "0.00777000" });
      const bad = { parameters: { sizeLots: -1 } };
      expect(await live.operate("/parameters", bad, { method: "PATCH" })).toMatchObject({ status: 422 });
      expect(await live.operate("/cancel-all")).toMatchObject({ status: 200, state: "paused" });
      await account.openCount((count) => count === 0);
      live.signal("SIGINT");
      expect((await live.ended).exitCode).toBe(0);
      await desk.expectAgreement();
    },
    limitMs,
  );

  test.concurrent(
    "flatten: what is held beyond the reference is sold, to what is too small to trade",
    async () => {
      await using desk = await LiveDesk.open();
      const live = await desk.start("--real");
      await live.until("/api/v1/positions", ({ positions }) => Number(positions[0].size) !== 0);
      expect((await live.operate("/flatten")).status).toBe(200);
      await live.until("/api/v1/session", ({ state }) => state === "paused");
      await desk.account.openCount((count) => count === 0);
      const heldUnits = (await desk.account.units("BTC")) - 10n * 10n ** 8n;
      // The smallest order of the symbol is worth 5 USDT, 0.00009 BTC at most.
      expect(Math.abs(Number(heldUnits))).toBeLessThan(9000);
      live.signal("SIGINT");
      expect((await live.ended).exitCode).toBe(0);
      await desk.expectAgreement();
    },
    limitMs,
  );

  test.concurrent(
    "kill: cancels, survives a restart, and nothing is placed until reset-kill and resume",
    async () => {
      await using desk = await LiveDesk.open();
      const first = await desk.start("--real");
      await desk.account.openCount((count) => count >= 2);
      expect(await first.operate("/kill", { reason: "looks wrong" })).toMatchObject({
        ...{ status: 200, state: "killed", killReason: "looks wrong" },
      });
      await desk.account.openCount((count) => count === 0);
      expect(await first.operate("/resume")).toMatchObject({ status: 409, error: "killed" });
      await first.kill();

      const before = await desk.account.orders();
      const second = await desk.start("--real");
      await second.logged("feed_synced");
      expect(await second.get("/api/v1/session")).toMatchObject({ state: "killed", killReason: "looks wrong" });
      expect(await second.operate("/reset-kill")).toMatchObject({ status: 200, state: "paused", killReason: null });
      expect(await desk.account.orders()).toEqual(before);
      expect((await second.operate("/resume")).status).toBe(200);
      await desk.account.openCount((count) => count >= 2);
      second.signal("SIGINT");
      expect((await second.ended).exitCode).toBe(0);
      await desk.expectAgreement();
    },
    limitMs,
  );

  test.concurrent(
    "a kill that cannot be latched: the session ends in one line, and the watchdog cancels",
    async () => {
      await using desk = await LiveDesk.open();
      const live = await desk.start("--real");
      await desk.account.openCount((count) => count >= 2);
      renameSync(join(desk.folder, "btcusdt"), join(desk.folder, "elsewhere"));
      // It may end before it has answered.
      await live.operate("/kill").catch(() => undefined);
      const { exitCode, stderr } = await live.ended;
      expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/^halfspread: .*\/kill: no such file/m)]);
      await desk.account.openCount((count) => count === 0);
      await processGone(live.watchdogPid!);
    },
    limitMs,
  );
});
