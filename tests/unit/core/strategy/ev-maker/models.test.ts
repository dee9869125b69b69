// Goal: what fitted models say of fills, adverse selection and drift is what the EV maker quotes by; where one does not
// know, nothing is quoted.
// Method: models given as functions, quotes by hand. Whatever models may say: tests/property/ev-maker.test.ts.
import { expect, test } from "bun:test";
import type { QuoteModel } from "../../../../../src/core/models/model.ts";
import { ask, bid, type Side } from "../../../../../src/domain/side.ts";
import { decideEv, marketModel, prices, quoteModel, touch } from "../../../../helpers/ev-desk.ts";

test("ev maker: a model of fills and of adverse selection: the edge is what the latter leaves, fair value is the mid", () => {
  const models = {
    fill: quoteModel((distanceTicks) => Math.max(0, 0.5 - 0.02 * distanceTicks)),
    adverse: quoteModel((distanceTicks) => 1 + 0.1 * distanceTicks),
    drift: marketModel(30),
  };
  const { bids, quotes } = decideEv(touch(10_000, 10_002), { models, makerRate: 10_000n });
  // Worth (0.5 - 0.02 d) (1 + d - 1.0001 - 1 - 0.1 d), largest at d = 13.06.
  expect(prices(bids)).toEqual([10_000 - 13]);
  expect(quotes.bids.edgeTicks[0]).toBeCloseTo(1 + 13 - 1.0001 - 1 - 1.3, 9);
  expect(quotes.bids.fillProbability[0]).toBeCloseTo(0.24, 9);
  expect(quotes.reasons.get("adverse_ticks")).toBeCloseTo(2.3, 9);
  expect(quotes.reasons.get("drift_ticks")).toBe(30);
});

test("ev maker: drift without a model of adverse selection: both quotes move by it", () => {
  const { bids, asks } = decideEv(touch(10_000, 10_002), { models: { drift: marketModel(4) } });
  expect([prices(bids), prices(asks)]).toEqual([[9_991 + 4], [10_011 + 4]]);
});

test("ev maker: fair value from the microprice: both quotes move by what it lies above the mid", () => {
  const market = { ...touch(10_000, 10_016), touchBidLots: 3, touchAskLots: 1 };
  const { bids, asks, quotes } = decideEv(market, { parameters: { fair: "microprice" } });
  expect(quotes.reasons.get("fair_ticks")).toBe(10_012);
  expect([prices(bids), prices(asks)]).toEqual([[10_000], [10_022]]); // Not in front of the touch: that is not tried.
});

test("ev maker: a model that does not know: no quotes", () => {
  const unknown = quoteModel(() => Number.NaN);
  expect(decideEv({}, { models: { fill: unknown } }).bids).toEqual([]);
  expect(decideEv({}, { models: { adverse: unknown } }).bids).toEqual([]);
  const drifting = decideEv({}, { models: { drift: marketModel(Number.NaN), adverse: quoteModel(() => 0) } });
  expect(drifting).toMatchObject({ bids: [], asks: [] });
  expect(drifting.quotes.reasons.get("mid_ticks")).toBeNaN();
  const onOneSide = () => {
    let asked: Side = bid;
    const prepare = (side: Side) => {
      asked = side;
    };
    return { ...quoteModel(() => (asked === bid ? 0.5 : Number.NaN)), prepare };
  };
  expect(decideEv({}, { models: { fill: onOneSide() } })).toMatchObject({ bids: [], asks: [] });
  expect(decideEv({}, { models: { adverse: onOneSide() } })).toMatchObject({ bids: [], asks: [] });
});

test("ev maker: a side that is never filled: no quote there, one on the other", () => {
  let asked: Side = bid;
  const fill: QuoteModel = {
    ...quoteModel(() => (asked === ask ? 0.5 : 0)),
    prepare(side) {
      asked = side;
    },
  };
  const adverse = quoteModel((distanceTicks) => 0.125 + distanceTicks / 8);
  const { bids, asks, quotes } = decideEv(touch(100, 102), { models: { fill, adverse } });
  expect(bids).toEqual([]);
  expect(asks).toHaveLength(1);
  expect(quotes.reasons.get("adverse_ticks")).toBeCloseTo(0.125 + (asks[0]!.priceTicks - 102) / 8, 12);
});
