// Goal: limits of what is held let through what is at them and nothing beyond, in lots, in money and over a whole book;
// soft ones move quotes step by step.
// Method: positions and prices just inside and just outside. One lot at 101 ticks is worth 101 ticks of a lot.
import { describe, expect, test } from "bun:test";
import { BookRisk } from "../../../../src/core/risk/book-risk.ts";
import { Risk } from "../../../../src/core/risk/risk.ts";
import { orderType } from "../../../../src/domain/order-type.ts";
import { ask, bid } from "../../../../src/domain/side.ts";
import { riskDesk, tickLotUnits } from "../../../helpers/risk-desk.ts";

const lotUnits = 101 * tickLotUnits;
const soft = { from: 4, stepsCount: 3, widenTicks: 2, skewTicks: 5 };

describe("notional bound:", () => {
  test("five lots at the mid: a fifth passes, a sixth does not; an order that reduces passes in full", () => {
    const { risk, fill } = riskDesk({ notionalUnitsMax: 5 * lotUnits });
    expect(risk.allowedLots(bid, 9, 0, 0)).toBe(5);
    expect(risk.allowedLots(bid, 9, 3, 1)).toBe(1);
    expect(risk.boundReason).toBe("notional_bound");
    fill(5);
    expect(risk.allowedLots(bid, 1, 5, 0)).toBe(0);
    expect(risk.allowedLots(ask, 9, -5, 0)).toBe(9);
  });

  test("a unit less than five lots: four", () => {
    expect(riskDesk({ notionalUnitsMax: 5 * lotUnits - 1 }).risk.allowedLots(bid, 9, 0, 0)).toBe(4);
  });

  test("several levels: each counts what those before it take", () => {
    const desk = riskDesk({ notionalUnitsMax: 5 * lotUnits });
    desk.fill(2);
    const { bids, asks } = desk.shaped([bid, 100, 2], [bid, 99, 2], [bid, 98, 2], [ask, 102, 6], [ask, 103, 6]);
    expect(bids).toEqual([
      [100, 2],
      [99, 1],
    ]);
    expect(asks).toEqual([
      [102, 6],
      [103, 1],
    ]);
  });

  test("before any price was seen: nothing may be ordered", () => {
    const { market, portfolio } = riskDesk();
    const limits = { positionLotsMax: 9, priceBandTicks: 1, staleAfterNs: 1, notionalUnitsMax: 5 * lotUnits };
    const risk = new Risk(limits, { market, portfolio });
    expect([risk.allowedLots(bid, 1, 0, 0), risk.boundReason]).toEqual([0, "notional_bound"]);
  });

  test("the price rises beyond it: what adds is taken out of the wants, what reduces stays", () => {
    const desk = riskDesk({ notionalUnitsMax: 5 * lotUnits });
    desk.fill(4);
    desk.at(1, 202);
    const { bids, asks, reasons } = desk.shaped([bid, 200, 2], [ask, 204, 2]);
    expect([bids, asks, reasons]).toEqual([[], [[204, 2]], ["notional_bound"]]);
  });
});

describe("soft position:", () => {
  const steps = [
    [3, 0],
    [4, 1],
    [5, 1],
    [6, 2],
    [8, 3],
    [9, 3],
    [40, 3],
  ] as const;
  test.each(steps)("%i lots of 10: step %i", (lots, level) => {
    const desk = riskDesk({ positionLotsMax: 10, positionSoft: soft });
    desk.fill(lots);
    expect(desk.risk.uses.find(({ check }) => check === "position_soft")?.level).toBe(level);
  });

  test("long: bids go down by both, asks up by widening and down by skew, as far as the touch lets them", () => {
    const desk = riskDesk({ positionLotsMax: 10, positionSoft: soft });
    desk.fill(4);
    const { bids, asks, reasons, wanted } = desk.shaped([bid, 100, 1], [bid, 99, 1], [ask, 104, 1], [ask, 103, 1]);
    expect(bids).toEqual([
      [93, 1],
      [92, 1],
    ]);
    // 3 of the 2 - 5 = -3 ticks would be at the bid.
    expect(asks).toEqual([
      [102, 1],
      [101, 1],
    ]);
    expect(reasons).toEqual(["position_soft"]);
    expect([wanted.reasons.get("risk_widen_ticks"), wanted.reasons.get("risk_skew_ticks")]).toEqual([2, -5]);
    expect(wanted.bids.edgeTicks[0]).toBeNaN();
    expect(wanted.bids.fillProbability[0]).toBeNaN();
  });

  test("short: the mirror image", () => {
    const desk = riskDesk({ positionLotsMax: 10, positionSoft: soft });
    desk.fill(-4);
    const { bids, asks } = desk.shaped([bid, 98, 1], [bid, 99, 1], [ask, 102, 1], [ask, 103, 1]);
    expect(asks.map(([price]) => price)).toEqual([109, 110]);
    expect(bids.map(([price]) => price)).toEqual([100, 101]);
  });

  test("below the limit: nothing is moved, and what was expected of quotes stays", () => {
    const desk = riskDesk({ positionLotsMax: 10, positionSoft: soft });
    desk.fill(3);
    const { bids, reasons, wanted } = desk.shaped([bid, 100, 1]);
    expect([bids, reasons]).toEqual([[[100, 1]], []]);
    expect(wanted.bids.edgeTicks[0]).toBe(1);
    expect(wanted.reasons.get("risk_widen_ticks")).toBeNaN();
  });

  test("a bid that would fall below the first tick: taken out", () => {
    const desk = riskDesk({ positionLotsMax: 10, positionSoft: { ...soft, skewTicks: 98 } });
    desk.fill(4);
    expect(desk.shaped([bid, 100, 1], [bid, 101, 1]).bids).toEqual([[1, 1]]);
  });
});

test("soft notional: from so much money on: the first step at it, none just below", () => {
  const limits = { notionalUnitsMax: 8 * lotUnits, notionalSoft: { ...soft, from: 4 * lotUnits, stepsCount: 2 } };
  const desk = riskDesk(limits);
  desk.fill(3);
  expect(desk.shaped([bid, 100, 1]).reasons).toEqual([]);
  desk.fill(1);
  expect(desk.shaped([bid, 100, 1]).reasons).toEqual(["notional_soft"]);
  expect(desk.shaped([bid, 100, 1]).bids).toEqual([[93, 1]]);
  desk.fill(2);
  expect(desk.shaped([bid, 100, 1]).bids).toEqual([[86, 1]]);
});

test("order size: more than one order may be: cut to it", () => {
  const { risk } = riskDesk({ orderLotsMax: 3 });
  expect([risk.orderLots(3), risk.orderLots(4)]).toEqual([3, 3]);
});

describe("whole book:", () => {
  test("gross: what others hold and may still be filled with is taken off, on either side", () => {
    const book = new BookRisk({ grossUnitsMax: 10 * lotUnits });
    const one = riskDesk({}, book);
    const other = riskDesk({}, book);
    expect(one.risk.allowedLots(bid, 99, 0, 0)).toBe(10);
    other.fill(-4);
    expect(one.risk.allowedLots(bid, 99, 0, 0)).toBe(6);
    other.open.add(orderType.postOnly, ask, 102, 2, 0, 0);
    expect(one.risk.allowedLots(bid, 99, 0, 0)).toBe(4);
    expect(one.risk.boundReason).toBe("book_gross_bound");
    other.fill(-20);
    expect(one.risk.allowedLots(bid, 1, 0, 0)).toBe(0);
    one.fill(2);
    expect(one.risk.allowedLots(ask, 99, -2, 0)).toBe(2);
  });

  test("net: a short position elsewhere makes room for a long one, and has to stay for it", () => {
    const book = new BookRisk({ netUnitsMax: 10 * lotUnits });
    const one = riskDesk({}, book);
    const other = riskDesk({}, book);
    other.fill(-5);
    expect(one.risk.allowedLots(bid, 99, 0, 0)).toBe(15);
    expect(one.risk.allowedLots(ask, 99, 0, 0)).toBe(5);
    expect(one.risk.boundReason).toBe("book_net_bound");
    one.fill(15);
    expect(other.risk.allowedLots(bid, 1, -5, 0)).toBe(0);
    expect(other.risk.allowedLots(ask, 99, 5, 0)).toBe(20);
  });

  test("a market whose price nobody has seen: no room while it holds anything", () => {
    const book = new BookRisk({ grossUnitsMax: 10 * lotUnits });
    const one = riskDesk({}, book);
    const other = riskDesk({}, book);
    Object.assign(other.market, { touchBidLots: 0 });
    expect(one.risk.allowedLots(bid, 1, 0, 0)).toBe(1);
    const unseen = book.seat({ portfolio: other.portfolio });
    expect(unseen.exposure.longUnits).toBe(0);
    other.fill(1);
    expect(one.risk.allowedLots(bid, 1, 0, 0)).toBe(0);
  });
});
