// Goal: Ctrl-C in the middle of an import leaves nothing behind, and what the importer throws is no fault of the file.
// Method: the signal is sent to this process, whose only listener then is the import's own, before the first block is
// read.
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
  const before = process.listenerCount("SIGINT");
  const ending = runDataImport([recording, "--out", out]).catch((error: unknown) => error);
  while (process.listenerCount("SIGINT") === before) await new Promise((resolve) => setImmediate(resolve));
  process.emit("SIGINT");
  expect(await ending).toBeInstanceOf(Interrupted);
  expect(existsSync(out)).toBe(false);
});
