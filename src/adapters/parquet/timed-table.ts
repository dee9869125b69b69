/**
 * A table of rows in the order of their times, as Parquet, a file a UTC day, in one pass. Columns are given when it is made:
 * other programs add to them without a change here.
 */
import type { ParquetType, SchemaElement } from "hyparquet";
import { assert } from "../../base/assert.ts";
import type { Instrument } from "../../domain/instrument.ts";
import type { TimeNs } from "../../domain/time.ts";
import { type PlainColumn, writeRowGroup } from "./column-chunk.ts";
import { DayFiles, dayOf, endOfDay } from "./day-files.ts";
import { DoublePage } from "./double-page.ts";
import { Int64Page, type PlainPage, TextPage } from "./plain-page.ts";

/**
 * `time`: ns from the table's epoch, in the file Unix ns. `whole`: int64; `number`: float64; NaN is null in both. `text`:
 * one of a few, by its index. The first column is the time of the row.
 */
export type TimedColumn = { readonly name: string } & (
  | { readonly kind: "time" | "whole" | "number" }
  | { readonly kind: "text"; readonly texts: readonly string[] }
);

export const timedGroupRowsMax = 65_536;

export class TimedTable {
  readonly #files: DayFiles;
  readonly #pages: readonly ColumnPage[];
  #groupFirstNs: TimeNs = 0;

  /**
   * @param root folder of the partitions. @param epochUnixNs a UTC midnight. @param metadata of every file, by key.
   */
  constructor(
    root: string,
    instrument: Instrument,
    epochUnixNs: bigint,
    columns: readonly TimedColumn[],
    private readonly metadata: Readonly<Record<string, string>>,
  ) {
    assert(columns[0]?.kind === "time", "the first column is the time of the row");
    const schema: SchemaElement[] = [
      { name: "rows", num_children: columns.length, repetition_type: "REQUIRED" },
      ...columns.map(elementOf),
    ];
    const temporaryName = `.table-${process.pid}`;
    this.#files = new DayFiles({ root, temporaryName, instrument, epochUnixNs, schema, mark: "" });
    this.#pages = columns.map((column) => pageOf(column, epochUnixNs));
  }

  /** Appends the rows in `[from, to)` of these columns, in the order of the table's. */
  append(values: readonly Float64Array[], from: number, to: number): void {
    const times = values[0]!;
    for (let start = from; start < to; ) {
      this.#prepareFor(times[start]!);
      const end = endOfDay(times, start, Math.min(to, start + timedGroupRowsMax - this.#groupRowsCount));
      for (const [index, { add }] of this.#pages.entries()) add(values[index]!, start, end);
      start = end;
    }
  }

  /** Gives the files their names. Returns their paths. */
  seal(): string[] {
    this.#writeGroup();
    return this.#files.publish(() => this.metadata);
  }

  /** Gives up: nothing stays, not even a root that was empty. */
  discard(): void {
    this.#files.discard();
  }

  get #groupRowsCount(): number {
    return this.#pages[0]!.page.rowsCount;
  }

  /** A group has room, and rows of one day. */
  #prepareFor(timeNs: TimeNs): void {
    if (this.#groupRowsCount === timedGroupRowsMax || dayOf(timeNs) !== dayOf(this.#groupFirstNs)) this.#writeGroup();
    if (this.#groupRowsCount === 0) this.#groupFirstNs = timeNs;
  }

  #writeGroup(): void {
    if (this.#groupRowsCount === 0) return;
    writeRowGroup(
      this.#files.fileAt(this.#groupFirstNs).writer,
      this.#pages.map(({ column }) => column),
    );
    for (const { page } of this.#pages) page.clear();
  }
}

interface ColumnPage {
  readonly page: PlainPage;
  readonly column: PlainColumn;
  readonly add: (values: Float64Array, from: number, to: number) => void;
}

function pageOf(column: TimedColumn, epochUnixNs: bigint): ColumnPage {
  const { name } = column;
  const columnOf = (page: PlainPage) => ({
    ...{ name, page, type: storedAs[column.kind], isSearched: column.kind === "time" },
  });
  if (column.kind === "text") {
    const page = new TextPage(timedGroupRowsMax, false, column.texts);
    const add = (values: Float64Array, from: number, to: number) => {
      for (let at = from; at < to; at++) page.add(values[at]!);
    };
    return { page, column: columnOf(page), add };
  }
  const page =
    column.kind === "number"
      ? new DoublePage(timedGroupRowsMax)
      : column.kind === "whole"
        ? new Int64Page(timedGroupRowsMax, true)
        : new Int64Page(timedGroupRowsMax, false, epochUnixNs);
  return { page, column: columnOf(page), add: (values, from, to) => page.add(values, from, to) };
}

const storedAs = {
  time: "INT64",
  whole: "INT64",
  number: "DOUBLE",
  text: "BYTE_ARRAY",
} as const satisfies Record<TimedColumn["kind"], ParquetType>;

function elementOf({ name, kind }: TimedColumn): SchemaElement {
  const repetition_type = kind === "number" || kind === "whole" ? "OPTIONAL" : "REQUIRED";
  const element = { name, type: storedAs[kind], repetition_type } as const;
  return kind === "text" ? { ...element, converted_type: "UTF8", logical_type: { type: "STRING" } } : element;
}
