/** `bench`: runs the benchmarks of `tests/bench`, all or the ones named, and prints what they found. */
import { join } from "node:path";
import type { Bench } from "../../tests/bench/bench.ts";
import { InputError } from "../base/input-error.ts";
import { hasFlag, parseArguments, wholeOption } from "./arguments.ts";
import { projectFolder } from "./folders.ts";

const folder = join(projectFolder, "tests/bench");

export async function runBench(args: string[]): Promise<number> {
  const given = parseArguments("bench", args, { help: "flag", smoke: "flag", seconds: "value" });
  const known = [...new Bun.Glob("*.bench.ts").scanSync({ cwd: folder })].map((file) => file.replace(".bench.ts", ""));
  if (hasFlag(given, "help")) {
    console.error(await usage(known.toSorted()));
    return 0;
  }
  const unknown = given.positionals.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new InputError(`bench ${unknown}`, `expected one of ${known.toSorted().join(", ")}`);
  const names = given.positionals.length > 0 ? given.positionals : known.toSorted();
  const seconds = wholeOption(given, "seconds");
  for (const name of names) {
    const bench = await load(name);
    console.log(`${name}: ${bench.question}`);
    for (const line of await bench.run(hasFlag(given, "smoke") ? "smoke" : "full", seconds)) console.log(`  ${line}`);
  }
  return 0;
}

async function load(name: string): Promise<Bench> {
  return ((await import(join(folder, `${name}.bench.ts`))) as { bench: Bench }).bench;
}

async function usage(names: readonly string[]): Promise<string> {
  const width = Math.max(...names.map((name) => name.length));
  const rows = await Promise.all(names.map(async (name) => `  ${name.padEnd(width)}  ${(await load(name)).question}`));
  return `Usage: halfspread bench [QUESTION...] [--smoke] [--seconds N]

${rows.join("\n")}

  --smoke        small sizes, as the tests run them
  --seconds N    for how long the ones play that go by the clock (live-*)

Example:
  halfspread bench replay`;
}
