/** Writes a file whole or not at all: under another name first, then renamed. */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { InputError } from "../base/input-error.ts";

/**
 * Whether a folder to be written to can be one, asked before the work is done. @throws InputError naming the option.
 */
export function checkFolder(option: string, path: string | undefined): void {
  if (path === "") throw new InputError(option, "is empty; expected a folder");
  if (path !== undefined && existsSync(path) && !statSync(path).isDirectory())
    throw new InputError(`${option} ${path}`, "is a file; expected a folder");
}

/**
 * Whether something can be written below a folder, which need not be there yet: tried where it would begin, and nothing
 * is left behind. @throws InputError naming the option.
 */
export function tryFolder(option: string, path: string): void {
  checkFolder(option, path);
  let there = resolve(path);
  while (!existsSync(there)) there = dirname(there);
  try {
    rmdirSync(mkdtempSync(join(there, ".try-")));
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw new InputError(
      `${option} ${path}`,
      `${there} cannot be written to (${error.code}); expected a folder that can`,
    );
  }
}

/**
 * Whether a file can be written under a name. What is there and is no plain file, a folder or a device, must not be renamed over: run as root,
 * that would put the file in the place of the device. @throws InputError naming the option.
 */
export function checkFile(option: string, path: string | undefined): void {
  if (path === "") throw new InputError(option, "is empty; expected a file's name");
  if (path !== undefined && existsSync(path) && !statSync(path).isFile())
    throw new InputError(`${option} ${path}`, "is no plain file; expected a file's name");
}

export function writeWhole(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const partial = `${path}.${process.pid}.part`;
  try {
    writeFileSync(partial, content);
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}
