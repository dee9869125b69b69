/**
 * What the venue says of orders when it is asked, and of amends, read onto an instrument's grid: prices are ticks and
 * sizes lots from here on. What comes with every order has readers of its own (`order-readers.ts`). Fields and words that
 * we do not know are let pass; ids are text, since they pass 2^53. Source: Binance Spot API, "Trading endpoints".
 */
import { z } from "zod";
import { decimal } from "../../../base/decimal.ts";
import { whole } from "../../../base/whole.ts";
import type { VenueFee } from "../../../domain/fees.ts";
import type { Instrument } from "../../../domain/instrument.ts";
import { ask, bid } from "../../../domain/side.ts";
import { DecimalGrid, notOnGrid } from "../decimal-grid.ts";

export type OrderPayloads = ReturnType<typeof orderPayloads>;
export type Amended = z.infer<OrderPayloads["amended"]>;
export type OrderState = z.infer<OrderPayloads["order"]>;
export type AccountTrade = z.infer<OrderPayloads["trade"]>;

const decimalText = z.string().regex(/^-?\d+(\.\d+)?$/);
const side = z.enum(["BUY", "SELL"]).transform((text) => (text === "BUY" ? bid : ask));
const venueId = z.union([z.number(), z.string()]).transform(String);

/** Schemas of one instrument's orders. */
export function orderPayloads(instrument: Instrument) {
  const lots = steps(new DecimalGrid(instrument.sizePlaces, instrument.lotUnits), "size");
  const ticks = steps(new DecimalGrid(instrument.pricePlaces, instrument.tickUnits), "price");
  return {
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
  };
}

/** With as many places as it was printed with. @param text a decimal. */
export function commissionOf(text: string, asset: string): VenueFee {
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
