// Goal: what a message of a recording does to the book shown and to our orders, message by message.
// Method: tapes of a few rows worked out on paper.
import { expect, test } from "bun:test";
import { builtInSymbols } from "../../../../sim/exchange/built-in-symbols.ts";
import { Refusal } from "../../../../sim/exchange/errors.ts";
import { Exchange } from "../../../../sim/exchange/exchange.ts";
import { ExchangeSymbol } from "../../../../sim/exchange/exchange-symbol.ts";
import type { Order } from "../../../../sim/exchange/order.ts";
import { RecordedMarket, recordedBooks } from "../../../../sim/exchange/recorded/recorded-market.ts";
import { InputError } from "../../../../src/base/input-error.ts";
import { eventKind } from "../../../../src/domain/event.ts";
import { ask, bid, type Side } from "../../../../src/domain/side.ts";
import {
  type HandmadeMessage,
  handmadeTape,
  RecordedExchange,
  recordingStartUs,
  syntheticTape,
} from "../../../helpers/recorded-exchange.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";

type Level = readonly [side: Side, priceTicks: number, sizeLots: number, orderId?: bigint];

const row = (kind: number, [side, priceTicks, sizeLots, orderId = 0n]: Level) => ({
  kind: kind as HandmadeMessage["rows"][number]["kind"],
  side,
  priceTicks,
  sizeLots,
  orderId,
});

function message(atSeconds: number, kind: number, ...levels: Level[]): HandmadeMessage {
  return { atSeconds, rows: levels.map((level) => row(kind, level)) };
}

function snapshot(atSeconds: number, ...levels: Level[]): HandmadeMessage {
  const rows = levels.map((level) => row(eventKind.snapshotLevel, level));
  return { atSeconds, rows: [row(eventKind.clear, [bid, 0, 0]), ...rows] };
}

const opening: Level[] = [
  [bid, 6_000_000, 500],
  [bid, 5_999_990, 100],
  [ask, 6_000_010, 300],
  [ask, 6_000_020, 700],
];

function bookOf({ market }: RecordedExchange): string {
  const side = (which: Side) =>
    Array.from(
      { length: market.readLevels(which, 10) },
      (_, at) => `${market.levelLots(at)}@${market.levelTicks(at) - 6_000_000}`,
    ).join(" ");
  return `${side(bid)} | ${side(ask)}`;
}

function rest(venue: RecordedExchange, side: Side, priceTicks: number, sizeLots: number): Order {
  const words = { side, kind: "LIMIT", timeInForce: "GTC", priceTicks, sizeLots } as const;
  const placed = venue.exchange.place(venue.nowUs, venue.account, venue.market, words);
  if (placed instanceof Refusal) throw new Error(placed.message);
  return placed.order;
}

test("ticker between depth messages: the best is its, then depth says again what is there", () => {
  using folder = temporaryFolder();
  const tape = handmadeTape(folder.of("tape"), [
    snapshot(1, ...opening),
    message(2, eventKind.depth, [ask, 6_000_030, 50]),
    message(3, eventKind.ticker, [bid, 5_999_990, 80], [ask, 6_000_005, 20]),
    message(4, eventKind.depth, [ask, 6_000_010, 310]),
  ]);
  using venue = new RecordedExchange([tape]);
  const books: string[] = [];
  while (!venue.isOver) {
    venue.step();
    books.push(bookOf(venue));
  }
  expect(books).toEqual([
    "500@0 100@-10 | 300@10 700@20",
    "500@0 100@-10 | 300@10 700@20 50@30",
    "80@-10 | 20@5 300@10 700@20 50@30",
    "500@0 100@-10 | 310@10 700@20 50@30",
  ]);
});

test("a print that reaches our order: our part and the rest are told apart, together the print", () => {
  using folder = temporaryFolder();
  const tape = handmadeTape(folder.of("tape"), [
    snapshot(1, ...opening),
    message(2, eventKind.depth, [bid, 6_000_000, 501]),
    message(3, eventKind.trade, [ask, 6_000_000, 600]),
    message(4, eventKind.depth, [bid, 6_000_000, 0]),
  ]);
  using venue = new RecordedExchange([tape]);
  const told: string[] = [];
  venue.exchange.listen({ trade: ({ lots, isBuyerMaker }) => told.push(`${lots} ${isBuyerMaker}`) });
  venue.step();
  const order = rest(venue, bid, 6_000_000, 150);
  while (!venue.isOver) venue.step();
  // 501 were ahead: 99 of the 600 are ours.
  expect(told).toEqual(["99 true", "501 true"]);
  expect([order.status, order.executedLots]).toEqual(["PARTIALLY_FILLED", 99]);
  venue.exchange.assertConserved();
});

test("gap: the book stays as it was and nothing trades; an order that the next snapshot crosses ends unfilled", () => {
  using folder = temporaryFolder();
  const tape = handmadeTape(folder.of("tape"), [
    snapshot(1, ...opening),
    message(2, eventKind.gap, [bid, 0, 0]),
    message(3, eventKind.trade, [ask, 5_999_000, 600]),
    snapshot(4, [bid, 5_999_000, 10], [ask, 5_999_500, 20]),
  ]);
  using venue = new RecordedExchange([tape]);
  venue.step();
  const order = rest(venue, bid, 6_000_000, 150);
  venue.step();
  expect(bookOf(venue)).toBe("500@0 100@-10 | 300@10 700@20");
  venue.step();
  expect([order.status, order.executedLots]).toEqual(["NEW", 0]);
  venue.step();
  expect([order.status, order.expiryReason]).toEqual(["EXPIRED", "EXCHANGE_CANCELED"]);
  expect(order.desk.quote.lockedUnits).toBe(0n);
  expect(bookOf(venue)).toBe("10@-1000 | 20@-500");
  venue.exchange.assertConserved();
});

test("rows that name orders: queues are exact, unless told otherwise", () => {
  using folder = temporaryFolder();
  const tape = handmadeTape(
    folder.of("tape"),
    [
      snapshot(1, [bid, 6_000_000, 500, 1n], [ask, 6_000_010, 300, 2n]),
      message(2, eventKind.depth, [bid, 6_000_000, 700, 3n]),
      message(3, eventKind.depth, [bid, 6_000_000, 200, 1n]),
      message(4, eventKind.trade, [ask, 6_000_000, 50, 3n]),
      message(5, eventKind.depth, [bid, 6_000_000, 150, 3n]),
    ],
    true,
  );
  const executed = [undefined, "conservative" as const].map((queueModel) => {
    using venue = new RecordedExchange([tape], queueModel);
    venue.step();
    const order = rest(venue, bid, 6_000_000, 20);
    while (!venue.isOver) venue.step();
    return order.executedLots;
  });
  // Who was ahead has gone, and the one behind was hit; a careful guess cannot know it.
  expect(executed).toEqual([20, 0]);
});

test("two symbols: one time, each from its own recording", () => {
  using folder = temporaryFolder();
  const tape = syntheticTape(folder.of("tape"), 1, 5);
  const symbols = builtInSymbols();
  const other = ExchangeSymbol.from({ ...symbols[0]!.entry, symbol: "XYZUSDT", baseAsset: "XYZ" }, "test");
  const recordings = ["BTCUSDT", "XYZUSDT"].map((symbol) => ({ symbol, tapes: [tape] }));
  const books = recordedBooks(recordings);
  using exchange = new Exchange({ symbols: [symbols[0]!, other], books });
  const market = new RecordedMarket(exchange, { startUs: recordingStartUs, recordings, books });
  market.advance(recordingStartUs + 5_000_000);
  const [one, two] = [...exchange.markets];
  expect(one!.lastUpdateId).toBe(two!.lastUpdateId);
  expect(one!.lastUpdateId).toBeGreaterThan(100);
  expect(() => recordedBooks([recordings[0]!, recordings[0]!])).toThrow(InputError);
  expect(
    () =>
      new RecordedMarket(exchange, { startUs: recordingStartUs, recordings: [{ symbol: "NO", tapes: [tape] }], books }),
  ).toThrow(InputError);
});
