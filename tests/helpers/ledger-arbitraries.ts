/** Records of a ledger, drawn from so few names and times that keys meet again and again. */
import fc, { type Arbitrary } from "fast-check";
import type { LedgerRecord } from "../../src/domain/ledger-record.ts";

export const sessionIds = ["s1", "s2"] as const;
export const symbols = ["BTCUSDT", "ETHUSDT"] as const;
export const accounts = ["main", "konto №2 ✓"] as const;
/** Beyond 2^53, so that a time that became a float is another time. */
export const timesUnixNs = [
  1_700_000_000_123_456_789n,
  1_700_000_000_123_456_790n,
  1_700_000_001_000_000_001n,
] as const;

const sessionId = fc.constantFrom(...sessionIds);
const time = fc.constantFrom(...timesUnixNs);
const word = fc.string({ unit: "grapheme", maxLength: 8 }).filter((text) => !text.includes("\0"));
const decimal = fc.constantFrom("0", "0.00000000", "-0.10", "61234.50", "99999999999999999999.000000000000000001");

/** The first is the usual one. */
function mostly<T>(...[first, ...others]: readonly [T, ...T[]]): Arbitrary<T> {
  return fc.oneof({ weight: 9, arbitrary: fc.constant(first) }, { weight: 1, arbitrary: fc.constantFrom(...others) });
}

const place = {
  account: mostly(...accounts),
  mode: mostly("paper" as const, "real" as const),
  venue: fc.constant("binance" as const),
  market: mostly("spot" as const, "usdm" as const),
  symbol: mostly(...symbols),
};
const side = fc.constantFrom("buy" as const, "sell" as const);
const clientOrderId = fc.constantFrom("hs1", "hs2", "hs10");

export const fillRecord = fc.record({
  kind: fc.constant("fill" as const),
  ...place,
  sessionId,
  clientOrderId,
  tradeId: fc.constantFrom("1", "2", "10"),
  side,
  price: decimal,
  size: decimal,
  fee: decimal,
  feeAsset: word,
  maker: fc.boolean(),
  cause: word,
  venueUnixNs: time,
  receivedUnixNs: time,
});

const orderRecord = fc.record({
  kind: fc.constant("order" as const),
  ...place,
  sessionId,
  clientOrderId,
  side,
  type: word,
  price: decimal,
  size: decimal,
  filled: decimal,
  state: word,
  sentUnixNs: time,
  updatedUnixNs: time,
});

const pnlRecord = fc.record({
  kind: fc.constant("pnl" as const),
  ...place,
  sessionId,
  atUnixNs: time,
  position: decimal,
  mid: decimal,
  unit: word,
  net: decimal,
  gross: decimal,
  fees: decimal,
  spreadCapture: decimal,
  inventory: decimal,
});

const hash = fc.constantFrom("ab", "cd");

export const ledgerRecord: Arbitrary<LedgerRecord> = fc.oneof(
  { weight: 4, arbitrary: fillRecord },
  { weight: 4, arbitrary: orderRecord },
  { weight: 2, arbitrary: pnlRecord },
  fc.record({
    kind: fc.constant("session" as const),
    sessionId,
    account: place.account,
    mode: place.mode,
    version: word,
    configHash: hash,
    startedUnixNs: time,
  }),
  fc.record({ kind: fc.constant("session_end" as const), sessionId, endedUnixNs: time, ending: word, runHash: hash }),
  fc.record({ kind: fc.constant("config" as const), hash, text: word, who: word, atUnixNs: time }),
  fc.record({ kind: fc.constant("model" as const), name: word, hash, manifest: word, atUnixNs: time }),
);
