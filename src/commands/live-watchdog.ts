/** The engine's side of its watchdog: starts the process, gives it signs of life, and dismisses it at an orderly end. */
import { openSync } from "node:fs";
import { join } from "node:path";
import type { FileSink } from "bun";
import type { DurationNs } from "../domain/time.ts";
import { nsPerMs } from "../domain/time.ts";
import type { Clock, TimerId } from "../ports/clock.ts";
import { projectFolder } from "./folders.ts";
import type { Watched } from "./watchdog.ts";

/** Signs of life in the time after which none is missed. */
const signsInSilence = 5;

export class LiveWatchdog {
  readonly pid: number;
  readonly #line: FileSink;
  readonly #everyNs: DurationNs;
  #timer: TimerId | undefined;

  /** @param logPath where it says what it did. @param gone told when it ends before it was dismissed. */
  constructor(
    private readonly clock: Clock,
    watched: Watched,
    logPath: string,
    gone: (exitCode: number | null) => void,
  ) {
    let isDismissed = false;
    const watchdog = Bun.spawn([process.execPath, join(projectFolder, "src/cli.ts"), "watchdog"], {
      stdin: "pipe",
      stdout: "ignore",
      stderr: openSync(logPath, "a"),
      // A group of its own: what is sent to ours must not reach it.
      detached: true,
      onExit: (_process, exitCode) => {
        if (!isDismissed) gone(exitCode);
      },
    });
    this.pid = watchdog.pid;
    this.#line = watchdog.stdin;
    this.dismiss = () => {
      isDismissed = true;
      if (this.#timer !== undefined) clock.cancel(this.#timer);
      this.#say("bye");
      this.#line.end();
      watchdog.unref();
    };
    this.#everyNs = Math.round((watched.silenceMs * nsPerMs) / signsInSilence);
    this.#say(JSON.stringify(watched));
    this.#giveSign();
  }

  /** Nothing of ours is open any more. */
  readonly dismiss: () => void;

  readonly #giveSign = (): void => {
    this.#say(".");
    this.#timer = this.clock.schedule(this.clock.nowNs() + this.#everyNs, this.#giveSign);
  };

  #say(line: string): void {
    this.#line.write(`${line}\n`);
    this.#line.flush();
  }
}
