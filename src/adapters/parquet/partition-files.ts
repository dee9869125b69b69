/** The files of instruments in their partitions, and how they go. */
import { readdirSync, rmdirSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Instrument } from "../../domain/instrument.ts";

export interface PartitionFile {
  readonly path: string;
  /** UTC, of its partition. */
  readonly date: string;
  readonly bytesCount: number;
}

/** Of an instrument's day, below the root. @param date UTC, `2024-08-08`. */
export function partitionPath(instrument: Instrument, date: string): string {
  return join(instrumentPath(instrument), `date=${date}`);
}

/** @param root folder of the partitions. @param suffix of the files' names. */
export function partitionFiles(root: string, instrument: Instrument, suffix = ".parquet"): PartitionFile[] {
  const folder = join(root, instrumentPath(instrument));
  return namesIn(folder).flatMap((partition) => {
    const date = /^date=(\d{4}-\d{2}-\d{2})$/.exec(partition)?.[1];
    if (date === undefined) return [];
    const paths = namesIn(join(folder, partition)).map((name) => join(folder, partition, name));
    return paths
      .filter((path) => path.endsWith(suffix))
      .map((path) => ({ path, date, bytesCount: statSync(path).size }));
  });
}

/** With their partition, where it is empty then. */
export function removePartitionFile(path: string): void {
  rmSync(path, { force: true });
  const partition = dirname(path);
  if (namesIn(partition).length === 0) rmdirSync(partition);
}

function instrumentPath({ venue, market, symbol }: Instrument): string {
  return join(`venue=${venue}`, `market=${market}`, `symbol=${symbol}`);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
