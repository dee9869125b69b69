// Goal: what an account is told of its orders and balances is what the venue tells: each field, its type, its place, and when it appears.
// Method: orders whose events are written out here in full.
import { describe, expect, test } from "bun:test";
import { openUserData, startMs } from "../../../helpers/exchange-user-data.ts";
import { placed } from "../../../helpers/exchange-venue.ts";

const resting = {
  e: "executionReport",
  E: startMs,
  s: "ABCXYZ",
  c: "mine",
  S: "BUY",
  o: "LIMIT",
  f: "GTC",
  q: "5.00000000",
  p: "10.00000000",
  P: "0.00000000",
  F: "0.00000000",
  g: -1,
  C: "",
  x: "NEW",
  X: "NEW",
  r: "NONE",
  i: 1,
  l: "0.00000000",
  z: "0.00000000",
  L: "0.00000000",
  n: "0",
  N: null,
  T: startMs,
  t: -1,
  I: 1,
  w: true,
  m: false,
  M: false,
  O: startMs,
  Z: "0.00000000",
  Y: "0.00000000",
  Q: "0.00000000",
  W: startMs,
  V: "EXPIRE_MAKER",
};

describe("user data: executionReport:", () => {
  test("an order rests, trades, is cancelled: each step in full, fields in the venue's order", () => {
    const { venue, own, other, events, listen } = openUserData();
    using _ = venue;
    listen(own);
    const order = placed(venue.buy(own, { price: "10", size: "5", id: "mine" }));
    venue.sell(other, { price: "10", size: "2" });
    venue.exchange.cancel(venue.now(), own, venue.market, order, { newClientOrderId: "stop-it" });
    const reports = events.filter(({ e }) => e === "executionReport");
    const traded = { z: "2.00000000", X: "PARTIALLY_FILLED", Z: "20.00000000" };
    expect(reports).toEqual([
      resting,
      {
        ...resting,
        ...traded,
        x: "TRADE",
        l: "2.00000000",
        L: "10.00000000",
        n: "0.00000000",
        N: "ABC",
        t: 1,
        I: 4,
        m: true,
        M: true,
        Y: "20.00000000",
      },
      { ...resting, ...traded, x: "CANCELED", X: "CANCELED", c: "stop-it", C: "mine", I: 5, w: false },
    ]);
    for (const report of reports) expect(Object.keys(report)).toEqual(Object.keys(resting));
  });

  test("a taker pays commission: rounded, in the asset it receives", () => {
    const { venue, own, other, events, listen } = openUserData();
    using _ = venue;
    listen(own);
    venue.sell(other, { price: "10", size: "2" });
    venue.buy(own, { price: "11", size: "2" });
    expect(events[1]).toMatchObject({ x: "TRADE", X: "FILLED", L: "10.00000000", n: "0.00200000", N: "ABC", w: false });
  });

  test("an amend: REPLACED with the new quantity, the new id and the old one", () => {
    const { venue, own, events, listen } = openUserData();
    using _ = venue;
    const order = placed(venue.buy(own, { price: "10", size: "5", id: "mine" }));
    listen(own);
    venue.amend(own, order, "3", "mine-2");
    expect(events[0]).toEqual({ ...resting, x: "REPLACED", c: "mine-2", C: "mine", q: "3.00000000", I: 2 });
  });

  test("expired: the reason comes last", () => {
    const { venue, own, events, listen } = openUserData();
    using _ = venue;
    listen(own);
    venue.buy(own, { price: "10", size: "5", force: "IOC", id: "mine" });
    expect(events[1]).toEqual({
      ...{ ...resting, f: "IOC", x: "EXPIRED", X: "EXPIRED", I: 2, w: false },
      eR: "UNFILLED_IOC_QUANTITY_EXPIRED",
    });
    expect(Object.keys(events[1]!).at(-1)).toBe("eR");
  });

  test("a waiting trailing stop with a strategy: no working time, delta and strategy, and when it follows", () => {
    const { venue, own, events, listen } = openUserData();
    using _ = venue;
    venue.trade("100");
    listen(own);
    const request = venue.request("sell", {
      kind: "STOP_LOSS_LIMIT",
      price: "90",
      size: "1",
      trailing: 100,
      id: "mine",
    });
    venue.exchange.place(venue.now(), own, venue.market, { ...request, strategyId: 7, strategyType: 1_000_000 });
    const [report] = events;
    expect(report).toMatchObject({ x: "NEW", w: false, d: 100, D: startMs, j: 7, J: 1_000_000 });
    expect(report).not.toHaveProperty("W");
  });

  test("a stop that is met: NEW again, working since then and created before", () => {
    const { venue, own, events, listen } = openUserData();
    using _ = venue;
    venue.trade("100");
    listen(own);
    placed(venue.buy(own, { kind: "STOP_LOSS_LIMIT", price: "90", stop: "110", size: "1" }));
    venue.wait(5_000_000);
    venue.trade("110");
    const [waiting, , working] = events;
    expect(waiting).toMatchObject({ x: "NEW", P: "110.00000000", O: startMs, T: startMs });
    expect(working).toMatchObject({ x: "NEW", w: true, O: startMs, T: startMs + 5000, W: startMs + 5000 });
  });

  test("a market order by quote quantity: it stands in Q, the quantity it buys in q", () => {
    const { venue, own, other, events, listen } = openUserData();
    using _ = venue;
    listen(own);
    venue.sell(other, { price: "10", size: "5" });
    venue.buy(own, { kind: "MARKET", quote: "35" });
    expect(events[0]).toMatchObject({ x: "NEW", q: "3.00000000", Q: "35.00000000", p: "0.00000000" });
  });

  test("self-trade prevention within a trade group: the group, and the other account's order", () => {
    const { venue, events, listen } = openUserData();
    using _ = venue;
    const [one, two] = [venue.account({ tradeGroupId: 7 }), venue.account({ tradeGroupId: 7 })];
    venue.sell(one, { price: "10", size: "2" });
    listen(one);
    venue.buy(two, { price: "10", size: "2" });
    expect(events[0]).toMatchObject({ x: "TRADE_PREVENTION", i: 1, u: 7, U: 2 });
  });

  test("self-trade prevention: the match, what was lost, what would have traded", () => {
    const { venue, own, events, listen } = openUserData();
    using _ = venue;
    listen(own);
    venue.sell(own, { price: "10", size: "2", id: "old" });
    events.length = 0;
    venue.buy(own, { price: "10", size: "5", id: "mine" });
    expect(events.map(({ x, i }) => [x, i])).toEqual([
      ["NEW", 2],
      ["TRADE_PREVENTION", 1],
      [undefined, undefined],
    ]);
    expect(events[1]).toEqual({
      ...{
        ...resting,
        S: "SELL",
        c: "old",
        q: "2.00000000",
        x: "TRADE_PREVENTION",
        X: "EXPIRED_IN_MATCH",
        I: 3,
        w: false,
      },
      ...{ v: 0, A: "2.00000000", B: "2.00000000", u: -1, U: 2, Cs: "ABCXYZ" },
      ...{ pl: "2.00000000", pL: "10.00000000", pY: "20.00000000" },
    });
  });

  test("self-trade prevention at a better price than its own: the price at which it would have traded", () => {
    const { venue, own, events, listen } = openUserData();
    using _ = venue;
    venue.sell(own, { price: "10", size: "2" });
    listen(own);
    venue.buy(own, { price: "12", size: "3", prevention: "EXPIRE_TAKER" });
    const [, report] = events;
    expect(report).toMatchObject({ x: "TRADE_PREVENTION", i: 2, p: "12.00000000", B: "3.00000000", U: 1 });
    expect(report).toMatchObject({ pl: "2.00000000", pL: "10.00000000", pY: "20.00000000", L: "0.00000000" });
  });

  test("the new order of a cancelReplace is refused by the engine: REJECTED with the reason", () => {
    const { venue, own, events, listen } = openUserData();
    using _ = venue;
    const order = placed(venue.buy(own, { price: "10", size: "5", id: "mine" }));
    listen(own);
    venue.replace(own, "STOP_ON_FAILURE", order, "buy", { price: "1000000000", size: "5" });
    expect(events.map(({ x, X, r }) => [x, X, r])).toEqual([
      ["CANCELED", "CANCELED", "NONE"],
      ["REJECTED", "REJECTED", "INSUFFICIENT_BALANCES"],
      [undefined, undefined, undefined],
    ]);
  });

  test("microseconds asked for: every time is printed in them", () => {
    const { venue, own, events, listen } = openUserData();
    using _ = venue;
    listen(own, "MICROSECOND");
    venue.buy(own, { price: "10", size: "5" });
    const { E, T, O, W } = events[0]!;
    expect([E, T, O, W]).toEqual(Array(4).fill(startMs * 1000 + 5));
    expect([events[1]!.E, events[1]!.u]).toEqual([startMs * 1000 + 5, startMs * 1000 + 5]);
  });
});

describe("user data: balances:", () => {
  test("after the reports of a command: one outboundAccountPosition with both assets", () => {
    const { venue, own, events, listen } = openUserData();
    using _ = venue;
    listen(own);
    venue.buy(own, { price: "10", size: "5" });
    expect(events.slice(1)).toEqual([
      {
        e: "outboundAccountPosition",
        E: startMs,
        u: startMs,
        B: [
          { a: "ABC", f: "1000000.00000000", l: "0.00000000" },
          { a: "XYZ", f: "999999950.00000000", l: "50.00000000" },
        ],
      },
    ]);
  });

  test("a withdrawal: balanceUpdate with a minus, then the position of that asset", () => {
    const { venue, own, events, listen } = openUserData();
    using _ = venue;
    listen(own);
    venue.exchange.deposit(venue.now(), own, "ABC", -150_000_000n);
    expect(events).toEqual([
      { e: "balanceUpdate", E: startMs, a: "ABC", d: "-1.50000000", T: startMs },
      {
        e: "outboundAccountPosition",
        E: startMs,
        u: startMs,
        B: [{ a: "ABC", f: "999998.50000000", l: "0.00000000" }],
      },
    ]);
  });
});

describe("user data: subscriptions:", () => {
  test("two accounts trade: each is told of its own order only; who has left is told nothing", () => {
    const { venue, own, other, userData, events, listen } = openUserData();
    using _ = venue;
    const first = listen(own);
    const second = listen(own);
    userData.unsubscribe(first);
    venue.buy(own, { price: "10", size: "5" });
    venue.sell(other, { price: "10", size: "5" });
    expect(events.map(({ i }) => i)).toEqual([1, undefined, 1, undefined]);
    userData.unsubscribe(second);
    venue.buy(own, { price: "10", size: "5" });
    expect(events).toHaveLength(4);
  });

  test("events held back: they come later, in their order, with the times at which they happened; not to who has left", () => {
    const { venue, own, other, userData, events, listen } = openUserData();
    using _ = venue;
    listen(own);
    const leaving = listen(other);
    userData.delayUs = 1000;
    venue.buy(own, { price: "10", size: "5" });
    const dueUs = venue.exchange.nowUs + 1000;
    userData.delayUs = 0;
    venue.sell(other, { price: "10", size: "5" });
    userData.unsubscribe(leaving);
    expect([events.length, userData.nextUs]).toEqual([0, dueUs]);
    userData.advance(dueUs - 1);
    expect(events).toEqual([]);
    userData.advance(dueUs);
    expect(events.map(({ x }) => x)).toEqual(["NEW", undefined, "TRADE", undefined]);
    expect([events[0]!.E, userData.nextUs]).toEqual([startMs, Number.POSITIVE_INFINITY]);
  });
});
