/**
 * `halfspread live` as a user starts it: a process of its own beside a simulated exchange, with a folder for what it
 * keeps. What it logs is waited for line by line, so that nothing sleeps and nothing polls.
 */
import { join } from "node:path";
import type { ExchangeProcess } from "./exchange-process.ts";
import { projectRoot } from "./needs.ts";
import { eventually } from "./patient.ts";

export const operatorToken = "token-4d1f0c7e";

export interface LiveOptions {
  /** Undefined: nobody answers there. */
  readonly exchange: Pick<ExchangeProcess, "rest" | "ws">;
  /** Of all sessions of that name. */
  readonly folder: string;
  /** `--paper`, `--real`, `--for 2s`. */
  readonly args: readonly string[];
  /** `live.order_entry=rest`. */
  readonly settings?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly configPath?: string;
}

/** Of what runs beside the test on the same processors. */
export const askEveryMs = 25;

/** Where the venue is, and where sessions are kept. */
export function venueSettings({ rest, ws }: LiveOptions["exchange"], folder: string): string[] {
  return [
    `venue.rest_url=${rest}`,
    `venue.stream_url=${ws}`,
    `venue.ws_api_url=${ws}/ws-api/v3`,
    `live.journal.folder=${folder}`,
  ];
}

export interface LiveEnded {
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape
export type Json = any;

export class LiveProcess implements AsyncDisposable {
  readonly pid: number;
  /** Answers once it has ended. */
  readonly ended: Promise<LiveEnded>;
  /** Where its HTTP interface is. */
  readonly ready: Promise<string>;
  #stdout = "";
  #stderr = "";
  #hasEnded = false;
  #wake: () => void = () => {};
  #changed: Promise<void>;
  readonly #child: Bun.Subprocess<"ignore", "pipe", "pipe">;

  constructor({ exchange, folder, args, settings = [], env = {}, configPath }: LiveOptions) {
    const set = [...venueSettings(exchange, folder), ...settings];
    const command = [
      ...[process.execPath, join(projectRoot, "src/cli.ts"), "live"],
      configPath ?? join(projectRoot, "configs/btcusdt-live.yaml"),
      ...args,
      ...set.flatMap((setting) => ["--set", setting]),
    ];
    const { PATH = "" } = process.env;
    this.#child = Bun.spawn(command, { stdin: "ignore", stdout: "pipe", stderr: "pipe", env: { PATH, ...env } });
    this.pid = this.#child.pid;
    this.#changed = this.#nextChange();
    this.ended = this.#end();
    this.ready = this.#ready();
    // Who waits for either hears of it there.
    this.ready.catch(() => {});
  }

  /** Ready to trade. @throws Error with what it said, when it ends instead. */
  static async start(options: LiveOptions): Promise<LiveProcess> {
    const live = new LiveProcess(options);
    await live.ready;
    return live;
  }

  /** What it has logged so far. */
  get lines(): Json[] {
    return this.#stderr.split("\n").flatMap((line) => (/^\{.*\}$/.test(line) ? [JSON.parse(line)] : []));
  }

  get sessionFolder(): string {
    return this.lines.find(({ event }) => event === "started").folder;
  }

  /** So many lines of that event. @throws Error when it ends before. */
  async logged(event: string, countMin = 1, isMeant: (line: Json) => boolean = () => true): Promise<Json[]> {
    for (;;) {
      const found = this.lines.filter((line) => line.event === event && isMeant(line));
      if (found.length >= countMin) return found;
      if (this.#hasEnded) throw new Error(`ended before ${countMin} of ${event}: ${this.#stderr}`);
      await this.#changed;
    }
  }

  /** JSON of its interface, with the status. */
  async get(path: string): Promise<Json> {
    return await answerOf(await fetch(`${await this.ready}${path}`));
  }

  async operate(path: string, body?: unknown, { token = operatorToken, method = "POST" } = {}): Promise<Json> {
    const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
    const url = `${await this.ready}/api/v1${path}`;
    return await answerOf(await fetch(url, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) }));
  }

  /** Once its interface says of `path` what is meant. */
  async until(path: string, isMeant: (answer: Json) => boolean): Promise<Json> {
    return await eventually(async () => {
      const answer = await this.get(path);
      return isMeant(answer) ? answer : undefined;
    }, askEveryMs);
  }

  signal(name: NodeJS.Signals): void {
    process.kill(this.pid, name);
  }

  async kill(): Promise<void> {
    this.signal("SIGKILL");
    await this.ended;
  }

  /** Its watchdog's; undefined on paper. */
  get watchdogPid(): number | undefined {
    return this.lines.find(({ event }) => event === "watchdog_started")?.pid;
  }

  /** Nothing of it stays, whatever the test came to. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#hasEnded) await this.kill();
    const { watchdogPid } = this;
    if (watchdogPid !== undefined && isAlive(watchdogPid)) process.kill(watchdogPid, "SIGKILL");
  }

  async #end(): Promise<LiveEnded> {
    await Promise.all([
      this.#read(this.#child.stdout, (text) => (this.#stdout += text)),
      this.#read(this.#child.stderr, (text) => (this.#stderr += text)),
    ]);
    await this.#child.exited;
    this.#hasEnded = true;
    this.#wake();
    return { exitCode: this.#child.exitCode, stdout: this.#stdout, stderr: this.#stderr };
  }

  async #read(stream: ReadableStream<Uint8Array>, take: (text: string) => void): Promise<void> {
    const decoder = new TextDecoder();
    for await (const bytes of stream) {
      take(decoder.decode(bytes, { stream: true }));
      this.#wake();
    }
  }

  async #ready(): Promise<string> {
    for (;;) {
      const end = this.#stdout.indexOf("\n");
      if (end >= 0) return JSON.parse(this.#stdout.slice(0, end)).api;
      if (this.#hasEnded) throw new Error(`not ready: ${this.#stderr}`);
      await this.#changed;
    }
  }

  #nextChange(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = () => {
      this.#changed = this.#nextChange();
      resolve();
    };
    return promise;
  }
}

/** Once there is no such process any more. */
export async function processGone(pid: number): Promise<void> {
  await eventually(() => !isAlive(pid), askEveryMs);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function answerOf(answer: Response): Promise<Json> {
  return { status: answer.status, ...((await answer.json()) as object) };
}
