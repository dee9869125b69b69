/** A venue in a process of its own that streams as fast as it is told (`flood-venue-child.ts`). */
import { join } from "node:path";
import { projectRoot } from "./needs.ts";

export class FloodVenue implements AsyncDisposable {
  private constructor(
    private readonly child: Bun.Subprocess<"ignore", "pipe", "inherit">,
    readonly urls: { readonly rest: string; readonly ws: string },
  ) {}

  /** @param ratePerSecond messages, of all symbols together. */
  static async start(symbols: readonly string[], ratePerSecond: number): Promise<FloodVenue> {
    const program = join(projectRoot, "tests/helpers/flood-venue-child.ts");
    const command = [process.execPath, program, JSON.stringify({ symbols, ratePerSecond })];
    const child = Bun.spawn(command, { stdin: "ignore", stdout: "pipe", stderr: "inherit" });
    const { value } = await child.stdout.getReader().read();
    const { port } = JSON.parse(new TextDecoder().decode(value));
    return new FloodVenue(child, { rest: `http://127.0.0.1:${port}`, ws: `ws://127.0.0.1:${port}` });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill("SIGKILL");
    await this.child.exited;
  }
}
