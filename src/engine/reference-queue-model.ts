/** How many of the lots that left a level without a print were in front of an own order (rules, section 6). */
import { assert } from "../base/assert.ts";
import { log, pow } from "../base/math.ts";
import type { QueueRule } from "./queue-model.ts";

/**
 * Of `cancelledLots` of a level of `baseLots`, with `aheadLots` in front of the order: whole lots, rounded down against
 * us.
 */
export function cancelledAheadLots(
  rule: QueueRule,
  cancelledLots: number,
  aheadLots: number,
  baseLots: number,
): number {
  assert(rule.family !== "exact", "exact queues ask no model");
  if (cancelledLots === 0 || rule.family === "conservative") return 0;
  const frontLots = Math.min(aheadLots, baseLots);
  const fromFrontLots =
    rule.family === "proportional"
      ? (cancelledLots * frontLots) / baseLots
      : shareAhead(rule, frontLots, baseLots - frontLots) * cancelledLots;
  return Math.min(Math.floor(fromFrontLots), aheadLots);
}

function shareAhead(rule: QueueRule, front: number, back: number): number {
  if (rule.family === "calibrated") return measuredShare(rule.shares, front / (front + back));
  const weight = (x: number) => (rule.family === "power" ? pow(x, rule.exponent) : log(1 + x));
  switch (rule.variant) {
    case 1:
      return weight(front) / (weight(front) + weight(back));
    case 2:
      return 1 - weight(back) / weight(front + back);
    case 3:
      return weight(front / (front + back));
  }
}

/** The share at a position from 0 to 1: linear between those measured. */
function measuredShare(shares: readonly number[], position: number): number {
  const x = position * (shares.length - 1);
  const index = Math.min(Math.floor(x), shares.length - 2);
  return shares[index]! + (shares[index + 1]! - shares[index]!) * (x - index);
}
