/** `models list`: fitted models on disk, each version with where it comes from. */
import { basename } from "node:path";
import { InputError } from "../base/input-error.ts";
import type { ModelDocument, ModelForm } from "../core/models/model-document.ts";
import { hasFlag, parseArguments } from "./arguments.ts";
import { type ModelFile, modelFilesIn, modelsFolder } from "./model-files.ts";

const help = `Usage: halfspread models list [FOLDER] [OPTIONS]

Lists the models of a folder (default: the project's data/models), oldest version of each name first: what each answers, of which instrument and
form, from which data, and how good it was. A configuration names them by their files:
  models: { fill: data/models/NAME-HASH.json }

  --json    as one JSON document on stdout, with the whole manifests

Example:
  halfspread models list`;

/** @returns the exit code: 1 where a file is damaged. @throws InputError */
export async function runModelsList(args: string[]): Promise<number> {
  const given = parseArguments("models list", args, { json: "flag", help: "flag" });
  if (hasFlag(given, "help")) {
    console.error(help);
    return 0;
  }
  const [folder = modelsFolder, ...surplus] = given.positionals;
  if (surplus.length > 0) throw new InputError("models list", "expected one folder");
  const files = modelFilesIn(folder).sort(byNameAndAge);
  if (hasFlag(given, "json")) console.log(JSON.stringify({ models: files.map(rowOf) }));
  else console.log(files.length === 0 ? `no models in ${folder}` : files.flatMap(linesOf).join("\n"));
  return files.some(({ document }) => document instanceof InputError) ? 1 : 0;
}

/** Such as `fill of BTCUSDT within 5 s`. */
export function questionOf({ role, instrument, horizonMs }: ModelDocument): string {
  return `${role} of ${instrument.key} within ${horizonMs / 1000} s`;
}

/** Such as `network of 16 units on 12 inputs`. */
export function formText({ form, inputs }: Pick<ModelDocument, "form" | "inputs">): string {
  return `${form.kind}${partsText(form)} on ${inputs.length} ${inputs.length === 1 ? "input" : "inputs"}`;
}

function partsText(form: ModelForm): string {
  if (form.kind === "network") return ` of ${form.hiddenWeights.length} units`;
  return form.kind === "hazard" ? ` of ${form.edgesMs.length} intervals` : "";
}

function byNameAndAge(one: ModelFile, other: ModelFile): number {
  const keyOf = ({ path, document }: ModelFile) =>
    document instanceof InputError ? `~ ${path}` : `${document.name} ${document.manifest.created} ${document.hash}`;
  return keyOf(one) < keyOf(other) ? -1 : 1;
}

function rowOf({ path, document }: ModelFile) {
  if (document instanceof InputError) return { path, problem: document.message };
  const { name, role, hash, instrument, horizonMs, inputs, form, manifest } = document;
  const names = inputs.map((input) => input.name);
  return { path, name, role, hash, instrument, horizonMs, form: form.kind, inputs: names, manifest };
}

function linesOf({ path, document }: ModelFile): string[] {
  if (document instanceof InputError) return [`damaged: ${document.message}`];
  const { manifest } = document;
  const metrics = Object.entries(manifest.metrics).map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`);
  return [
    `${basename(path)}: ${questionOf(document)}, ${formText(document)}`,
    `  data      ${manifest.rowsCount} rows, ${manifest.firstTime} to ${manifest.lastTime}, ${manifest.data.join(", ")}`,
    `  trained   ${manifest.created}, version ${manifest.codeVersion}, seed ${manifest.seed}, configuration ${manifest.configHash.slice(0, 8)}`,
    ...(metrics.length === 0 ? [] : [`  metrics   ${metrics.join(", ")}`]),
  ];
}
