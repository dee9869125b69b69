/**
 * What a session holds at one moment, as its journal keeps it now and then: all that the next session of that name goes on
 * from. A replay has the same at the same moment, to the last digit.
 */
import type { OrderType } from "../domain/order-type.ts";
import type { Side } from "../domain/side.ts";
import type { TimeNs } from "../domain/time.ts";
import type { PnlStatus } from "../ports/session-status.ts";
import { pnlOf } from "./live-status.ts";
import type { SessionMarket } from "./session.ts";

export interface SessionSnapshot {
  /** What the account holds, free and locked together, by asset in its smallest unit. */
  readonly balances: ReadonlyMap<string, bigint>;
  /** In the order of the session's. */
  readonly markets: readonly MarketSnapshot[];
}

export interface MarketSnapshot {
  /** As `Portfolio` counts both. */
  readonly positionUnits: bigint;
  readonly entryUnits: bigint;
  /** Oldest first. */
  readonly openOrders: readonly SnapshotOrder[];
  /** Since the session's start; undefined before there was a price. */
  readonly pnl?: PnlStatus;
}

export interface SnapshotOrder {
  readonly orderId: number;
  readonly type: OrderType;
  readonly side: Side;
  readonly priceTicks: number;
  readonly sizeLots: number;
  readonly remainingLots: number;
  readonly sentNs: TimeNs;
}

/** @param markets of one session, that share an account. */
export function snapshotOf(markets: readonly SessionMarket[]): SessionSnapshot {
  return { balances: markets[0]!.account.balances, markets: markets.map(marketSnapshot) };
}

function marketSnapshot(market: SessionMarket): MarketSnapshot {
  const { positionUnits, entryUnits } = market.portfolio;
  const openOrders = market.orders.open.map(
    ({ orderId, type, side, priceTicks, sizeLots, remainingLots, sentNs }): SnapshotOrder => ({
      ...{ orderId, type, side, priceTicks, sizeLots, remainingLots, sentNs },
    }),
  );
  const pnl = pnlOf(market);
  return { positionUnits, entryUnits, openOrders, ...(pnl !== undefined && { pnl }) };
}
