/** `halfspread exchange` as a user starts it: a process of its own, ready when it says so, gone with the test. */
import { join } from "node:path";
import { projectRoot } from "./needs.ts";

export interface Ended {
  readonly exitCode: number;
  readonly stderr: string;
  /** Of its processor time. */
  readonly cpuSeconds: number;
}

export class ExchangeProcess implements AsyncDisposable {
  private constructor(
    readonly rest: string,
    readonly ws: string,
    readonly admin: string,
    private readonly child: Bun.Subprocess<"ignore", "pipe", "pipe">,
  ) {}

  /** @throws Error with what it said, when it ends instead of being ready. */
  static async start(...args: string[]): Promise<ExchangeProcess> {
    const command = [process.execPath, join(projectRoot, "src/cli.ts"), "exchange", ...args];
    const child = Bun.spawn(command, { stdin: "ignore", stdout: "pipe", stderr: "pipe" });
    const line = await firstLine(child.stdout);
    if (line === undefined) throw new Error(`not ready: ${await child.stderr.text()}`);
    const { rest, ws, admin } = JSON.parse(line);
    return new ExchangeProcess(rest, ws, admin, child);
  }

  get port(): number {
    return Number(new URL(this.rest).port);
  }

  /** JSON of an admin route. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of any shape
  async administer(method: string, path: string, body?: unknown): Promise<any> {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(`${this.admin}${path}`, {
      method,
      headers,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: answer.status, ...((await answer.json()) as object) };
  }

  /** Ends it with a signal; what it then does. */
  async end(signal: "SIGINT" | "SIGTERM"): Promise<Ended> {
    this.child.kill(signal);
    const [exitCode, stderr] = await Promise.all([this.child.exited, this.child.stderr.text()]);
    const { user, system } = this.child.resourceUsage()!.cpuTime;
    return { exitCode, stderr, cpuSeconds: Number(user + system) / 1e6 };
  }

  get isRunning(): boolean {
    return this.child.exitCode === null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill("SIGKILL");
    await this.child.exited;
  }
}

async function firstLine(stream: ReadableStream<Uint8Array>): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of stream) {
    text += decoder.decode(bytes, { stream: true });
    if (text.includes("\n")) return text.slice(0, text.indexOf("\n"));
  }
  return undefined;
}
