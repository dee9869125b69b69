/**
 * Fees in a configuration: a tier of the table, or a name for rates of one's own.
 *
 *   fees: { tier: spot-vip0 }
 *   fees: { tier: mine, maker: "-0.00005", taker: "0.0002" }
 */
import { z } from "zod";
import { parseDecimal } from "../src/base/decimal.ts";
import { type FeeTier, feeRateUnit } from "../src/domain/fees.ts";

const ratePlaces = String(feeRateUnit).length - 1;

const expectedDecimal = 'expected a decimal in quotes, such as "0.001"';
export const decimalText = z.string(expectedDecimal).regex(/^-?\d+(\.\d+)?$/, expectedDecimal);

/** A fraction: "0.001" is 0.1%; a negative one is a rebate. */
const rate = decimalText
  .refine((text) => Math.abs(Number(text)) < 1, 'expected a fraction such as "0.001" for 0.1%')
  .refine((text) => parseDecimal(text, ratePlaces) !== undefined, "expected at most 8 decimals");

export interface FeesConfig {
  readonly tier: string;
  readonly maker: string;
  readonly taker: string;
}

/** The file of tiers, by name. */
export const feeTiersSchema = z.strictObject({
  tiers: z.record(z.string(), z.strictObject({ maker: rate, taker: rate })),
});

export type FeeTiers = z.output<typeof feeTiersSchema>["tiers"];

/** Gives both rates, so that another table makes another configuration. */
export function feesSchema(tiers: FeeTiers) {
  return z
    .strictObject({ tier: z.string().min(1), maker: rate.optional(), taker: rate.optional() })
    .transform(({ tier, maker, taker }, context): FeesConfig => {
      if (maker !== undefined && taker !== undefined) return { tier, maker, taker };
      const known = Object.hasOwn(tiers, tier) ? tiers[tier] : undefined;
      if (maker === undefined && taker === undefined && known !== undefined) return { tier, ...known };
      const names = Object.keys(tiers).join(", ");
      const [path, message] =
        (maker ?? taker) === undefined
          ? ["tier", `no tier ${tier}; expected one of ${names}, or maker and taker beside it`]
          : [maker === undefined ? "maker" : "taker", "expected both rates, or neither for a tier of the table"];
      context.addIssue({ code: "custom", path: [path], message });
      return z.NEVER;
    });
}

export function feeTierOf({ tier, maker, taker }: FeesConfig): FeeTier {
  return { name: tier, makerRate: rateUnits(maker), takerRate: rateUnits(taker) };
}

function rateUnits(text: string): bigint {
  return parseDecimal(text, ratePlaces)!;
}
