/**
 * `halfspread record` as a user starts it: a process of its own, its log read line by line, so that nothing sleeps. And
 * `data seal` behind it.
 */
import { join } from "node:path";
import { projectRoot } from "./needs.ts";

export interface RecordOptions {
  readonly rest: string;
  readonly ws: string;
  readonly symbols: readonly string[];
  /** Of its parts. */
  readonly folder: string;
  /** Of Parquet. */
  readonly out: string;
  readonly settings?: readonly string[];
  /** More options of the command, and variables of its environment. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape
export type Json = any;

const cli = [process.execPath, join(projectRoot, "src/cli.ts")];

export class RecordProcess implements AsyncDisposable {
  /** Of its log, as far as they were read. */
  readonly lines: Json[] = [];
  readonly #child: Bun.Subprocess<"ignore", "pipe", "pipe">;
  readonly #log: AsyncIterator<string>;

  constructor({ rest, ws, symbols, folder, out, settings = [], args = [], env = {} }: RecordOptions) {
    const set = [
      ...[`venue.rest_url=${rest}`, `venue.stream_url=${ws}`, `record.folder=${folder}`, `record.out=${out}`],
      `instruments=[${symbols.map((symbol) => `{ market: spot, symbol: ${symbol} }`).join(", ")}]`,
      ...settings,
    ];
    const command = [...cli, "record", join(projectRoot, "configs/record.yaml"), "--json", ...args, "--set", ...set];
    this.#child = Bun.spawn(command, {
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
      env: { ...process.env, ...env },
    });
    this.#log = linesOf(this.#child.stderr);
  }

  /** The next line of that event. @throws Error when it ends before. */
  async next(event: string, isMeant: (line: Json) => boolean = () => true): Promise<Json> {
    for (;;) {
      const { value, done } = await this.#log.next();
      if (done === true) throw new Error(`ended before ${event}: ${JSON.stringify(this.lines.slice(-5))}`);
      const line = value.startsWith("{") ? JSON.parse(value) : { event: "text", value };
      this.lines.push(line);
      if (line.event === event && isMeant(line)) return line;
    }
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.exited;
  }

  /** After Ctrl-C: its exit code, and how it says that it ended. */
  async stop(): Promise<{ readonly exitCode: number; readonly ending: Json }> {
    this.#child.kill("SIGINT");
    const [exitCode, stdout] = await Promise.all([this.#child.exited, this.#child.stdout.text(), this.#rest()]);
    return { exitCode, ending: JSON.parse(stdout.trim().split("\n").at(-1)!) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.kill();
  }

  async #rest(): Promise<void> {
    for (let { value, done } = await this.#log.next(); done !== true; { value, done } = await this.#log.next())
      if (value.startsWith("{")) this.lines.push(JSON.parse(value));
  }
}

/** Where tests have frames, beside Parquet. */
export function framesOf(out: string): string {
  return `${out}-frames`;
}

/** `data seal` of the folder of that recorder's name. */
export async function dataSeal(
  folder: string,
  out: string,
): Promise<{ readonly exitCode: number; readonly answer: Json }> {
  const command = [...cli, "data", "seal", join(folder, "main"), "--out", out, "--frames-out", framesOf(out), "--json"];
  const child = Bun.spawn(command, { stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  const [exitCode, stdout, stderr] = await Promise.all([child.exited, child.stdout.text(), child.stderr.text()]);
  if (stdout === "") throw new Error(stderr);
  return { exitCode, answer: JSON.parse(stdout) };
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of stream) {
    const lines = (text + decoder.decode(bytes, { stream: true })).split("\n");
    text = lines.pop()!;
    yield* lines;
  }
}
