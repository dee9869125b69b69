// Goal: what the ledger keeps of a session is what happened, in the venue's decimals and Unix times.
// Method: figures worked by hand from the instruments' grids; every kind of own event by name.
import { expect, test } from "bun:test";
import type { OwnOrder } from "../../../src/core/orders/own-order.ts";
import type { Fill } from "../../../src/domain/fill.ts";
import { orderType } from "../../../src/domain/order-type.ts";
import { type OwnEvent, type OwnEventKind, ownEventKind } from "../../../src/domain/own-event.ts";
import { ask, bid } from "../../../src/domain/side.ts";
import { LedgerWords, type PastFill } from "../../../src/live/ledger-records.ts";
import { coinmBtcusdPerp, spotBtcusdt, usdmBtcusdt } from "../../helpers/instruments.ts";

/** Beyond 2^53, so that a time that became a float is another time. */
const epochUnixNs = 1_700_000_000_000_000_001n;
const place = { account: "desk", mode: "real", venue: "binance", market: "spot", symbol: "BTCUSDT" };
const wordsOf = (instrument = spotBtcusdt) => new LedgerWords("s1", "desk", "real", instrument, epochUnixNs);

const fill: Fill = {
  ...{ venueNs: 2_000_000_007, receivedNs: 2_000_000_011, orderId: 3, tradeId: "28457", side: bid },
  ...{ priceTicks: 6_123_450, sizeLots: 150, feeUnits: 113, feeAsset: "BTC", maker: true, cause: "print" },
  ...{ queueAheadLots: 0, bidTicks: 0, askTicks: 0 },
};

test("ledger records: a fill on Spot: price 6123450 ticks of 0.01, 150 lots of 0.00001, 113 of 10^-8 BTC", () => {
  expect(wordsOf().fill(fill, "hs-s1-0-3", "28457")).toEqual({
    ...{ kind: "fill", ...place, sessionId: "s1", tradeId: "28457", clientOrderId: "hs-s1-0-3" },
    ...{ side: "buy", price: "61234.50000000", size: "0.00150000", fee: "0.00000113", feeAsset: "BTC" },
    ...{ maker: true, cause: "print" },
    ...{ venueUnixNs: 1_700_000_002_000_000_008n, receivedUnixNs: 1_700_000_002_000_000_012n },
  } as never);
});

test.each([
  ["a rebate", { feeUnits: -5, feeAsset: "USDT" }, "-0.00000005"],
  ["beyond what a double holds", { feeUnits: 9_007_199_254_740_993n, feeAsset: "USDT" }, "90071992.54740993"],
  ["of an asset that the instrument does not name", { feeUnits: 7, feeAsset: "BNB" }, "0.00000007"],
] as const)("ledger records: a fee %s: to its last digit", (_, fee, expected) => {
  expect(wordsOf().fill({ ...fill, ...fee }, "", "").fee).toBe(expected);
});

test.each([
  ["USD-M", usdmBtcusdt, "612345.00", "0.150"],
  ["COIN-M", coinmBtcusdPerp, "612345.0", "150"],
] as const)("ledger records: a sell on %s: by that market's grid, under its name", (_, instrument, price, size) => {
  const record = wordsOf(instrument).fill({ ...fill, side: ask }, "", "");
  expect(record).toMatchObject({ side: "sell", market: instrument.market, symbol: instrument.symbol, price, size });
});

test("ledger records: a past trade: the venue's own fee and places, received when it was found", () => {
  const fee = { asset: "BNB", units: 120, places: 4 };
  const trade: Omit<PastFill, "fee"> = {
    tradeId: "9",
    clientOrderId: "by hand",
    venueNs: 5,
    side: ask,
    priceTicks: 1,
    lots: 2,
    maker: false,
  };
  expect(wordsOf().past({ ...trade, fee }, 1_000_000_000)).toEqual({
    ...{ kind: "fill", ...place, sessionId: "s1", tradeId: "9", clientOrderId: "by hand", side: "sell" },
    ...{ price: "0.01000000", size: "0.00002000", fee: "0.0120", feeAsset: "BNB", maker: false, cause: "past" },
    ...{ venueUnixNs: 1_700_000_000_000_000_006n, receivedUnixNs: 1_700_000_001_000_000_001n },
  } as never);
});

const order: OwnOrder = {
  ...{ orderId: 3, type: orderType.postOnly, side: ask, priceTicks: 6_000_000, sentNs: 10, state: "live" },
  ...{ sizeLots: 1000, remainingLots: 1000, amendSentNs: Number.NaN, cancelSentNs: Number.NaN, lockedUnits: 0 },
  ...{ aheadLots: 0, queueReadNs: Number.NaN, edgeTicks: Number.NaN },
};
const event = (kind: OwnEventKind): OwnEvent => ({ kind, seenNs: 25 }) as OwnEvent;

test("ledger records: an order: what was asked, what of it is filled, when sent and when last heard of", () => {
  const record = wordsOf().order({ ...order, remainingLots: 400 }, event(ownEventKind.filled), "hs-s1-0-3");
  expect(record).toEqual({
    ...{ kind: "order", ...place, sessionId: "s1", clientOrderId: "hs-s1-0-3", side: "sell", type: "post_only" },
    ...{ price: "60000.00000000", size: "0.01000000", filled: "0.00600000", state: "partially_filled" },
    ...{ sentUnixNs: 1_700_000_000_000_000_011n, updatedUnixNs: 1_700_000_000_000_000_026n },
  } as never);
});

test.each([
  ["limit", orderType.limit],
  ["post_only", orderType.postOnly],
  ["ioc", orderType.ioc],
  ["fok", orderType.fok],
  ["market", orderType.market],
] as const)("ledger records: an order of type %s: is called so", (name, type) => {
  expect(wordsOf().order({ ...order, type }, event(ownEventKind.accepted), "")?.type).toBe(name);
});

test.each([
  ["accepted", 1000, "live"],
  ["accepted", 1, "partially_filled"],
  ["filled", 0, "filled"],
  ["filled", 999, "partially_filled"],
  ["amended", 1000, "live"],
  ["adopted", 300, "partially_filled"],
  ["rejected", 1000, "rejected"],
  ["cancelled", 300, "cancelled"],
  ["expired", 300, "expired"],
  ["inDoubt", 1000, "unknown"],
  ["unknown", 300, "unknown"],
  ["cancelRejected", 1000, undefined],
  ["amendRejected", 1000, undefined],
] as const)("ledger records: an order that is %s with %d of 1000 lots left: is %s", (kind, remainingLots, state) => {
  expect(wordsOf().order({ ...order, remainingLots }, event(ownEventKind[kind]), "")?.state).toBe(state!);
});

const pnl = {
  ...{ netUnits: 12_345_678n, grossUnits: 20_000_000n, feesUnits: 7_654_322n },
  ...{ captureUnits: 25_000_000n, inventoryUnits: -5_000_000n, adverseUnits: 0n },
};

test("ledger records: P&L: position in the base asset, a mid between two ticks with one place more, money in USDT", () => {
  // Bid 60000.00, ask 60000.01: 12000001 half ticks of 0.005.
  expect(wordsOf().pnl(-300, 12_000_001, pnl, 10_000_000_000)).toEqual({
    ...{ kind: "pnl", ...place, sessionId: "s1", atUnixNs: 1_700_000_010_000_000_001n },
    ...{ position: "-0.00300000", mid: "60000.005000000", unit: "USDT" },
    ...{ net: "0.12345678", gross: "0.20000000", fees: "0.07654322" },
    ...{ spreadCapture: "0.25000000", inventory: "-0.05000000" },
  } as never);
});

test("ledger records: P&L of an inverse contract: in the asset that it settles in", () => {
  expect(wordsOf(coinmBtcusdPerp).pnl(3, 1_000_001, pnl, 0)).toMatchObject({
    ...{ unit: "BTC", position: "3", mid: "50000.05", net: "0.12345678" },
  });
});
