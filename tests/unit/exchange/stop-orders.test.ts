// Goal: orders that wait for a price are triggered by the right trade, and by no other.
// Method: both sides of each stop; the five scenarios of Binance's trailing stop FAQ, with its prices.
import { describe, expect, test } from "bun:test";
import { testSymbol } from "../../helpers/exchange-symbols.ts";
import { placed, refused, Venue, type Words } from "../../helpers/exchange-venue.ts";

const grid = { tickSize: "0.5", stepSize: "1" };

function open(lastPrice: string) {
  const venue = new Venue(testSymbol(grid));
  const own = venue.account();
  venue.trade(lastPrice);
  venue.events();
  return { venue, own };
}

describe("stops: the price that triggers:", () => {
  const cases: [string, "buy" | "sell", Words, string, string][] = [
    ["buy STOP_LOSS: at or above", "buy", { kind: "STOP_LOSS", stop: "110", size: "1" }, "109.5", "110"],
    ["sell STOP_LOSS: at or below", "sell", { kind: "STOP_LOSS", stop: "90", size: "1" }, "90.5", "90"],
    ["buy TAKE_PROFIT: at or below", "buy", { kind: "TAKE_PROFIT", stop: "90", size: "1" }, "90.5", "90"],
    ["sell TAKE_PROFIT: at or above", "sell", { kind: "TAKE_PROFIT", stop: "110", size: "1" }, "109.5", "110"],
    ["buy STOP_LOSS_LIMIT", "buy", { kind: "STOP_LOSS_LIMIT", stop: "110", price: "50", size: "1" }, "109.5", "112"],
    ["sell STOP_LOSS_LIMIT", "sell", { kind: "STOP_LOSS_LIMIT", stop: "90", price: "500", size: "1" }, "90.5", "80"],
    ["buy TAKE_PROFIT_LIMIT", "buy", { kind: "TAKE_PROFIT_LIMIT", stop: "90", price: "50", size: "1" }, "90.5", "80"],
    [
      "sell TAKE_PROFIT_LIMIT",
      "sell",
      { kind: "TAKE_PROFIT_LIMIT", stop: "110", price: "500", size: "1" },
      "109.5",
      "112",
    ],
  ];
  test.each(cases)("%s", (_name, side, words, near, met) => {
    const { venue, own } = open("100");
    using _ = venue;
    const order = placed(venue[side](own, words));
    expect([order.status, order.isWorking]).toEqual(["NEW", false]);
    venue.trade(near);
    expect(order.isWorking).toBe(false);
    venue.trade(met);
    expect(order.isWorking).toBe(true);
  });

  test.each(cases)("%s: a price that it has already: refused", (_name, side, words) => {
    const { venue, own } = open(words.stop!);
    using _ = venue;
    expect(refused(venue[side](own, words))).toBe("-2010 Order would trigger immediately.");
  });
});

test("stops: triggered: a second NEW, now working, then what it does; its own id and lock", () => {
  const { venue, own } = open("100");
  using _ = venue;
  const other = venue.account();
  venue.buy(other, { price: "94", size: "1" });
  const order = placed(venue.sell(own, { kind: "STOP_LOSS_LIMIT", stop: "95", price: "94", size: "3" }));
  expect(venue.balances(own)[0]).toBe("999997 + 3");
  const maker = venue.account();
  venue.buy(maker, { price: "95", size: "1" });
  venue.events();
  venue.sell(maker, { price: "95", size: "1" });
  expect(venue.events()).toEqual([
    ...["NEW 6 NEW", "trade 2 1@95 sold", "TRADE 6 FILLED 1@95", "TRADE 5 FILLED 1@95", "position 5"],
    ...["NEW 4 NEW", "trade 3 1@94 sold", "TRADE 4 PARTIALLY_FILLED 1@94", "TRADE 3 FILLED 1@94"],
    ...["position 1", "position 4"],
  ]);
  expect([order.status, order.leftLots]).toEqual(["PARTIALLY_FILLED", 2]);
  expect(venue.balances(own)).toEqual(["999997 + 2", "1000000094 + 0"]);
});

test("stops: one triggers the next: each is a command of its own, in the order they were triggered", () => {
  const { venue, own } = open("100");
  using _ = venue;
  const other = venue.account();
  for (const price of ["95", "90", "85"]) venue.buy(other, { price, size: "1" });
  const second = placed(venue.sell(own, { kind: "STOP_LOSS", stop: "90", size: "1" }));
  const first = placed(venue.sell(own, { kind: "STOP_LOSS", stop: "95", size: "1" }));
  venue.sell(venue.account(), { price: "95", size: "1" });
  expect([first.status, first.executedQuoteUnits]).toEqual(["FILLED", 90_00000000n]);
  expect([second.status, second.executedQuoteUnits]).toEqual(["FILLED", 85_00000000n]);
});

test("stops: two that one trade triggers: in the order of their ids", () => {
  const { venue, own } = open("100");
  using _ = venue;
  const orders = ["110", "105"].map((stop) => placed(venue.buy(own, { kind: "STOP_LOSS", stop, size: "1" })));
  const maker = venue.account();
  for (const price of ["110", "111", "112"]) venue.sell(maker, { price, size: "1" });
  venue.buy(venue.account(), { price: "110", size: "1" });
  expect(orders.map(({ executedQuoteUnits }) => executedQuoteUnits)).toEqual([111_00000000n, 112_00000000n]);
});

test("stops: a command's own answer: shows its order before the stops that it triggered have run", () => {
  const { venue, own } = open("100");
  using _ = venue;
  const taker = venue.account();
  placed(venue.sell(own, { kind: "STOP_LOSS", stop: "99", size: "5" }));
  venue.sell(own, { price: "99", size: "1" });
  const answer = venue.exchange.place(
    venue.now(),
    taker,
    venue.market,
    venue.request("buy", { price: "99", size: "3" }),
  );
  const order = placed(answer);
  expect([order.status, order.executedLots]).toEqual(["PARTIALLY_FILLED", 1]);
  // Whoever does not settle finds it done by the next command, at the time at which it was triggered.
  const triggeredUs = venue.exchange.nowUs;
  venue.wait(1000);
  venue.cancel(own, { orderId: 99 });
  expect([order.status, order.executedLots, order.updatedUs]).toEqual(["FILLED", 3, triggeredUs]);
});

test("stops: cancelled while waiting: leaves, and its lock with it", () => {
  const { venue, own } = open("100");
  using _ = venue;
  const order = placed(venue.buy(own, { kind: "STOP_LOSS", stop: "110", size: "3" }));
  expect(venue.balances(own)[1]).toBe("999999670 + 330");
  venue.cancel(own, { orderId: order.orderId });
  expect(venue.balances(own)[1]).toBe("1000000000 + 0");
  venue.trade("120");
  expect(order.status).toBe("CANCELED");
});

describe("stops: trailing: the FAQ's scenarios:", () => {
  const scenarios: [string, "buy" | "sell", Words, string[], string][] = [
    [
      "A: stop-loss buy",
      "buy",
      { kind: "STOP_LOSS_LIMIT", stop: "44000", trailing: 500, price: "45000", size: "1" },
      ["37000", "43999.5", "44000", "45000", "46000", "42000", "44099.5"],
      "44100",
    ],
    [
      "B: stop-loss sell",
      "sell",
      { kind: "STOP_LOSS_LIMIT", stop: "39000", trailing: 1000, price: "38000", size: "1" },
      ["41500", "39000", "37000", "41000", "36900.5"],
      "36900",
    ],
    [
      "C: take-profit buy",
      "buy",
      { kind: "TAKE_PROFIT_LIMIT", stop: "38000", trailing: 850, price: "38500", size: "1" },
      ["42000", "38000", "37000", "39000", "38000", "40144.5"],
      "40145",
    ],
    [
      "D: take-profit sell",
      "sell",
      { kind: "TAKE_PROFIT_LIMIT", stop: "42000", trailing: 750, price: "41000", size: "1" },
      ["41500", "39000", "42000", "45000", "44000", "46500", "43013"],
      "43012.5",
    ],
    [
      "E: without a stop",
      "sell",
      { kind: "STOP_LOSS_LIMIT", trailing: 700, price: "39000", size: "1" },
      ["42000", "39500", "45500", "42315.5"],
      "42315",
    ],
  ];
  test.each(scenarios)("%s", (_name, side, words, quiet, met) => {
    const { venue, own } = open("40000");
    using _ = venue;
    const order = placed(venue[side](own, words));
    for (const price of quiet) {
      venue.trade(price);
      expect([price, order.isWorking]).toEqual([price, false]);
    }
    venue.trade(met);
    expect(order.isWorking).toBe(true);
  });

  test("without a stop: it follows from the last trade before it", () => {
    const { venue, own } = open("40000");
    using _ = venue;
    const order = placed(venue.sell(own, { kind: "STOP_LOSS_LIMIT", trailing: 700, price: "39000", size: "1" }));
    venue.trade("37200.5");
    expect(order.isWorking).toBe(false);
    venue.trade("37200");
    expect(order.isWorking).toBe(true);
  });

  test("a stop that the price has met already: is taken, since it only begins to follow there", () => {
    const { venue, own } = open("40000");
    using _ = venue;
    const order = placed(venue.sell(own, { kind: "STOP_LOSS", stop: "41000", trailing: 100, size: "1" }));
    expect([order.status, order.isWorking]).toEqual(["NEW", false]);
  });

  test("its time: since when it follows, -1 before", () => {
    const { venue, own } = open("40000");
    using _ = venue;
    const stopped = placed(venue.sell(own, { kind: "STOP_LOSS", stop: "39000", trailing: 100, size: "1" }));
    const free = placed(venue.sell(own, { kind: "STOP_LOSS", trailing: 2000, size: "1" }));
    expect([stopped.trailingUs, free.trailingUs]).toEqual([-1, free.createdUs]);
    venue.trade("39000");
    expect(stopped.trailingUs).toBe(venue.market.lastTradeUs);
  });
});
