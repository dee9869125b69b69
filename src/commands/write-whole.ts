/** Writes a file whole or not at all: under another name first, then renamed. */
import { existsSync, mkdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { InputError } from "../base/input-error.ts";

/** Whether a folder to be written to can be one, asked before the work is done. @throws InputError naming the option. */
export function checkFolder(option: string, path: string | undefined): void {
  if (path !== undefined && existsSync(path) && !statSync(path).isDirectory())
    throw new InputError(`${option} ${path}`, "is a file; expected a folder");
}

export function writeWhole(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const partial = `${path}.${process.pid}.part`;
  writeFileSync(partial, content);
  renameSync(partial, path);
}
