// Goal: what another market holds is counted in lots of the one that hedges it, to the part of a lot.
// Method: positions of Spot in lots of USD-M and the other way, fees in the base asset included; against decimals.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { Account } from "../../../../src/core/portfolio/account.ts";
import { HedgedPosition } from "../../../../src/core/portfolio/hedged-position.ts";
import { Portfolio } from "../../../../src/core/portfolio/portfolio.ts";
import type { Instrument } from "../../../../src/domain/instrument.ts";
import { coinmBtcusdPerp, spotBtcusdt, usdmBtcusdt } from "../../../helpers/instruments.ts";

const noFees = { name: "none", makerRate: 0n, takerRate: 0n };

/** @param units of 1e-8 BTC, or of the base asset's own places. */
function lotsOf(hedged: Instrument, units: bigint, hedge: Instrument): number {
  return new HedgedPosition(new Portfolio(hedged, noFees, new Account(new Map()), units), hedge).lots;
}

test("hedged position: Spot in lots of 0.001 BTC: whole and parts of them, of either sign", () => {
  expect(lotsOf(spotBtcusdt, 1_000_000n, usdmBtcusdt)).toBe(10); // 0.01 BTC.
  expect(lotsOf(spotBtcusdt, -1_000_000n, usdmBtcusdt)).toBe(-10);
  expect(lotsOf(spotBtcusdt, 999_000n, usdmBtcusdt)).toBe(9.99); // After a fee of 0.1%.
  expect(lotsOf(spotBtcusdt, 0n, usdmBtcusdt)).toBe(0);
});

test("hedged position: USD-M in lots of 0.00001 BTC", () => {
  expect(lotsOf(usdmBtcusdt, 300_000n, spotBtcusdt)).toBe(300); // 0.003 BTC.
});

test("hedged position: a base asset of fewer places on one of the two: the same amount", () => {
  const coarse = { ...usdmBtcusdt, base: { name: "BTC", places: 3 } };
  fc.assert(
    fc.property(fc.integer({ min: -1e6, max: 1e6 }), (lots) => {
      expect(lotsOf(coarse, BigInt(lots), spotBtcusdt)).toBe(lots * 100);
      expect(lotsOf(spotBtcusdt, BigInt(lots) * 1000n, coarse)).toBeCloseTo(lots / 100, 9);
    }),
  );
});

test("hedged position: another base asset, or an inverse contract: a bug", () => {
  const eth = { ...spotBtcusdt, base: { name: "ETH", places: 8 } };
  expect(() => lotsOf(eth, 1n, usdmBtcusdt)).toThrow("same base asset");
  expect(() => lotsOf(spotBtcusdt, 1n, coinmBtcusdPerp)).toThrow("count the base asset");
});
