/** Where a live session's log goes: into its folder always, and to stderr where no live view is shown. */
import { Log } from "../live/log.ts";
import type { Clock } from "../ports/clock.ts";

export interface LiveLog extends AsyncDisposable {
  readonly log: Log;
  /** What was written reaches the file. */
  flush(): void;
}

/** @param also where lines go besides the file. */
export function openLiveLog(clock: Clock, path: string, also: ((line: string) => void) | undefined): LiveLog {
  const file = Bun.file(path).writer();
  const log = new Log(clock, (line) => {
    file.write(`${line}\n`);
    also?.(`${line}\n`);
  });
  return {
    log,
    flush: () => void file.flush(),
    [Symbol.asyncDispose]: async () => {
      log[Symbol.dispose]();
      await file.end();
    },
  };
}
