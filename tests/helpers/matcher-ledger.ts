/**
 * What a stranger can know of the book: a ledger kept from results and reports alone. It has no queues; each order
 * carries the moment at which it took its place, and who is first is found by looking at all of them.
 */
import { expect } from "bun:test";
import { bid, type Side } from "../../src/domain/side.ts";
import type { MatcherOperation, PlaceOperation } from "../../src/engine/reference-matcher-operation.ts";
import { type MatchReport, matchReportKind, outcome, selfTrade } from "../../src/ports/matcher.ts";
import type { Answer, ShownLevels } from "./matcher-trace.ts";

export interface LedgerOrder {
  readonly orderId: number;
  readonly owner: number;
  readonly side: Side;
  readonly priceTicks: number;
  /** 0 for an order that shows all. */
  readonly peakLots: number;
  shownLots: number;
  leftLots: number;
  /** When it took its place in the queue. */
  stamp: number;
}

export class MatcherLedger {
  readonly orders = new Map<number, LedgerOrder>();
  #moments = 0;

  /** Orders of a side that stand before this one. */
  before(order: LedgerOrder): LedgerOrder[] {
    return this.side(order.side).filter(
      (other) =>
        isBetter(order.side, other.priceTicks, order.priceTicks) ||
        (other.priceTicks === order.priceTicks && other.stamp < order.stamp),
    );
  }

  side(side: Side): LedgerOrder[] {
    return [...this.orders.values()].filter((order) => order.side === side);
  }

  /** Orders that one of `side` with this price could trade with. */
  within(side: Side, priceTicks: number): LedgerOrder[] {
    const against = [...this.orders.values()].filter((order) => order.side !== side);
    return against.filter((order) => !isBetter(side, order.priceTicks, priceTicks));
  }

  shownLots(side: Side, priceTicks: number): number {
    const there = this.side(side).filter((order) => order.priceTicks === priceTicks);
    return there.reduce((sum, order) => sum + order.shownLots, 0);
  }

  levels(side: Side): ShownLevels {
    const prices = [...new Set(this.side(side).map(({ priceTicks }) => priceTicks))];
    prices.sort((one, other) => (side === bid ? other - one : one - other));
    return prices.map((priceTicks) => [priceTicks, this.shownLots(side, priceTicks)]);
  }

  /** Applies one report of an operation. */
  report(operation: MatcherOperation, { kind, makerId, lots }: MatchReport): void {
    const maker = this.orders.get(makerId);
    expect(maker).toBeDefined();
    const prevention = "prevention" in operation ? operation.prevention : selfTrade.allow;
    if (kind === matchReportKind.left) this.orders.delete(makerId);
    else if (kind === matchReportKind.trade || prevention === selfTrade.decrement) this.#take(maker!, lots);
    else if (prevention !== selfTrade.expireTaker) this.orders.delete(makerId);
  }

  /**
   * Applies what an operation has come to, after its reports. `placed`: the order as it came in, for one that entered.
   */
  result(operation: MatcherOperation, { result }: Answer, placed: PlaceOperation | undefined): void {
    if (result.outcome === outcome.rested) this.#rest(placed!, result.leftLots);
    else if (result.outcome === outcome.cancelled && operation.kind === "cancel") this.orders.delete(operation.orderId);
    else if (result.outcome === outcome.reduced && operation.kind === "amend")
      this.#reduce(this.orders.get(operation.orderId)!, operation.sizeLots);
  }

  #take(maker: LedgerOrder, lots: number): void {
    maker.shownLots -= lots;
    maker.leftLots -= lots;
    if (maker.leftLots === 0) this.orders.delete(maker.orderId);
    else if (maker.shownLots === 0) {
      maker.shownLots = Math.min(maker.peakLots, maker.leftLots);
      maker.stamp = this.#moments++;
    }
  }

  #rest({ orderId, owner, side, priceTicks, sizeLots, shownLots }: PlaceOperation, leftLots: number): void {
    const peakLots = shownLots > 0 && shownLots < sizeLots ? shownLots : 0;
    const shown = peakLots > 0 ? Math.min(peakLots, leftLots) : leftLots;
    const stamp = this.#moments++;
    this.orders.set(orderId, { orderId, owner, side, priceTicks, peakLots, shownLots: shown, leftLots, stamp });
  }

  #reduce(order: LedgerOrder, sizeLots: number): void {
    order.leftLots = sizeLots;
    order.shownLots = Math.min(order.shownLots, sizeLots);
  }
}

export function isBetter(side: Side, priceTicks: number, thanTicks: number): boolean {
  return side === bid ? priceTicks > thanTicks : priceTicks < thanTicks;
}
