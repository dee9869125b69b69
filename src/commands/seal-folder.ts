/** Seals one part of a recording and removes it, once its files are on the disk: in a process or in a worker. */
import { join } from "node:path";
import { PartFolders } from "../adapters/segments/part-folders.ts";
import { framesKind, recordingKind } from "../data/recorder/record-kinds.ts";
import { sealFrames } from "../data/recorder/seal-frames.ts";
import { sealPart } from "../data/recorder/seal-part.ts";
import type { LogDamage, LogEnd } from "../ports/byte-log.ts";

export type PartKind = typeof recordingKind | typeof framesKind;

export interface PartPlace {
  readonly kind: PartKind;
  /** Where the parts of that kind are. */
  readonly folder: string;
  readonly name: string;
  /** Of the partitions. */
  readonly root: string;
}

export interface SealedFolder {
  readonly kind: PartKind;
  readonly name: string;
  readonly files: readonly string[];
  /** 0 where the part is of the other kind. */
  readonly rowsCount: number;
  readonly gapsCount: number;
  readonly framesCount: number;
  readonly end: LogEnd;
  /** All that is damaged of the part, in order. */
  readonly damages: readonly LogDamage[];
  /** Where a damaged part was put; undefined for one that was whole, and is no more. */
  readonly aside: string | undefined;
}

/** Where a recorder has its frames, beside its rows. */
export function framesFolder(folder: string): string {
  return join(folder, framesKind);
}

/** @throws InputError for what is no part, which then stays as it is. */
export function sealFolder({ kind, folder, name, root }: PartPlace): SealedFolder {
  const parts = new PartFolders(folder, kind);
  const log = parts.open(name);
  const sealed = kind === recordingKind ? sealPart(log, root) : sealFrames(log, root);
  const isDamaged = sealed.end.kind === "damaged";
  const aside = isDamaged ? parts.putAside(name) : undefined;
  if (!isDamaged) parts.remove(name);
  return { kind, name, rowsCount: 0, gapsCount: 0, framesCount: 0, ...sealed, aside };
}
