// Goal: what a session tells its ledger is on its disk, and known to be delivered only once it is.
// Method: a ledger in memory with moods under the virtual clock, a session's folder, and what is logged.
import { expect, test } from "bun:test";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { ModelsConfig } from "../../../sim/models-config.ts";
import type { SessionSpec } from "../../../sim/session-spec.ts";
import { VirtualClock } from "../../../sim/world/virtual-clock.ts";
import { InputError } from "../../../src/base/input-error.ts";
import type { BacktestSetup } from "../../../src/commands/backtest-setup.ts";
import { LiveLedger, liveLedgerAddress } from "../../../src/commands/live-ledger.ts";
import type { LiveStart } from "../../../src/commands/live-open.ts";
import { readOutbox } from "../../../src/commands/live-outbox.ts";
import type { LedgerRecord } from "../../../src/domain/ledger-record.ts";
import { nsPerMs, nsPerSecond } from "../../../src/domain/time.ts";
import { Log } from "../../../src/live/log.ts";
import type { Ledger } from "../../../src/ports/ledger.ts";
import { spotBtcusdt } from "../../helpers/instruments.ts";
import { exampleModel } from "../../helpers/model-documents.ts";
import { MoodyLedger } from "../../helpers/moody-ledger.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

type Config = BacktestSetup["config"];
const stores = { ledger: "sqlite", state: "memory", ledgerBehindMaxMs: 2000 } as const;

function session(models: ModelsConfig = {}) {
  const folder = temporaryFolder();
  const sessionFolder = folder.of("s1");
  mkdirSync(sessionFolder);
  const clock = new VirtualClock(0n);
  const ledger = Object.assign(new MoodyLedger(clock), { close: async () => {} });
  const lines: string[] = [];
  const start = {
    ...{ live: { name: "desk", account: "main" }, sessionId: "s1", sessionFolder, world: { clock } },
    setup: { config: { stores } },
    logging: { log: new Log(clock, (line) => lines.push(line)) },
  } as unknown as LiveStart;
  const spec = {
    ...{ sessionId: "s1", mode: "paper", version: "0.1.0", configHash: "c0ffee", configText: "", epochUnixNs: 0n },
    ...{ startedNs: 1, markets: [{ instrument: spotBtcusdt, config: { models } }] },
  } as unknown as SessionSpec;
  const told: LedgerRecord[] = [];
  const live = new LiveLedger(ledger as unknown as Ledger, start, spec, String, (record) => told.push(record));
  const isNoted = () => existsSync(join(sessionFolder, "outbox", "delivered"));
  return { folder, sessionFolder, clock, ledger, lines, live, told, isNoted };
}

test("live ledger: a ledger that is well: has the session and its configuration, and the disk says so", async () => {
  const { folder, sessionFolder, clock, ledger, live, told, isNoted } = session();
  using _ = folder;
  expect(told.map(({ kind }) => kind)).toEqual(["config", "session"]);
  expect([...readOutbox(sessionFolder)]).toEqual(told);
  expect(isNoted()).toBe(false);
  const ended = live[Symbol.asyncDispose]();
  clock.advanceTo(nsPerSecond);
  await ended;
  expect(ledger.records).toEqual(told);
  expect(isNoted()).toBe(true);
});

test("live ledger: a session with a model: has its version, before the session that trades by it", () => {
  const document = exampleModel();
  const { folder, told } = session({ fill: { file: "m.json", hash: document.hash, document } });
  using _ = folder;
  expect(told.map(({ kind }) => kind)).toEqual(["config", "model", "session"]);
  expect(told[1]).toMatchObject({ name: document.name, hash: document.hash, atUnixNs: 1n });
});

test("live ledger: a ledger that is away to the end: the session does not wait for long, and says how many are left", async () => {
  const { folder, sessionFolder, clock, ledger, lines, live, told, isNoted } = session();
  using _ = folder;
  ledger.mood = "silent";
  const ended = live[Symbol.asyncDispose]();
  clock.advanceTo(5 * nsPerSecond);
  await ended;
  expect([...readOutbox(sessionFolder)]).toEqual(told);
  expect(isNoted()).toBe(false);
  expect(JSON.parse(lines.at(-1)!)).toMatchObject({ event: "ledger_left_behind", recordsCount: 2 });
});

test("live ledger: a ledger that is away beyond the bound: the session is told, with the reason logged, and when it is back", () => {
  const { folder, clock, ledger, lines, live } = session();
  using _ = folder;
  const told: boolean[] = [];
  live.onBehind = (isBehind) => told.push(isBehind);
  ledger.mood = "refusing";
  clock.advanceTo(2 * nsPerSecond);
  expect(told).toEqual([]);
  clock.advanceTo(2 * nsPerSecond + 200 * nsPerMs);
  expect(told).toEqual([true]);
  expect(JSON.parse(lines[0]!)).toMatchObject({ level: "error", event: "ledger_behind", why: "refused" });
  ledger.mood = "well";
  clock.advanceTo(10 * nsPerSecond);
  expect(told).toEqual([true, false]);
  expect(JSON.parse(lines[1]!)).toMatchObject({ event: "ledger_caught_up" });
});

test("live ledger: where it is: a file beside the sessions, or what the environment says", () => {
  const { HALFSPREAD_POSTGRES_URL: before } = process.env;
  try {
    process.env.HALFSPREAD_POSTGRES_URL = "postgres://db/x";
    expect(liveLedgerAddress({} as Config, "/live")).toBe("sqlite:/live/ledger.sqlite");
    const config = { stores: { ...stores, ledger: "postgres" } } as unknown as Config;
    expect(liveLedgerAddress(config, "/live")).toBe("postgres://db/x");
    delete process.env.HALFSPREAD_POSTGRES_URL;
    expect(() => liveLedgerAddress(config, "/live")).toThrow(InputError);
  } finally {
    if (before === undefined) delete process.env.HALFSPREAD_POSTGRES_URL;
    else process.env.HALFSPREAD_POSTGRES_URL = before;
  }
});
