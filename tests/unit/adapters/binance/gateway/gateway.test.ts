// Goal: the gateway does what an order manager may rely on, with every kind of key and both ways for orders: each
// command has its answer, a hole in the events is told and filled, limits are kept with room for cancels, others' orders
// are left alone.
// Method: the exchange in process under a virtual clock, one situation a test.
import { describe, expect, test } from "bun:test";
import { ask, bid, deskKey, GatewayDesk, secretsOf } from "../../../../helpers/gateway-desk.ts";

const ways = (["hmac", "rsa", "ed25519"] as const).flatMap((kind) =>
  (["ws_api", "rest"] as const).map((entry) => [kind, entry] as const),
);
const kindsOf = (desk: GatewayDesk, orderId: number) =>
  desk.reports.filter((one) => one.orderId === orderId).map((one) => one.kind);

describe.each(ways)("gateway: with a key of kind %s, orders over %s:", (kind, entry) => {
  test("an order's whole life: is told with its trade, fee, amend and end", () => {
    using desk = new GatewayDesk({ kind, entry, aheadMs: 1234 }).start();
    const orderId = desk.place(bid, 5_000_000, 100);
    desk.wait(0.1);
    desk.others(ask, 5_000_000, 30);
    desk.wait(0.1);
    desk.amendTo(orderId, 60);
    desk.wait(0.1);
    desk.cancel(orderId);
    desk.wait(0.1);
    const first = new Map(desk.reports.map((report) => [report.kind, report]).toReversed() as never);
    const at = (seconds: number) => 10_002e9 + Math.round(seconds * 1e9);
    expect(Object.fromEntries(first)).toEqual({
      accepted: { kind: "accepted", orderId, venueNs: at(0.005) },
      trade: {
        ...{ kind: "trade", orderId, venueNs: at(0.1), tradeId: "1", priceTicks: 5_000_000, lots: 30, maker: true },
        fee: { asset: "BTC", units: 30, places: 8 },
      },
      amended: { kind: "amended", orderId, venueNs: at(0.205), sizeLots: 60 },
      ended: { kind: "ended", orderId, venueNs: at(0.305), how: "cancelled", executedLots: 30, reason: "" },
    });
    expect(desk.held.get("BTC")).toBe(100_000_000_000_000n + 30_000n - 30n);
  });

  test("every type of order: is understood as it was meant", () => {
    using desk = new GatewayDesk({ kind, entry }).start();
    const market = desk.server.exchange.market("BTCUSDT")!;
    desk.others(ask, 5_000_010, 100);
    const crossing = desk.place(bid, 5_000_010, 100, "postOnly");
    const taking = desk.place(bid, 5_000_010, 50, "ioc");
    const allOrNothing = desk.place(bid, 5_000_010, 500, "fok");
    desk.wait(0.1);
    const resting = desk.place(bid, 5_000_010, 120, "limit");
    const iceberg = desk.place(bid, 5_000_000, 100, "postOnly", 20);
    const expiring = desk.place(ask, 5_000_020, 100, "ioc");
    desk.wait(0.1);
    expect(
      market
        .desk(desk.account)
        .openOrders()
        .map(({ sizeLots, icebergLots }) => [sizeLots, icebergLots]),
    ).toEqual([
      [120, 0],
      [100, 20],
    ]);
    desk.gateway.venues[0]!.cancelAll();
    desk.wait(0.1);
    desk.others(bid, 5_000_000, 40);
    const selling = desk.place(ask, 0, 20, "market");
    desk.wait(0.1);
    const all = [crossing, taking, allOrNothing, resting, iceberg, expiring, selling].map((orderId) => {
      const { state, reason, trades } = desk.order(orderId);
      return [state, reason, ...trades.values()];
    });
    expect(all).toEqual([
      ["rejected", "would_cross"],
      ["ended", "filled", 50],
      ["ended", "expired"],
      ["ended", "cancelled", 50],
      ["ended", "cancelled"],
      ["ended", "expired"],
      ["ended", "filled", 20],
    ]);
  });
});

test("gateway: before the first link: an order is rejected, and never from within the command", () => {
  using desk = new GatewayDesk();
  desk.gateway.start(desk);
  const orderId = desk.place(bid, 5_000_000, 100);
  expect(desk.reports).toEqual([]);
  desk.wait(0);
  expect(desk.order(orderId)).toMatchObject({ state: "rejected", reason: "venue_down" });
  desk.wait(2);
  expect(desk.isUp).toBe(true);
  expect(desk.truth.size).toBe(0);
});

test("gateway: a lost connection: is told, filled with lists before it is up again, and nothing is placed meanwhile", () => {
  using desk = new GatewayDesk().start();
  const kept = desk.place(bid, 5_000_000, 100);
  const taken = desk.place(bid, 5_000_001, 100);
  desk.wait(0.1);
  desk.inject({ kind: "disconnect", sockets: "ws_api" });
  desk.wait(0.02);
  expect(desk.isUp).toBe(false);
  desk.others(ask, 5_000_001, 100);
  const refused = desk.place(bid, 5_000_000, 100);
  desk.wait(3);
  expect(desk.links).toEqual(["up", "down connection lost", "up"]);
  expect(desk.order(refused)).toMatchObject({ state: "rejected", reason: "venue_down" });
  expect(desk.lists.at(-1)!.ours.map(({ orderId }) => orderId)).toEqual([kept]);
  expect([...desk.order(taken).trades]).toEqual([["1", 100]]);
  expect(desk.order(taken).state).toBe("ended");
  expect(desk.held.get("BTC")).toBe(100_000_000_000_000n + 100_000n - 100n);
});

test("gateway: no connection: cancels go by REST all the same", () => {
  using desk = new GatewayDesk().start();
  const orderId = desk.place(bid, 5_000_000, 100);
  desk.wait(0.1);
  desk.inject({ kind: "disconnect", sockets: "ws_api", everySeconds: 0.01 });
  desk.wait(1);
  expect(desk.isUp).toBe(false);
  desk.cancel(orderId);
  desk.wait(0.1);
  expect(desk.truth.get(orderId)!.status).toBe("CANCELED");
  expect(desk.order(orderId).state).toBe("ended");
});

test("gateway: a half-open connection: is noticed by its silence", () => {
  const faults = [{ atNs: 10_005e9, hosts: ["ws.exchange"], kind: "half_open" as const }];
  using desk = new GatewayDesk({ faults }).start();
  desk.wait(30);
  expect(desk.links.map((link) => link.split(" ")[0])).toEqual(["up", "down", "up"]);
});

test("gateway: a day: the connection is replaced before it ends, and no event is missed", () => {
  using desk = new GatewayDesk().start();
  for (let hour = 0; hour < 26; hour++) {
    desk.wait(3598);
    desk.place(bid, 5_000_000, 100);
    desk.wait(1);
    desk.others(ask, 5_000_000, 100);
    desk.wait(1);
  }
  expect(desk.links).toEqual(["up"]);
  expect(desk.server.socketsCount).toBe(1);
  expect(desk.notes.filter(({ event }) => event === "connected").length).toBe(2);
  expect([...desk.orders.values()].map(({ reason }) => reason)).toEqual(Array.from({ length: 26 }, () => "filled"));
});

test("gateway: the venue says that it goes: another connection first, and no hole", () => {
  using desk = new GatewayDesk().start();
  desk.hosted.call((nowUs) => desk.server.announceShutdown(nowUs));
  desk.wait(0.2);
  expect(desk.notes.filter(({ event }) => event === "connected").length).toBe(2);
  desk.wait(15);
  expect(desk.links).toEqual(["up"]);
  expect(desk.server.socketsCount).toBe(1);
});

test("gateway: the venue says of the new connection, too, that it goes: another attempt, while the old one works", () => {
  using desk = new GatewayDesk().start();
  desk.hosted.call((nowUs) => desk.server.announceShutdown(nowUs));
  desk.wait(0.03);
  desk.hosted.call((nowUs) => desk.server.announceShutdown(nowUs));
  desk.wait(5);
  expect(desk.links).toEqual(["up"]);
  expect(desk.notes.map(({ event }) => event).filter((event) => event !== "clock_synced")).toEqual([
    "connected",
    "disconnected",
    "connected",
  ]);
});

test("gateway: a connection lost during a ban: nobody knocks before it is over", () => {
  using desk = new GatewayDesk().start();
  desk.inject({ kind: "refusal", status: 418, retryAfterSeconds: 100, timesMax: 1, requests: ["order.status"] });
  desk.gateway.venues[0]!.query(desk.place(bid, 5_000_000, 100));
  desk.wait(0.1);
  desk.inject({ kind: "disconnect", sockets: "ws_api" });
  desk.wait(98);
  expect(desk.server.socketsCount).toBe(0);
  expect(desk.notes.filter(({ event }) => event === "disconnected").length).toBe(1);
  desk.wait(5);
  expect(desk.isUp).toBe(true);
});

test("gateway: a venue that is away for long: is asked ever more rarely, and found again", () => {
  using desk = new GatewayDesk().start();
  desk.inject({ kind: "maintenance", forSeconds: 300 });
  desk.wait(300);
  const attempts = desk.notes.filter(({ event }) => event === "disconnected").length;
  expect(attempts).toBeGreaterThan(8);
  expect(attempts).toBeLessThan(30);
  desk.wait(60);
  expect(desk.isUp).toBe(true);
});

describe("gateway: a key that is not taken:", () => {
  test("while it trades: says so once, is down, and asks for no more", () => {
    using desk = new GatewayDesk({ kind: "ed25519" }).start();
    desk.server.keys.revoke("KeyOfTheDesk0123456789");
    const orderId = desk.place(bid, 5_000_000, 100);
    desk.wait(100);
    expect(desk.notes.filter(({ event }) => event === "unauthorised").length).toBe(1);
    expect(desk.links.at(-1)).toBe("down the venue does not take the key");
    expect(desk.server.socketsCount).toBe(0);
    const refused = desk.place(bid, 5_000_000, 100);
    desk.wait(0);
    expect(desk.order(refused).reason).toBe("unauthorised");
    expect(desk.truth.has(orderId)).toBe(false);
  });

  test("at the start: never comes up", () => {
    using desk = new GatewayDesk();
    desk.server.keys.revoke("KeyOfTheDesk0123456789");
    desk.start();
    desk.wait(100);
    expect(desk.links).toEqual([]);
    expect(desk.notes.map(({ event }) => event)).toContain("unauthorised");
    expect(desk.server.socketsCount).toBe(0);
  });
});

test("gateway: the venue's clock jumps: orders are refused, the clock is measured anew once, and the next is taken", () => {
  // Ways of many lengths: the shortest of before would count for long.
  const latencyMs = { logNormal: { median: 20, sigma: 1, min: 1, max: 400 } };
  using desk = new GatewayDesk({ latencyMs }).start();
  desk.wait(60);
  Object.assign(desk.hosted, { aheadNs: 8e9 });
  const refused = Array.from({ length: 5 }, () => desk.place(bid, 5_000_000, 100));
  desk.wait(3);
  const taken = desk.place(bid, 5_000_000, 100);
  desk.wait(1);
  expect(refused.map((orderId) => desk.order(orderId).reason)).toEqual(Array.from({ length: 5 }, () => "clock"));
  expect(desk.order(taken).state).toBe("open");
  expect(desk.notes.filter(({ event }) => event === "clock_synced").length).toBe(2);
});

test("gateway: the connection ends between an order and its answer: it is in doubt, never rejected", () => {
  const faults = [{ atNs: 10_002e9 + 7e6, hosts: ["ws.exchange"], kind: "cut" as const }];
  using desk = new GatewayDesk({ faults }).start();
  const orderId = desk.place(bid, 5_000_000, 100);
  desk.wait(0.1);
  expect(desk.reports).toEqual([{ kind: "in_doubt", orderId, venueNs: Number.NaN, action: "place" }]);
  desk.wait(5);
  expect([desk.order(orderId).state, desk.truth.get(orderId)!.status]).toEqual(["open", "NEW"]);
});

test.each([
  ["rest", true, "NEW", "open"],
  ["rest", false, undefined, "rejected"],
  ["ws_api", true, "NEW", "open"],
  ["ws_api", false, undefined, "rejected"],
] as const)(
  "gateway: an answer over %s that is lost, done %p: the order is in doubt until the venue is asked",
  (entry, executed, status, state) => {
    using desk = new GatewayDesk({ entry }).start();
    desk.inject({ kind: "lost_answer", executed, timesMax: 1, requests: ["POST /api/v3/order", "order.place"] });
    const orderId = desk.place(bid, 5_000_000, 100);
    desk.wait(6);
    expect(kindsOf(desk, orderId)).toContain("in_doubt");
    desk.wait(30);
    expect([desk.truth.get(orderId)?.status, desk.order(orderId).state]).toEqual([status, state]);
  },
);

test("gateway: an order of ours cancelled by another hand: is told ended by its own id", () => {
  using desk = new GatewayDesk().start();
  const orderId = desk.place(bid, 5_000_000, 100);
  desk.wait(0.1);
  const { exchange } = desk.server;
  const target = { clientOrderId: desk.gateway.ids.make(0, orderId) };
  desk.hosted.call((nowUs) => exchange.cancel(nowUs, desk.account, exchange.market("BTCUSDT")!, target, {}));
  desk.wait(0.1);
  expect(desk.order(orderId)).toMatchObject({ state: "ended", reason: "cancelled" });
});

describe("gateway: an order of ours amended by another hand, which gives it another id:", () => {
  const byHand = (desk: GatewayDesk, orderId: number) => {
    const { exchange } = desk.server;
    const target = { clientOrderId: desk.gateway.ids.make(0, orderId) };
    desk.hosted.call((nowUs) =>
      exchange.amend(nowUs, desk.account, exchange.market("BTCUSDT")!, target, 60, "by-hand"),
    );
  };
  const cancelled = { state: "ended", reason: "cancelled", executedLots: 30 };

  test("its size and trades are told, and it can be cancelled", () => {
    using desk = new GatewayDesk().start();
    const orderId = desk.place(bid, 5_000_000, 100);
    desk.wait(0.1);
    byHand(desk, orderId);
    desk.wait(0.1);
    desk.others(ask, 5_000_000, 30);
    desk.wait(0.1);
    expect(kindsOf(desk, orderId)).toEqual(["accepted", "accepted", "amended", "trade"]);
    desk.amendTo(orderId, 50);
    desk.wait(0.1);
    desk.cancel(orderId);
    desk.wait(0.1);
    expect(kindsOf(desk, orderId)).not.toContain("refused");
    expect(desk.order(orderId)).toMatchObject(cancelled);
  });

  test("while there is no connection: it is listed as ours, and can be cancelled", () => {
    using desk = new GatewayDesk().start();
    const orderId = desk.place(bid, 5_000_000, 100);
    desk.wait(0.1);
    desk.inject({ kind: "disconnect", sockets: "ws_api" });
    desk.wait(0.02);
    byHand(desk, orderId);
    desk.others(ask, 5_000_000, 30);
    desk.wait(3);
    expect(desk.lists.at(-1)).toMatchObject({ ours: [{ orderId, sizeLots: 60, executedLots: 30 }], foreign: [] });
    desk.gateway.venues[0]!.cancelAll();
    desk.wait(0.1);
    expect(desk.order(orderId)).toMatchObject(cancelled);
  });
});

test("gateway: orders that it finds open: are cancelled with all that is ours", () => {
  using desk = new GatewayDesk().start();
  const orderId = desk.place(bid, 5_000_000, 100);
  desk.wait(0.1);
  desk.gateway.stop();
  const again = desk.makeGateway("hmac", "ws_api");
  again.start(desk);
  desk.wait(1);
  again.venues[0]!.cancelAll();
  desk.wait(0.1);
  expect(desk.truth.get(orderId)!.status).toBe("CANCELED");
  again.stop();
});

describe("gateway: balances:", () => {
  test("an asset of which nothing is held: is told to be 0", () => {
    const deposits = [{ asset: "USDT", units: 5n }];
    const accounts = [{ apiKey: deskKey, kind: "HMAC" as const, secret: secretsOf("hmac")[1]!, deposits }];
    using desk = new GatewayDesk({ server: { accounts } }).start();
    expect([...desk.held]).toEqual([
      ["BTC", 0n],
      ["USDT", 5n],
    ]);
  });

  test("trades that a query found: balances are told again behind them", () => {
    using desk = new GatewayDesk().start();
    const orderId = desk.place(bid, 5_000_000, 100);
    desk.wait(0.1);
    desk.others(ask, 5_000_000, 30);
    desk.wait(0.1);
    const toldCount = desk.balancesCount;
    desk.gateway.venues[0]!.query(orderId);
    desk.gateway.venues[0]!.query(orderId);
    desk.wait(3);
    expect(desk.balancesCount).toBe(toldCount + 1);
  });
});

describe("gateway: limits:", () => {
  const rateLimits = [
    { kind: "REQUEST_WEIGHT", interval: "MINUTE", intervalsCount: 1, max: 300 },
    { kind: "ORDERS", interval: "SECOND", intervalsCount: 10, max: 10 },
  ] as const;

  test("more orders than may be sent: are refused here, and the venue never has to", () => {
    const server = { limits: { ordersPer10SecondsMax: 10 } };
    using desk = new GatewayDesk({ server, gateway: { rateLimits } }).start();
    const ids = Array.from({ length: 25 }, () => desk.place(bid, 5_000_000, 100));
    desk.wait(0.1);
    expect(ids.map((orderId) => desk.order(orderId).reason)).toEqual([
      ...Array.from({ length: 10 }, () => ""),
      ...Array.from({ length: 15 }, () => "rate_limited"),
    ]);
    desk.wait(10);
    const later = desk.place(bid, 5_000_000, 100);
    desk.wait(0.1);
    expect(desk.order(later).state).toBe("open");
    expect(desk.notes.filter(({ event }) => event === "rate_limited").length).toBe(1);
  });

  test("queries that use up the weight: leave enough for every cancel", () => {
    const server = { limits: { weightMax: 300 } };
    using desk = new GatewayDesk({ server, gateway: { rateLimits } }).start();
    const ids = Array.from({ length: 10 }, () => desk.place(bid, 5_000_000, 100));
    desk.wait(0.1);
    for (let time = 0; time < 100; time++) desk.gateway.venues[0]!.query(ids[0]!);
    desk.wait(0.1);
    expect(desk.reports.filter(({ kind }) => kind === "unanswered").length).toBeGreaterThan(0);
    for (const orderId of ids) desk.cancel(orderId);
    desk.wait(0.1);
    expect(ids.map((orderId) => desk.truth.get(orderId)!.status)).toEqual(ids.map(() => "CANCELED"));
  });

  test.each([429, 418])("a %d: nothing is sent before its time, cancels go as soon as they may", (status) => {
    using desk = new GatewayDesk({ entry: "rest" }).start();
    const orderId = desk.place(bid, 5_000_000, 100);
    desk.wait(0.1);
    desk.inject({ kind: "refusal", status, retryAfterSeconds: 7, timesMax: 1, requests: ["GET /api/v3/order"] });
    desk.gateway.venues[0]!.query(orderId);
    desk.wait(0.1);
    desk.inject({ kind: "refusal", status: 418, retryAfterSeconds: 999, forSeconds: 6.5 });
    desk.cancel(orderId);
    const refused = desk.place(bid, 5_000_000, 100);
    desk.wait(6.5);
    expect(desk.order(refused).reason).toBe("rate_limited");
    expect(desk.truth.get(orderId)!.status).toBe("NEW");
    desk.wait(1);
    expect(desk.truth.get(orderId)!.status).toBe("CANCELED");
    expect(desk.order(orderId).state).toBe("ended");
    expect(desk.notes.map(({ event }) => event)).toContain(status === 418 ? "banned" : "rate_limited");
  });
});

describe("gateway: orders of others in the account:", () => {
  const foreignOrder = (desk: GatewayDesk, clientOrderId: string) =>
    desk.hosted.call((nowUs) => {
      desk.server.exchange.place(nowUs, desk.account, desk.server.exchange.market("BTCUSDT")!, {
        ...{ side: bid, kind: "LIMIT", timeInForce: "GTC", priceTicks: 4_000_000, sizeLots: 70, icebergLots: 0 },
        ...{ stopTicks: 0, trailingBips: 0, quoteUnits: undefined, clientOrderId, prevention: undefined },
      });
      desk.server.settle();
    });
  const openIds = (desk: GatewayDesk) =>
    desk.server.exchange
      .market("BTCUSDT")!
      .desk(desk.account)
      .openOrders()
      .map((order) => order.clientOrderId);

  test("are listed and told of, and outlive a cancel of all that is ours", () => {
    using desk = new GatewayDesk();
    foreignOrder(desk, "by-hand");
    foreignOrder(desk, "hs-s0-0-1");
    desk.start();
    expect(desk.lists[0]!.ours).toEqual([]);
    expect(desk.lists[0]!.foreign).toEqual([
      { clientOrderId: "by-hand", side: bid, priceTicks: 4_000_000, remainingLots: 70 },
      { clientOrderId: "hs-s0-0-1", side: bid, priceTicks: 4_000_000, remainingLots: 70 },
    ]);
    desk.place(bid, 5_000_000, 100);
    desk.wait(0.1);
    foreignOrder(desk, "by-hand-2");
    desk.gateway.venues[0]!.cancelAll();
    desk.wait(0.1);
    expect(openIds(desk)).toEqual(["by-hand", "hs-s0-0-1", "by-hand-2"]);
    expect(desk.notes).toContainEqual({ event: "foreign_event", detail: "an order at BTCUSDT: NEW" });
  });
});

test("gateway: an amend to another price: is refused here, since the venue only makes orders smaller", () => {
  using desk = new GatewayDesk().start();
  const orderId = desk.place(bid, 5_000_000, 100);
  desk.wait(0.1);
  desk.gateway.venues[0]!.amend(orderId, 5_000_001, 50);
  desk.wait(0.1);
  const refusal = { kind: "refused", orderId, venueNs: Number.NaN, action: "amend", reason: "amend_refused" } as const;
  expect(desk.reports).toContainEqual(refusal);
  expect(desk.truth.get(orderId)).toMatchObject({ sizeLots: 100 });
});

test("gateway: an amended order: keeps its id, so that it can be cancelled", () => {
  using desk = new GatewayDesk().start();
  const orderId = desk.place(bid, 5_000_000, 100);
  desk.wait(0.1);
  desk.amendTo(orderId, 50);
  desk.wait(0.1);
  desk.cancel(orderId);
  desk.wait(0.1);
  expect(desk.truth.get(orderId)).toMatchObject({ status: "CANCELED", sizeLots: 50 });
});

test("gateway: stopped: orders stay as they are, and nothing is sent any more", () => {
  using desk = new GatewayDesk().start();
  const orderId = desk.place(bid, 5_000_000, 100);
  desk.wait(0.1);
  desk.gateway.stop();
  desk.cancel(orderId);
  desk.wait(30);
  expect(desk.truth.get(orderId)!.status).toBe("NEW");
  expect(desk.server.socketsCount).toBe(0);
});
