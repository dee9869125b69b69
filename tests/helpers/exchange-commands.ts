/**
 * Random commands for the exchange: few prices, small sizes, four accounts of which two are of one trade group, every type and mode, ids used
 * again, and now and then what must be refused.
 */
import fc from "fast-check";
import { type CommissionRates, noCommission, standardCommission } from "../../sim/exchange/commission.ts";
import type { Exchange } from "../../sim/exchange/exchange.ts";
import type { Account } from "../../sim/exchange/ledger.ts";
import type { Market } from "../../sim/exchange/market.ts";
import { type OrderRequest, timesInForce } from "../../sim/exchange/order-request.ts";
import { orderKinds, preventionModes } from "../../sim/exchange/symbol-entry.ts";
import { ask, bid } from "../../src/domain/side.ts";

export const accountsCount = 4;
/** None, the usual one, ones that are never whole. */
export const commissions: readonly CommissionRates[] = [
  noCommission,
  standardCommission,
  { makerRate: 12_345n, takerRate: 4_567_891n, buyerRate: 77n, sellerRate: 1n },
  { makerRate: 1n, takerRate: 2n, buyerRate: 3n, sellerRate: 4n },
];
/** Prices of the flows, in ticks. */
const ticksMin = 95;
const ticksMax = 105;

export type Command = { readonly account: number; readonly elapsedUs: number } & (
  | { readonly name: "place"; readonly request: OrderRequest }
  | {
      readonly name: "cancel";
      readonly pick: number;
      readonly restriction: "ONLY_NEW" | "ONLY_PARTIALLY_FILLED" | undefined;
    }
  | {
      readonly name: "amend";
      readonly pick: number;
      readonly sizeLots: number;
      readonly clientOrderId: string | undefined;
    }
  | { readonly name: "cancelAll" }
  | {
      readonly name: "cancelReplace";
      readonly pick: number;
      readonly mode: "STOP_ON_FAILURE" | "ALLOW_FAILURE";
      readonly request: OrderRequest;
    }
  | { readonly name: "deposit"; readonly isBase: boolean; readonly units: bigint }
);

const ticks = fc.integer({ min: ticksMin, max: ticksMax });
const clientIds = fc.option(fc.constantFrom("a", "b", "c"), { nil: undefined, freq: 2 });

export const goodRequests: fc.Arbitrary<OrderRequest> = fc
  .record({
    side: fc.constantFrom(bid, ask),
    kind: fc.oneof(
      { weight: 6, arbitrary: fc.constant("LIMIT" as const) },
      { weight: 4, arbitrary: fc.constantFrom(...orderKinds) },
    ),
    timeInForce: fc.oneof(
      { weight: 4, arbitrary: fc.constant("GTC" as const) },
      { weight: 1, arbitrary: fc.constantFrom(...timesInForce) },
    ),
    priceTicks: fc.oneof({ weight: 30, arbitrary: ticks }, { weight: 1, arbitrary: fc.constant(Number.NaN) }),
    sizeLots: fc.oneof(
      { weight: 30, arbitrary: fc.integer({ min: 1, max: 12 }) },
      { weight: 1, arbitrary: fc.constantFrom(0, Number.NaN, 0.5, 10_000) },
    ),
    quoteLots: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
    icebergLots: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined, freq: 2 }),
    stopTicks: ticks,
    trailingBips: fc.option(fc.constantFrom(50, 100, 300), { nil: undefined, freq: 2 }),
    clientOrderId: clientIds,
    prevention: fc.option(fc.constantFrom(...preventionModes), { nil: undefined, freq: 3 }),
  })
  .map(validRequest);

type Drawn = Omit<OrderRequest, "quoteUnits"> & { readonly quoteLots: number | undefined };

/** Keeps only the parameters that the kind takes, as whoever parses requests does. */
function validRequest({ quoteLots, ...drawn }: Drawn): OrderRequest {
  const { side, kind, sizeLots, clientOrderId, prevention } = drawn;
  const base = { side, kind, timeInForce: "GTC" as const, sizeLots, priceTicks: 0, clientOrderId, prevention };
  const withQuote = quoteLots === undefined ? base : { ...base, sizeLots: 0, quoteUnits: BigInt(quoteLots) };
  if (kind === "MARKET") return withQuote;
  const stop = { stopTicks: drawn.stopTicks, trailingBips: drawn.trailingBips };
  if (kind === "STOP_LOSS" || kind === "TAKE_PROFIT") return { ...base, ...stop };
  const { priceTicks, timeInForce } = drawn;
  const isGood = kind === "LIMIT_MAKER" || timeInForce === "GTC";
  const limited = { ...base, priceTicks, icebergLots: isGood ? drawn.icebergLots : undefined };
  if (kind === "LIMIT_MAKER") return limited;
  return kind === "LIMIT" ? { ...limited, timeInForce } : { ...limited, timeInForce, ...stop };
}

const anyNumber = fc.constantFrom(Number.NaN, -1, 0, 0.5, 1, 5, 100, 2 ** 31, 2 ** 53, 1e300, Number.POSITIVE_INFINITY);

/** Requests that nobody has looked at: any number anywhere, in any combination. */
export const wildRequests: fc.Arbitrary<OrderRequest> = fc.record({
  side: fc.constantFrom(bid, ask),
  kind: fc.constantFrom(...orderKinds),
  timeInForce: fc.constantFrom(...timesInForce),
  priceTicks: anyNumber,
  sizeLots: anyNumber,
  quoteUnits: fc.constantFrom(undefined, -1n, 0n, 1n, 10n ** 9n, 10n ** 40n),
  icebergLots: anyNumber,
  stopTicks: anyNumber,
  trailingBips: anyNumber,
});

const pick = fc.integer({ min: 0, max: 7 });
const who = {
  account: fc.integer({ min: 0, max: accountsCount - 1 }),
  elapsedUs: fc.constantFrom(0, 1, 1000, 40_000_000),
};

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 14, arbitrary: fc.record({ ...who, name: fc.constant("place" as const), request: goodRequests }) },
  {
    weight: 3,
    arbitrary: fc.record({
      ...who,
      name: fc.constant("cancel" as const),
      pick,
      restriction: fc.option(fc.constantFrom("ONLY_NEW" as const, "ONLY_PARTIALLY_FILLED" as const), {
        nil: undefined,
      }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      ...who,
      name: fc.constant("amend" as const),
      pick,
      sizeLots: fc.oneof(
        { weight: 9, arbitrary: fc.integer({ min: 1, max: 12 }) },
        { weight: 1, arbitrary: fc.constant(Number.NaN) },
      ),
      clientOrderId: clientIds,
    }),
  },
  { weight: 1, arbitrary: fc.record({ ...who, name: fc.constant("cancelAll" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      ...who,
      name: fc.constant("cancelReplace" as const),
      pick,
      mode: fc.constantFrom("STOP_ON_FAILURE" as const, "ALLOW_FAILURE" as const),
      request: goodRequests,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      ...who,
      name: fc.constant("deposit" as const),
      isBase: fc.boolean(),
      units: fc.bigInt({ min: -2000n, max: 2000n }),
    }),
  },
);

export const commands: fc.Arbitrary<Command[]> = fc.array(command, { minLength: 1, maxLength: 60, size: "max" });

/** Gives one command to the exchange; returns its answer. @param nowUs of the command. */
export function give(exchange: Exchange, market: Market, account: Account, nowUs: number, command: Command): unknown {
  const { symbol } = market;
  if (command.name === "place") return exchange.place(nowUs, account, market, sized(market, command.request));
  if (command.name === "cancelAll") return exchange.cancelAll(nowUs, account, market);
  if (command.name === "deposit") {
    const asset = command.isBase ? symbol.baseAsset : symbol.quoteAsset;
    return exchange.deposit(nowUs, account, asset, command.units);
  }
  const target = { orderId: market.desk(account).openOrders()[command.pick]?.orderId ?? 999_999 };
  if (command.name === "cancel")
    return exchange.cancel(nowUs, account, market, target, command.restriction && { restriction: command.restriction });
  if (command.name === "amend")
    return exchange.amend(nowUs, account, market, target, command.sizeLots, command.clientOrderId);
  const { mode, request: order } = command;
  return exchange.cancelReplace(nowUs, account, market, { mode, target, cancel: {}, order: sized(market, order) });
}

/** Quote quantities are drawn as lots at 100 ticks and a bit. */
function sized({ symbol }: Market, request: OrderRequest): OrderRequest {
  if (request.quoteUnits === undefined) return request;
  return { ...request, quoteUnits: symbol.quoteUnits(100, Number(request.quoteUnits)) + 1n };
}
