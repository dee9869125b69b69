/**
 * How much to hold when the price drifts: the position of the largest expected utility.
 *
 * Merton: Lifetime portfolio selection under uncertainty (1969). At gamma = 1 / wealth it is the growth-optimal one of
 * Kelly: A new interpretation of information rate (1956). The drift of Guéant, Lehalle and Fernandez-Tapia moves their
 * quotes by as much inventory: `glft.ts` leans towards this position instead of none.
 */

/**
 * q* = f mu / (gamma sigma^2), in the unit of size that gamma is per: infinite without risk or aversion to it, 0 without
 * a drift.
 * @param fraction f of the whole position, 0 to 1.
 * @param driftTicks mu, a second.
 * @param riskAversion gamma, per tick and unit of size.
 * @param volatilityTicks sigma, per square root of a second.
 */
export function kellyTarget(
  fraction: number,
  driftTicks: number,
  riskAversion: number,
  volatilityTicks: number,
): number {
  const expected = fraction * driftTicks;
  return expected === 0 ? 0 : expected / (riskAversion * volatilityTicks * volatilityTicks);
}
