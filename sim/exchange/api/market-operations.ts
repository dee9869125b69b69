/** Operations on public data. Source: Binance Spot API, "General endpoints" and "Market Data endpoints". */
import { Refusal, requestRefusals } from "../errors.ts";
import type { Market } from "../market.ts";
import { klineIntervals, readTimeZone } from "../market-data/kline-interval.ts";
import type { Json } from "./json.ts";
import { aggregateJson, averageJson, depthJson, klineJson, symbolJson, tradeJson } from "./market-json.ts";
import type { Action, Call, Operation } from "./operation.ts";
import type { Parameters } from "./parameters.ts";
import { onMarket, readMarkets, readStatus } from "./targets.ts";

const open = { security: "NONE" } as const;
const countUsual = 500;
const countMax = 1000;
const depthUsual = 100;
const depthMax = 5000;

export const ping: Operation = { ...open, method: "ping", parameters: [], weight: 1, read: () => () => ({}) };

export const serverTime: Operation = {
  ...open,
  method: "time",
  parameters: [],
  weight: 1,
  read: () => (call) => ({ serverTime: call.time(call.nowUs) }),
};

export const exchangeInfo: Operation = {
  ...open,
  method: "exchangeInfo",
  parameters: ["symbol", "symbols", "permissions", "showPermissionSets", "symbolStatus"],
  weight: 20,
  read: (parameters) => {
    const choice = readMarkets(parameters);
    const permissions = readPermissions(parameters);
    const showsSets = parameters.boolean("showPermissionSets") ?? true;
    const isNamed = choice.namedCount > 0;
    if (isNamed && (permissions !== undefined || parameters.has("symbolStatus")))
      parameters.refuse(requestRefusals.badCombination);
    return (call) => {
      const markets = choice.find(call);
      if (markets instanceof Refusal) return markets;
      const shown = isNamed
        ? markets
        : markets.filter((market) => isPermitted(market, permissions ?? permissionsUsual));
      return informationJson(call, shown, showsSets);
    };
  },
};

export const depth: Operation = {
  ...open,
  method: "depth",
  parameters: ["symbol", "limit", "symbolStatus"],
  weight: ({ sent }) => depthWeight(Number(sent.get("limit") ?? depthUsual)),
  read: (parameters) => {
    const symbol = parameters.symbol();
    const limit = parameters.limit(depthUsual, depthMax);
    const status = readStatus(parameters);
    return onMarket(symbol, (_, market) => {
      if (status !== undefined && market.symbol.status !== status) return requestRefusals.otherStatus;
      return depthJson(market, limit);
    });
  },
};

export const recentTrades: Operation = {
  ...open,
  method: "trades.recent",
  parameters: ["symbol", "limit"],
  weight: 25,
  read: readTrades,
};

export const historicalTrades: Operation = {
  ...open,
  method: "trades.historical",
  parameters: ["symbol", "limit", "fromId"],
  weight: 25,
  read: readTrades,
};

export const aggregateTrades: Operation = {
  ...open,
  method: "trades.aggregate",
  parameters: ["symbol", "fromId", "startTime", "endTime", "limit"],
  weight: 4,
  read: (parameters) => {
    const symbol = parameters.symbol();
    const fromId = parameters.long("fromId");
    const startUs = parameters.timeUs("startTime");
    const endUs = parameters.timeUs("endTime");
    const limit = parameters.limit(countUsual, countMax);
    const isSpan = startUs !== undefined || endUs !== undefined;
    if (fromId !== undefined && isSpan) parameters.refuse(requestRefusals.badCombination);
    return onMarket(symbol, (call, market) => {
      const history = call.marketData.history(market);
      const found = isSpan ? history.aggregatesBetween(startUs, endUs, limit) : history.aggregatesFrom(fromId, limit);
      return found.map((one) => aggregateJson(call, market.symbol, one));
    });
  },
};

const klineQuery = {
  ...open,
  parameters: ["symbol", "interval", "startTime", "endTime", "timeZone", "limit"],
  weight: 2,
  read: readKlines,
};

export const klines: Operation = { ...klineQuery, method: "klines" };
/** What is modified for charts is not documented: these are the same. */
export const uiKlines: Operation = { ...klineQuery, method: "uiKlines" };

export const averagePrice: Operation = {
  ...open,
  method: "avgPrice",
  parameters: ["symbol"],
  weight: 2,
  read: (parameters) => onMarket(parameters.symbol(), averageJson),
};

const permissionsUsual = ["SPOT", "MARGIN", "LEVERAGED"];

/** One word, or a list of them in JSON. */
function readPermissions(parameters: Parameters): readonly string[] | undefined {
  const text = parameters.text("permissions");
  if (text === undefined || /^[A-Z0-9_]+$/.test(text)) return text?.split(" ");
  if (/^\["[A-Z0-9_]+"(?:,"[A-Z0-9_]+")*\]$/.test(text)) return JSON.parse(text);
  return parameters.refuse(requestRefusals.invalid("permissions"));
}

function isPermitted({ symbol }: Market, permissions: readonly string[]): boolean {
  return symbol.entry.permissionSets.some((set) => set.some((name) => permissions.includes(name)));
}

function informationJson(call: Call, markets: readonly Market[], showsSets: boolean): Json {
  return {
    timezone: "UTC",
    serverTime: call.time(call.nowUs),
    rateLimits: call.limits.limits.map((limit) => ({ ...limit })),
    exchangeFilters: [],
    symbols: markets.map(({ symbol }) => symbolJson(symbol, showsSets)),
  };
}

function depthWeight(limit: number): number {
  if (limit > 1000) return 250;
  if (limit > 500) return 50;
  return limit > 100 ? 25 : 5;
}

function readTrades(parameters: Parameters): Action {
  const symbol = parameters.symbol();
  const limit = parameters.limit(countUsual, countMax);
  const fromId = parameters.long("fromId");
  return onMarket(symbol, (call, market) => {
    const found = call.marketData.history(market).tradesFrom(fromId, limit);
    return found.map((trade) => tradeJson(call, market.symbol, trade));
  });
}

function readKlines(parameters: Parameters): Action {
  const symbol = parameters.symbol();
  const interval = parameters.requiredOneOf("interval", klineIntervals, requestRefusals.badInterval);
  const startUs = parameters.timeUs("startTime");
  const endUs = parameters.timeUs("endTime");
  const offsetUs = readTimeZone(parameters.text("timeZone") ?? "0");
  if (offsetUs === undefined) parameters.refuse(requestRefusals.invalid("timeZone"));
  const limit = parameters.limit(countUsual, countMax);
  return onMarket(symbol, (call, market) => {
    const query = { interval, offsetUs: offsetUs ?? 0, startUs, endUs, countMax: limit };
    const found = call.marketData.candles(market).klines(query, call.nowUs);
    return found.map((candle) => klineJson(call, market.symbol, candle));
  });
}
