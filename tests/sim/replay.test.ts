// Goal: a journal is all that is needed to have a session again, to the last bit; and what differs is named.
// Method: the real session on the synthetic market, woken at random moments; replayed from its journal, and from journals
// in which a command, an end or a row has been changed.
import { describe, expect, test } from "bun:test";
import { mkdirSync, truncateSync } from "node:fs";
import fc from "fast-check";
import { replayJournal } from "../../sim/replay-journal.ts";
import { MemoryLog } from "../../sim/world/memory-log.ts";
import { SegmentWriter } from "../../src/adapters/segments/segment-writer.ts";
import { Random } from "../../src/base/random.ts";
import { recordKind } from "../../src/live/journal/journal-format.ts";
import { type JournalEntry, JournalReader } from "../../src/live/journal/journal-reader.ts";
import { JournalWriter } from "../../src/live/journal/journal-writer.ts";
import type { ReplayOutcome } from "../../src/live/journal/replay-session.ts";
import type { SessionCommand, SessionEvent } from "../../src/live/session-input.ts";
import type { SessionSnapshot } from "../../src/live/session-snapshot.ts";
import type { ByteLog, RecordedLog } from "../../src/ports/byte-log.ts";
import { projectRoot } from "../helpers/needs.ts";
import { paperSpec, tradeOnPaper } from "../helpers/paper-session.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const spec = paperSpec();
const events: SessionEvent[] = [
  { kind: "clock_offset", offsetNs: -1_500_000 },
  { kind: "operator", command: { kind: "pause" } },
  { kind: "operator", command: { kind: "resume" } },
  { kind: "operator", command: { kind: "cancel_all" } },
  { kind: "operator", command: { kind: "resume" } },
];

describe("replay", () => {
  test("whenever the session was woken, and whatever it was told: all commands and the run's hash are the same", () => {
    let commandsCount = 0;
    fc.assert(
      fc.property(fc.nat(), fc.subarray(events), (seed, told) => {
        const { log, runHash } = traded(seed, told);
        const outcome = replayed(log);
        expect(outcome).toMatchObject({ runHash, difference: undefined, unrecordedCount: 0, end: { kind: "closed" } });
        commandsCount += outcome.commandsCount;
      }),
      { numRuns: 10 },
    );
    expect(commandsCount).toBeGreaterThan(1000);
  });

  test("with all limits set, and a clock that goes wrong: the same again, and risk had its say", () => {
    const off = { kind: "clock_offset", offsetNs: 600_000_000 } as const;
    const limited = paperSpec(undefined, [
      ...["strategy.parameters.half_spread_ticks=20", "decide.every_ms=50", "risk.order_lots_max=700"],
      ...["risk.position_soft={from_lots: 1000, steps_count: 3, widen_ticks: 3, skew_ticks: 5}"],
      ...["risk.message_rate={count_max: 20, window_s: 5}", "risk.clock_offset_ms_max=500"],
      ...["risk.volatility_halt={move_ticks_max: 900, window_s: 5, calm_s: 2}"],
      ...["risk.price_collar={ticks_max: 2000, reference: last_trade}", "risk.latency={feed_ms_max: 900, pause_s: 1}"],
      ...["risk.loss_rate={max: '0.5', window_s: 10, pause_s: 5}", "risk.drawdown={session_max: '9', day_max: '5'}"],
      ...["book_risk.USDT={gross_notional_max: '900', net_notional_max: '800', drawdown: {session_max: '8'}}"],
    ]);
    const log = new MemoryLog("memory");
    const day = { seconds: 240, random: Random.fromSeed(5), events: [off, ...events], isEnded: true };
    const runHash = tradeOnPaper(limited, log, day);
    expect(replayed(log)).toMatchObject({ runHash, difference: undefined, unrecordedCount: 0 });
    const free = tradeOnPaper(spec, new MemoryLog("memory"), { ...day, random: Random.fromSeed(5) });
    expect(runHash).not.toBe(free);
  });

  test("a command that was another, is missing, or is too many: the first is named, with both", () => {
    const { log } = traded(1, []);
    const commands = [...new JournalReader(log).commands()].map(({ command }) => command);
    const index = Math.floor(commands.length / 2);
    const at = commands[index]!;
    const other: SessionCommand = { ...at, atNs: at.atNs + 1 };
    const first = (change: (commands: SessionCommand[]) => void) => {
      const changed = new MemoryLog("memory");
      withCommands(log, change, changed);
      return replayed(changed).difference;
    };
    expect(first((all) => all.splice(index, 1, other))).toEqual({
      kind: "command",
      index,
      recorded: other,
      replayed: at,
    });
    expect(first((all) => all.splice(index, 1))).toMatchObject({ index, recorded: commands[index + 1], replayed: at });
    expect(first((all) => all.splice(index, 0, other))).toMatchObject({ index, recorded: other, replayed: at });
    expect(first((all) => all.push(other))).toEqual({
      kind: "command",
      index: commands.length,
      recorded: other,
      replayed: undefined,
    });
    expect(first((all) => all.pop())).toEqual({
      kind: "command",
      index: commands.length - 1,
      recorded: undefined,
      replayed: commands.at(-1),
    });
  });

  test("another hash of the run with all commands the same: is told", () => {
    const { log, runHash } = traded(2, []);
    const changed = new MemoryLog("memory");
    const writer = new JournalWriter(changed, new JournalReader(log).header as object);
    for (const record of [...log.records()].slice(1, -1)) changed.append(record);
    writer.ended(lastNs(log), "another");
    changed.close();
    expect(replayed(changed).difference).toEqual({ kind: "run_hash", recorded: "another", replayed: runHash });
  });

  test("another balance in a snapshot: is told, with both", () => {
    const { log } = traded(7, []);
    const changed = new MemoryLog("memory");
    const writer = new JournalWriter(changed, new JournalReader(log).header as object);
    let count = 0;
    for (const record of [...log.records()].slice(1)) {
      const isSnapshot = new DataView(record.buffer, record.byteOffset).getUint32(0, true) === recordKind.snapshot;
      if (isSnapshot && ++count === 3) writer.snapshot(...another(log));
      else changed.append(record);
    }
    const { difference, snapshotsCount } = replayed(changed);
    expect(snapshotsCount).toBe(2);
    expect(difference).toMatchObject({ kind: "snapshot", recorded: expect.stringContaining('"$bigint":"123456789"') });
    expect(difference).toMatchObject({ replayed: expect.not.stringContaining('"$bigint":"123456789"') });
  });

  test("a journal cut anywhere: is replayed as far as it goes, and nothing differs", () => {
    const records = [...traded(3, events).log.records()];
    fc.assert(
      fc.property(fc.integer({ min: 1, max: records.length }), (count) => {
        const cut = new MemoryLog("memory");
        for (const record of records.slice(0, count)) cut.append(record);
        const { difference, end, commandsCount } = replayed(cut);
        expect({ difference, end }).toEqual({ difference: undefined, end: { kind: "open" } });
        expect(commandsCount).toBe([...new JournalReader(cut).commands()].length);
      }),
      { numRuns: 10 },
    );
  });
});

describe("replay, the command", () => {
  test("a session's folder: counts and hashes, and 0; --json the same as one document", () => {
    using folder = temporaryFolder();
    const runHash = tradeOnPaper(spec, journalIn(folder.path), {
      seconds: 20,
      random: random(4),
      events,
      isEnded: true,
    });
    const { exitCode, stdout, stderr } = run(folder.path, "--json");
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0, stderr: expect.stringContaining(runHash) });
    const outcome = JSON.parse(stdout);
    expect(outcome).toMatchObject({ sessionId: spec.sessionId, runHash, end: { kind: "closed" } });
    expect(outcome.inputsCount).toBeGreaterThan(100);
    expect(stderr).toContain(`${outcome.commandsCount} the same`);
  });

  test("a killed session with a torn end: 0, and it says so", () => {
    using folder = temporaryFolder();
    const log = journalIn(folder.path);
    tradeOnPaper(spec, log, { seconds: 5, random: random(5), events: [], isEnded: false });
    log.close();
    truncateSync(folder.of("journal/journal-000001.segment"), Math.floor(log.bytesCount / 2));
    const { exitCode, stderr } = run(folder.path);
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 0,
      stderr: expect.stringMatching(/replayed as far as it goes: .*journal-000001\.segment, byte \d+: .+/),
    });
  });

  test("a command that differs: 1, and the first is named with its time", () => {
    using folder = temporaryFolder();
    const { log } = traded(6, []);
    const kept = journalIn(folder.path);
    withCommands(log, (all) => all.splice(2, 1, { ...all[2]!, marketIndex: 1 }), kept);
    const { exitCode, stderr } = run(folder.path);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/DIFFERENT {3}command 2, at 2024-08-08T00:01:\d\d\.\d{9}Z\n/);
    expect(stderr).toMatch(/recorded {2}place, .*marketIndex 1.*\n.*replayed {2}place, .*marketIndex 0/);
  });

  test("no folder, no journal, or a header of another version: 2, in one line", () => {
    using folder = temporaryFolder();
    expect(run().stderr).toBe("halfspread: replay: expected the folder of one session\n");
    expect(run(folder.path)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("cannot be read: ENOENT") });
    mkdirSync(folder.of("journal"));
    expect(run(folder.path).stderr).toContain("holds no journal; expected journal-000001.segment");
    const log = new SegmentWriter(folder.of("journal"), "journal");
    new JournalWriter(log, { ...spec, mode: "dream" });
    log.close();
    expect(run(folder.path).stderr).toMatch(/journal: header: mode: .*; expected a header of this version\n$/);
  });
});

function traded(seed: number, told: readonly SessionEvent[]): { log: MemoryLog; runHash: string } {
  const log = new MemoryLog("memory");
  const runHash = tradeOnPaper(spec, log, { seconds: 20, random: random(seed), events: told, isEnded: true });
  return { log, runHash };
}

function replayed(log: RecordedLog): ReplayOutcome {
  return replayJournal(log).outcome;
}

/** The third snapshot, with another balance. */
function another(log: MemoryLog): [number, SessionSnapshot] {
  const snapshots = [...new JournalReader(log).entries()].filter(({ kind }) => kind === "snapshot");
  const third = snapshots[2] as Extract<JournalEntry, { kind: "snapshot" }>;
  return [third.atNs, { ...third.snapshot, balances: new Map([...third.snapshot.balances, ["BTC", 123_456_789n]]) }];
}

/** The same inputs with other commands; closed, without a hash of the run. */
function withCommands(log: MemoryLog, change: (commands: SessionCommand[]) => void, into: ByteLog): void {
  const reader = new JournalReader(log);
  const commands = [...reader.commands()].map(({ command }) => command);
  change(commands);
  const writer = new JournalWriter(into, reader.header as object);
  for (const entry of reader.entries()) {
    if (entry.kind !== "input") continue;
    if (entry.input.kind === "rows") writer.rows(entry.atNs, entry.input.marketIndex, entry.input.columns);
    else writer.event(entry.atNs, entry.input);
  }
  for (const command of commands) writer.command(command);
  into.close();
}

function lastNs(log: MemoryLog): number {
  return Math.max(...[...new JournalReader(log).entries()].map(({ atNs }) => atNs));
}

function journalIn(folder: string): SegmentWriter {
  return new SegmentWriter(`${folder}/journal`, "journal");
}

function random(seed: number): Random {
  return Random.fromSeed(seed);
}

function run(...args: string[]): { exitCode: number; stdout: string; stderr: string } {
  const { exitCode, stdout, stderr } = Bun.spawnSync([process.execPath, "src/cli.ts", "replay", ...args], {
    cwd: projectRoot,
  });
  return { exitCode, stdout: stdout.toString(), stderr: stderr.toString() };
}
