/**
 * What is known of the recorded market: depth book, ticker, touch, their times, prints still to be explained, orders
 * told.
 */
import { ask, bid, opposite, type Side } from "../domain/side.ts";
import type { TimeNs } from "../domain/time.ts";
import type { BookState } from "../ports/engine.ts";
import { ReferenceBook, reaches } from "./reference-book.ts";
import { PendingPrints } from "./reference-prints.ts";
import { TouchHistory } from "./reference-touch-history.ts";
import { VenueOrders } from "./reference-venue-orders.ts";

/** Best price and its lots, by side; an empty side has 0 of both. */
export interface Top {
  readonly ticks: readonly [bid: number, ask: number];
  readonly lots: readonly [bid: number, ask: number];
}

export const emptyTop: Top = { ticks: [0, 0], lots: [0, 0] };

/** Earlier than any time. */
export const neverNs: TimeNs = -(2 ** 53);

/** The venue's best bid and offer, told apart from the book and more often. */
export interface Ticker extends Top {
  readonly venueNs: TimeNs;
}

const emptyTicker: Ticker = { ...emptyTop, venueNs: neverNs };

export class ReferenceMarket {
  readonly book = new ReferenceBook();
  readonly prints = new PendingPrints();
  /** Empty, but for exact queues. */
  readonly venueOrders = new VenueOrders();
  state: BookState = "none";
  ticker = emptyTicker;
  /** Best bid and ask of whichever of book and ticker is newer, as it was before the message at hand. */
  touch = emptyTop;
  /** All there were, this one included, as far as they are kept. */
  readonly touches = new TouchHistory();
  /** Largest venue time seen. */
  raisedNs = neverNs;
  /** Largest venue time of a depth or snapshot message applied. */
  depthNs = neverNs;

  /** Best levels of the depth book; empty while it is not valid. */
  get bookTop(): Top {
    if (this.state !== "valid") return emptyTop;
    const bestBid = this.book.best(bid);
    const bestAsk = this.book.best(ask);
    return {
      ticks: [bestBid?.priceTicks ?? 0, bestAsk?.priceTicks ?? 0],
      lots: [bestBid?.shownLots ?? 0, bestAsk?.shownLots ?? 0],
    };
  }

  /**
   * Something was missed: what was known is not to be trusted, and what is known of the book stays until it is cleared.
   */
  lose(): void {
    this.state = "gapped";
    this.ticker = emptyTicker;
    this.prints.clear();
    this.venueOrders.clear();
  }

  clear(): void {
    this.state = "none";
    this.book.clear();
    this.prints.clear();
    this.venueOrders.clear();
  }

  /** A size of 0 says that the side is empty. */
  setTicker(side: Side, priceTicks: number, sizeLots: number, venueNs: TimeNs): void {
    const ticks: [number, number] = [...this.ticker.ticks];
    const lots: [number, number] = [...this.ticker.lots];
    ticks[side] = sizeLots === 0 ? 0 : priceTicks;
    lots[side] = sizeLots;
    this.ticker = { ticks, lots, venueNs };
  }
}

/** Whether a top of book has lots against an order of `side` at or through its price. */
export function topCrosses(top: Top, side: Side, priceTicks: number): boolean {
  const against = opposite(side);
  return top.lots[against] > 0 && reaches(side, priceTicks, top.ticks[against]);
}
