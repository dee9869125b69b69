/**
 * A table of rows in the order of their times, as Parquet: `venue=…/market=…/symbol=…/date=…/<first time>.parquet`, a
 * file a UTC day, in one pass. Columns are given when it is made: other programs add to them without a change here.
 *
 * Until `seal` gives them their names, the files are in a hidden folder beside the partitions, under names that no glob
 * of Parquet takes: a crash leaves nothing that looks whole.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ParquetType, SchemaElement } from "hyparquet";
import { fileWriter, ParquetWriter } from "hyparquet-writer";
import { assert } from "../../base/assert.ts";
import type { Instrument } from "../../domain/instrument.ts";
import { formatUnixNs, nsPerDay, type TimeNs } from "../../domain/time.ts";
import { type PlainColumn, writeRowGroup } from "./column-chunk.ts";
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

interface DayFile {
  readonly day: number;
  readonly temporary: string;
  readonly path: string;
  readonly writer: ParquetWriter;
}

export class TimedTable {
  readonly #temporaryFolder: string;
  readonly #schema: SchemaElement[];
  readonly #pages: readonly ColumnPage[];
  readonly #days: DayFile[] = [];
  #groupDay = Number.NaN;
  #groupFirstNs: TimeNs = 0;

  /**
   * @param root folder of the partitions. @param epochUnixNs a UTC midnight. @param metadata of every file, by key.
   */
  constructor(
    private readonly root: string,
    private readonly instrument: Instrument,
    private readonly epochUnixNs: bigint,
    columns: readonly TimedColumn[],
    private readonly metadata: Readonly<Record<string, string>>,
  ) {
    assert(columns[0]?.kind === "time", "the first column is the time of the row");
    this.#temporaryFolder = join(root, `.table-${process.pid}`);
    this.#schema = [
      { name: "rows", num_children: columns.length, repetition_type: "REQUIRED" },
      ...columns.map(elementOf),
    ];
    this.#pages = columns.map((column) => pageOf(column, epochUnixNs));
  }

  /** Appends the rows in `[from, to)` of these columns, in the order of the table's. */
  append(values: readonly Float64Array[], from: number, to: number): void {
    const times = values[0]!;
    for (let start = from; start < to; ) {
      this.#prepareFor(times[start]!);
      const end = this.#endOfRun(times, start, to);
      for (const [index, { add }] of this.#pages.entries()) add(values[index]!, start, end);
      start = end;
    }
  }

  /** Gives the files their names. Returns their paths. */
  seal(): string[] {
    this.#writeGroup();
    this.#days.at(-1)?.writer.finish();
    for (const { temporary, path } of this.#days) {
      mkdirSync(dirname(path), { recursive: true });
      renameSync(temporary, path);
    }
    rmSync(this.#temporaryFolder, { recursive: true, force: true });
    return this.#days.map(({ path }) => path);
  }

  /** Gives up: nothing stays, not even a root that was empty. */
  discard(): void {
    rmSync(this.#temporaryFolder, { recursive: true, force: true });
    if (existsSync(this.root) && readdirSync(this.root).length === 0) rmdirSync(this.root);
  }

  get #groupRowsCount(): number {
    return this.#pages[0]!.page.rowsCount;
  }

  /** A group has room, and rows of one day. */
  #prepareFor(timeNs: TimeNs): void {
    const day = Math.floor(timeNs / nsPerDay);
    if (this.#groupRowsCount === timedGroupRowsMax || day !== this.#groupDay) this.#writeGroup();
    if (this.#groupRowsCount > 0) return;
    this.#groupDay = day;
    this.#groupFirstNs = timeNs;
  }

  #endOfRun(times: Float64Array, from: number, to: number): number {
    const endMax = Math.min(to, from + timedGroupRowsMax - this.#groupRowsCount);
    const dayEndNs = (this.#groupDay + 1) * nsPerDay;
    let end = from + 1;
    while (end < endMax && times[end]! < dayEndNs) end++;
    return end;
  }

  #writeGroup(): void {
    if (this.#groupRowsCount === 0) return;
    writeRowGroup(
      this.#dayFile().writer,
      this.#pages.map(({ column }) => column),
    );
    for (const { page } of this.#pages) page.clear();
  }

  #dayFile(): DayFile {
    const last = this.#days.at(-1);
    if (last?.day === this.#groupDay) return last;
    last?.writer.finish();
    mkdirSync(this.#temporaryFolder, { recursive: true });
    const { venue, market, symbol } = this.instrument;
    const time = formatUnixNs(this.epochUnixNs + BigInt(this.#groupFirstNs));
    const name = `${time.replaceAll(/[-:]/g, "")}.parquet`;
    const temporary = join(this.#temporaryFolder, `${name}.part`);
    const partition = [`venue=${venue}`, `market=${market}`, `symbol=${symbol}`, `date=${time.slice(0, 10)}`];
    const writer = new ParquetWriter({
      writer: fileWriter(temporary),
      schema: this.#schema,
      kvMetadata: Object.entries(this.metadata).map(([key, value]) => ({ key, value })),
      createdBy: "halfspread",
    });
    const file = { day: this.#groupDay, temporary, path: join(this.root, ...partition, name), writer };
    this.#days.push(file);
    return file;
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
