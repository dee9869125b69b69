/**
 * What the venue says of orders, read onto an instrument's grid: prices are ticks and sizes lots from here on. Fields
 * and words that we do not know are let pass; ids are text, since they pass 2^53. Source: Binance Spot API, "Trading
 * endpoints", "User Data Streams".
 */
import { z } from "zod";
import { decimal } from "../../../base/decimal.ts";
import { type Whole, whole } from "../../../base/whole.ts";
import type { Instrument } from "../../../domain/instrument.ts";
import { ask, bid } from "../../../domain/side.ts";
import { DecimalGrid, notOnGrid } from "../decimal-grid.ts";

export type OrderPayloads = ReturnType<typeof orderPayloads>;
export type Placed = z.infer<OrderPayloads["placed"]>;
export type Cancelled = z.infer<OrderPayloads["cancelled"]>;
export type Amended = z.infer<OrderPayloads["amended"]>;
export type OrderState = z.infer<OrderPayloads["order"]>;
export type AccountTrade = z.infer<OrderPayloads["trade"]>;
export type ExecutionReport = z.infer<OrderPayloads["execution"]>;

export interface Commission {
  readonly asset: string;
  readonly units: Whole;
  readonly places: number;
}

const decimalText = z.string().regex(/^-?\d+(\.\d+)?$/);
const side = z.enum(["BUY", "SELL"]).transform((text) => (text === "BUY" ? bid : ask));
export const venueId = z.union([z.number(), z.string()]).transform(String);

/** Schemas of one instrument's orders. */
export function orderPayloads(instrument: Instrument) {
  const lots = steps(new DecimalGrid(instrument.sizePlaces, instrument.lotUnits), "size");
  const ticks = steps(new DecimalGrid(instrument.pricePlaces, instrument.tickUnits), "price");
  const fill = z.object({
    price: ticks,
    qty: lots,
    commission: decimalText,
    commissionAsset: z.string(),
    tradeId: venueId,
  });
  return {
    /** Without `status` the order was only acknowledged. */
    placed: z.object({
      transactTime: z.number(),
      status: z.string().optional(),
      executedQty: lots.optional(),
      fills: z.array(fill).optional(),
      expiryReason: z.string().optional(),
    }),
    cancelled: z.object({
      origClientOrderId: z.string(),
      transactTime: z.number(),
      status: z.string(),
      executedQty: lots,
    }),
    amended: z.object({
      transactTime: z.number(),
      amendedOrder: z
        .object({ qty: lots.optional(), origQty: lots.optional(), executedQty: lots, status: z.string() })
        // Examples have either name.
        .transform(({ qty, origQty, ...order }) => ({ ...order, sizeLots: qty ?? origQty })),
    }),
    order: z.object({
      clientOrderId: z.string(),
      orderId: venueId,
      side,
      price: ticks,
      origQty: lots,
      executedQty: lots,
      preventedQuantity: lots.optional(),
      status: z.string(),
      updateTime: z.number().optional(),
      expiryReason: z.string().optional(),
    }),
    trade: z.object({
      id: venueId,
      orderId: venueId,
      price: ticks,
      qty: lots,
      commission: decimalText,
      commissionAsset: z.string(),
      isBuyer: z.boolean(),
      isMaker: z.boolean(),
      time: z.number(),
    }),
    execution: z.object({
      ...{
        s: z.string(),
        c: z.string(),
        C: z.string().nullish(),
        x: z.string(),
        X: z.string(),
        r: z.string().optional(),
      },
      ...{ q: lots, l: lots, z: lots, L: ticks, A: lots.optional() },
      ...{ n: decimalText.nullish(), N: z.string().nullish(), T: z.number(), t: venueId, m: z.boolean() },
      eR: z.string().optional(),
    }),
  };
}

/** With as many places as it was printed with. @param text a decimal. */
export function commissionOf(text: string, asset: string): Commission {
  const places = text.split(".")[1]?.length ?? 0;
  return { asset, units: whole(decimal(text, places)), places };
}

/** Decimal text that is a whole number of steps. */
function steps(grid: DecimalGrid, name: string) {
  return z.string().transform((text, context) => {
    const count = grid.parse(text);
    if (count !== notOnGrid && grid.remainder === 0) return count;
    context.addIssue({ code: "custom", message: `a ${name} that is not on the instrument's grid` });
    return z.NEVER;
  });
}
