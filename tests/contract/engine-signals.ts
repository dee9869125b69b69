/** Section 9: sums that forget, by what adds to them. */
import { expect, test } from "bun:test";
import { nsPerSecond } from "../../src/domain/time.ts";
import type { Horizon, MarketSignals } from "../../src/ports/market-signals.ts";
import { boughtAt, Desk, deskConfig, once, openingBook, quoted, soldAt } from "../helpers/engine-desk.ts";
import type { EngineUnderTest } from "../helpers/engine-kinds.ts";
import { askLevel, bidLevel, type Level, type Message, message } from "../helpers/engine-messages.ts";
import { seenDepth, seenFlow, seenSignals } from "../helpers/seen-signals.ts";

const second = nsPerSecond;
const all = { sums: true, flow: true, depthLevels: 3 };
const horizons: readonly Horizon[] = [0, 1, 2, 3];

const depth = (atNs: number, ...levels: readonly Level[]): Message => message("depth", once(atNs), levels);

export function signalCases({ open, isMissing }: EngineUnderTest): void {
  const desk = (changes = {}) => new Desk(open({ ...deskConfig, signals: all, ...changes }));

  /** Figures for the half-life of 1 s at a time. */
  const sumsAt = (on: Desk, atNs: number, ...names: readonly Exclude<keyof MarketSignals, "levelFlowLots">[]) => {
    on.at(atNs, () => {});
    return names.map((name) => Number(on.market.view.signals[name](0).toFixed(9)));
  };
  const levelFlowsAt = (on: Desk, atNs: number) => {
    on.at(atNs, () => {});
    return [0, 1, 2, 3, 4].map((level) => Number(on.market.view.signals.levelFlowLots(level, 0).toFixed(9)));
  };

  test.skipIf(isMissing)("sums: lots bought: half of them after each half-life; time itself likewise", () => {
    using on = desk();
    on.receive(openingBook(1 * second), boughtAt(2 * second, 103, 64));
    on.at(6 * second, () => {});
    const { signals } = on.market.view;
    const halvings = [4, 1, 1 / 4, 1 / 16];
    for (const horizon of horizons) {
      expect(signals.buyLots(horizon)).toBeCloseTo(64 * 2 ** -halvings[horizon]!, 10);
      const longRun = [1, 4, 16, 64][horizon]! / Math.LN2;
      expect(signals.exposureSeconds(horizon)).toBeCloseTo(longRun * (1 - 2 ** -(1.25 * halvings[horizon]!)), 10);
    }
  });

  test.skipIf(isMissing)("sums: hours without a message: what was summed is gone, and time is all there", () => {
    using on = desk();
    on.receive(openingBook(1 * second), boughtAt(2 * second, 103, 64), boughtAt(80_000 * second, 103, 8));
    expect(sumsAt(on, 80_001 * second, "buyLots", "exposureSeconds")).toEqual([4, Number((1 / Math.LN2).toFixed(9))]);
  });

  test.skipIf(isMissing)(
    "flow at the touch: price and lots, better, worse and the same: what came to bids less to asks",
    () => {
      type Quoted = readonly [ticks: number, lots: number];
      interface Case {
        readonly to: readonly [bid: Quoted, ask: Quoted];
        readonly flow: number;
        readonly bidDepleted: number;
        readonly askDepleted: number;
      }
      const from = [
        [100, 10],
        [103, 10],
      ] as const;
      const cases: readonly Case[] = [
        { to: [[100, 14], from[1]], flow: 4, bidDepleted: 0, askDepleted: 0 },
        { to: [[100, 7], from[1]], flow: -3, bidDepleted: 3, askDepleted: 0 },
        { to: [[101, 2], from[1]], flow: 2, bidDepleted: 0, askDepleted: 0 },
        { to: [[99, 50], from[1]], flow: -10, bidDepleted: 0, askDepleted: 0 },
        { to: [from[0], [103, 4]], flow: 6, bidDepleted: 0, askDepleted: 6 },
        { to: [from[0], [102, 4]], flow: -4, bidDepleted: 0, askDepleted: 0 },
        { to: [from[0], [104, 4]], flow: 10, bidDepleted: 0, askDepleted: 0 },
        {
          to: [
            [101, 2],
            [104, 4],
          ],
          flow: 12,
          bidDepleted: 0,
          askDepleted: 0,
        },
      ];
      for (const { to, flow, bidDepleted, askDepleted } of cases) {
        using on = desk();
        on.receive(openingBook(1 * second), quoted(2 * second, ...to));
        const sums = sumsAt(on, 2 * second, "flowLots", "bidDepletedLots", "askDepletedLots");
        expect(sums).toEqual([flow, bidDepleted, askDepleted]);
      }
    },
  );

  test.skipIf(isMissing)(
    "mid: it moves in half ticks, and sometimes not: squares, and products with the move before",
    () => {
      using on = desk();
      on.receive(
        openingBook(1 * second),
        quoted(2 * second, [101, 5], [103, 5]),
        quoted(2 * second, [101, 9], [103, 5]),
      );
      expect(sumsAt(on, 2 * second, "midSquares", "midProducts")).toEqual([0.25, 0]);
      on.receive(quoted(3 * second, [102, 5], [105, 5]));
      expect(sumsAt(on, 3 * second, "midSquares", "midProducts")).toEqual([0.125 + 2.25, 0.75]);
      on.receive(quoted(3 * second, [101, 5], [104, 5]));
      expect(sumsAt(on, 3 * second, "midSquares", "midProducts")).toEqual([0.125 + 3.25, 0.75 - 1.5]);
    },
  );

  test.skipIf(isMissing)(
    "takers: prints of one side and venue time, told apart: one order, its reach from the mid before it",
    () => {
      using on = desk();
      on.receive(openingBook(1 * second));
      on.receive(boughtAt(2 * second, 103, 4, second + 7), quoted(2 * second, [103, 1], [104, 9]));
      on.receive(boughtAt(2 * second, 104, 5, second + 7));
      const names = ["buyOrders", "buyLots", "buyReachTicks", "sellOrders"] as const;
      expect(sumsAt(on, 2 * second, ...names)).toEqual([1, 9, 2.5, 0]);
      on.receive(boughtAt(2 * second, 103, 1, second + 7), boughtAt(2 * second, 104, 1, second + 8));
      expect(sumsAt(on, 2 * second, ...names)).toEqual([2, 11, 2.5 + 0.5, 0]);
      on.receive(soldAt(2 * second, 102, 3, second + 8), soldAt(2 * second, 104, 3, second + 9));
      const sales = ["sellOrders", "sellLots", "sellReachTicks", "buyOrders"] as const;
      expect(sumsAt(on, 2 * second, ...sales)).toEqual([2, 6, 1.5, 2]);
    },
  );

  test.skipIf(isMissing)(
    "takers: from the last print of an order to that of the next, known when a third begins",
    () => {
      using on = desk();
      on.receive(openingBook(1 * second));
      const names = ["tradeSquares", "tradeProducts"] as const;
      on.receive(boughtAt(2 * second, 103, 1, 11), boughtAt(2 * second, 105, 1, 11), soldAt(2 * second, 100, 1, 12));
      expect(sumsAt(on, 2 * second, ...names)).toEqual([0, 0]);
      on.receive(soldAt(2 * second, 99, 1, 12), boughtAt(2 * second, 103, 1, 13));
      expect(sumsAt(on, 2 * second, ...names)).toEqual([36, 0]);
      on.receive(boughtAt(2 * second, 103, 1, 14));
      expect(sumsAt(on, 2 * second, ...names)).toEqual([36 + 16, -24]);
      on.receive(boughtAt(2 * second, 103, 1, 15), boughtAt(2 * second, 101, 1, 16), soldAt(2 * second, 101, 1, 17));
      expect(sumsAt(on, 2 * second, ...names)).toEqual([36 + 16 + 4, -24]);
    },
  );

  test.skipIf(isMissing)(
    "levels: a depth message: each level against the one that stood there; a snapshot adds nothing",
    () => {
      using on = desk();
      on.receive(openingBook(1 * second), depth(2 * second, bidLevel(98, 5)));
      expect(levelFlowsAt(on, 2 * second)).toEqual([0, 0, 0, 0, 0]);
      on.receive(depth(2 * second, bidLevel(99, 24), askLevel(104, 15), bidLevel(98, 9)));
      expect(levelFlowsAt(on, 2 * second)).toEqual([0, 4 + 5, 4, 0, 0]);
      on.receive(depth(2 * second, bidLevel(100, 0)));
      // 100, 99, 98 have become 99, 98: worse at the first two, and the third is not there any more.
      expect(levelFlowsAt(on, 2 * second)).toEqual([-10, 9 - 24, 4, 0, 0]);
      on.receive(openingBook(2 * second));
      expect(levelFlowsAt(on, 2 * second)).toEqual([-10, 9 - 24, 4, 0, 0]);
    },
  );

  test.skipIf(isMissing)("levels: behind the fifth: nothing, until one of the five goes", () => {
    const bids = [100, 99, 98, 97, 96, 95].map((priceTicks) => bidLevel(priceTicks, 10));
    const asks = [103, 104, 105, 106, 107, 108].map((priceTicks) => askLevel(priceTicks, 10));
    using on = desk();
    on.receive(message("snapshot", once(1 * second), [...bids, ...asks]));
    on.receive(depth(2 * second, bidLevel(95, 17), askLevel(120, 3)));
    expect(levelFlowsAt(on, 2 * second)).toEqual([0, 0, 0, 0, 0]);
    on.receive(depth(2 * second, bidLevel(96, 0)));
    expect(levelFlowsAt(on, 2 * second)).toEqual([0, 0, 0, 0, -10]);
    on.receive(depth(2 * second, bidLevel(95, 12)));
    expect(levelFlowsAt(on, 2 * second)).toEqual([0, 0, 0, 0, -15]);
  });

  test.skipIf(isMissing)("gap: time stops, sums fade, and changes begin again with the first touch after it", () => {
    using on = desk();
    on.receive(openingBook(1 * second), quoted(2 * second, [101, 10], [103, 10]), boughtAt(2 * second, 103, 8));
    on.receive(message("gap", once(2 * second)), boughtAt(3 * second, 110, 100), openingBook(4 * second));
    const names = ["flowLots", "midSquares", "buyLots", "buyOrders", "exposureSeconds"] as const;
    const seen = Number((0.5 / Math.LN2).toFixed(9));
    expect(sumsAt(on, 2 * second, ...names)).toEqual(
      [2.5, 0.0625, 2, 0.25, seen / 4].map((sum) => Number(sum.toFixed(9))),
    );
  });

  test.skipIf(isMissing)("gap: a move, an order and a price before it: none is the one before what follows", () => {
    using on = desk();
    on.receive(openingBook(1 * second), quoted(1 * second, [102, 10], [103, 10]));
    on.receive(boughtAt(1 * second, 103, 8, 5), boughtAt(1 * second, 104, 8, 6), boughtAt(1 * second, 109, 8, 7));
    on.receive(message("gap", once(1 * second)), openingBook(1 * second));
    const before = sumsAt(on, 1 * second, "tradeSquares", "tradeProducts", "midProducts", "buyOrders");
    on.receive(
      boughtAt(1 * second, 120, 8, 7),
      quoted(1 * second, [102, 10], [103, 10]),
      boughtAt(1 * second, 103, 8, 8),
    );
    expect(sumsAt(on, 1 * second, "tradeSquares", "tradeProducts", "midProducts")).toEqual(before.slice(0, 3));
    expect(sumsAt(on, 1 * second, "buyOrders")).toEqual([before[3]! + 2]);
    on.receive(boughtAt(1 * second, 103, 8, 9));
    expect(sumsAt(on, 1 * second, "tradeSquares", "tradeProducts")).toEqual([before[0]! + 17 ** 2, before[1]!]);
  });

  test.skipIf(isMissing)("one side empty: as a gap: time stops, and its return adds nothing", () => {
    using on = desk();
    on.receive(openingBook(0), quoted(1 * second, [100, 10], [0, 0]), quoted(2 * second, [100, 90], [103, 10]));
    expect(sumsAt(on, 2 * second, "exposureSeconds", "flowLots")).toEqual([Number((0.25 / Math.LN2).toFixed(9)), 0]);
  });

  test.skipIf(isMissing)("nothing asked for: sums are 0, levels and flow empty", () => {
    using on = desk({ signals: { sums: false, flow: false, depthLevels: 0 } });
    on.receive(openingBook(1 * second), quoted(2 * second, [101, 2], [103, 9]), boughtAt(2 * second, 103, 8));
    on.at(3 * second, () => {});
    const { signals, depth: levels, flow } = on.market.view;
    expect(Object.values(seenSignals(signals)).flat()).toEqual(new Array(19 * 4).fill(0));
    expect([seenDepth(levels), seenFlow(flow)]).toEqual([
      { bids: [], asks: [] },
      { trades: [], touches: [] },
    ]);
  });
}
