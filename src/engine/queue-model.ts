/** A queue model as the engines have it: a family, and the parameters that are written for all but used by some. */
import type { QueueModel } from "../ports/engine.ts";

/** Numbered as in the shared memory. */
export const queueFamilies = ["conservative", "proportional", "power", "log", "calibrated", "exact"] as const;

export interface QueueRule {
  readonly family: (typeof queueFamilies)[number];
  /** Of the power and log families; 1 elsewhere. */
  readonly variant: 1 | 2 | 3;
  /** n of x^n in the power family; 1 elsewhere. */
  readonly exponent: number;
  /** Of the calibrated family; none elsewhere. */
  readonly shares: readonly number[];
}

export function queueRuleOf(model: QueueModel): QueueRule {
  if (typeof model === "string") return { ...plain, family: model };
  if ("log" in model) return { ...plain, family: "log", variant: model.log.variant };
  if ("calibrated" in model) return { ...plain, family: "calibrated", shares: model.calibrated.shares };
  return { ...plain, family: "power", variant: model.power.variant ?? 1, exponent: model.power.n };
}

const plain = { variant: 1, exponent: 1, shares: [] } as const;
