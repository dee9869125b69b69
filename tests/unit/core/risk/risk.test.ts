// Goal: what risk always checks holds exactly at its bound.
// Method: for each, one market or order just inside and one just outside.
import { expect, test } from "bun:test";
import type { RiskLimits } from "../../../../src/core/risk/limits.ts";
import { ask, bid } from "../../../../src/domain/side.ts";
import type { MarketView } from "../../../../src/ports/engine.ts";
import { riskDesk } from "../../../helpers/risk-desk.ts";

const limits: Partial<RiskLimits> = { positionLotsMax: 10, priceBandTicks: 5, staleAfterNs: 1000 };

function fault(changes: Partial<MarketView> = {}) {
  const { risk, market } = riskDesk(limits);
  Object.assign(market, changes);
  return risk.fault(market);
}

test("risk: a valid, fresh, two-sided book: no fault", () => {
  expect(fault()).toBeUndefined();
});

test("risk: no book, or a gapped one: named", () => {
  expect(fault({ bookState: "none" })).toBe("no_book");
  expect(fault({ bookState: "gapped" })).toBe("gapped_book");
});

test("risk: nothing received for the bound: stale at it, not just before", () => {
  expect(fault({ nowNs: 999 })).toBeUndefined();
  expect(fault({ nowNs: 1000 })).toBe("stale_book");
});

test("risk: best bid at the best ask: crossed, in the touch or in the depth book; one tick apart is not", () => {
  expect(fault({ touchBidTicks: 101 })).toBeUndefined();
  expect(fault({ touchBidTicks: 102 })).toBe("crossed_book");
  expect(fault({ bookBidTicks: 101 })).toBeUndefined();
  expect(fault({ bookBidTicks: 102 })).toBe("crossed_book");
});

test("risk: an empty side of the touch: one-sided", () => {
  expect(fault({ touchAskLots: 0, touchAskTicks: 0 })).toBe("one_sided_book");
});

test("risk: a price at the band passes, a tick further does not", () => {
  const { risk, market } = riskDesk(limits); // Mid 101.
  expect(risk.quoteFault(bid, 96, 1, market)).toBeUndefined();
  expect(risk.quoteFault(bid, 95, 1, market)).toBe("price_band");
  expect(risk.quoteFault(ask, 106, 1, market)).toBeUndefined();
  expect(risk.quoteFault(ask, 107, 1, market)).toBe("price_band");
});

test("risk: the position bound counts what is held and what may still fill, on the side that adds", () => {
  const { risk } = riskDesk(limits);
  expect(risk.allowedLots(bid, 4, 3, 3)).toBe(4);
  expect(risk.allowedLots(bid, 4, 3, 4)).toBe(3);
  expect(risk.allowedLots(bid, 4, 10, 0)).toBe(0);
  expect(risk.allowedLots(bid, 4, 12, 0)).toBe(0);
  expect(risk.allowedLots(ask, 4, -10, 16)).toBe(4);
  expect(risk.allowedLots(ask, 4, 7, 0)).toBe(3);
  expect(risk.boundReason).toBe("position_bound");
});
