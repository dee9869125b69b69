/** A fill of an own order, as the ledger and the reports know it: the venue's event with its fee. */
import type { Whole } from "../base/whole.ts";
import type { FillCause } from "./own-event.ts";
import type { Side } from "./side.ts";
import type { TimeNs } from "./time.ts";

export interface Fill {
  readonly venueNs: TimeNs;
  /** When we saw it. */
  readonly receivedNs: TimeNs;
  readonly orderId: number;
  /** The venue's name for the trade; empty where it was simulated. */
  readonly tradeId: string;
  readonly side: Side;
  readonly priceTicks: number;
  readonly sizeLots: number;
  /** In 10^-places of `feeAsset`; negative for a rebate. */
  readonly feeUnits: Whole;
  readonly feeAsset: string;
  readonly maker: boolean;
  readonly cause: FillCause;
  readonly queueAheadLots: number;
  /** The touch as known at its venue time (of a real venue's fill, when told); 0 when there was none. */
  readonly bidTicks: number;
  readonly askTicks: number;
}
