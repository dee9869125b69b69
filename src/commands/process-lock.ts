/**
 * A file that says whose process works in a folder: one at a time. One that died without removing it holds nothing, also
 * when its number has been given to another process since: the file has the start of the process too, where that is told.
 */
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
    if (holder !== undefined)
      throw new InputError(
        place,
        `process ${holder} ${doing}, says ${path}; expected one at a time (if that process does something else, remove that file)`,
      );
    mkdirSync(dirname(path), { recursive: true });
    rmSync(path, { force: true });
    try {
      const file = openSync(path, "wx");
      writeSync(file, [process.pid, startOf(process.pid) ?? ""].join(" ").trim());
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
  const [pidText, start] = (readIfThere(path) ?? "").trim().split(" ");
  const pid = Number(pidText);
  if (!(pid > 0) || pid === process.pid || !isAlive(pid) || isDead(pid)) return undefined;
  const startNow = startOf(pid);
  const isAnother = start !== undefined && startNow !== undefined && start !== startNow;
  return isAnother ? undefined : pid;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** A zombie is dead: nobody has asked yet how it ended, and in a container perhaps nobody ever will. */
function isDead(pid: number): boolean {
  const state = statOf(pid, 3);
  return state === "Z" || state === "X";
}

/** In clock ticks since the machine's start. */
function startOf(pid: number): string | undefined {
  return statOf(pid, 22);
}

/** A field of a process's status, from the third on; undefined where the system has no such file. Source: proc_pid_stat(5). */
function statOf(pid: number, field: number): string | undefined {
  const stat = readIfThere(`/proc/${pid}/stat`);
  // The second is a name that may have spaces and brackets in it.
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[field - 3];
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
