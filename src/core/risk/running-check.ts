/**
 * A check that a configuration has set, with its state. Each is told only what it looks at and asked only what it
 * answers: `risk.ts` sorts them by what they have.
 */
import type { Side } from "../../domain/side.ts";
import type { DurationNs, TimeNs } from "../../domain/time.ts";
import type { MarketView } from "../../ports/engine.ts";
import type { OpenOrders } from "../orders/open-orders.ts";
import type { Portfolio } from "../portfolio/portfolio.ts";
import type { BookRisk } from "./book-risk.ts";
import type { RiskStop } from "./holds.ts";
import type { RiskReason } from "./reasons.ts";

/** What checks of a market may look at. */
export interface RiskView {
  readonly market: MarketView;
  readonly portfolio: Portfolio;
  /** Of all markets that share the account; none for no such limits. */
  readonly book?: BookRisk | undefined;
}

/** P&L of a market at a sample or a fill. Lent. */
export interface Worth {
  readonly nowNs: TimeNs;
  readonly netUnits: number;
  /** What the position gained and lost, without the spread that its fills earned. */
  readonly inventoryUnits: number;
  readonly positionLots: number;
}

/** By how much quotes are moved: away from the middle, and against the position. */
export interface Shape {
  widenTicks: number;
  skewTicks: number;
}

export interface RunningCheck {
  readonly reason: RiskReason;
  /** How much of the limit is used: 0 for nothing, 1 at the limit. Undefined where each order is judged by itself. */
  readonly use?: number;
  /** Steps that are taken now. */
  readonly level?: number;

  /** Once, before anything else: what is open of ours. */
  follow?(open: OpenOrders): void;
  /** At every stop. */
  watch?(market: MarketView): void;
  value?(worth: Worth): void;
  /** A command leaves. */
  sent?(nowNs: TimeNs): void;
  traded?(nowNs: TimeNs): void;
  answered?(roundTripNs: DurationNs, nowNs: TimeNs): void;

  /** Whether nothing may be quoted at all now. */
  pauses?(nowNs: TimeNs): boolean;
  /** Nothing may be quoted until somebody resets it, or as long as it says so. */
  stop?(): RiskStop | undefined;
  reset?(): void;
  /** Raises the shape to what it wants. @returns whether it wants anything. */
  shape?(shape: Shape): boolean;
  /** The largest position either way (bid: long) that this market may have, open orders counted as filled. */
  lotsMax?(side: Side): number;
  quoteFault?(side: Side, priceTicks: number, sizeLots: number): RiskReason | undefined;
  /** Whether no further order may be placed now. */
  isFull?(openCount: number, nowNs: TimeNs): boolean;
}
