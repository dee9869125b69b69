// Goal: whatever is wrong before trading begins is said in one line that helps, with exit 2, and nothing was placed.
// Method: `live` as a process with each fault of its user's; what it says on stderr, log lines left out.
import { describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LiveDesk } from "../helpers/live-desk.ts";
import { LiveProcess } from "../helpers/live-process.ts";
import { needs, projectRoot } from "../helpers/needs.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const limitMs = 90_000;
const nowhere = { rest: "http://127.0.0.1:9", ws: "ws://127.0.0.1:9" };
const keys = { HALFSPREAD_API_KEY: "a-key", HALFSPREAD_API_SECRET: "a-secret" };

/** Its one line. */
async function refusal(live: LiveProcess): Promise<string> {
  const { exitCode, stdout, stderr } = await live.ended;
  const lines = stderr.split("\n").filter((line) => line !== "" && !line.startsWith("{"));
  expect([exitCode, stdout, lines.length, lines[0]]).toEqual([2, "", 1, expect.stringMatching(/^halfspread: /)]);
  return lines[0]!.replace("halfspread: ", "");
}

describe("live: refused before anybody is asked:", () => {
  const cases: [what: string, args: string[], env: Record<string, string>, says: string][] = [
    ["no mode", [], {}, "live: expected --paper (simulated fills, no keys) or --real (real orders)"],
    ["both modes", ["--paper", "--real"], {}, "live: expected --paper or --real, not both"],
    ["a time that is none", ["--paper", "--for", "soon"], {}, "--for soon: expected a time such as 90s, 15m or 8h"],
    ["no keys", ["--real"], {}, "HALFSPREAD_API_KEY: is not set; expected the API key, for real orders"],
    ["a key and no secret", ["--real"], { HALFSPREAD_API_KEY: "a" }, "expected one of them: the secret of an HMAC key"],
    ["two secrets", ["--real"], { ...keys, HALFSPREAD_PRIVATE_KEY_FILE: "/x" }, "expected one of them"],
    [
      "a key file that is not there",
      ["--real"],
      { HALFSPREAD_API_KEY: "a", HALFSPREAD_PRIVATE_KEY_FILE: "/nowhere/key.pem" },
      "HALFSPREAD_PRIVATE_KEY_FILE: cannot be read (ENOENT); expected a file in PEM",
    ],
    ["no such setting", ["--paper", "--set", "live.orderentry=rest"], {}, "live.orderentry"],
    ["real orders for futures", ["--real", "--set", "instrument.market=usdm"], keys, "expected"],
  ];

  test.concurrent.each(cases)(
    "%s: one line, exit 2",
    async (_what, args, env, says) => {
      using folder = temporaryFolder();
      await using live = new LiveProcess({ exchange: nowhere, folder: folder.path, args, env });
      expect(await refusal(live)).toContain(says);
    },
    limitMs,
  );

  test.concurrent(
    "a configuration without a section live: one line, exit 2",
    async () => {
      using folder = temporaryFolder();
      const text = await Bun.file(join(projectRoot, "configs/btcusdt-live.yaml")).text();
      writeFileSync(folder.of("config.yaml"), text.slice(0, text.indexOf("\nvenue:")));
      const configPath = folder.of("config.yaml");
      const settings = ["live.journal=~"];
      await using live = new LiveProcess({
        exchange: nowhere,
        folder: folder.path,
        args: ["--paper"],
        configPath,
        settings,
      });
      expect(await refusal(live)).toContain("live");
    },
    limitMs,
  );

  test.concurrent(
    "a folder that is a file: one line, exit 2",
    async () => {
      using folder = temporaryFolder();
      writeFileSync(folder.of("file"), "");
      await using live = new LiveProcess({ exchange: nowhere, folder: folder.of("file"), args: ["--paper"] });
      expect(await refusal(live)).toContain(folder.of("file"));
    },
    limitMs,
  );
});

describe("live: refused at the start, nothing placed:", () => {
  test.concurrent(
    "keys that the venue does not know: one line that says so, exit 2",
    async () => {
      await using desk = await LiveDesk.open();
      const live = desk.begin("--real", { env: keys });
      expect(await refusal(live)).toMatch(/-2014|-2015|Invalid API-key/);
    },
    limitMs,
  );

  test.concurrent(
    "a secret that does not fit the key: one line that says so, exit 2",
    async () => {
      await using desk = await LiveDesk.open();
      const live = desk.begin("--real", { env: { HALFSPREAD_API_SECRET: "not-the-secret" } });
      expect(await refusal(live)).toContain("-1022");
      expect(await desk.account.orders()).toEqual([]);
    },
    limitMs,
  );

  test.concurrent(
    "an address of Redis that is none: one line that names it, exit 2, and nothing is left that would keep it alive",
    async () => {
      await using desk = await LiveDesk.open();
      const live = desk.begin("--paper", { args: ["--feed", "redis"], env: { HALFSPREAD_REDIS_URL: "foo" } });
      expect(await refusal(live)).toContain("HALFSPREAD_REDIS_URL");
    },
    limitMs,
  );

  test.concurrent(
    "a venue that nobody answers for: one line that names it, exit 2",
    async () => {
      using folder = temporaryFolder();
      await using live = new LiveProcess({ exchange: nowhere, folder: folder.path, args: ["--paper"] });
      expect(await refusal(live)).toContain(nowhere.rest);
    },
    limitMs,
  );

  test.concurrent(
    "a symbol that is not traded: one line that names it, exit 2",
    async () => {
      await using desk = await LiveDesk.open();
      const live = desk.begin("--paper", { settings: ["instrument.symbol=ETHUSDT", 'balances={ETH: "1", USDT: "1"}'] });
      expect(await refusal(live)).toContain("ETHUSDT");
    },
    limitMs,
  );

  test.concurrent(
    "a port that is taken: one line, exit 2, no order placed",
    async () => {
      await using desk = await LiveDesk.open();
      const port = new URL(desk.exchange.admin).port;
      const live = desk.begin("--real", { settings: [`live.api.port=${port}`] });
      expect(await refusal(live)).toContain(`api 127.0.0.1:${port}: in use`);
      expect(await desk.account.orders()).toEqual([]);
    },
    limitMs,
  );

  test.concurrent(
    "two processes under one name: the second is refused, the first trades on",
    async () => {
      await using desk = await LiveDesk.open();
      const first = await desk.start("--real");
      const second = desk.begin("--real");
      expect(await refusal(second)).toContain(`process ${first.pid} trades under this name`);
      const placed = (await desk.account.orders()).length;
      await first.until("/api/v1/orders", ({ orders }) => orders.length > 0);
      expect((await desk.account.orders()).length).toBeGreaterThanOrEqual(placed);
      first.signal("SIGINT");
      expect((await first.ended).exitCode).toBe(0);
      await desk.expectAgreement();
    },
    limitMs,
  );

  test.concurrent(
    "two names with one prefix on one account: the second is refused, says why, and how to tell them apart",
    async () => {
      await using desk = await LiveDesk.open();
      const first = await desk.start("--real");
      await first.until("/api/v1/orders", ({ orders }) => orders.length > 0);
      const second = desk.begin("--real", { settings: ["live.name=other"] });
      expect(await refusal(second)).toMatch(
        /^live\.order_prefix: orders with this prefix keep appearing .*another session/,
      );
      const third = await desk.start("--real", { settings: ["live.name=other", "live.order_prefix=other"] });
      for (const live of [first, third]) live.signal("SIGINT");
      expect([(await first.ended).exitCode, (await third.ended).exitCode]).toEqual([0, 0]);
      expect(await desk.account.open()).toEqual([]);
    },
    limitMs,
  );
});

const noMounts = needs("the right to mount", mounts(), "run the tests as root");

test.skipIf(noMounts)(
  "live: no room for its journal: one line, exit 2, no order placed",
  async () => {
    await using desk = await LiveDesk.open();
    const small = join(desk.folder, "small");
    mkdirSync(small);
    using _mount = mounted(small, "1m");
    const live = desk.begin("--real", { folder: small });
    expect(await refusal(live)).toMatch(/No space left|ENOSPC|room/i);
    expect(await desk.account.orders()).toEqual([]);
  },
  limitMs,
);

function mounts(): boolean {
  using folder = temporaryFolder();
  try {
    mounted(folder.path, "1m")[Symbol.dispose]();
    return true;
  } catch {
    return false;
  }
}

/** A disk of its own, of that size. */
function mounted(path: string, size: string): Disposable {
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", path]);
  if (status !== 0) throw new Error(`cannot mount at ${path}`);
  return { [Symbol.dispose]: () => void spawnSync("umount", ["-l", path]) };
}
