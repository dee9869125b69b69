/** `train`: models from tapes, from configuration to files and a page. */
import { join, resolve } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import { trainHtml } from "../../sim/report/train-html.ts";
import { trainJson } from "../../sim/report/train-json.ts";
import { trainText } from "../../sim/report/train-text.ts";
import { type TrainingStep, trainModels } from "../../sim/training/train-models.ts";
import type { TrainingResult } from "../../sim/training/training-result.ts";
import { InputError } from "../base/input-error.ts";
import { kebabKey } from "../domain/instrument.ts";
import { openEngine } from "../engine/open-engine.ts";
import type { Engine } from "../ports/engine.ts";
import type { Tape } from "../ports/tape.ts";
import {
  type Arguments,
  engineOption,
  hasFlag,
  optionValue,
  optionValues,
  parseArguments,
  wholeOption,
} from "./arguments.ts";
import { closeTapes, openBacktestTapes } from "./backtest-tapes.ts";
import { dataFolder } from "./folders.ts";
import { modelsFolder, writeModelFile } from "./model-files.ts";
import { Progress } from "./progress.ts";
import { readTrainSetup, type TrainSetup } from "./train-setup.ts";
import { tryFolder, writeWhole } from "./write-whole.ts";

const help = `Usage: halfspread train [CONFIG] [OPTIONS]

Fits models of one instrument: whether a quote fills, by how much the mid moves against it when it does, and where the mid drifts. The replay
venue labels the data: probe orders at many distances, each as if it were alone. All are judged out of their own data, beside baselines.

  CONFIG               a YAML file (default: the project's configs/train.yaml, on the synthetic market)
  --data PATH...       recordings, Parquet folders or tapes, instead of the configuration's data
  --seed N             instead of the configuration's seed
  --set a.b=value      change one entry of the configuration; may be repeated
  --instruments FILE   instruments from an exchangeInfo answer or a YAML file
  --engine KIND        native or reference; by default native where it is built
  --out DIR            where model files go (default: the project's data/models)
  --report DIR         where the page goes (default: the project's data/processed/training/NAME)
  --json               the result as one JSON document on stdout

Example:
  halfspread train configs/train-btcusdt.yaml --data recordings/btcusdt-*.gz`;

const options = {
  help: "flag",
  data: "list",
  seed: "value",
  set: "list",
  instruments: "value",
  engine: "value",
  out: "value",
  report: "value",
  json: "flag",
} as const;

/** @returns the exit code. @throws InputError */
export async function runTrain(args: string[]): Promise<number> {
  const given = parseArguments("train", args, options);
  if (hasFlag(given, "help")) {
    console.error(help);
    return 0;
  }
  const kind = engineOption(given);
  const setup = readSetup(given);
  const folders = foldersOf(given);
  const { config, instrument, knownInstruments } = setup;
  const times = new StepTimes();
  const tapes = await openBacktestTapes({ config, markets: [{ config, instrument }], knownInstruments });
  try {
    const result = train(setup, tapes[0]!, kind, given, times);
    report(result, given, folders, times);
  } finally {
    closeTapes(tapes);
  }
  return 0;
}

interface OutFolders {
  readonly models: string;
  /** Undefined: one that is named by the result. */
  readonly report: string | undefined;
}

/** Whether they can be written to is asked before the work is done. @throws InputError */
function foldersOf(given: Arguments): OutFolders {
  const models = resolve(optionValue(given, "out") ?? modelsFolder);
  const report = optionValue(given, "report");
  tryFolder("--out", models);
  if (report !== undefined) tryFolder("--report", report);
  return { models, report };
}

function readSetup(given: Arguments): TrainSetup {
  const [configPath, ...surplus] = given.positionals;
  if (surplus.length > 0)
    throw new InputError("train", `${surplus[0]}: expected one configuration; data goes behind --data`);
  return readTrainSetup({
    configPath,
    settings: optionValues(given, "set"),
    data: given.values.has("data") ? optionValues(given, "data") : undefined,
    seed: wholeOption(given, "seed"),
    instrumentsPath: optionValue(given, "instruments"),
  });
}

function train(
  { config, inputs, instrument, configText, configHash }: TrainSetup,
  tapes: readonly Tape[],
  kind: Engine["kind"] | undefined,
  given: Arguments,
  times: StepTimes,
): TrainingResult {
  const bars = new Map<TrainingStep, Progress>();
  const onProgress = (step: TrainingStep, share: number) => {
    times.begin(stepNames[step]);
    const bar = bars.get(step) ?? new Progress(stepNames[step]);
    bars.set(step, bar);
    bar.show(share);
  };
  const created = new Date().toISOString();
  const origin = { configText, configHash, codeVersion: packageJson.version, command: commandOf(given), created };
  try {
    return trainModels({
      ...{ config, inputs, instrument, tapes, origin, onProgress },
      openEngine: (configs) => openEngine(configs, kind),
    });
  } finally {
    for (const bar of bars.values()) bar.end();
  }
}

function report(result: TrainingResult, given: Arguments, folders: OutFolders, times: StepTimes): void {
  times.begin("writing");
  for (const model of result.models) writeModelFile(folders.models, model);
  const folder = resolve(folders.report ?? join(dataFolder, "processed/training", nameOf(result)));
  const reportPath = join(folder, "report.html");
  writeWhole(reportPath, trainHtml(result));
  const json = JSON.stringify({ ...trainJson(result), modelsFolder: folders.models, reportPath }, undefined, 2);
  writeWhole(join(folder, "result.json"), `${json}\n`);
  const color = process.stderr.isTTY === true && process.env.NO_COLOR === undefined;
  process.stderr.write(trainText(result, { color, width: Math.min(120, process.stderr.columns ?? 120) }));
  process.stderr.write(`\nTime: ${times.text()}\nModels: ${folders.models}\nReport: ${reportPath}\n`);
  if (hasFlag(given, "json")) console.log(json);
}

/** By what it was told and what came of it. */
function nameOf({ models, origin }: TrainingResult): string {
  const hash = new Bun.CryptoHasher("sha256").update(models.map((model) => model.hash).join(" ")).digest("hex");
  return `${kebabKey(models[0]!.instrument.key)}-${origin.configHash.slice(0, 8)}-${hash.slice(0, 12)}`;
}

/** As it was asked for. */
function commandOf({ positionals, values }: Arguments): string {
  const told = [...values].flatMap(([name, of]) => [`--${name}`, ...of]);
  return ["halfspread", "train", ...positionals, ...told].join(" ");
}

const stepNames: Readonly<Record<TrainingStep, string>> = {
  market: "sampling the market",
  probes: "playing probes",
  judging: "judging",
  fitting: "fitting",
};

/** How long each step took, for people. */
class StepTimes {
  readonly #parts: { readonly name: string; readonly fromMs: number }[] = [
    { name: "reading data", fromMs: performance.now() },
  ];

  begin(name: string): void {
    if (this.#parts.at(-1)!.name !== name) this.#parts.push({ name, fromMs: performance.now() });
  }

  text(): string {
    const endMs = performance.now();
    const parts = this.#parts.map(({ name, fromMs }, at) => {
      const untilMs = this.#parts[at + 1]?.fromMs ?? endMs;
      return `${name} ${((untilMs - fromMs) / 1000).toFixed(1)} s`;
    });
    return `${parts.join(", ")}; ${((endMs - this.#parts[0]!.fromMs) / 1000).toFixed(1)} s in all`;
  }
}
