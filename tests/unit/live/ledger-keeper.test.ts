// Goal: the outbox is told of a session, each of its markets by its own name, and every trade under one of its own.
// Method: two instruments, what happens to them told by hand, the records looked at.
import { expect, test } from "bun:test";
import type { Fill } from "../../../src/domain/fill.ts";
import type { LedgerRecord, ModelRecord } from "../../../src/domain/ledger-record.ts";
import { type OwnEvent, ownEventKind } from "../../../src/domain/own-event.ts";
import { bid } from "../../../src/domain/side.ts";
import { LedgerKeeper } from "../../../src/live/ledger-keeper.ts";
import type { PastFill } from "../../../src/live/ledger-records.ts";
import { spotBtcusdt, usdmBtcusdt } from "../../helpers/instruments.ts";
import { exampleModel } from "../../helpers/model-documents.ts";

const epochUnixNs = 1_700_000_000_000_000_001n;

function keeper() {
  const records: LedgerRecord[] = [];
  const session = {
    ...({ sessionId: "s1", account: "desk", mode: "paper", version: "0.1.0", configHash: "c0ffee" } as const),
    ...{ configText: "seed: 1\n", epochUnixNs, startedNs: 4, instruments: [spotBtcusdt, usdmBtcusdt] },
    clientOrderId: (marketIndex: number, orderId: number) => `${marketIndex}/${orderId}`,
  };
  return { keeper: new LedgerKeeper(session, (record) => records.push(record)), records };
}

const fill: Fill = {
  ...{ venueNs: 1, receivedNs: 2, orderId: 3, tradeId: "", side: bid, priceTicks: 100, sizeLots: 1 },
  ...{ feeUnits: 0, feeAsset: "USDT", maker: true, cause: "print", queueAheadLots: 0, bidTicks: 0, askTicks: 0 },
};

test("ledger keeper: a session from start to end: its configuration first, then itself, and how it ended", () => {
  const { keeper: kept, records } = keeper();
  kept.started("who");
  kept.ended(9, "orders_open", "f00d");
  expect(records).toEqual([
    { kind: "config", hash: "c0ffee", text: "seed: 1\n", who: "who", atUnixNs: epochUnixNs + 4n },
    {
      ...{ kind: "session", sessionId: "s1", account: "desk", mode: "paper", version: "0.1.0", configHash: "c0ffee" },
      startedUnixNs: epochUnixNs + 4n,
    } as LedgerRecord,
    {
      ...{ kind: "session_end", sessionId: "s1", endedUnixNs: epochUnixNs + 9n },
      ...{ ending: "orders_open", runHash: "f00d" },
    } as LedgerRecord,
  ]);
});

test("ledger keeper: a session with models: each before the session, with where it comes from", () => {
  const { keeper: kept, records } = keeper();
  const document = exampleModel();
  kept.started("who", [document]);
  expect(records.map(({ kind }) => kind)).toEqual(["config", "model", "session"]);
  expect(records[1]).toMatchObject({ name: "fill-btcusdt", hash: document.hash, atUnixNs: epochUnixNs + 4n });
  expect(JSON.parse((records[1] as ModelRecord).manifest)).toEqual({
    ...{ role: "fill", instrument: document.instrument, horizonMs: 5000, form: "logistic" },
    inputs: ["touch_imbalance", "spread", "distance_ticks", "queue_ahead_lots"],
    ...document.manifest,
  });
});

test("ledger keeper: trades without a name, in two markets: each has one that no other session uses", () => {
  const { keeper: kept, records } = keeper();
  kept.filled(0, fill);
  kept.filled(1, fill);
  kept.filled(1, fill);
  expect(records).toMatchObject([
    { market: "spot", tradeId: "s1-1", clientOrderId: "0/3", price: "1.00000000" },
    { market: "usdm", tradeId: "s1-2", clientOrderId: "1/3", price: "10.00" },
    { market: "usdm", tradeId: "s1-3", clientOrderId: "1/3" },
  ]);
});

test("ledger keeper: a trade that the venue named: keeps that name", () => {
  const { keeper: kept, records } = keeper();
  kept.filled(0, { ...fill, tradeId: "28457" });
  expect(records).toMatchObject([{ tradeId: "28457" }]);
});

test("ledger keeper: an event that leaves an order as it was: tells nothing; one that does not, how it is now", () => {
  const { keeper: kept, records } = keeper();
  const order = { orderId: 7, type: 0, side: bid, priceTicks: 1, sentNs: 0, sizeLots: 2, remainingLots: 2 } as const;
  const told = (kind: OwnEvent["kind"]) => kept.ordered(1, order as never, { kind, seenNs: 5 } as OwnEvent);
  told(ownEventKind.cancelRejected);
  expect(records).toEqual([]);
  told(ownEventKind.cancelled);
  expect(records).toMatchObject([{ kind: "order", market: "usdm", clientOrderId: "1/7", state: "cancelled" }]);
});

test("ledger keeper: P&L and trades of the past: under the market that they are of", () => {
  const { keeper: kept, records } = keeper();
  const fee = { asset: "USDT", units: 0, places: 8 };
  const past: Omit<PastFill, "fee"> = {
    tradeId: "9",
    clientOrderId: "by hand",
    venueNs: 5,
    side: bid,
    priceTicks: 1,
    lots: 1,
    maker: true,
  };
  kept.past(0, { ...past, fee }, 8);
  const zero = { netUnits: 0n, grossUnits: 0n, feesUnits: 0n, captureUnits: 0n, inventoryUnits: 0n, adverseUnits: 0n };
  kept.pnl(1, 1, 2, zero, 6);
  expect(records).toMatchObject([
    { kind: "fill", market: "spot", cause: "past", tradeId: "9", receivedUnixNs: epochUnixNs + 8n },
    { kind: "pnl", market: "usdm", position: "0.001", mid: "0.100", atUnixNs: epochUnixNs + 6n },
  ]);
});
