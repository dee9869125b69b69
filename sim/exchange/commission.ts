/**
 * What a trade costs: a rate of the amount received, in the asset received. The rate is the role's (maker or taker) plus the side's (buyer
 * or seller); rounded half up at 8 places. Source: Binance Spot API, commission FAQ.
 */
import { assert } from "../../src/base/assert.ts";
import { feeRateUnit } from "../../src/domain/fees.ts";
import { bid, type Side } from "../../src/domain/side.ts";

const feeRateHalf = feeRateUnit / 2n;

/** In 1e-8. */
export interface CommissionRates {
  readonly makerRate: bigint;
  readonly takerRate: bigint;
  readonly buyerRate: bigint;
  readonly sellerRate: bigint;
}

/** A regular user's: 0.1 % either way. */
export const standardCommission: CommissionRates = {
  makerRate: 100_000n,
  takerRate: 100_000n,
  buyerRate: 0n,
  sellerRate: 0n,
};

export const noCommission: CommissionRates = { makerRate: 0n, takerRate: 0n, buyerRate: 0n, sellerRate: 0n };

/** Rates by role and side, added up once: they are needed twice a trade. */
export class Commission {
  readonly #rates: readonly bigint[];

  constructor(readonly rates: CommissionRates) {
    const { makerRate, takerRate, buyerRate, sellerRate } = rates;
    this.#rates = [takerRate + buyerRate, takerRate + sellerRate, makerRate + buyerRate, makerRate + sellerRate];
    assert(
      this.#rates.every((rate) => rate >= 0n && rate < feeRateUnit),
      "a commission is a part of what was received",
    );
  }

  rateOf(side: Side, isMaker: boolean): bigint {
    return this.#rates[(isMaker ? 2 : 0) + (side === bid ? 0 : 1)]!;
  }

  /** Of `receivedUnits`, in the same asset; amounts are not negative, so that adding a half rounds half up. */
  unitsOf(receivedUnits: bigint, side: Side, isMaker: boolean): bigint {
    const rate = this.rateOf(side, isMaker);
    return rate === 0n ? 0n : (receivedUnits * rate + feeRateHalf) / feeRateUnit;
  }
}
