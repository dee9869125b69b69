// Goal: Ctrl-C in the middle of an import leaves nothing behind, and what the importer throws is no fault of the file.
// Method: the signal is told as soon as the import listens for it, before it has read anything.
import { afterAll, expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runDataImport } from "../../../src/commands/data-import.ts";
import { Interrupted, InterruptWatch } from "../../../src/commands/interrupt.ts";
import { recordingText } from "../../helpers/recordings.ts";

const folder = mkdtempSync(join(tmpdir(), "halfspread-interrupt-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("interrupt: before a signal and after it: the check passes, then throws", () => {
  using watch = new InterruptWatch();
  watch.check();
  process.emit("SIGTERM");
  expect(() => watch.check()).toThrow(Interrupted);
});

test("interrupt: a watch that is over: no listener stays", () => {
  const before = process.listenerCount("SIGINT");
  new InterruptWatch()[Symbol.dispose]();
  expect(process.listenerCount("SIGINT")).toBe(before);
});

test("interrupt: an import: it ends as interrupted and leaves no file", async () => {
  const recording = join(folder, "recording.txt");
  const out = join(folder, "raw");
  writeFileSync(recording, recordingText());
  const interruptOnce = (event: string | symbol) => {
    if (event !== "SIGINT") return;
    process.off("newListener", interruptOnce);
    queueMicrotask(() => process.emit("SIGINT"));
  };
  process.on("newListener", interruptOnce);
  expect(await runDataImport([recording, "--out", out]).catch((error: unknown) => error)).toBeInstanceOf(Interrupted);
  expect(existsSync(out)).toBe(false);
});
