// Goal: the prices that the EV maker tries, and how many lots it takes to be ahead at each, also in odd markets.
// Method: a model of fills that notes what it is asked; the rest by the quotes that come of it.
import { expect, test } from "bun:test";
import type { QuoteModel } from "../../../../../src/core/models/model.ts";
import { levelsMax } from "../../../../../src/core/strategy/wanted-quotes.ts";
import { bid, type Side } from "../../../../../src/domain/side.ts";
import type { MarketView } from "../../../../../src/ports/engine.ts";
import { decideEv, ownQuote, prices, quoteModel, touch } from "../../../../helpers/ev-desk.ts";
import { depthLevels } from "../../../../helpers/market-signals.ts";
import type { OwnQuote } from "../../../../helpers/strategy-desk.ts";

type Asked = readonly [distanceTicks: number, aheadLots: number];

/** What is asked of a model of fills at the first side, the bid. */
function askedOfBids(market: Partial<MarketView>, parameters: object, bids: readonly OwnQuote[] = []): Asked[] {
  const asked: Asked[] = [];
  const sides: Side[] = [];
  const fill: QuoteModel = {
    ...quoteModel((distanceTicks, aheadLots) => {
      if (sides.at(-1) === bid) asked.push([distanceTicks, aheadLots]);
      return 0.5;
    }),
    prepare: (side) => void sides.push(side),
  };
  decideEv(market, { models: { fill }, bids, parameters });
  return asked;
}

const distances = (asked: readonly Asked[]) => asked.map(([distanceTicks]) => distanceTicks);

test("ev maker: two quotes at one price: a place once, that of the first", () => {
  const asked = askedOfBids({}, { candidatesCount: 2 }, [ownQuote(99, 3), ownQuote(99, 8)]);
  expect(asked).toEqual([
    [0, 10],
    [1, 3],
  ]);
});

test("ev maker: more own quotes than a ladder may have: the first placed", () => {
  const placed = Array.from({ length: levelsMax + 3 }, (_, at) => ownQuote(95 - levelsMax + at, at));
  const asked = askedOfBids({}, { candidatesCount: 1 }, placed);
  expect(asked[0]).toEqual([0, 10]);
  expect(asked.slice(1)).toEqual(
    placed
      .slice(0, levelsMax)
      .map((own): Asked => [100 - own.priceTicks, own.aheadLots])
      .toReversed(),
  );
});

test("ev maker: a quote off the grid of candidates: is one, too", () => {
  const parameters = { candidatesCount: 3, stepTicks: 10 };
  expect(prices(decideEv(touch(10_000, 10_002), { parameters }).bids)).toEqual([9_990]);
  expect(prices(decideEv(touch(10_000, 10_002), { parameters, bids: [ownQuote(9_991, 0)] }).bids)).toEqual([9_991]);
});

test("ev maker: a quote whose place is not known: at the end of what its price shows", () => {
  const depth = depthLevels([
    [100, 40],
    [99, 7],
  ]);
  const market = { ...touch(100, 102), touchBidLots: 40, depth };
  const asked = askedOfBids(market, { candidatesCount: 4 }, [ownQuote(99, Number.NaN)]);
  expect(asked).toEqual([
    [0, 40],
    [1, 7],
    [2, 0],
    [3, 0],
  ]); // Beyond what is shown nobody is.
});

test("ev maker: in front of the touch: short of the mid, with nobody ahead", () => {
  const asked = askedOfBids(touch(100, 106), { insideTicks: 5, candidatesCount: 6 });
  expect(asked).toEqual([
    [-2, 0],
    [-1, 0],
    [0, 10],
  ]);
});

test("ev maker: steps that grow: whole ticks, ever further", () => {
  const asked = askedOfBids(touch(1000, 1002), { candidatesCount: 6, stepTicks: 2, stepGrowth: 1.5 });
  expect(distances(asked)).toEqual([0, 2, 5, 10, 17, 27]);
});

test("ev maker: steps from in front of the touch: the touch itself is one", () => {
  const asked = askedOfBids(touch(1000, 1020), { candidatesCount: 5, insideTicks: 7, stepTicks: 4 });
  expect(distances(asked)).toEqual([-7, -3, 0, 4, 8]);
});

test("ev maker: one side of the touch or both empty: no quotes", () => {
  expect(decideEv({ touchBidLots: 0, touchBidTicks: 0 })).toMatchObject({ bids: [], asks: [] });
  expect(decideEv({ touchAskLots: 0, touchAskTicks: 0 })).toMatchObject({ bids: [], asks: [] });
  const neither = { touchBidLots: 0, touchBidTicks: 0, touchAskLots: 0, touchAskTicks: 0 };
  expect(decideEv(neither)).toMatchObject({ bids: [], asks: [] });
});

test("ev maker: a crossed touch: no quote at or through the other side", () => {
  const fill = quoteModel((distanceTicks) => 10 ** -distanceTicks);
  const { bids, asks } = decideEv(touch(105, 100), { models: { fill }, makerRate: -10_000_000n });
  expect([prices(bids), prices(asks)]).toEqual([[99], [106]]);
});

test("ev maker: prices near the least there is: only those above 0", () => {
  const fill = quoteModel(() => 0.5);
  const { bids, asks } = decideEv(touch(3, 4), { models: { fill } });
  expect([prices(bids), prices(asks)]).toEqual([[1], [6]]); // Asks as far away as bids can be.
});
