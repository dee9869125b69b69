/**
 * The parts of recordings in one folder, each a folder with a log of segments:
 *
 *   FOLDER/0mf3k2a1-000001/recording-000001.segment …
 *
 * A part is removed at once or not at all: it is given another name first, since of a part that is half removed nobody
 * could say what it had been.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { SalvageableLog } from "../../ports/byte-log.ts";
import type { PartLog, PartStore } from "../../ports/part-store.ts";
import { syncPath } from "../sync-path.ts";
import { sequenceOf } from "./segment-format.ts";
import { SegmentReader } from "./segment-reader.ts";
import { SegmentWriter, segmentBytesUsual } from "./segment-writer.ts";

const partName = /^[0-9a-z]{8,}-\d{6,}$/;
const removedPrefix = ".removed-";
const damagedSuffix = ".damaged";

export class PartFolders implements PartStore {
  /** @param kind of the logs. */
  constructor(
    readonly folder: string,
    private readonly kind: string,
    private readonly segmentBytes = segmentBytesUsual,
  ) {}

  async begin(name: string): Promise<PartLog> {
    return await SegmentWriter.begin(join(this.folder, name), this.kind, this.segmentBytes);
  }

  /** Names of all parts, the oldest first; those that were damaged and put aside are left out. */
  names(): string[] {
    if (!existsSync(this.folder)) return [];
    return readdirSync(this.folder)
      .filter((name) => partName.test(name) && this.#isOfKind(name))
      .toSorted();
  }

  /** @throws InputError where there is no such part. */
  open(name: string): SalvageableLog {
    return new SegmentReader(join(this.folder, name), this.kind);
  }

  remove(name: string): void {
    const removed = join(this.folder, removedPrefix + name);
    renameSync(join(this.folder, name), removed);
    syncPath(this.folder);
    rmSync(removed, { recursive: true, force: true });
  }

  /** Keeps what is damaged for who wants to look at it. @returns where. */
  putAside(name: string): string {
    const aside = join(this.folder, name + damagedSuffix);
    rmSync(aside, { recursive: true, force: true });
    renameSync(join(this.folder, name), aside);
    syncPath(this.folder);
    return aside;
  }

  /** What recorders left that were killed while they removed a part, or before one had begun. */
  tidy(): void {
    mkdirSync(this.folder, { recursive: true });
    for (const name of readdirSync(this.folder)) {
      const isUnbegun = partName.test(name) && readdirSync(join(this.folder, name)).every((file) => !isSegment(file));
      if (name.startsWith(removedPrefix) || isUnbegun)
        rmSync(join(this.folder, name), { recursive: true, force: true });
    }
  }

  #isOfKind(name: string): boolean {
    return readdirSync(join(this.folder, name)).some((file) => sequenceOf(file, this.kind) !== undefined);
  }
}

function isSegment(file: string): boolean {
  return file.endsWith(".segment");
}
