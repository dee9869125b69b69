// Goal: a session goes on from what the last of its name held, however that ended; what differs from what the venue and
//   the ledger say is told at the start; and the disk is put in order.
// Method: `exchange` in one process and `live` in others, killed in between; their logs and folders read back.
import { expect, test } from "bun:test";
import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { recoverFolder } from "../../src/commands/live-earlier.ts";
import { LiveDesk } from "../helpers/live-desk.ts";
import type { Json, LiveProcess } from "../helpers/live-process.ts";
import { projectRoot } from "../helpers/needs.ts";

const limitMs = 120_000;

test.concurrent(
  "live --paper: killed with a position: the next goes on with it, and --fresh does not",
  async () => {
    await using desk = await LiveDesk.open();
    const first = await desk.start("--paper");
    await first.logged("fill", 3);
    await first.kill();
    const held = recoverFolder(first.sessionFolder, "hs");
    expect(held.runHash).toBeUndefined();

    const second = await desk.start("--paper");
    const [wentOn] = await second.logged("went_on");
    expect(wentOn).toMatchObject({ from: held.spec.sessionId, how: "did not end in order" });
    await expectTidy(first);
    await end(second);
    const begun = recoverFolder(second.sessionFolder, "hs").spec;
    expect(begun.balances).toEqual(held.balances);
    expect(begun.markets[0]!.startPositionUnits).toBe(held.markets[0]!.positionUnits);
    await desk.expectPaperAgreement();

    const third = await desk.start("--paper");
    expect((await third.logged("went_on"))[0]).toMatchObject({ how: "ended in order" });
    await third.kill();
    const fresh = await desk.start("--paper", { args: ["--fresh"] });
    await fresh.logged("started");
    expect(fresh.lines.filter(({ event }) => event === "went_on")).toEqual([]);
    expect(recoverFolder(fresh.sessionFolder, "hs").spec.markets[0]!.startPositionUnits).toBe(0n);
    await end(fresh);
  },
  limitMs,
);

test.concurrent(
  "live --real: a trade by hand and a deposit between sessions, a ledger that is lost: each is told, and nothing else",
  async () => {
    await using desk = await LiveDesk.open();
    const first = await desk.start("--real");
    await first.logged("fill", 3);
    await first.kill();
    await desk.account.placeByHand("MARKET");
    const { apiKey } = desk.key;
    await desk.exchange.administer("POST", "/deposit", { apiKey, asset: "USDT", amount: "12.5" });

    const second = await desk.start("--real");
    await second.logged("fill");
    await end(second);
    expect(told(second, "start_difference")).toEqual([{ asset: "USDT", difference: "12.50000000" }]);
    expect(told(second, "ledger_difference")).toEqual([]);

    rmSync(join(desk.folder, "ledger.sqlite"));
    const third = await desk.start("--real");
    await third.logged("started");
    await end(third);
    expect(told(third, "start_difference")).toEqual([]);
    const [{ missingInLedger, unknownToVenue }] = third.lines.filter(({ event }) => event === "ledger_difference");
    const trades = (await desk.account.trades()).map(({ id }: Json) => String(id));
    expect([missingInLedger.split(" ").length > 0, unknownToVenue]).toEqual([true, ""]);
    expect(missingInLedger.split(" ").filter((id: string) => !trades.includes(id))).toEqual([]);
    const found = await Bun.file(join(third.sessionFolder, "start.json")).json();
    expect(found).toMatchObject({ how: "ended in order", balances: [], trades: [{ symbol: "BTCUSDT" }] });
  },
  limitMs,
);

test.concurrent(
  "live --paper with another entry: the change is told at the start, and by sessions and config diff",
  async () => {
    await using desk = await LiveDesk.open();
    const first = await desk.start("--paper");
    await first.logged("started");
    await end(first);
    // Of a section that decides nothing in a backtest: such a version counts, too.
    const changed = "live.stop_within_ms=12345";
    const second = await desk.start("--paper", { settings: [changed] });
    const [change] = await second.logged("config_changed");
    expect(change).toMatchObject({
      since: basename(first.sessionFolder),
      path: "live.stop_within_ms",
      now: "12345",
    });
    await end(second);

    const ledger = ["--ledger", `sqlite:${join(desk.folder, "ledger.sqlite")}`];
    const { sessions } = asked("sessions", "list", "--json", ...ledger);
    const ids = [first, second].map(({ sessionFolder }) => basename(sessionFolder));
    expect(sessions).toMatchObject([
      { sessionId: ids[0], mode: "paper", ending: "clean", isConfigNew: false },
      { sessionId: ids[1], mode: "paper", ending: "clean", isConfigNew: true },
    ]);
    const shown = asked("sessions", "show", ids[1]!, "--json", "--config", ...ledger);
    expect(shown).toMatchObject({ mode: "paper", ending: "clean", changes: [{ path: "live.stop_within_ms" }] });
    expect(shown.config).toContain("12345");
    const diff = (...settings: string[]) =>
      asked("config", "diff", "--json", ...settings.flatMap((setting) => ["--set", setting])).changes;
    const same = [...desk.settingsOf(), changed];
    expect(diff(...same)).toEqual([]);
    expect(diff(...same, "seed=99")).toEqual([{ path: "seed", before: expect.any(String), now: "99" }]);
  },
  limitMs,
);

/** What a command says as JSON. */
function asked(...args: string[]): Json {
  const command = [process.execPath, join(projectRoot, "src/cli.ts"), ...args];
  const { stdout, stderr, exitCode } = Bun.spawnSync(command, { cwd: projectRoot });
  expect([exitCode, stderr.toString()]).toEqual([0, ""]);
  return JSON.parse(stdout.toString());
}

function told(live: LiveProcess, event: string): Json[] {
  const lines = live.lines.filter((line) => line.event === event);
  return lines.map(({ asset, difference }) => ({ asset, difference }));
}

async function end(live: LiveProcess): Promise<void> {
  live.signal("SIGINT");
  const { exitCode, stderr } = await live.ended;
  expect([exitCode, stderr]).toEqual([0, expect.stringContaining("Report: ")]);
}

/** Nothing is left of what was made ready for later. */
async function expectTidy(killed: LiveProcess): Promise<void> {
  const folder = join(killed.sessionFolder, "journal");
  expect(existsSync(join(folder, "journal.next"))).toBe(false);
  const [last] = readdirSync(folder).toSorted().slice(-1);
  expect(statSync(join(folder, last!)).size).toBeLessThan(16 << 20);
}
