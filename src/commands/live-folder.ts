/**
 * What live sessions of one name keep on disk:
 *
 *   NAME/lock             whose process trades under this name: one at a time
 *   NAME/kill             the latch: there, and why, until it is reset
 *   NAME/open             there from the start of a session with real orders until it ends with nothing open
 *   NAME/reference.json   balances at which a position is 0, noted at the first start
 *   NAME/SESSION/…        a folder for each session: journal, fills, log, report
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { InputError } from "../base/input-error.ts";
import type { LiveConfig } from "../live/live-config.ts";
import { dataFolder } from "./folders.ts";
import { ProcessLock } from "./process-lock.ts";
import { writeWhole } from "./write-whole.ts";

const decimals = z.record(z.string(), z.string());

export class LiveFolder implements Disposable {
  readonly #lock: ProcessLock;
  readonly #killPath: string;
  readonly #openPath: string;
  readonly #referencePath: string;

  /** @throws InputError when another process trades under that name. */
  constructor(readonly path: string) {
    this.#lock = new ProcessLock(join(path, "lock"), path, "trades under this name");
    this.#killPath = join(path, "kill");
    this.#openPath = join(path, "open");
    this.#referencePath = join(path, "reference.json");
  }

  /** Makes the folder of a new session. Ids are in base 36 of milliseconds, each later than all before it. */
  newSession(unixMs: number): { sessionId: string; folder: string } {
    const last = this.sessionIds().at(-1);
    const id = Math.max(unixMs, last === undefined ? 0 : Number.parseInt(last, 36) + 1);
    const sessionId = id.toString(36).padStart(8, "0");
    const folder = join(this.path, sessionId);
    mkdirSync(folder);
    return { sessionId, folder };
  }

  /** The oldest first. */
  sessionIds(): string[] {
    return sessionIdsIn(this.path);
  }

  /** Whether orders of an earlier session may still be open, or on their way to the venue. */
  get mayHaveOrders(): boolean {
    return existsSync(this.#openPath);
  }

  noteMayHaveOrders(): void {
    writeFileSync(this.#openPath, "");
  }

  noteNoOrders(): void {
    rmSync(this.#openPath, { force: true });
  }

  /** Why nothing may be placed; undefined while it is not latched. */
  get killReason(): string | undefined {
    return readIfThere(this.#killPath)?.trim();
  }

  /** On the disk when this returns. */
  latchKill(reason: string): void {
    const file = openSync(this.#killPath, "w");
    writeSync(file, `${reason}\n`);
    fsyncSync(file);
    closeSync(file);
  }

  resetKill(): void {
    rmSync(this.#killPath, { force: true });
  }

  /** As noted at the first start, by asset in decimals; undefined before. @throws InputError for a file that is none. */
  get reference(): Readonly<Record<string, string>> | undefined {
    const text = readIfThere(this.#referencePath);
    if (text === undefined) return undefined;
    try {
      return decimals.parse(JSON.parse(text));
    } catch {
      throw new InputError(this.#referencePath, "expected a JSON object of assets and decimals");
    }
  }

  noteReference(reference: Readonly<Record<string, string>>): void {
    writeWhole(this.#referencePath, `${JSON.stringify(reference, undefined, 2)}\n`);
  }

  [Symbol.dispose](): void {
    this.#lock[Symbol.dispose]();
  }
}

/** Where live sessions are kept, whatever their names. */
export function liveRoot({ journal }: LiveConfig): string {
  return journal.folder ?? join(dataFolder, "live");
}

/** Of one name, the oldest first. @param path as of a `LiveFolder`; there may be none yet. */
export function sessionIdsIn(path: string): string[] {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^[0-9a-z]{8,}$/.test(entry.name))
    .map(({ name }) => name)
    .toSorted();
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
