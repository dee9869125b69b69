/**
 * Waits for an engine to fall silent. Spot has no cancel on disconnect and no dead man's switch, so a process of its own,
 * with a connection of its own, watches the engine: it hears of it at least every `silenceNs`, or raises the alarm, once.
 *
 *   watching ── bye ──▶ dismissed
 *       └── the line ends, or silence ──▶ alarm
 */
import type { DurationNs } from "../domain/time.ts";
import type { Clock, TimerId } from "../ports/clock.ts";

export type Alarm = "engine ended" | "engine silent";

export class Watchdog {
  #timer: TimerId | undefined;
  #isDone = false;

  constructor(
    private readonly clock: Clock,
    private readonly silenceNs: DurationNs,
    private readonly alarm: (why: Alarm) => void,
  ) {
    this.alive();
  }

  /** The engine has given a sign of life. */
  alive(): void {
    if (this.#isDone) return;
    if (this.#timer !== undefined) this.clock.cancel(this.#timer);
    this.#timer = this.clock.schedule(this.clock.nowNs() + this.silenceNs, () => this.#end("engine silent"));
  }

  /** The engine has ended in order: nothing of its orders is left. */
  bye(): void {
    this.#end(undefined);
  }

  /** The line to the engine has ended: so has the engine. */
  lineEnded(): void {
    this.#end("engine ended");
  }

  #end(why: Alarm | undefined): void {
    if (this.#isDone) return;
    this.#isDone = true;
    if (this.#timer !== undefined) this.clock.cancel(this.#timer);
    if (why !== undefined) this.alarm(why);
  }
}
