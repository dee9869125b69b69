/**
 * Reads order-level recordings, plain or gz, line by line through a venue's decoder into rows.
 *
 * A decoder knows its format and nothing of files; what it cannot read is reported with file and line, once.
 */

import { type BytesRead, lineBlocks } from "../../adapters/binance/recording-file.ts";
import { InputError } from "../../base/input-error.ts";
import type { OrderEventColumns } from "../../domain/order-event.ts";
import { OrderRows } from "../../domain/order-rows.ts";

export interface OrderLineDecoder {
  /** Adds the rows of one line, whole messages. @throws BadLine when it is none of the format. */
  line(text: string, rows: OrderRows): void;
}

/** What is wrong with a line; the reader adds where. */
export class BadLine extends Error {
  override readonly name = "BadLine";
}

const rowsUsual = 1 << 16;

/**
 * The rows of a file in order, about `rowsMax` at a time, always whole messages. Each chunk is readable until the next
 * is asked for.
 * @throws InputError `file:line` at the first line that is not of the format, and when the file cannot be read to its
 * end.
 */
export async function* readOrderRows(
  path: string,
  decoder: OrderLineDecoder,
  rowsMax = rowsUsual,
  bytesRead?: BytesRead,
): AsyncGenerator<OrderEventColumns> {
  const rows = new OrderRows();
  let line = 0;
  for await (const text of textLines(path, bytesRead)) {
    line++;
    if (text.trim() !== "") decodeLine(decoder, text, rows, `${path}:${line}`);
    if (rows.rowsCount < rowsMax) continue;
    yield rows;
    rows.clear();
  }
  if (rows.rowsCount > 0) yield rows;
}

/** The first line of a file. @throws InputError when there is none. */
export async function readFirstLine(path: string): Promise<string> {
  for await (const text of textLines(path)) return text;
  throw new InputError(path, "is empty; expected at least one line");
}

/** @throws InputError at `place`. */
export function decodeLine(decoder: OrderLineDecoder, text: string, rows: OrderRows, place: string): void {
  try {
    decoder.line(text, rows);
  } catch (error) {
    throw error instanceof BadLine ? new InputError(place, error.message) : error;
  }
}

/** The lines without their ends. */
export async function* textLines(path: string, bytesRead?: BytesRead): AsyncGenerator<string> {
  for await (const block of lineBlocks(path, bytesRead)) {
    const lines = block.toString("utf8").split("\n");
    if (lines.at(-1) === "") lines.pop();
    for (const line of lines) yield line.endsWith("\r") ? line.slice(0, -1) : line;
  }
}
