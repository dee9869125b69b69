// Goal: each risk check holds exactly at its bound.
// Method: for each, one market or order just inside and one just outside.
import { expect, test } from "bun:test";
import { Risk } from "../../../src/core/risk/risk.ts";
import { ask, bid } from "../../../src/domain/side.ts";
import { marketView } from "../../helpers/own-events.ts";

const risk = new Risk({ positionLotsMax: 10, priceBandTicks: 5, staleAfterNs: 1000 });

test("risk: a valid, fresh, two-sided book: no fault", () => {
  expect(risk.marketFault(marketView())).toBeUndefined();
});

test("risk: no book, or a gapped one: named", () => {
  expect(risk.marketFault(marketView({ bookState: "none" }))).toBe("no_book");
  expect(risk.marketFault(marketView({ bookState: "gapped" }))).toBe("gapped_book");
});

test("risk: nothing received for the bound: stale at it, not just before", () => {
  expect(risk.marketFault(marketView({ nowNs: 999 }))).toBeUndefined();
  expect(risk.marketFault(marketView({ nowNs: 1000 }))).toBe("stale_book");
});

test("risk: best bid at the best ask: crossed, in the touch or in the depth book; one tick apart is not", () => {
  expect(risk.marketFault(marketView({ touchBidTicks: 101 }))).toBeUndefined();
  expect(risk.marketFault(marketView({ touchBidTicks: 102 }))).toBe("crossed_book");
  expect(risk.marketFault(marketView({ bookBidTicks: 101 }))).toBeUndefined();
  expect(risk.marketFault(marketView({ bookBidTicks: 102 }))).toBe("crossed_book");
});

test("risk: an empty side of the touch: one-sided", () => {
  expect(risk.marketFault(marketView({ touchAskLots: 0, touchAskTicks: 0 }))).toBe("one_sided_book");
});

test("risk: a price at the band passes, a tick further does not", () => {
  const market = marketView(); // Mid 101.
  expect(risk.isInBand(96, market)).toBe(true);
  expect(risk.isInBand(95, market)).toBe(false);
  expect(risk.isInBand(106, market)).toBe(true);
  expect(risk.isInBand(107, market)).toBe(false);
});

test("risk: the position bound counts what is held and what may still fill, on the side that adds", () => {
  expect(risk.allowedLots(bid, 4, 3, 3)).toBe(4);
  expect(risk.allowedLots(bid, 4, 3, 4)).toBe(3);
  expect(risk.allowedLots(bid, 4, 10, 0)).toBe(0);
  expect(risk.allowedLots(bid, 4, 12, 0)).toBe(0);
  expect(risk.allowedLots(ask, 4, 10, 16)).toBe(4);
  expect(risk.allowedLots(ask, 4, -7, 0)).toBe(3);
});
