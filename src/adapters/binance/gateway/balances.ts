/** What the account holds, free and locked together: as queries and events print it. */
import { z } from "zod";
import { decimal } from "../../../base/decimal.ts";

export type Balances = ReadonlyMap<string, { readonly units: bigint; readonly places: number }>;

const amount = z.string().regex(/^-?\d+(\.\d+)?$/);

/** Of the query: all assets. */
export const balancesAnswer = z
  .object({ balances: z.array(z.object({ asset: z.string(), free: amount, locked: amount })) })
  .transform(
    ({ balances }): Balances => new Map(balances.map(({ asset, free, locked }) => [asset, sum(free, locked)])),
  );

/** Of an event: those assets alone that may have changed. */
export const positionEvent = z
  .object({ B: z.array(z.object({ a: z.string(), f: amount, l: amount })) })
  .transform(({ B }): Balances => new Map(B.map(({ a, f, l }) => [a, sum(f, l)])));

function sum(free: string, locked: string): { readonly units: bigint; readonly places: number } {
  const places = Math.max(placesOf(free), placesOf(locked));
  return { units: decimal(free, places) + decimal(locked, places), places };
}

function placesOf(text: string): number {
  return text.split(".")[1]?.length ?? 0;
}
