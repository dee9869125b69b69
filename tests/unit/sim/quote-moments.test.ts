// Goal: of a ladder the report shows the level that is expected to earn most a lot, with its own chance of a fill.
// Method: ladders of a few levels, given by hand.
import { expect, test } from "bun:test";
import { quoteMoment } from "../../../sim/quote-moments.ts";
import { WantedQuotes } from "../../../src/core/strategy/wanted-quotes.ts";
import { ask, bid } from "../../../src/domain/side.ts";
import { marketView } from "../../helpers/own-events.ts";

/** @param edges of the bids, each with its chance. */
function momentOf(...edges: readonly (readonly [edgeTicks: number, fillProbability: number])[]) {
  const wanted = new WantedQuotes();
  for (const [level, [edgeTicks, chance]] of edges.entries()) wanted.want(bid, 100 - level, 1, edgeTicks, chance);
  wanted.want(ask, 110, 1);
  return quoteMoment({ nowNs: 0, market: marketView(), positionLots: 0, wanted, veto: undefined });
}

test("quote moment: several levels: the words of the one that earns most, wherever it is", () => {
  expect(momentOf([1, 0.5], [4, 0.2], [3, 0.1]).bid).toEqual({ edgeTicks: 4, fillProbability: 0.2 });
  expect(momentOf([-1, 0.5], [-4, 0.2]).bid).toEqual({ edgeTicks: -1, fillProbability: 0.5 });
});

test("quote moment: a level of which nothing is said: another one's words", () => {
  expect(momentOf([Number.NaN, 0.5], [2, 0.2]).bid).toEqual({ edgeTicks: 2, fillProbability: 0.2 });
});

test("quote moment: nothing said, or nothing wanted: NaN", () => {
  const nothing = { edgeTicks: Number.NaN, fillProbability: Number.NaN };
  expect(momentOf([1, 0.5]).ask).toEqual(nothing);
  expect(momentOf().bid).toEqual(nothing);
});
