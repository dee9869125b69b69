/** A progress bar with the time left, on stderr when that is a terminal, and nothing otherwise. */

const widthChars = 30;
const everyMs = 100;

export class Progress {
  readonly #startedMs = performance.now();
  #drawnMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly title: string,
    private readonly isShown: boolean = process.stderr.isTTY === true,
  ) {}

  /** @param share of the work done, from 0 to 1. */
  show(share: number): void {
    const nowMs = performance.now();
    if (!this.isShown || nowMs - this.#drawnMs < everyMs) return;
    this.#drawnMs = nowMs;
    const done = Math.round(share * widthChars);
    const leftSeconds = share > 0 ? ((nowMs - this.#startedMs) / 1000) * (1 / share - 1) : Number.NaN;
    const left = Number.isNaN(leftSeconds) ? "" : ` ${Math.ceil(leftSeconds)} s left`;
    const bar = "█".repeat(done) + "░".repeat(widthChars - done);
    process.stderr.write(`\r\x1b[K${this.title} ${bar} ${Math.round(share * 100)}%${left}`);
  }

  end(): void {
    if (this.isShown) process.stderr.write("\r\x1b[K");
  }
}
