// Goal: orders of one owner do not trade with each other, in any mode. Method: the scenarios of Binance's STP FAQ, with its numbers.
import { describe, expect, test } from "bun:test";
import type { PreventionMode } from "../../../sim/exchange/symbol-entry.ts";
import { testSymbol } from "../../helpers/exchange-symbols.ts";
import { placed, Venue } from "../../helpers/exchange-venue.ts";

const grid = { tickSize: "0.1", stepSize: "0.1" };

function threeBids(mode: PreventionMode) {
  const venue = new Venue(testSymbol(grid));
  const account = venue.account();
  const makers = [
    ["1.2", "1.2"],
    ["1.1", "1.3"],
    ["1", "8.1"],
  ].map(([price, size]) => placed(venue.buy(account, { price: price!, size: size! })));
  venue.events();
  const answer = venue.sell(account, { price: "1", size: "3", prevention: mode });
  return { venue, account, makers, taker: placed(answer), answer };
}

describe("prevention: the FAQ's scenarios:", () => {
  test("A: NONE: the two orders trade", () => {
    using venue = new Venue(testSymbol(grid));
    const account = venue.account();
    const maker = placed(venue.buy(account, { price: "1", size: "1", prevention: "NONE" }));
    const taker = placed(venue.sell(account, { price: "1", size: "1", prevention: "NONE" }));
    expect([maker.status, taker.status, taker.executedQuoteUnits]).toEqual(["FILLED", "FILLED", 1_00000000n]);
    expect(venue.balances(account)).toEqual(["1000000 + 0", "1000000000 + 0"]);
  });

  test("B: EXPIRE_MAKER: all three makers expire, the taker goes on the book", () => {
    const { venue, makers, taker, answer } = threeBids("EXPIRE_MAKER");
    using _ = venue;
    expect(makers.map(({ status }) => status)).toEqual(Array(3).fill("EXPIRED_IN_MATCH"));
    expect(makers.map(({ preventedMatchId, preventedLots }) => [preventedMatchId, preventedLots])).toEqual([
      [0, 12],
      [1, 13],
      [2, 81],
    ]);
    expect([taker.status, taker.preventedLots]).toEqual(["NEW", 0]);
    expect(taker.desk.preventedMatches).toHaveLength(3);
    expect(venue.book()).toEqual({ bids: [], asks: ["3@1"] });
    expect("preventedMatches" in answer && answer.preventedMatches).toMatchObject([
      { preventedMatchId: 0, makerOrderId: 1, makerPreventedLots: 12, takerPreventedLots: undefined },
      { preventedMatchId: 1, makerOrderId: 2, makerPreventedLots: 13, takerPreventedLots: undefined },
      { preventedMatchId: 2, makerOrderId: 3, makerPreventedLots: 81, takerPreventedLots: undefined },
    ]);
  });

  test("C: EXPIRE_TAKER: the makers stay, the taker expires", () => {
    const { venue, makers, taker } = threeBids("EXPIRE_TAKER");
    using _ = venue;
    expect(makers.map(({ status, preventedLots }) => [status, preventedLots])).toEqual(Array(3).fill(["NEW", 0]));
    expect([taker.status, taker.preventedLots, taker.preventedMatchId]).toEqual(["EXPIRED_IN_MATCH", 30, 0]);
    expect(venue.events()).toEqual(["NEW 4 NEW", "TRADE_PREVENTION 4 EXPIRED_IN_MATCH 3", "position 1"]);
  });

  test("D: EXPIRE_BOTH: both expire", () => {
    using venue = new Venue(testSymbol(grid));
    const account = venue.account({ tradeGroupId: 1 });
    const maker = placed(venue.buy(account, { price: "1", size: "1" }));
    const answer = venue.sell(account, { price: "1", size: "3", prevention: "EXPIRE_BOTH" });
    expect([maker.status, maker.preventedLots]).toEqual(["EXPIRED_IN_MATCH", 10]);
    expect([placed(answer).status, placed(answer).preventedLots]).toEqual(["EXPIRED_IN_MATCH", 30]);
    expect("preventedMatches" in answer && answer.preventedMatches).toMatchObject([
      { makerOrderId: 1, takerPreventedLots: 30, makerPreventedLots: 10, tradeGroupId: 1, mode: "EXPIRE_BOTH" },
    ]);
  });

  test("E: the maker says EXPIRE_MAKER, the taker EXPIRE_TAKER: the taker's mode counts", () => {
    using venue = new Venue(testSymbol(grid));
    const account = venue.account();
    const maker = placed(venue.buy(account, { price: "1", size: "1", prevention: "EXPIRE_MAKER" }));
    const taker = placed(venue.sell(account, { price: "1", size: "1", prevention: "EXPIRE_TAKER" }));
    expect([maker.status, taker.status]).toEqual(["NEW", "EXPIRED_IN_MATCH"]);
  });

  test("F: a market order with EXPIRE_MAKER: the maker expires, the taker finds nothing more", () => {
    using venue = new Venue(testSymbol(grid));
    const account = venue.account();
    const maker = placed(venue.buy(account, { price: "1", size: "1" }));
    const taker = placed(venue.sell(account, { kind: "MARKET", size: "1", prevention: "EXPIRE_MAKER" }));
    expect([maker.status, taker.status, taker.expiryReason]).toEqual([
      "EXPIRED_IN_MATCH",
      "EXPIRED",
      "INSUFFICIENT_LIQUIDITY",
    ]);
  });

  test("G: DECREMENT: both lose the smaller's quantity, the smaller expires", () => {
    using venue = new Venue(testSymbol(grid));
    const account = venue.account();
    const maker = placed(venue.buy(account, { price: "2", size: "6" }));
    const taker = placed(venue.sell(account, { price: "2", size: "2", prevention: "DECREMENT" }));
    expect([maker.status, maker.preventedLots, maker.leftLots]).toEqual(["NEW", 20, 40]);
    expect([taker.status, taker.preventedLots]).toEqual(["EXPIRED_IN_MATCH", 20]);
    expect(venue.book().bids).toEqual(["4@2"]);
    expect(venue.balances(account)[1]).toBe("999999992 + 8");
  });

  test("H: TRANSFER in a trade group: the quantity and its notional change hands too", () => {
    using venue = new Venue(testSymbol(grid));
    const [first, second] = [
      venue.account({ tradeGroupId: 1 }, "20000", "20000"),
      venue.account({ tradeGroupId: 1 }, "20000", "20000"),
    ];
    placed(venue.buy(first, { price: "0.2", size: "0.6", prevention: "TRANSFER" }));
    const taker = placed(venue.sell(second, { price: "0.2", size: "0.2", prevention: "TRANSFER" }));
    expect(taker.status).toBe("EXPIRED_IN_MATCH");
    expect(venue.balances(first)).toEqual(["20000.2 + 0", "19999.88 + 0.08"]);
    expect(venue.balances(second)).toEqual(["19999.8 + 0", "20000.04 + 0"]);
  });
});

test("prevention: TRANSFER that only the taker says: is DECREMENT", () => {
  using venue = new Venue(testSymbol(grid));
  const [first, second] = [venue.account({ tradeGroupId: 1 }), venue.account({ tradeGroupId: 1 })];
  placed(venue.buy(first, { price: "1", size: "1", prevention: "DECREMENT" }));
  const answer = venue.sell(second, { price: "1", size: "1", prevention: "TRANSFER" });
  expect("preventedMatches" in answer && answer.preventedMatches[0]?.mode).toBe("DECREMENT");
  expect(venue.balances(second)).toEqual(["1000000 + 0", "1000000000 + 0"]);
});

test("prevention: TRANSFER into an iceberg: what changes hands is what would have traded, part by part", () => {
  using venue = new Venue(testSymbol(grid));
  const [first, second] = [venue.account({ tradeGroupId: 1 }), venue.account({ tradeGroupId: 1 })];
  const parts: number[] = [];
  venue.exchange.listen({
    execution: ({ kind, preventedTradeLots }) => kind === "TRADE_PREVENTION" && parts.push(preventedTradeLots),
  });
  placed(venue.buy(first, { price: "1", size: "5", iceberg: "2", prevention: "TRANSFER" }));
  placed(venue.sell(second, { price: "1", size: "3", prevention: "TRANSFER" }));
  expect(parts).toEqual([20, 20, 10, 10]);
  expect(venue.balances(second)).toEqual(["999997 + 0", "1000000003 + 0"]);
});

test("prevention: filled before it: the filled part stands", () => {
  using venue = new Venue(testSymbol(grid));
  const [own, other] = [venue.account(), venue.account()];
  venue.buy(other, { price: "2", size: "1" });
  venue.buy(own, { price: "1", size: "1" });
  const taker = placed(venue.sell(own, { price: "1", size: "3", prevention: "EXPIRE_TAKER" }));
  expect([taker.status, taker.executedLots, taker.preventedLots]).toEqual(["EXPIRED_IN_MATCH", 10, 20]);
});
