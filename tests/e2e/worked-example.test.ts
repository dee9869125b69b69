// Goal: the worked example of README.md, from data to a comparison of strategies, does what the page says, as it is printed.
// Method: its commands, read off the page, in a copy of the project as a clone has it; what they write is read back. The
// market of the comparison is none of those that models were fitted to or parameters chosen on.
import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { modelFilesIn } from "../../src/commands/model-files.ts";
import { nativeLibrary } from "../../src/engine/native-library.ts";
import { freshClone } from "../helpers/fresh-clone.ts";
import { needs, projectRoot } from "../helpers/needs.ts";

setDefaultTimeout(900_000); // Some sixty backtests of an hour, on a machine that may be busy.

const noEngine = needs("the native engine", nativeLibrary() !== undefined, "install a C++ compiler and run a command");

describe.skipIf(noEngine)("worked example:", () => {
  const clone = readyClone();
  afterAll(() => rmSync(clone, { recursive: true, force: true }));
  const ran = commandsOf(readFileSync(join(projectRoot, "README.md"), "utf8")).map((command) => run(clone, command));

  test("every command of the page: ends well", () => {
    const ended = ran.map(({ command, exitCode, stderr }) => [command, exitCode, exitCode === 0 ? "" : stderr]);
    expect(ended).toEqual(ran.map(({ command }) => [command, 0, ""]));
    expect(ran.length).toBeGreaterThanOrEqual(6);
  });

  test("data and features: lie where the next command looks for them", () => {
    expect(existsSync(join(clone, "data/raw/synthetic-1"))).toBe(true);
    expect(existsSync(join(clone, "data/processed/features"))).toBe(true);
  });

  test("models: one of each kind, learned from the generated data, listed", () => {
    const files = modelFilesIn(join(clone, "data/models/example"));
    expect(files.length).toBe(7);
    const listed = ran.find(({ command }) => command.includes("models list"))!.stdout;
    for (const { document } of files) {
      if (document instanceof Error) throw document;
      expect(document.manifest.data).toEqual(["synthetic market, seed 1"]);
      expect(listed).toContain(document.name);
    }
  });

  test("sweeps: each configuration of the example is one of its sweep, and hardly any earned more there", () => {
    const folder = join(clone, "data/processed/sweeps");
    expect(readdirSync(folder).length).toBe(4);
    for (const name of readdirSync(folder)) {
      const { base, runs } = readJson(join(folder, name, "result.json"));
      const config = Bun.YAML.parse(readFileSync(join(clone, base), "utf8"));
      const own = runs.filter(({ values }: SweptRun) =>
        Object.entries(values).every(([path, value]) => at(config, path) === value),
      );
      const netMost = Math.max(...runs.map(({ pnl }: SweptRun) => Number(pnl.net)));
      expect([name, own.length]).toEqual([name, 1]);
      expect(Number(own[0].pnl.net)).toBeGreaterThan(0.8 * netMost);
    }
  });

  test("comparison: other seeds than were learned and chosen on, and all that was tried is counted", () => {
    const { configurations, trialsCount, runsCount } = comparison(clone);
    const sweeps = readdirSync(join(clone, "data/processed/sweeps"));
    const tried = sweeps.map((name) => readJson(join(clone, "data/processed/sweeps", name, "result.json")).runs.length);
    expect(trialsCount).toBe(tried.reduce((sum, count) => sum + count));
    const hashes = configurations.map(({ runs }: { runs: { dataHash: string }[] }) => runs.map((one) => one.dataHash));
    expect(new Set(hashes.flat()).size).toBe(runsCount);
    const [{ runs }] = configurations;
    const swept = readJson(join(clone, "data/processed/sweeps", sweeps[0]!, "result.json")).runs[0].dataHash;
    expect(runs.map(({ dataHash }: { dataHash: string }) => dataHash)).not.toContain(swept);
  });

  test("comparison: the EV maker earns beyond chance with either queue model, trades, and is believed after all trials", () => {
    const { configurations } = comparison(clone);
    const ev = configurations.find(({ name }: { name: string }) => name === "example-ev");
    expect(configurations[0].name).toBe("example-naive");
    expect(ev.net.mean).toBeGreaterThan(3 * ev.net.error);
    expect(ev.otherNet.mean).toBeGreaterThan(0.8 * ev.net.mean);
    expect(ev.fillsPerHour).toBeGreaterThan(60);
    expect(ev.deflatedSharpe).toBeGreaterThan(0.95);
  });
});

interface SweptRun {
  readonly values: Readonly<Record<string, unknown>>;
  readonly pnl: { readonly net: string };
}

/** The lines of the example's block, comments taken off. */
function commandsOf(page: string): string[] {
  const [, block] = /## From data to a quote worth sending[\s\S]*?```sh\n([\s\S]*?)```/.exec(page)!;
  return block!
    .split("\n")
    .map((line) => line.replace(/\s+#.*$/, ""))
    .filter((line) => line !== "");
}

/** With packages and engine, so that nothing is installed or built. */
function readyClone(): string {
  const clone = freshClone();
  symlinkSync(join(projectRoot, "node_modules"), join(clone, "node_modules"));
  cpSync(join(projectRoot, "ffi/build"), join(clone, "ffi/build"), { recursive: true });
  return clone;
}

function run(clone: string, command: string) {
  const env = { ...process.env, NO_COLOR: "1", PATH: `${dirname(process.execPath)}:${process.env.PATH}` };
  const { exitCode, stdout, stderr } = Bun.spawnSync(["bash", "-c", command], { cwd: clone, env, stdin: "ignore" });
  return { command, exitCode, stdout: stdout.toString(), stderr: stderr.toString() };
}

function comparison(clone: string) {
  const folder = join(clone, "data/processed/comparisons");
  return readJson(join(folder, readdirSync(folder)[0]!, "result.json"));
}

function readJson(path: string) {
  return JSON.parse(readFileSync(path, "utf8"));
}

function at(config: unknown, path: string): unknown {
  return path.split(".").reduce((value, key) => (value as Record<string, unknown>)[key], config);
}
