// Goal: two processes never work in one folder, and no dead one keeps the living out.
// Method: lock files of a process that lives (this one's parent), of one that has ended, and of a number given anew.
import { expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ProcessLock } from "../../../src/commands/process-lock.ts";

function lockPath(text?: string): string {
  const path = join(mkdtempSync(join(tmpdir(), "halfspread-lock-")), "lock");
  if (text !== undefined) writeFileSync(path, text);
  return path;
}

function take(path: string): void {
  using _lock = new ProcessLock(path, "here", "works here");
}

/** As a lock of it would say, by what the lock of a process of ours says of itself. */
function lockTextOf(pid: number): string {
  const code = `process.stdout.write(require("fs").readFileSync("/proc/${pid}/stat","utf8"))`;
  const stat = Bun.spawnSync([process.execPath, "-e", code]).stdout.toString();
  return `${pid} ${stat.replace(/^.*\) /su, "").split(" ")[19]}`;
}

const hasProc = existsSync("/proc/self/stat");

test("process lock: held by a living process: refused, with its number and the file's name", () => {
  const path = lockPath(String(process.ppid));
  expect(() => take(path)).toThrow(`process ${process.ppid} works here, says ${path}; expected one at a time`);
});

test.skipIf(!hasProc)("process lock: held by a living process with the start it says: refused", () => {
  expect(() => take(lockPath(lockTextOf(process.ppid)))).toThrow(`process ${process.ppid} works here`);
});

test.skipIf(!hasProc)("process lock: a number that another process has since: is taken over", () => {
  expect(() => take(lockPath(`${process.ppid} 1`))).not.toThrow();
});

test("process lock: of a process that has ended, of this one, or without a number: is taken over", () => {
  const { pid } = Bun.spawnSync([process.execPath, "-e", ""]);
  for (const text of [String(pid), String(process.pid), "", "nonsense"])
    expect(() => take(lockPath(text))).not.toThrow();
});

test("process lock: taken: says whose it is, and is gone when it is given back", () => {
  const path = lockPath();
  {
    using _lock = new ProcessLock(path, "here", "works here");
    expect(readFileSync(path, "utf8").split(" ")[0]).toBe(String(process.pid));
    if (hasProc) expect(readFileSync(path, "utf8")).toBe(lockTextOf(process.pid));
  }
  expect(existsSync(path)).toBe(false);
});

test.skipIf(!hasProc)("process lock: of a zombie, which nobody has asked how it ended: is taken over", async () => {
  // A shell that becomes a sleep never asks for what it started.
  const parent = Bun.spawn(["sh", "-c", "sh -c 'echo $$' & exec sleep 60"], { stdout: "pipe" });
  const { value } = await parent.stdout.getReader().read();
  const pid = Number(new TextDecoder().decode(value));
  const state = () => readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /su, "")[0];
  while (state() !== "Z") await Bun.sleep(1);
  expect(() => take(lockPath(String(pid)))).not.toThrow();
  parent.kill();
  await parent.exited;
});
