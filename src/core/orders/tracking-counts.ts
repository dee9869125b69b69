/** How often the venue had to be asked, and what came of it. */
import type { ForeignOrder } from "../../domain/order-report.ts";

export class TrackingCounts {
  /** Questions sent. */
  queriesCount = 0;
  /** Trades told again. */
  tradesRepeatedCount = 0;
  /** Orders given up: the venue has never had them, or has them no more. */
  neverArrivedCount = 0;
  vanishedCount = 0;
  /** Orders that were given up or rejected, and turned up. */
  adoptedCount = 0;
  /** Trades beyond what the venue said was the end of an order. */
  fillsBeyondEndCount = 0;
  /** Of orders that this session never sent, or has long forgotten. */
  strayReportsCount = 0;
}

/** What a list of open orders said that was not known. Nothing of it, told the same list again. */
export interface Reconciliation {
  /** Open here and not there: what became of them is being asked for. */
  readonly missing: readonly number[];
  /** In doubt or given up here, open there. */
  readonly found: readonly number[];
  /** Open in both, with trades there that are not known here: they are being asked for. */
  readonly behind: readonly number[];
  /** Of somebody else: left alone. */
  readonly foreign: readonly ForeignOrder[];
}
