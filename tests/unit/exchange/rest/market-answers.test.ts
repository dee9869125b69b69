// Goal: public answers tell what happened in the stretch that was asked for, of the symbols that were asked for, at the documented weight.
// Method: few trades at known times, each answer worked out by hand; weights of the documentation's tables on both sides of each step.
import { describe, expect, test } from "bun:test";
import { builtInSymbols } from "../../../../sim/exchange/built-in-symbols.ts";
import { RestClient, startUs } from "../../../helpers/exchange-rest-client.ts";

const symbol = "BTCUSDT";
const minuteUs = 60_000_000;
const startMs = startUs / 1000;

/** Trades of 0.1 at the start, half a minute and 90 seconds later; then it is two minutes after the start. */
function traded(...prices: readonly string[]): RestClient {
  const client = new RestClient(builtInSymbols());
  const [maker, taker] = [client.trader("maker"), client.trader("taker")];
  const times = [0, minuteUs / 2, (3 * minuteUs) / 2];
  prices.forEach((price, index) => {
    client.nowUs = startUs + times[index]!;
    client.limit(maker, "SELL", "0.1", price);
    client.market(taker, "BUY", "0.1");
  });
  client.nowUs = startUs + 2 * minuteUs;
  return client;
}

describe("klines over REST:", () => {
  test("a minute: opens on it, closes a millisecond before the next", () => {
    const { body } = traded("40000", "42000", "41000").get("/klines", { symbol, interval: "1m" });
    expect(body).toEqual([
      [
        ...[startMs, "40000.00000000", "42000.00000000", "40000.00000000", "42000.00000000", "0.20000000"],
        ...[startMs + 59_999, "8200.00000000", 2, "0.20000000", "8200.00000000", "0"],
      ],
      [
        ...[startMs + 60_000, "41000.00000000", "41000.00000000", "41000.00000000", "41000.00000000", "0.10000000"],
        ...[startMs + 119_999, "4100.00000000", 1, "0.10000000", "4100.00000000", "0"],
      ],
      [
        ...[startMs + 120_000, "41000.00000000", "41000.00000000", "41000.00000000", "41000.00000000", "0.00000000"],
        ...[startMs + 179_999, "0.00000000", 0, "0.00000000", "0.00000000", "0"],
      ],
    ]);
  });

  test("in microseconds: the last of them", () => {
    const { body } = traded("40000").send({
      ...{ method: "GET", path: "/klines", query: `symbol=${symbol}&interval=1m&limit=1` },
      headers: { "x-mbx-time-unit": "MICROSECOND" },
    });
    expect([body[0][0], body[0][6]]).toEqual([startUs + 2 * minuteUs, startUs + 3 * minuteUs - 1]);
  });

  test("an end on an opening: that kline is the last", () => {
    const klines = (endTime: number) =>
      traded("40000")
        .get("/klines", { symbol, interval: "1m", startTime: startMs, endTime })
        .body.map(([opened]: number[]) => (opened! - startMs) / 60_000);
    expect([klines(startMs + 60_000), klines(startMs + 59_999)]).toEqual([[0, 1], [0]]);
  });
});

describe("tickers:", () => {
  const percentOf = (first: string, last: string) =>
    traded(first, last).get("/ticker/24hr", { symbol }).body.priceChangePercent;

  test("the change in percent: three places, half up", () => {
    expect([percentOf("40000", "40000.20"), percentOf("40000", "40000.19")]).toEqual(["0.001", "0.000"]);
    expect([percentOf("40000", "39999.80"), percentOf("40000", "39999.79")]).toEqual(["0.000", "-0.001"]);
  });

  test("a window: from the minute in which it began", () => {
    const client = traded("40000", "42000", "41000");
    client.nowUs += 20_000_000;
    const window = (windowSize: string) => {
      const { openTime, closeTime, count } = client.get("/ticker", { symbol, windowSize }).body;
      return [(openTime - startMs) / 1000, (closeTime - startMs) / 1000, count];
    };
    expect(window("1m")).toEqual([60, 140, 1]);
    expect(window("2m")).toEqual([0, 140, 3]);
    expect(window("1h")[0]).toBe(120 - 3600);
  });

  test("window sizes: 1m to 59m, 1h to 23h, 1d to 7d", () => {
    const client = traded();
    const codes = (...sizes: readonly string[]) =>
      sizes.map((windowSize) => client.get("/ticker", { symbol, windowSize }).body.code);
    expect(codes("1m", "59m", "1h", "23h", "1d", "7d")).toEqual(Array(6).fill(undefined));
    expect(codes("60m", "24h", "8d", "0m", "1", "1w", "01m")).toEqual(Array(7).fill(-1130));
  });

  test("the trading day: from midnight, in any time zone", () => {
    const client = traded("40000");
    const opened = (timeZone: string) => client.get("/ticker/tradingDay", { symbol, timeZone }).body.openTime;
    const midnightMs = startMs - 3_600_000;
    expect([opened("0"), opened("2"), opened("-2")]).toEqual([
      midnightMs,
      midnightMs - 7_200_000,
      midnightMs - 79_200_000,
    ]);
  });

  const names = (count: number) => JSON.stringify(Array.from({ length: count }, (_, index) => `S${index}`));
  const weights: [path: string, values: Record<string, string>, weight: number][] = [
    ["/ticker/24hr", { symbol }, 2],
    ["/ticker/24hr", {}, 80],
    ["/ticker/24hr", { symbols: names(20) }, 2],
    ["/ticker/24hr", { symbols: names(21) }, 40],
    ["/ticker/24hr", { symbols: names(100) }, 40],
    ["/ticker/24hr", { symbols: names(101) }, 80],
    ["/ticker/price", { symbol }, 2],
    ["/ticker/price", {}, 4],
    ["/ticker/bookTicker", { symbols: names(2) }, 4],
    ["/ticker", { symbol }, 4],
    ["/ticker", { symbols: names(50) }, 200],
    ["/ticker", { symbols: names(51) }, 200],
    ["/ticker/tradingDay", { symbols: names(3) }, 12],
  ];
  test.each(weights)("%s, %o: weighs %i", (path, values, weight) => {
    const { headers } = traded().get(path, values);
    expect(headers.get("X-MBX-USED-WEIGHT")).toBe(`${weight}`);
  });

  test("more than a hundred symbols of a window: too many", () => {
    const { body } = traded().get("/ticker", { symbols: names(101) });
    expect(body).toEqual({
      code: -1101,
      msg: "Too many values sent for parameter 'symbols', maximum allowed up to 100.",
    });
  });
});

describe("exchangeInfo:", () => {
  const found = (values: Record<string, string>) => {
    const client = traded();
    client.exchange.changeSymbol(client.nowUs, client.exchange.market(symbol)!, {
      ...{ status: "HALT", permissionSets: [["TRD_GRP_005"]] },
    });
    const { body } = client.get("/exchangeInfo", values);
    return body.code ?? body.symbols.map(({ symbol: name }: { symbol: string }) => name);
  };

  test("all symbols: those open to everybody; others by name or permission", () => {
    expect(found({})).toEqual(["ETHUSDT"]);
    expect(found({ symbol })).toEqual([symbol]);
    expect(found({ symbols: '["ETHUSDT","BTCUSDT"]' })).toEqual(["ETHUSDT", symbol]);
    expect(found({ permissions: "TRD_GRP_005" })).toEqual([symbol]);
    expect(found({ permissions: '["SPOT","TRD_GRP_005"]' })).toEqual([symbol, "ETHUSDT"]);
    expect(found({ symbolStatus: "HALT", permissions: "TRD_GRP_005" })).toEqual([symbol]);
  });

  test("a symbol together with a status or permissions: no combination", () => {
    expect([found({ symbol, symbolStatus: "HALT" }), found({ symbol, permissions: "SPOT" })]).toEqual([-1128, -1128]);
  });

  test("without permission sets: the field is empty", () => {
    const { body } = traded().get("/exchangeInfo", { symbol, showPermissionSets: "false" });
    expect(body.symbols[0].permissionSets).toEqual([]);
  });
});

test("avgPrice: of the last five minutes, however long nobody has ordered", () => {
  const client = traded("40000", "42000", "41000");
  const price = () => client.get("/avgPrice", { symbol }).body;
  expect(price()).toEqual({ mins: 5, price: "41000.00000000", closeTime: startMs + 90_000 });
  client.nowUs = startUs + 5 * minuteUs + minuteUs / 2 - 1_000_000;
  expect(price().price).toBe("41500.00000000");
  client.nowUs += minuteUs;
  expect(price().price).toBe("41000.00000000");
});
