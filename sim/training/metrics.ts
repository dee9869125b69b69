/** Figures of a judgement by name, as manifests of models have them: out of the fit's own data, beside the baselines. */
import type { FillContender, FillModel } from "./fill-contenders.ts";
import type { FillJudgement } from "./judge-fill.ts";
import type { MoveContender, MoveJudgement, MoveModel } from "./judge-moves.ts";

type Metrics = Readonly<Record<string, number>>;

export function fillMetrics({ scores, knownCount }: FillJudgement, name: FillModel): Record<string, number> {
  const of = (one: FillContender) => scores.find(({ contender }) => contender === one)!;
  const [model, constant, distance] = [of(name), of("constant"), of("distance")];
  return finite({
    judged_rows: knownCount,
    brier: model.brier.mean,
    brier_constant: constant.brier.mean,
    brier_distance: distance.brier.mean,
    log_loss: model.logLoss.mean,
    log_loss_constant: constant.logLoss.mean,
    log_loss_distance: distance.logLoss.mean,
    log_loss_gain_over_distance: model.overDistance.mean,
    log_loss_gain_over_distance_error: model.overDistance.error,
    c_index: model.concordance,
    c_index_distance: distance.concordance,
  });
}

export function moveMetrics({ scores, rowsCount }: MoveJudgement, name: MoveModel): Record<string, number> {
  const of = (one: MoveContender) => scores.find(({ contender }) => contender === one)!;
  const [model, constant] = [of(name), of("constant")];
  return finite({
    judged_rows: rowsCount,
    r_squared: model.rSquared,
    absolute_error_ticks: model.absoluteTicks.mean,
    absolute_error_ticks_constant: constant.absoluteTicks.mean,
    squared_error_gain: model.overConstant.mean,
    squared_error_gain_error: model.overConstant.error,
  });
}

/** What cannot be said, such as an error from one block, is left out. */
function finite(metrics: Metrics): Record<string, number> {
  return Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value)));
}
