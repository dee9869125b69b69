/**
 * An exchange, an account there, and the sessions of one name that trade from it, one after the other: each a process.
 * At the end what all of them say is held against each other.
 */
import { expect } from "bun:test";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { formatDecimal } from "../../src/base/decimal.ts";
import { ExchangeProcess } from "./exchange-process.ts";
import { LiveAccount, LiveKey, type LiveKeyKind } from "./live-account.ts";
import { type Json, type LiveOptions, LiveProcess, operatorToken, venueSettings } from "./live-process.ts";
import { filledWords, replayRecords, sentOrders, tradedWords } from "./live-records.ts";
import { projectRoot } from "./needs.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Quotes near the touch of the synthetic market: filled every second or so. */
export const eagerSettings = ["strategy.parameters.half_spread_ticks=3", "live.ack_timeout_ms=500"];

const deposits = { BTC: 10n, USDT: 1_000_000n };

export interface DeskOptions {
  readonly keyKind?: LiveKeyKind;
  readonly settings?: readonly string[];
  /** Then all of its processes are ended: less than the test's own limit, which would leave them behind. */
  readonly lifeMs?: number;
}

export class LiveDesk implements AsyncDisposable {
  private constructor(
    readonly exchange: ExchangeProcess,
    readonly account: LiveAccount,
    readonly key: LiveKey,
    /** Of all sessions of the name. */
    readonly folder: string,
    private readonly settings: readonly string[],
    private readonly resources: AsyncDisposableStack,
  ) {}

  static async open({
    keyKind = "HMAC",
    settings = eagerSettings,
    lifeMs = 80_000,
  }: DeskOptions = {}): Promise<LiveDesk> {
    await using resources = new AsyncDisposableStack();
    const folder = resources.use(temporaryFolder());
    const key = new LiveKey(keyKind, folder.of, "BTC=10,USDT=1000000");
    const exchange = resources.use(await ExchangeProcess.start("--symbols", "BTCUSDT", ...key.args));
    const sessions = folder.of("live");
    mkdirSync(sessions);
    const account = new LiveAccount(exchange.rest, key);
    const desk = new LiveDesk(exchange, account, key, sessions, settings, resources.move());
    const end = setTimeout(() => void desk[Symbol.asyncDispose](), lifeMs);
    desk.resources.defer(() => clearTimeout(end));
    return desk;
  }

  /** What its sessions are told on the command line, as `--set` takes it. */
  settingsOf(): string[] {
    return [...venueSettings(this.exchange, this.folder), ...this.settings];
  }

  /** Not yet ready. */
  begin(mode: "--paper" | "--real", changes: Partial<LiveOptions> = {}): LiveProcess {
    const { args = [], settings = [], env = {} } = changes;
    return this.resources.use(
      new LiveProcess({
        exchange: this.exchange,
        folder: this.folder,
        ...changes,
        args: [mode, ...args],
        settings: [...this.settings, ...settings],
        env: { ...(mode === "--real" && this.key.env), HALFSPREAD_API_TOKEN: operatorToken, ...env },
      }),
    );
  }

  async start(mode: "--paper" | "--real", changes: Partial<LiveOptions> = {}): Promise<LiveProcess> {
    const live = this.begin(mode, changes);
    await live.ready;
    return live;
  }

  /** Folders of the sessions so far, the oldest first. */
  get sessions(): string[] {
    const name = join(this.folder, "btcusdt");
    return readdirSync(name, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(name, entry.name))
      .toSorted();
  }

  async endFaults(): Promise<void> {
    for (const { id } of (await this.exchange.administer("GET", "/faults")).faults)
      await this.exchange.administer("DELETE", `/faults/${id}`);
  }

  /** @param fault as `--faults` takes them. */
  async fault(fault: Json): Promise<void> {
    const { status } = await this.exchange.administer("POST", "/faults", fault);
    expect(status).toBe(200);
  }

  /**
   * After the last session has ended in order: exchange, result, journals and fills agree to the last digit, and no order
   * is open, unknown or there twice.
   *
   * Of orders in the account that are none of ours the client ids are given.
   *
   * @param othersOpen those that are open. @param othersClosed those that are not.
   */
  async expectAgreement(othersOpen: readonly string[] = [], othersClosed: readonly string[] = []): Promise<void> {
    const [orders, trades] = [await this.account.orders(), await this.account.trades()];
    const others = [...othersOpen, ...othersClosed];
    expect(await this.account.open()).toEqual([...othersOpen]);
    expectEachOnce(orders.map(({ clientOrderId }) => clientOrderId));
    const sent = new Set(this.sessions.flatMap((folder) => sentOrders(folder)));
    expect(orders.map(({ clientOrderId }) => clientOrderId).filter((id) => !sent.has(id))).toEqual(others);

    const filled = this.sessions.flatMap((folder) => filledWords(folder));
    expect(filled.toSorted()).toEqual(tradedWords(trades, orders).toSorted());

    const balances = balancesAfter(trades);
    for (const asset of ["BTC", "USDT"])
      expect(formatDecimal(await this.account.units(asset), 8)).toBe(balances[asset]!);
    const last = this.sessions.at(-1)!;
    const replayed = replayRecords(last);
    const result = await Bun.file(join(last, "result.json")).json();
    expect(result.balances).toEqual(balances);
    expect(replayed.balances).toMatchObject(balances);
    expect(replayed.outcome.runHash).toBe(result.runHash);
    const positionLots = Number(unitsOf(trades, "BTC") / 1000n);
    expect([result.positionLots, replayed.positionLots]).toEqual([positionLots, positionLots]);
    for (const folder of this.sessions)
      expect(loggedIn(folder).filter(({ event }) => event.endsWith("_difference"))).toEqual([]);
    await this.expectReplays();
  }

  /** After a session on paper has ended in order: its result, journal and fills agree, and the account was never touched. */
  async expectPaperAgreement(): Promise<void> {
    const last = this.sessions.at(-1)!;
    const replayed = replayRecords(last);
    const result = await Bun.file(join(last, "result.json")).json();
    expect(replayed.balances).toMatchObject(result.balances);
    expect([replayed.positionLots, replayed.outcome.runHash]).toEqual([result.positionLots, result.runHash]);
    // Each session goes on from the one before.
    const lots = lotsOf(this.sessions.flatMap((folder) => filledWords(folder)));
    expect([filledWords(last).length, lots]).toEqual([result.fillsCount, result.positionLots]);
    expect([await this.account.orders(), await this.account.units("BTC")]).toEqual([[], deposits.BTC * 10n ** 8n]);
    await this.expectReplays();
  }

  /** As a user asks for it: each session sends again what it sent. */
  async expectReplays(): Promise<void> {
    for (const folder of this.sessions) {
      const command = [process.execPath, join(projectRoot, "src/cli.ts"), "replay", folder];
      const replay = Bun.spawn(command, { stdin: "ignore", stdout: "ignore", stderr: "pipe" });
      const [exitCode, said] = await Promise.all([replay.exited, replay.stderr.text()]);
      expect([exitCode, said]).toEqual([0, expect.not.stringContaining("DIFFERENT")]);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.resources.disposeAsync();
  }
}

/** What a session has logged by its end; of one that was killed without what had not reached the disk. */
function loggedIn(sessionFolder: string): Json[] {
  const lines = readFileSync(join(sessionFolder, "log.jsonl"), "utf8").split("\n");
  return lines.filter((line) => line.endsWith("}")).map((line) => JSON.parse(line));
}

/** Bought less sold, and less what fees took of it, of fills in words; a lot is 0.00001. */
function lotsOf(fills: readonly string[]): number {
  let units = 0n;
  for (const fill of fills) {
    const [, side, size = "", fee] = /: (buy|sell) ([0-9.]+) at .* for ([0-9.]+ BTC)?/.exec(fill) ?? [];
    units += (side === "buy" ? 1n : -1n) * unitsIn(size);
    if (fee !== undefined) units -= unitsIn(fee.replace(" BTC", ""));
  }
  return Number(units / 1000n);
}

function expectEachOnce(names: readonly string[]): void {
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
}

/** By our own sums: what was deposited, and every trade with its fee. */
function balancesAfter(trades: readonly Json[]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(deposits).map(([asset, amount]) => [
      asset,
      formatDecimal(amount * 10n ** 8n + unitsOf(trades, asset), 8),
    ]),
  );
}

function unitsOf(trades: readonly Json[], asset: string): bigint {
  let units = 0n;
  for (const { isBuyer, qty, quoteQty, commission, commissionAsset } of trades) {
    const sign = isBuyer === (asset === "BTC") ? 1n : -1n;
    units += sign * unitsIn(asset === "BTC" ? qty : quoteQty);
    if (commissionAsset === asset) units -= unitsIn(commission);
  }
  return units;
}

/** Of a decimal with 8 places. */
function unitsIn(decimal: string): bigint {
  return BigInt(decimal.replace(".", ""));
}
