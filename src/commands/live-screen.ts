/**
 * A terminal that shows lines and keeps showing newer ones, without flicker: each frame is one write over the one
 * before, on the terminal's second screen, so that what stood there comes back at the end.
 */

/** What of a terminal's stream is used. */
export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  /** It has not taken what was written last. */
  readonly writableNeedDrain: boolean;
  write(text: string): unknown;
}

/** Nobody reads faster; a busy session draws no oftener. */
const everyMs = 250;

const enter = "\x1b[?1049h\x1b[?25l";
const leave = "\x1b[?25h\x1b[?1049l";
/** Terminals that know it show a frame at once; the others leave it out. */
const [beginFrame, endFrame] = ["\x1b[?2026h", "\x1b[?2026l"];
const [home, clearRestOfLine, clearBelow] = ["\x1b[H", "\x1b[K", "\x1b[J"];

export class LiveScreen implements Disposable {
  #drawnMs = Number.NEGATIVE_INFINITY;
  /** However the process ends, the terminal is given back. */
  readonly #giveBack = () => void this.terminal.write(leave);

  constructor(private readonly terminal: Terminal) {
    terminal.write(enter);
    process.once("exit", this.#giveBack);
  }

  /**
   * A frame, unless the last one is too new or still on its way.
   * @param draw lines that fit into the terminal as it is now.
   */
  show(draw: (size: { readonly columns: number; readonly rows: number }) => readonly string[]): void {
    const nowMs = performance.now();
    const { terminal } = this;
    if (nowMs - this.#drawnMs < everyMs || terminal.writableNeedDrain) return;
    this.#drawnMs = nowMs;
    const lines = draw(terminal).map((line) => line + clearRestOfLine);
    terminal.write(beginFrame + home + lines.join("\r\n") + clearBelow + endFrame);
  }

  [Symbol.dispose](): void {
    process.off("exit", this.#giveBack);
    this.#giveBack();
  }
}
