// Goal: each type of order does what the documentation says, with the states, events and money it says.
// Method: small books written out by hand; the market order and its events are those of Binance's FAQ.
import { describe, expect, test } from "bun:test";
import { Commission } from "../../../sim/exchange/commission.ts";
import { Exchange } from "../../../sim/exchange/exchange.ts";
import { ask, bid } from "../../../src/domain/side.ts";
import { fine, testSymbol, whole } from "../../helpers/exchange-symbols.ts";
import { placed, refused, Venue, type Words } from "../../helpers/exchange-venue.ts";

function open(asks: [price: string, size: string][] = []) {
  const venue = new Venue(testSymbol(whole));
  const [own, other] = [venue.account(), venue.account()];
  for (const [price, size] of asks) placed(venue.sell(other, { price, size }));
  venue.events();
  return { venue, own, other };
}

describe("placing: a market order:", () => {
  test("the book has too little: what there is trades, the rest expires, one account position each", () => {
    const { venue, own } = open([
      ["1", "2"],
      ["1", "2"],
    ]);
    using _ = venue;
    const order = placed(venue.buy(own, { kind: "MARKET", size: "6" }));
    expect([order.status, order.executedLots, order.executedQuoteUnits]).toEqual(["EXPIRED", 4, 4_00000000n]);
    expect(venue.events()).toEqual([
      "NEW 3 NEW",
      ...["trade 1 2@1 bought", "TRADE 3 PARTIALLY_FILLED 2@1", "TRADE 1 FILLED 2@1"],
      ...["trade 2 2@1 bought", "TRADE 3 PARTIALLY_FILLED 2@1", "TRADE 2 FILLED 2@1"],
      "EXPIRED 3 EXPIRED INSUFFICIENT_LIQUIDITY",
      ...["position 1", "position 2"],
    ]);
  });

  test("execution ids: the counterparty's reports take theirs, so that the account sees 5, 6, 8, 10", () => {
    const { venue, own } = open([
      ["1", "2"],
      ["1", "2"],
    ]);
    using _ = venue;
    const ids: number[] = [];
    venue.exchange.listen({
      execution: ({ order, executionId }) => order.desk.account === own && ids.push(executionId),
    });
    venue.buy(own, { kind: "MARKET", size: "6" });
    expect(ids.map((id) => id - ids[0]!)).toEqual([0, 1, 3, 5]);
  });

  test("a buy across levels: takes each at its price, and is filled", () => {
    const { venue, own } = open([
      ["10", "2"],
      ["11", "2"],
      ["12", "2"],
    ]);
    using _ = venue;
    const order = placed(venue.buy(own, { kind: "MARKET", size: "5" }));
    expect([order.status, order.executedQuoteUnits]).toEqual(["FILLED", 54_00000000n]);
  });

  test("not enough money for all that the book shows of it: refused", () => {
    const { venue } = open([
      ["10", "2"],
      ["11", "2"],
    ]);
    using _ = venue;
    const poor = venue.account({}, "0", "41");
    expect(refused(venue.buy(poor, { kind: "MARKET", size: "4" }))).toBe(
      "-2010 Account has insufficient balance for requested action.",
    );
    expect(placed(venue.buy(poor, { kind: "MARKET", size: "3" })).status).toBe("FILLED");
    expect(venue.balances(poor)).toEqual(["3 + 0", "10 + 0"]);
  });

  test("a hidden order at a better price: costs less than was shown, nothing stays locked", () => {
    const { venue, own, other } = open();
    using _ = venue;
    venue.sell(other, { price: "10", size: "5", iceberg: "1" });
    venue.sell(other, { price: "20", size: "5" });
    const order = placed(venue.buy(own, { kind: "MARKET", size: "5" }));
    expect([order.status, order.executedQuoteUnits]).toEqual(["FILLED", 50_00000000n]);
  });

  test("by quote quantity: buys what the amount pays for, and spends no more", () => {
    const { venue, own } = open([
      ["10", "2"],
      ["11", "9"],
    ]);
    using _ = venue;
    const order = placed(venue.buy(own, { kind: "MARKET", quote: "60" }));
    expect([order.status, order.sizeLots, order.executedQuoteUnits]).toEqual(["FILLED", 5, 53_00000000n]);
    expect(order.quoteOrderUnits).toBe(60_00000000n);
  });

  test("by quote quantity: the quantity is one that MARKET_LOT_SIZE allows", () => {
    const filter = { filterType: "MARKET_LOT_SIZE", minQty: "4", maxQty: "8", stepSize: "2" } as const;
    using venue = new Venue(testSymbol(whole, [filter]));
    venue.sell(venue.account(), { price: "10", size: "50" });
    const own = venue.account();
    const sizeFor = (quote: string) => placed(venue.buy(own, { kind: "MARKET", quote })).sizeLots;
    expect([sizeFor("79"), sizeFor("200"), sizeFor("40")]).toEqual([6, 8, 4]);
    expect(refused(venue.buy(own, { kind: "MARKET", quote: "39" }))).toBe(
      "-2010 Order book liquidity is less than `MARKET_LOT_SIZE` filter minimum quantity.",
    );
  });

  test("a book of many levels: all of them count", () => {
    const { venue, own, other } = open();
    using _ = venue;
    for (let price = 10; price < 40; price++) venue.sell(other, { price: String(price), size: "1" });
    const poor = venue.account({}, "0", "734");
    expect(refused(venue.buy(poor, { kind: "MARKET", size: "30" }))).toStartWith("-2010 Account has insufficient");
    const order = placed(venue.buy(own, { kind: "MARKET", quote: "735" }));
    expect([order.status, order.executedLots, order.executedQuoteUnits]).toEqual(["FILLED", 30, 735_00000000n]);
  });

  test("its own orders in the way expire: the rest costs more than was shown, and no more is taken than is paid for", () => {
    const { venue, other } = open();
    using _ = venue;
    const own = venue.account({}, "2", "60");
    const book = () => {
      placed(venue.sell(own, { price: "10", size: "2" }));
      placed(venue.sell(other, { price: "20", size: "9" }));
    };
    book();
    const byQuote = placed(venue.buy(own, { kind: "MARKET", quote: "59", prevention: "EXPIRE_MAKER" }));
    expect([byQuote.status, byQuote.sizeLots, byQuote.executedQuoteUnits]).toEqual(["EXPIRED", 3, 40_00000000n]);
    venue.exchange.cancelAll(venue.now(), other, venue.market);
    book();
    const bySize = placed(venue.buy(own, { kind: "MARKET", size: "2", prevention: "EXPIRE_MAKER" }));
    expect([bySize.status, bySize.executedQuoteUnits]).toEqual(["EXPIRED", 20_00000000n]);
    expect(venue.balances(own)).toEqual(["5 + 0", "0 + 0"]);
  });

  test("by quote quantity, selling: sells what brings the amount", () => {
    const { venue, own, other } = open();
    using _ = venue;
    venue.buy(other, { price: "9", size: "10" });
    venue.buy(other, { price: "4", size: "10" });
    expect(placed(venue.sell(own, { kind: "MARKET", quote: "40" })).executedQuoteUnits).toBe(36_00000000n);
  });

  test("by quote quantity on an empty book, or for less than a lot: refused", () => {
    const { venue, own, other } = open();
    using _ = venue;
    const buy = () => refused(venue.buy(own, { kind: "MARKET", quote: "9" }));
    expect(buy()).toBe("-2010 Order book liquidity is less than symbol minimum quantity.");
    venue.sell(other, { price: "10", size: "5" });
    expect(buy()).toBe("-2010 Order book liquidity is less than `LOT_SIZE` filter minimum quantity.");
  });
});

describe("placing: a limit order:", () => {
  const cases: [string, Words, string, string, string[]][] = [
    ["GTC through the book: trades and rests", { price: "11", size: "5" }, "PARTIALLY_FILLED", "", ["1@11"]],
    ["GTC below the book: rests", { price: "9", size: "5" }, "NEW", "", ["5@9"]],
    ["IOC: the rest expires", { price: "11", size: "5", force: "IOC" }, "EXPIRED", "UNFILLED_IOC_QUANTITY_EXPIRED", []],
    ["IOC that is filled: is filled", { price: "11", size: "3", force: "IOC" }, "FILLED", "", []],
    [
      "FOK too large: expires whole",
      { price: "11", size: "5", force: "FOK" },
      "EXPIRED",
      "UNFILLED_FOK_ORDER_EXPIRED",
      [],
    ],
    ["FOK that fits: is filled", { price: "11", size: "4", force: "FOK" }, "FILLED", "", []],
    ["LIMIT_MAKER below the book: rests", { kind: "LIMIT_MAKER", price: "9", size: "5" }, "NEW", "", ["5@9"]],
  ];
  test.each(cases)("%s", (_name, words, status, reason, bids) => {
    const { venue, own } = open([
      ["10", "2"],
      ["11", "2"],
    ]);
    using _ = venue;
    const order = placed(venue.buy(own, words));
    expect([order.status, order.expiryReason]).toEqual([status, reason] as never);
    expect(venue.book().bids).toEqual(bids);
    expect(order.executedLots).toBe(
      reason === "UNFILLED_FOK_ORDER_EXPIRED" || status === "NEW" ? 0 : Math.min(4, order.sizeLots),
    );
  });

  test("LIMIT_MAKER at the other side: refused, on both sides", () => {
    const { venue, own, other } = open([["10", "2"]]);
    using _ = venue;
    venue.buy(other, { price: "8", size: "1" });
    const text = "-2010 Order would immediately match and take.";
    expect(refused(venue.buy(own, { kind: "LIMIT_MAKER", price: "10", size: "1" }))).toBe(text);
    expect(refused(venue.sell(own, { kind: "LIMIT_MAKER", price: "8", size: "1" }))).toBe(text);
    expect(placed(venue.sell(own, { kind: "LIMIT_MAKER", price: "9", size: "1" })).status).toBe("NEW");
  });

  test("locks: price x what is left, and a better price gives the difference back", () => {
    const { venue, own } = open([["10", "2"]]);
    using _ = venue;
    venue.buy(own, { price: "12", size: "5" });
    expect(venue.balances(own)).toEqual(["1000002 + 0", "999999944 + 36"]);
    expect(venue.cancel(own, { orderId: 2 })).toMatchObject({ order: { status: "CANCELED" } });
    expect(venue.balances(own)).toEqual(["1000002 + 0", "999999980 + 0"]);
  });

  test("funds: exactly enough is taken, a unit less is refused", () => {
    const { venue } = open();
    using _ = venue;
    const rich = venue.account({}, "0", "50");
    const poor = venue.account({}, "0", "49.99999999");
    expect(placed(venue.buy(rich, { price: "10", size: "5" })).status).toBe("NEW");
    expect(refused(venue.buy(poor, { price: "10", size: "5" }))).toStartWith("-2010 Account has insufficient balance");
  });

  test("amounts below a unit: traded rounded down, locked rounded up", () => {
    using venue = new Venue(testSymbol(fine));
    const [own, other] = [venue.account({}, "0", "0.00000010"), venue.account({}, "1", "0")];
    venue.buy(own, { price: "0.00000003", size: "0.5" });
    expect(venue.balances(own)[1]).toBe("0.00000008 + 0.00000002");
    venue.sell(other, { price: "0.00000003", size: "0.4" });
    expect(venue.balances(own)).toEqual(["0.4 + 0", "0.00000008 + 0.00000001"]);
    expect(venue.balances(other)[1]).toBe("0.00000001 + 0");
  });

  test("iceberg: shows its part, and trades all of it", () => {
    const { venue, own, other } = open();
    using _ = venue;
    const order = placed(venue.sell(other, { price: "10", size: "5", iceberg: "2" }));
    expect(venue.book().asks).toEqual(["2@10"]);
    expect(placed(venue.buy(own, { price: "10", size: "4" })).status).toBe("FILLED");
    expect([order.status, order.executedLots]).toEqual(["PARTIALLY_FILLED", 4]);
    expect(venue.book().asks).toEqual(["1@10"]);
  });
});

test("placing: on the book: while an order rests, or is about to meet it; not what can only expire", () => {
  const { venue, own, other } = open();
  using _ = venue;
  const seen: string[] = [];
  venue.exchange.listen({
    execution: ({ kind, order }) => seen.push(`${order.orderId} ${kind} ${order.isOnBook}`),
  });
  venue.sell(other, { price: "10", size: "2" });
  venue.buy(own, { price: "10", size: "3", force: "IOC" });
  venue.sell(other, { price: "10", size: "2" });
  venue.buy(own, { price: "10", size: "3" });
  venue.buy(own, { kind: "STOP_LOSS", stop: "50", size: "1" });
  expect(seen).toEqual([
    ...["1 NEW true", "2 NEW true", "2 TRADE false", "1 TRADE false", "2 EXPIRED false"],
    ...["3 NEW true", "4 NEW true", "4 TRADE true", "3 TRADE false", "5 NEW false"],
  ]);
});

test("placing: a client id: unique among open orders, free again once its order is closed", () => {
  const { venue, own, other } = open();
  using _ = venue;
  const order = { price: "9", size: "1", id: "mine" };
  placed(venue.buy(own, order));
  expect(refused(venue.buy(own, order))).toBe("-2010 Duplicate order sent.");
  expect(placed(venue.buy(other, order)).clientOrderId).toBe("mine");
  venue.cancel(own, { clientOrderId: "mine" });
  expect(placed(venue.buy(own, order)).orderId).toBe(3);
});

test("placing: as many open orders as the exchange holds: no more until one is closed", () => {
  using exchange = new Exchange({ symbols: [testSymbol(whole)], ordersMax: 2 });
  const market = exchange.market("ABCXYZ")!;
  const own = exchange.openAccount();
  exchange.deposit(0, own, "XYZ", 10n ** 12n);
  const request = { side: bid, kind: "LIMIT", timeInForce: "GTC", priceTicks: 10, sizeLots: 1 } as const;
  const stop = { ...request, kind: "STOP_LOSS_LIMIT", stopTicks: 20 } as const;
  placed(exchange.place(0, own, market, request));
  placed(exchange.place(0, own, market, stop));
  expect(exchange.place(0, own, market, request)).toMatchObject({ code: -1008, status: 503 });
  exchange.cancel(0, own, market, { orderId: 2 });
  placed(exchange.place(0, own, market, request));
});

test("placing: commission: exactly half a unit is a whole one, and less is none", () => {
  const commission = new Commission({ makerRate: 1n, takerRate: 2n, buyerRate: 0n, sellerRate: 3n });
  expect(commission.unitsOf(50_000_000n, bid, true)).toBe(1n);
  expect(commission.unitsOf(49_999_999n, bid, true)).toBe(0n);
  expect(commission.unitsOf(30_000_000n, ask, false)).toBe(2n);
  expect(() => new Commission({ makerRate: -1n, takerRate: 0n, buyerRate: 0n, sellerRate: 0n })).toThrow();
});

test("placing: commission: of what was received, by role and side, half up", () => {
  using venue = new Venue(testSymbol({ tickSize: "1", stepSize: "0.00001" }));
  const rates = { makerRate: 10n, takerRate: 20n, buyerRate: 30n, sellerRate: 40n };
  const [maker, taker] = [venue.account({ commission: rates }), venue.account({ commission: rates })];
  venue.buy(maker, { price: "35000", size: "0.49975" });
  const answer = venue.sell(taker, { kind: "MARKET", size: "0.49975" });
  // The FAQ's: 17491.25 x (0.00000020 + 0.00000040) = 0.01049475 of the quote asset.
  expect("trades" in answer && answer.trades[0]).toMatchObject({ commissionUnits: 1_049_475n, commissionAsset: "XYZ" });
  // 0.49975 x 0.00000040 = 0.0000001999, half up.
  expect(venue.market.desk(maker).trades.at(0)).toMatchObject({ commissionUnits: 20n, commissionAsset: "ABC" });
});
