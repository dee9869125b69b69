/**
 * What the open position of a futures contract was entered for, at its average price: closing a part realises the difference,
 * and only that moves the margin balance, as at Binance (USD-M and COIN-M, "Realized PnL": quantity x (exit - average entry);
 * for an inverse contract in coin, by worth).
 *
 * Amounts are exact in the sum: what rounding moves from one close to the next is gone when the position is.
 */
import { divideHalfUp } from "../../base/decimal.ts";

export class EntryWorth {
  #quantity = 0n;
  #worth = 0n;

  /**
   * Posts a fill.
   * @param quantity signed: above 0 for a buy.
   * @param worth of it, signed so that it is paid when above 0 and received when below.
   * @returns what it realises, in the unit of `worth`; 0 unless it closes something.
   */
  fill(quantity: bigint, worth: bigint): bigint {
    const isOpening = quantity > 0n === this.#quantity > 0n || this.#quantity === 0n;
    const closing = isOpening ? 0n : smaller(magnitude(quantity), magnitude(this.#quantity));
    const closingWorth = isOpening ? 0n : divideHalfUp(worth * closing, magnitude(quantity));
    const enteredFor = isOpening ? 0n : divideHalfUp(this.#worth * closing, magnitude(this.#quantity));
    this.#quantity += quantity;
    this.#worth += worth - closingWorth - enteredFor;
    return -closingWorth - enteredFor;
  }
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
