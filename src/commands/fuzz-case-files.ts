/**
 * A failing case on disk: its market as a tape, its configuration, and its instrument, so that one command of `sim`
 * plays it again.
 */
import { mkdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import type { FuzzFailure } from "../../sim/fuzz/fuzz-strategy.ts";
import { historyMidnightUnixNs, historyRows } from "../../sim/fuzz/market-history.ts";
import { configOf, type StrategyCase } from "../../sim/fuzz/strategy-case.ts";
import { mapModels } from "../../sim/models-config.ts";
import { TapeWriter } from "../adapters/arrow/tape-writer.ts";
import { modelText } from "../core/models/model-text.ts";
import { fanOut } from "../data/fan-out.ts";
import { dataProblems } from "../data/quality-report.ts";
import { RowQuality } from "../data/row-quality.ts";
import { entryOfInstrument } from "../domain/instrument-entry.ts";
import { snakeKeys } from "./read-config.ts";
import { shellText } from "./shell-text.ts";
import { writeWhole } from "./write-whole.ts";

const tapeName = "market";
const configName = "config.yaml";
const instrumentsName = "instruments.yaml";

/** What an earlier failure left in the folder gives way. */
export function writeFailingCase(folder: string, { case: of, property, problem }: FuzzFailure, name: string): void {
  mkdirSync(folder, { recursive: true });
  writeTape(join(folder, tapeName), of, `a case in which ${name} fails ${property.name}`);
  const { run, market } = configOf(of, name);
  const models = mapModels(market.models ?? {}, ({ file, document }) => {
    const path = join(folder, file);
    writeWhole(path, modelText(document));
    return path;
  });
  const config = { ...market, ...run, models, data: [join(folder, tapeName)] };
  const comment = [`${name}: ${property.name} does not hold`, problem].map((line) => `# ${line}\n`).join("");
  writeWhole(join(folder, configName), `${comment}${yamlOf(snakeKeys(config))}`);
  writeWhole(join(folder, instrumentsName), yamlOf({ instruments: [entryOfInstrument(of.instrument)] }));
}

/** @param strategyFile where the strategy is not registered. */
export function simCommandOf(folder: string, strategyFile: string | undefined): string {
  const here = relative(process.cwd(), folder);
  const at = (name: string) => join(here.startsWith("..") ? folder : here, name);
  return shellText([
    ...["bun", "run", "sim", at(configName), "--data", at(tapeName), "--instruments", at(instrumentsName)],
    ...(strategyFile === undefined ? [] : ["--strategy", strategyFile]),
  ]);
}

function writeTape(path: string, { instrument, history }: StrategyCase, source: string): void {
  rmSync(path, { recursive: true, force: true });
  const writer = new TapeWriter(path, instrument, historyMidnightUnixNs);
  const quality = new RowQuality();
  const sink = fanOut(quality, writer);
  sink.rows(historyRows(history));
  sink.end();
  writer.seal({ clockOffsetNs: 0, source, problems: dataProblems(quality), bookValidNs: quality.bookValidNs });
}

function yamlOf(value: unknown): string {
  return `${Bun.YAML.stringify(value, null, 2)}\n`;
}
