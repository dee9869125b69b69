/**
 * What an input goes through before it is weighed: sizes of queues and of moves have long tails, and one far value must
 * not drown what the model learned of the usual ones. Training and the running model use this one function, so that
 * both see the same bits.
 */
import { log } from "../../base/math.ts";

export const transforms = ["none", "log1p", "asinh"] as const;
export type Transform = (typeof transforms)[number];

/** `log1p`: ln(1 + x), NaN below -1. `asinh`: sign(x) ln(|x| + sqrt(x² + 1)), odd to the bit. */
export function transformed(transform: Transform, x: number): number {
  if (transform === "none" || x === 0) return x; // All of them leave 0, and queues in front of nobody are many.
  if (transform === "log1p") return log(1 + x);
  const size = Math.abs(x);
  const result = log(size + Math.sqrt(size * size + 1));
  return x < 0 ? -result : result;
}
