/** A folder of its own for one test, gone with it: `using folder = temporaryFolder();`. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export function temporaryFolder(): Disposable & { path: string; of: (name: string) => string } {
  const path = mkdtempSync(join(tmpdir(), "halfspread-test-"));
  return {
    path,
    of: (name) => join(path, name),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}
