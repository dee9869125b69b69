/**
 * What a live session says of itself: one JSON object a line, for programs and for grep. What happens a thousand times
 * a second is told once, and then now and again with how often: a burst must not fill the disk, nor hide the rest.
 */
import { formatUnixNs, nsPerSecond, type TimeNs } from "../domain/time.ts";
import type { Clock, TimerId } from "../ports/clock.ts";

export type LogLevel = "info" | "warn" | "error";

/** Names in camelCase. Never a key, a signature or a signed text. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** A burst is told this often while it lasts. */
const burstNs = 10 * nsPerSecond;

interface Burst {
  readonly timerId: TimerId;
  /** Not told yet. */
  heldCount: number;
  last: readonly [level: LogLevel, fields: LogFields];
}

export class Log implements Disposable {
  readonly #bursts = new Map<string, Burst>();

  /** @param write is given each line, without its end. */
  constructor(
    private readonly clock: Clock,
    private readonly write: (line: string) => void,
  ) {}

  /** @param event snake_case; of the same event and `symbol`, one a burst is told whole. */
  info(event: string, fields: LogFields = {}): void {
    this.#tell("info", event, fields);
  }

  warn(event: string, fields: LogFields = {}): void {
    this.#tell("warn", event, fields);
  }

  error(event: string, fields: LogFields = {}): void {
    this.#tell("error", event, fields);
  }

  /** Told every time, however many: what a reader counts on, such as fills. */
  each(event: string, fields: LogFields): void {
    this.#writeLine("info", event, fields);
  }

  /** Tells what is held back. */
  [Symbol.dispose](): void {
    for (const [key, burst] of this.#bursts) {
      this.clock.cancel(burst.timerId);
      this.#tellHeld(key, burst);
    }
    this.#bursts.clear();
  }

  #tell(level: LogLevel, event: string, fields: LogFields): void {
    const key = `${event} ${fields.symbol ?? ""}`;
    const burst = this.#bursts.get(key);
    if (burst === undefined) {
      this.#writeLine(level, event, fields);
      this.#begin(key, [level, fields]);
    } else {
      burst.heldCount++;
      burst.last = [level, fields];
    }
  }

  #begin(key: string, last: Burst["last"]): void {
    const timerId = this.clock.schedule(this.clock.nowNs() + burstNs, () => this.#goOn(key));
    this.#bursts.set(key, { timerId, heldCount: 0, last });
  }

  /** Quiet for so long, it is over; else it goes on. */
  #goOn(key: string): void {
    const burst = this.#bursts.get(key)!;
    this.#bursts.delete(key);
    if (burst.heldCount === 0) return;
    this.#tellHeld(key, burst);
    this.#begin(key, burst.last);
  }

  /** The last of them, for all. */
  #tellHeld(key: string, { heldCount, last: [level, fields] }: Burst): void {
    if (heldCount > 0) this.#writeLine(level, key.slice(0, key.indexOf(" ")), { ...fields, timesCount: heldCount });
  }

  #writeLine(level: LogLevel, event: string, fields: LogFields): void {
    this.write(JSON.stringify({ time: this.#timeText(this.clock.nowNs()), level, event, ...fields }));
  }

  #timeText(atNs: TimeNs): string {
    return formatUnixNs(this.clock.epochUnixNs + BigInt(atNs));
  }
}
