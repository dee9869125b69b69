/** A copy of the project as git would clone it, on a machine that is made to lack things. */
import { accessSync, constants, cpSync, mkdtempSync, readdirSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, relative } from "node:path";
import { projectRoot } from "./needs.ts";

/** What git ignores: installed, built or written by runs. */
const notCloned = /^(?:\.git|node_modules|runs|ffi\/build|data\/(?:raw|processed|models)\/.+)$/;

/** Copies the project, changes not yet committed included, into a new folder with no `node_modules` above it. */
export function freshClone(): string {
  const clone = mkdtempSync(join(tmpdir(), "halfspread-clone-"));
  cpSync(projectRoot, clone, { recursive: true, filter: (source) => !notCloned.test(relative(projectRoot, source)) });
  return clone;
}

/**
 * A PATH with everything that this machine's has, but for some programs: one folder of links.
 * @param parent where that folder is made.
 */
export function pathWithout(parent: string, missing: RegExp): string {
  const folder = mkdtempSync(join(parent, "path-"));
  const linked = new Set<string>();
  for (const directory of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of namesIn(directory)) {
      if (missing.test(name) || linked.has(name) || !isExecutable(join(directory, name))) continue;
      symlinkSync(join(directory, name), join(folder, name));
      linked.add(name);
    }
  }
  return folder;
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return []; // A PATH may name what is not there.
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
