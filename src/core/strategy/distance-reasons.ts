/** The reasons that all makers have who reason in distances from a fair price. */
import type { QuoteReasons } from "./quote-reasons.ts";

/**
 * @param bidTicks and `askTicks`: from the fair price to the quotes, everything included.
 * @param baseTicks what would be quoted with no inventory risk, fee and loss.
 */
export function explainDistances(
  reasons: QuoteReasons,
  bidTicks: number,
  askTicks: number,
  baseTicks: number,
  feeTicks: number,
  adverseTicks: number,
): void {
  reasons.set("skew_ticks", (askTicks - bidTicks) / 2);
  reasons.set("base_half_spread_ticks", baseTicks);
  reasons.set("risk_half_spread_ticks", (askTicks + bidTicks) / 2 - baseTicks - feeTicks - adverseTicks);
  reasons.set("fee_ticks", feeTicks);
  reasons.set("adverse_ticks", adverseTicks);
}
