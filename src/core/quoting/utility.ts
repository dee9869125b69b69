/**
 * What the models of Avellaneda–Stoikov and Guéant–Lehalle–Fernandez-Tapia share: a maker with exponential utility,
 * filled at the intensity A e^(-k d) at the distance d from the mid.
 *
 * Both are functions of x = gamma / k, and go on to the maker that minds no risk: at gamma = 0 they are 1 / k and A / e.
 *
 * Guéant, Lehalle, Fernandez-Tapia: Dealing with the inventory risk (2013).
 */
import { exp, log } from "../../base/math.ts";

/**
 * Half of the spread that is quoted whatever the inventory: (1 / gamma) ln(1 + gamma / k), in ticks.
 * @param riskAversion gamma, per tick and unit of size.
 * @param decayPerTick k.
 */
export function utilityHalfSpreadTicks(riskAversion: number, decayPerTick: number): number {
  return logRatio(riskAversion / decayPerTick) / decayPerTick;
}

/** eta = A (1 + gamma / k)^-(1 + k / gamma), a second: fills at the best price for each, times what each is worth. */
export function fillWorthPerSecond(arrivalsPerSecond: number, riskAversion: number, decayPerTick: number): number {
  const x = riskAversion / decayPerTick;
  return arrivalsPerSecond * exp(-(1 + x) * logRatio(x));
}

/** ln(1 + x) / x for x >= 0, 1 at 0. What 1 + x loses of a small x is lost above and below the line, and cancels. */
function logRatio(x: number): number {
  const sum = 1 + x;
  return sum === 1 ? 1 : log(sum) / (sum - 1);
}
