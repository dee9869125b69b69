// Goal: a session begins with what is true: the venue's rules, what the account holds and pays, none of its own old
// orders open, and every trade that it did not live to hear of.
// Method: the exchange in process, with an earlier session's orders; a venue that does not answer at first, or refuses.
import { describe, expect, test } from "bun:test";
import {
  fetchBalances,
  fetchCommission,
  fetchTerms,
} from "../../../../../src/adapters/binance/gateway/account-start.ts";
import { ClientOrderIds } from "../../../../../src/adapters/binance/gateway/client-order-ids.ts";
import { readExchangeRules } from "../../../../../src/adapters/binance/gateway/exchange-rules.ts";
import { cancelLeftovers, underWayNs } from "../../../../../src/adapters/binance/gateway/leftovers.ts";
import { fetchPastTrades, type KnownTrades } from "../../../../../src/adapters/binance/gateway/past-trades.ts";
import { PatientRequests } from "../../../../../src/adapters/binance/gateway/patient-requests.ts";
import type { Side } from "../../../../../src/domain/side.ts";
import { nsPerMs } from "../../../../../src/domain/time.ts";
import type { Http } from "../../../../../src/ports/http.ts";
import {
  ask,
  bid,
  credentialsOf,
  deskKey,
  GatewayDesk,
  gatewayUrls,
  secretsOf,
} from "../../../../helpers/gateway-desk.ts";

function venueOf(desk: GatewayDesk, http: Http = desk.process.network): PatientRequests {
  return new PatientRequests({
    ...{ clock: desk.process.clock, http, credentials: credentialsOf("hmac") },
    ...{ restUrl: gatewayUrls.rest, noted: (note) => desk.noted(note) },
  });
}

/** What it comes to, once as much time has passed as it needs. */
function settled<T>(desk: GatewayDesk, promise: Promise<T>, seconds = 60): T {
  let outcome: { readonly value: T } | { readonly error: unknown } | undefined;
  promise.then(
    (value) => {
      outcome = { value };
    },
    (error: unknown) => {
      outcome = { error };
    },
  );
  desk.wait(seconds);
  if (outcome === undefined) throw new Error("not settled");
  if ("error" in outcome) throw outcome.error;
  return outcome.value;
}

function messageOf(what: () => unknown): string {
  try {
    what();
  } catch (error) {
    return String(error);
  }
  return "";
}

test("account start: terms: grid, bounds and limits of the venue, and how far its clock is ahead", () => {
  using desk = new GatewayDesk({ aheadMs: 250 });
  const terms = settled(desk, fetchTerms(venueOf(desk), ["BTCUSDT"]));
  expect(terms.instruments).toEqual([desk.instrument]);
  expect(terms.clockOffsetNs).toBe(250 * nsPerMs);
  expect(terms.filters).toEqual([
    {
      ...{ priceTicksMin: 1, priceTicksMax: 100_000_000, sizeLotsMax: 900_000_000 },
      ...{ marketSizeLotsMax: terms.filters[0]!.marketSizeLotsMax, notionalUnitsMax: 9_000_000n * 10n ** 8n },
      ...{ icebergPartsMax: 100, ordersMax: 200 },
    },
  ]);
  expect(terms.filters[0]!.marketSizeLotsMax).toBeLessThanOrEqual(900_000_000);
  expect(terms.rateLimits).toContainEqual({ kind: "REQUEST_WEIGHT", interval: "MINUTE", intervalsCount: 1, max: 6000 });
  expect(terms.rateLimits).toContainEqual({ kind: "ORDERS", interval: "SECOND", intervalsCount: 10, max: 100 });
});

test("account start: what the account holds and pays: as the exchange has it", () => {
  using desk = new GatewayDesk();
  const venue = venueOf(desk);
  settled(desk, venue.syncClock());
  const balances = settled(desk, fetchBalances(venue));
  expect(balances.get("USDT")).toEqual({ units: 100_000_000_000_000n, places: 8 });
  const rates = settled(desk, fetchCommission(venue, desk.instrument));
  const { makerRate, takerRate } = desk.account.commission.rates;
  expect(rates).toEqual({ makerRate, takerRate });
});

test("account start: a venue that does not answer at first: is asked again until it does", () => {
  using desk = new GatewayDesk();
  desk.inject({ kind: "refusal", status: 503, timesMax: 3 });
  desk.inject({ kind: "lost_answer", timesMax: 2 });
  expect(settled(desk, fetchTerms(venueOf(desk), ["BTCUSDT"])).instruments).toHaveLength(1);
});

describe("account start: what ends it, in words without a secret:", () => {
  test("a symbol that is not there", () => {
    using desk = new GatewayDesk();
    expect(() => settled(desk, fetchTerms(venueOf(desk), ["NOSUCH"]))).toThrow("Invalid symbol");
  });

  test("a symbol that does not trade", () => {
    using desk = new GatewayDesk();
    const market = desk.server.exchange.market("BTCUSDT")!;
    desk.hosted.call((nowUs) => desk.server.exchange.changeSymbol(nowUs, market, { status: "HALT" }));
    expect(() => settled(desk, fetchTerms(venueOf(desk), ["BTCUSDT"]))).toThrow("is HALT; expected it to be TRADING");
  });

  test("a key that is not taken", () => {
    using desk = new GatewayDesk();
    desk.server.keys.revoke(deskKey);
    const venue = venueOf(desk);
    settled(desk, venue.syncClock());
    const message = messageOf(() => settled(desk, fetchBalances(venue)));
    expect(message).toContain("/api/v3/account: 401 -2015: Invalid API-key");
    expect(message).not.toContain(deskKey);
  });

  test("a venue that quotes whatever it was sent", () => {
    using desk = new GatewayDesk();
    const sent: string[] = [];
    const quoting: Http = {
      send: ({ url, headers }) => {
        sent.push(url);
        const body = JSON.stringify({
          code: -1100,
          msg: `Illegal: ${url} ${JSON.stringify(headers)}`,
          serverTime: 1e15,
        });
        const status = url.includes("/time") ? 200 : 400;
        return Promise.resolve({ kind: "answer", status, header: () => undefined, body });
      },
    };
    const venue = venueOf(desk, quoting);
    settled(desk, venue.syncClock());
    expect(() => settled(desk, fetchBalances(venue))).toThrow("Illegal");
    const signature = /signature=(\w+)/.exec(sent.at(-1)!)![1]!;
    const told = [messageOf(() => settled(desk, fetchBalances(venue))), JSON.stringify(desk.notes)].join();
    for (const secret of [...secretsOf("hmac"), signature]) expect(told).not.toContain(secret);
    expect(told).toContain("[hidden]");
  });

  test("nobody there", () => {
    using desk = new GatewayDesk();
    desk.inject({ kind: "lost_answer" });
    expect(() => settled(desk, fetchTerms(venueOf(desk), ["BTCUSDT"]), 600)).toThrow("expected the venue to answer");
  });
});

describe("account start: an earlier session:", () => {
  const now = new ClientOrderIds("hs", "s2");

  test("its open orders: are cancelled and told, those of others are not", () => {
    using desk = new GatewayDesk().start();
    const orderId = desk.place(bid, 5_000_000, 100);
    desk.place(ask, 5_000_100, 40);
    const other = desk.makeGateway("hmac", "rest", { prefix: "other" });
    other.start(desk);
    desk.wait(1);
    other.venues[0]!.place(1, bid, orderId, 4_900_000, 70, 0);
    desk.wait(0.1);
    desk.others(ask, 5_000_000, 30);
    const venue = venueOf(desk);
    settled(desk, venue.syncClock());
    const leftovers = settled(desk, cancelLeftovers(venue, now, [desk.instrument]));
    expect(leftovers).toEqual([
      {
        ...{ symbol: "BTCUSDT", clientOrderId: "hs-s1-0-1", side: bid },
        ...{ priceTicks: 5_000_000, remainingLots: 70 },
      },
      {
        ...{ symbol: "BTCUSDT", clientOrderId: "hs-s1-0-2", side: ask },
        ...{ priceTicks: 5_000_100, remainingLots: 40 },
      },
    ]);
    const open = desk.server.exchange.market("BTCUSDT")!.desk(desk.account).openOrders();
    expect(open.map(({ clientOrderId }) => clientOrderId)).toEqual(["other-s1-0-1"]);
    other.stop();
  });

  test("its open orders, and a venue that loses answers: none is left all the same", () => {
    using desk = new GatewayDesk().start();
    for (let one = 0; one < 5; one++) desk.place(bid, 5_000_000, 100);
    desk.wait(0.1);
    const venue = venueOf(desk);
    settled(desk, venue.syncClock());
    desk.inject({
      kind: "lost_answer",
      executed: false,
      chance: 0.5,
      requests: ["DELETE *", "GET /api/v3/openOrders"],
    });
    expect(settled(desk, cancelLeftovers(venue, now, [desk.instrument]), 300)).toHaveLength(5);
    expect([...desk.truth.values()].map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => "CANCELED"));
  });

  test("it lives, and places anew what is cancelled: refused, since two sessions cannot share a prefix", () => {
    using desk = new GatewayDesk().start();
    const placeAgain = () => {
      desk.place(bid, 5_000_000, 100);
      desk.clock.schedule(desk.nowNs + 300 * nsPerMs, placeAgain);
    };
    placeAgain();
    const venue = venueOf(desk);
    settled(desk, venue.syncClock());
    const message = messageOf(() => settled(desk, cancelLeftovers(venue, now, [desk.instrument])));
    expect(message).toMatch(/live\.order_prefix: orders with this prefix keep appearing \(now hs-s1-0-[0-9a-z]+.*\): /);
    expect(message).toContain("another session may be trading with it on this account");
  });

  test("it died, and orders of it still arrive for as long as they may: all are cancelled", () => {
    using desk = new GatewayDesk().start();
    const diedNs = desk.nowNs + 6000 * nsPerMs;
    const arrive = () => {
      desk.place(bid, 5_000_000, 100);
      if (desk.nowNs + 400 * nsPerMs < diedNs) desk.clock.schedule(desk.nowNs + 400 * nsPerMs, arrive);
    };
    arrive();
    const venue = venueOf(desk);
    settled(desk, venue.syncClock());
    expect(settled(desk, cancelLeftovers(venue, now, [desk.instrument], "all", underWayNs)).length).toBe(15);
    expect(new Set([...desk.truth.values()].map(({ status }) => status))).toEqual(new Set(["CANCELED"]));
  });

  test("its trades after the last one known: all of them, with whose they were, over several pages", () => {
    using desk = new GatewayDesk({ server: { limits: { ordersPer10SecondsMax: 1e6 } } }).start();
    const venue = venueOf(desk);
    settled(desk, venue.syncClock());
    const found = (known?: Omit<KnownTrades, "lastTradeIds">) => {
      const all = known && { ...known, lastTradeIds: new Map([["BTCUSDT", "50"]]) };
      const trades = settled(desk, fetchPastTrades(venue, [desk.instrument], all));
      return {
        past: trades.pastTrades.get("BTCUSDT")!,
        last: trades.lastTradeIds.get("BTCUSDT"),
        told: trades.venueTrades.get("BTCUSDT"),
      };
    };
    expect(found()).toEqual({ past: [], last: "0", told: { fromTradeId: "0", trades: [] } });
    const orderId = desk.place(bid, 5_000_000, 90_000);
    desk.wait(0.1);
    for (let trade = 0; trade < 2100; trade++) desk.others(ask, 5_000_000, 20, "IOC");
    desk.wait(1);
    expect(found()).toEqual({ past: [], last: "2100", told: { fromTradeId: "2100", trades: [] } });
    const { past: trades } = found({ isKnown: () => false });
    expect(trades.map(({ tradeId }) => tradeId)).toEqual(Array.from({ length: 2050 }, (_, at) => String(at + 51)));
    expect(trades[0]).toEqual({
      ...{ tradeId: "51", clientOrderId: desk.gateway.ids.make(0, orderId), venueNs: trades[0]!.venueNs, side: bid },
      ...{ priceTicks: 5_000_000, lots: 20, maker: true, fee: { asset: "BTC", units: 20, places: 8 } },
    });
    const isKnown = (_symbol: string, tradeId: string, side: Side) => side === bid && !/^(2000|2099)$/.test(tradeId);
    const { past, told } = found({ isKnown });
    expect(past.map(({ tradeId }) => tradeId)).toEqual(["2000", "2099"]);
    expect(told).toEqual({ fromTradeId: "50", trades: trades.map(({ tradeId, side }) => ({ tradeId, side })) });
    desk.gateway.venues[0]!.query(orderId);
    desk.wait(1);
    expect([...desk.order(orderId).trades.values()].reduce((sum, lots) => sum + lots, 0)).toBe(42_000);
  });
});

test("exchange rules: an answer that is none: refused with its place", () => {
  expect(() => readExchangeRules({ symbols: [] }, [], "there")).toThrow("there: rateLimits");
});
