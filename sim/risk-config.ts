/**
 * Limits as a configuration gives them (`risk` of an instrument, `book_risk` of a run), and as the core takes them. What
 * is not there is not checked, but for the three that every instrument must have. Limits that contradict each other are
 * refused: one of them would never come to anything.
 *
 * Money is decimal text in the settlement asset, as balances are.
 */
import { z } from "zod";
import { parseDecimal } from "../src/base/decimal.ts";
import { InputError } from "../src/base/input-error.ts";
import { ordersOpenMax } from "../src/core/orders/own-order.ts";
import type { BookLimits, DrawdownLimits, RiskLimits, SoftLimit } from "../src/core/risk/limits.ts";
import type { Asset, Instrument } from "../src/domain/instrument.ts";
import { type DurationNs, nsPerMs, nsPerSecond } from "../src/domain/time.ts";
import { noSignals, type SignalNeeds } from "../src/ports/market-signals.ts";
import { decimalText } from "./fee-tiers.ts";

const money = decimalText.refine((text) => Number(text) > 0, "expected an amount above 0");
const count = z.int().positive().max(1_000_000);
const ticks = z.int().positive();
const ms = z.number().min(0.001).max(3_600_000);
const seconds = z.number().min(0.001).max(86_400);

const softSteps = {
  stepsCount: z.int().min(1).max(100),
  /** Of each step. */
  widenTicks: z.int().nonnegative(),
  skewTicks: z.int().nonnegative(),
};
const movesSomething = ({ widenTicks, skewTicks }: { widenTicks: number; skewTicks: number }) =>
  widenTicks + skewTicks > 0;
const needsTicks = { path: ["widenTicks"], message: "expected widen_ticks or skew_ticks above 0" };

const drawdownSchema = z
  .strictObject({ sessionMax: money, dayMax: money })
  .partial()
  .refine(({ sessionMax, dayMax }) => sessionMax !== undefined || dayMax !== undefined, {
    path: ["sessionMax"],
    message: "expected session_max, day_max, or both",
  })
  .refine(({ sessionMax, dayMax }) => !(Number(dayMax) >= Number(sessionMax)), {
    path: ["dayMax"],
    message: "expected less than session_max, which would always come first",
  });

const bandsSchema = z
  .strictObject({
    bands: z
      .array(z.strictObject({ loss: money, widenTicks: ticks }))
      .min(1)
      .max(20),
    /** A band is left when the loss has come back to this share of where it begins. */
    narrowShare: z.number().nonnegative().lt(1),
  })
  .superRefine(({ bands }, context) => {
    for (const [at, { loss, widenTicks }] of bands.entries()) {
      const before = bands[at - 1];
      if (before === undefined) continue;
      const issue = (key: string) => ({
        code: "custom" as const,
        path: ["bands", at, key],
        message: "expected more than in the band before",
      });
      if (Number(loss) <= Number(before.loss)) context.addIssue(issue("loss"));
      else if (widenTicks <= before.widenTicks) context.addIssue(issue("widenTicks"));
    }
  });

const collarSchema = z
  .strictObject({
    ticksMax: ticks,
    reference: z.enum(["last_trade", "depth_mid", "decayed_mid"]),
    halfLifeS: seconds.optional(),
  })
  .refine(({ reference, halfLifeS }) => (reference === "decayed_mid") === (halfLifeS !== undefined), {
    path: ["halfLifeS"],
    message: "expected with decayed_mid, and with nothing else",
  });

const limits = z.strictObject({
  positionLotsMax: z.int().positive(),
  priceBandTicks: z.number().positive(),
  staleAfterMs: z.number().min(0.001),
  /** How far beyond the touch an order may reach that takes: flattens, or hedges. Without it the price band. */
  flattenTicksMax: z.int().nonnegative().optional(),
  positionSoft: z
    .strictObject({ fromLots: z.int().positive(), ...softSteps })
    .refine(movesSomething, needsTicks)
    .optional(),
  notionalMax: money.optional(),
  notionalSoft: z
    .strictObject({ from: money, ...softSteps })
    .refine(movesSomething, needsTicks)
    .optional(),
  inventoryBands: bandsSchema.optional(),
  drawdown: drawdownSchema.optional(),
  lossRate: z.strictObject({ max: money, windowS: seconds, pauseS: seconds }).optional(),
  orderLotsMax: z.int().positive().optional(),
  ordersOpenMax: z.int().min(1).max(ordersOpenMax).optional(),
  messageRate: z.strictObject({ countMax: count, windowS: seconds }).optional(),
  orderToTrade: z.strictObject({ ratioMax: z.number().min(1), windowS: seconds, freeCount: count }).optional(),
  priceCollar: collarSchema.optional(),
  fatFinger: z
    .strictObject({ ticksMax: ticks, sizeMultipleMax: z.number().positive() })
    .partial()
    .refine(({ ticksMax, sizeMultipleMax }) => ticksMax !== undefined || sizeMultipleMax !== undefined, {
      path: ["ticksMax"],
      message: "expected ticks_max, size_multiple_max, or both",
    })
    .optional(),
  latency: z
    .strictObject({ roundTripMsMax: ms.optional(), feedMsMax: ms.optional(), pauseS: seconds })
    .refine(({ roundTripMsMax, feedMsMax }) => roundTripMsMax !== undefined || feedMsMax !== undefined, {
      path: ["roundTripMsMax"],
      message: "expected round_trip_ms_max, feed_ms_max, or both",
    })
    .optional(),
  clockOffsetMsMax: ms.optional(),
  volatilityHalt: z.strictObject({ moveTicksMax: ticks, windowS: seconds, calmS: seconds }).optional(),
});

/** Of one instrument. */
export const riskSchema = limits.superRefine((risk, context) => {
  for (const [path, message] of contradictions(risk)) context.addIssue({ code: "custom", path, message });
});

export type RiskConfig = z.output<typeof riskSchema>;

/** Of all that trade from the common account, by settlement asset. */
export const bookRiskSchema = z.record(
  z.string().regex(/^[A-Z0-9]+$/, "expected an asset such as USDT"),
  z
    .strictObject({ grossNotionalMax: money, netNotionalMax: money, drawdown: drawdownSchema })
    .partial()
    .refine((book) => Object.values(book).some((limit) => limit !== undefined), {
      path: ["grossNotionalMax"],
      message: "expected gross_notional_max, net_notional_max, drawdown, or some of them",
    })
    .refine(({ grossNotionalMax, netNotionalMax }) => !(Number(netNotionalMax) >= Number(grossNotionalMax)), {
      path: ["netNotionalMax"],
      message: "expected less than gross_notional_max, which would always come first",
    }),
);

export type BookRiskConfig = z.output<typeof bookRiskSchema>;

/**
 * Limits of one instrument as the core takes them.
 *
 * @param place of `risk` in its configuration. @throws InputError for amounts with more places than the asset has, and
 *   for limits that leave no room for the smallest order.
 */
export function riskLimitsOf(config: RiskConfig, instrument: Instrument, place: string): RiskLimits {
  const { settle, sizeLotsMin } = instrument;
  checkRoom(place, "position_lots_max", config.positionLotsMax, sizeLotsMin);
  checkRoom(place, "order_lots_max", config.orderLotsMax, sizeLotsMin);
  const notionalUnitsMin = instrument.inverse ? 0 : Number(instrument.notionalUnitsMin);
  const unitsOf = (key: string, text: string) => unitsAt(`${place}.${key}`, text, settle);
  const notionalUnitsMax = unitsIfSet(`${place}.notional_max`, config.notionalMax, settle);
  checkRoom(place, "notional_max", notionalUnitsMax, notionalUnitsMin);
  const { positionSoft, notionalSoft, inventoryBands, lossRate, latency, volatilityHalt, priceCollar } = config;
  return {
    positionLotsMax: config.positionLotsMax,
    priceBandTicks: config.priceBandTicks,
    staleAfterNs: ofMs(config.staleAfterMs),
    flattenTicksMax: config.flattenTicksMax,
    positionSoft: positionSoft && softOf(positionSoft, positionSoft.fromLots),
    notionalUnitsMax,
    notionalSoft: notionalSoft && softOf(notionalSoft, unitsOf("notional_soft.from", notionalSoft.from)),
    inventoryBands: inventoryBands && {
      bands: inventoryBands.bands.map(({ loss, widenTicks }, at) => ({
        lossUnits: unitsOf(`inventory_bands.bands.${at}.loss`, loss),
        widenTicks,
      })),
      narrowShare: inventoryBands.narrowShare,
    },
    drawdown: config.drawdown && drawdownOf(config.drawdown, `${place}.drawdown`, settle),
    lossRate: lossRate && {
      unitsMax: unitsOf("loss_rate.max", lossRate.max),
      windowNs: ofSeconds(lossRate.windowS),
      pauseNs: ofSeconds(lossRate.pauseS),
    },
    orderLotsMax: config.orderLotsMax,
    ordersOpenMax: config.ordersOpenMax,
    messageRate: config.messageRate && {
      countMax: config.messageRate.countMax,
      windowNs: ofSeconds(config.messageRate.windowS),
    },
    orderToTrade: config.orderToTrade && {
      ratioMax: config.orderToTrade.ratioMax,
      freeCount: config.orderToTrade.freeCount,
      windowNs: ofSeconds(config.orderToTrade.windowS),
    },
    priceCollar: priceCollar && { ticksMax: priceCollar.ticksMax, reference: referenceOf(priceCollar) },
    fatFinger: config.fatFinger,
    latency: latency && {
      roundTripNsMax: latency.roundTripMsMax === undefined ? undefined : ofMs(latency.roundTripMsMax),
      feedNsMax: latency.feedMsMax === undefined ? undefined : ofMs(latency.feedMsMax),
      pauseNs: ofSeconds(latency.pauseS),
    },
    clockOffsetNsMax: config.clockOffsetMsMax === undefined ? undefined : ofMs(config.clockOffsetMsMax),
    volatilityHalt: volatilityHalt && {
      moveTicksMax: volatilityHalt.moveTicksMax,
      windowNs: ofSeconds(volatilityHalt.windowS),
      calmNs: ofSeconds(volatilityHalt.calmS),
    },
  };
}

/** @param place of this asset's entry. @throws InputError for amounts with more places than the asset has. */
export function bookLimitsOf(config: BookRiskConfig[string], asset: Asset, place: string): BookLimits {
  const { grossNotionalMax, netNotionalMax, drawdown } = config;
  return {
    grossUnitsMax: unitsIfSet(`${place}.gross_notional_max`, grossNotionalMax, asset),
    netUnitsMax: unitsIfSet(`${place}.net_notional_max`, netNotionalMax, asset),
    drawdown: drawdown && drawdownOf(drawdown, `${place}.drawdown`, asset),
  };
}

/** What an engine must keep for the limits of an instrument. */
export function riskSignals({ priceCollar, latency }: RiskConfig): SignalNeeds {
  return { ...noSignals, flow: priceCollar?.reference === "last_trade" || latency?.feedMsMax !== undefined };
}

type Contradiction = [path: string[], message: string];

function contradictions(risk: z.output<typeof limits>): Contradiction[] {
  const found: Contradiction[] = [];
  const { positionLotsMax, positionSoft, notionalMax, notionalSoft, orderLotsMax } = risk;
  if (positionSoft !== undefined && positionSoft.fromLots >= positionLotsMax)
    found.push([["positionSoft", "fromLots"], "expected less than position_lots_max"]);
  if (notionalSoft !== undefined && notionalMax === undefined)
    found.push([["notionalMax"], "expected a limit that notional_soft leads up to"]);
  if (notionalSoft !== undefined && Number(notionalSoft.from) >= Number(notionalMax))
    found.push([["notionalSoft", "from"], "expected less than notional_max"]);
  if (orderLotsMax !== undefined && orderLotsMax > 2 * positionLotsMax)
    found.push([["orderLotsMax"], "expected at most twice position_lots_max, from one bound to the other"]);
  if (risk.fatFinger?.ticksMax !== undefined && risk.fatFinger.ticksMax > risk.priceBandTicks)
    found.push([["fatFinger", "ticksMax"], "expected at most price_band_ticks, which would always come first"]);
  return found;
}

function checkRoom(place: string, key: string, limit: number | undefined, orderMin: number): void {
  if (limit === undefined || limit >= orderMin) return;
  throw new InputError(
    `${place}.${key}`,
    "is less than the smallest order that the venue takes; expected at least that",
  );
}

function unitsAt(place: string, text: string, { name, places }: Asset): number {
  const units = parseDecimal(text, places);
  if (units !== undefined) return Number(units);
  throw new InputError(place, `expected at most ${places} decimals of ${name}`);
}

function unitsIfSet(place: string, text: string | undefined, asset: Asset): number | undefined {
  return text === undefined ? undefined : unitsAt(place, text, asset);
}

function softOf({ stepsCount, widenTicks, skewTicks }: Omit<SoftLimit, "from">, from: number): SoftLimit {
  return { from, stepsCount, widenTicks, skewTicks };
}

function drawdownOf(
  { sessionMax, dayMax }: z.output<typeof drawdownSchema>,
  place: string,
  asset: Asset,
): DrawdownLimits {
  return {
    sessionUnitsMax: unitsIfSet(`${place}.session_max`, sessionMax, asset),
    dayUnitsMax: unitsIfSet(`${place}.day_max`, dayMax, asset),
  };
}

function referenceOf({ reference, halfLifeS }: z.output<typeof collarSchema>) {
  return reference === "decayed_mid" ? { decayedMid: { halfLifeNs: ofSeconds(halfLifeS!) } } : reference;
}

function ofMs(value: number): DurationNs {
  return Math.round(value * nsPerMs);
}

function ofSeconds(value: number): DurationNs {
  return Math.round(value * nsPerSecond);
}
