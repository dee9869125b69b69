/** What the account holds, free and locked together: as queries and events print it. */
import { z } from "zod";
import { parseDecimal } from "../../../base/decimal.ts";

export type Balances = ReadonlyMap<string, { readonly units: bigint; readonly places: number }>;

const account = z.object({ balances: z.array(z.object({ asset: z.string(), free: z.string(), locked: z.string() })) });
const position = z.object({ B: z.array(z.object({ a: z.string(), f: z.string(), l: z.string() })) });

/** Undefined for what is no account. */
export function accountBalances(answer: unknown): Balances | undefined {
  const parsed = account.safeParse(answer);
  return parsed.success ? sums(parsed.data.balances) : undefined;
}

/** Of those assets alone that may have changed. */
export function positionBalances(event: unknown): Balances | undefined {
  const parsed = position.safeParse(event);
  if (!parsed.success) return undefined;
  return sums(parsed.data.B.map(({ a: asset, f: free, l: locked }) => ({ asset, free, locked })));
}

function sums(balances: readonly { asset: string; free: string; locked: string }[]): Balances | undefined {
  const held = new Map<string, { units: bigint; places: number }>();
  for (const { asset, free, locked } of balances) {
    const places = Math.max(placesOf(free), placesOf(locked));
    const [freeUnits, lockedUnits] = [parseDecimal(free, places), parseDecimal(locked, places)];
    if (freeUnits === undefined || lockedUnits === undefined) return undefined;
    held.set(asset, { units: freeUnits + lockedUnits, places });
  }
  return held;
}

function placesOf(text: string): number {
  return text.split(".")[1]?.length ?? 0;
}
