/**
 * How good each answer to "will it fill?" is, out of its own data: fitted on the past, judged on what came next, fold by
 * fold (`walk-forward.ts`).
 *
 * Brier is the mean of (P - outcome)², log loss that of -ln of the probability given to what happened, both over rows
 * whose outcome is known; lower is better. The C-index ranks all rows by when they filled, the censored ones too.
 */
import { InputError } from "../../src/base/input-error.ts";
import { log } from "../../src/base/math.ts";
import type { Random } from "../../src/base/random.ts";
import { nsPerMs } from "../../src/domain/time.ts";
import { type BlockedMean, blockedMean } from "../statistics/block-error.ts";
import { type CalibrationPoint, calibrationPoints } from "./calibration.ts";
import { concordance } from "./concordance.ts";
import { type FillContender, fillContenders, fitContender } from "./fill-contenders.ts";
import { firstRows, pickColumns } from "./matrix.ts";
import { predictions } from "./predictions.ts";
import { scaled, scalingOf } from "./scaling.ts";
import type { TrainConfig } from "./train-config.ts";
import { columnsOf } from "./train-inputs.ts";
import type { FillRows } from "./training-rows.ts";
import { type Fold, walkForward } from "./walk-forward.ts";

export interface FillScores {
  readonly contender: FillContender;
  readonly brier: BlockedMean;
  readonly logLoss: BlockedMean;
  /** Mean over folds, by their rows. */
  readonly concordance: number;
  /** By how much its log loss is lower than that of a baseline; above 0 it is better. */
  readonly overConstant: BlockedMean;
  readonly overDistance: BlockedMean;
  readonly calibration: readonly CalibrationPoint[];
}

export interface FillJudgement {
  /** Judged, and of them those whose outcome is known. */
  readonly rowsCount: number;
  readonly knownCount: number;
  readonly scores: readonly FillScores[];
}

/** Of either outcome, for a fit to mean anything. */
const outcomesMin = 10;

/** @param place of the data, for errors. @throws InputError where there is too little for the folds. */
export function judgeFill(
  rows: FillRows,
  config: TrainConfig,
  random: Random,
  place: string,
  onFit: () => void,
): FillJudgement {
  const folds = walkForward(rows.timesNs, config.folds.count, config.folds.purgeMs * nsPerMs);
  for (const [at, fold] of folds.entries()) checkFold(rows, fold, at + 1, place);
  const chances = new Map(fillContenders.map((contender) => [contender, [] as Float64Array[]]));
  for (const [at, fold] of folds.entries())
    for (const [contender, parts] of chances) {
      parts.push(foldChances(contender, rows, fold, config.fill, random.fork(`${contender} ${at}`)));
      onFit();
    }
  const judged = judgedRows(rows, folds);
  const losses = new Map([...chances].map(([contender, parts]) => [contender, logLosses(judged, parts)]));
  const blockNs = config.folds.blockMs * nsPerMs;
  const mean = (values: ArrayLike<number>) => blockedMean(values, judged.timesNs, blockNs);
  return {
    rowsCount: folds.reduce((sum, { from, to }) => sum + to - from, 0),
    knownCount: judged.timesNs.length,
    scores: fillContenders.map((contender) => {
      const known = knownOf(judged, chances.get(contender)!);
      const loss = losses.get(contender)!;
      const gainOver = (other: FillContender) => mean(losses.get(other)!.map((of, at) => of - loss[at]!));
      return {
        contender,
        brier: mean(known.map((chance, at) => (chance - judged.filled[at]!) * (chance - judged.filled[at]!))),
        logLoss: mean(loss),
        concordance: foldsConcordance(rows, folds, chances.get(contender)!),
        overConstant: gainOver("constant"),
        overDistance: gainOver("distance"),
        calibration: calibrationPoints(known, judged.filled),
      };
    }),
  };
}

function foldChances(
  contender: FillContender,
  rows: FillRows,
  { fitCount, from, to }: Fold,
  fill: TrainConfig["fill"],
  random: Random,
): Float64Array {
  const columns = pickColumns(rows.inputs, columnsOf(contender, rows.inputs.columnsCount));
  const inputs = scaled(columns, scalingOf(columns, fitCount));
  const past = pastRows(rows, fitCount);
  return predictions(fitContender(contender, firstRows(inputs, fitCount), past, fill, random), inputs, from, to);
}

function pastRows({ inputs, timesNs, seconds, filled, isKnown }: FillRows, count: number): FillRows {
  return {
    inputs,
    timesNs: timesNs.subarray(0, count),
    seconds: seconds.subarray(0, count),
    filled: filled.subarray(0, count),
    isKnown: isKnown.subarray(0, count),
  };
}

/** Rows whose outcome is known, of all folds. */
interface JudgedRows {
  /** Where they are among the predictions of all folds, one behind the other. */
  readonly places: Int32Array;
  readonly timesNs: Float64Array;
  readonly filled: Uint8Array;
}

function judgedRows({ timesNs, filled, isKnown }: FillRows, folds: readonly Fold[]): JudgedRows {
  const rows = folds.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at));
  const places = Int32Array.from(rows.keys().filter((place) => isKnown[rows[place]!] === 1));
  return {
    places,
    timesNs: Float64Array.from(places, (place) => timesNs[rows[place]!]!),
    filled: Uint8Array.from(places, (place) => filled[rows[place]!]!),
  };
}

function knownOf({ places }: JudgedRows, parts: readonly Float64Array[]): Float64Array {
  const all = parts.flatMap((part) => [...part]);
  return Float64Array.from(places, (place) => all[place]!);
}

function logLosses(judged: JudgedRows, parts: readonly Float64Array[]): Float64Array {
  return knownOf(judged, parts).map((chance, at) => -log(likely(judged.filled[at] === 1 ? chance : 1 - chance)));
}

/** What rounds to 0 was not impossible. */
function likely(chance: number): number {
  return Math.max(chance, 1e-15);
}

function foldsConcordance(
  { seconds, filled }: FillRows,
  folds: readonly Fold[],
  parts: readonly Float64Array[],
): number {
  let [sum, rowsCount] = [0, 0];
  for (const [at, { from, to }] of folds.entries()) {
    const index = concordance(seconds.subarray(from, to), filled.subarray(from, to), parts[at]!);
    if (Number.isNaN(index)) continue;
    sum += index * (to - from);
    rowsCount += to - from;
  }
  return sum / rowsCount;
}

function checkFold({ filled, isKnown }: FillRows, { fitCount, from, to }: Fold, fold: number, place: string): void {
  let [fillsCount, othersCount] = [0, 0];
  for (let row = 0; row < fitCount; row++) {
    if (filled[row] === 1) fillsCount++;
    else if (isKnown[row] === 1) othersCount++;
  }
  if (fillsCount >= outcomesMin && othersCount >= outcomesMin && to > from) return;
  throw new InputError(
    place,
    `is too short for its folds: the past of fold ${fold} has ${fillsCount} probes that filled and ${othersCount} that did not; ` +
      `expected ${outcomesMin} of each: more data, fewer folds, or a shorter purge`,
  );
}
