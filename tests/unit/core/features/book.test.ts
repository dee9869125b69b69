// Goal: features of book, queues, runs of orders and time of day say what their formulas say.
// Method: books of a few levels, worked out by hand; laws over random ones; prints told in any parts.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { depthImbalance } from "../../../../src/core/features/depth-imbalance.ts";
import { askSlope, bidSlope } from "../../../../src/core/features/depth-slope.ts";
import { askQueue, bidQueue } from "../../../../src/core/features/queue-size.ts";
import { dayCosine, daySine } from "../../../../src/core/features/time-of-day.ts";
import { tradeRun } from "../../../../src/core/features/trade-run.ts";
import { weightedImbalance } from "../../../../src/core/features/weighted-imbalance.ts";
import { nsPerDay, nsPerHour, nsPerMinute } from "../../../../src/domain/time.ts";
import { depthLevels, type Level, marketFlow } from "../../../helpers/market-signals.ts";
import { marketView } from "../../../helpers/own-events.ts";

describe("features of the book:", () => {
  const bids: Level[] = [
    [100, 40],
    [99, 20],
    [97, 40],
  ];
  const asks: Level[] = [
    [102, 10],
    [103, 10],
  ];
  const book = viewOf(bids, asks);

  test("100 lots bid, 20 asked: the depth imbalance is 80 of 120", () => {
    expect(depthImbalance.value(book)).toBeCloseTo(80 / 120, 15);
  });

  test("levels weighed by halves: 40 + 10 + 10 bid, 10 + 5 asked", () => {
    expect(weightedImbalance.value(book)).toBeCloseTo(45 / 75, 15);
  });

  test("levels beyond the fifth, or tenth, are not of it", () => {
    const many = (lots: (level: number) => number) =>
      Array.from({ length: 20 }, (_, level): Level => [100 - level, lots(level)]);
    const beyond = viewOf(
      many((level) => (level < 5 ? 1 : 900)),
      [[101, 5]],
    );
    expect(depthImbalance.value(beyond)).toBe(0);
    const far = viewOf(
      many((level) => (level < 10 ? 1 : 900)),
      [[101, 2 - 2 ** -9]],
    );
    expect(weightedImbalance.value(far)).toBe(0);
  });

  test("lots up to a level over its distance from the mid: the line that fits best", () => {
    // Bids 1, 2 and 4 ticks from 101: 40, 60, 100 lots. Asks 1 and 2 ticks from it: 10, 20.
    expect(bidSlope.value(book)).toBeCloseTo((40 + 120 + 400) / (1 + 4 + 16), 12);
    expect(askSlope.value(book)).toBeCloseTo((10 + 40) / (1 + 4), 12);
  });

  test("a book of as many lots at each tick: about as steep as that", () => {
    const flat = (sign: number) => Array.from({ length: 10 }, (_, at): Level => [100 + sign * (at + 1), 7]);
    const view = viewOf(flat(-1), flat(1));
    expect(bidSlope.value(view)).toBe(7);
    expect(askSlope.value(view)).toBe(7);
  });

  test("a side without a level, or both crossed: NaN", () => {
    for (const view of [viewOf([], asks), viewOf(bids, [])])
      for (const feature of [depthImbalance, weightedImbalance, bidSlope, askSlope])
        expect(feature.value(view)).toBeNaN();
    for (const feature of [bidSlope, askSlope])
      expect(
        feature.value(
          viewOf(
            [
              [102, 1],
              [101, 1],
            ],
            [
              [102, 1],
              [103, 1],
            ],
          ),
        ),
      ).toBeNaN();
  });

  test("queues: the logarithm of their lots, of one side alone", () => {
    const view = marketView({ touchBidLots: 1000, touchAskLots: 1 });
    expect(bidQueue.value(view)).toBeCloseTo(Math.log(1000), 14);
    expect(askQueue.value(view)).toBe(0);
    expect(bidQueue.value({ ...view, touchBidLots: 0 })).toBeNaN();
    expect(askQueue.value({ ...view, touchAskLots: 0 })).toBeNaN();
  });
});

describe("trade run:", () => {
  const prints = (text: string, venueNs = (at: number) => at) =>
    [...text].map((side, at) => ({ venueNs: venueNs(at), signedLots: side === "b" ? 2 : -2 }));

  test.each([
    ["", 0],
    ["b", 1],
    ["bbb", 3],
    ["bbs", -1],
    ["sss", -3],
    ["bsbb", 2],
  ])("prints %p, each of its own time: %p", (text, run) => {
    expect(runOf([prints(text)])).toBe(run);
  });

  test("prints of one time and side: one order", () => {
    expect(runOf([prints("bbbb", (at) => Math.floor(at / 2))])).toBe(2);
    expect(runOf([prints("bs", () => 5)])).toBe(-1);
  });

  test("any prints, told in any parts: the orders at the end that are on one side", () => {
    const print = fc.record({ venueNs: fc.nat(3), signedLots: fc.constantFrom(-3, -1, 1, 2) });
    fc.assert(
      fc.property(fc.array(fc.array(print, { maxLength: 6 }), { maxLength: 6 }), (parts) => {
        const orders = parts
          .flat()
          .map(({ venueNs, signedLots }) => `${signedLots > 0 ? "buy" : "sell"} ${venueNs}`)
          .filter((order, at, all) => order !== all[at - 1])
          .toReversed();
        const side = orders[0]?.split(" ")[0];
        const other = orders.findIndex((order) => !order.startsWith(`${side} `));
        const length = other === -1 ? orders.length : other;
        expect(runOf(parts)).toBe(side === "sell" ? -length : length);
      }),
    );
  });

  function runOf(parts: readonly (readonly { venueNs: number; signedLots: number }[])[]): number {
    const reader = tradeRun.start();
    for (const part of parts) {
      const flow = marketFlow(part.map(({ signedLots }) => ({ receivedNs: 0, priceTicks: 1, signedLots })));
      reader.take({ ...flow, trades: { ...flow.trades, venueNs: Float64Array.from(part, ({ venueNs }) => venueNs) } });
    }
    return reader.value(marketView());
  }
});

describe("time of day:", () => {
  test.each([
    [0, 0, 1],
    [6, 1, 0],
    [12, 0, -1],
    [18, -1, 0],
    [24, 0, 1],
    [36, 0, -1],
  ])("%p hours after midnight: sine %p, cosine %p", (hours, sine, cosine) => {
    const view = marketView({ nowNs: hours * nsPerHour });
    expect([daySine.value(view) + 0, dayCosine.value(view) + 0]).toEqual([sine, cosine]);
  });

  test("a minute before midnight is near a minute after it, ten minutes are not a minute", () => {
    const at = (nowNs: number) => [daySine.value(marketView({ nowNs })), dayCosine.value(marketView({ nowNs }))];
    const distance = (a: number, b: number) => Math.hypot(at(a)[0]! - at(b)[0]!, at(a)[1]! - at(b)[1]!);
    expect(distance(nsPerDay - nsPerMinute, nsPerDay + nsPerMinute)).toBeCloseTo(distance(0, 2 * nsPerMinute), 12);
    expect(distance(0, 10 * nsPerMinute)).toBeGreaterThan(4 * distance(0, 2 * nsPerMinute));
  });
});

function viewOf(bids: readonly Level[], asks: readonly Level[]) {
  return marketView({ depth: depthLevels(bids, asks) });
}
