// Goal: what a recording holds is told by its payloads, and only an instrument that is known and wanted is taken.
// Method: first lines of each market and kind; then each way of knowing, wanting and not agreeing.

import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { probeRecording, type RecordingProbe } from "../../../src/adapters/binance/recording-probe.ts";
import { checkSelected, selectInstrument } from "../../../src/data/select-instrument.ts";
import type { Market } from "../../../src/domain/instrument.ts";
import { coinmBtcusdPerp, spotBtcusdt, usdmBtcusdt } from "../../helpers/instruments.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

const snapshot = { lastUpdateId: 5, bids: [], asks: [] };
const spotTrade = { e: "trade", E: 1, s: "BTCUSDT", t: 1, p: "1", q: "1", T: 1, m: true, M: true };
const spotDepth = { e: "depthUpdate", E: 1, s: "BTCUSDT", U: 1, u: 1, b: [], a: [] };
const spotTicker = { u: 1, s: "BTCUSDT", b: "1", B: "1", a: "2", A: "1" };
const futuresDepth = { ...spotDepth, T: 1, pu: 0 };
const coinmTicker = {
  e: "bookTicker",
  u: 1,
  s: "BTCUSD_PERP",
  ps: "BTCUSD",
  b: "1",
  B: "1",
  a: "2",
  A: "1",
  T: 1,
  E: 1,
};

async function probe(payloads: readonly object[]): Promise<RecordingProbe> {
  using folder = temporaryFolder();
  const lines = payloads.map((payload, at) => `${1_700_000_000_000_000 + at} ${JSON.stringify(payload)}\n`);
  writeFileSync(folder.of("a.txt"), lines.join(""));
  return await probeRecording(folder.of("a.txt"));
}

test.each<[string, object[], Partial<RecordingProbe>]>([
  ["a Spot depth event", [snapshot, spotDepth], { symbol: "BTCUSDT", isFutures: false, marketGuess: "spot" }],
  ["a Spot ticker after trades", [spotTrade, spotTicker], { symbol: "BTCUSDT", isFutures: false, marketGuess: "spot" }],
  ["a USD-M depth event", [futuresDepth], { symbol: "BTCUSDT", isFutures: true, marketGuess: "usdm" }],
  [
    "one that names its pair, as newer ones do",
    [{ ...futuresDepth, ps: "BTCUSDT" }],
    { isFutures: true, marketGuess: "usdm" },
  ],
  [
    "a COIN-M ticker in an envelope",
    [{ stream: "x@bookTicker", data: coinmTicker }],
    { symbol: "BTCUSD_PERP", isFutures: true, marketGuess: "coinm" },
  ],
  ["trades alone", [spotTrade, spotTrade], { symbol: "BTCUSDT", isFutures: undefined, marketGuess: undefined }],
  ["a snapshot alone", [snapshot], { symbol: undefined, isFutures: undefined }],
])("probe: %s: tells symbol and market as far as it can", async (_, payloads, expected) => {
  const found = await probe(payloads);
  expect(found).toMatchObject(expected);
  expect(found.firstReceivedUnixNs).toBe(1_700_000_000_000_000_000n);
});

const told = (
  symbol: string | undefined,
  isFutures: boolean | undefined,
  marketGuess: Market | undefined = undefined,
): RecordingProbe => ({
  ...{ path: "a.gz", bytesCount: 1, firstReceivedUnixNs: 0n, symbol, isFutures, marketGuess },
});
const instruments = [spotBtcusdt, usdmBtcusdt, coinmBtcusdPerp];

test.each([
  ["Spot by its payloads", told("BTCUSDT", false), {}, spotBtcusdt],
  ["futures: the market that has the symbol", told("BTCUSDT", true), {}, usdmBtcusdt],
  ["futures of the other market", told("BTCUSD_PERP", true), {}, coinmBtcusdPerp],
  ["ambiguous: the caller decides", told("BTCUSDT", undefined), { market: "usdm" as const }, usdmBtcusdt],
  ["no symbol told: the caller's", told(undefined, false), { symbol: "BTCUSDT" }, spotBtcusdt],
])("select instrument: %s", (_, recording, wanted, expected) => {
  expect(selectInstrument(recording, { instruments, ...wanted })).toBe(expected);
});

test.each([
  ["a symbol of two markets", told("BTCUSDT", undefined), {}, "BTCUSDT may be spot or usdm; expected --market"],
  ["no symbol at all", told(undefined, undefined), {}, "no message names a symbol"],
  ["another symbol", told("BTCUSDT", false), { symbol: "ETHUSDT" }, "holds BTCUSDT; expected ETHUSDT"],
  [
    "another market",
    told("BTCUSDT", true, "usdm"),
    { market: "spot" as const },
    "holds BTCUSDT of usdm; expected spot",
  ],
  [
    "an unknown one of COIN-M",
    told("XUSD_PERP", true, "coinm"),
    {},
    "market: coinm, symbol: XUSD_PERP, base: BASE, base_places: BASE_PLACES",
  ],
])("select instrument: %s: refused in words", (_, recording, wanted, words) => {
  expect(() => selectInstrument(recording, { instruments, ...wanted })).toThrow(words);
});

test("select instrument: a file that was named and holds another: refused", () => {
  const wanted = { instruments, symbol: "ETHUSDT", market: "spot" as const };
  expect(() => checkSelected("a.parquet", spotBtcusdt, wanted)).toThrow(
    "a.parquet: holds BTCUSDT of spot; expected ETHUSDT of spot",
  );
});
