// Goal: limits of single quotes and of messages hold exactly at their bounds.
// Method: for each, one quote or moment just inside and one just outside.
import { describe, expect, test } from "bun:test";
import type { ReferenceKind, RiskLimits } from "../../../../src/core/risk/limits.ts";
import { orderType } from "../../../../src/domain/order-type.ts";
import { ask, bid, type Side } from "../../../../src/domain/side.ts";
import { nsPerSecond } from "../../../../src/domain/time.ts";
import { marketFlow } from "../../../helpers/market-signals.ts";
import { type RiskDesk, riskDesk } from "../../../helpers/risk-desk.ts";

function judge({ risk, market }: RiskDesk, side: Side, priceTicks: number, sizeLots = 1) {
  return risk.quoteFault(side, priceTicks, sizeLots, market);
}

describe("price collar:", () => {
  const collar = (reference: ReferenceKind): Partial<RiskLimits> => ({ priceCollar: { ticksMax: 5, reference } });

  test("the last trade: none yet, then five ticks either way", () => {
    const desk = riskDesk(collar("last_trade"));
    expect(judge(desk, bid, 101)).toBe("no_reference");
    Object.assign(desk.market, { flow: flowOf([90, 97]) });
    desk.risk.watch();
    expect([92, 102].map((price) => judge(desk, bid, price))).toEqual([undefined, undefined]);
    expect([91, 103].map((price) => judge(desk, bid, price))).toEqual(["price_collar", "price_collar"]);
    Object.assign(desk.market, { flow: marketFlow() });
    desk.risk.watch();
    expect(judge(desk, bid, 102)).toBeUndefined();
  });

  test("the depth book's mid: where it has two sides, whatever the ticker says", () => {
    const desk = riskDesk(collar("depth_mid"));
    Object.assign(desk.market, { touchBidTicks: 200, touchAskTicks: 202 });
    desk.risk.watch();
    expect(judge(desk, bid, 106)).toBeUndefined();
    expect(judge(desk, bid, 107)).toBe("price_collar");
    Object.assign(desk.market, { bookAskLots: 0 });
    desk.risk.watch();
    expect(judge(desk, bid, 101)).toBe("no_reference");
  });

  test("a decayed mid: half of the way after a half-life, nothing at once", () => {
    const desk = riskDesk(collar({ decayedMid: { halfLifeNs: 1000 } }));
    desk.at(5000, 121);
    expect([106, 107].map((price) => judge(desk, bid, price))).toEqual([undefined, "price_collar"]);
    desk.at(6000, 121);
    expect([116, 117].map((price) => judge(desk, bid, price))).toEqual([undefined, "price_collar"]);
    desk.at(7000, 121);
    expect([121, 122].map((price) => judge(desk, bid, price))).toEqual([undefined, "price_collar"]);
  });

  test("an order that trades at once: brought within it, and refused beyond", () => {
    const { risk } = riskDesk(collar("depth_mid"));
    expect([95, 96, 106, 107].map((price) => risk.collaredTicks(price))).toEqual([96, 96, 106, 106]);
    expect([95, 96, 106, 107].map((price) => risk.takeFault(price))).toEqual([
      "price_collar",
      undefined,
      undefined,
      "price_collar",
    ]);
    expect(riskDesk().risk.collaredTicks(95)).toBe(95);
    expect(riskDesk().risk.takeFault(95)).toBeUndefined();
  });
});

describe("fat finger:", () => {
  test("price: so far from the touch of its own side", () => {
    const desk = riskDesk({ fatFinger: { ticksMax: 3 } }); // 100 at 102.
    expect([97, 103].map((price) => judge(desk, bid, price))).toEqual([undefined, undefined]);
    expect([96, 104].map((price) => judge(desk, bid, price))).toEqual(["fat_finger_price", "fat_finger_price"]);
    expect([99, 105].map((price) => judge(desk, ask, price))).toEqual([undefined, undefined]);
    expect([98, 106].map((price) => judge(desk, ask, price))).toEqual(["fat_finger_price", "fat_finger_price"]);
  });

  test("size: so many times what its own side shows", () => {
    const desk = riskDesk({ fatFinger: { sizeMultipleMax: 2.5 } }); // Ten lots a side.
    expect([judge(desk, bid, 100, 25), judge(desk, bid, 100, 26)]).toEqual([undefined, "fat_finger_size"]);
    Object.assign(desk.market, { touchAskLots: 1 });
    expect([judge(desk, ask, 102, 2), judge(desk, ask, 102, 3)]).toEqual([undefined, "fat_finger_size"]);
  });
});

describe("messages:", () => {
  const placeFault = ({ risk, market }: RiskDesk, openCount = 0) =>
    risk.orderFault(orderType.postOnly, bid, market.touchBidTicks, 1, openCount);

  test("open orders: one below the bound passes, at the bound not", () => {
    const desk = riskDesk({ ordersOpenMax: 3 });
    expect([placeFault(desk, 2), placeFault(desk, 3)]).toEqual([undefined, "orders_open"]);
  });

  test("message rate: full until the oldest of so many is a window old", () => {
    const desk = riskDesk({ messageRate: { countMax: 3, windowNs: 100 } });
    for (const nowNs of [10, 20, 30]) {
      desk.at(nowNs);
      expect(placeFault(desk)).toBeUndefined();
      desk.risk.sent(nowNs);
    }
    desk.at(109);
    expect(placeFault(desk)).toBe("message_rate");
    desk.at(110);
    expect(placeFault(desk)).toBeUndefined();
  });

  test("message rate: places, amends and cancels all count, whatever refuses them", () => {
    const desk = riskDesk({ messageRate: { countMax: 4, windowNs: 100 } });
    const venue = desk.risk.told({ place() {}, amend() {}, cancel() {}, cancelAll() {} });
    venue.place(0, bid, 1, 100, 1, 0);
    venue.amend(1, 100, 1);
    venue.cancel(1);
    expect(placeFault(desk)).toBeUndefined();
    venue.cancelAll();
    expect(placeFault(desk)).toBe("message_rate");
  });

  test("a venue: itself where nothing counts its messages", () => {
    const venue = { place() {}, amend() {}, cancel() {}, cancelAll() {} };
    expect(riskDesk().risk.told(venue)).toBe(venue);
  });

  test("order to trade: so many without a fill, more for each; old ones are forgotten", () => {
    const windowNs = 64 * nsPerSecond;
    const desk = riskDesk({ orderToTrade: { ratioMax: 2, windowNs, freeCount: 3 } });
    const sendUntilFull = () => {
      let count = 0;
      for (; placeFault(desk) === undefined; count++) desk.risk.sent(desk.market.nowNs);
      return count;
    };
    expect(sendUntilFull()).toBe(3);
    expect(placeFault(desk)).toBe("order_to_trade");
    desk.risk.traded(desk.market.nowNs);
    expect(sendUntilFull()).toBe(2);
    desk.at(windowNs);
    expect(placeFault(desk)).toBe("order_to_trade");
    desk.at(windowNs + nsPerSecond);
    expect(sendUntilFull()).toBe(3);
  });
});

/** Trades at these prices. */
function flowOf(priceTicks: readonly number[]) {
  const flow = marketFlow();
  return {
    ...flow,
    tradesCount: priceTicks.length,
    trades: { ...flow.trades, priceTicks: Int32Array.from(priceTicks) },
  };
}
