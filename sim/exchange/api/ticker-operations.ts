/** Tickers: what happened within a window, the last price, the best of the book; for one symbol, several, or all. */
import { Refusal, requestRefusals } from "../errors.ts";
import type { Market } from "../market.ts";
import { intervalStartUs, readTimeZone } from "../market-data/kline-interval.ts";
import { dayUs, hourUs, minuteUs } from "../time-unit.ts";
import type { Json } from "./json.ts";
import { bookTickerJson, priceJson, tickerJson } from "./market-json.ts";
import type { Action, Call, Operation } from "./operation.ts";
import type { Parameters } from "./parameters.ts";
import { type MarketChoice, readMarkets } from "./targets.ts";

const chosen = { security: "NONE", parameters: ["symbol", "symbols", "symbolStatus"] } as const;
const symbolsMax = 100;

export const dayTicker: Operation = {
  security: "NONE",
  method: "ticker.24hr",
  parameters: [...chosen.parameters, "type"],
  weight: dayTickerWeight,
  read: (parameters) => {
    const choice = readMarkets(parameters);
    const isFull = readIsFull(parameters);
    return forEach(choice, (call, market) => {
      const statistics = call.marketData.statistics(market, call.nowUs);
      return tickerJson(call, market, statistics, { isFull, tellsBook: true });
    });
  },
};

export const tradingDayTicker: Operation = {
  security: "NONE",
  method: "ticker.tradingDay",
  parameters: [...chosen.parameters, "timeZone", "type"],
  weight: fourEach,
  read: (parameters) => {
    const choice = readNamedMarkets(parameters);
    const offsetUs = readTimeZone(parameters.text("timeZone") ?? "0");
    if (offsetUs === undefined) parameters.refuse(requestRefusals.invalid("timeZone"));
    const isFull = readIsFull(parameters);
    return forEach(choice, (call, market) => {
      const fromUs = intervalStartUs("1d", offsetUs ?? 0, call.nowUs);
      const statistics = call.marketData.statisticsOf(market, fromUs, fromUs + dayUs - 1);
      return tickerJson(call, market, statistics, { isFull, tellsBook: false });
    });
  },
};

export const windowTicker: Operation = {
  security: "NONE",
  method: "ticker",
  parameters: [...chosen.parameters, "windowSize", "type"],
  weight: fourEach,
  read: (parameters) => {
    const choice = readNamedMarkets(parameters);
    const windowUs = readWindow(parameters);
    const isFull = readIsFull(parameters);
    return forEach(choice, (call, market) => {
      const fromUs = intervalStartUs("1m", 0, call.nowUs - windowUs);
      const statistics = call.marketData.statisticsOf(market, fromUs, call.nowUs);
      return tickerJson(call, market, statistics, { isFull, tellsBook: false });
    });
  },
};

export const priceTicker: Operation = {
  ...chosen,
  method: "ticker.price",
  weight: twoOrFour,
  read: (parameters) => forEach(readMarkets(parameters), (_, market) => priceJson(market)),
};

export const bookTicker: Operation = {
  ...chosen,
  method: "ticker.book",
  weight: twoOrFour,
  read: (parameters) => forEach(readMarkets(parameters), (_, market) => bookTickerJson(market)),
};

function forEach(choice: MarketChoice, print: (call: Call, market: Market) => Json): Action {
  return (call) => {
    const markets = choice.find(call);
    if (markets instanceof Refusal) return markets;
    const printed = markets.map((market) => print(call, market));
    return choice.isList ? printed : printed[0]!;
  };
}

/** Of operations that do not print all there is. */
function readNamedMarkets(parameters: Parameters): MarketChoice {
  const choice = readMarkets(parameters);
  if (choice.namedCount === 0) parameters.refuse(requestRefusals.missingBoth("symbol", "symbols"));
  if (choice.namedCount > symbolsMax) parameters.refuse(requestRefusals.tooManyValues("symbols", symbolsMax));
  return choice;
}

function readIsFull(parameters: Parameters): boolean {
  return parameters.oneOf("type", ["FULL", "MINI"], requestRefusals.badTickerType) !== "MINI";
}

/** `1m` to `59m`, `1h` to `23h`, `1d` to `7d`. */
function readWindow(parameters: Parameters): number {
  const text = parameters.text("windowSize") ?? "1d";
  const [, digits = "", unit = ""] = /^([1-9][0-9]?)([mhd])$/.exec(text) ?? [];
  const { countMax, lengthUs } = windowUnits[unit] ?? { countMax: 0, lengthUs: 0 };
  if (Number(digits) > countMax || digits === "") parameters.refuse(requestRefusals.invalid("windowSize"));
  return Number(digits) * lengthUs;
}

const windowUnits: Record<string, { countMax: number; lengthUs: number }> = {
  m: { countMax: 59, lengthUs: minuteUs },
  h: { countMax: 23, lengthUs: hourUs },
  d: { countMax: 7, lengthUs: dayUs },
};

function dayTickerWeight(parameters: Parameters): number {
  if (parameters.has("symbol")) return 2;
  const count = symbolsCount(parameters);
  if (count === 0 || count > 100) return 80;
  return count > 20 ? 40 : 2;
}

function fourEach(parameters: Parameters): number {
  return Math.min(200, 4 * Math.max(1, symbolsCount(parameters)));
}

function twoOrFour(parameters: Parameters): number {
  return parameters.has("symbol") ? 2 : 4;
}

/** Names of a list have a comma between them; it is checked later. */
function symbolsCount({ sent }: Parameters): number {
  return sent.get("symbols")?.split(",").length ?? 0;
}
