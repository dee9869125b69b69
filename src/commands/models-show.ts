/** `models show`: one model, its inputs with their weights, and its manifest. */
import { join } from "node:path";
import { InputError } from "../base/input-error.ts";
import type { ModelDocument, ModelForm } from "../core/models/model-document.ts";
import { modelFileName } from "../core/models/model-text.ts";
import { hasFlag, parseArguments } from "./arguments.ts";
import { modelsFolder, readModelFile } from "./model-files.ts";
import { formText, questionOf } from "./models-list.ts";

const help = `Usage: halfspread models show MODEL [OPTIONS]

Shows a model: its file, or a file's name in the project's data/models, with or without .json.

  --json    the whole document on stdout

Example:
  halfspread models show fill-btcusdt-1a2b3c4d`;

/** @returns the exit code. @throws InputError */
export async function runModelsShow(args: string[]): Promise<number> {
  const given = parseArguments("models show", args, { json: "flag", help: "flag" });
  if (hasFlag(given, "help")) {
    console.error(help);
    return 0;
  }
  const [named, ...surplus] = given.positionals;
  if (named === undefined || surplus.length > 0) throw new InputError("models show", "expected one model");
  const document = readModelFile(pathOf(named));
  console.log(hasFlag(given, "json") ? JSON.stringify(document) : textOf(document));
  return 0;
}

function pathOf(named: string): string {
  const file = named.endsWith(".json") ? named : `${named}.json`;
  return file.includes("/") ? file : join(modelsFolder, file);
}

function textOf(document: ModelDocument): string {
  const { hash, instrument, inputs, form, manifest } = document;
  return [
    `${modelFileName(document)}: ${questionOf(document)}, ${formText(document)}`,
    `  hash           ${hash}`,
    `  instrument     ${instrument.key}, tick ${instrument.tick}, lot ${instrument.lot}`,
    ...inputs.map((input, at) => `  input          ${inputText(input, form, at)}`),
    `  data           ${manifest.data.join(", ")}`,
    `                 ${manifest.rowsCount} rows, ${manifest.firstTime} to ${manifest.lastTime}, ${manifest.dataHash}`,
    `  trained        ${manifest.created}, version ${manifest.codeVersion}, seed ${manifest.seed}`,
    `  again          ${manifest.command}`,
    ...Object.entries(manifest.metrics).map(([name, value]) => `  metric         ${name} ${value}`),
    `  configuration  ${manifest.configHash}`,
    ...manifest.configText
      .trimEnd()
      .split("\n")
      .map((line) => `    ${line}`),
  ].join("\n");
}

/** Weights are of scaled inputs, so that they can be compared. */
function inputText(
  { name, transform, mean, scale }: ModelDocument["inputs"][number],
  form: ModelForm,
  at: number,
): string {
  const through = transform === "none" ? name : `${transform}(${name})`;
  const weight = form.kind === "network" ? "" : `  weight ${Number(form.weights[at]!.toPrecision(4))}`;
  return `${through.padEnd(32)}  mean ${Number(mean.toPrecision(4))}  scale ${Number(scale.toPrecision(4))}${weight}`;
}
