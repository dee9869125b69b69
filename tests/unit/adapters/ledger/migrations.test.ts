// Goal: tables are brought to what this version expects, and never touched when somebody else made them.
// Method: histories of migrations, some of another version or changed; and the files themselves.
import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ledgerTables } from "../../../../src/adapters/ledger/ledger-tables.ts";
import { type Migration, pendingMigrations, readMigrations } from "../../../../src/adapters/ledger/migrations.ts";
import { projectRoot } from "../../../helpers/needs.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";

const known: Migration[] = [1, 2].map((version) => ({
  version,
  name: `00${version}-x.sql`,
  sql: "",
  sha256: `hash-${version}`,
}));

test("migrations: none, some or all applied: the rest is still to come, in order", () => {
  for (const count of [0, 1, 2])
    expect(pendingMigrations("ledger", known.slice(0, count), known)).toEqual(known.slice(count));
});

test("migrations: more applied than are known: refused as those of a later version", () => {
  expect(() => pendingMigrations("ledger x", known, known.slice(0, 1))).toThrow(
    "ledger x: has tables of version 2; expected at most version 1: a later version of the program made them",
  );
});

test("migrations: an applied one was another, or is missing: refused by its name", () => {
  const changed = [{ version: 1, sha256: "another" }];
  expect(() => pendingMigrations("ledger x", changed, known)).toThrow(
    "ledger x: its tables were not made by 001-x.sql",
  );
  expect(() => pendingMigrations("ledger x", known.slice(1), known)).toThrow("were not made by 001-x.sql");
});

test("migrations: a folder: its files of SQL by number, each with the hash of what it says", () => {
  using folder = temporaryFolder();
  for (const [name, text] of [
    ["002-b.sql", "b"],
    ["001-a.sql", "a"],
    ["README.md", "no SQL"],
  ] as const)
    writeFileSync(folder.of(name), text);
  const found = readMigrations(folder.path);
  expect(found.map(({ version, name, sql }) => [version, name, sql])).toEqual([
    [1, "001-a.sql", "a"],
    [2, "002-b.sql", "b"],
  ]);
  expect(found[0]!.sha256).toBe("ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"); // sha256sum
});

test.each(["embedded", "postgres"])("migrations: those of %s: count from 1, and create every table", (store) => {
  const migrations = readMigrations(join(projectRoot, `src/adapters/${store}/migrations`));
  expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, at) => at + 1));
  const sql = migrations.map((migration) => migration.sql).join("\n");
  for (const { name } of ledgerTables) expect(sql).toContain(`create table ${name} (`);
});
