/**
 * The results file of a sweep: a line of JSON for each finished run, only ever added to, and each line on the disk
 * before the next run begins. So a sweep that is killed loses the runs at hand and nothing else.
 */
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import type { SweepValue } from "../../sim/sweep-config.ts";
import { type SweepFigures, sweepFiguresSchema } from "../../sim/sweep-run.ts";
import { InputError } from "../base/input-error.ts";

export class SweepResults implements Disposable {
  readonly #byKey = new Map<string, SweepFigures>();
  readonly #file: number;

  /**
   * Opens or begins it; what a kill left of a line is cut off. @throws InputError at a whole line that is none of ours.
   */
  constructor(path: string) {
    mkdirSync(dirname(path), { recursive: true });
    if (existsSync(path)) this.#read(path);
    this.#file = openSync(path, "a");
  }

  /** Of a finished run. */
  get(key: string): SweepFigures | undefined {
    return this.#byKey.get(key);
  }

  /** @param values by key path, for people and notebooks. */
  add(key: string, values: Readonly<Record<string, SweepValue>>, figures: SweepFigures): void {
    writeSync(this.#file, `${JSON.stringify({ key, values, ...figures })}\n`);
    fdatasyncSync(this.#file);
    this.#byKey.set(key, figures);
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }

  #read(path: string): void {
    const bytes = readFileSync(path);
    const wholeBytes = bytes.lastIndexOf(lineFeed) + 1;
    const lines = bytes.subarray(0, wholeBytes).toString("utf8").split("\n").slice(0, -1);
    for (const [at, line] of lines.entries()) {
      const run = parseLine(line);
      if (run === undefined) throw new InputError(`${path}:${at + 1}`, "expected a finished run of a sweep, as JSON");
      const { key, ...figures } = run;
      this.#byKey.set(key, figures);
    }
    if (wholeBytes < bytes.length) truncateSync(path, wholeBytes);
  }
}

const lineFeed = 10;
const lineSchema = sweepFiguresSchema.extend({ key: z.string() });

function parseLine(line: string): z.output<typeof lineSchema> | undefined {
  try {
    return lineSchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}
