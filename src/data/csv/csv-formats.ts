/** Which of the known kinds of CSV a file is, by its header, or by its first row where there is none. */
import { fileBytesCount, lineBlocks } from "../../adapters/binance/recording-file.ts";
import { InputError } from "../../base/input-error.ts";
import { archiveFormat, archiveFormatOfRow } from "./binance-archive.ts";
import type { CsvFormat } from "./csv-format.ts";
import { splitFields } from "./csv-row.ts";
import { payloadTableFormat } from "./payload-tables.ts";
import { receivedTableFormat } from "./received-tables.ts";
import { tardisFormat } from "./tardis.ts";

export interface CsvFile {
  readonly path: string;
  readonly bytesCount: number;
  readonly format: CsvFormat;
  /** Lines in front of the first row: a header, and what stands above it. */
  readonly headLinesCount: number;
  /** The first rows, not checked. */
  readonly firstRows: readonly (readonly string[])[];
}

const firstRowsMax = 100;
/** A report above the header has a few hundred lines. */
const headLinesMax = 10_000;

/** A line that a file's writer wrote for people. */
export function isComment(line: string): boolean {
  return line.startsWith("#");
}

/** Undefined when it is no CSV of a kind that is known. @throws InputError when there is no such file. */
export async function openCsvFile(path: string): Promise<CsvFile | undefined> {
  const bytesCount = fileBytesCount(path);
  let linesCount = 0;
  let found: { format: CsvFormat; headLinesCount: number } | undefined;
  const firstRows: string[][] = [];
  for await (const line of firstLines(path)) {
    linesCount++;
    if (found === undefined) {
      if (line === "" || isComment(line)) continue;
      found = recognise(line, linesCount);
      if (found === undefined) return undefined;
      if (found.headLinesCount === linesCount) continue;
    }
    const fields = splitFields(line);
    if (fields !== undefined && line !== "" && !isComment(line)) firstRows.push(fields);
    if (firstRows.length === firstRowsMax) break;
  }
  if (found === undefined) return undefined;
  if (firstRows.length === 0) throw new InputError(path, `is a ${found.format.name} without rows; expected some`);
  return { path, bytesCount, ...found, firstRows };
}

function recognise(line: string, linesCount: number): { format: CsvFormat; headLinesCount: number } | undefined {
  const columns = splitFields(line)?.map((name) => name.trim()) ?? [];
  const headed =
    tardisFormat(columns) ?? archiveFormat(columns) ?? receivedTableFormat(columns) ?? payloadTableFormat(columns);
  if (headed !== undefined) return { format: headed, headLinesCount: linesCount };
  const format = archiveFormatOfRow(line);
  return format === undefined ? undefined : { format, headLinesCount: linesCount - 1 };
}

async function* firstLines(path: string): AsyncGenerator<string> {
  let linesCount = 0;
  for await (const block of lineBlocks(path)) {
    const text = block.toString("utf8");
    for (const line of (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n")) {
      if (++linesCount > headLinesMax) return;
      yield line.endsWith("\r") ? line.slice(0, -1) : line;
    }
  }
}
