/** What a backtest leaves: a page and a document; for many instruments a page that leads to each one's own. */
import { join } from "node:path";
import { reportHtml } from "../../sim/report/html.ts";
import { resultJson } from "../../sim/report/json.ts";
import { runHtml } from "../../sim/report/run-html.ts";
import { runJson } from "../../sim/report/run-json.ts";
import { runText } from "../../sim/report/run-text.ts";
import { type SummaryOptions, summaryText } from "../../sim/report/summary.ts";
import type { RunResult } from "../../sim/run-result.ts";
import { instrumentKey } from "../domain/instrument.ts";
import { writeWhole } from "./write-whole.ts";

/** Writes `report.html` and `result.json`, and an instrument's page under its name; gives the document as text. */
export function writeReports(result: RunResult, folder: string): { reportPath: string; json: string } {
  const reportPath = join(folder, "report.html");
  const document =
    result.instruments.length === 1 ? writeOne(result, reportPath) : writeMany(result, folder, reportPath);
  const json = JSON.stringify(document, undefined, 2);
  writeWhole(join(folder, "result.json"), `${json}\n`);
  return { reportPath, json };
}

export function terminalText(result: RunResult, options: SummaryOptions): string {
  const { instruments } = result;
  return instruments.length === 1 ? summaryText(instruments[0]!, options) : runText(result, options);
}

function writeOne({ instruments }: RunResult, reportPath: string): object {
  writeWhole(reportPath, reportHtml(instruments[0]!));
  return resultJson(instruments[0]!, reportPath);
}

function writeMany(result: RunResult, folder: string, reportPath: string): object {
  const names = result.instruments.map(({ instrument }) => `${instrumentKey(instrument)}.html`);
  const paths = names.map((name) => join(folder, name));
  for (const [at, path] of paths.entries()) writeWhole(path, reportHtml(result.instruments[at]!));
  writeWhole(reportPath, runHtml(result, names));
  return runJson(result, reportPath, paths);
}
