/**
 * Keeps what a session is told and what it sends (`journal-format.ts`), each before its effects leave: by `replay` the
 * session can be had again, to the last bit.
 *
 * A record that was appended survives the process; the caller's timer has the log synced.
 */
import { assert } from "../../base/assert.ts";
import type { EventColumns } from "../../domain/event.ts";
import type { TimeNs } from "../../domain/time.ts";
import type { ByteLog } from "../../ports/byte-log.ts";
import type { SessionCommand, SessionEvent, SessionJournal } from "../session-input.ts";
import type { SessionSnapshot } from "../session-snapshot.ts";
import { CommandRecord, type CommandsHash } from "./command-record.ts";
import { exactJson } from "./exact-json.ts";
import { headerTextOffset, journalVersion, recordKind, timedTextOffset, timeOffset } from "./journal-format.ts";
import { RowsRecord } from "./rows-record.ts";

const text = new TextEncoder();

export class JournalWriter implements SessionJournal {
  readonly #rows = new RowsRecord();
  readonly #command = new CommandRecord();

  /** @param header all that the session starts from, plain and without a secret. @throws InputError of the log. */
  constructor(
    private readonly log: ByteLog,
    header: object,
  ) {
    const bytes = text.encode(exactJson(header));
    const record = new Uint8Array(headerTextOffset + bytes.length);
    new DataView(record.buffer).setUint32(0, recordKind.header, true);
    new DataView(record.buffer).setUint32(4, journalVersion, true);
    record.set(bytes, headerTextOffset);
    log.append(record);
  }

  /** Over all commands so far. */
  get commandsHash(): CommandsHash {
    return this.#command.hash;
  }

  /** @throws InputError of the log, as the others do. */
  rows(atNs: TimeNs, marketIndex: number, columns: EventColumns): void {
    this.log.append(this.#rows.fill(atNs, marketIndex, columns));
  }

  event(atNs: TimeNs, event: SessionEvent): void {
    this.log.append(timedText(recordKind.event, atNs, exactJson(event)));
  }

  command(command: SessionCommand): void {
    this.log.append(this.#command.fill(command));
  }

  /** All has happened up to `atNs`, and this is how things stand. */
  snapshot(atNs: TimeNs, snapshot: SessionSnapshot): void {
    this.log.append(timedText(recordKind.snapshot, atNs, exactJson(snapshot)));
  }

  /** The session has come to an orderly end: nothing is told to it after `atNs`. @param runHash of all it did. */
  ended(atNs: TimeNs, runHash: string): void {
    assert(runHash !== "", "a run has a hash");
    this.log.append(timedText(recordKind.ended, atNs, runHash));
  }
}

function timedText(kind: number, atNs: TimeNs, content: string): Uint8Array {
  const bytes = text.encode(content);
  const record = new Uint8Array(timedTextOffset + bytes.length);
  const view = new DataView(record.buffer);
  view.setUint32(0, kind, true);
  view.setFloat64(timeOffset, atNs, true);
  record.set(bytes, timedTextOffset);
  return record;
}
