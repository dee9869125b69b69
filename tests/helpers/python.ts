/**
 * A Python that reads Parquet with DuckDB, polars and pandas: `HALFSPREAD_PYTHON`, or the one on the PATH, or the one in
 * the project's cache folder, where `.ci/run` puts it.
 */
import { homedir } from "node:os";
import { join } from "node:path";
import { needs } from "./needs.ts";

const modules = ["duckdb", "polars", "pandas", "pyarrow"];
const cached = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "halfspread", "python");

/** Its path; undefined when there is none. */
export const analysisPython = [process.env.HALFSPREAD_PYTHON, "python3", join(cached, "bin/python")].find(canImport);

/** For `test.skipIf(…)`. */
export const isPythonMissing = needs(
  `a Python with ${modules.join(", ")}`,
  analysisPython !== undefined,
  `"python3 -m venv ${cached} && ${cached}/bin/pip install ${modules.join(" ")}", or set HALFSPREAD_PYTHON`,
);

/** What the script prints as JSON. Rejects with what it complains of. */
export async function askPython(script: string, input: unknown, cwd: string): Promise<unknown> {
  const child = Bun.spawn([analysisPython!, "-c", script], {
    cwd,
    stdin: new Blob([JSON.stringify(input)]),
    stdout: "pipe",
    stderr: "pipe",
  });
  const [answer, complaint] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  if ((await child.exited) !== 0) throw new Error(complaint);
  return JSON.parse(answer);
}

function canImport(python: string | undefined): boolean {
  if (python === undefined) return false;
  try {
    const { exitCode } = Bun.spawnSync([python, "-c", `import ${modules.join(", ")}`], {
      stdout: "ignore",
      stderr: "ignore",
    });
    return exitCode === 0;
  } catch {
    return false;
  }
}
