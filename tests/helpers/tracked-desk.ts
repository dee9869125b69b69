/**
 * An order manager that trades through tracked orders at a lossy venue, under a virtual clock; and what must hold at
 * every own event and every moment.
 */
import { expect } from "bun:test";
import { Random } from "../../src/base/random.ts";
import type { TrackingTimeouts } from "../../src/core/orders/order-doubts.ts";
import { OrderManager } from "../../src/core/orders/order-manager.ts";
import { TrackedVenue } from "../../src/core/orders/tracked-venue.ts";
import { Account } from "../../src/core/portfolio/account.ts";
import { Portfolio } from "../../src/core/portfolio/portfolio.ts";
import { Risk } from "../../src/core/risk/risk.ts";
import type { OrderReport } from "../../src/domain/order-report.ts";
import { type OwnEvent, ownEventKind } from "../../src/domain/own-event.ts";
import { ask, bid, type Side, sides, sign } from "../../src/domain/side.ts";
import { nsPerMs, nsPerSecond, type TimeNs } from "../../src/domain/time.ts";
import type { OpenOrdersList } from "../../src/ports/gateway.ts";
import { spotBtcusdt } from "./instruments.ts";
import { LossyVenue } from "./lossy-venue.ts";
import { marketView, reasonsListener } from "./own-events.ts";

export const positionLotsMax = 20;

const instrument = { ...spotBtcusdt, notionalUnitsMin: 0n };
/** In 10^-8 of each. */
export const startBalances = new Map([
  ["USDT", 10n ** 14n],
  ["BTC", 10n ** 10n],
]);

/** Short, so that a run of minutes meets all of them. */
export const shortTimeouts: TrackingTimeouts = {
  ackNs: 2 * nsPerSecond,
  queryNs: 2 * nsPerSecond,
  backoffNs: 100 * nsPerMs,
  backoffNsMax: nsPerSecond,
  arrivalNs: 5 * nsPerSecond,
  quietNs: 10 * nsPerSecond,
};

export class TrackedDesk {
  readonly market = { ...marketView() };
  readonly account = new Account(startBalances);
  readonly portfolio = new Portfolio(instrument, { name: "none", makerRate: 0n, takerRate: 0n }, this.account);
  readonly venue: LossyVenue;
  readonly tracked: TrackedVenue;
  readonly orders: OrderManager;
  /** Order and trade id of each fill, in order. */
  readonly fills: string[] = [];
  readonly reports: OrderReport[] = [];
  readonly lists: OpenOrdersList[] = [];
  readonly #lives = new Map<number, "sent" | "alive" | "over">();

  constructor(seed: number, timeouts: Partial<TrackingTimeouts> = shortTimeouts) {
    this.venue = new LossyVenue(this.market, Random.fromSeed(seed).fork("venue"), (report) => this.#told(report));
    this.tracked = new TrackedVenue({ venue: this.venue, market: this.market, timeouts });
    const risk = new Risk(
      { positionLotsMax, priceBandTicks: 1e6, staleAfterNs: 1e9 },
      { market: this.market, portfolio: this.portfolio },
    );
    this.orders = new OrderManager(instrument, this.tracked, risk, this.portfolio, reasonsListener());
  }

  want(quotes: readonly { readonly side: Side; readonly priceTicks: number; readonly sizeLots: number }[]): void {
    this.orders.wanted.clear();
    for (const { side, priceTicks, sizeLots } of quotes) this.orders.wanted.want(side, priceTicks, sizeLots);
    this.step();
  }

  /** Everything that falls due by then happens, one thing after another. */
  advanceTo(untilNs: TimeNs): void {
    for (;;) {
      const { nowNs } = this.market;
      const nextNs = Math.max(nowNs, Math.min(this.venue.nextNs, this.tracked.nextDueNs));
      if (nextNs > untilNs) break;
      this.market.nowNs = nextNs;
      if (this.venue.nextNs <= nextNs) this.venue.actNext();
      this.step();
    }
    this.market.nowNs = untilNs;
  }

  dropLink(downNs: TimeNs): void {
    this.venue.dropLink(downNs, (list) => this.list(list));
  }

  list(list: OpenOrdersList): void {
    this.lists.push(list);
    this.tracked.openOrders(list);
  }

  step(): void {
    this.tracked.advance();
    for (let i = 0; i < this.tracked.ownEventsCount; i++) this.#apply(this.tracked.ownEvent(i));
    this.orders.reconcile(this.market.nowNs);
    this.tracked.clear();
    expect(this.tracked.nextDueNs).toBeGreaterThan(this.market.nowNs);
  }

  /** The lots that the true position may come to on a side, with all that may still fill. */
  worstLots(side: Side): number {
    let lots = 0;
    for (const { side: other, executedLots, sizeLots, state } of this.venue.orders.values()) {
      lots += sign(side) * sign(other) * executedLots;
      if (other === side && (state === "open" || state === "coming")) lots += sizeLots - executedLots;
    }
    return lots;
  }

  get lockedUnits(): readonly unknown[] {
    return sides.map((side) => this.portfolio.payer(side)!.lockedUnits);
  }

  #told(report: OrderReport): void {
    this.reports.push(report);
    this.tracked.report(report);
  }

  #apply(event: OwnEvent): void {
    this.#checkLife(event);
    this.orders.apply(event);
    if (event.kind !== ownEventKind.filled) return;
    this.portfolio.post(event);
    this.fills.push(`${event.orderId}/${event.tradeId}`);
  }

  /** The answer comes first, nothing after the end, and an order turns up only after that. */
  #checkLife({ kind, orderId, remainingLots, venueNs, seenNs }: OwnEvent): void {
    expect(venueNs).toBeLessThanOrEqual(seenNs);
    expect(seenNs).toBe(this.market.nowNs);
    const life = this.#lives.get(orderId) ?? "sent";
    if (kind === ownEventKind.accepted || kind === ownEventKind.rejected || kind === ownEventKind.inDoubt)
      expect(life).toBe("sent");
    else expect(life).toBe(kind === ownEventKind.adopted ? "over" : "alive");
    const isOver =
      kind === ownEventKind.rejected ||
      kind === ownEventKind.cancelled ||
      kind === ownEventKind.expired ||
      kind === ownEventKind.unknown ||
      (kind === ownEventKind.filled && remainingLots === 0);
    if (isOver) this.#lives.set(orderId, "over");
    else if (kind !== ownEventKind.inDoubt) this.#lives.set(orderId, "alive");
  }
}

export const nearPrices = { [bid]: [97, 98, 99], [ask]: [101, 102, 103] } as const;
