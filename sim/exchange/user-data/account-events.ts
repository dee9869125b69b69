/** Events of an account beside those of its orders: balances, and the end of the stream. Source: Spot API, user-data-stream.md. */
import { formatDecimal } from "../../../src/base/decimal.ts";
import type { AccountPosition, BalanceChange } from "../listener.ts";
import { assetPlaces } from "../symbol-entry.ts";
import { type TimeUnit, timeIn } from "../time-unit.ts";

/** Balances as they are now, of the assets that may have changed. */
export function outboundAccountPosition({ account, timeUs, assets }: AccountPosition, unit: TimeUnit) {
  return {
    e: "outboundAccountPosition",
    E: timeIn(unit, timeUs),
    u: timeIn(unit, timeUs),
    B: assets.map((asset) => {
      const { freeUnits, lockedUnits } = account.balance(asset);
      return { a: asset, f: formatDecimal(freeUnits, assetPlaces), l: formatDecimal(lockedUnits, assetPlaces) };
    }),
  };
}

/** A deposit or, with a minus, a withdrawal; trades have none. */
export function balanceUpdate({ timeUs, asset, units }: BalanceChange, unit: TimeUnit) {
  return {
    e: "balanceUpdate",
    E: timeIn(unit, timeUs),
    a: asset,
    d: formatDecimal(units, assetPlaces),
    T: timeIn(unit, timeUs),
  };
}

export function eventStreamTerminated(unit: TimeUnit, timeUs: number) {
  return { e: "eventStreamTerminated", E: timeIn(unit, timeUs) };
}
