// Goal: what lots are worth is exact, for linear and inverse instruments, and fees are taken as Binance takes them.
// Method: amounts worked out by hand; the inverse ones from Binance's COIN-M formula, contracts x 100 USD / price.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { decimal } from "../../../src/base/decimal.ts";
import { feeOf } from "../../../src/domain/fees.ts";
import { checkFilters } from "../../../src/domain/filters.ts";
import { ask, bid } from "../../../src/domain/side.ts";
import { Valuation } from "../../../src/domain/valuation.ts";
import { coinmBtcusdPerp, spotBtcusdt, usdmBtcusdt } from "../../helpers/instruments.ts";

const spot = new Valuation(spotBtcusdt);
const usdm = new Valuation(usdmBtcusdt);
const coinm = new Valuation(coinmBtcusdPerp);

test("value: 0.02 BTC at 61837.63 USDT on Spot: 1236.7526 USDT", () => {
  const quantity = spot.quantity(2_000);
  expect(quantity).toBe(decimal("0.02", 8));
  expect(spot.worth(2 * 6_183_763, quantity)).toBe(decimal("1236.7526", 8));
});

test("value: a mid on a half tick: counted exactly", () => {
  expect(spot.worth(2 * 6_183_763 + 1, spot.quantity(2_000))).toBe(decimal("1236.7527", 8));
});

test("value: 0.006 BTC at 61800.3 USDT on USD-M: 370.8018 USDT", () => {
  expect(usdm.worth(2 * 618_003, usdm.quantity(6))).toBe(decimal("370.8018", 8));
});

test("value: 35 contracts of 100 USD at 61804.7: 0.05663000 BTC to the venue's eighth place", () => {
  expect(coinm.worth(2 * 618_047, 35n)).toBe(decimal("0.05663000", 8));
});

test("value: any lots at any price: worth the same as their quantity", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(spot, usdm, coinm),
      fc.integer({ min: 1, max: 2 ** 31 }),
      fc.integer({ min: 0, max: 2 ** 40 }),
      (valuation, priceHalfTicks, lots) => {
        expect(valuation.worthOfLots(priceHalfTicks, lots)).toBe(
          valuation.worth(priceHalfTicks, valuation.quantity(lots)),
        );
      },
    ),
  );
});

test("value: a short quantity: the negative of the long one", () => {
  expect(coinm.worth(2 * 618_047, -35n)).toBe(-coinm.worth(2 * 618_047, 35n));
});

test("value: a quantity short of a lot: cut towards zero on both sides", () => {
  expect(spot.wholeLots(1_999n)).toBe(1);
  expect(spot.wholeLots(-1_999n)).toBe(-1);
});

test("fees: a Spot buy pays in the base asset, a sell in the quote asset", () => {
  const [quantity, value] = [decimal("0.02", 8), decimal("1236.7526", 8)];
  expect(feeOf(spotBtcusdt, bid, quantity, value, 100_000n)).toEqual({
    asset: spotBtcusdt.base,
    units: decimal("0.00002", 8),
  });
  expect(feeOf(spotBtcusdt, ask, quantity, value, 100_000n)).toEqual({
    asset: spotBtcusdt.quote,
    units: decimal("1.2367526", 8),
  });
});

test("fees: half of the last place: rounded up; a rebate: rounded away from zero alike", () => {
  expect(feeOf(spotBtcusdt, bid, 1_500n, 1n, 100_000n).units).toBe(2n);
  expect(feeOf(spotBtcusdt, bid, 1_499n, 1n, 100_000n).units).toBe(1n);
  expect(feeOf(spotBtcusdt, bid, 1_500n, 1n, -100_000n).units).toBe(-2n);
});

test("fees: an inverse contract pays in coin", () => {
  const value = coinm.worth(2 * 618_047, 35n);
  expect(feeOf(coinmBtcusdPerp, bid, 35n, value, 20_000n)).toEqual({ asset: coinmBtcusdPerp.settle, units: 1_133n });
});

test("filters: notional of just 5 USDT passes, a lot less does not", () => {
  expect(checkFilters(spotBtcusdt, spot, 5_000_000, 10)).toBeUndefined(); // 50,000.00 x 0.0001
  expect(checkFilters(spotBtcusdt, spot, 5_000_000, 9)).toBe("notional_below_minimum");
  expect(checkFilters({ ...spotBtcusdt, sizeLotsMin: 10 }, spot, 5_000_000, 9)).toBe("size_below_minimum");
});
