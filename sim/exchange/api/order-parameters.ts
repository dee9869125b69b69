/**
 * What a new order's parameters say: which go with which type, and what becomes of them on a symbol's grid. Source: Binance Spot API, "New
 * order": additional mandatory parameters.
 */
import { decimal } from "../../../src/base/decimal.ts";
import { ask, bid } from "../../../src/domain/side.ts";
import { requestRefusals } from "../errors.ts";
import type { ExchangeSymbol } from "../exchange-symbol.ts";
import { natureOf } from "../order.ts";
import { type OrderRequest, timesInForce } from "../order-request.ts";
import { assetPlaces, orderKinds, preventionModes } from "../symbol-entry.ts";
import { type ResponseKind, responseKinds } from "./order-json.ts";
import type { Parameters } from "./parameters.ts";

export const orderParameters = [
  ...["symbol", "side", "type", "timeInForce", "quantity", "quoteOrderQty", "price", "newClientOrderId"],
  ...["strategyId", "strategyType", "stopPrice", "trailingDelta", "icebergQty", "newOrderRespType"],
  ...["selfTradePreventionMode", "pegPriceType", "pegOffsetValue", "pegOffsetType"],
];

/** A new order before its symbol is known. */
export interface OrderTerms {
  readonly symbol: string;
  readonly response: ResponseKind;
  readonly isPegged: boolean;
  /** Its terms in ticks and lots. */
  on(symbol: ExchangeSymbol): OrderRequest;
}

const sides = ["BUY", "SELL"] as const;
const strategyTypeMin = 1_000_000;

export function readOrder(parameters: Parameters): OrderTerms {
  const symbol = parameters.symbol();
  const side = parameters.requiredOneOf("side", sides, requestRefusals.badSide) === "BUY" ? bid : ask;
  const kind = parameters.requiredOneOf("type", orderKinds, requestRefusals.badOrderType);
  const timeInForce = parameters.oneOf("timeInForce", timesInForce, requestRefusals.badTimeInForce) ?? "GTC";
  const sizeText = parameters.decimal("quantity");
  const quoteText = parameters.decimal("quoteOrderQty");
  const priceText = parameters.decimal("price");
  const clientOrderId = parameters.clientOrderId("newClientOrderId");
  const strategyId = parameters.long("strategyId");
  const strategyType = parameters.int("strategyType");
  if (strategyType !== undefined && strategyType < strategyTypeMin) parameters.refuse(requestRefusals.badStrategyType);
  const stopText = parameters.decimal("stopPrice");
  const trailingBips = parameters.int("trailingDelta");
  const icebergText = parameters.decimal("icebergQty");
  const response = parameters.oneOf("newOrderRespType", responseKinds);
  const prevention = parameters.oneOf("selfTradePreventionMode", preventionModes);
  parameters.combine(() => checkKind(parameters, kind));
  return {
    symbol,
    response: response ?? (kind === "LIMIT" || kind === "MARKET" ? "FULL" : "ACK"),
    isPegged: parameters.has("pegPriceType") || parameters.has("pegOffsetType") || parameters.has("pegOffsetValue"),
    on: (grid) => ({
      side,
      kind,
      timeInForce,
      priceTicks: priceText === undefined ? 0 : grid.readPrice(priceText),
      sizeLots: sizeText === undefined ? 0 : grid.readSize(sizeText),
      quoteUnits: quoteText === undefined ? undefined : decimal(quoteText, assetPlaces),
      icebergLots: icebergText === undefined ? undefined : grid.readSize(icebergText),
      stopTicks: stopText === undefined ? undefined : grid.readPrice(stopText) || Number.NaN,
      trailingBips,
      clientOrderId,
      prevention,
      strategyId,
      strategyType,
    }),
  };
}

/** Each type needs some parameters and takes no others. */
function checkKind(parameters: Parameters, kind: OrderRequest["kind"]): void {
  const { isAlgo, isAtMarket } = natureOf(kind);
  if (isAtMarket || kind === "LIMIT_MAKER") parameters.notRequired("timeInForce");
  else parameters.required("timeInForce");
  if (kind === "MARKET") checkMarket(parameters);
  else {
    parameters.required("quantity");
    parameters.notRequired("quoteOrderQty");
  }
  if (isAtMarket) parameters.notRequired("price", "icebergQty");
  else if (!parameters.has("pegPriceType")) parameters.required("price");
  if (!isAlgo) parameters.notRequired("stopPrice", "trailingDelta");
  else if (!parameters.has("stopPrice") && !parameters.has("trailingDelta"))
    parameters.refuse(requestRefusals.missingBoth("stopPrice", "trailingDelta"));
}

function checkMarket(parameters: Parameters): void {
  if (parameters.has("quantity")) parameters.notRequired("quoteOrderQty");
  else if (!parameters.has("quoteOrderQty"))
    parameters.refuse(requestRefusals.missingBoth("quantity", "quoteOrderQty"));
}
