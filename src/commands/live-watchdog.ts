/** The engine's side of its watchdog: starts the process, gives it signs of life, and dismisses it at an orderly end. */
import { openSync } from "node:fs";
import { join } from "node:path";
import type { FileSink } from "bun";
import type { DurationNs, TimeNs } from "../domain/time.ts";
import { nsPerMs } from "../domain/time.ts";
import type { Clock, TimerId } from "../ports/clock.ts";
import { projectFolder } from "./folders.ts";
import type { Watched } from "./watchdog.ts";

/** Signs of life in the time after which none is missed. */
const signsInSilence = 5;

export class LiveWatchdog implements Disposable {
  readonly pid: number;
  readonly #watchdog: Bun.Subprocess<"pipe", "pipe", number>;
  readonly #line: FileSink;
  readonly #words: { read(): Promise<{ readonly done: boolean }>; cancel(): Promise<void> };
  readonly #silenceNs: DurationNs;
  #signNs: TimeNs = 0;
  #timer: TimerId | undefined;
  #isOver = false;
  #isLeft = false;

  /**
   * @param logPath where it says what it did.
   * @param gone told once, when it watches no more and was not dismissed: it has raised the alarm, or died.
   */
  constructor(
    private readonly clock: Clock,
    watched: Watched,
    logPath: string,
    private readonly gone: (why: string) => void,
  ) {
    this.#watchdog = Bun.spawn([process.execPath, join(projectFolder, "src/cli.ts"), "watchdog"], {
      stdin: "pipe",
      stdout: "pipe",
      stderr: openSync(logPath, "a"),
      // A group of its own: what is sent to ours must not reach it.
      detached: true,
      onExit: (_process, exitCode) => this.#end(`ended with ${exitCode}`),
    });
    this.pid = this.#watchdog.pid;
    this.#line = this.#watchdog.stdin;
    this.#words = this.#watchdog.stdout.getReader();
    this.#silenceNs = Math.round(watched.silenceMs * nsPerMs);
    this.#say(JSON.stringify(watched));
    this.#giveSign();
    void this.#listen();
  }

  /**
   * Whether it can still take us for alive. After a hang it cannot, and our orders are gone: known before any word from
   * it is read.
   */
  get isWatching(): boolean {
    return !this.#isOver && this.clock.nowNs() - this.#signNs <= this.#silenceNs;
  }

  /** Nothing of ours is open any more. */
  dismiss(): void {
    this.#say("bye");
    this[Symbol.dispose]();
  }

  /** We end, and what is open is left to it. */
  [Symbol.dispose](): void {
    if (this.#isLeft) return;
    this.#isLeft = true;
    this.#isOver = true;
    if (this.#timer !== undefined) this.clock.cancel(this.#timer);
    this.#throughPipe(() => this.#line.end());
    void this.#words.cancel();
    this.#watchdog.unref();
  }

  readonly #giveSign = (): void => {
    if (!this.isWatching && this.#signNs > 0) this.#end("we were silent too long");
    if (this.#isOver) return;
    this.#signNs = this.clock.nowNs();
    this.#say(".");
    this.#timer = this.clock.schedule(this.#signNs + Math.round(this.#silenceNs / signsInSilence), this.#giveSign);
  };

  /** All that it ever says is that it raises the alarm. */
  async #listen(): Promise<void> {
    const { done } = await this.#words.read();
    if (!done) this.#end("it raised the alarm");
  }

  #end(why: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.gone(why);
  }

  #say(line: string): void {
    this.#throughPipe(() => {
      this.#line.write(`${line}\n`);
      return this.#line.flush();
    });
  }

  /** It may be found broken before the end of the process is told. */
  #throughPipe(send: () => unknown): void {
    const broken = () => this.#end("its pipe is broken");
    try {
      void Promise.resolve(send()).catch(broken);
    } catch {
      broken();
    }
  }
}
