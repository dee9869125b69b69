/**
 * Hard limits of a position in money: with all that is open filled, it stays within them at the mid of the moment. Where
 * a price has moved a position beyond, only orders that reduce it are left.
 */
import type { Side } from "../../domain/side.ts";
import type { MarketView } from "../../ports/engine.ts";
import type { OpenOrders } from "../orders/open-orders.ts";
import type { BookSeat } from "./book-risk.ts";
import { Exposure } from "./exposure.ts";
import type { RiskView, RunningCheck } from "./running-check.ts";

export class NotionalBound implements RunningCheck {
  readonly reason = "notional_bound";
  readonly #exposure: Exposure;

  constructor(
    private readonly unitsMax: number,
    view: RiskView,
  ) {
    this.#exposure = new Exposure(view);
  }

  get use(): number {
    return Math.abs(this.#exposure.positionUnits) / this.unitsMax;
  }

  watch(market: MarketView): void {
    this.#exposure.watch(market);
  }

  lotsMax(): number {
    return Math.max(0, this.unitsMax / this.#exposure.lotUnits);
  }
}

/** Of the whole book: what the other markets leave of its gross limit. */
export class BookGrossBound implements RunningCheck {
  readonly reason = "book_gross_bound";

  constructor(
    private readonly unitsMax: number,
    private readonly seat: BookSeat,
  ) {}

  get use(): number {
    return this.seat.book.grossUnits / this.unitsMax;
  }

  follow(open: OpenOrders): void {
    this.seat.exposure.follow(open);
  }

  watch(market: MarketView): void {
    this.seat.exposure.watch(market);
  }

  lotsMax(): number {
    return Math.max(0, (this.unitsMax - this.seat.othersGrossUnits) / this.seat.exposure.lotUnits);
  }
}

/** Of the whole book: long and short positions of different markets make up for each other. */
export class BookNetBound implements RunningCheck {
  readonly reason = "book_net_bound";

  constructor(
    private readonly unitsMax: number,
    private readonly seat: BookSeat,
  ) {}

  get use(): number {
    return Math.abs(this.seat.book.netUnits) / this.unitsMax;
  }

  follow(open: OpenOrders): void {
    this.seat.exposure.follow(open);
  }

  watch(market: MarketView): void {
    this.seat.exposure.watch(market);
  }

  /** Below 0 where this market has to be on the other side for the book to be within its limit. */
  lotsMax(side: Side): number {
    return (this.unitsMax - this.seat.othersNetUnits(side)) / this.seat.exposure.lotUnits;
  }
}
