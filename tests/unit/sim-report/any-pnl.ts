/** Any P&L that adds up: amounts from a single smallest unit to billions, rebates as well as fees. */
import fc from "fast-check";
import type { ProfitAndLoss } from "../../../sim/result.ts";

const amount = fc.oneof(
  fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
  fc.bigInt({ min: -(10n ** 4n), max: 10n ** 4n }).map((count) => count * 10n ** 6n),
  fc.constant(0n),
);

export const anyPnl: fc.Arbitrary<ProfitAndLoss> = fc
  .record({ spreadCapture: amount, inventory: amount, fees: amount, adverseSelection: amount })
  .map((parts) => {
    const gross = parts.spreadCapture + parts.inventory;
    return { ...parts, unit: "USDT", places: 8, gross, net: gross - parts.fees };
  });
