// Goal: what lots are worth is exact, for linear and inverse instruments, and fees are taken as Binance takes them.
// Method: amounts worked out by hand; the inverse ones from Binance's COIN-M formula, contracts x 100 USD / price.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { decimal } from "../../../src/base/decimal.ts";
import { feeOf, rateFraction } from "../../../src/domain/fees.ts";
import { checkFilters } from "../../../src/domain/filters.ts";
import { ask, bid } from "../../../src/domain/side.ts";
import { Valuation } from "../../../src/domain/valuation.ts";
import { coinmBtcusdPerp, spotBtcusdt, usdmBtcusdt } from "../../helpers/instruments.ts";

const spot = new Valuation(spotBtcusdt);
const usdm = new Valuation(usdmBtcusdt);
const coinm = new Valuation(coinmBtcusdPerp);
const perMille = rateFraction(100_000n);

test("value: 0.02 BTC at 61837.63 USDT on Spot: 1236.7526 USDT", () => {
  const quantity = spot.quantity(2_000);
  expect(BigInt(quantity)).toBe(decimal("0.02", 8));
  expect(BigInt(spot.worth(2 * 6_183_763, quantity))).toBe(decimal("1236.7526", 8));
});

test("value: a mid on a half tick: counted exactly", () => {
  expect(BigInt(spot.worth(2 * 6_183_763 + 1, spot.quantity(2_000)))).toBe(decimal("1236.7527", 8));
});

test("value: 0.006 BTC at 61800.3 USDT on USD-M: 370.8018 USDT", () => {
  expect(BigInt(usdm.worth(2 * 618_003, usdm.quantity(6)))).toBe(decimal("370.8018", 8));
});

test("value: 35 contracts of 100 USD at 61804.7: 0.05663000 BTC to the venue's eighth place", () => {
  expect(BigInt(coinm.worth(2 * 618_047, 35))).toBe(decimal("0.05663000", 8));
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

test("value: lots parted in any way where a tick times a lot is no whole unit: never more than their cost", () => {
  const ethbtc = new Valuation({ ...spotBtcusdt, tickUnits: 1_000n, lotUnits: 10_000n });
  const parts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), parts, (priceTicks, fills) => {
      const paid = fills.reduce((sum, lots) => sum + Number(ethbtc.worthOfLots(2 * priceTicks, lots)), 0);
      const lots = fills.reduce((sum, part) => sum + part, 0);
      expect(paid).toBeLessThanOrEqual(Number(ethbtc.costOfLots(priceTicks, lots)));
      expect(spot.costOfLots(priceTicks, lots)).toBe(spot.worthOfLots(2 * priceTicks, lots));
    }),
  );
});

test("value: a short quantity: the negative of the long one", () => {
  expect(coinm.worth(2 * 618_047, -35)).toBe(-coinm.worth(2 * 618_047, 35));
});

test("value: a quantity short of a lot: cut towards zero on both sides", () => {
  expect(spot.wholeLots(1_999)).toBe(1);
  expect(spot.wholeLots(-1_999)).toBe(-1);
});

test("fees: a Spot buy pays in the base asset, a sell in the quote asset", () => {
  const [quantity, value] = [2_000_000, 123_675_260_000]; // 0.02 BTC, 1236.7526 USDT.
  expect(feeOf(spotBtcusdt, bid, quantity, value, perMille)).toEqual({ asset: spotBtcusdt.base, units: 2_000 });
  expect(feeOf(spotBtcusdt, ask, quantity, value, perMille)).toEqual({ asset: spotBtcusdt.quote, units: 123_675_260 });
});

test("fees: half of the last place: rounded up; a rebate: rounded away from zero alike", () => {
  expect(feeOf(spotBtcusdt, bid, 1_500, 1, perMille).units).toBe(2);
  expect(feeOf(spotBtcusdt, bid, 1_499, 1, perMille).units).toBe(1);
  expect(feeOf(spotBtcusdt, bid, 1_500, 1, rateFraction(-100_000n)).units).toBe(-2);
});

test("fees: an inverse contract pays in coin", () => {
  const value = coinm.worth(2 * 618_047, 35);
  expect(feeOf(coinmBtcusdPerp, bid, 35, value, rateFraction(20_000n))).toEqual({
    asset: coinmBtcusdPerp.settle,
    units: 1_133,
  });
});

test("filters: notional of just 5 USDT passes, a lot less does not", () => {
  expect(checkFilters(spotBtcusdt, spot, 5_000_000, 10)).toBeUndefined(); // 50,000.00 x 0.0001
  expect(checkFilters(spotBtcusdt, spot, 5_000_000, 9)).toBe("notional_below_minimum");
  expect(checkFilters({ ...spotBtcusdt, sizeLotsMin: 10 }, spot, 5_000_000, 9)).toBe("size_below_minimum");
});
