/**
 * One row of a CSV file and its place. Cells are read by position; what is wrong with one is told with file, line and
 * column, and makes the row `isBad`: all that is wrong with a row is told, not only the first.
 */
import type { CsvFindings } from "./csv-findings.ts";

export class CsvRow {
  path = "";
  /** From 1. */
  line = 0;
  fields: readonly string[] = [];
  /** By position, for those who look for what is wrong. */
  names: readonly string[] = [];
  isBad = false;

  constructor(private readonly findings: CsvFindings) {}

  set(line: number, fields: readonly string[]): void {
    this.line = line;
    this.fields = fields;
    this.isBad = false;
  }

  text(at: number): string {
    return this.fields[at] ?? "";
  }

  /** The row, or one of its cells, cannot be read. @throws InputError where faults end the reading. */
  fault(problem: string, at?: number): void {
    this.isBad = true;
    this.findings.fault(this.#place(at), problem);
  }

  /** The row can be read, but hardly believed. */
  finding(problem: string, at?: number): void {
    this.findings.finding(this.#place(at), problem);
  }

  #place(at: number | undefined): string {
    const column = at === undefined ? "" : `, column ${at + 1} (${this.names[at] ?? "unnamed"})`;
    return `${this.path}:${this.line}${column}`;
  }
}

/** The fields of a line, quotes undone; undefined where a quoted field does not end. */
export function splitFields(line: string): string[] | undefined {
  return line.includes('"') ? splitQuoted(line) : line.split(",");
}

/** RFC 4180, but for fields that go over several lines: no market data has any. */
function splitQuoted(line: string): string[] | undefined {
  const fields: string[] = [];
  for (let from = 0; from <= line.length; ) {
    if (line[from] !== '"') {
      const comma = line.indexOf(",", from);
      const to = comma < 0 ? line.length : comma;
      fields.push(line.slice(from, to));
      from = to + 1;
      continue;
    }
    let quote = line.indexOf('"', from + 1);
    while (quote >= 0 && line[quote + 1] === '"') quote = line.indexOf('"', quote + 2);
    if (quote < 0 || (quote + 1 < line.length && line[quote + 1] !== ",")) return undefined;
    fields.push(line.slice(from + 1, quote).replaceAll('""', '"'));
    from = quote + 2;
  }
  return fields;
}
