/**
 * What a live session says of itself, as lines of JSON: in its folder always, on stderr where no live view is shown.
 *
 *   {"time":"2026-11-22T10:00:00.123Z","level":"info","event":"fill","symbol":"BTCUSDT","price":"60000.01",…}
 *
 * Fields are what callers give, never a key or a signed text: those who deal with secrets hide them before they speak.
 */
import type { FileSink } from "bun";

export type LogLevel = "info" | "warn" | "error";
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export class LiveLog {
  readonly #file: FileSink;

  /** @param also where lines go besides the file: stderr, or nowhere. */
  constructor(
    path: string,
    private readonly also: ((line: string) => void) | undefined,
  ) {
    this.#file = Bun.file(path).writer();
  }

  /** @param event in snake_case. */
  write(level: LogLevel, event: string, fields: LogFields): void {
    const line = `${JSON.stringify({ time: new Date().toISOString(), level, event, ...fields })}\n`;
    this.#file.write(line);
    this.also?.(line);
  }

  /** What was written reaches the file. */
  flush(): void {
    void this.#file.flush();
  }

  async close(): Promise<void> {
    await this.#file.end();
  }
}
