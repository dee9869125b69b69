/** The thread in which a recorder's parts become Parquet, so that the feed goes on beside it. */
import { InputError } from "../base/input-error.ts";
import { type PartPlace, type SealedFolder, sealFolder } from "./seal-folder.ts";

export type SealAnswer =
  | { readonly kind: "sealed"; readonly sealed: SealedFolder }
  | { readonly kind: "failed"; readonly problem: string };

declare const self: Worker;

self.onmessage = ({ data }: MessageEvent<PartPlace>) => {
  self.postMessage(answerTo(data));
};

/** What is wrong with files or the disk is told; a bug ends the worker. */
function answerTo(place: PartPlace): SealAnswer {
  try {
    return { kind: "sealed", sealed: sealFolder(place) };
  } catch (error) {
    const isOfFiles = error instanceof InputError || (error instanceof Error && "code" in error);
    if (!isOfFiles) throw error;
    return { kind: "failed", problem: (error as Error).message };
  }
}
