// Goal: answers that the exchange in process never gives are read for what they prove: a list of trades behind its order,
// states and results that we do not know, sizes from which prevented trades were taken.
// Method: a host that answers as it is told; reports of events written out.
import { drainMicrotasks } from "bun:jsc";
import { describe, expect, test } from "bun:test";
import type { Answer } from "../../../../../src/adapters/binance/gateway/answers.ts";
import { BinanceVenue, type VenueHost } from "../../../../../src/adapters/binance/gateway/binance-venue.ts";
import { ClientOrderIds } from "../../../../../src/adapters/binance/gateway/client-order-ids.ts";
import { OrderReaders } from "../../../../../src/adapters/binance/gateway/order-readers.ts";
import { executionReports } from "../../../../../src/adapters/binance/gateway/order-reports.ts";
import type { OrderReport } from "../../../../../src/domain/order-report.ts";
import { orderType } from "../../../../../src/domain/order-type.ts";
import { bid } from "../../../../../src/domain/side.ts";
import { noVenueFilters } from "../../../../../src/domain/venue-filters.ts";
import { spotBtcusdt } from "../../../../helpers/instruments.ts";

class Host implements VenueHost {
  readonly ids = new ClientOrderIds("hs", "s1");
  readonly placeRefusal = undefined;
  readonly reports: string[] = [];
  readonly asked: string[] = [];
  foundCount = 0;
  unreadableCount = 0;
  readonly #answers: Answer[];

  constructor(answers: readonly unknown[]) {
    this.#answers = answers.map((one) => (isAnswer(one) ? one : { kind: "result", result: one }));
  }

  async ask({ method }: { readonly method: string }, params: object): Promise<Answer> {
    this.asked.push(`${method} ${JSON.stringify(params)}`);
    return this.#answers.shift()!;
  }
  readonly ourNs = (venueTime: number) => venueTime;
  report(_marketIndex: number, report: OrderReport): void {
    this.reports.push(wordsOf(report));
  }
  foundTrades(): void {
    this.foundCount++;
  }
  unreadable(): void {
    this.unreadableCount++;
  }
}

function isAnswer(one: unknown): one is Answer {
  return typeof one === "object" && one !== null && "kind" in one;
}

function wordsOf(report: OrderReport): string {
  if (report.kind === "trade") return `trade ${report.tradeId} ${report.lots}`;
  if (report.kind === "open") return `open ${report.executedLots} of ${report.sizeLots}`;
  if (report.kind === "ended") return `ended ${report.how} ${report.executedLots}`;
  if (report.kind === "in_doubt") return `in_doubt ${report.action}`;
  return "reason" in report ? `${report.kind} ${report.reason}` : report.kind;
}

const error = (code: number, status = 400): Answer => ({
  kind: "error",
  error: { status, code, message: "", retryAfterNs: undefined },
});
const order = (status: string, executedQty: string, more: object = {}) => ({
  ...{ clientOrderId: "hs-s1-0-1", orderId: 9, side: "BUY", price: "50000.00000000", origQty: "0.00100000" },
  ...{ executedQty, status, updateTime: 1_700_000_000_000, ...more },
});
const trade = (id: number, qty: string) => ({
  ...{ id, orderId: 9, price: "50000.00000000", qty, commission: "0.00000001", commissionAsset: "BTC" },
  ...{ isBuyer: true, isMaker: true, time: 1_700_000_000_000 },
});

function queried(...answers: unknown[]): Host {
  const host = new Host(answers);
  new BinanceVenue(host, 0, spotBtcusdt, noVenueFilters).query(1);
  drainMicrotasks();
  return host;
}

describe("binance venue: a query:", () => {
  const cases: [name: string, answers: unknown[], reports: string[]][] = [
    ["an open order without trades", [order("NEW", "0.00000000")], ["open 0 of 100"]],
    [
      "an order with all of its trades",
      [order("FILLED", "0.00100000"), [trade(5, "0.00060000"), trade(6, "0.00040000")]],
      ["trade 5 60", "trade 6 40", "ended filled 100"],
    ],
    [
      "trades that are behind their order",
      [order("CANCELED", "0.00060000"), [trade(5, "0.00040000")]],
      ["trade 5 40", "unanswered"],
    ],
    [
      "a fill between order and trades",
      [order("NEW", "0.00010000"), [trade(5, "0.00010000"), trade(6, "0.00020000")]],
      ["trade 5 10", "trade 6 20", "open 10 of 100"],
    ],
    [
      "a size from which prevented trades were taken",
      [order("NEW", "0.00000000", { preventedQuantity: "0.00030000" })],
      ["open 0 of 70"],
    ],
    ["a state that we do not know", [order("SOMETHING_NEW", "0.00000000")], ["unanswered"]],
    ["no such order", [error(-2013)], ["absent"]],
    ["an order that was archived without a trade", [error(-2026)], ["ended cancelled 0"]],
    ["an order that is refused afterwards", [order("REJECTED", "0.00000000")], ["rejected venue_rejected"]],
    ["no answer", [{ kind: "lost", why: "", neverArrived: true }], ["unanswered"]],
    ["trades without an answer", [order("FILLED", "0.00100000"), error(-1000, 500)], ["unanswered"]],
    ["an answer that cannot be read", [{ status: "NEW" }], ["unanswered"]],
    ["trades that cannot be read", [order("FILLED", "0.00100000"), [{ id: 5 }]], ["unanswered"]],
  ];
  test.each(cases)("%s", (_, answers, reports) => {
    expect(queried(...answers).reports).toEqual(reports);
  });

  test("an order that is not found by our name: is found by the venue's id, and cancelled by it", () => {
    const placed = { orderId: "9223372036854775807", transactTime: 1, status: "NEW", executedQty: "0.00000000" };
    const renamed = order("NEW", "0.00000000", { clientOrderId: "by-hand" });
    const host = new Host([placed, error(-2013), renamed, error(-1000, 500)]);
    const venue = new BinanceVenue(host, 0, spotBtcusdt, noVenueFilters);
    venue.place(orderType.limit, bid, 1, 5_000_000, 100, 0);
    drainMicrotasks();
    venue.query(1);
    drainMicrotasks();
    venue.cancel(1);
    drainMicrotasks();
    expect(host.reports).toEqual(["accepted", "open 0 of 100", "in_doubt cancel"]);
    const name = { symbol: "BTCUSDT", orderId: "9223372036854775807" };
    expect(host.asked.slice(2)).toEqual(
      ["order.status", "order.cancel"].map((method) => `${method} ${JSON.stringify(name)}`),
    );
  });

  test("more trades than a page has: all pages are asked for", () => {
    const pages = [0, 1, 2].map((page) =>
      Array.from({ length: page === 2 ? 10 : 1000 }, (_, at) => trade(page * 1000 + at, "0.00000000")),
    );
    const host = queried(order("CANCELED", "0.00001000"), ...pages);
    expect(host.asked.slice(2).map((one) => /"fromId":"(\d+)"/.exec(one)?.[1])).toEqual(["1000", "2000"]);
  });

  test("balances: are asked for again only where trades were found", () => {
    expect(queried(order("NEW", "0.00000000")).foundCount).toBe(0);
    expect(queried(order("FILLED", "0.00100000"), [trade(5, "0.00100000")]).foundCount).toBe(1);
  });
});

describe("binance venue: an answer that cannot be read:", () => {
  test.each(["place", "amend", "cancel"] as const)("leaves the %s in doubt", (action) => {
    const host = new Host([{ surprising: true }]);
    const venue = new BinanceVenue(host, 0, spotBtcusdt, noVenueFilters);
    if (action === "place") venue.place(orderType.postOnly, bid, 1, 5_000_000, 100, 0);
    else if (action === "amend") venue.amend(1, 5_000_000, 50);
    else venue.cancel(1);
    drainMicrotasks();
    expect([host.reports, host.unreadableCount]).toEqual([[`in_doubt ${action}`], 1]);
  });
});

test("binance venue: a cancel of all: asks for each of ours by its id, and one that is lost leaves its order in doubt", () => {
  const placed = { transactTime: 1_700_000_000_000, status: "NEW", executedQty: "0.00000000" };
  const host = new Host([placed, placed, error(-2011), error(-1007, 504)]);
  const venue = new BinanceVenue(host, 0, spotBtcusdt, noVenueFilters);
  for (const orderId of [1, 2]) venue.place(orderType.postOnly, bid, orderId, 5_000_000, 100, 0);
  drainMicrotasks();
  venue.cancelAll();
  drainMicrotasks();
  expect(host.reports).toEqual(["accepted", "accepted", "refused venue_rejected", "in_doubt cancel"]);
  const ids = [1, 2].map((orderId) => host.ids.make(0, orderId));
  expect(host.asked.slice(2)).toEqual(
    ids.map((id) => `order.cancel ${JSON.stringify({ symbol: "BTCUSDT", origClientOrderId: id })}`),
  );
});

test("binance venue: bounds of the symbol: an order beyond them is not sent", () => {
  const host = new Host([]);
  const filters = { ...noVenueFilters, sizeLotsMax: 99 };
  new BinanceVenue(host, 0, spotBtcusdt, filters).place(orderType.postOnly, bid, 1, 5_000_000, 100, 0);
  expect(host.reports).toEqual([]);
  drainMicrotasks();
  expect([host.reports, host.asked]).toEqual([["rejected filter_size"], []]);
});

describe("binance venue: events:", () => {
  const readers = new OrderReaders(spotBtcusdt);
  const event = (x: string, X: string, more: object = {}) =>
    executionReports(
      1,
      readers.execution({
        ...{ s: "BTCUSDT", c: "hs-s1-0-1", C: "", x, X, r: "NONE", q: "0.00100000", l: "0.00000000", z: "0.00020000" },
        ...{ L: "0.00000000", n: "0", N: null, T: 1_700_000_000_000, t: -1, m: false, ...more },
      })!,
      (time) => time,
    ).map((report) => (report.kind === "amended" ? `amended ${report.sizeLots}` : wordsOf(report)));

  const cases: [x: string, X: string, more: object, reports: string[]][] = [
    ["NEW", "NEW", {}, ["accepted"]],
    ["TRADE", "PARTIALLY_FILLED", { l: "0.00020000", t: 7 }, ["trade 7 20"]],
    ["TRADE", "FILLED", { l: "0.00020000", t: 7 }, ["trade 7 20", "ended filled 20"]],
    ["CANCELED", "CANCELED", {}, ["ended cancelled 20"]],
    ["EXPIRED", "EXPIRED", { eR: "UNFILLED_IOC_QUANTITY_EXPIRED" }, ["ended expired 20"]],
    ["TRADE_PREVENTION", "EXPIRED_IN_MATCH", { A: "0.00080000" }, ["ended expired 20"]],
    ["TRADE_PREVENTION", "PARTIALLY_FILLED", { A: "0.00030000" }, ["amended 70"]],
    ["REPLACED", "NEW", { q: "0.00050000" }, ["amended 50"]],
    ["REPLACED", "EXPIRED", {}, ["ended expired 20"]],
    ["REJECTED", "REJECTED", { r: "WOULD_MATCH_IMMEDIATELY" }, ["rejected would_cross"]],
    ["REJECTED", "REJECTED", { r: "SOMETHING_NEW" }, ["rejected venue_rejected"]],
    ["SOMETHING_NEW", "NEW", {}, []],
    ["SOMETHING_NEW", "CANCELED", {}, ["ended cancelled 20"]],
  ];
  test.each(cases)("%s to %s, %j: %j", (x, X, more, reports) => {
    expect(event(x, X, more)).toEqual(reports);
  });
});
