/**
 * Files of one kind that continue one another, as messages: one after another, in memory that does not grow with them.
 * Rows that cannot be read are told, and left out.
 */
import type { BinanceMessage } from "../../adapters/binance/message.ts";
import { lineBlocks, TornError } from "../../adapters/binance/recording-file.ts";
import { assert } from "../../base/assert.ts";
import { nsPerDay } from "../../domain/time.ts";
import type { CsvCells } from "./csv-cells.ts";
import { CsvChecks, type CsvDay } from "./csv-checks.ts";
import type { CsvFindings } from "./csv-findings.ts";
import type { CsvDecoder, CsvFormat } from "./csv-format.ts";
import { type CsvFile, isComment } from "./csv-formats.ts";
import { CsvEvent, MessageBuilder } from "./csv-message.ts";
import { CsvRow, splitFields } from "./csv-row.ts";

export interface SourceOptions {
  readonly findings: CsvFindings;
  /** Told of bytes of its files as they are read. */
  readonly bytesRead: (bytesCount: number) => void;
}

export class CsvSource {
  readonly format: CsvFormat;
  /** The message at which the source stands, good until it is moved on; undefined at its end. */
  head: BinanceMessage | undefined;
  /** Whether a file begins with it. */
  beginsFile = false;
  readonly #row: CsvRow;
  readonly #event = new CsvEvent();
  readonly #builder = new MessageBuilder();
  readonly #decoder: CsvDecoder;
  readonly #checks: CsvChecks;
  readonly #epochUnixNs: bigint;
  readonly #blocks: AsyncGenerator<string>;
  #block = "";
  #blockAt = 0;
  #line = 0;
  #headLinesCount = 0;
  #isCommentTold = false;
  #hasRows = false;
  /** Whether a file begins with the message that is being built. */
  #isBeginning = false;

  /** @param files of one format, in the order of their times. */
  constructor(
    private readonly files: readonly CsvFile[],
    cells: CsvCells,
    private readonly options: SourceOptions,
  ) {
    assert(files.length > 0, "a source has a file");
    this.format = files[0]!.format;
    this.#row = new CsvRow(options.findings);
    this.#row.names = this.format.columns;
    this.#decoder = this.format.open(cells);
    this.#checks = new CsvChecks(cells.instrument.market, this.format.countsMessages);
    this.#epochUnixNs = cells.epochUnixNs;
    this.#blocks = this.#readBlocks();
  }

  /** Moves on to the next message. @throws InputError at the place of what is wrong. */
  async advance(): Promise<void> {
    this.head = undefined;
    while (this.head === undefined) {
      if (this.#blockAt >= this.#block.length && !(await this.#nextBlock())) {
        this.beginsFile = this.#isBeginning;
        this.head = this.#builder.end();
        return;
      }
      this.head = this.#nextMessage();
    }
  }

  async #nextBlock(): Promise<boolean> {
    const next = await this.#blocks.next();
    if (next.done === true) return false;
    this.#block = next.value;
    this.#blockAt = 0;
    return true;
  }

  async *#readBlocks(): AsyncGenerator<string> {
    for (const file of this.files) {
      this.#begin(file);
      let fileBytesCount = 0;
      try {
        for await (const block of lineBlocks(file.path, (bytesCount) => {
          this.options.bytesRead(bytesCount - fileBytesCount);
          fileBytesCount = bytesCount;
        }))
          yield block.toString("utf8");
      } catch (error) {
        if (error instanceof TornError) throw new TornError(file.path, `${error.problem}, after line ${this.#line}`);
        throw error;
      }
    }
  }

  #begin({ path, headLinesCount }: CsvFile): void {
    this.#row.path = path;
    this.#line = 0;
    this.#headLinesCount = headLinesCount;
    this.#isCommentTold = false;
    this.#hasRows = false;
    this.#checks.day = dayOf(path, this.#epochUnixNs);
  }

  /** The next message that ends within the block, if one does. */
  #nextMessage(): BinanceMessage | undefined {
    const block = this.#block;
    while (this.#blockAt < block.length) {
      const found = block.indexOf("\n", this.#blockAt);
      const to = found < 0 ? block.length : found;
      const line = block.slice(this.#blockAt, block.charCodeAt(to - 1) === 13 && to > this.#blockAt ? to - 1 : to);
      this.#blockAt = to + 1;
      if (++this.#line <= this.#headLinesCount || line === "") continue;
      const message = this.#take(line);
      if (message !== undefined) return message;
    }
    return undefined;
  }

  #take(line: string): BinanceMessage | undefined {
    const row = this.#row;
    const fields = splitFields(line);
    row.set(this.#line, fields ?? []);
    if (isComment(line)) this.#tellComment(row);
    else if (fields === undefined) row.fault("a quoted field does not end on its line");
    else if (fields.length !== row.names.length)
      row.fault(`has ${fields.length} fields; expected ${row.names.length}: ${row.names.slice(0, 8).join(",")}…`);
    else return this.#takeRow(row);
    return undefined;
  }

  #takeRow(row: CsvRow): BinanceMessage | undefined {
    const event = this.#event;
    event.clear();
    this.#decoder.row(row, event);
    if (row.isBad) return undefined;
    const isFirst = !this.#builder.continues(event);
    if (!isFirst && !this.#builder.agrees(event)) row.finding("has other times than the rows of its message above it");
    this.#checks.check(event, row, isFirst);
    if (isFirst) {
      this.beginsFile = this.#isBeginning;
      this.#isBeginning = !this.#hasRows;
      this.#hasRows = true;
    }
    return this.#builder.take(event);
  }

  /** Above the header a file may speak for itself; among rows, somebody took one out. */
  #tellComment(row: CsvRow): void {
    if (!this.#isCommentTold) row.finding("a comment among the rows; expected a row");
    this.#isCommentTold = true;
  }
}

const dayFirst = /(?:^|[^\d])(\d{2})-(\d{2})-(\d{4})(?!\d)/;
const yearFirst = /(?:^|[^\d])(\d{4})-(\d{2})-(\d{2})(?!\d)/;

/** The UTC day that a file's name says it is of. */
function dayOf(path: string, epochUnixNs: bigint): CsvDay | undefined {
  const name = path.split("/").at(-1)!;
  const [, year, month, day] = yearFirst.exec(name) ?? [];
  const [, lastDay, lastMonth, lastYear] = dayFirst.exec(name) ?? [];
  const utcMs = Date.UTC(Number(year ?? lastYear), Number(month ?? lastMonth) - 1, Number(day ?? lastDay));
  if (Number.isNaN(utcMs)) return undefined;
  const fromNs = Number(BigInt(utcMs) * 1_000_000n - epochUnixNs);
  return { fromNs, toNs: fromNs + nsPerDay };
}
