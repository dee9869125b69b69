/** The counters of a session that begins: all at nothing. */
import { LogHistogram } from "../base/log-histogram.ts";
import type { OrderAction } from "../domain/order-report.ts";
import type { FillMetrics, LiveMetrics, MarketMetrics } from "../ports/live-metrics.ts";

export function startLiveMetrics(marketsCount: number): LiveMetrics {
  return {
    markets: Array.from({ length: marketsCount }, startMarketMetrics),
    decode: new LogHistogram(),
    loopLag: new LogHistogram(),
    rateLimits: new Map(),
    journal: { recordsCount: 0, bytesCount: 0, unsyncedBytesCount: 0, lagNs: 0 },
    outbox: { waitingCount: 0, lagNs: 0 },
  };
}

function startMarketMetrics(): MarketMetrics {
  return {
    feedMessagesCount: 0,
    feedNotes: new Map(),
    decision: new LogHistogram(),
    tickToOrder: new LogHistogram(),
    ordersSent: byAction(() => 0),
    ordersAcknowledged: byAction(() => 0),
    ordersRejected: new Map(),
    roundTrip: byAction(() => new LogHistogram()),
    fills: [noFills(), noFills()],
  };
}

function byAction<Value>(start: () => Value): Record<OrderAction, Value> {
  return { place: start(), amend: start(), cancel: start() };
}

function noFills(): FillMetrics {
  return { makerCount: 0, takerCount: 0, lots: 0 };
}
