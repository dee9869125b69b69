/** What both ways downhill reckon with; sums in one order, so that equal inputs give equal bits. */

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}

/** from + share x step. */
export function stepped(from: Float64Array, step: Float64Array, share: number): Float64Array {
  return from.map((value, at) => value + share * step[at]!);
}
