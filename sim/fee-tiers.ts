/**
 * Fees in a configuration: a tier of the table, or a name for rates of one's own.
 *
 *   fees: { tier: spot-vip0 }
 *   fees: { tier: mine, maker: "-0.00005", taker: "0.0002" }
 */
import { z } from "zod";
import { parseDecimal } from "../src/base/decimal.ts";
import { type FeeTier, feeRateUnit } from "../src/domain/fees.ts";
import { type Instrument, type Market, markets, type Venue, venues } from "../src/domain/instrument.ts";

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

/** A tier of the table, and whose it is. */
interface KnownTier {
  readonly venue: Venue;
  readonly market: Market;
  readonly maker: string;
  readonly taker: string;
}

/** By name: a name is of one market. */
export type FeeTiers = ReadonlyMap<string, KnownTier>;

/** The file of tiers. */
export const feeTiersSchema = z
  .strictObject({
    markets: z.array(
      z.strictObject({
        venue: z.enum(venues),
        market: z.enum(markets),
        tiers: z.record(z.string(), z.strictObject({ maker: rate, taker: rate })),
      }),
    ),
  })
  .transform(({ markets: tables }, context): FeeTiers => {
    const known = new Map<string, KnownTier>();
    for (const { venue, market, tiers } of tables)
      for (const [name, rates] of Object.entries(tiers)) {
        if (known.has(name)) context.addIssue({ code: "custom", path: ["markets"], message: `${name} is there twice` });
        known.set(name, { venue, market, ...rates });
      }
    return known;
  });

/** Gives both rates, so that another table makes another configuration. */
export function feesSchema(tiers: FeeTiers) {
  return z
    .strictObject({ tier: z.string().min(1), maker: rate.optional(), taker: rate.optional() })
    .transform(({ tier, maker, taker }, context): FeesConfig => {
      if (maker !== undefined && taker !== undefined) return { tier, maker, taker };
      const known = tiers.get(tier);
      if (maker === undefined && taker === undefined && known !== undefined)
        return { tier, maker: known.maker, taker: known.taker };
      const names = [...tiers.keys()].join(", ");
      const [path, message] =
        (maker ?? taker) === undefined
          ? ["tier", `no tier ${tier}; expected one of ${names}, or maker and taker beside it`]
          : [maker === undefined ? "maker" : "taker", "expected both rates, or neither for a tier of the table"];
      context.addIssue({ code: "custom", path: [path], message });
      return z.NEVER;
    });
}

/** What is wrong with fees that call themselves a tier of the table; undefined when nothing is. */
export function tierProblem(
  tiers: FeeTiers,
  fees: FeesConfig,
  { venue, market }: Pick<Instrument, "venue" | "market">,
): string | undefined {
  const known = tiers.get(fees.tier);
  if (known === undefined) return undefined;
  if (known.venue !== venue || known.market !== market)
    return (
      `${fees.tier} is a tier of ${known.venue} ${known.market}; expected one of ${venue} ${market}` +
      `${namesOf(tiers, venue, market)}, or a name of your own with maker and taker beside it`
    );
  if (rateUnits(fees.maker) === rateUnits(known.maker) && rateUnits(fees.taker) === rateUnits(known.taker))
    return undefined;
  return (
    `${fees.tier} is maker ${known.maker}, taker ${known.taker} in the table; ` +
    "expected another name for rates of your own"
  );
}

/** In brackets; nothing where there is none. */
function namesOf(tiers: FeeTiers, venue: Venue, market: Market): string {
  const names = [...tiers].filter(([, tier]) => tier.venue === venue && tier.market === market).map(([name]) => name);
  return names.length === 0 ? "" : ` (${names.join(", ")})`;
}

export function feeTierOf({ tier, maker, taker }: FeesConfig): FeeTier {
  return { name: tier, makerRate: rateUnits(maker), takerRate: rateUnits(taker) };
}

function rateUnits(text: string): bigint {
  return parseDecimal(text, ratePlaces)!;
}
