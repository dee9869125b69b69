/** Paths with `*`, `?` or `[…]` that no shell has expanded, as what they match. */
import { existsSync } from "node:fs";
import { InputError } from "../base/input-error.ts";

/** Sorted where it was expanded; else as given. @throws InputError for a pattern that matches nothing. */
export function expandGlobs(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    if (existsSync(path) || !/[*?[{]/.test(path)) return [path];
    const found = [...new Bun.Glob(path).scanSync({ onlyFiles: false })].sort();
    if (found.length === 0) throw new InputError(path, "matches no file or folder; expected some");
    return found;
  });
}
