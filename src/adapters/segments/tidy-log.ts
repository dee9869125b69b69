/**
 * Takes away what a writer that was killed leaves of a log beside its records: the segment made ready for later, and the
 * zeros behind the last record. What is read of the log stays the same.
 */
import { existsSync, rmSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { headerBytes, recordBytes, segmentName } from "./segment-format.ts";
import { SegmentReader } from "./segment-reader.ts";

/**
 * @param folder of a log that nobody writes any more.
 * @param segmentBytes of its segments: a last one of another size was cut before.
 * @returns how many bytes less it takes on the disk.
 */
export function tidyLog(folder: string, kind: string, segmentBytes: number): number {
  let freedBytes = 0;
  for (const name of [`${kind}.next`, `${kind}.now`]) freedBytes += removed(join(folder, name));
  let sequence = 0;
  while (existsSync(join(folder, segmentName(kind, sequence + 1)))) sequence++;
  const last = join(folder, segmentName(kind, sequence));
  if (sequence === 0 || statSync(last).size !== segmentBytes) return freedBytes;
  return freedBytes + cutZeros(last, new SegmentReader(folder, kind));
}

function removed(path: string): number {
  if (!existsSync(path)) return 0;
  const { size } = statSync(path);
  rmSync(path);
  return size;
}

/** What is damaged stays as it is, for who wants to look at it. */
function cutZeros(path: string, reader: SegmentReader): number {
  let toByte = headerBytes;
  for (const record of reader.records(reader.partsCount - 1, 1)) toByte += recordBytes(record.length);
  if (reader.end.kind !== "open") return 0;
  const { size } = statSync(path);
  truncateSync(path, toByte);
  return size - toByte;
}
