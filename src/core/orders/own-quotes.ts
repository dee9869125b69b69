/**
 * What works on one side, as a strategy sees it: prices, what remains, and the lots of others ahead, in the order
 * placed. Columns that are refilled, so that nothing is allocated.
 */
import { assert } from "../../base/assert.ts";
import { ordersOpenMax } from "./own-order.ts";

/** Those that turn up again after they were done are beyond what may be open. */
const ownQuotesMax = 2 * ordersOpenMax;

export class OwnQuotes {
  readonly priceTicks = new Float64Array(ownQuotesMax);
  readonly remainingLots = new Float64Array(ownQuotesMax);
  /** An estimate (`queue-estimate.ts`); NaN where there is none. */
  readonly aheadLots = new Float64Array(ownQuotesMax);
  count = 0;

  add(priceTicks: number, remainingLots: number, aheadLots: number): void {
    assert(this.count < ownQuotesMax, "own quotes are little more than may be open");
    this.priceTicks[this.count] = priceTicks;
    this.remainingLots[this.count] = remainingLots;
    this.aheadLots[this.count] = aheadLots;
    this.count++;
  }

  /** The quote at a price, or -1. */
  indexOf(priceTicks: number): number {
    for (let i = 0; i < this.count; i++) if (this.priceTicks[i] === priceTicks) return i;
    return -1;
  }

  clear(): void {
    this.count = 0;
  }
}
