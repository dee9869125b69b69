// Goal: each filter of a symbol lets through what it should, to the last tick, and says its own name. Method: both sides of each bound, on a
// symbol that has that filter and wide others.
import { describe, expect, test } from "bun:test";
import { Refusal } from "../../../sim/exchange/errors.ts";
import { preventionModes, type SymbolEntry, type SymbolFilter } from "../../../sim/exchange/symbol-entry.ts";
import { testSymbol, whole } from "../../helpers/exchange-symbols.ts";
import { placed, refused, Venue, type Words } from "../../helpers/exchange-venue.ts";

/** What the order is told: "ok", or code and message. */
function answerTo(venue: Venue, side: "buy" | "sell", words: Words): string {
  const answer = venue[side](venue.account(), words);
  return answer instanceof Refusal ? `${answer.code} ${answer.message}` : "ok";
}

function failed(name: string): string {
  return `-1013 Filter failure: ${name}`;
}

type Case = [name: string, filter: SymbolFilter, good: Words[], bad: Words[]];

const minutes = { avgPriceMins: 5 };
const cases: Case[] = [
  [
    "PRICE_FILTER",
    { filterType: "PRICE_FILTER", minPrice: "2.75", maxPrice: "3000", tickSize: "0.5" },
    [{ price: "3" }, { price: "3000" }, { price: "7.5" }, { kind: "TAKE_PROFIT", stop: "3" }],
    [{ price: "2.5" }, { price: "3000.5" }, { price: "7.25" }, { price: "0" }, { kind: "STOP_LOSS", stop: "7.3" }],
  ],
  [
    "LOT_SIZE",
    { filterType: "LOT_SIZE", minQty: "2", maxQty: "20", stepSize: "0.5" },
    [{ size: "2" }, { size: "20" }, { size: "2.5" }, { size: "4", iceberg: "2" }, { kind: "MARKET", size: "2" }],
    [{ size: "1.5" }, { size: "20.5" }, { size: "2.3" }, { size: "4", iceberg: "1.5" }, { kind: "MARKET", size: "1" }],
  ],
  [
    "MARKET_LOT_SIZE",
    { filterType: "MARKET_LOT_SIZE", minQty: "4", maxQty: "8.9", stepSize: "2" },
    [{ kind: "MARKET", size: "4" }, { kind: "MARKET", size: "8" }, { size: "3" }],
    [
      { kind: "MARKET", size: "3" },
      { kind: "MARKET", size: "10" },
      { kind: "MARKET", size: "5" },
    ],
  ],
  [
    "ICEBERG_PARTS",
    { filterType: "ICEBERG_PARTS", limit: 10 },
    [
      { size: "30", iceberg: "3" },
      { size: "28", iceberg: "3" },
    ],
    [{ size: "31", iceberg: "3" }],
  ],
  [
    "NOTIONAL",
    {
      filterType: "NOTIONAL",
      minNotional: "50",
      maxNotional: "500",
      applyMinToMarket: true,
      applyMaxToMarket: true,
      ...minutes,
    },
    [{ size: "5" }, { size: "50" }, { kind: "MARKET", size: "5" }, { kind: "MARKET", quote: "50" }],
    [
      { size: "4" },
      { size: "51" },
      { kind: "MARKET", size: "4" },
      { kind: "MARKET", size: "51" },
      { kind: "MARKET", quote: "501" },
    ],
  ],
  [
    "MIN_NOTIONAL",
    { filterType: "MIN_NOTIONAL", minNotional: "50", applyToMarket: false, ...minutes },
    [{ size: "5" }, { kind: "MARKET", size: "1" }],
    [{ size: "4" }],
  ],
  [
    "PERCENT_PRICE",
    { filterType: "PERCENT_PRICE", multiplierUp: "1.35", multiplierDown: "0.75", ...minutes },
    [{ price: "8" }, { price: "13" }],
    [{ price: "7" }, { price: "14" }],
  ],
  [
    "TRAILING_DELTA",
    {
      filterType: "TRAILING_DELTA",
      minTrailingAboveDelta: 10,
      maxTrailingAboveDelta: 2000,
      minTrailingBelowDelta: 30,
      maxTrailingBelowDelta: 1000,
    },
    [
      { kind: "STOP_LOSS", trailing: 10 },
      { kind: "STOP_LOSS", trailing: 2000 },
      { kind: "TAKE_PROFIT", trailing: 30 },
    ],
    [
      { kind: "STOP_LOSS", trailing: 9 },
      { kind: "TAKE_PROFIT", trailing: 10 },
      { kind: "TAKE_PROFIT", trailing: 1001 },
    ],
  ],
];

describe("filters: bounds are let through, what is beyond them is not:", () => {
  test.each(cases)("%s", (name, filter, good, bad) => {
    for (const [words, expected] of [
      ...good.map((each) => [each, "ok"] as const),
      ...bad.map((each) => [each, failed(name)] as const),
    ]) {
      using venue = new Venue(testSymbol(whole, [filter]));
      // The last trade is at 10, and there is plenty to sell at it.
      const maker = venue.account();
      placed(venue.sell(maker, { price: "10", size: "20" }));
      placed(venue.sell(maker, { price: "10", size: "20" }));
      placed(venue.buy(venue.account(), { price: "10", size: "10" }));
      expect([words, answerTo(venue, "buy", { ...usual(words), ...words })]).toEqual([words, expected]);
    }
  });
});

/** What the kind needs and a case does not say. */
function usual({ kind = "LIMIT", quote, stop, trailing }: Words): Words {
  if (kind === "MARKET") return quote === undefined ? { size: "5" } : {};
  if (kind === "LIMIT") return { price: "10", size: "5" };
  return stop === undefined && trailing === undefined ? { size: "5", stop: "20" } : { size: "5" };
}

test("filters: PERCENT_PRICE_BY_SIDE: each side by its own multipliers, of the average weighted by volume", () => {
  const filter: SymbolFilter = {
    filterType: "PERCENT_PRICE_BY_SIDE",
    bidMultiplierUp: "1.2",
    bidMultiplierDown: "0.5",
    askMultiplierUp: "2",
    askMultiplierDown: "0.9",
    ...minutes,
  };
  using venue = new Venue(testSymbol(whole, [filter]));
  const [maker, taker] = [venue.account(), venue.account()];
  const ok = (side: "buy" | "sell", price: string) =>
    venue.exchange.test(venue.now(), maker, venue.market, venue.request(side, { price, size: "1" })) === undefined;
  expect([ok("buy", "1"), ok("sell", "90000")]).toEqual([true, true]);
  venue.sell(maker, { price: "100", size: "3" });
  venue.buy(taker, { price: "100", size: "3" });
  venue.sell(maker, { price: "140", size: "1" });
  expect([ok("buy", "120"), ok("buy", "121")]).toEqual([true, false]);
  venue.buy(taker, { kind: "MARKET", size: "1" });
  // The average is now (3 x 100 + 140) / 4 = 110.
  expect([ok("buy", "55"), ok("buy", "54"), ok("buy", "132"), ok("buy", "133")]).toEqual([true, false, true, false]);
  expect([ok("sell", "99"), ok("sell", "98"), ok("sell", "220"), ok("sell", "221")]).toEqual([
    true,
    false,
    true,
    false,
  ]);
  // Five minutes later nothing has traded within the window: the last price counts.
  venue.wait(300_000_000);
  expect([ok("buy", "168"), ok("buy", "169")]).toEqual([true, false]);
});

test("filters: a symbol that is changed: its new bounds and permissions hold at once", () => {
  const multipliers = (up: string): SymbolFilter => ({
    filterType: "PERCENT_PRICE",
    multiplierUp: up,
    multiplierDown: "0",
    ...minutes,
  });
  using venue = new Venue(testSymbol(whole, [multipliers("2")]));
  const own = venue.account();
  venue.trade("100");
  expect(refused(venue.buy(own, { price: "201", size: "1" }))).toBe(failed("PERCENT_PRICE"));
  const changed = testSymbol(whole, [multipliers("3")]).entry;
  venue.exchange.changeSymbol(venue.now(), venue.market, { filters: changed.filters });
  placed(venue.buy(own, { price: "201", size: "1" }));
  venue.exchange.changeSymbol(venue.now(), venue.market, { permissionSets: [["MARGIN"]] });
  expect(refused(venue.buy(own, { price: "201", size: "1" }))).toStartWith("-2010 This symbol is not permitted");
});

test("filters: counts: so many open orders, waiting ones, icebergs, and no more", () => {
  const filters: SymbolFilter[] = [
    { filterType: "MAX_NUM_ORDERS", maxNumOrders: 4 },
    { filterType: "MAX_NUM_ALGO_ORDERS", maxNumAlgoOrders: 1 },
    { filterType: "MAX_NUM_ICEBERG_ORDERS", maxNumIcebergOrders: 1 },
  ];
  using venue = new Venue(testSymbol(whole, filters));
  const own = venue.account();
  const iceberg = { price: "10", size: "4", iceberg: "2" };
  const stop: Words = { kind: "STOP_LOSS", stop: "50", size: "1" };
  placed(venue.buy(own, iceberg));
  expect(refused(venue.buy(own, iceberg))).toBe(failed("MAX_NUM_ICEBERG_ORDERS"));
  placed(venue.buy(own, stop));
  expect(refused(venue.buy(own, stop))).toBe(failed("MAX_NUM_ALGO_ORDERS"));
  placed(venue.buy(own, { price: "10", size: "1" }));
  placed(venue.buy(own, { price: "10", size: "1" }));
  expect(refused(venue.buy(own, { price: "10", size: "1" }))).toBe(failed("MAX_NUM_ORDERS"));
  venue.cancel(own, { orderId: 1 });
  placed(venue.buy(own, iceberg));
});

test("filters: MAX_POSITION: what is owned, what open buys may add, and the order itself", () => {
  using venue = new Venue(testSymbol(whole, [{ filterType: "MAX_POSITION", maxPosition: "10" }]));
  const own = venue.account({}, "4");
  const buy = (size: string) => venue.buy(own, { price: "10", size });
  placed(venue.sell(own, { price: "20", size: "3" }));
  placed(buy("2"));
  expect(refused(buy("5"))).toBe(failed("MAX_POSITION"));
  placed(buy("4"));
  expect(refused(buy("1"))).toBe(failed("MAX_POSITION"));
  venue.cancel(own, { orderId: 2 });
  placed(buy("2"));
  placed(venue.sell(own, { price: "20", size: "1" }));
});

describe("checks: what a symbol does not offer:", () => {
  const not: [string, Partial<SymbolEntry>, Words, string][] = [
    [
      "MARKET",
      { orderTypes: ["LIMIT"] },
      { kind: "MARKET", size: "1" },
      "-1013 Market orders are not supported for this symbol.",
    ],
    [
      "STOP_LOSS",
      { orderTypes: ["LIMIT"] },
      { kind: "STOP_LOSS", stop: "50", size: "1" },
      "-1013 Stop loss orders are not supported for this symbol.",
    ],
    [
      "TAKE_PROFIT_LIMIT",
      { orderTypes: ["LIMIT"] },
      { kind: "TAKE_PROFIT_LIMIT", stop: "5", price: "5", size: "1" },
      "-1013 Take profit limit orders are not supported for this symbol.",
    ],
    [
      "icebergs",
      { icebergAllowed: false },
      { price: "10", size: "2", iceberg: "1" },
      "-1013 Iceberg orders are not supported for this symbol.",
    ],
    [
      "trailing stops",
      { allowTrailingStop: false },
      { kind: "STOP_LOSS", trailing: 100, size: "1" },
      "-1013 Trailing stop orders are not supported for this symbol.",
    ],
    [
      "quote quantities",
      { quoteOrderQtyMarketAllowed: false },
      { kind: "MARKET", quote: "10" },
      "-1013 Quote order qty market orders are not support for this symbol.",
    ],
    [
      "a mode of self-trade prevention",
      { allowedSelfTradePreventionModes: preventionModes.filter((mode) => mode !== "EXPIRE_BOTH") },
      { price: "10", size: "1", prevention: "EXPIRE_BOTH" },
      "-1013 This symbol does not allow the specified self-trade prevention mode.",
    ],
    [
      "a permission",
      { permissionSets: [["SPOT", "MARGIN"], ["LEVERAGED"]] },
      { price: "10", size: "1" },
      "-2010 This symbol is not permitted for this account.",
    ],
  ];
  test.each(not)("%s", (_name, changes, words, text) => {
    using venue = new Venue(testSymbol(whole, [], changes));
    expect(answerTo(venue, "buy", words)).toBe(text);
  });

  test("an iceberg larger than its order, or of a type that shows all", () => {
    using venue = new Venue(testSymbol(whole));
    expect(answerTo(venue, "buy", { price: "10", size: "2", iceberg: "3" })).toBe("-1013 IcebergQty exceeds QTY.");
    const ioc: Words = { price: "10", size: "2", iceberg: "1", force: "IOC" };
    expect(answerTo(venue, "buy", ioc)).toBe("-1013 Unsupported order combination");
  });

  test("a test order: is refused for the same, and never reaches the engine", () => {
    using venue = new Venue(testSymbol(whole));
    const poor = venue.account({}, "0", "0");
    const of = (words: Words) => venue.exchange.test(venue.now(), poor, venue.market, venue.request("buy", words));
    expect(refused(of({ price: "10.5", size: "2" }))).toBe(failed("PRICE_FILTER"));
    expect(of({ price: "10", size: "2" })).toBeUndefined();
    expect(venue.market.lastOrderId).toBe(0);
  });
});
