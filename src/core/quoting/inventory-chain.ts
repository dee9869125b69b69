/**
 * The linear equations that optimal market making comes down to: v' = M v backwards from the end, M tridiagonal over the
 * inventories -Q to Q, with what each inventory costs on its diagonal and what fills are worth, negative, beside it.
 *
 * Guéant–Lehalle–Fernandez-Tapia and Cartea–Jaimungal differ in what they put there, and quote by the logarithm of
 * v(q) / v(q + 1): by how much a further unit makes one worse off. Values span hundreds of powers of ten over the
 * inventories, so both solvers here only add and multiply what is positive, or divide neighbours: each value keeps its
 * relative accuracy, however small beside the others.
 *
 * Guéant, Lehalle, Fernandez-Tapia: Dealing with the inventory risk (2013). Uniformisation: Jensen: Markoff
 * chains as an aid in the study of Markoff processes (1953).
 */
import { assert } from "../../base/assert.ts";
import { log } from "../../base/math.ts";

export interface InventoryChain {
  /** A second, for each inventory from -Q to Q; at least 0 but for a drift. */
  readonly costs: Float64Array;
  /** A second, above 0: what joins neighbours. */
  readonly fillWorth: number;
}

/** Costs `costPerSquare` q^2 - `gainPerUnit` q. */
export function inventoryChain(
  inventoryMax: number,
  costPerSquare: number,
  gainPerUnit: number,
  fillWorth: number,
): InventoryChain {
  assert(Number.isSafeInteger(inventoryMax) && inventoryMax > 0, "inventories are whole, 1 at least");
  const costs = Float64Array.from({ length: 2 * inventoryMax + 1 }, (_, at) => {
    const inventory = at - inventoryMax;
    return costPerSquare * inventory * inventory - gainPerUnit * inventory;
  });
  return { costs, fillWorth };
}

/**
 * Long before the end: ln(v(q) / v(q + 1)) for q from -Q to Q - 1, v the eigenvector of the smallest eigenvalue.
 *
 * For a number below that eigenvalue, and for no other, the ratio of each inventory to its neighbour nearer the cheapest
 * can be reckoned from both ends inwards without one of them failing to be above 0. So bisection finds the eigenvalue,
 * and what it leaves are the ratios.
 */
export function steadyLogRatios(chain: InventoryChain): Float64Array {
  assert(isSolvable(chain), "a chain has finite costs and fills that are worth something");
  const ratios = new Float64Array(chain.costs.length);
  const cheapest = cheapestOf(chain.costs);
  let below = chain.costs[cheapest]! - 2 * chain.fillWorth;
  let above = chain.costs[cheapest]!;
  for (;;) {
    const middle = below + (above - below) / 2;
    if (middle <= below || middle >= above) break;
    if (isBelowEigenvalues(chain, cheapest, middle, ratios)) below = middle;
    else above = middle;
  }
  assert(isBelowEigenvalues(chain, cheapest, below, ratios), "Gershgorin's bound is below all eigenvalues");
  return Float64Array.from({ length: ratios.length - 1 }, (_, at) =>
    at < cheapest ? log(ratios[at]!) : -log(ratios[at + 1]!),
  );
}

/**
 * Takes values `seconds` further from the end: values = exp(-M seconds) values, in place.
 *
 * By uniformisation: with c the largest cost, exp(-M t) = e^(-c t) exp((c - M) t), and c - M has nothing negative in it,
 * so the exponential's series is a sum of positive terms.
 * @returns the logarithm of a factor that was taken out, so that the largest value is 1.
 */
export function moveFromEnd(chain: InventoryChain, values: Float64Array, seconds: number): number {
  assert(isSolvable(chain), "a chain has finite costs and fills that are worth something");
  const { costs, fillWorth } = chain;
  const costMax = costs.reduce((most, cost) => Math.max(most, cost));
  const costMin = costs.reduce((least, cost) => Math.min(least, cost));
  const steps = Math.ceil(((costMax - costMin + 2 * fillWorth) * seconds) / seriesReach);
  const term = new Float64Array(values.length);
  const nextTerm = new Float64Array(values.length);
  let logFactor = 0;
  for (let step = 0; step < steps; step++) {
    addSeries(chain, costMax, seconds / steps, values, term, nextTerm);
    logFactor += scaleToOne(values);
  }
  return logFactor - costMax * seconds;
}

/** How far one series goes, in products of matrix and time: some 60 terms, and nothing overflows. */
const seriesReach = 16;

/** values = exp((c - M) seconds) values. */
function addSeries(
  { costs, fillWorth }: InventoryChain,
  costMax: number,
  seconds: number,
  values: Float64Array,
  term: Float64Array,
  nextTerm: Float64Array,
): void {
  const last = values.length - 1;
  term.set(values);
  for (let order = 1, isDone = false; !isDone; order++) {
    isDone = true;
    for (let at = 0; at <= last; at++) {
      const neighbours = (at > 0 ? term[at - 1]! : 0) + (at < last ? term[at + 1]! : 0);
      const next = (((costMax - costs[at]!) * term[at]! + fillWorth * neighbours) * seconds) / order;
      nextTerm[at] = next;
      const sum = values[at]! + next;
      if (sum !== values[at]!) isDone = false;
      values[at] = sum;
    }
    term.set(nextTerm);
  }
}

/** Divides by the largest. @returns its logarithm. */
function scaleToOne(values: Float64Array): number {
  const largest = values.reduce((most, value) => Math.max(most, value));
  for (let at = 0; at < values.length; at++) values[at] = values[at]! / largest;
  return log(largest);
}

/**
 * Whether `shift` is below all eigenvalues; then `ratios` are those of each inventory to its neighbour nearer the
 * cheapest, for M - shift.
 */
function isBelowEigenvalues(
  { costs, fillWorth }: InventoryChain,
  cheapest: number,
  shift: number,
  ratios: Float64Array,
): boolean {
  let below = 0;
  for (let at = 0; at < cheapest; at++) {
    const pivot = costs[at]! - shift - fillWorth * below;
    if (pivot <= 0) return false;
    below = fillWorth / pivot;
    ratios[at] = below;
  }
  let above = 0;
  for (let at = costs.length - 1; at > cheapest; at--) {
    const pivot = costs[at]! - shift - fillWorth * above;
    if (pivot <= 0) return false;
    above = fillWorth / pivot;
    ratios[at] = above;
  }
  return costs[cheapest]! - shift - fillWorth * (below + above) > 0;
}

function isSolvable({ costs, fillWorth }: InventoryChain): boolean {
  return fillWorth > 0 && Number.isFinite(fillWorth) && costs.every(Number.isFinite);
}

function cheapestOf(costs: Float64Array): number {
  let cheapest = 0;
  for (let at = 1; at < costs.length; at++) if (costs[at]! < costs[cheapest]!) cheapest = at;
  return cheapest;
}
