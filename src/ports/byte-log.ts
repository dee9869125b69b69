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
