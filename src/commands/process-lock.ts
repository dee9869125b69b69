/** A file that says whose process works in a folder: one at a time. One that died without removing it holds nothing. */
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { InputError } from "../base/input-error.ts";

export class ProcessLock implements Disposable {
  /** @param doing what a process does there, for people: `records here`. @throws InputError when another one does. */
  constructor(
    private readonly path: string,
    place: string,
    doing: string,
  ) {
    const holder = holderOf(path);
    if (holder !== undefined) throw new InputError(place, `process ${holder} ${doing}; expected one at a time`);
    mkdirSync(dirname(path), { recursive: true });
    rmSync(path, { force: true });
    try {
      const file = openSync(path, "wx");
      writeSync(file, String(process.pid));
      closeSync(file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      throw new InputError(place, `another process ${doing} since just now; expected one at a time`);
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { force: true });
  }
}

function holderOf(path: string): number | undefined {
  try {
    const pid = Number(readFileSync(path, "utf8"));
    return pid > 0 && pid !== process.pid && isAlive(pid) ? pid : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
