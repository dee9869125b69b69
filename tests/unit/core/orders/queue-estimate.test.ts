// Goal: the lots ahead of an order are what a maker can know of them: never fewer than there are, as few as what is
// shown allows.
// Method: small stories by hand, each side by its mirror image; then a real queue, first in, first out, whose prints
// and levels are told as a venue tells them, at any delay of the one behind the other.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { OwnOrder } from "../../../../src/core/orders/own-order.ts";
import { QueueEstimate } from "../../../../src/core/orders/queue-estimate.ts";
import { shownLots } from "../../../../src/core/orders/shown-lots.ts";
import { orderType } from "../../../../src/domain/order-type.ts";
import { ask, bid, type Side } from "../../../../src/domain/side.ts";
import type { MarketView } from "../../../../src/ports/engine.ts";
import {
  depthLevels,
  type GivenTouch,
  type GivenTrade,
  type Level,
  marketFlow,
} from "../../../helpers/market-signals.ts";
import { marketView } from "../../../helpers/own-events.ts";

/** As if seen from a bid at 100; an ask lives in the mirror image about 101. */
interface Story {
  readonly touchTicks?: number;
  readonly touchLots?: number;
  readonly depth?: readonly Level[];
  readonly prints?: readonly { readonly ticks: number; readonly lots: number; readonly venueNs?: number }[];
  readonly touches?: readonly Level[];
}

const otherTouch: Level = [110, 5];

function desk(side: Side, priceTicks: number) {
  const market = { ...marketView() };
  const estimate = new QueueEstimate(market);
  const order = restingOrder(side, side === bid ? priceTicks : 202 - priceTicks);
  let nowNs = 0;
  const show = (story: Story) =>
    Object.assign(market, { nowNs: ++nowNs }, side === bid ? view(story) : mirrored(story));
  return {
    order,
    rest(story: Story) {
      show(story);
      estimate.rest(order);
      estimate.endStop([order]);
      return order.aheadLots;
    },
    stop(story: Story) {
      show(story);
      estimate.endStop([order]);
      return order.aheadLots;
    },
    now: () => nowNs,
  };

  function view({ touchTicks = 100, touchLots = 10, depth, prints = [], touches = [] }: Story): Partial<MarketView> {
    return {
      ...{
        touchBidTicks: touchTicks,
        touchBidLots: touchLots,
        touchAskTicks: otherTouch[0],
        touchAskLots: otherTouch[1],
      },
      depth: depthLevels(depth ?? [[touchTicks, touchLots]], [otherTouch]),
      flow: marketFlow(
        prints.map((print) => tradeOf(print, 1)),
        touches.map((bidTouch): GivenTouch => ({ receivedNs: nowNs, bid: bidTouch, ask: otherTouch })),
      ),
    };
  }

  function mirrored({
    touchTicks = 100,
    touchLots = 10,
    depth,
    prints = [],
    touches = [],
  }: Story): Partial<MarketView> {
    const turn = ([ticks, lots]: Level): Level => [202 - ticks, lots];
    return {
      ...{ touchAskTicks: 202 - touchTicks, touchAskLots: touchLots, touchBidTicks: 92, touchBidLots: 5 },
      depth: depthLevels([turn(otherTouch)], (depth ?? [[touchTicks, touchLots]]).map(turn)),
      flow: marketFlow(
        prints.map((print) => tradeOf({ ...print, ticks: 202 - print.ticks }, -1)),
        touches.map((touch): GivenTouch => ({ receivedNs: nowNs, bid: turn(otherTouch), ask: turn(touch) })),
      ),
    };
  }

  function tradeOf(print: NonNullable<Story["prints"]>[number], sign: number): GivenTrade {
    const { ticks, lots, venueNs = nowNs } = print;
    return { receivedNs: nowNs, venueNs, priceTicks: ticks, signedLots: -sign * lots };
  }
}

function restingOrder(side: Side, priceTicks: number): OwnOrder {
  return {
    ...{
      orderId: 1,
      type: orderType.postOnly,
      side,
      priceTicks,
      sentNs: 0,
      state: "live",
      sizeLots: 2,
      remainingLots: 2,
    },
    ...{ amendSentNs: Number.NaN, cancelSentNs: Number.NaN, aheadLots: Number.NaN, queueReadNs: Number.NaN },
    ...{ edgeTicks: Number.NaN, lockedUnits: 0 },
  };
}

describe.each([
  ["bid", bid],
  ["ask", ask],
] as const)("queue estimate: %s", (_name, side) => {
  test("queue estimate: at rest: behind all that its level shows; at a price that nobody has, the first", () => {
    expect(desk(side, 100).rest({})).toBe(10);
    expect(desk(side, 101).rest({})).toBe(0);
    expect(
      desk(side, 98).rest({
        depth: [
          [100, 10],
          [98, 7],
          [97, 3],
        ],
      }),
    ).toBe(7);
    expect(
      desk(side, 99).rest({
        depth: [
          [100, 10],
          [98, 7],
        ],
      }),
    ).toBe(0);
  });

  test("queue estimate: prints at its price: taken off; of the other side, or behind it: not", () => {
    const { rest, stop } = desk(side, 100);
    rest({});
    expect(
      stop({
        prints: [
          { ticks: 100, lots: 3 },
          { ticks: 100, lots: 1 },
        ],
      }),
    ).toBe(6);
    expect(
      stop({
        prints: [
          { ticks: 101, lots: 2 },
          { ticks: 100, lots: -2 },
        ],
      }),
    ).toBe(6);
    expect(stop({ prints: [{ ticks: 100, lots: 9 }] })).toBe(0);
  });

  test("queue estimate: a print or a touch beyond its price: nobody is ahead", () => {
    const one = desk(side, 100);
    one.rest({});
    expect(one.stop({ prints: [{ ticks: 99, lots: 1 }] })).toBe(0);
    const other = desk(side, 100);
    other.rest({});
    expect(
      other.stop({
        touches: [
          [99, 4],
          [100, 20],
        ],
        touchLots: 20,
      }),
    ).toBe(0);
  });

  test("queue estimate: its level shows less, now or at some time since the last stop: no more than that are ahead", () => {
    const { rest, stop } = desk(side, 100);
    rest({});
    expect(stop({ touchLots: 8 })).toBe(8);
    expect(
      stop({
        touches: [
          [100, 5],
          [100, 30],
        ],
        touchLots: 30,
      }),
    ).toBe(5);
  });

  test("queue estimate: its level grows: whoever comes is behind", () => {
    const { rest, stop } = desk(side, 100);
    rest({});
    expect(stop({ touchLots: 50 })).toBe(10);
  });

  test("queue estimate: a print that the venue made before the level was read: is in it already", () => {
    const { rest, stop, now } = desk(side, 100);
    rest({});
    expect(stop({ prints: [{ ticks: 100, lots: 3, venueNs: now() }] })).toBe(10);
    expect(stop({ touchLots: 6 })).toBe(6);
    expect(stop({ touchLots: 6, prints: [{ ticks: 100, lots: 4, venueNs: now() }] })).toBe(6);
  });

  test("queue estimate: beyond the levels shown: not known, and read as soon as it is shown", () => {
    const { rest, stop } = desk(side, 90);
    expect(rest({})).toBeNaN();
    expect(stop({ prints: [{ ticks: 100, lots: 3 }] })).toBeNaN();
    expect(
      stop({
        touchTicks: 91,
        touchLots: 4,
        depth: [
          [91, 4],
          [90, 12],
        ],
      }),
    ).toBe(12);
  });

  test("queue estimate: what was shown before it came to rest: does not count", () => {
    const { rest, stop } = desk(side, 100);
    expect(
      rest({
        touches: [
          [99, 4],
          [100, 3],
          [100, 10],
        ],
        prints: [{ ticks: 100, lots: 2 }],
      }),
    ).toBe(10);
    expect(stop({})).toBe(10);
  });

  test("queue estimate: a side that is empty, as in a gap: what was known stays", () => {
    const { rest, stop } = desk(side, 100);
    rest({});
    expect(stop({ touchTicks: 0, touchLots: 0, depth: [] })).toBe(10);
    expect(stop({ touches: [side === bid ? [0, 0] : [202, 0]] })).toBe(10);
  });
});

test("shown lots: touch, levels behind it, nothing in front and between, not known beyond and on an empty side", () => {
  const market = marketView({
    depth: depthLevels(
      [
        [100, 9],
        [97, 4],
      ],
      [
        [102, 8],
        [105, 3],
      ],
    ),
  });
  const at = (side: Side, ...ticks: number[]) => ticks.map((tick) => shownLots(market, side, tick));
  expect(at(bid, 101, 100, 99, 97, 96)).toEqual([0, 10, 0, 4, Number.NaN]); // The touch is newer than the depth.
  expect(at(ask, 101, 102, 103, 105, 106)).toEqual([0, 10, 0, 3, Number.NaN]);
  expect(shownLots(marketView({ touchBidLots: 0 }), bid, 100)).toBeNaN();
});

interface Happening {
  readonly kind: "join" | "cancel" | "trade" | "tell" | "stop";
  readonly lots: number;
  readonly pick: number;
}

const happening: fc.Arbitrary<Happening> = fc.record({
  kind: fc.constantFrom("join", "cancel", "trade", "tell", "stop"),
  lots: fc.integer({ min: 1, max: 9 }),
  pick: fc.nat(),
});

test("queue estimate: a real queue, prints and levels told late: never fewer than are ahead, never below 0, never more again", () => {
  fc.assert(
    fc.property(
      fc.array(happening, { maxLength: 80 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 6 }),
      (story, start) => {
        const ahead = [...start];
        const behind: number[] = [];
        const sum = (lots: readonly number[]) => lots.reduce((total, of) => total + of, 0);
        const order = restingOrder(bid, 100);
        const market = { ...marketView({ touchBidTicks: 100, touchBidLots: sum(ahead) || 1, depth: depthLevels([]) }) };
        const estimate = new QueueEstimate(market);
        let nowNs = 1;
        let told: GivenTrade[] = [];
        Object.assign(market, { nowNs });
        estimate.rest(order);
        estimate.endStop([order]);

        for (const { kind, lots, pick } of story) {
          nowNs++;
          const queue = pick % 2 === 0 ? ahead : behind;
          if (kind === "join") behind.push(lots);
          if (kind === "cancel" && queue.length > 0) queue.splice(pick % queue.length, 1);
          if (kind === "trade" && sum(ahead) >= lots) {
            take(ahead, lots);
            told.push({ receivedNs: nowNs, venueNs: nowNs, priceTicks: 100, signedLots: -lots });
          }
          const shown = sum(ahead) + sum(behind);
          if (kind === "tell" && shown > 0) Object.assign(market, { touchBidLots: shown }); // The level, maybe before its prints.
          if (kind !== "tell" && kind !== "stop") continue;

          const before = order.aheadLots;
          Object.assign(market, { nowNs, flow: marketFlow(kind === "stop" ? told : []) });
          if (kind === "stop") told = [];
          estimate.endStop([order]);
          expect(order.aheadLots).toBeGreaterThanOrEqual(sum(ahead));
          expect(order.aheadLots).toBeLessThanOrEqual(before);
        }
      },
    ),
    { numRuns: 1000 },
  );
});

function take(queue: number[], lots: number): void {
  for (let left = lots; left > 0; ) {
    const taken = Math.min(left, queue[0]!);
    left -= taken;
    if (taken === queue[0]) queue.shift();
    else queue[0]! -= taken;
  }
}
