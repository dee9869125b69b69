// Goal: distances become quotes that are on whole ticks, behind or inside the touch as told, never crossed, never beyond
// the bound, mirrored in a mirrored market, and left where they stand where that is near enough.
// Method: a strategy that wants given distances; cases by hand, and symmetry and order as properties over any touch,
// position and own quotes.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { z } from "zod";
import { ladderFeatures, ladderParameters, QuoteLadder } from "../../../../src/core/strategy/quote-ladder.ts";
import { defineStrategy } from "../../../../src/core/strategy/strategy.ts";
import { type OwnQuote, startStrategy, strategyView, type Want, wantsOf } from "../../../helpers/strategy-desk.ts";

const schema = z.strictObject({
  ...ladderParameters,
  bidTicks: z.number(),
  askTicks: z.number(),
  lossTicks: z.number().default(0),
  offsetTicks: z.array(z.number()).default([0]),
});

const stub = defineStrategy({
  name: "stub",
  summary: "wants what it is told",
  features: ladderFeatures,
  parameters: schema,
  start: (given, context) => {
    const sizes = given.offsetTicks.map((_, at) => given.sizeLots + at);
    const ladder = new QuoteLadder(given, context, { offsetTicks: given.offsetTicks, sizeLots: sizes });
    return (view, quotes) => {
      const feeTicks = ladder.feeTicks(view.market);
      ladder.want(view, quotes, given.bidTicks + feeTicks, given.askTicks + feeTicks, given.lossTicks);
    };
  },
});

type Given = Partial<z.input<typeof schema>>;
const usual = { fair: "mid", sizeLots: 2, positionLotsMax: 100, bestPrice: "join", coversFees: false } as const;

interface Situation {
  readonly touch?: readonly [bid: number, ask: number];
  readonly lots?: readonly [bid: number, ask: number];
  readonly positionLots?: number;
  readonly own?: { readonly bids?: readonly number[]; readonly asks?: readonly number[] };
  readonly makerRate?: bigint;
}

function quotesFor(
  given: Given,
  { touch = [100, 102], lots = [10, 10], positionLots = 0, own, makerRate = 0n }: Situation = {},
) {
  const parameters = { ...usual, bidTicks: 3, askTicks: 3, ...given };
  const decide = startStrategy(stub, parameters, { makerRate });
  const market = { touchBidTicks: touch[0], touchAskTicks: touch[1], touchBidLots: lots[0], touchAskLots: lots[1] };
  const standing = (prices: readonly number[] = []): OwnQuote[] =>
    prices.map((priceTicks) => ({ priceTicks, remainingLots: 2, aheadLots: 0 }));
  return wantsOf(decide, strategyView(market, positionLots, { bids: standing(own?.bids), asks: standing(own?.asks) }));
}

const prices = (wants: readonly Want[]) => wants.map(({ priceTicks }) => priceTicks);
function pricesFor(given: Given, situation: Situation = {}) {
  const { bids, asks } = quotesFor(given, situation);
  return [prices(bids), prices(asks)];
}

test("quote ladder: whole distances from a whole mid: there", () => {
  expect(quotesFor({})).toMatchObject({
    bids: [{ priceTicks: 98, sizeLots: 2 }],
    asks: [{ priceTicks: 104, sizeLots: 2 }],
  });
});

test("quote ladder: parts of a tick, and a mid between two: outwards", () => {
  expect(pricesFor({ bidTicks: 2.1, askTicks: 2.9 })).toEqual([[98], [104]]);
  expect(pricesFor({}, { touch: [100, 101] })).toEqual([[97], [104]]);
  expect(pricesFor({ bidTicks: 2.5, askTicks: 2.5 }, { touch: [100, 101] })).toEqual([[98], [103]]);
});

test("quote ladder: join: not in front of the touch; improve: not through the other side", () => {
  const [near, through] = [
    { bidTicks: 0.5, askTicks: 0.5 },
    { bidTicks: -20, askTicks: 30 },
  ];
  const touch = [100, 110] as const;
  expect(pricesFor(near, { touch })).toEqual([[100], [110]]);
  expect(pricesFor({ ...near, bestPrice: "improve" }, { touch })).toEqual([[104], [106]]);
  expect(pricesFor({ ...through, bestPrice: "improve" }, { touch })).toEqual([[109], [135]]);
  expect(pricesFor({ ...near, bestPrice: "improve" }, { touch: [100, 101] })).toEqual([[100], [101]]);
});

test("quote ladder: a crossed touch: behind both of its sides", () => {
  for (const bestPrice of ["join", "improve"] as const)
    expect(pricesFor({ bidTicks: 0, askTicks: 0, bestPrice }, { touch: [105, 101] })).toEqual([[100], [106]]);
});

test("quote ladder: distances that meet: a tick apart", () => {
  const touch = [90, 110] as const;
  expect(pricesFor({ bidTicks: -3, askTicks: 3, bestPrice: "improve" }, { touch })).toEqual([[102], [104]]);
  expect(pricesFor({ bidTicks: -2, askTicks: -2, bestPrice: "improve" }, { touch })).toEqual([[99], [101]]);
});

test("quote ladder: the position bound: what would go beyond it is not wanted", () => {
  const levels = { offsetTicks: [0, 1, 2], positionLotsMax: 9 };
  expect(quotesFor(levels, { positionLots: 0 }).bids.map(({ sizeLots }) => sizeLots)).toEqual([2, 3, 4]);
  expect(pricesFor(levels, { positionLots: 1 })).toEqual([
    [98, 97],
    [104, 105, 106],
  ]);
  expect(pricesFor(levels, { positionLots: 8 })).toEqual([[], [104, 105, 106]]);
  expect(pricesFor(levels, { positionLots: -9 })).toEqual([[98, 97, 96], []]);
});

test("quote ladder: levels that the touch pushes together: a tick apart", () => {
  const given = { bidTicks: 0, askTicks: 0, offsetTicks: [0, 1, 5.5] };
  expect(pricesFor(given, { touch: [100, 110] })).toEqual([
    [100, 99, 98],
    [110, 111, 112],
  ]);
});

test("quote ladder: nothing below the first tick, and the other side ends as far away", () => {
  expect(pricesFor({ bidTicks: 0, askTicks: 0, offsetTicks: [0, 1, 2] }, { touch: [2, 3] })).toEqual([
    [2, 1],
    [3, 4],
  ]);
  const top = 2 ** 31 - 2;
  expect(pricesFor({ bidTicks: 1, askTicks: 1, offsetTicks: [0, 1] }, { touch: [top - 1, top] })).toEqual([
    [top - 2],
    [top + 1],
  ]);
});

test("quote ladder: a side too far for any price: the other alone; what is not known: nothing", () => {
  expect(pricesFor({ bidTicks: 1e300 })).toEqual([[], [104]]);
  expect(pricesFor({}, { lots: [0, 10] })).toEqual([[], []]);
});

test("quote ladder: microprice: drawn towards the side with fewer lots", () => {
  const { quotes, bids, asks } = quotesFor(
    { fair: "microprice", bestPrice: "improve" },
    { touch: [100, 110], lots: [30, 10] },
  );
  expect(quotes.reasons.get("mid_ticks")).toBe(105);
  expect(quotes.reasons.get("fair_ticks")).toBe(107.5);
  expect([prices(bids), prices(asks)]).toEqual([[104], [111]]);
});

test("quote ladder: fees: outwards by them where they are to be covered, nearer by a rebate", () => {
  const touch = [9_999, 10_001] as const;
  expect(pricesFor({}, { touch, makerRate: 20_000n })).toEqual([[9_997], [10_003]]);
  expect(pricesFor({ coversFees: true }, { touch, makerRate: 20_000n })).toEqual([[9_995], [10_005]]);
  expect(pricesFor({ coversFees: true }, { touch, makerRate: -20_000n })).toEqual([[9_999], [10_001]]);
});

test("quote ladder: edge: the distance from the fair price, less fee and loss, covered or not", () => {
  const touch = [9_990, 10_010] as const;
  const given = { fair: "microprice", lossTicks: 0.25, bidTicks: 20, askTicks: 20 } as const;
  const { quotes } = quotesFor(given, { touch, lots: [30, 10], makerRate: 10_000n });
  expect(quotes.bids.priceTicks[0]).toBe(9_985);
  expect(quotes.bids.edgeTicks[0]).toBe(20 - 1 - 0.25);
  expect(quotes.asks.edgeTicks[0]).toBe(20 - 1 - 0.25);
});

test("quote ladder: own quotes near enough: kept, the nearest of them, of two the outer", () => {
  const given = { keepWithinTicks: 2 };
  expect(pricesFor(given, { own: { bids: [96], asks: [102] } })).toEqual([[96], [102]]);
  expect(pricesFor(given, { own: { bids: [95], asks: [107] } })).toEqual([[98], [104]]);
  expect(pricesFor(given, { own: { bids: [96, 97], asks: [105, 106] } })).toEqual([[97], [105]]);
  expect(pricesFor(given, { own: { bids: [97, 99], asks: [103, 105] } })).toEqual([[97], [105]]);
  expect(pricesFor({ keepWithinTicks: 0 }, { own: { bids: [97], asks: [105] } })).toEqual([[98], [104]]);
});

test("quote ladder: an own quote beyond the middle of what is wanted: not kept", () => {
  const given = { keepWithinTicks: 4, bidTicks: 1, askTicks: 1, bestPrice: "improve" } as const;
  expect(pricesFor(given, { touch: [80, 120], own: { bids: [102] } })).toEqual([[99], [101]]);
  expect(pricesFor(given, { touch: [80, 120], own: { asks: [98] } })).toEqual([[99], [101]]);
  expect(pricesFor(given, { touch: [80, 120], own: { bids: [97] } })).toEqual([[97], [101]]);
});

const anySituation = fc.record({
  bidTicks: fc.integer({ min: 1_000, max: 1_100 }),
  spreadTicks: fc.integer({ min: -3, max: 40 }),
  lots: fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 })),
  bids: fc.array(fc.integer({ min: 960, max: 1_150 }), { maxLength: 4 }),
  asks: fc.array(fc.integer({ min: 960, max: 1_150 }), { maxLength: 4 }),
  distances: fc.tuple(fc.double({ min: -30, max: 60, noNaN: true }), fc.double({ min: -30, max: 60, noNaN: true })),
  keepWithinTicks: fc.integer({ min: 0, max: 8 }),
  fair: fc.constantFrom("mid" as const, "microprice" as const),
  bestPrice: fc.constantFrom("join" as const, "improve" as const),
  gaps: fc.array(
    fc.integer({ min: 4, max: 40 }).map((quarters) => quarters / 4),
    { maxLength: 4 },
  ),
  positionLots: fc.integer({ min: -12, max: 12 }),
});
type AnySituation = typeof anySituation extends fc.Arbitrary<infer T> ? T : never;

function played(of: AnySituation, bidTicks: number, askTicks: number, isMirrored: boolean) {
  const { keepWithinTicks, fair, bestPrice, gaps, lots, positionLots } = of;
  const offsetTicks = [0];
  for (const gap of gaps) offsetTicks.push(offsetTicks.at(-1)! + gap);
  const given = { keepWithinTicks, fair, bestPrice, offsetTicks, positionLotsMax: 15 };
  const askPrice = of.bidTicks + of.spreadTicks;
  const flip = (priceTicks: number) => 2_000 - priceTicks;
  if (!isMirrored)
    return quotesFor({ ...given, bidTicks, askTicks }, { touch: [of.bidTicks, askPrice], lots, positionLots, own: of });
  const own = { bids: of.asks.map(flip), asks: of.bids.map(flip) };
  const touch = [flip(askPrice), flip(of.bidTicks)] as const;
  return quotesFor(
    { ...given, bidTicks: askTicks, askTicks: bidTicks },
    { touch, lots: [lots[1], lots[0]], positionLots: -positionLots, own },
  );
}

test("quote ladder: any market and its mirror image: mirrored quotes", () => {
  fc.assert(
    fc.property(anySituation, (of) => {
      const [there, back] = [played(of, ...of.distances, false), played(of, ...of.distances, true)];
      const flipped = (wants: readonly Want[]) =>
        wants.map((want) => ({ ...want, priceTicks: 2_000 - want.priceTicks }));
      expect(flipped(back.asks)).toEqual(there.bids);
      expect(flipped(back.bids)).toEqual(there.asks);
    }),
  );
});

test("quote ladder: any market: bids below asks, and below the touch's; each level beyond the one before", () => {
  fc.assert(
    fc.property(anySituation, (of) => {
      const { bids, asks } = played(of, ...of.distances, false);
      const ladder = [...prices(bids).toReversed(), ...prices(asks)];
      for (let at = 1; at < ladder.length; at++) expect(ladder[at]!).toBeGreaterThan(ladder[at - 1]!);
      for (const price of prices(bids)) expect(price).toBeLessThan(of.bidTicks + of.spreadTicks);
      for (const price of prices(asks)) expect(price).toBeGreaterThan(of.bidTicks);
    }),
  );
});

test("quote ladder: both distances moved down, as inventory does: no bid is nearer, and no ask further away", () => {
  fc.assert(
    fc.property(anySituation, fc.double({ min: 0, max: 10, noNaN: true }), (of, leanTicks) => {
      const [bidTicks, askTicks] = of.distances;
      const before = played(of, bidTicks, askTicks, false);
      const after = played(of, bidTicks + leanTicks, askTicks - leanTicks, false);
      after.bids.forEach(({ priceTicks }, at) => {
        expect(priceTicks).toBeLessThanOrEqual(before.bids[at]!.priceTicks);
      });
      before.asks.forEach(({ priceTicks }, at) => {
        expect(after.asks[at]!.priceTicks).toBeLessThanOrEqual(priceTicks);
      });
    }),
  );
});
