/**
 * The portfolio's bookkeeping once more, in bigints alone and straight from its formulas: slow, with every sum in one
 * place, and nothing shared with the code under test but the instrument.
 */
import { divideHalfUp, powerOfTen } from "../../src/base/decimal.ts";
import type { Instrument } from "../../src/domain/instrument.ts";
import type { OwnEvent } from "../../src/domain/own-event.ts";
import { bid } from "../../src/domain/side.ts";

export class BigintPortfolio {
  cash = 0n;
  position = 0n;
  fees = 0n;
  capture = 0n;
  turnover = 0n;
  /** What the balances of the settlement asset and the base asset moved by. */
  settle = 0n;
  base = 0n;
  #entered = 0n; // What the open position of futures was paid for, signed as it is.

  constructor(
    private readonly instrument: Instrument,
    private readonly rates: { readonly makerRate: bigint; readonly takerRate: bigint },
  ) {}

  post(event: OwnEvent): void {
    const { instrument } = this;
    const isBuy = event.side === bid;
    const isSpot = instrument.market === "spot";
    const quantity = BigInt(event.lots) * this.#lotQuantity();
    const value = this.worth(BigInt(2 * event.priceTicks), quantity);
    const rate = event.cause === "taker" ? this.rates.takerRate : this.rates.makerRate;
    const isFeeInBase = isSpot && isBuy;
    const fee = divideHalfUp((isFeeInBase ? quantity : value) * rate, 100_000_000n);
    const paid = isBuy === !instrument.inverse ? value : -value;
    const signed = isBuy ? quantity : -quantity;

    this.settle += isSpot ? -paid : this.#realised(signed, paid);
    this.base += isSpot ? signed : 0n;
    this.cash -= paid;
    this.position += signed;
    if (isFeeInBase) {
      this.base -= fee;
      this.position -= fee;
      this.fees += this.worth(BigInt(2 * event.priceTicks), fee);
    } else {
      this.settle -= fee;
      this.cash -= fee;
      this.fees += fee;
    }
    const mid = event.bidTicks > 0 && event.askTicks > 0 ? event.bidTicks + event.askTicks : 2 * event.priceTicks;
    const atMid = this.worth(BigInt(mid), quantity);
    this.capture += isBuy === !instrument.inverse ? atMid - value : value - atMid;
    this.turnover += value;
  }

  net(markHalfTicks: number): bigint {
    if (this.position === 0n) return this.cash;
    const worth = this.worth(BigInt(markHalfTicks), this.position);
    return this.cash + (this.instrument.inverse ? -worth : worth);
  }

  worth(halfTicks: bigint, quantity: bigint): bigint {
    const { inverse, contractUnits, tickUnits, pricePlaces, sizePlaces, base, quote } = this.instrument;
    return inverse
      ? divideHalfUp(
          quantity * contractUnits * 2n * powerOfTen(pricePlaces + base.places),
          tickUnits * halfTicks * powerOfTen(sizePlaces + quote.places),
        )
      : divideHalfUp(
          quantity * halfTicks * tickUnits * powerOfTen(quote.places),
          2n * powerOfTen(pricePlaces + base.places),
        );
  }

  #lotQuantity(): bigint {
    const { inverse, lotUnits, base, sizePlaces } = this.instrument;
    return inverse ? lotUnits : lotUnits * powerOfTen(base.places - sizePlaces);
  }

  /** By average price; the position is that from before the fill. */
  #realised(quantity: bigint, paid: bigint): bigint {
    const held = this.position;
    if (held === 0n || held > 0n === quantity > 0n) {
      this.#entered += paid;
      return 0n;
    }
    const [filledSize, heldSize] = [magnitude(quantity), magnitude(held)];
    const closed = smaller(filledSize, heldSize);
    const closedFor = divideHalfUp(paid * closed, filledSize);
    const enteredFor = divideHalfUp(this.#entered * closed, heldSize);
    this.#entered += paid - closedFor - enteredFor;
    return -closedFor - enteredFor;
  }
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function smaller(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}
