/** `halfspread live` on a terminal, as a person sees it. */
import { join } from "node:path";
import type { ExchangeProcess } from "./exchange-process.ts";
import { projectRoot } from "./needs.ts";

export class LiveTerminal implements AsyncDisposable {
  /** Its exit code. */
  readonly exited: Promise<number>;
  readonly #child: Bun.Subprocess;
  readonly #decoder = new TextDecoder();
  #text = "";
  #wake: () => void = () => {};

  constructor(
    exchange: Pick<ExchangeProcess, "rest" | "ws">,
    folder: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ) {
    const settings = [
      `venue.rest_url=${exchange.rest}`,
      `venue.stream_url=${exchange.ws}`,
      `live.journal.folder=${folder}`,
    ].flatMap((setting) => ["--set", setting]);
    const config = join(projectRoot, "configs/btcusdt-live.yaml");
    const command = [process.execPath, join(projectRoot, "src/cli.ts"), "live", config, ...args, ...settings];
    const { PATH = "" } = process.env;
    this.#child = Bun.spawn(command, {
      env: { PATH, TERM: "xterm", NO_COLOR: "1", ...env },
      terminal: {
        cols: 100,
        rows: 40,
        data: (_terminal, bytes) => {
          this.#text += this.#decoder.decode(bytes, { stream: true });
          this.#wake();
        },
      },
    });
    this.exited = this.#child.exited;
  }

  /** Before the view, on it, and after it. */
  get screens(): string[] {
    const text = this.#text.replaceAll("\r", "");
    return text.split("\x1b[?1049h").flatMap((part) => part.split("\x1b[?1049l"));
  }

  count(part: string): number {
    return this.#text.split(part).length - 1;
  }

  /** Once it has written that. */
  async shows(part: string | RegExp): Promise<void> {
    while (!(typeof part === "string" ? this.#text.includes(part) : part.test(this.#text)))
      await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  type(text: string): void {
    this.#child.terminal!.write(text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.exited;
    this.#child.terminal!.close();
  }
}
