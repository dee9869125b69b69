/**
 * The file of all fills that `--fills` asks for: CSV, written as the run goes, or Parquet, which is written at the end
 * because its footer is. It gets its name only when it is whole.
 */
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { fillCsvLine, fillsCsvHeader, fillsParquet } from "../../sim/report/fills.ts";
import { InputError } from "../base/input-error.ts";
import type { Fill } from "../domain/fill.ts";
import type { Instrument } from "../domain/instrument.ts";

export type FillsFileKind = "csv" | "parquet";

/** By the file's name. */
export function fillsFileKind(path: string): FillsFileKind {
  if (path.endsWith(".csv")) return "csv";
  if (path.endsWith(".parquet")) return "parquet";
  throw new InputError(`--fills ${path}`, "expected a name that ends in .csv or .parquet");
}

export class FillsFile {
  readonly #partial: string;
  readonly #file: number;
  #isOpen = true;
  readonly #fills: Fill[] = []; // All of them for Parquet; for CSV those not yet written.

  constructor(
    private readonly path: string,
    private readonly kind: FillsFileKind,
    private readonly instrument: Instrument,
    private readonly epochUnixNs: bigint,
  ) {
    this.#partial = `${path}.${process.pid}.part`;
    this.#file = openForWriting(path, this.#partial);
    if (kind === "csv") writeSync(this.#file, `${fillsCsvHeader}\n`);
  }

  add(fill: Fill): void {
    this.#fills.push(fill);
    if (this.kind === "csv" && this.#fills.length === linesAtOnce) this.#writeLines();
  }

  end(): void {
    if (this.kind === "csv") this.#writeLines();
    else writeSync(this.#file, new Uint8Array(fillsParquet(this.#fills, this.instrument, this.epochUnixNs)));
    this.#close();
    renameSync(this.#partial, this.path);
  }

  /** Nothing stays of a file that was not ended; one that was keeps its name. */
  discard(): void {
    this.#close();
    rmSync(this.#partial, { force: true });
  }

  #close(): void {
    if (this.#isOpen) closeSync(this.#file);
    this.#isOpen = false;
  }

  #writeLines(): void {
    const lines = this.#fills.splice(0).map((fill) => `${fillCsvLine(fill, this.instrument, this.epochUnixNs)}\n`);
    writeSync(this.#file, lines.join(""));
  }
}

function openForWriting(path: string, partial: string): number {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return openSync(partial, "w");
  } catch (error) {
    throw new InputError(`--fills ${path}`, `cannot be written (${(error as NodeJS.ErrnoException).code})`);
  }
}

const linesAtOnce = 1024;
