/**
 * An append-only log of records: what journal, recorder and outbox write. A record appended survives the death of the
 * process; after `sync` was confirmed, the death of the machine.
 */
export interface ByteLog {
  /** Copies the record before it returns. @throws InputError when it cannot be kept (disk full): nothing was appended. */
  append(record: Uint8Array): void;
  /** Writes what was appended through to the disk, off the caller's path; a failure is told by the next `append`. */
  sync(): void;
  /** Whole and synced; nothing is appended any more. */
  close(): void;
}

/** Such a log read again, whoever wrote it and however its writer ended. */
export interface RecordedLog {
  /** What a user would look for: the folder. */
  readonly place: string;
  /** What can be read by itself, 1 or more: so that the newest records are found without reading all before them. */
  readonly partsCount: number;
  /**
   * Whole records in the order appended, up to the first damage; each pass starts anew. Each lies at a multiple of 8 bytes of
   * its buffer, and is not refilled.
   *
   * @param fromPart where the pass begins, whatever may have become of the parts before; and how many it takes, by default
   *   all that follow.
   */
  records(fromPart?: number, partsCount?: number): Iterable<Uint8Array>;
  /** How the log ends, once a pass has come to its end. */
  readonly end: LogEnd;
}

/** One whose records stand for themselves, so that those behind a damage are worth having. */
export interface SalvageableLog extends RecordedLog {
  /**
   * All whole records in the order appended, also those behind a damage where it is certain which they are. `end` is then
   * of the first damage.
   */
  salvaged(): Iterable<Uint8Array>;
  /** What `salvaged` has come upon so far, in this pass: told before the records behind it are given. */
  readonly damages: readonly LogDamage[];
}

/** What is torn or damaged, and where. */
export interface LogDamage {
  readonly kind: "damaged";
  readonly place: string;
  readonly problem: string;
}

export type LogEnd =
  /** Its writer closed it, and all of it is there. */
  | { readonly kind: "closed" }
  /** Its writer died, or still writes: up to there nothing is missing. */
  | { readonly kind: "open" }
  /** What follows `place` is torn or damaged, and was not read. */
  | LogDamage;
