/**
 * The files of a table in the order of its times, one a UTC day: `venue=…/market=…/symbol=…/date=…/<first time>.parquet`.
 *
 * Until `publish` gives them their names they are in a hidden folder beside the partitions, under names that no glob of
 * Parquet takes: a crash leaves nothing that looks whole. When it has returned, they are on the disk, and survive a loss of
 * power.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { SchemaElement } from "hyparquet";
import { fileWriter, ParquetWriter } from "hyparquet-writer";
import type { Instrument } from "../../domain/instrument.ts";
import { formatUnixNs, nsPerDay, type TimeNs } from "../../domain/time.ts";
import { syncFolders, syncPath } from "../sync-path.ts";
import { partitionPath } from "./partition-files.ts";

export interface DayFilesForm {
  /** Of the partitions. */
  readonly root: string;
  /** Of the hidden folder; whoever writes under it is alone. */
  readonly temporaryName: string;
  readonly instrument: Instrument;
  /** A UTC midnight, from which times count. */
  readonly epochUnixNs: bigint;
  readonly schema: SchemaElement[];
  /** Of file names, between the first time and the ending. */
  readonly mark: string;
}

export interface DayFile {
  /** Since the epoch. */
  readonly day: number;
  /** Where it is until it is published, and from then on. */
  readonly temporary: string;
  readonly path: string;
  readonly output: ReturnType<typeof fileWriter>;
  readonly writer: ParquetWriter;
}

export class DayFiles {
  /** Oldest first. */
  readonly all: DayFile[] = [];
  readonly #temporaryFolder: string;

  constructor(private readonly form: DayFilesForm) {
    this.#temporaryFolder = join(form.root, form.temporaryName);
    // Of a writer that did not come to its end.
    rmSync(this.#temporaryFolder, { recursive: true, force: true });
  }

  /** For rows from then on, of that day. */
  fileAt(timeNs: TimeNs): DayFile {
    const day = dayOf(timeNs);
    const last = this.all.at(-1);
    if (last?.day === day) return last;
    const file = this.#begin(day, timeNs);
    this.all.push(file);
    return file;
  }

  /** Footers, then names. @param metadataOf each file, whose rows are in `temporary` by then. Returns the paths. */
  publish(metadataOf: (file: DayFile) => Readonly<Record<string, string>>): string[] {
    for (const file of this.all) finish(file, metadataOf);
    for (const { temporary, path } of this.all) {
      mkdirSync(dirname(path), { recursive: true });
      renameSync(temporary, path);
      syncFolders(dirname(path), this.form.root);
    }
    rmSync(this.#temporaryFolder, { recursive: true, force: true });
    return this.all.map(({ path }) => path);
  }

  /** Gives up: nothing stays, not even a root that was empty. */
  discard(): void {
    const { root } = this.form;
    rmSync(this.#temporaryFolder, { recursive: true, force: true });
    if (existsSync(root) && readdirSync(root).length === 0) rmdirSync(root);
  }

  #begin(day: number, firstNs: TimeNs): DayFile {
    const { root, instrument, epochUnixNs, schema, mark } = this.form;
    mkdirSync(this.#temporaryFolder, { recursive: true });
    const time = formatUnixNs(epochUnixNs + BigInt(firstNs));
    const name = `${time.replaceAll(/[-:]/g, "")}${mark}.parquet`;
    const temporary = join(this.#temporaryFolder, `${name}.part`);
    const output = fileWriter(temporary);
    const writer = new ParquetWriter({ writer: output, schema, createdBy: "halfspread" });
    return { day, temporary, path: join(root, partitionPath(instrument, time.slice(0, 10)), name), output, writer };
  }
}

export function dayOf(timeNs: TimeNs): number {
  return Math.floor(timeNs / nsPerDay);
}

/** How far the times behind `from`, to `toMax` at most, are of its day. */
export function endOfDay(times: Float64Array, from: number, toMax: number): number {
  const dayEndNs = (dayOf(times[from]!) + 1) * nsPerDay;
  let to = from + 1;
  while (to < toMax && times[to]! < dayEndNs) to++;
  return to;
}

function finish(file: DayFile, metadataOf: (file: DayFile) => Readonly<Record<string, string>>): void {
  file.output.finish(); // Writes out what it holds; the footer follows.
  file.writer.kvMetadata = Object.entries(metadataOf(file)).map(([key, value]) => ({ key, value }));
  file.writer.finish();
  syncPath(file.temporary);
}
