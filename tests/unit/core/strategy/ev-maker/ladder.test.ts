// Goal: of the prices that it could quote the EV maker takes the best, then the best of those behind, and keeps a place
// in a queue that is worth more than moving gains.
// Method: by hand, with models of fills as plain functions.
import { expect, test } from "bun:test";
import { decideEv, ownQuote, prices, quoteModel, touch } from "../../../../helpers/ev-desk.ts";
import { depthLevels } from "../../../../helpers/market-signals.ts";

test("ev maker: levels: the best first, then outward by the gap, each worth less for those before it", () => {
  const parameters = { levelsCount: 3, levelGapTicks: 4, riskAversionPerTickLot: 0.125, holdSeconds: 2 };
  const { bids, asks } = decideEv(touch(10_000, 10_002), { parameters });
  // 10 for the arrivals, 1 for half a step, then 2 for each level that fills before; the gap is more than that.
  expect(prices(bids)).toEqual([9_990, 9_986, 9_982]);
  expect(prices(asks)).toEqual([10_012, 10_016, 10_020]);
  const dear = decideEv(touch(10_000, 10_002), { parameters: { ...parameters, riskAversionPerTickLot: 0.5 } });
  expect(prices(dear.bids)).toEqual([9_987, 9_979, 9_971]); // 8 for each level that fills before.
});

test("ev maker: a place near the front: kept, where the end of that queue would not be taken", () => {
  const fill = quoteModel((distanceTicks, aheadLots) => (0.5 * 0.4 ** distanceTicks) / (1 + aheadLots / 10));
  const depth = depthLevels(
    [
      [100, 40],
      [90, 1],
    ],
    [[102, 40]],
  );
  const market = { ...touch(100, 102), touchBidLots: 40, touchAskLots: 40, depth };
  expect(prices(decideEv(market, { models: { fill } }).bids)).not.toEqual([100]);
  expect(prices(decideEv(market, { models: { fill }, bids: [ownQuote(100, 0)] }).bids)).toEqual([100]);
});

test("ev maker: a quote that stands: kept until another is worth more by the gain asked for", () => {
  const models = { fill: quoteModel((distanceTicks) => Math.max(0, 0.5 - 0.02 * distanceTicks)) };
  const worth = (distanceTicks: number) => (0.5 - 0.02 * distanceTicks) * (1 + distanceTicks);
  const gain = worth(12) - worth(5);
  const standing = { models, bids: [ownQuote(9_995, 0)] };
  for (const [moveGainTicks, kept] of [
    [0, 9_988],
    [gain - 1e-6, 9_988],
    [gain + 1e-6, 9_995],
  ] as const)
    expect(prices(decideEv(touch(10_000, 10_002), { ...standing, parameters: { moveGainTicks } }).bids)).toEqual([
      kept,
    ]);
});

test("ev maker: nothing stands: a first quote pays no gain", () => {
  expect(prices(decideEv(touch(10_000, 10_002), { parameters: { moveGainTicks: 1e6 } }).bids)).toEqual([9_991]);
});

test("ev maker: two prices that are worth the same: the outer one", () => {
  const models = { fill: quoteModel((distanceTicks) => 0.5 / (1 + distanceTicks)) };
  expect(prices(decideEv({}, { models, parameters: { candidatesCount: 2 } }).bids)).toEqual([99]);
});
