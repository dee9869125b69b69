/** Which symbol and which order a request means, and what to do when there is none such. */
import { type Refusal, requestRefusals } from "../errors.ts";
import type { Market } from "../market.ts";
import type { OrderTarget } from "../order-request.ts";
import type { SymbolStatus } from "../symbol-entry.ts";
import type { Json } from "./json.ts";
import type { Action, Call } from "./operation.ts";
import type { Parameters } from "./parameters.ts";

/** An action on the market of a symbol. */
export function onMarket(symbol: string, act: (call: Call, market: Market) => Json | Refusal): Action {
  return (call) => {
    const market = call.exchange.market(symbol);
    return market === undefined ? requestRefusals.badSymbol : act(call, market);
  };
}

/** The order meant by two parameters, of which one must be sent. */
export function readTarget(parameters: Parameters, idName: string, clientIdName: string): OrderTarget {
  const target = { orderId: parameters.long(idName), clientOrderId: parameters.clientOrderId(clientIdName) };
  if (!parameters.has(idName) && !parameters.has(clientIdName))
    parameters.refuse(requestRefusals.missingBoth(clientIdName, idName));
  return target;
}

/** One market, several, or all of a status; and whether the answer is a list. */
export interface MarketChoice {
  readonly isList: boolean;
  /** How many the request names; 0 for all there are. */
  readonly namedCount: number;
  find(call: Call): readonly Market[] | Refusal;
}

/** What may be asked for by status; symbols of others are found by name. */
const statusesAskedFor = ["TRADING", "HALT", "BREAK"] as const satisfies readonly SymbolStatus[];

/** Reads `symbol`, `symbols` and `symbolStatus`, of which the first two exclude each other. */
export function readMarkets(parameters: Parameters): MarketChoice {
  const one = parameters.has("symbol") ? parameters.symbol() : undefined;
  const several = parameters.symbols();
  const status = readStatus(parameters);
  if (one !== undefined && several !== undefined) parameters.refuse(requestRefusals.badCombination);
  const names = one === undefined ? several : [one];
  return {
    isList: one === undefined,
    namedCount: names?.length ?? 0,
    find: ({ exchange }) => {
      const markets = names === undefined ? exchange.markets : names.map((name) => exchange.market(name));
      const known = markets.filter((market) => market !== undefined);
      if (known.length < markets.length) return requestRefusals.badSymbol;
      const fitting = known.filter(({ symbol }) => status === undefined || symbol.status === status);
      return one !== undefined && fitting.length === 0 ? requestRefusals.otherStatus : fitting;
    },
  };
}

export function readStatus(parameters: Parameters): SymbolStatus | undefined {
  return parameters.oneOf("symbolStatus", statusesAskedFor, requestRefusals.badSymbolStatus);
}
