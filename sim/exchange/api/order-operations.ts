/** Operations that place, cancel, replace and amend orders. Their prices and counts are those of "Trading endpoints". */
import type { CancelReplaced, CancelReplaceRequest } from "../cancel-replace.ts";
import { DetailedRefusal, LimitRefusal, Refusal, refusals, requestRefusals } from "../errors.ts";
import type { Market } from "../market.ts";
import type { CancelOptions } from "../order-request.ts";
import { commissionForOrderJson } from "./account-json.ts";
import type { Json } from "./json.ts";
import type { Call, Operation } from "./operation.ts";
import { amendedJson, cancellationJson, endedOrder, placementJson, type ResponseKind } from "./order-json.ts";
import { type OrderTerms, orderParameters, readOrder } from "./order-parameters.ts";
import type { Parameters } from "./parameters.ts";
import { onMarket, readTarget } from "./targets.ts";

const trading = { security: "TRADE", weight: 1, isFree: () => true } as const;
const counted = { ...trading, tellsOrderCounts: true } as const;

export const placeOrder: Operation = {
  ...counted,
  method: "order.place",
  parameters: orderParameters,
  read: (parameters) => {
    const terms = readOrder(parameters);
    return onMarket(terms.symbol, (call, market) => place(call, market, terms));
  },
};

export const testOrder: Operation = {
  method: "order.test",
  security: "TRADE",
  parameters: [...orderParameters, "computeCommissionRates"],
  weight: ({ sent }) => (sent.get("computeCommissionRates") === "true" ? 20 : 1),
  read: (parameters) => {
    const terms = readOrder(parameters);
    const tellsCommission = parameters.boolean("computeCommissionRates") ?? false;
    return onMarket(terms.symbol, ({ exchange, account, nowUs }, market) => {
      if (terms.isPegged) return refusals.noPegs;
      const request = terms.on(market.symbol);
      const refusal = exchange.test(nowUs, account, market, request);
      return refusal ?? (tellsCommission ? commissionForOrderJson(account.commission, request.side) : {});
    });
  },
};

export const cancelOrder: Operation = {
  ...trading,
  method: "order.cancel",
  parameters: ["symbol", "orderId", "origClientOrderId", "newClientOrderId", "cancelRestrictions"],
  read: (parameters) => {
    const symbol = parameters.symbol();
    const target = readTarget(parameters, "orderId", "origClientOrderId");
    const options = readCancelOptions(parameters, "newClientOrderId");
    return onMarket(symbol, (call, market) => {
      const cancelled = call.exchange.cancel(call.nowUs, call.account, market, target, options);
      return cancelled instanceof Refusal ? cancelled : cancellationJson(call, cancelled);
    });
  },
};

export const cancelOpenOrders: Operation = {
  ...trading,
  method: "openOrders.cancelAll",
  parameters: ["symbol"],
  read: (parameters) =>
    onMarket(parameters.symbol(), (call, market) => {
      const cancelled = call.exchange.cancelAll(call.nowUs, call.account, market);
      return cancelled instanceof Refusal ? cancelled : cancelled.map((one) => cancellationJson(call, one));
    }),
};

export const amendOrder: Operation = {
  method: "order.amend.keepPriority",
  security: "TRADE",
  weight: 4,
  // Only an amend that ends the order is free.
  isFree: endedOrder,
  parameters: ["symbol", "orderId", "origClientOrderId", "newClientOrderId", "newQty"],
  read: (parameters) => {
    const symbol = parameters.symbol();
    const target = readTarget(parameters, "orderId", "origClientOrderId");
    const newClientOrderId = parameters.clientOrderId("newClientOrderId");
    parameters.required("newQty");
    const newSize = parameters.decimal("newQty") ?? "";
    return onMarket(symbol, (call, market) => {
      const sizeLots = market.symbol.readSize(newSize);
      const amended = call.exchange.amend(call.nowUs, call.account, market, target, sizeLots, newClientOrderId);
      return amended instanceof Refusal ? amended : amendedJson(call, amended);
    });
  },
};

const replaceModes = ["STOP_ON_FAILURE", "ALLOW_FAILURE"] as const;
const exceededModes = ["DO_NOTHING", "CANCEL_ONLY"] as const;

export const cancelReplaceOrder: Operation = {
  ...counted,
  method: "order.cancelReplace",
  parameters: [
    ...orderParameters,
    ...["cancelReplaceMode", "cancelNewClientOrderId", "cancelOrigClientOrderId", "cancelOrderId"],
    ...["cancelRestrictions", "orderRateLimitExceededMode"],
  ],
  read: (parameters) => {
    const terms = readOrder(parameters);
    const mode = parameters.requiredOneOf("cancelReplaceMode", replaceModes);
    const target = readTarget(parameters, "cancelOrderId", "cancelOrigClientOrderId");
    const cancel = readCancelOptions(parameters, "cancelNewClientOrderId");
    const isCancelOnly = parameters.oneOf("orderRateLimitExceededMode", exceededModes) === "CANCEL_ONLY";
    return onMarket(terms.symbol, (call, market) => {
      if (terms.isPegged) return refusals.noPegs;
      const newOrderRefusal = call.limits.checkOrders(call.nowUs, call.account);
      if (newOrderRefusal !== undefined && !isCancelOnly) return newOrderRefusal;
      const request = { mode, target, cancel, order: terms.on(market.symbol), newOrderRefusal };
      return replace(call, market, request, terms.response);
    });
  },
};

function place(call: Call, market: Market, terms: OrderTerms): Json | Refusal {
  const { nowUs, account, limits, exchange } = call;
  if (terms.isPegged) return refusals.noPegs;
  const tooMany = limits.checkOrders(nowUs, account);
  if (tooMany !== undefined) return tooMany;
  // Counted before it trades: its first fill takes it off again.
  limits.countOrder(nowUs, account, 1);
  const placed = exchange.place(nowUs, account, market, terms.on(market.symbol));
  if (!(placed instanceof Refusal)) return placementJson(call, placed, terms.response);
  limits.countOrder(nowUs, account, -1);
  return placed;
}

/** Counts as an order even when the new one is not attempted. */
function replace(call: Call, market: Market, request: CancelReplaceRequest, kind: ResponseKind): Json | Refusal {
  const { nowUs, account, limits, exchange } = call;
  const isCounted = request.newOrderRefusal === undefined;
  if (isCounted) limits.countOrder(nowUs, account, 1);
  const replaced = exchange.cancelReplace(nowUs, account, market, request);
  if (replaced instanceof Refusal) {
    if (isCounted) limits.countOrder(nowUs, account, -1);
    return replaced;
  }
  const { refusal } = replaced;
  const body = replacedJson(call, replaced, kind);
  return refusal === undefined ? body : new DetailedRefusal(refusal, body, retryAtOf(request));
}

function replacedJson(call: Call, { cancelled, placed }: CancelReplaced, kind: ResponseKind): Json {
  return {
    cancelResult: cancelled instanceof Refusal ? "FAILURE" : "SUCCESS",
    newOrderResult: placed === undefined ? "NOT_ATTEMPTED" : placed instanceof Refusal ? "FAILURE" : "SUCCESS",
    cancelResponse: cancelled instanceof Refusal ? refusalJson(cancelled) : cancellationJson(call, cancelled),
    newOrderResponse: newOrderJson(call, placed, kind),
  };
}

function newOrderJson(call: Call, placed: CancelReplaced["placed"], kind: ResponseKind): Json {
  if (placed === undefined) return null;
  return placed instanceof Refusal ? refusalJson(placed) : placementJson(call, placed, kind);
}

function refusalJson({ code, message }: Refusal): Json {
  return { code, msg: message };
}

function retryAtOf({ newOrderRefusal }: CancelReplaceRequest): number | undefined {
  return newOrderRefusal instanceof LimitRefusal ? newOrderRefusal.retryAtUs : undefined;
}

function readCancelOptions(parameters: Parameters, nameOfId: string): CancelOptions {
  const newClientOrderId = parameters.clientOrderId(nameOfId);
  const words = ["ONLY_NEW", "ONLY_PARTIALLY_FILLED"] as const;
  return {
    newClientOrderId,
    restriction: parameters.oneOf("cancelRestrictions", words, requestRefusals.badRestrictions),
  };
}
