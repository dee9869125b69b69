/** Tapes of what the user names, with progress on the terminal and an ear for Ctrl-C. */
import { openTapes } from "../data/open-tapes.ts";
import type { Tape } from "../ports/tape.ts";
import { expandGlobs } from "./expand-globs.ts";
import { InterruptWatch } from "./interrupt.ts";
import { Progress } from "./progress.ts";
import { tapeCache } from "./tape-cache.ts";

/** They are the caller's to close. @throws InputError, Interrupted */
export async function readTapes(
  paths: readonly string[],
  selection: Parameters<typeof openTapes>[1],
  title = "reading data",
): Promise<Tape[]> {
  const progress = new Progress(title);
  using interrupt = new InterruptWatch();
  const onProgress = (share: number) => {
    interrupt.check();
    progress.show(share);
  };
  try {
    return await openTapes(expandGlobs(paths), selection, { ...(await tapeCache()), onProgress });
  } finally {
    progress.end();
  }
}
