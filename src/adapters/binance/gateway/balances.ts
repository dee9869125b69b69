/** What the account holds, free and locked together: as queries and events print it. */
import { z } from "zod";
import { decimal } from "../../../base/decimal.ts";
import type { Balance, Balances } from "../../../domain/balances.ts";
import { isDecimal, isFields, isText } from "./json-fields.ts";

const amount = z.string().regex(/^-?\d+(\.\d+)?$/);

/** Of the query: all assets. */
export const balancesAnswer = z
  .object({ balances: z.array(z.object({ asset: z.string(), free: amount, locked: amount })) })
  .transform(
    ({ balances }): Balances => new Map(balances.map(({ asset, free, locked }) => [asset, sum(free, locked)])),
  );

/** Of an event, one or two with every order: those assets alone that may have changed. Undefined for what is none. */
export function readPosition(event: unknown): Balances | undefined {
  if (!isFields(event) || !Array.isArray(event.B)) return undefined;
  const balances = new Map<string, Balance>();
  for (const held of event.B as readonly unknown[]) {
    if (!isFields(held)) return undefined;
    const { a, f, l } = held;
    if (!isText(a) || !isDecimal(f) || !isDecimal(l)) return undefined;
    balances.set(a, sum(f, l));
  }
  return balances;
}

function sum(free: string, locked: string): Balance {
  const places = Math.max(placesOf(free), placesOf(locked));
  return { units: decimal(free, places) + decimal(locked, places), places };
}

function placesOf(text: string): number {
  return text.split(".")[1]?.length ?? 0;
}
