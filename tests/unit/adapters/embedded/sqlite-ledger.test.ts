// Goal: what is in the file stays there and is in it once, whatever kills the writer; what the file cannot be is told.
// Method: processes killed amid writes; files that are no ledger, or of a later version; another process's lock.
import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openLedger } from "../../../../src/adapters/ledger/open-ledger.ts";
import { InputError } from "../../../../src/base/input-error.ts";
import { contents, numberedFills, opened } from "../../../helpers/ledger-kinds.ts";
import { projectRoot } from "../../../helpers/needs.ts";
import { eventually } from "../../../helpers/patient.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";

const outboxId = "outbox-1";
/** Long enough for a thread to begin and a file to be made on a machine that is busy. */
const answerWithinMs = 1500;

test("SQLite ledger: writers killed amid writes, one after the other: what was taken is there, once, and no hole", async () => {
  using folder = temporaryFolder();
  const address = `sqlite:${folder.of("ledger.sqlite")}`;
  for (const linesCount of [1, 3, 8, 20, 45]) {
    const takenCount = await killedAfter(linesCount, address);
    await using ledger = await opened(address);
    const deliveredCount = await ledger.deliveredCount(outboxId);
    expect(deliveredCount).toBeGreaterThanOrEqual(takenCount);
    expect(await ledger.fills({})).toEqual(numberedFills(0, deliveredCount) as never);
  }
}, 60_000);

test("SQLite ledger: another process holds the file: a write fails in time, the event loop turns on, and told again it is taken", async () => {
  using folder = temporaryFolder();
  const path = folder.of("ledger.sqlite");
  const ledger = await openLedger(`sqlite:${path}`, answerWithinMs);
  const other = new Database(path);
  other.run("begin immediate");
  const batch = { outboxId, fromCount: 0, records: numberedFills(0, 3) };
  let turnsCount = 0;
  const turning = setInterval(() => turnsCount++, 1);
  const problem = await ledger.write(batch).catch((error: Error) => error.message);
  clearInterval(turning);
  expect(problem).toContain("database is locked");
  expect(turnsCount).toBeGreaterThan(20);
  other.run("commit");
  await ledger.write(batch);
  expect(await ledger.fills({})).toHaveLength(3);
  other.close();
  await ledger.close();
});

test("SQLite ledger: a write that is not answered in time: the next are refused at once until it is", async () => {
  using folder = temporaryFolder();
  const path = folder.of("ledger.sqlite");
  const ledger = await openLedger(`sqlite:${path}`, answerWithinMs);
  const other = new Database(path);
  other.run("begin immediate");
  const write = () =>
    ledger.write({ outboxId, fromCount: 0, records: numberedFills(0, 3) }).catch((error: Error) => error.message);
  const [first, second] = await Promise.all([write(), write()]); // One after the other: too long for the second.
  expect(first).toContain("database is locked");
  expect(second).toContain(`no answer within ${answerWithinMs} ms`);
  expect(await write()).toContain("still no answer");
  other.run("commit");
  await eventually(async () => (await write()) === undefined);
  expect(await ledger.fills({})).toHaveLength(3);
  other.close();
  await ledger.close();
});

test("SQLite ledger: read by another process while it is written: whole batches, and nobody waits", async () => {
  using folder = temporaryFolder();
  await using writer = await opened(`sqlite:${folder.of("ledger.sqlite")}`);
  await using reader = await opened(`sqlite:${folder.of("ledger.sqlite")}`);
  for (let fromCount = 0; fromCount < 200; fromCount += 20) {
    const [, found] = await Promise.all([
      writer.write({ outboxId, fromCount, records: numberedFills(fromCount, 20) }),
      reader.fills({}),
    ]);
    expect(found.length % 20).toBe(0);
  }
  expect(await contents(reader, [outboxId])).toEqual(await contents(writer, [outboxId]));
});

test("SQLite ledger: a file that is none, or a folder, or in no folder: a start says so", async () => {
  using folder = temporaryFolder();
  writeFileSync(folder.of("text"), "this is a text and no database ".repeat(100));
  mkdirSync(folder.of("folder"));
  for (const [name, reason] of [
    ["text", "file is not a database"],
    ["folder", "unable to open database file"],
    ["nowhere/ledger.sqlite", "unable to open database file"],
  ] as const) {
    const error = await openLedger(`sqlite:${folder.of(name)}`).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(InputError);
    expect(String(error)).toContain(`ledger ${folder.of(name)}: ${reason}; expected a file that can be opened`);
  }
});

test("SQLite ledger: tables of a later version: are refused, and left as they are", async () => {
  using folder = temporaryFolder();
  const path = folder.of("ledger.sqlite");
  await (await openLedger(`sqlite:${path}`)).close();
  const file = new Database(path);
  file.run("insert into ledger_migrations (version, name, sha256) values (99, '099-later.sql', 'x')");
  file.close();
  const error = await openLedger(`sqlite:${path}`).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(InputError);
  expect(String(error)).toContain("a later version of the program made them");
});

/** What a writer had said was in when it was killed, after so many lines. */
async function killedAfter(linesCount: number, address: string): Promise<number> {
  const child = Bun.spawn([process.execPath, join(projectRoot, "tests/helpers/ledger-writer-child.ts"), address], {
    stdin: "ignore",
    stdout: "pipe",
    stderr: "inherit",
  });
  let text = "";
  const decoder = new TextDecoder();
  for await (const bytes of child.stdout) {
    text += decoder.decode(bytes, { stream: true });
    if (text.split("\n").length > linesCount) child.kill("SIGKILL");
  }
  await child.exited;
  return Number(text.trimEnd().split("\n").at(-1));
}
