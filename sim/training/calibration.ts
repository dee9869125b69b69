/**
 * Points of a calibration curve: what was predicted against what happened, in groups of equal size by the prediction.
 * Where predictions are honest, both are the same in each.
 */
export interface CalibrationPoint {
  readonly rowsCount: number;
  /** Means of the group. */
  readonly predicted: number;
  readonly observed: number;
}

/** At most `groupsCount` groups; rows of equal predictions stay together, in the order of the rows. */
export function calibrationPoints(
  predictions: ArrayLike<number>,
  outcomes: ArrayLike<number>,
  groupsCount = 10,
): CalibrationPoint[] {
  const order = Int32Array.from({ length: predictions.length }, (_, at) => at).sort(
    (a, b) => predictions[a]! - predictions[b]! || a - b,
  );
  const points: CalibrationPoint[] = [];
  for (let from = 0, group = 1; from < order.length; group++) {
    let to = Math.max(from + 1, Math.round((group * order.length) / groupsCount));
    while (to < order.length && predictions[order[to]!] === predictions[order[to - 1]!]) to++;
    const rows = order.subarray(from, to);
    points.push({ rowsCount: rows.length, predicted: meanOf(predictions, rows), observed: meanOf(outcomes, rows) });
    from = to;
  }
  return points;
}

function meanOf(values: ArrayLike<number>, rows: Int32Array): number {
  let sum = 0;
  for (const row of rows) sum += values[row]!;
  return sum / rows.length;
}
