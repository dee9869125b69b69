/** A real Prometheus for tests of what it scrapes. It is found on this machine, never downloaded. */
import { writeFileSync } from "node:fs";
import { needs } from "./needs.ts";
import { eventually } from "./patient.ts";
import { freePort } from "./servers/free-port.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const programs = ["prometheus", "promtool"] as const;

/** For `test.skipIf(needsPrometheus())`. */
export function needsPrometheus(): boolean {
  const present = programs.every((program) => Bun.which(program) !== null);
  return needs("Prometheus", present, `install the package prometheus (looked for ${programs.join(", ")})`);
}

/** What promtool says against a text of metrics; empty for nothing. */
export function lintMetrics(text: string): string {
  const { stdout, stderr } = Bun.spawnSync(["promtool", "check", "metrics"], { stdin: Buffer.from(text) });
  return `${stdout}${stderr}`;
}

export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [unixSeconds: number, value: string];
}

/** Scrapes one target ten times a second, into a folder of its own. It begins 5 s after its start. */
export class ScrapingPrometheus implements AsyncDisposable {
  readonly #folder = temporaryFolder();
  readonly #process: Bun.Subprocess;
  readonly #address: string;

  /** @param target host and port. */
  constructor(target: string) {
    const config = this.#folder.of("prometheus.yml");
    const scrape = { job_name: "halfspread", scrape_interval: "100ms", static_configs: [{ targets: [target] }] };
    writeFileSync(config, JSON.stringify({ scrape_configs: [scrape] }));
    this.#address = `127.0.0.1:${freePort()}`;
    this.#process = Bun.spawn(
      [
        "prometheus",
        `--config.file=${config}`,
        `--storage.tsdb.path=${this.#folder.of("data")}`,
        `--web.listen-address=${this.#address}`,
      ],
      { stdin: "ignore", stdout: "ignore", stderr: "ignore" },
    );
  }

  /** The series that a query gives, as soon as there are any. */
  async query(query: string): Promise<Series[]> {
    const url = `http://${this.#address}/api/v1/query?query=${encodeURIComponent(query)}`;
    return eventually(async () => {
      if (this.#process.exitCode !== null) throw new Error("Prometheus has ended");
      const answer = await fetch(url).catch(() => undefined); // Not listening yet.
      if (answer?.ok !== true) return undefined;
      const { data } = (await answer.json()) as { data: { result: Series[] } };
      return data.result.length > 0 ? data.result : undefined;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill();
    await this.#process.exited;
    this.#folder[Symbol.dispose]();
  }
}
