/**
 * What a kind of CSV file has to tell of itself, so that all the rest is the same for each: how it is known, what its
 * rows are of, and how they are read.
 */
import type { Market } from "../../domain/instrument.ts";
import type { CsvCells } from "./csv-cells.ts";
import type { CsvEvent } from "./csv-message.ts";
import type { CsvRow } from "./csv-row.ts";

/** Of files received at one time, rows of an earlier stream stand first: prints are mostly told before their depth. */
export const csvStreams = ["trades", "depth", "tickers"] as const;
export type CsvStream = (typeof csvStreams)[number];

export interface CsvFormat {
  /** For people. */
  readonly name: string;
  readonly stream: CsvStream;
  /** Names of the columns, in order; rows have as many fields. */
  readonly columns: readonly string[];
  /** Two clocks told the times of its rows, the venue's and the receiver's. */
  readonly hasReceivedTime: boolean;
  /** Its depth is whole books, with no events between them. */
  readonly holdsBooks: boolean;
  /** Its depth has no ids: messages are counted instead, and a snapshot among them means that something was lost. */
  readonly countsMessages: boolean;
  /** What a row, not checked yet, says of its file. */
  readonly tells: (path: string, fields: readonly string[]) => CsvTold;
  readonly open: (cells: CsvCells) => CsvDecoder;
}

export interface CsvTold {
  readonly symbol?: string | undefined;
  readonly market?: Market | undefined;
  /** Where USD-M and COIN-M look alike. */
  readonly isFutures?: boolean | undefined;
  /** Received, or at least the venue's; undefined where it cannot be read. */
  readonly unixNs?: bigint | undefined;
  /** Files of one format that do not continue one another have different ones. */
  readonly part?: string | undefined;
}

export interface CsvDecoder {
  /** Fills a cleared event, or leaves it `other` where the row is nothing that is imported. What is wrong is told to the row. */
  row(row: CsvRow, event: CsvEvent): void;
}

/** Where each column is; -1 for one that is not there. */
export function columnFinder(columns: readonly string[]): (name: string) => number {
  return (name) => columns.indexOf(name);
}
