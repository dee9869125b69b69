/** Gives back what a session's journal keeps: what it started from, its inputs in order, its commands in order. */
import { InputError } from "../../base/input-error.ts";
import type { TimeNs } from "../../domain/time.ts";
import type { LogEnd, RecordedLog } from "../../ports/byte-log.ts";
import type { SessionEvent, SessionInput } from "../session-input.ts";
import type { SessionSnapshot } from "../session-snapshot.ts";
import { commandOf, type RecordedCommand } from "./command-record.ts";
import { parseExactJson } from "./exact-json.ts";
import {
  headerTextOffset,
  journalVersion,
  recordKind,
  rowsTimeOffset,
  timedTextOffset,
  timeOffset,
} from "./journal-format.ts";
import { rowsOf } from "./rows-record.ts";

/** What happened, in order; `ended` comes last, if at all. */
export type JournalEntry =
  | { readonly kind: "input"; readonly atNs: TimeNs; readonly input: SessionInput }
  | { readonly kind: "command"; readonly atNs: TimeNs; readonly recorded: RecordedCommand }
  | { readonly kind: "snapshot"; readonly atNs: TimeNs; readonly snapshot: SessionSnapshot }
  | { readonly kind: "ended"; readonly atNs: TimeNs; readonly runHash: string };

/** The newest snapshot, and what came after it; without one, all. */
export interface JournalTail {
  readonly snapshot: Extract<JournalEntry, { kind: "snapshot" }> | undefined;
  readonly entries: readonly JournalEntry[];
  /** When the session was last heard of; of an empty tail undefined. */
  readonly lastNs: TimeNs | undefined;
}

const text = new TextDecoder();

export class JournalReader {
  /** All that the session started from, as the writer was given it. */
  readonly header: unknown;

  /** @throws InputError where the log has no whole header, or one of another version. */
  constructor(private readonly log: RecordedLog) {
    this.header = this.#readHeader();
  }

  get place(): string {
    return this.log.place;
  }

  /** How the log ends, once a pass of `entries` has come to its end. */
  get end(): LogEnd {
    return this.log.end;
  }

  /** A pass of its own; columns of rows are not refilled. @throws InputError for a record that is none of a journal's. */
  *entries(): Generator<JournalEntry> {
    let index = 0;
    for (const record of this.log.records()) if (index++ > 0) yield this.#entry(record, index - 1);
  }

  /** The commands alone, in a pass of their own. */
  *commands(): Generator<RecordedCommand> {
    let index = 0;
    for (const record of this.log.records()) {
      if (kindOf(record) === recordKind.command) yield this.#whole(commandOf(record), index);
      index++;
    }
  }

  /** Reads the newest parts alone, as far back as it takes. Rows are left out. @throws InputError as `entries` does. */
  tail(): JournalTail {
    let part = this.log.partsCount - 1;
    while (part > 0 && !this.#hasSnapshot(part)) part--;
    return this.#tailFrom(part);
  }

  #hasSnapshot(part: number): boolean {
    for (const record of this.log.records(part, 1)) if (kindOf(record) === recordKind.snapshot) return true;
    return false;
  }

  #tailFrom(part: number): JournalTail {
    let snapshot: JournalTail["snapshot"];
    let entries: JournalEntry[] = [];
    let lastNs: TimeNs | undefined;
    let index = 0;
    for (const record of this.log.records(part)) {
      const kind = kindOf(record);
      if (kind === recordKind.rows && record.length >= rowsTimeOffset + 8)
        lastNs = Math.max(lastNs ?? 0, rowsTimeOf(record));
      else if (kind !== recordKind.header) {
        const entry = this.#entry(record, index);
        lastNs = Math.max(lastNs ?? 0, entry.atNs);
        if (entry.kind === "snapshot") [snapshot, entries] = [entry, []];
        else entries.push(entry);
      }
      index++;
    }
    return { snapshot, entries, lastNs };
  }

  #readHeader(): unknown {
    for (const record of this.log.records(0, 1)) {
      if (kindOf(record) !== recordKind.header) break;
      const version = viewOf(record).getUint32(4, true);
      if (version === journalVersion) return parseExactJson(text.decode(record.subarray(headerTextOffset)));
      throw new InputError(this.place, `has version ${version}; expected ${journalVersion}`);
    }
    throw new InputError(
      this.place,
      "has no whole header; expected a journal that begins with what its session was told",
    );
  }

  #entry(record: Uint8Array, index: number): JournalEntry {
    return this.#whole(record.length < timedTextOffset ? undefined : this.#entryOf(record, index), index);
  }

  #entryOf(record: Uint8Array, index: number): JournalEntry | undefined {
    switch (kindOf(record)) {
      case recordKind.rows: {
        const atNs = rowsTimeOf(record);
        return { kind: "input", atNs, input: this.#whole(rowsOf(record, atNs), index) };
      }
      case recordKind.event:
        return { kind: "input", atNs: timeOf(record), input: parseExactJson(textOf(record)) as SessionEvent };
      case recordKind.command: {
        const recorded = this.#whole(commandOf(record), index);
        return { kind: "command", atNs: recorded.command.atNs, recorded };
      }
      case recordKind.snapshot: {
        const snapshot = parseExactJson(textOf(record)) as SessionSnapshot;
        return { kind: "snapshot", atNs: timeOf(record), snapshot };
      }
      case recordKind.ended:
        return { kind: "ended", atNs: timeOf(record), runHash: textOf(record) };
      default:
        return undefined;
    }
  }

  #whole<Value>(value: Value | undefined, index: number): Value {
    if (value !== undefined) return value;
    throw new InputError(`${this.place}, record ${index}`, "is no record of a journal; expected one of this version");
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** Undefined where it is too short to be one. */
function kindOf(record: Uint8Array): number | undefined {
  return record.length < headerTextOffset ? undefined : viewOf(record).getUint32(0, true);
}

function timeOf(record: Uint8Array): TimeNs {
  return viewOf(record).getFloat64(timeOffset, true);
}

function rowsTimeOf(record: Uint8Array): TimeNs {
  return viewOf(record).getFloat64(rowsTimeOffset, true);
}

function textOf(record: Uint8Array): string {
  return text.decode(record.subarray(timedTextOffset));
}
