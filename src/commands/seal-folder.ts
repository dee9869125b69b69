/** Seals one part of a recording and removes it, once its files are on the disk: in a process or in a worker. */
import { PartFolders } from "../adapters/segments/part-folders.ts";
import { recordingKind } from "../data/recorder/record-kinds.ts";
import { type SealedPart, sealPart } from "../data/recorder/seal-part.ts";

export interface PartPlace {
  /** Where the parts are. */
  readonly folder: string;
  readonly name: string;
  /** Of the Parquet partitions. */
  readonly root: string;
}

export interface SealedFolder extends SealedPart {
  readonly name: string;
  /** Where a damaged part was put; undefined for one that was whole, and is no more. */
  readonly aside: string | undefined;
}

/** @throws InputError for what is no part, which then stays as it is. */
export function sealFolder({ folder, name, root }: PartPlace): SealedFolder {
  const parts = new PartFolders(folder, recordingKind);
  const sealed = sealPart(parts.open(name), root);
  const isDamaged = sealed.end.kind === "damaged";
  const aside = isDamaged ? parts.putAside(name) : undefined;
  if (!isDamaged) parts.remove(name);
  return { name, ...sealed, aside };
}
