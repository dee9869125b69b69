/**
 * Where a recorder writes before anything else: logs one after another, its parts, each sealed and removed as a whole.
 * None of it waits for the disk.
 */
import type { ByteLog } from "./byte-log.ts";

export interface PartStore {
  /** @param name of the new part, never used before. @throws InputError when there is no room or no access. */
  begin(name: string): Promise<PartLog>;
}

export interface PartLog extends ByteLog {
  /** Of its records, what frames them included. */
  readonly bytesCount: number;
  /** Of `bytesCount`, those known to be on the disk. */
  readonly syncedBytesCount: number;
  /**
   * Whether such a record can be appended without waiting for the disk; where not, room is made in the background.
   * @param size bytes.
   */
  makeRoom(size: number): boolean;
  /** Closes it: whole and on the disk when it is done. @throws InputError */
  finish(): Promise<void>;
}
