/** The session, its orders and its fills as JSON. Times are ISO 8601 in UTC with nine places, money decimal strings. */
import { z } from "zod";
import { formatDecimal } from "../base/decimal.ts";
import { feePlaces, formatPrice, formatSize, instrumentKey } from "../domain/instrument.ts";
import { fillCauses } from "../domain/own-event.ts";
import { sideName } from "../domain/side.ts";
import { formatUnixNs, type TimeNs } from "../domain/time.ts";
import { type SessionStatus, sessionModes, sessionStates, unreadyReasons } from "../ports/session-status.ts";
import type { MarketFill } from "./operated-session.ts";

const side = z.enum(["buy", "sell"]);
const decimal = z.string().describe("decimal");
const time = z.string().describe("ISO 8601, UTC");

export const sessionView = z.strictObject({
  sessionId: z.string(),
  mode: z.enum(sessionModes),
  version: z.string(),
  configHash: z.string(),
  startedTime: time,
  time,
  state: z.enum(sessionStates),
  killReason: z.string().nullable(),
  /** Why nothing may be placed just now. */
  holds: z.array(z.string()),
  ready: z.boolean(),
  unready: z.array(z.string()),
  markets: z.array(
    z.strictObject({
      symbol: z.string(),
      venue: z.string(),
      market: z.string(),
      strategy: z.string(),
      /** As the strategy runs with now. */
      parameters: z.record(z.string(), z.unknown()),
      /** By what they answer. */
      models: z.array(z.strictObject({ role: z.string(), name: z.string(), hash: z.string(), horizonMs: z.number() })),
    }),
  ),
});

export function viewSession(status: SessionStatus): z.infer<typeof sessionView> {
  const { sessionId, mode, version, configHash, state, holds, markets } = status;
  const unready = unreadyReasons(status);
  return {
    ...{ sessionId, mode, version, configHash },
    startedTime: timeOf(status, status.startedNs),
    time: timeOf(status, status.nowNs),
    state,
    killReason: status.killReason === "" ? null : status.killReason,
    holds: [...holds],
    ready: unready.length === 0,
    unready,
    markets: markets.map(({ instrument, strategy, parameters, models }) => ({
      symbol: instrumentKey(instrument),
      venue: instrument.venue,
      market: instrument.market,
      strategy,
      parameters: { ...parameters },
      models: models.map(({ role, name, hash, horizonMs }) => ({ role, name, hash, horizonMs })),
    })),
  };
}

export const ordersView = z.strictObject({
  orders: z.array(
    z.strictObject({
      symbol: z.string(),
      clientOrderId: z.string(),
      side,
      price: decimal,
      size: decimal,
      remaining: decimal,
      state: z.string(),
      sentTime: time,
    }),
  ),
  /** Open in the same account, and not this session's. */
  foreignOrders: z.array(
    z.strictObject({ symbol: z.string(), clientOrderId: z.string(), side, price: decimal, remaining: decimal }),
  ),
});

export function viewOrders(status: SessionStatus): z.infer<typeof ordersView> {
  return {
    orders: status.markets.flatMap(({ instrument, orders }) =>
      orders.map((order) => ({
        symbol: instrumentKey(instrument),
        clientOrderId: order.clientOrderId,
        side: sideName(order.side),
        price: formatPrice(instrument, order.priceTicks),
        size: formatSize(instrument, order.sizeLots),
        remaining: formatSize(instrument, order.remainingLots),
        state: order.state,
        sentTime: timeOf(status, order.sentNs),
      })),
    ),
    foreignOrders: status.markets.flatMap(({ instrument, foreignOrders }) =>
      foreignOrders.map((order) => ({
        symbol: instrumentKey(instrument),
        clientOrderId: order.clientOrderId,
        side: sideName(order.side),
        price: formatPrice(instrument, order.priceTicks),
        remaining: formatSize(instrument, order.remainingLots),
      })),
    ),
  };
}

export const fillsView = z.strictObject({
  /** Newest first. */
  fills: z.array(
    z.strictObject({
      symbol: z.string(),
      /** Null where the venue did not say. */
      venueTime: time.nullable(),
      receivedTime: time,
      orderId: z.number(),
      /** Empty where it was simulated. */
      tradeId: z.string(),
      side,
      price: decimal,
      size: decimal,
      fee: decimal,
      feeAsset: z.string(),
      maker: z.boolean(),
      cause: z.enum(fillCauses),
    }),
  ),
});

export function viewFills(status: SessionStatus, fills: readonly MarketFill[]): z.infer<typeof fillsView> {
  return {
    fills: fills.map(({ marketIndex, fill }) => {
      const { instrument } = status.markets[marketIndex]!;
      return {
        symbol: instrumentKey(instrument),
        venueTime: Number.isNaN(fill.venueNs) ? null : timeOf(status, fill.venueNs),
        receivedTime: timeOf(status, fill.receivedNs),
        orderId: fill.orderId,
        tradeId: fill.tradeId,
        side: sideName(fill.side),
        price: formatPrice(instrument, fill.priceTicks),
        size: formatSize(instrument, fill.sizeLots),
        fee: formatDecimal(BigInt(fill.feeUnits), feePlaces(instrument, fill.feeAsset)),
        feeAsset: fill.feeAsset,
        maker: fill.maker,
        cause: fill.cause,
      };
    }),
  };
}

function timeOf({ epochUnixNs }: SessionStatus, atNs: TimeNs): string {
  return formatUnixNs(epochUnixNs + BigInt(Math.round(atNs)));
}
