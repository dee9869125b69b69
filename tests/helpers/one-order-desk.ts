/**
 * One order behind a venue that only writes down what it is sent: reports are given by hand, own events and commands are
 * read as text.
 */
import { expect } from "bun:test";
import { TrackedVenue } from "../../src/core/orders/tracked-venue.ts";
import type { OrderReport } from "../../src/domain/order-report.ts";
import { type OrderType, orderType } from "../../src/domain/order-type.ts";
import { type OwnEvent, ownEventKind } from "../../src/domain/own-event.ts";
import { bid } from "../../src/domain/side.ts";
import { nsPerSecond } from "../../src/domain/time.ts";
import { marketView } from "./own-events.ts";

const kindNames = Object.fromEntries(Object.entries(ownEventKind).map(([name, kind]) => [kind, name]));

/** A report without what all have. */
export type Told = OrderReport extends infer Report
  ? Report extends OrderReport
    ? Omit<Report, "orderId" | "venueNs">
    : never
  : never;

export const accepted: Told = { kind: "accepted" };
export const absent: Told = { kind: "absent" };
export const trade = (tradeId: string, lots: number): Told => ({
  ...{ kind: "trade", tradeId, lots, priceTicks: 100, maker: true },
  fee: { asset: "BNB", units: 7, places: 8 },
});
export const ended = (how: "cancelled" | "expired" | "filled", executedLots: number): Told => ({
  ...{ kind: "ended", how, executedLots },
  reason: how === "expired" ? "unfilled_ioc" : "",
});
export const rejected = (reason: string): Told => ({ kind: "rejected", reason });
export const amended = (sizeLots: number): Told => ({ kind: "amended", sizeLots });
export const open = (sizeLots: number, executedLots: number): Told => ({ kind: "open", sizeLots, executedLots });
export const refused = (action: "cancel" | "amend"): Told => ({ kind: "refused", action, reason: "unknown_order" });
export const inDoubt = (action: "place" | "cancel" | "amend"): Told => ({ kind: "in_doubt", action });

/** One order of ten lots, number 1, has been sent at 1 s; nothing is known of it yet. */
export function oneOrderDesk(type: OrderType = orderType.postOnly) {
  const sent: string[] = [];
  const market = { ...marketView(), nowNs: nsPerSecond };
  const venue = {
    place: (_type: OrderType, _side: number, orderId: number) => sent.push(`place ${orderId}`),
    amend: (orderId: number, _priceTicks: number, sizeLots: number) => sent.push(`amend ${orderId} to ${sizeLots}`),
    cancel: (orderId: number) => sent.push(`cancel ${orderId}`),
    cancelAll: () => sent.push("cancel all"),
    query: (orderId: number) => sent.push(`query ${orderId}`),
  };
  const tracked = new TrackedVenue({ venue, market });
  tracked.place(type, bid, 1, 100, 10, 0);
  sent.splice(0);
  const takeEvents = (): OwnEvent[] => {
    const events = Array.from({ length: tracked.ownEventsCount }, (_, index) => tracked.ownEvent(index));
    tracked.clear();
    return events;
  };
  return {
    tracked,
    market,
    takeEvents,
    takeSent: () => sent.splice(0),
    /** Reports on order 1, then the events that they made, with the lots of each and those that remain. */
    tell(...reports: Told[]): string[] {
      for (const report of reports) tracked.report({ ...report, orderId: 1, venueNs: Number.NaN } as OrderReport);
      return takeEvents().map(inWords);
    },
    list(askedNs: number, ...ours: { orderId: number; sizeLots: number; executedLots: number }[]) {
      const reports = ours.map((order) => ({ ...order, kind: "open" as const, venueNs: Number.NaN }));
      return tracked.openOrders({ askedNs, ours: reports, foreign: [] });
    },
    /** Time passes until a question is asked, with nothing heard; how long that took. */
    untilAsked(): number {
      const startNs = market.nowNs;
      for (const questions = sent.length; sent.length === questions; ) {
        market.nowNs = Math.max(market.nowNs, tracked.nextDueNs);
        tracked.advance();
      }
      expect(sent.splice(0)).toEqual(["query 1"]);
      return market.nowNs - startNs;
    },
    /** Time passes with nothing heard; what was sent at each stop, with its time from now. */
    wait(durationNs: number): [number, string][] {
      const startNs = market.nowNs;
      const log: [number, string][] = [];
      while (tracked.nextDueNs <= startNs + durationNs) {
        market.nowNs = tracked.nextDueNs;
        tracked.advance();
        for (const command of sent.splice(0)) log.push([market.nowNs - startNs, command]);
        if (tracked.ownEventsCount > 0) break;
      }
      if (tracked.ownEventsCount === 0) market.nowNs = startNs + durationNs;
      return log;
    },
  };
}

/** Kind, lots, lots with what then remains, reason. */
export function inWords({ kind, lots, remainingLots, reason }: OwnEvent): string {
  return [kindNames[kind], ...(lots > 0 ? [lots] : []), "of", lots + remainingLots, reason].join(" ").trim();
}

/** Has the venue say that it has no such order until that is believed. */
export function lose({ untilAsked, tell }: ReturnType<typeof oneOrderDesk>): { afterNs: number; events: string[] } {
  let afterNs = 0;
  for (;;) {
    afterNs += untilAsked();
    const events = tell(absent);
    if (events.length > 0) return { afterNs, events };
  }
}
