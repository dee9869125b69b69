/** Runs venue and engine of a live benchmark, each in a process of its own, and gives what both tell. */
import { join } from "node:path";
import { projectRoot } from "../helpers/needs.ts";
import { besideBound } from "./bench.ts";
import type { EngineReport, Latency, LivePlan, VenueReport } from "./live-plan.ts";

export interface LiveRun {
  readonly venue: VenueReport;
  readonly engine: EngineReport;
}

/** @throws Error when one of them ends before its time, with what the engine logged. */
export async function runLive(plan: LivePlan): Promise<LiveRun> {
  await using venue = new Child("live-venue-child.ts", JSON.stringify(plan));
  const { port } = (await venue.line()) as { port: number };
  await using engine = new Child("live-engine-child.ts", JSON.stringify(plan), String(port));
  const [engineReport, venueReport] = await Promise.all([engine.line(), venue.line()]);
  return { engine: engineReport as EngineReport, venue: venueReport as VenueReport };
}

/** One line of a table. @param aim p50 and p99, µs. */
export function latencyLine(
  name: string,
  { count, p50, p99, p999, worst }: Latency,
  aim?: readonly [number, number],
): string {
  const [us50, us99, us999, usWorst] = [p50, p99, p999, worst].map((ns) => ns / 1000);
  const figures = `p50 ${us50!.toFixed(1)}, p99 ${us99!.toFixed(1)}, p99.9 ${us999!.toFixed(1)}, worst ${usWorst!.toFixed(0)} µs`;
  const beside = aim === undefined ? "" : `; p50 ${besideBound(us50!, aim[0])}; p99 ${besideBound(us99!, aim[1])}`;
  return `${name}: ${figures} (${count})${beside}`;
}

class Child implements AsyncDisposable {
  readonly #child: Bun.Subprocess<"ignore", "pipe", "pipe">;
  readonly #lines: AsyncIterator<string>;

  constructor(file: string, ...args: string[]) {
    const command = [process.execPath, join(import.meta.dir, file), ...args];
    this.#child = Bun.spawn(command, { cwd: projectRoot, stdin: "ignore", stdout: "pipe", stderr: "pipe" });
    this.#lines = linesOf(this.#child.stdout);
  }

  async line(): Promise<unknown> {
    const { value, done } = await this.#lines.next();
    if (done === true) throw new Error(`ended too early: ${await this.#child.stderr.text()}`);
    return JSON.parse(value);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#child.exited;
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, undefined> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of stream) {
    text += decoder.decode(bytes, { stream: true });
    const lines = text.split("\n");
    text = lines.pop()!;
    yield* lines;
  }
  return undefined;
}
