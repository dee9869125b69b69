/** Operations that read what an account owns, ordered and traded. Source: Binance Spot API, "Account Endpoints". */
import { findOrder } from "../desk.ts";
import { Refusal, refusals, requestRefusals } from "../errors.ts";
import { dayUs } from "../time-unit.ts";
import { accountJson, accountTradeJson, commissionJson, preventedMatchJson } from "./account-json.ts";
import type { Json } from "./json.ts";
import type { Operation } from "./operation.ts";
import { amendmentJson, orderJson } from "./order-json.ts";
import type { Parameters } from "./parameters.ts";
import { onMarket, readTarget } from "./targets.ts";

const signed = { security: "USER_DATA" } as const;
const countUsual = 500;
const countMax = 1000;

export const queryAccount: Operation = {
  ...signed,
  method: "account.status",
  parameters: ["omitZeroBalances"],
  weight: 20,
  read: (parameters) => {
    const omitsZero = parameters.boolean("omitZeroBalances") ?? false;
    return (call) => accountJson(call, call.account, omitsZero);
  },
};

export const queryCommission: Operation = {
  ...signed,
  method: "account.commission",
  parameters: ["symbol"],
  weight: 20,
  read: (parameters) =>
    onMarket(parameters.symbol(), ({ account }, { symbol }) => commissionJson(account.commission, symbol)),
};

export const queryOrderCounts: Operation = {
  ...signed,
  method: "account.rateLimits.orders",
  parameters: [],
  weight: 40,
  read:
    () =>
    ({ limits, nowUs, account }) =>
      limits.orderCounts(nowUs, account).map((count) => ({ ...count })),
};

export const queryFilters: Operation = {
  ...signed,
  method: "myFilters",
  parameters: ["symbol"],
  weight: 40,
  read: (parameters) =>
    onMarket(parameters.symbol(), (_, { symbol }) => ({
      exchangeFilters: [],
      symbolFilters: symbol.entry.filters,
      assetFilters: [],
    })),
};

export const queryOrder: Operation = {
  ...signed,
  method: "order.status",
  parameters: ["symbol", "orderId", "origClientOrderId"],
  weight: 4,
  read: (parameters) => {
    const symbol = parameters.symbol();
    const target = readTarget(parameters, "orderId", "origClientOrderId");
    return onMarket(symbol, (call, market) => {
      const order = findOrder(market.desk(call.account), target);
      return order instanceof Refusal ? order : orderJson(call, order);
    });
  },
};

export const queryOpenOrders: Operation = {
  ...signed,
  method: "openOrders.status",
  parameters: ["symbol"],
  weight: (parameters) => (parameters.has("symbol") ? 6 : 80),
  read: (parameters) => {
    const symbol = parameters.has("symbol") ? parameters.symbol() : undefined;
    return (call) => {
      const market = symbol === undefined ? undefined : call.exchange.market(symbol);
      if (symbol !== undefined && market === undefined) return requestRefusals.badSymbol;
      const markets = market === undefined ? call.exchange.markets : [market];
      const orders = markets.flatMap((one) => one.desk(call.account).openOrders());
      return orders.map((order) => orderJson(call, order));
    };
  },
};

export const queryAllOrders: Operation = {
  ...signed,
  method: "allOrders",
  parameters: ["symbol", "orderId", "startTime", "endTime", "limit"],
  weight: 20,
  read: (parameters) => {
    const symbol = parameters.symbol();
    const fromId = parameters.long("orderId");
    const { startUs, endUs } = readSpan(parameters);
    const limit = parameters.limit(countUsual, countMax);
    return onMarket(symbol, (call, market) => {
      const orders = market.desk(call.account).allOrders();
      const isMeant = ({ orderId, createdUs }: (typeof orders)[number]) =>
        orderId >= (fromId ?? 0) && isWithin(createdUs, startUs, endUs);
      const isFromStart = fromId !== undefined || startUs !== undefined;
      return chosen(orders, isMeant, isFromStart, limit).map((order) => orderJson(call, order));
    });
  },
};

export const queryTrades: Operation = {
  ...signed,
  method: "myTrades",
  parameters: ["symbol", "orderId", "startTime", "endTime", "fromId", "limit"],
  weight: (parameters) => (parameters.has("orderId") ? 5 : 20),
  read: (parameters) => {
    const symbol = parameters.symbol();
    const ofOrder = parameters.long("orderId");
    const { startUs, endUs } = readSpan(parameters);
    const fromId = parameters.long("fromId");
    const limit = parameters.limit(countUsual, countMax);
    const isSpan = startUs !== undefined || endUs !== undefined;
    if (isSpan && (ofOrder !== undefined || fromId !== undefined)) parameters.refuse(requestRefusals.badCombination);
    return onMarket(symbol, (call, market) => {
      const trades = market.desk(call.account).trades.toArray();
      const isMeant = ({ tradeId, orderId, timeUs }: (typeof trades)[number]) =>
        tradeId >= (fromId ?? 0) && orderId === (ofOrder ?? orderId) && isWithin(timeUs, startUs, endUs);
      const isFromStart = fromId !== undefined || startUs !== undefined;
      return chosen(trades, isMeant, isFromStart, limit).map((trade) => accountTradeJson(call, market.symbol, trade));
    });
  },
};

export const queryPreventedMatches: Operation = {
  ...signed,
  method: "myPreventedMatches",
  parameters: ["symbol", "preventedMatchId", "orderId", "fromPreventedMatchId", "limit"],
  weight: (parameters) => (parameters.has("orderId") ? 20 : 2),
  read: (parameters) => {
    const symbol = parameters.symbol();
    const id = parameters.long("preventedMatchId");
    const orderId = parameters.long("orderId");
    const fromId = parameters.long("fromPreventedMatchId");
    const limit = parameters.limit(countUsual, countMax);
    const isById = id !== undefined && orderId === undefined && fromId === undefined;
    if (!isById && (orderId === undefined || id !== undefined)) parameters.refuse(requestRefusals.badCombination);
    return onMarket(symbol, (call, market) => {
      const matches = market.desk(call.account).preventedMatches.toArray();
      const isMeant = ({ preventedMatchId, takerOrderId, makerOrderId }: (typeof matches)[number]) =>
        preventedMatchId === (id ?? preventedMatchId) &&
        preventedMatchId >= (fromId ?? 0) &&
        (orderId === undefined || orderId === takerOrderId || orderId === makerOrderId);
      return chosen(matches, isMeant, true, limit).map((match) => preventedMatchJson(call, market.symbol, match));
    });
  },
};

export const queryAmendments: Operation = {
  ...signed,
  method: "order.amendments",
  parameters: ["symbol", "orderId", "fromExecutionId", "limit"],
  weight: 4,
  read: (parameters) => {
    const symbol = parameters.symbol();
    const ofOrder = parameters.requiredLong("orderId");
    const fromId = parameters.long("fromExecutionId");
    const limit = parameters.limit(countUsual, countMax);
    return onMarket(symbol, (call, market) => {
      const desk = market.desk(call.account);
      const order = desk.find({ orderId: ofOrder });
      if (order === undefined) return refusals.unknownOrder;
      const amendments = desk.amendments.toArray();
      const isMeant = ({ orderId, executionId }: (typeof amendments)[number]) =>
        orderId === ofOrder && executionId >= (fromId ?? 0);
      return chosen(amendments, isMeant, true, limit).map((one): Json => amendmentJson(call, order, one));
    });
  },
};

interface Span {
  readonly startUs: number | undefined;
  readonly endUs: number | undefined;
}

/** Of both ends no more than a day apart. */
function readSpan(parameters: Parameters): Span {
  const startUs = parameters.timeUs("startTime");
  const endUs = parameters.timeUs("endTime");
  if (startUs !== undefined && endUs !== undefined && endUs - startUs > dayUs)
    parameters.refuse(requestRefusals.moreThanADay);
  return { startUs, endUs };
}

function isWithin(timeUs: number, startUs: number | undefined, endUs: number | undefined): boolean {
  return timeUs >= (startUs ?? timeUs) && timeUs <= (endUs ?? timeUs);
}

/** The first or the last `limit` of those that are meant, in their order. */
function chosen<T>(items: readonly T[], isMeant: (item: T) => boolean, isFromStart: boolean, limit: number): T[] {
  const meant = items.filter(isMeant);
  return isFromStart ? meant.slice(0, limit) : meant.slice(-limit);
}
