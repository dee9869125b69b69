/**
 * Applies the market's messages, row by row as they come (rules, sections 1 and 3), and says what each has changed.
 *
 * A message may be cut by the end of the rows pushed; whatever it does at its end waits for its last row.
 */
import { type EventKind, eventKind } from "../domain/event.ts";
import { ask, bid, opposite } from "../domain/side.ts";
import type { TimeNs } from "../domain/time.ts";
import { type BookState, change, type EngineConfig } from "../ports/engine.ts";
import type { MessageTimes, ReferenceFills } from "./reference-fills.ts";
import type { ReferenceKept } from "./reference-kept.ts";
import { emptyTop, neverNs, type ReferenceMarket, type Top } from "./reference-market.ts";
import type { ReferenceQueues } from "./reference-queues.ts";
import { brokenRowRule, type ReferenceRows } from "./reference-rows.ts";
import type { ReferenceSettling } from "./reference-settling.ts";
import type { VenueOrder } from "./reference-venue-orders.ts";
import { RowError } from "./replay-errors.ts";

/** The message at hand: its times as its rows must repeat them, as the rules take them, and the state before it. */
interface OpenMessage {
  readonly rawVenueNs: TimeNs;
  readonly hasVenueTime: boolean;
  readonly times: MessageTimes;
  readonly stateBefore: BookState;
  lastKind: EventKind;
}

export class ReferenceMessages {
  #open: OpenMessage | undefined;
  receivedNs: TimeNs = 0;
  eventsCount = 0;
  messagesCount = 0;
  tradesCount = 0;
  venueTimesLateCount = 0;
  venueTimesMissingCount = 0;

  constructor(
    private readonly rows: ReferenceRows,
    private readonly market: ReferenceMarket,
    private readonly queues: ReferenceQueues,
    private readonly fills: ReferenceFills,
    private readonly settling: ReferenceSettling,
    private readonly kept: ReferenceKept,
    private readonly config: EngineConfig,
  ) {}

  /** Whether the last row of the message at hand is still to come. */
  get isInMessage(): boolean {
    return this.#open !== undefined;
  }

  /**
   * Applies the next row.
   * @returns what its message has changed (mask of `change`), or undefined while the message goes on.
   * @throws RowError
   */
  applyNextRow(nowNs: TimeNs): number | undefined {
    const { rows } = this;
    rows.readNext();
    this.#check(nowNs);
    this.#open ??= this.#begin();
    this.#open.lastKind = rows.kind as EventKind;
    this.#apply(this.#open.times);
    if (!rows.isLast) return undefined;
    const changed = this.#end(this.#open);
    this.#open = undefined;
    this.messagesCount++;
    return changed;
  }

  #check(nowNs: TimeNs): void {
    const { rows } = this;
    const open = this.#open;
    const brokenRow = brokenRowRule(rows, {
      kindBefore: open?.lastKind,
      receivedNs: open?.times.receivedNs ?? rows.receivedNs,
      venueNs: open?.rawVenueNs ?? rows.venueNs,
      hasVenueTime: open?.hasVenueTime ?? rows.hasVenueTime,
      nowNs,
      bookState: this.market.state,
    });
    const code = brokenRow === 0 && this.queues.isExact ? this.#brokenOrderRule() : brokenRow;
    if (code !== 0) throw new RowError(code, rows.readCount - 1);
  }

  #brokenOrderRule(): number {
    const { book, venueOrders, state } = this.market;
    return venueOrders.brokenRule(this.rows, book.shownLots(this.rows.side, this.rows.priceTicks), state);
  }

  #begin(): OpenMessage {
    const { rows, market } = this;
    const venueNs = this.#venueNs();
    this.receivedNs = rows.receivedNs;
    market.raisedNs = Math.max(market.raisedNs, venueNs);
    this.settling.settleBefore(market.raisedNs, rows.receivedNs);
    if (rows.kind === eventKind.ticker) this.settling.noteTicker(rows.receivedNs);
    return {
      rawVenueNs: rows.venueNs,
      hasVenueTime: rows.hasVenueTime,
      times: { venueNs, receivedNs: rows.receivedNs },
      stateBefore: market.state,
      lastKind: rows.kind as EventKind,
    };
  }

  /** The venue time of the message that begins, `v` of the rules. */
  #venueNs(): TimeNs {
    const { rows, market } = this;
    if (rows.hasVenueTime) {
      if (rows.venueNs < market.raisedNs) this.venueTimesLateCount++;
      return rows.venueNs;
    }
    if (rows.kind === eventKind.ticker) return rows.receivedNs - this.config.tickerLatencyNs;
    this.venueTimesMissingCount++;
    return market.raisedNs;
  }

  #apply(times: MessageTimes): void {
    const { market, rows } = this;
    switch (rows.kind as EventKind) {
      case eventKind.depth:
        this.eventsCount++;
        this.#depth(times.venueNs);
        break;
      case eventKind.trade:
        this.#trade(times);
        break;
      case eventKind.ticker:
        market.setTicker(rows.side, rows.priceTicks, rows.sizeLots, times.venueNs);
        break;
      case eventKind.snapshotLevel:
        this.#show(neverNs);
        break;
      case eventKind.gap:
        this.queues.forgetMoves();
        market.lose();
        break;
      case eventKind.clear:
        market.clear();
        break;
    }
  }

  #depth(venueNs: TimeNs): void {
    const { side, priceTicks, sizeLots } = this.rows;
    const oldLots = this.market.book.shownLots(side, priceTicks);
    const venueOrder = this.#show(venueNs);
    if (venueOrder !== undefined) this.queues.venueOrderRow(venueOrder, sizeLots - oldLots);
    else if (!this.queues.isExact) this.queues.depthRow(side, priceTicks, oldLots, sizeLots, venueNs);
  }

  /** Sets the level of the row, and says which order of the venue changed it, where rows tell. */
  #show(joinedNs: TimeNs): VenueOrder | undefined {
    const { rows, market } = this;
    const oldLots = market.book.shownLots(rows.side, rows.priceTicks);
    market.book.show(rows.side, rows.priceTicks, rows.sizeLots);
    return this.queues.isExact ? market.venueOrders.change(rows, oldLots, joinedNs) : undefined;
  }

  #trade(times: MessageTimes): void {
    const { market } = this;
    this.eventsCount++;
    this.tradesCount++;
    this.kept.printed(this.rows.side, this.rows.priceTicks, this.rows.sizeLots, times);
    if (market.state !== "valid") return;
    const { priceTicks, sizeLots: lots, orderId } = this.rows;
    const side = opposite(this.rows.side);
    this.fills.print({ side, priceTicks, lots, orderId }, times);
    const { venueNs } = times;
    if (!this.queues.isExact && venueNs > market.depthNs) market.prints.add({ side, priceTicks, venueNs, lots });
    this.fills.showNextSlices();
  }

  #end({ times, stateBefore }: OpenMessage): number {
    const { market, fills } = this;
    const kind = this.rows.kind as EventKind;
    if (kind === eventKind.depth) {
      this.queues.depthSeen(times.venueNs);
      market.prints.forgetUntil(times.venueNs);
      market.depthNs = Math.max(market.depthNs, times.venueNs);
      fills.quotesThrough(times);
      fills.showNextSlices();
    } else if (kind === eventKind.snapshotLevel) {
      market.state = "valid";
      market.depthNs = Math.max(market.depthNs, times.venueNs);
      fills.snapshotSeen(times);
    } else if (kind === eventKind.ticker) {
      this.eventsCount++;
    }
    const touchBefore = market.touch;
    market.touch = this.#touchAfter(kind);
    this.kept.messageEnded(kind, touchBefore, times.receivedNs);
    let changed = kind === eventKind.trade ? change.trade : 0;
    if (kind === eventKind.depth || kind === eventKind.snapshotLevel) changed |= change.depth;
    if (!samePair(touchBefore.ticks, market.touch.ticks)) {
      market.touches.add({ receivedNs: times.receivedNs, ticks: market.touch.ticks });
      changed |= change.touchPrice;
    }
    if (!samePair(touchBefore.lots, market.touch.lots)) changed |= change.touchSize;
    if (stateBefore !== market.state) changed |= change.bookState;
    return changed;
  }

  #touchAfter(kind: EventKind): Top {
    const { market, rows } = this;
    if (market.state !== "valid") return emptyTop;
    if (!rows.movesTouch) return market.touch;
    if (kind === eventKind.ticker) return market.ticker;
    return kind === eventKind.depth || kind === eventKind.snapshotLevel ? market.bookTop : market.touch;
  }
}

function samePair(a: readonly [number, number], b: readonly [number, number]): boolean {
  return a[bid] === b[bid] && a[ask] === b[ask];
}
