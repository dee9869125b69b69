/**
 * Avellaneda and Stoikov's maker: a price of its own that inventory moves away from the mid, and a spread about it.
 *
 * Distances are from the mid, above 0 away from it. Prices in ticks, time in seconds, volatility in ticks per square root
 * of a second, risk aversion per tick and unit of size, inventory in units of size. Nothing is quoted for a mid: the
 * price moves like a Brownian motion, so distances do not depend on it.
 *
 * Avellaneda, Stoikov: High-frequency trading in a limit order book (2008), sections 2.2, 2.3 and 3.2.
 */
import { log } from "../../base/math.ts";
import { utilityHalfSpreadTicks } from "./utility.ts";

/** By how much the reservation price lies above the mid: -q gamma sigma^2 (T - t). */
export function reservationShiftTicks(
  inventory: number,
  riskAversion: number,
  volatilityTicks: number,
  secondsLeft: number,
): number {
  return -inventory * riskAversion * volatilityTicks * volatilityTicks * secondsLeft;
}

/** Half of gamma sigma^2 (T - t) + (2 / gamma) ln(1 + gamma / k). */
export function finiteHalfSpreadTicks(
  riskAversion: number,
  volatilityTicks: number,
  decayPerTick: number,
  secondsLeft: number,
): number {
  return (
    utilityHalfSpreadTicks(riskAversion, decayPerTick) + riskHalfSpreadTicks(riskAversion, volatilityTicks, secondsLeft)
  );
}

/** What of it is for the risk of what a fill adds: half of gamma sigma^2 (T - t). */
export function riskHalfSpreadTicks(riskAversion: number, volatilityTicks: number, secondsLeft: number): number {
  return (riskAversion * volatilityTicks * volatilityTicks * secondsLeft) / 2;
}

/**
 * With no end: how far below the mid the bid's reservation price is, (-1 / gamma) ln(1 + (-1 - 2q) gamma^2 sigma^2 /
 * (2 omega - gamma^2 q^2 sigma^2)). Of the ask it is the same for -q, above the mid: that is where the paper's own value,
 * -e^(-gamma (x + q s)) / (omega - gamma^2 q^2 sigma^2 / 2), is the same before and after a sale. The ask that it prints,
 * (1 / gamma) ln(1 + (1 - 2q) ...) above the mid, agrees to the first order alone, is not the mirror of its bid, and
 * would go on selling at the bound.
 *
 * With omega = gamma^2 sigma^2 (qmax + 1)^2 / 2, as the paper proposes, the volatility cancels: the time that one looks
 * ahead shrinks as risk grows.
 * @param inventory from -`inventoryMax` to `inventoryMax`, at least 1.
 */
export function endlessReservationTicks(inventory: number, inventoryMax: number, riskAversion: number): number {
  const room = (inventoryMax + 1) * (inventoryMax + 1) - inventory * inventory;
  const left = 1 + (-1 - 2 * inventory) / room; // 0 at the bound, but for rounding.
  return left > 0 ? -log(left) / riskAversion : Number.POSITIVE_INFINITY;
}
