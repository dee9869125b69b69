/** The events of a live session as a log tells them: decimals as the venue prints them, reasons as everywhere. */
import { formatDecimal } from "../base/decimal.ts";
import type { Reconciliation } from "../core/orders/tracking-counts.ts";
import type { BalanceDifference } from "../core/portfolio/account.ts";
import type { Fill } from "../domain/fill.ts";
import { formatPrice, formatSize, type Instrument, instrumentKey } from "../domain/instrument.ts";
import { sideName } from "../domain/side.ts";
import type { LogFields, LogLevel } from "../live/log.ts";
import type { GatewayNote } from "../ports/gateway.ts";
import type { FeedNote } from "../ports/market-feed.ts";

export function fillWords(instrument: Instrument, fill: Fill): LogFields {
  return {
    symbol: instrumentKey(instrument),
    side: sideName(fill.side),
    price: formatPrice(instrument, fill.priceTicks),
    size: formatSize(instrument, fill.sizeLots),
    orderId: fill.orderId,
    ...(fill.tradeId !== "" && { tradeId: fill.tradeId }),
    maker: fill.maker,
    cause: fill.cause,
  };
}

export function reconciliationWords(instrument: Instrument, found: Reconciliation): LogFields | undefined {
  const { missing, found: turnedUp, behind, foreign } = found;
  const count = missing.length + turnedUp.length + behind.length + foreign.length;
  if (count === 0) return undefined;
  return {
    symbol: instrumentKey(instrument),
    missing: missing.join(" "),
    found: turnedUp.join(" "),
    behind: behind.join(" "),
    foreign: foreign.map(({ clientOrderId }) => clientOrderId).join(" "),
  };
}

/** No trade of ours explains them: deposits, withdrawals, trades of others. In one line, so that none is held back. */
export function balanceWords(differences: readonly BalanceDifference[]): LogFields {
  const words = differences.map(({ asset, places, oursUnits, venuesUnits }) => {
    const worded = (units: bigint) => formatDecimal(units, places);
    return `${asset} ${worded(venuesUnits - oursUnits)}: ours ${worded(oursUnits)}, the venue's ${worded(venuesUnits)}`;
  });
  return { differences: words.join("; ") };
}

const feedLevels: Partial<Record<FeedNote["event"], LogLevel>> = {
  gap: "warn",
  resync: "warn",
  stale: "warn",
  silent: "warn",
  bad_frame: "warn",
  disconnected: "warn",
  ticker_mismatch: "warn",
  snapshot_refused: "warn",
};

export function feedLevel({ event }: FeedNote): LogLevel {
  return feedLevels[event] ?? "info";
}

const gatewayLevels: Partial<Record<GatewayNote["event"], LogLevel>> = {
  disconnected: "warn",
  rate_limited: "warn",
  banned: "error",
  bad_frame: "warn",
  refused: "warn",
  unauthorised: "error",
};

export function gatewayLevel({ event }: GatewayNote): LogLevel {
  return gatewayLevels[event] ?? "info";
}
