/**
 * What a report says of the data it rests on: a line when they are whole, and a warning when they are not, since a
 * result of broken data looks like any other.
 */
import type { BacktestResult } from "../result.ts";
import { percentText } from "./format.ts";

type DataQuality = Pick<BacktestResult, "dataProblems" | "bookValidShare">;

/** Below it the missing book is itself what is wrong: a recording begins with its snapshot, not long before. */
const validShareMin = 0.99;

export function dataQualityText({ dataProblems, bookValidShare }: DataQuality): string {
  const book = `valid book ${percentText(bookValidShare, bookValidShare < validShareMin ? 1 : 2)}`;
  return [...(dataProblems.length === 0 ? ["whole"] : dataProblems), book].join("; ");
}

/** Undefined for data without a fault. */
export function dataWarning(quality: DataQuality): string | undefined {
  const isClean = quality.dataProblems.length === 0 && quality.bookValidShare >= validShareMin;
  return isClean ? undefined : `Warning: the data are not clean: ${dataQualityText(quality)} of their time.`;
}
