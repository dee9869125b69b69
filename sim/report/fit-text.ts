/** A fit of agents on the terminal. */
import type { FitResult } from "../agent-fit/fit-result.ts";
import { fitHead, fitOrigin, fitTables, fitTitle } from "./fit-rows.ts";
import { TerminalPage } from "./terminal-page.ts";

export function fitText(result: FitResult, { width, color }: { width: number; color: boolean }): string {
  const page = new TerminalPage(width, color);
  page.title(fitTitle(result));
  for (const { caption, rows } of fitTables(result)) {
    page.section(caption);
    page.table(fitHead, rows);
  }
  page.section("Where this came from");
  for (const [name, text] of fitOrigin(result)) page.fact(name, text);
  return page.text();
}
