// Goal: what pauses quoting begins at its bound, lasts as long as said, and lets go by itself.
// Method: times and prices just inside and just outside.
import { describe, expect, test } from "bun:test";
import { orderType } from "../../../../src/domain/order-type.ts";
import { bid } from "../../../../src/domain/side.ts";
import { nsPerSecond } from "../../../../src/domain/time.ts";
import { marketFlow } from "../../../helpers/market-signals.ts";
import { riskDesk } from "../../../helpers/risk-desk.ts";

describe("volatility halt:", () => {
  const windowNs = 64 * nsPerSecond;
  const calmNs = 10 * nsPerSecond;
  const limits = { volatilityHalt: { moveTicksMax: 10, windowNs, calmNs } };

  test("the range of the mid at the bound: halted, just below not; both ways count together", () => {
    const { risk, market, at } = riskDesk(limits);
    at(1, 105);
    at(2, 96);
    expect(risk.fault(market)).toBeUndefined();
    at(3, 95);
    expect(risk.fault(market)).toBe("volatility_halt");
  });

  test("goes on after a calm time: once the range has been below the bound for so long", () => {
    const { risk, market, at } = riskDesk(limits);
    at(nsPerSecond, 111);
    // The mid of 0 s is forgotten when it is a window and a bucket old.
    at(windowNs, 111);
    expect(risk.fault(market)).toBe("volatility_halt");
    at(windowNs + nsPerSecond, 111);
    at(windowNs + calmNs - 1, 111);
    expect(risk.fault(market)).toBe("volatility_halt");
    at(windowNs + calmNs, 111);
    expect(risk.fault(market)).toBeUndefined();
  });

  test("the same move over more than the window: no halt", () => {
    const { risk, market, at } = riskDesk(limits);
    for (let second = 1; second <= 300; second++) {
      at(second * nsPerSecond, 101 + Math.floor(second / 8));
      expect(risk.fault(market)).toBeUndefined();
    }
  });
});

describe("order latency:", () => {
  const limits = { latency: { roundTripNsMax: 100, pauseNs: 50 } };

  test("an answer at the bound passes, a later one pauses from when it is seen", () => {
    const { risk, market, at } = riskDesk(limits);
    at(1000);
    risk.answered(100, 1000);
    expect(risk.fault(market)).toBeUndefined();
    risk.answered(Number.NaN, 1000);
    expect(risk.fault(market)).toBeUndefined();
    risk.answered(101, 1000);
    expect(risk.fault(market)).toBe("order_latency");
    at(1049);
    expect(risk.fault(market)).toBe("order_latency");
    at(1050);
    expect(risk.fault(market)).toBeUndefined();
  });

  test("an answer that does not come: paused as soon as it would be too late", () => {
    const { risk, market, open, at } = riskDesk(limits);
    open.add(orderType.postOnly, bid, 100, 1, 0, 0);
    at(100);
    expect(risk.fault(market)).toBeUndefined();
    at(101);
    expect(risk.fault(market)).toBe("order_latency");
    open.list[0]!.state = "live";
    at(151);
    expect(risk.fault(market)).toBeUndefined();
  });

  test("a cancel or an amend without its answer: the same, from when it was sent", () => {
    for (const [state, sent] of [
      ["pendingCancel", "cancelSentNs"],
      ["pendingAmend", "amendSentNs"],
    ] as const) {
      const { risk, market, open, at } = riskDesk(limits);
      Object.assign(open.add(orderType.postOnly, bid, 100, 1, 0, 0), { state, [sent]: 500 });
      at(600);
      expect(risk.fault(market)).toBeUndefined();
      at(601);
      expect(risk.fault(market)).toBe("order_latency");
    }
  });
});

test("feed latency: a trade at the bound passes, a later one pauses for as long as said", () => {
  const { risk, market, at } = riskDesk({ latency: { feedNsMax: 100, pauseNs: 50 } });
  const receive = (nowNs: number, lateNs: number) => {
    const flow = marketFlow();
    const trades = { ...flow.trades, receivedNs: Float64Array.of(nowNs), venueNs: Float64Array.of(nowNs - lateNs) };
    Object.assign(market, { flow: { ...flow, tradesCount: 1, trades } });
    at(nowNs);
    Object.assign(market, { flow: marketFlow() });
  };
  receive(1000, 100);
  expect(risk.fault(market)).toBeUndefined();
  receive(1001, 101);
  expect(risk.fault(market)).toBe("feed_latency");
  at(1050);
  expect(risk.fault(market)).toBe("feed_latency");
  at(1051);
  expect(risk.fault(market)).toBeUndefined();
});

test("clock: at the bound it is near enough, either way; without a bound always", () => {
  const { risk } = riskDesk({ clockOffsetNsMax: 100 });
  expect([-101, -100, 100, 101].map((offsetNs) => risk.isClockOff(offsetNs))).toEqual([true, false, false, true]);
  expect(riskDesk().risk.isClockOff(1e12)).toBe(false);
});
