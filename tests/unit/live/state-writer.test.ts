// Goal: other programs see a session as it stands, in decimals and by the names that are promised; what was closed is gone.
// Method: a session's status by hand, written to the store in memory, and changed.
import { expect, test } from "bun:test";
import { MemoryState } from "../../../src/adapters/embedded/memory-state.ts";
import { eventKind } from "../../../src/domain/event.ts";
import type { FillRecord } from "../../../src/domain/ledger-record.ts";
import { MarketRows, noId } from "../../../src/domain/market-rows.ts";
import { ask, bid } from "../../../src/domain/side.ts";
import { StateWriter } from "../../../src/live/state-writer.ts";
import { spotBtcusdt } from "../../helpers/instruments.ts";
import { epochUnixNs, marketStatus, sessionStatus } from "../../helpers/live-session.ts";

const instruments = [spotBtcusdt];

function open(changes: { mode?: "paper" | "real"; writesBooks?: boolean } = {}) {
  const store = new MemoryState();
  const writer = new StateWriter({ store, mode: "paper", epochUnixNs, instruments, writesBooks: true, ...changes });
  return { store, writer };
}

function bookRows(): MarketRows {
  const rows = new MarketRows(3);
  const shared = {
    receivedNs: 5,
    venueNs: 4,
    firstUpdateId: noId,
    updateId: 77,
    previousUpdateId: noId,
    tradeId: noId,
  };
  const none = { side: bid, priceTicks: 0, sizeLots: 0 } as const;
  rows.append({ ...shared, kind: eventKind.clear, ...none, isLast: false });
  const level = { ...shared, kind: eventKind.snapshotLevel };
  rows.append({ ...level, side: bid, priceTicks: 6_000_000, sizeLots: 5, isLast: false });
  rows.append({ ...level, side: ask, priceTicks: 6_000_001, sizeLots: 123, isLast: true });
  return rows;
}

test("state writer: a session: book, orders, position and P&L under its keys, in decimals", () => {
  const { store, writer } = open();
  writer.rows(0, bookRows());
  writer.write(sessionStatus());
  expect(store.hash("paper:lob:BTCUSDT")).toEqual({
    state: "valid",
    update_id: "77",
    received_time_ns: String(epochUnixNs + 5n),
    venue_time_ns: String(epochUnixNs + 4n),
    bids: '[["60000.00000000","0.00005000"]]',
    asks: '[["60000.01000000","0.00123000"]]',
  });
  expect(store.members("paper:orders:open:BTCUSDT")).toEqual(["hs-1", "hs-2"]);
  expect(store.hash("paper:orders:hs-1")).toMatchObject({
    ...{ symbol: "BTCUSDT", side: "buy", price: "59999.95000000", size: "0.00150000", remaining: "0.00100000" },
    state: "live",
  });
  expect(store.hash("paper:position:BTCUSDT")).toMatchObject({ position: "0.00300000", position_max: "0.01000000" });
  expect(store.hash("paper:pnl:BTCUSDT")).toMatchObject({ unit: "USDT", net: "0.12345678", inventory: "-0.05000000" });
});

test("state writer: models: which versions, over which horizon, and how often they had no number; none, no key", () => {
  const { store, writer } = open();
  writer.write(sessionStatus());
  expect(store.hash("paper:model:BTCUSDT")).toBeUndefined();
  const models = [
    { role: "fill", name: "fill-btcusdt", hash: "f00d", horizonMs: 5000 },
    { role: "drift", name: "drift-btcusdt", hash: "beef", horizonMs: 250 },
  ];
  writer.write(sessionStatus({ markets: [marketStatus({ models, vetoes: new Map([["model_nan", 2]]) })] }));
  expect(store.hash("paper:model:BTCUSDT")).toEqual({
    ...{ fill: "fill-btcusdt", fill_hash: "f00d", fill_horizon_ms: "5000" },
    ...{ drift: "drift-btcusdt", drift_hash: "beef", drift_horizon_ms: "250" },
    ...{ feature_missing_count: "0", model_nan_count: "2", session_id: sessionStatus().sessionId },
  });
});

test("state writer: real: no prefix", () => {
  const { store, writer } = open({ mode: "real" });
  writer.write(sessionStatus({ mode: "real" }));
  expect(store.hash("position:BTCUSDT")).toBeDefined();
  expect(store.hash("paper:position:BTCUSDT")).toBeUndefined();
});

test("state writer: a recorder writes the books: they are left to it", () => {
  const { store, writer } = open({ writesBooks: false });
  writer.rows(0, bookRows());
  writer.write(sessionStatus());
  expect(store.hash("paper:lob:BTCUSDT")).toBeUndefined();
});

test("state writer: an order done, then the end: what is closed is gone, the position stays", () => {
  const { store, writer } = open();
  writer.write(sessionStatus());
  const [, second] = marketStatus().orders;
  writer.write(sessionStatus({ markets: [marketStatus({ orders: [second!] })] }));
  expect(store.members("paper:orders:open:BTCUSDT")).toEqual(["hs-2"]);
  expect(store.hash("paper:orders:hs-1")).toBeUndefined();
  writer.end();
  expect(store.members("paper:orders:open:BTCUSDT")).toEqual([]);
  expect(store.hash("paper:orders:hs-2")).toBeUndefined();
  expect(store.hash("paper:position:BTCUSDT")).toBeDefined();
});

test("state writer: nothing has changed: nothing is written", () => {
  const { store, writer } = open();
  writer.write(sessionStatus());
  store.remove("paper:position:BTCUSDT");
  writer.write(sessionStatus({ nowNs: 6e9 }));
  expect(store.hash("paper:position:BTCUSDT")).toBeUndefined();
});

test("state writer: fills: one entry each, numbered", () => {
  const { store, writer } = open();
  const fill: FillRecord = {
    ...{
      kind: "fill",
      sessionId: "s",
      account: "a",
      mode: "paper",
      venue: "binance",
      market: "spot",
      symbol: "BTCUSDT",
    },
    ...{
      tradeId: "7",
      clientOrderId: "hs-1",
      side: "buy",
      price: "60000.00",
      size: "0.001",
      fee: "0",
      feeAsset: "BTC",
    },
    ...{ maker: true, cause: "print", venueUnixNs: 1n, receivedUnixNs: 2n },
  };
  writer.filled(spotBtcusdt, fill);
  writer.filled(spotBtcusdt, { ...fill, tradeId: "8" });
  const entries = store.entries("paper:fills:BTCUSDT");
  expect(entries.map(({ fields }) => [fields.sequence, fields.trade_id, fields.received_time_ns])).toEqual([
    ["0", "7", "2"],
    ["1", "8", "2"],
  ]);
});

test("state writer: what was there is lost: all is there again, and of others' open orders none", () => {
  const { store, writer } = open();
  writer.write(sessionStatus());
  for (const key of ["paper:position:BTCUSDT", "paper:orders:hs-1"]) store.remove(key);
  store.setMember("paper:orders:open:BTCUSDT", "another's", true);
  writer.forget();
  expect(store.members("paper:orders:open:BTCUSDT")).toEqual(["hs-1", "hs-2"]);
  const [first] = marketStatus().orders;
  writer.write(sessionStatus({ markets: [marketStatus({ orders: [first!] })] }));
  expect(store.members("paper:orders:open:BTCUSDT")).toEqual(["hs-1"]);
  expect(store.hash("paper:orders:hs-1")).toMatchObject({ remaining: "0.00100000" });
  expect(store.hash("paper:orders:hs-2")).toBeUndefined();
  expect(store.hash("paper:position:BTCUSDT")).toMatchObject({ position: "0.00300000" });
});

test("state writer: a session that died left open orders: a new one takes them away, and its own are there", () => {
  const { store, writer } = open();
  store.setMember("paper:orders:open:BTCUSDT", "of the dead", true);
  store.put("paper:orders:of the dead", { state: "live" });
  writer.begin();
  writer.write(sessionStatus());
  expect(store.members("paper:orders:open:BTCUSDT")).toEqual(["hs-1", "hs-2"]);
  expect(store.hash("paper:orders:of the dead")).toBeUndefined();
});
