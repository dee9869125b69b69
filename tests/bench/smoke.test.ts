// Goal: no benchmark rots: each still runs and says what it measured, where, and what came out.
// Method: every `*.bench.ts` here in its smoke size; only the form of its lines is looked at, never a figure.
import { expect, test } from "bun:test";
import type { Bench } from "./bench.ts";

for (const file of [...new Bun.Glob("*.bench.ts").scanSync({ cwd: import.meta.dir })].toSorted())
  test(`bench ${file.replace(".bench.ts", "")}: smoke size: runs, and names machine, result hash and what is left out`, async () => {
    const { bench } = (await import(`${import.meta.dir}/${file}`)) as { bench: Bench };
    const text = (await bench.run("smoke")).join("\n");
    expect(bench.question).toEndWith("?");
    expect(text).toContain("machine: ");
    expect(text).toMatch(/hash [0-9a-f]{8}/);
    expect(text).toContain("left out: ");
  }, 60_000);
