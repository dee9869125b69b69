/** From a configuration file and the command line to everything a training is told, checked. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { type TrainConfig, trainConfigSchema } from "../../sim/training/train-config.ts";
import { featureInputs } from "../../sim/training/train-inputs.ts";
import { loadInstruments } from "../adapters/binance/instruments-file.ts";
import { InputError } from "../base/input-error.ts";
import type { ModelInput } from "../core/models/model-document.ts";
import type { Instrument } from "../domain/instrument.ts";
import { configsFolder, instrumentsPath } from "./folders.ts";
import { namedInstrument } from "./named-instrument.ts";
import { withQueueModel } from "./queue-model-file.ts";
import { checkConfig, readYaml, snakeKeys } from "./read-config.ts";

export interface TrainOptions {
  /** Undefined: `configs/train.yaml`. */
  readonly configPath: string | undefined;
  readonly settings: readonly string[];
  /** These replace what the file says. */
  readonly data: readonly string[] | undefined;
  readonly seed: number | undefined;
  readonly instrumentsPath: string | undefined;
}

export interface TrainSetup {
  readonly config: TrainConfig;
  readonly inputs: readonly ModelInput[];
  readonly instrument: Instrument;
  readonly knownInstruments: readonly Instrument[];
  /** The configuration as it takes effect, as YAML, and its hash: without the data, which have one of their own. */
  readonly configText: string;
  readonly configHash: string;
}

/** @throws InputError naming file and key. */
export function readTrainSetup(options: TrainOptions): TrainSetup {
  const place = options.configPath ?? "configs/train.yaml";
  const document = readYaml(options.configPath ?? join(configsFolder, "train.yaml"), options.settings);
  const config = checkConfig(trainConfigSchema, told(document as object, options), place);
  const inputs = featureInputs(config.inputs, place);
  const knownInstruments = loadInstruments(options.instrumentsPath ?? instrumentsPath);
  const { data: _data, ...decides } = config;
  const configText = `${Bun.YAML.stringify(snakeKeys(decides), null, 2)}\n`;
  const configHash = createHash("sha256").update(configText).digest("hex");
  const instrument = namedInstrument(config.instrument, knownInstruments, `${place}: instrument`);
  return { config, inputs, instrument, knownInstruments, configText, configHash };
}

function told(document: object, { data, seed }: TrainOptions): object {
  if (data !== undefined && data.length === 0) throw new InputError("--data", "expected at least one path");
  return { ...withQueueModel(document), ...(data && { data }), ...(seed !== undefined && { seed }) };
}
