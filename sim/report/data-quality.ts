/**
 * What a report says of the data it rests on: a line when they are whole, and a warning when they are not, since a
 * result of broken data looks like any other.
 */
import type { BacktestResult } from "../result.ts";
import { percentText } from "./format.ts";

type DataQuality = Pick<BacktestResult, "dataProblems" | "bookValidShare">;

/** Below it the missing book is itself a fault, as when the snapshot comes late; a whole recording waits for its own a moment. */
const validShareMin = 0.99;

export function dataQualityText({ dataProblems, bookValidShare }: DataQuality): string {
  const isBookWhole = bookValidShare >= validShareMin;
  const book = `valid book ${percentText(bookValidShare, isBookWhole ? 2 : 1)}`;
  if (isBookWhole) return dataProblems.length === 0 ? `whole; ${book}` : dataProblems.join("; ");
  return [...dataProblems, `${book} of the time`].join("; ");
}

/** Undefined for data without a fault. */
export function dataWarning(quality: DataQuality): string | undefined {
  const isClean = quality.dataProblems.length === 0 && quality.bookValidShare >= validShareMin;
  return isClean ? undefined : `Warning: the data are not clean: ${dataQualityText(quality)}.`;
}
