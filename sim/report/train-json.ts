/**
 * A training for programs: one JSON document with fixed names. What is not known, such as an error from one block, is
 * null.
 */
import { modelFileName } from "../../src/core/models/model-text.ts";
import { instrumentKey } from "../../src/domain/instrument.ts";
import { queueModelText } from "../queue-model.ts";
import type { TrainingResult } from "../training/training-result.ts";
import { trainVerdict } from "./train-verdict.ts";

export function trainJson(result: TrainingResult): object {
  const { instrument, config, origin, data, counts, lanesCount, fill, adverse, drift, models } = result;
  return {
    instrument: instrumentKey(instrument),
    seed: config.seed,
    configHash: origin.configHash,
    codeVersion: origin.codeVersion,
    queueModel: queueModelText(config.queueModel),
    data,
    counts,
    lanesCount,
    verdict: trainVerdict(result),
    ...{ fill, adverse, drift },
    models: models.map((model) => ({
      role: model.role,
      name: model.name,
      hash: model.hash,
      file: modelFileName(model),
    })),
  };
}
