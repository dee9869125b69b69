// Goal: symbols are what exchangeInfo says, and amounts are exact. Method: the built-in ones; every recorded symbol, read, printed and
// priced against plain decimal arithmetic; entries that no exchange can trade.
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { builtInSymbols } from "../../../sim/exchange/built-in-symbols.ts";
import { Exchange } from "../../../sim/exchange/exchange.ts";
import { ExchangeSymbol } from "../../../sim/exchange/exchange-symbol.ts";
import { decimal } from "../../../src/base/decimal.ts";
import { coarse, fine, testSymbol, whole } from "../../helpers/exchange-symbols.ts";
import { needs, sharedData } from "../../helpers/needs.ts";

const recorded = sharedData("api/exchangeInfo_spot_2025-08-07_25symbols.json");

test("symbols: built in: two, that an exchange opens with", () => {
  using exchange = new Exchange({ symbols: builtInSymbols() });
  expect(exchange.markets.map(({ symbol }) => symbol.name)).toEqual(["BTCUSDT", "ETHUSDT"]);
  expect(exchange.market("XRPUSDT")).toBeUndefined();
});

test("symbols: text: prints with 8 places, reads what lies on the grid and nothing else", () => {
  const symbol = testSymbol(coarse);
  expect([symbol.priceText(123), symbol.sizeText(45), symbol.quoteText(6n)]).toEqual([
    ...["1.23000000", "0.00045000", "0.00000006"],
  ]);
  expect([symbol.readPrice("1.23"), symbol.readPrice("1.230000"), symbol.readSize("0.00045")]).toEqual([123, 123, 45]);
  for (const text of ["1.235", "1e3", "", "abc", "0.000000001"]) expect(symbol.readPrice(text)).toBeNaN();
});

test("symbols: amounts: equal decimal arithmetic, rounded down and up, on any grid and for any size", () => {
  const lots = fc.oneof(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 2 ** 40 }));
  const ticks = fc.oneof(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 2 ** 31 - 1 }));
  for (const symbol of [coarse, fine, whole].map((grid) => testSymbol(grid)))
    fc.assert(
      fc.property(ticks, lots, (priceTicks, sizeLots) => {
        const exact = decimal(symbol.priceText(priceTicks), 8) * decimal(symbol.sizeText(sizeLots), 8);
        const unit = 10n ** 8n;
        expect(symbol.quoteUnits(priceTicks, sizeLots)).toBe(exact / unit);
        expect(symbol.quoteUnitsUp(priceTicks, sizeLots)).toBe((exact + unit - 1n) / unit);
        const affordable = symbol.lotsFor(exact / unit, priceTicks);
        expect(affordable <= sizeLots).toBe(true);
      }),
    );
});

test.skipIf(needs("recorded answers", recorded !== undefined, "put them beside the project"))(
  "symbols: every recorded one: opens, and keeps its entry as it came but for a price that no book holds",
  () => {
    const { symbols } = JSON.parse(readFileSync(recorded!, "utf8")) as { symbols: Record<string, unknown>[] };
    const opened = symbols.map((entry) => ExchangeSymbol.from(entry, "recorded"));
    expect(opened.length).toBeGreaterThan(20);
    for (const [index, symbol] of opened.entries()) {
      const { filters, ...rest } = symbol.entry;
      expect(symbols[index]).toMatchObject(rest);
      expect(filters.map(({ filterType }) => filterType)).toEqual(
        (symbols[index]!.filters as { filterType: string }[]).map(({ filterType }) => filterType) as never,
      );
      expect(symbol.priceTicksMax).toBeLessThan(2 ** 31);
      expect(symbol.readPrice(symbol.priceText(symbol.priceTicksMax))).toBe(symbol.priceTicksMax);
    }
    using exchange = new Exchange({ symbols: opened, ordersMax: 1000, matcher: "reference" });
    expect(exchange.markets).toHaveLength(opened.length);
  },
);

test("symbols: a maxPrice that no book holds: is lowered, and printed so", () => {
  const filter = { filterType: "PRICE_FILTER", minPrice: "0", maxPrice: "922327", tickSize: "0.00001" } as const;
  const symbol = testSymbol(coarse, [filter]);
  expect(symbol.priceTicksMax).toBe(2 ** 31 - 1);
  expect(symbol.entry.filters).toContainEqual({ ...filter, maxPrice: "21474.83647000" });
});

describe("symbols: refused:", () => {
  const entry = testSymbol(whole).entry;
  const without = (filterType: string) => entry.filters.filter((filter) => filter.filterType !== filterType);
  const bad: [string, unknown, string][] = [
    ["no entry", 7, "a test: : Invalid input"],
    ["assets of other places", { ...entry, quoteAssetPrecision: 6 }, "quoteAssetPrecision"],
    ["no PRICE_FILTER", { ...entry, filters: without("PRICE_FILTER") }, "no PRICE_FILTER"],
    ["no LOT_SIZE", { ...entry, filters: without("LOT_SIZE") }, "no LOT_SIZE"],
    [
      "a tick of 0",
      {
        ...entry,
        filters: [
          ...without("PRICE_FILTER"),
          { filterType: "PRICE_FILTER", minPrice: "0", maxPrice: "0", tickSize: "0" },
        ],
      },
      "tickSize of 0",
    ],
    [
      "a step of 0",
      {
        ...entry,
        filters: [...without("LOT_SIZE"), { filterType: "LOT_SIZE", minQty: "0", maxQty: "9", stepSize: "0" }],
      },
      "stepSize of 0",
    ],
    ["an unknown filter", { ...entry, filters: [...entry.filters, { filterType: "MIN_CHARM" }] }, "filters"],
  ];
  test.each(bad)("%s", (_name, document, text) => {
    expect(() => ExchangeSymbol.from(document, "a test")).toThrow(text);
  });

  test("a change of the grid", () => {
    const symbol = testSymbol(whole);
    expect(symbol.with({ status: "HALT" }).status).toBe("HALT");
    expect(() => symbol.with({ filters: testSymbol(coarse).entry.filters })).toThrow("another grid");
  });

  test("twice in one exchange, or too large for its orders", () => {
    expect(() => new Exchange({ symbols: [testSymbol(whole), testSymbol(whole)] })).toThrow("there twice");
    const huge = { filterType: "LOT_SIZE", minQty: "1", maxQty: "1000000000000", stepSize: "1" } as const;
    expect(() => new Exchange({ symbols: [testSymbol(whole, [huge])] })).toThrow("maxQty too large");
  });
});
