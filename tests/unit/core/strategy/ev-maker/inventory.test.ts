// Goal: what is held, what it risks and what a fill has to earn move the EV maker's quotes as far as they should; its
// reasons say so.
// Method: by hand, and beside the formulas of Avellaneda and Stoikov, and of Kelly.
import { expect, test } from "bun:test";
import { reservationShiftTicks } from "../../../../../src/core/quoting/avellaneda-stoikov.ts";
import { kellyTarget } from "../../../../../src/core/quoting/kelly.ts";
import type { QuoteReasonName } from "../../../../../src/core/strategy/quote-reasons.ts";
import { nsPerSecond } from "../../../../../src/domain/time.ts";
import { decideEv, marketModel, plainEv, prices, quoteModel, touch } from "../../../../helpers/ev-desk.ts";
import { marketSignals } from "../../../../helpers/market-signals.ts";

const parameters = { riskAversionPerTickLot: 0.125, holdSeconds: 2, volatilityTicks: 2, sizeLots: 2 };

test("ev maker: risk aversion: quotes about the reservation price of Avellaneda and Stoikov, wider by half a step", () => {
  for (const positionLots of [-4, 0, 3]) {
    const { bids, asks, quotes } = decideEv(touch(10_000, 10_002), { parameters, positionLots });
    const shift = reservationShiftTicks(positionLots, 0.125, 2, 2);
    expect(quotes.reasons.get("skew_ticks")).toBeCloseTo(shift, 12);
    expect(quotes.reasons.get("risk_half_spread_ticks")).toBe(1);
    expect([prices(bids), prices(asks)]).toEqual([[10_001 + shift - 11], [10_001 + shift + 11]]);
  }
});

test("ev maker: drift and a fraction: quotes lean towards the position of Kelly and Merton, and it is named", () => {
  const models = { drift: marketModel(2, 4 * nsPerSecond) };
  const { bids, quotes } = decideEv(touch(10_000, 10_002), {
    parameters: { ...parameters, kellyFraction: 0.5 },
    models,
  });
  const target = kellyTarget(0.5, 2 / 4, 0.125, 2);
  expect(quotes.reasons.get("target_lots")).toBe(target);
  expect(quotes.reasons.get("skew_ticks")).toBe(target); // One tick a lot.
  expect(prices(bids)).toEqual([10_001 - 11 + 2 + Math.floor(target)]);
  const rushing = { drift: marketModel(-1e6) };
  const { quotes: rushed } = decideEv({}, { parameters: { ...parameters, kellyFraction: 0.5 }, models: rushing });
  expect(rushed.reasons.get("target_lots")).toBe(-plainEv.positionLotsMax);
});

test("ev maker: volatility measured: as its feature says; unknown, no quotes", () => {
  const signals = marketSignals({ exposureSeconds: 10, midSquares: 40 });
  const measured = { ...parameters, volatilityTicks: "measured" };
  const { bids, quotes } = decideEv({ ...touch(10_000, 10_002), signals }, { parameters: measured });
  expect(quotes.reasons.get("volatility_ticks")).toBe(2);
  expect(prices(bids)).toEqual([9_990]);
  const unknown = decideEv(touch(10_000, 10_002), { parameters: measured });
  expect(unknown.bids).toEqual([]);
  expect(unknown.quotes.reasons.get("mid_ticks")).toBeNaN();
  const careless = { ...measured, riskAversionPerTickLot: 0 };
  expect(prices(decideEv(touch(10_000, 10_002), { parameters: careless }).bids)).toEqual([9_991]);
});

test("ev maker: reasons: parts of the distance add up to it", () => {
  const setting = { parameters: { ...parameters, adverseTicks: 3 }, makerRate: 10_000n, positionLots: 1 };
  const { bids, asks, quotes } = decideEv(touch(10_000, 10_002), setting);
  const of = (name: QuoteReasonName) => quotes.reasons.get(name);
  expect([of("mid_ticks"), of("fair_ticks"), of("adverse_ticks"), of("fee_ticks")]).toEqual([
    ...[10_001, 10_001, 3],
    expect.closeTo(1.0001, 9),
  ]);
  const parts = of("base_half_spread_ticks") + of("risk_half_spread_ticks") + of("adverse_ticks") + of("fee_ticks");
  expect(parts).toBeCloseTo((asks[0]!.priceTicks - bids[0]!.priceTicks) / 2, 9);
  expect(Math.abs(of("base_half_spread_ticks") - 10)).toBeLessThan(1);
  expect(of("drift_ticks")).toBeNaN();
  expect(of("target_lots")).toBe(0);
});

test("ev maker: the bound: what would go beyond it is cut, then pulled", () => {
  expect(decideEv({}, { positionLots: 9 }).bids).toMatchObject([{ sizeLots: 1 }]);
  expect(decideEv({}, { positionLots: 10 }).bids).toEqual([]);
  expect(decideEv({}, { positionLots: -10 }).asks).toEqual([]);
  const ladder = decideEv({}, { positionLots: 5, parameters: { levelsCount: 4 } });
  expect(ladder.bids.map(({ sizeLots }) => sizeLots)).toEqual([2, 2, 1]);
});

test("ev maker: least edge: moves quotes as a fee would; where nothing earns it, none", () => {
  expect(prices(decideEv(touch(10_000, 10_002), { parameters: { edgeTicksMin: 5 } }).bids)).toEqual([9_986]);
  const fill = quoteModel((distanceTicks) => (distanceTicks > 3 ? 0 : 0.5));
  expect(decideEv(touch(10_000, 10_002), { models: { fill }, parameters: { edgeTicksMin: 5 } }).bids).toEqual([]);
});
