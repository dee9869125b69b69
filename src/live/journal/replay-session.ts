/**
 * Tells a session again what its journal says it was told, and compares what it sends with what it sent: command by
 * command, what it held at each snapshot, and at an orderly end the hash of the run.
 *
 * The journal is read twice at once, for its inputs and for its commands. Live a command may stand before the input by
 * which a replay gets round to it, since there the clock wakes the session between inputs; among themselves commands
 * keep their order.
 */
import type { TimeNs } from "../../domain/time.ts";
import type { LogEnd } from "../../ports/byte-log.ts";
import type { Session } from "../session.ts";
import type { RowsInput, SessionCommand, SessionJournal } from "../session-input.ts";
import { type SessionSnapshot, snapshotOf } from "../session-snapshot.ts";
import { CommandRecord, type CommandsHash, type RecordedCommand } from "./command-record.ts";
import { exactJson } from "./exact-json.ts";
import type { JournalEntry, JournalReader } from "./journal-reader.ts";

/** A session opened from the journal's header, whose commands go nowhere but to the journal it was given. */
export interface ReplayedSession {
  readonly session: Pick<Session, "rows" | "event" | "advance" | "markets">;
  /** Ends it. @returns the hash of the run. */
  end(): string;
}

export interface ReplayOutcome {
  readonly inputsCount: number;
  readonly rowsCount: number;
  /** That were sent again as they had been. */
  readonly commandsCount: number;
  /** Moments at which the session held again what it had held. */
  readonly snapshotsCount: number;
  /** Over these commands. */
  readonly commandsHash: CommandsHash;
  /** Of the run, where the journal comes to an orderly end and all commands were the same. */
  readonly runHash: string | undefined;
  /** Up to when. */
  readonly lastNs: TimeNs;
  /** Commands after the last recorded one of a journal whose writer died: perhaps it died before they left. */
  readonly unrecordedCount: number;
  /** How the journal ends; undefined where the replay stopped before, at a difference. */
  readonly end: LogEnd | undefined;
  readonly difference: ReplayDifference | undefined;
}

/** The first that is not as it was. */
export type ReplayDifference =
  | {
      readonly kind: "command";
      /** Of all commands, from 0. */
      readonly index: number;
      /** Undefined: there is none. */
      readonly recorded: SessionCommand | undefined;
      readonly replayed: SessionCommand | undefined;
    }
  /** What was held at one moment, as the journal words it. */
  | { readonly kind: "snapshot"; readonly atNs: TimeNs; readonly recorded: string; readonly replayed: string }
  | { readonly kind: "run_hash"; readonly recorded: string; readonly replayed: string };

/** @param open gives the session that the journal's header speaks of. @throws InputError for a record of another version. */
export function replaySession(
  reader: JournalReader,
  open: (journal: SessionJournal) => ReplayedSession,
): ReplayOutcome {
  const check = new CommandCheck(reader.commands());
  const replay = new Replay(open(check), check);
  for (const entry of reader.entries()) {
    replay.tell(entry);
    if (replay.difference !== undefined) break;
  }
  return replay.outcome(reader);
}

class Replay {
  #inputsCount = 0;
  #rowsCount = 0;
  #lastNs: TimeNs = 0;
  #recordedHash: string | undefined;
  #snapshotsCount = 0;
  #snapshotDifference: ReplayDifference | undefined;

  constructor(
    private readonly replayed: ReplayedSession,
    private readonly check: CommandCheck,
  ) {}

  get difference(): ReplayDifference | undefined {
    return this.check.difference ?? this.#snapshotDifference;
  }

  tell(entry: JournalEntry): void {
    this.#lastNs = Math.max(this.#lastNs, entry.atNs);
    if (entry.kind === "ended") this.#recordedHash = entry.runHash;
    if (entry.kind === "snapshot") this.#compare(entry.atNs, entry.snapshot);
    if (entry.kind !== "input") return;
    this.#inputsCount++;
    if (entry.input.kind === "rows") this.#tellRows(entry.atNs, entry.input);
    else this.replayed.session.event(entry.atNs, entry.input);
  }

  #tellRows(atNs: TimeNs, { marketIndex, columns }: RowsInput): void {
    this.#rowsCount += columns.rowsCount;
    this.replayed.session.rows(atNs, marketIndex, columns);
  }

  /** All that was due by then had happened when it was taken. */
  #compare(atNs: TimeNs, snapshot: SessionSnapshot): void {
    const { session } = this.replayed;
    session.advance(atNs);
    const [recorded, replayed] = [exactJson(snapshot), exactJson(snapshotOf(session.markets))];
    if (recorded === replayed) this.#snapshotsCount++;
    else this.#snapshotDifference = { kind: "snapshot", atNs, recorded, replayed };
  }

  outcome(reader: JournalReader): ReplayOutcome {
    const { check } = this;
    const end = this.difference === undefined ? reader.end : undefined;
    if (end !== undefined) this.replayed.session.advance(this.#lastNs);
    const difference = this.difference ?? check.missing(end?.kind === "closed");
    const runHash = difference === undefined && this.#recordedHash !== undefined ? this.replayed.end() : undefined;
    return {
      inputsCount: this.#inputsCount,
      rowsCount: this.#rowsCount,
      commandsCount: check.count,
      snapshotsCount: this.#snapshotsCount,
      commandsHash: check.hash,
      runHash,
      lastNs: this.#lastNs,
      unrecordedCount: check.surplusCount,
      end,
      difference: difference ?? this.#hashDifference(runHash),
    };
  }

  #hashDifference(replayed: string | undefined): ReplayDifference | undefined {
    const recorded = this.#recordedHash;
    if (replayed === undefined || recorded === undefined || replayed === recorded) return undefined;
    return { kind: "run_hash", recorded, replayed };
  }
}

/** Stands where the session's journal stood: compares its commands instead of keeping them. */
class CommandCheck implements SessionJournal {
  count = 0;
  hash: CommandsHash = "0".repeat(16);
  /** After the last recorded one. */
  surplusCount = 0;
  difference: ReplayDifference | undefined;
  #firstSurplus: SessionCommand | undefined;
  readonly #record = new CommandRecord();

  constructor(private readonly recorded: Iterator<RecordedCommand>) {}

  rows(): void {}

  event(): void {}

  command(replayed: SessionCommand): void {
    if (this.difference !== undefined) return;
    const next = this.#firstSurplus === undefined ? this.recorded.next() : undefined;
    if (next === undefined || next.done) this.#addSurplus(replayed);
    else this.#compare(next.value, replayed);
  }

  /** What differs once the session has come to its end. @param isWhole whether the journal has all commands. */
  missing(isWhole: boolean): ReplayDifference | undefined {
    const recorded = this.recorded.next().value as RecordedCommand | undefined;
    if (recorded === undefined && !(isWhole && this.surplusCount > 0)) return undefined;
    return { kind: "command", index: this.count, recorded: recorded?.command, replayed: this.#firstSurplus };
  }

  #addSurplus(replayed: SessionCommand): void {
    this.#firstSurplus ??= replayed;
    this.surplusCount++;
  }

  #compare({ command, hash }: RecordedCommand, replayed: SessionCommand): void {
    this.#record.fill(replayed);
    if (this.#record.hash === hash) {
      this.count++;
      this.hash = hash;
    } else this.difference = { kind: "command", index: this.count, recorded: command, replayed };
  }
}
