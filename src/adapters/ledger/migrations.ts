/**
 * How the tables of a ledger came to be what they are: numbered files of SQL, each applied once, in order, and never
 * changed afterwards.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../../base/input-error.ts";

export interface Migration {
  /** 1, 2, 3 ... */
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
}

export interface AppliedMigration {
  readonly version: number;
  readonly sha256: string;
}

/** @param folder of `001-name.sql`, `002-name.sql` ... */
export function readMigrations(folder: string): Migration[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(".sql"));
  return names.toSorted().map((name) => {
    const sql = readFileSync(join(folder, name), "utf8");
    const sha256 = createHash("sha256").update(sql).digest("hex");
    return { version: Number.parseInt(name, 10), name, sql, sha256 };
  });
}

/**
 * Those that are still to be applied.
 * @param place names the ledger for people.
 * @throws InputError for tables of a later version of the program, or of another history.
 */
export function pendingMigrations(
  place: string,
  applied: readonly AppliedMigration[],
  known: readonly Migration[],
): readonly Migration[] {
  if (applied.length > known.length)
    throw new InputError(
      place,
      `has tables of version ${applied.length}; expected at most version ${known.length}: a later version of the program made them`,
    );
  applied.forEach((done, at) => {
    const { version, name, sha256 } = known[at]!;
    if (done.version !== version || done.sha256 !== sha256)
      throw new InputError(place, `its tables were not made by ${name} of this version; expected a ledger of its own`);
  });
  return known.slice(applied.length);
}
