/**
 * What the open position of a futures contract was entered for, at its average price: closing a part realises the
 * difference, and only that moves the margin balance, as at Binance (USD-M and COIN-M, "Realized PnL": quantity x (exit
 * - average entry); for an inverse contract in coin, by worth).
 *
 * Amounts are exact in the sum: what rounding moves from one close to the next is gone when the position is.
 */
import { add, divideNearest, multiply, negate, subtract, type Whole } from "../../base/whole.ts";

export class EntryWorth {
  #quantity: Whole = 0;
  #worth: Whole = 0;

  /** What was paid for what is open, signed as for `fill`. */
  get worth(): Whole {
    return this.#worth;
  }

  /**
   * Posts a fill.
   * @param quantity signed: above 0 for a buy.
   * @param worth of it, signed so that it is paid when above 0 and received when below.
   * @returns what it realises, in the unit of `worth`; 0 unless it closes something.
   */
  fill(quantity: Whole, worth: Whole): Whole {
    if (this.#quantity === 0 || quantity > 0 === this.#quantity > 0) {
      this.#quantity = add(this.#quantity, quantity);
      this.#worth = add(this.#worth, worth);
      return 0;
    }
    const [filled, held] = [magnitude(quantity), magnitude(this.#quantity)];
    const closing = smaller(filled, held);
    const realised = add(
      divideNearest(multiply(worth, closing), filled),
      divideNearest(multiply(this.#worth, closing), held),
    );
    this.#quantity = add(this.#quantity, quantity);
    this.#worth = subtract(add(this.#worth, worth), realised);
    return negate(realised);
  }
}

function magnitude(value: Whole): Whole {
  return value < 0 ? negate(value) : value;
}

function smaller(a: Whole, b: Whole): Whole {
  if (a < b) return a;
  return b;
}
