/**
 * What is wrong with the rows of CSV files, each with its place. A *fault* is a row that cannot be read: an import
 * refuses it, a validation lists it and leaves the row out. A *finding* is a row that can be read and is not to be
 * believed: a hole in the ids, a price out of all proportion, a time of another day.
 */
import { InputError } from "../../base/input-error.ts";

export interface Finding {
  /** File and line, and the column where it is one cell. */
  readonly place: string;
  readonly problem: string;
}

/** Listed one by one; beyond that they are only counted. */
const listedMax = 1000;

export class CsvFindings {
  count = 0;
  readonly listed: Finding[] = [];

  /** @param isLenient faults are listed as findings are, instead of ending the reading. */
  constructor(private readonly isLenient: boolean) {}

  /** @throws InputError unless lenient. */
  fault(place: string, problem: string): void {
    if (!this.isLenient) throw new InputError(place, problem);
    this.finding(place, problem);
  }

  finding(place: string, problem: string): void {
    this.count++;
    if (this.listed.length < listedMax) this.listed.push({ place, problem });
  }
}
