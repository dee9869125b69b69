/**
 * Stoikov's microprice: the mid and what the market, seen in this state of imbalance and spread before, has gone on to
 * add to it. A fair price in the sense that nothing is left to expect of it: it is a martingale.
 *
 * The table is fitted (`sim/features/fit-microprice.ts`), and a feature made of it. Buckets of the imbalance are even in
 * width and odd in number, so that a balanced touch has one of its own, and both sides of it are mirror images.
 *
 * Stoikov: The micro-price: a high-frequency estimator of future prices (2018), sections 3 and 4.
 */
import { z } from "zod";
import { change, type MarketView } from "../../ports/engine.ts";
import { defineFeature, type MarketFeature } from "./feature.ts";
import { mid } from "./mid.ts";
import { spread } from "./spread.ts";
import { touchImbalance } from "./touch-imbalance.ts";

/** Which states are told apart. */
export interface MicropriceStates {
  /** Odd. The first is an imbalance of -1, all on the ask. */
  readonly bucketsCount: number;
  /** From one tick on; the last stands for all wider ones, too. */
  readonly spreadsCount: number;
}

const count = z.int().positive().max(1000);

/** Of a table in a file, or among the parameters of a strategy. */
export const micropriceTableSchema = z
  .strictObject({
    bucketsCount: count.refine((buckets) => buckets % 2 === 1, "expected an odd number"),
    spreadsCount: count,
    /** What is added to the mid, in ticks: by spread from one tick on, and there by bucket of imbalance. */
    adjustTicks: z.array(z.number()),
  })
  .refine(({ bucketsCount, spreadsCount, adjustTicks }) => adjustTicks.length === bucketsCount * spreadsCount, {
    path: ["adjustTicks"],
    message: "expected one for each bucket of each spread",
  });
export type MicropriceTable = z.output<typeof micropriceTableSchema>;

export function fittedMicroprice(table: MicropriceTable): MarketFeature {
  const offset = micropriceOffset(table);
  return defineFeature({
    name: "fitted_microprice",
    unit: "ticks",
    reads: offset.reads,
    value: (market) => mid.value(market) + offset.value(market),
  });
}

/** The fitted microprice less the mid. */
export function micropriceOffset(table: MicropriceTable): MarketFeature {
  const { adjustTicks } = table;
  return defineFeature({
    name: "microprice_offset",
    unit: "ticks",
    reads: change.touchPrice | change.touchSize,
    mirror: "negative",
    value: (market) => adjustTicks[micropriceState(table, market)] ?? Number.NaN,
  });
}

/** @returns an index into the adjustments; -1 unless both sides are there and do not cross. */
export function micropriceState({ bucketsCount, spreadsCount }: MicropriceStates, market: MarketView): number {
  const spreadTicks = spread.value(market);
  if (!(spreadTicks > 0)) return -1;
  const imbalance = touchImbalance.value(market);
  const middle = (bucketsCount - 1) / 2;
  const fromMiddle = Math.floor((Math.abs(imbalance) * bucketsCount) / 2 + 0.5);
  const bucket = imbalance < 0 ? middle - fromMiddle : middle + fromMiddle;
  return (Math.min(spreadTicks, spreadsCount) - 1) * bucketsCount + bucket;
}
