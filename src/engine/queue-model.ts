/** A queue model as the engines have it: a family, and the parameters that are written for all but used by some. */
import type { QueueModel } from "../ports/engine.ts";

/** Numbered as in the shared memory. */
export const queueFamilies = ["conservative", "proportional", "power", "log"] as const;

export interface QueueRule {
  readonly family: (typeof queueFamilies)[number];
  /** Of the power and log families; 1 elsewhere. */
  readonly variant: 1 | 2 | 3;
  /** n of x^n in the power family; 1 elsewhere. */
  readonly exponent: number;
}

export function queueRuleOf(model: QueueModel): QueueRule {
  if (typeof model === "string") return { family: model, variant: 1, exponent: 1 };
  if ("log" in model) return { family: "log", variant: model.log.variant, exponent: 1 };
  return { family: "power", variant: model.power.variant ?? 1, exponent: model.power.n };
}
