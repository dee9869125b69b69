/**
 * Tables of what inventory adds to a quote's distance: ln(v(q) / v(q + 1)) of an inventory chain, to be divided by the
 * decay of intensity. Made once, looked up at each decision, for inventories between whole units too.
 *
 * Both rise with inventory, and so does what lies on straight lines between their entries. Of the ask it is the value for
 * -q. Beyond the bounds of a table it stays as at the bound.
 */
import { assert } from "../../base/assert.ts";
import { exp, log } from "../../base/math.ts";
import { type InventoryChain, inventoryChain, moveFromEnd, steadyLogRatios } from "./inventory-chain.ts";

/**
 * Long before any end, for costs alpha q^2 and fills worth eta. The equations know of these only alpha / eta, so one
 * table over its logarithm serves a market whose volatility and flow are measured as it goes. A row is reckoned when it
 * is first asked for, which changes no answer.
 *
 * Straight lines between rows are within 2e-4 of the truth. Below e^-24 only the bounds of inventory are felt, which is
 * the same at any ratio; above e^8 it counts as that.
 */
export class SteadySkew {
  readonly #rows: (Float64Array | undefined)[] = Array.from({ length: rowsCount }, () => undefined);

  constructor(readonly inventoryMax: number) {}

  /** @param costRatio alpha / eta; NaN for NaN. */
  at(inventory: number, costRatio: number): number {
    if (Number.isNaN(costRatio)) return Number.NaN;
    const logRatio = Math.max(lowestLogRatio, Math.min(highestLogRatio, log(costRatio)));
    const row = (logRatio - lowestLogRatio) / logRatioStep;
    const lower = Math.min(Math.floor(row), rowsCount - 2);
    const below = valueAt(this.#row(lower), inventory, this.inventoryMax);
    return between(below, valueAt(this.#row(lower + 1), inventory, this.inventoryMax), row - lower);
  }

  #row(row: number): Float64Array {
    const known = this.#rows[row];
    if (known !== undefined) return known;
    const costRatio = exp(lowestLogRatio + row * logRatioStep);
    const fresh = steadyLogRatios(inventoryChain(this.inventoryMax, costRatio, 0, 1));
    this.#rows[row] = fresh;
    return fresh;
  }
}

/**
 * At times before an end, for one chain: rows at even steps of the root of time, since it is near the end that things
 * change.
 */
export class TimedSkew {
  readonly #rows: readonly Float64Array[];
  readonly #inventoryMax: number;

  /** @param endValues v at the end. */
  constructor(
    chain: InventoryChain,
    endValues: Float64Array,
    readonly secondsMax: number,
  ) {
    assert(endValues.length === chain.costs.length, "values are of the chain's inventories");
    const values = endValues.slice();
    this.#inventoryMax = (chain.costs.length - 1) / 2;
    this.#rows = Array.from({ length: timesCount + 1 }, (_, time) => {
      const seconds = (secondsMax * (2 * time - 1)) / (timesCount * timesCount);
      if (time > 0) moveFromEnd(chain, values, seconds);
      return logRatios(values);
    });
  }

  /** @param secondsLeft up to `secondsMax`. */
  at(inventory: number, secondsLeft: number): number {
    const time = timesCount * Math.sqrt(Math.min(1, secondsLeft / this.secondsMax));
    const sooner = Math.min(Math.floor(time), timesCount - 1);
    const later = this.#value(sooner + 1, inventory);
    return between(this.#value(sooner, inventory), later, time - sooner);
  }

  #value(time: number, inventory: number): number {
    return valueAt(this.#rows[time]!, inventory, this.#inventoryMax);
  }
}

const lowestLogRatio = -24;
const highestLogRatio = 8;
const logRatioStep = 1 / 16;
const rowsCount = (highestLogRatio - lowestLogRatio) / logRatioStep + 1;
const timesCount = 128;

/** Where the smaller value is below all doubles: no price is so far away. */
const logRatioMax = 1e6;

function logRatios(values: Float64Array): Float64Array {
  const inventoryMax = (values.length - 1) / 2;
  return Float64Array.from({ length: 2 * inventoryMax }, (_, at) => {
    const [value, next] = [values[at]!, values[at + 1]!];
    if (value > 0 && next > 0) return log(value) - log(next);
    return at < inventoryMax ? -logRatioMax : logRatioMax;
  });
}

/** Of the entries for inventories from -Q to Q - 1. */
function valueAt(row: Float64Array, inventory: number, inventoryMax: number): number {
  const held = Math.max(-inventoryMax, Math.min(inventoryMax - 1, inventory));
  const lower = Math.min(Math.floor(held), inventoryMax - 2);
  const at = Math.max(0, lower + inventoryMax);
  return between(row[at]!, row[at + 1]!, held + inventoryMax - at);
}

function between(lower: number, upper: number, share: number): number {
  return lower * (1 - share) + upper * share;
}
