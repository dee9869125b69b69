/** A training on the terminal. */
import type { TrainingResult } from "../training/training-result.ts";
import { TerminalPage } from "./terminal-page.ts";
import { dataFacts, fileRows, notModelled, scoreTables, trainTitle } from "./train-rows.ts";
import { trainVerdict } from "./train-verdict.ts";

export function trainText(result: TrainingResult, { width, color }: { width: number; color: boolean }): string {
  const page = new TerminalPage(width, color);
  page.title(trainTitle(result));
  for (const sentence of trainVerdict(result)) page.paragraph(sentence, 0n);
  for (const { caption, head, rows } of scoreTables(result)) {
    page.section(caption);
    page.table(head, rows);
  }
  page.section("Files");
  page.table(["role", "file", "rows"], fileRows(result));
  page.section("Where this came from");
  for (const [name, text] of dataFacts(result)) page.fact(name, text);
  page.section("What is not modelled");
  for (const [at, text] of notModelled(result).entries()) page.fact(String(at + 1), text);
  return page.text();
}
