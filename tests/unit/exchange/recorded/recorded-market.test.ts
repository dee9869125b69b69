// Goal: a recording is the market: its trades and its levels are what the exchange tells, and our orders meet them as orders do at an exchange.
// Method: short synthetic tapes, told again beside the exchange; orders of every type at moments when the recording shows what they should meet.
import { expect, test } from "bun:test";
import { Refusal, refusals } from "../../../../sim/exchange/errors.ts";
import type { OrderRequest } from "../../../../sim/exchange/order-request.ts";
import type { Placement } from "../../../../sim/exchange/placing.ts";
import { checkGrid } from "../../../../sim/exchange/recorded/recorded-symbol.ts";
import { InputError } from "../../../../src/base/input-error.ts";
import { eventFlag, eventKind } from "../../../../src/domain/event.ts";
import { ask, bid, type Side } from "../../../../src/domain/side.ts";
import { engineLimits } from "../../../../src/ports/engine.ts";
import type { Tape } from "../../../../src/ports/tape.ts";
import { usdmBtcusdt } from "../../../helpers/instruments.ts";
import { RecordedExchange, recordingStartUs, syntheticTape } from "../../../helpers/recorded-exchange.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";

type Words = Partial<OrderRequest> & { side: Side };

function place(venue: RecordedExchange, words: Words, account = venue.account): Placement {
  const answer = tryPlace(venue, words, account);
  if (answer instanceof Refusal) throw new Error(answer.message);
  return answer;
}

function tryPlace(venue: RecordedExchange, words: Words, account = venue.account): Placement | Refusal {
  const request = { kind: "LIMIT" as const, timeInForce: "GTC" as const, priceTicks: 0, sizeLots: 100, ...words };
  const answer = venue.exchange.place(venue.nowUs, account, venue.market, request);
  venue.exchange.settle();
  venue.exchange.assertConserved();
  return answer;
}

/** Ten seconds in, where there is a book. */
function opened(tape: Tape): RecordedExchange {
  const venue = new RecordedExchange([tape]);
  venue.advance(recordingStartUs + 10_000_000);
  return venue;
}

function tradesOf(tape: Tape): string[] {
  const trades: string[] = [];
  for (const { rowsCount, flags, priceTicks, sizeLots } of tape.chunks(1000))
    for (let row = 0; row < rowsCount; row++)
      if ((flags[row]! & eventFlag.kindMask) === eventKind.trade)
        trades.push(`${(flags[row]! & eventFlag.ask) === 0} ${priceTicks[row]} ${sizeLots[row]}`);
  return trades;
}

test("recording: nobody but it trades: the trades told are the tape's, in order", () => {
  using folder = temporaryFolder();
  const tape = syntheticTape(folder.of("tape"), 3, 60);
  using venue = new RecordedExchange([tape]);
  const told: string[] = [];
  const ids: number[] = [];
  venue.exchange.listen({
    trade: ({ isBuyerMaker, priceTicks, lots, tradeId }) => {
      told.push(`${!isBuyerMaker} ${priceTicks} ${lots}`);
      ids.push(tradeId);
    },
  });
  while (!venue.isOver) venue.step();
  expect(told).toEqual(tradesOf(tape));
  expect(told.length).toBeGreaterThan(50);
  expect(ids).toEqual(ids.map((_, index) => index + 1));
});

test("recording: levels told: contiguous ids, and always the book that is read", () => {
  using folder = temporaryFolder();
  using venue = new RecordedExchange([syntheticTape(folder.of("tape"), 4, 30)]);
  const book = [new Map<number, number>(), new Map<number, number>()] as const;
  let updateId = 0;
  venue.exchange.listen({
    level: (change) => {
      expect(change.updateId).toBe(++updateId);
      if (change.lots === 0) expect(book[change.side].delete(change.priceTicks)).toBe(true);
      else book[change.side].set(change.priceTicks, change.lots);
    },
  });
  for (let steps = 0; !venue.isOver; steps++) {
    venue.step();
    if (steps % 50 !== 0) continue;
    for (const side of [bid, ask] as const) {
      const count = venue.market.readLevels(side, 5000);
      const read = Array.from({ length: count }, (_, at) => [venue.market.levelTicks(at), venue.market.levelLots(at)]);
      const sign = side === bid ? -1 : 1;
      expect(read).toEqual([...book[side]].sort(([one], [two]) => sign * (one - two)));
    }
  }
  expect(updateId).toBe(venue.market.lastUpdateId);
  expect(updateId).toBeGreaterThan(1000);
});

test("limit order: rests: it does not show in the book, and locks what it needs", () => {
  using folder = temporaryFolder();
  using venue = opened(syntheticTape(folder.of("tape"), 5, 60));
  const { market } = venue;
  const [updateId, lots] = [market.lastUpdateId, market.bestBidLots];
  const { order } = place(venue, { side: bid, priceTicks: market.bestBidTicks });
  expect(order.status).toBe("NEW");
  expect([market.lastUpdateId, market.bestBidLots]).toEqual([updateId, lots]);
  expect(order.desk.quote.lockedUnits).toBe(market.symbol.quoteUnits(order.priceTicks, 100));
  const cancelled = venue.exchange.cancel(venue.nowUs, venue.account, market, { orderId: order.orderId });
  expect(cancelled).not.toBeInstanceOf(Refusal);
  expect(order.desk.quote.lockedUnits).toBe(0n);
});

test("limit order at the touch: filled as prints reach it, as a maker, and the trades are told once", () => {
  using folder = temporaryFolder();
  const tape = syntheticTape(folder.of("tape"), 6, 120);
  using venue = opened(tape);
  const orders = [bid, ask].map((side) => {
    const priceTicks = side === bid ? venue.market.bestBidTicks : venue.market.bestAskTicks;
    return place(venue, { side: side as Side, priceTicks, kind: "LIMIT_MAKER" }).order;
  });
  const own = new Set<number>();
  venue.exchange.listen({
    execution: ({ kind, order, tradeId }) => kind === "TRADE" && orders.includes(order) && own.add(tradeId),
  });
  const publicIds: number[] = [];
  venue.exchange.listen({ trade: ({ tradeId }) => publicIds.push(tradeId) });
  while (!venue.isOver) venue.step();
  venue.exchange.assertConserved();
  expect(orders.some(({ status }) => status === "FILLED")).toBe(true);
  for (const { desk } of orders) for (const trade of desk.trades) expect(trade.isMaker).toBe(true);
  for (const tradeId of own) expect(publicIds.filter((id) => id === tradeId)).toEqual([tradeId]);
});

test("market buy: takes level by level what is shown, as a taker", () => {
  using folder = temporaryFolder();
  using venue = opened(syntheticTape(folder.of("tape"), 7, 60));
  const { market } = venue;
  const count = market.readLevels(ask, 3);
  const shown = Array.from({ length: count }, (_, at) => [market.levelTicks(at), market.levelLots(at)]);
  const sizeLots = shown.reduce((sum, [, lots]) => sum + lots!, 0);
  const { order, trades } = place(venue, { side: bid, kind: "MARKET", sizeLots });
  expect(order.status).toBe("FILLED");
  expect(trades.map(({ priceTicks, lots }) => [priceTicks, lots])).toEqual(shown);
  expect(trades.every(({ isMaker }) => !isMaker)).toBe(true);
  // What was taken is still shown, and not there to be had again.
  const again = place(venue, { side: bid, kind: "MARKET", sizeLots: 10 });
  expect(again.trades.every(({ priceTicks }) => priceTicks > shown.at(-1)![0]!)).toBe(true);
});

test("market sell, IOC, FOK and LIMIT_MAKER: as the book shown has it", () => {
  using folder = temporaryFolder();
  using venue = opened(syntheticTape(folder.of("tape"), 8, 60));
  const { market } = venue;
  expect(place(venue, { side: ask, kind: "MARKET", sizeLots: 50 }).order.status).toBe("FILLED");
  const ioc = place(venue, { side: bid, timeInForce: "IOC", priceTicks: market.bestBidTicks }).order;
  expect([ioc.status, ioc.expiryReason]).toEqual(["EXPIRED", "UNFILLED_IOC_QUANTITY_EXPIRED"]);
  const sizeLots = market.bestAskLots + 1;
  const fok = place(venue, { side: bid, timeInForce: "FOK", priceTicks: market.bestAskTicks, sizeLots }).order;
  expect([fok.status, fok.executedLots]).toEqual(["EXPIRED", 0]);
  const maker = tryPlace(venue, { side: bid, kind: "LIMIT_MAKER", priceTicks: market.bestAskTicks });
  expect(maker).toMatchObject({ code: -2010, message: "Order would immediately match and take." });
});

test("two orders that would meet: the later one expires, of one account or of two", () => {
  using folder = temporaryFolder();
  using venue = opened(syntheticTape(folder.of("tape"), 9, 60));
  const { market } = venue;
  for (const account of [venue.account, venue.openAccount()]) {
    const resting = place(venue, { side: ask, priceTicks: market.bestAskTicks + 5, kind: "LIMIT_MAKER" }).order;
    const taker = place(venue, { side: bid, priceTicks: resting.priceTicks, sizeLots: 2_000_000 }, account).order;
    expect([taker.status, resting.status]).toEqual(["EXPIRED_IN_MATCH", "NEW"]);
    venue.exchange.cancel(venue.nowUs, venue.account, market, { orderId: resting.orderId });
  }
});

test("amend and cancel all: an order becomes smaller and keeps living, then all end", () => {
  using folder = temporaryFolder();
  using venue = opened(syntheticTape(folder.of("tape"), 10, 60));
  const { market, exchange, account } = venue;
  const { order } = place(venue, { side: bid, priceTicks: market.bestBidTicks - 10, sizeLots: 100, icebergLots: 20 });
  const amended = exchange.amend(venue.nowUs, account, market, { orderId: order.orderId }, 60);
  expect(amended).not.toBeInstanceOf(Refusal);
  expect([order.sizeLots, order.leftLots]).toEqual([60, 60]);
  place(venue, { side: ask, priceTicks: market.bestAskTicks + 10 });
  expect(exchange.cancelAll(venue.nowUs, account, market)).toHaveLength(2);
  expect([order.desk.quote.lockedUnits, order.desk.base.lockedUnits]).toEqual([0n, 0n]);
});

test("stop order: the recording's trades trigger it", () => {
  using folder = temporaryFolder();
  using venue = opened(syntheticTape(folder.of("tape"), 11, 120));
  const stops = [1, -1].map(
    (sign) =>
      place(venue, {
        side: sign > 0 ? bid : ask,
        kind: "STOP_LOSS",
        stopTicks: venue.market.bestAskTicks + sign * 200,
      }).order,
  );
  while (!venue.isOver) venue.step();
  expect(stops.some(({ status }) => status === "FILLED")).toBe(true);
});

test("recording: over: orders can be cancelled and no longer placed", () => {
  using folder = temporaryFolder();
  using venue = opened(syntheticTape(folder.of("tape"), 12, 20));
  const { market } = venue;
  const { order } = place(venue, { side: bid, priceTicks: market.bestBidTicks - 100_000 });
  while (!venue.isOver) venue.step();
  expect(tryPlace(venue, { side: bid, priceTicks: market.bestBidTicks })).toMatchObject({
    code: -1013,
    message: "Market is closed.",
  });
  venue.exchange.cancel(venue.nowUs, venue.account, market, { orderId: order.orderId });
  expect(order.status).toBe("CANCELED");
});

test("orders: more than the engine has room for: the venue is busy, and goes on", () => {
  using folder = temporaryFolder();
  using venue = opened(syntheticTape(folder.of("tape"), 14, 30));
  const words = { side: bid, priceTicks: venue.market.bestBidTicks - 1000, sizeLots: 100 } as const;
  for (let count = 0; count < engineLimits.ordersMax; count += 128) {
    const account = venue.openAccount();
    for (let index = 0; index < 128; index++) place(venue, words, account);
  }
  expect(tryPlace(venue, words)).toBe(refusals.serverBusy);
  while (!venue.isOver) venue.step();
  venue.exchange.assertConserved();
});

test("grid: a tape of other steps is refused, naming it", () => {
  using folder = temporaryFolder();
  const tape = syntheticTape(folder.of("tape"), 13, 1);
  using venue = new RecordedExchange([tape]);
  checkGrid(venue.market.symbol, tape);
  expect(() => checkGrid(venue.market.symbol, { ...tape, instrument: usdmBtcusdt })).toThrow(InputError);
});
