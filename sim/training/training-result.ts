/** What a training leaves: fitted documents, how they were judged, and where all of it came from. */
import type { ModelDocument } from "../../src/core/models/model-document.ts";
import type { Instrument } from "../../src/domain/instrument.ts";
import type { FillJudgement } from "./judge-fill.ts";
import type { MoveJudgement } from "./judge-moves.ts";
import type { TrainConfig } from "./train-config.ts";
import type { TrainingCounts } from "./training-rows.ts";

export interface TrainingData {
  readonly sources: readonly string[];
  /** sha256 over the content. */
  readonly hash: string;
  readonly problems: readonly string[];
  readonly firstTime: string;
  readonly lastTime: string;
}

/** What the caller knows of the training, for manifests. */
export interface TrainingOrigin {
  readonly configText: string;
  readonly configHash: string;
  readonly codeVersion: string;
  readonly command: string;
  readonly created: string;
}

export interface TrainingResult {
  readonly instrument: Instrument;
  readonly config: TrainConfig;
  readonly origin: TrainingOrigin;
  readonly data: TrainingData;
  readonly lanesCount: number;
  readonly counts: TrainingCounts;
  readonly fill: FillJudgement;
  readonly adverse: MoveJudgement;
  readonly drift: MoveJudgement;
  /** Fitted to all rows. */
  readonly models: readonly ModelDocument[];
}
