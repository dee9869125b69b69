// Goal: instruments are what the venue says, from either source.
// Method: the shipped file against recorded exchangeInfo answers; answers made up for each market; every fault of a
// file by the words that name it.

import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadInstruments } from "../../../../src/adapters/binance/instruments-file.ts";
import { feeOf, feeRateUnit, rateFraction } from "../../../../src/domain/fees.ts";
import { instrumentKey, markets } from "../../../../src/domain/instrument.ts";
import { entryOfInstrument, instrumentFromEntry } from "../../../../src/domain/instrument-entry.ts";
import { bid } from "../../../../src/domain/side.ts";
import { coinmBtcusdPerp, spotBtcusdt, usdmBtcusdt } from "../../../helpers/instruments.ts";
import { projectRoot, sharedData } from "../../../helpers/needs.ts";
import { temporaryFolder } from "../../../helpers/temporary-folder.ts";

const shipped = loadInstruments(join(projectRoot, "configs/instruments.yaml"));

test("instruments: the shipped file: has those that the recordings and examples need", () => {
  expect(shipped.map(instrumentKey).sort()).toEqual(
    [
      ...["BTCUSDT", "ETHUSDT", "NEXOUSDT", "BTCUSDT.usdm", "ETHUSDT.usdm", "BTCUSD_PERP.coinm", "ETHUSD_PERP.coinm"],
      ...["TRXUSDT", "TRXUSDT.usdm", "TRXUSD_PERP.coinm"],
      ...["XBTZAR.luno", "BTCUSD.bitstamp", "AAPL.nasdaq", "GOOG.nasdaq"],
    ].sort(),
  );
});

test("instruments: the shipped file: what is bought has the decimals to pay a fee of 0.01% of one whole of it", () => {
  const rate = rateFraction(feeRateUnit / 10_000n);
  for (const instrument of shipped) {
    const quantityUnits = 10 ** instrument.base.places;
    const { units } = feeOf(instrument, bid, quantityUnits, quantityUnits, rate);
    expect([instrumentKey(instrument), Number(units) / quantityUnits]).toEqual([instrumentKey(instrument), 0.0001]);
  }
});

/** Of Spot, the answer does not have them. */
const unanswered = new Set(["NEXOUSDT of spot", "TRXUSDT of spot"]);

for (const market of markets) {
  const answer = sharedData(`api/exchangeInfo_${market}_2025-08-07_25symbols.json`);
  test.skipIf(answer === undefined)(
    `instruments: the shipped file against the venue's own answer: ${market} agrees`,
    () => {
      const answered = loadInstruments(answer!);
      const both = shipped.filter(
        ({ venue, symbol, ...other }) =>
          venue === "binance" && other.market === market && !unanswered.has(`${symbol} of ${other.market}`),
      );
      expect(both.length).toBe(market === "spot" ? 2 : 3);
      for (const instrument of both)
        expect(answered.find(({ symbol }) => symbol === instrument.symbol)).toEqual(instrument);
    },
  );
}

test.each([spotBtcusdt, usdmBtcusdt, coinmBtcusdPerp])(
  "instruments: as an entry and back: the same (%#)",
  (instrument) => {
    expect(instrumentFromEntry(entryOfInstrument(instrument))).toEqual(instrument);
  },
);

describe("exchangeInfo", () => {
  const filters = (tickSize: string, stepSize: string, notional: object) => [
    { filterType: "PRICE_FILTER", minPrice: "0", maxPrice: "0", tickSize },
    { filterType: "LOT_SIZE", minQty: stepSize, maxQty: "9", stepSize },
    notional,
  ];
  const spot = {
    ...{
      symbol: "AAABBB",
      baseAsset: "AAA",
      baseAssetPrecision: 8,
      quoteAsset: "BBB",
      quotePrecision: 8,
      quoteAssetPrecision: 8,
    },
    filters: filters("0.01000000", "0.10000000", { filterType: "NOTIONAL", minNotional: "5.00000000" }),
  };
  const coinm = {
    ...{ symbol: "AAAUSD_PERP", baseAsset: "AAA", baseAssetPrecision: 8, quoteAsset: "USD", quotePrecision: 8 },
    ...{ pricePrecision: 3, quantityPrecision: 0, contractSize: 10 },
    filters: filters("0.001", "1", { filterType: "MAX_NUM_ORDERS", limit: 200 }),
  };

  test("exchange info: a Spot symbol: prints as many places as its assets have", () => {
    const [instrument] = loadText(JSON.stringify({ symbols: [spot] }));
    expect(instrument).toMatchObject({
      market: "spot",
      pricePlaces: 8,
      tickUnits: 1_000_000n,
      sizePlaces: 8,
      lotUnits: 10_000_000n,
    });
    expect(instrument).toMatchObject({ sizeLotsMin: 1, notionalUnitsMin: 500_000_000n, inverse: false });
  });

  test("exchange info: a COIN-M symbol: is inverse, and settled in its base asset", () => {
    const [instrument] = loadText(JSON.stringify({ symbols: [coinm] }));
    expect(instrument).toMatchObject({ market: "coinm", inverse: true, contractUnits: 1_000_000_000n, pricePlaces: 3 });
    expect(instrument?.settle.name).toBe("AAA");
    expect(instrument?.notionalUnitsMin).toBe(0n);
  });

  test("exchange info: a symbol without a grid: left out", () => {
    const off = { ...spot, symbol: "OFF", filters: filters("0.00000000", "1.00000000", { filterType: "NOTIONAL" }) };
    expect(loadText(JSON.stringify({ symbols: [off, spot] })).map(({ symbol }) => symbol)).toEqual(["AAABBB"]);
  });
});

const entry = `venue: binance, market: spot, symbol: AAABBB, base: AAA, base_places: 8, quote: BBB, quote_places: 8, price_places: 8, size_places: 8, size_min: "1", notional_min: "5"`;
test.each([
  [
    "an unknown key",
    `instruments: [{ ${entry}, tick: "1", lot: "1", colour: red }]`,
    "instruments.0: Unrecognized key",
  ],
  ["a tick that YAML makes a float", `instruments: [{ ${entry}, tick: 0.01, lot: "1" }]`, "instruments.0.tick: "],
  [
    "a tick of nothing",
    `instruments: [{ ${entry}, tick: "0", lot: "1" }]`,
    "instruments.0 (AAABBB): tick 0: expected above 0",
  ],
  ["a tick finer than its places", `instruments: [{ ${entry}, tick: "0.000000001", lot: "1" }]`, "at most 8 places"],
  [
    "a contract on Spot",
    `instruments: [{ ${entry}, tick: "1", lot: "1", contract: "100" }]`,
    "contract: expected for coinm",
  ],
  [
    "one twice",
    `instruments: [{ ${entry}, tick: "1", lot: "1" }, { ${entry}, tick: "1", lot: "1" }]`,
    "binance spot AAABBB is there twice",
  ],
  ["no list", "instruments: 5", "instruments: "],
  ["no YAML", "{", "is neither YAML nor JSON"],
  ["an exchangeInfo answer without filters", '{"symbols":[{"symbol":"X"}]}', "expected an exchangeInfo answer"],
])("instruments: a file with %s: refused, with its place", (_, text, words) => {
  expect(() => loadText(text)).toThrow(words);
});

test("instruments: a file that is not there: refused by name", () => {
  expect(() => loadInstruments("/nowhere/instruments.yaml")).toThrow(
    "/nowhere/instruments.yaml: cannot be read (ENOENT)",
  );
});

function loadText(text: string) {
  using folder = temporaryFolder();
  writeFileSync(folder.of("instruments.yaml"), text);
  return loadInstruments(folder.of("instruments.yaml"));
}
