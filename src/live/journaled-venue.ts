/** A venue whose commands are written into the journal before they leave. */
import type { OrderType } from "../domain/order-type.ts";
import type { Side } from "../domain/side.ts";
import type { MarketView } from "../ports/engine.ts";
import type { QueriedVenue, Venue } from "../ports/venue.ts";
import type { SessionJournal } from "./session-input.ts";

export class JournaledVenue implements Venue {
  /** @param market that tells the time. */
  constructor(
    protected readonly venue: Venue,
    protected readonly market: MarketView,
    protected readonly marketIndex: number,
    protected readonly journal: SessionJournal,
  ) {}

  place(type: OrderType, side: Side, orderId: number, priceTicks: number, sizeLots: number, shownLots: number): void {
    const { marketIndex } = this;
    const atNs = this.market.nowNs;
    this.journal.command({
      kind: "place",
      atNs,
      marketIndex,
      type,
      side,
      orderId,
      priceTicks,
      sizeLots,
      shownLots,
    });
    this.venue.place(type, side, orderId, priceTicks, sizeLots, shownLots);
  }

  amend(orderId: number, priceTicks: number, sizeLots: number): void {
    const { marketIndex } = this;
    this.journal.command({ kind: "amend", atNs: this.market.nowNs, marketIndex, orderId, priceTicks, sizeLots });
    this.venue.amend(orderId, priceTicks, sizeLots);
  }

  cancel(orderId: number): void {
    this.journal.command({ kind: "cancel", atNs: this.market.nowNs, marketIndex: this.marketIndex, orderId });
    this.venue.cancel(orderId);
  }

  cancelAll(): void {
    this.journal.command({ kind: "cancel_all", atNs: this.market.nowNs, marketIndex: this.marketIndex });
    this.venue.cancelAll();
  }
}

/** The same for a venue that can be asked. */
export class JournaledQueriedVenue extends JournaledVenue implements QueriedVenue {
  constructor(
    private readonly queried: QueriedVenue,
    market: MarketView,
    marketIndex: number,
    journal: SessionJournal,
  ) {
    super(queried, market, marketIndex, journal);
  }

  query(orderId: number): void {
    this.journal.command({ kind: "query", atNs: this.market.nowNs, marketIndex: this.marketIndex, orderId });
    this.queried.query(orderId);
  }
}
