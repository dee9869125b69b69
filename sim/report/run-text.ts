/** A run of many instruments for the terminal: what it came to, and a line for each; the reports have the rest. */
import { instrumentKey } from "../../src/domain/instrument.ts";
import type { RunResult } from "../run-result.ts";
import { runTime } from "./run-kind.ts";
import {
  hedgeRow,
  hedgesHead,
  instrumentRow,
  instrumentsHead,
  runNotes,
  runOrigin,
  runOutcome,
  runVerdict,
  runWarnings,
  totalRow,
  totalsHead,
} from "./run-tables.ts";
import type { SummaryOptions } from "./summary.ts";
import { TerminalPage } from "./terminal-page.ts";

/** Sentences within `width` columns; tables as wide as they are. */
export function runText(result: RunResult, { color, width }: SummaryOptions): string {
  const page = new TerminalPage(Math.max(72, width), color);
  page.title(result.instruments.map(({ instrument }) => instrumentKey(instrument)).join(", "));
  page.paragraph(runVerdict(result), runOutcome(result));
  for (const warning of runWarnings(result)) page.paragraph(warning, -1n);
  for (const note of runNotes(result)) page.paragraph(note, 0n);
  page.section("Instruments");
  page.table(instrumentsHead, result.instruments.map(instrumentRow));
  page.section("Together");
  page.table(
    totalsHead,
    result.totals.map((total) => totalRow(total, result.queueModel)),
  );
  if (result.hedges.length > 0) {
    page.section("Hedges");
    page.table(hedgesHead, result.hedges.map(hedgeRow));
  }
  page.section("Run");
  for (const [name, text] of runOrigin(result)) page.fact(name, text);
  page.fact(...runTime(result));
  return page.text();
}
