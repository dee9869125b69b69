/**
 * Plain order rows (`uncrossed-rows.ts`) as market rows that name their orders: what the replay venue reads, by levels
 * or order by order (`src/engine/README.md`, section 6).
 *
 * - Each execution of a message is a print: a trade of the side opposite to the order that was hit, naming it (0 for a
 *   hidden one).
 * - All that happened to orders is then one depth message, a row an order, with the lots that its level shows after it.
 * - A snapshot is `clear` and a row an order. A book that begins empty begins with its first order: there is no valid
 *   book before.
 * - Some venues tell the executions of one taker in a message each. Messages of nothing but executions, of one side and
 *   at equal times, are taken as one: between two prints of a sweep there was no book that anybody could have seen.
 *
 * An update id is the message's number; the venue's own are not carried so far. Rows that come out are in order of
 * receipt: should a time run backwards, it is raised, and counted.
 */
import { type EventKind, eventKind } from "../../domain/event.ts";
import { MarketRows, noId, type RowSink } from "../../domain/market-rows.ts";
import {
  orderEventKind as kinds,
  noOrderId,
  type OrderEventColumns,
  type OrderEventKind,
} from "../../domain/order-event.ts";
import { OrderRowReader } from "../../domain/order-rows.ts";
import { bid, opposite, type Side } from "../../domain/side.ts";
import type { DurationNs, TimeNs } from "../../domain/time.ts";

const rowsMax = 8192;

export class OrderMarketCounts {
  depthCount = 0;
  tradesCount = 0;
  /** Times that the book began anew. */
  clearsCount = 0;
  outOfOrderCount = 0;
}

/** What one order did to its level. */
interface LevelChange {
  readonly orderId: bigint;
  readonly side: Side;
  readonly priceTicks: number;
  readonly levelLots: number;
  readonly isGrowth: boolean;
}

export class OrderMarketRows {
  readonly counts = new OrderMarketCounts();
  readonly #rows = new MarketRows(rowsMax, true);
  readonly #levelLots = [new Map<number, number>(), new Map<number, number>()] as const;
  #changes: LevelChange[] = [];
  #clears = false;
  /** The rows so far give a valid book. */
  #hasBook = false;
  #receivedNs: TimeNs = Number.NEGATIVE_INFINITY;
  #venueNs: TimeNs = 0;
  /** The side that was hit, while messages are of nothing else. */
  #sweptSide: Side | undefined;
  #messageId = 0;

  /** @param shiftNs added to all times: from the recording's midnight to that of the rows. */
  constructor(
    private readonly sink: RowSink,
    private readonly shiftNs: DurationNs = 0,
  ) {}

  /** @param columns whole messages of `UncrossedRows`. */
  take(columns: OrderEventColumns): void {
    const row = new OrderRowReader(columns);
    for (let from = 0, to = 0; from < columns.rowsCount; from = to) {
      while (!row.at(to++).isLast);
      this.#begin(row, from, to);
      for (let at = from; at < to; at++) this.#row(row.at(at));
    }
  }

  /** Hands on the last rows. */
  end(): void {
    this.#tellChanges();
    if (this.#rows.count > 0) this.sink.rows(this.#rows);
    this.#rows.clear();
    this.sink.end();
  }

  #begin(row: OrderRowReader, from: number, to: number): void {
    const sweptSide = sweptSideOf(row, from, to);
    const receivedNs = row.at(from).receivedNs + this.shiftNs;
    const venueNs = row.venueNs + this.shiftNs;
    const isSameTaker = sweptSide !== undefined && sweptSide === this.#sweptSide && venueNs === this.#venueNs;
    if (!isSameTaker || receivedNs !== this.#receivedNs) this.#tellChanges();
    if (receivedNs < this.#receivedNs) this.counts.outOfOrderCount++;
    this.#receivedNs = Math.max(this.#receivedNs, receivedNs);
    this.#venueNs = venueNs;
    this.#sweptSide = sweptSide;
  }

  #row(row: OrderRowReader): void {
    const { kind, orderId } = row;
    if (kind === kinds.clear || kind === kinds.gap) this.#forget(kind);
    else if (kind === kinds.hiddenTrade) this.#trade(row);
    else {
      // A print can only name an order that is in the book by then.
      if (kind === kinds.execute && this.#changes.some((change) => change.isGrowth && change.orderId === orderId))
        this.#tellChanges();
      if (kind === kinds.execute) this.#trade(row);
      this.#change(row);
    }
  }

  #forget(kind: typeof kinds.clear | typeof kinds.gap): void {
    this.#tellChanges();
    for (const levels of this.#levelLots) levels.clear();
    this.#hasBook = false;
    this.#clears = kind === kinds.clear;
    if (kind === kinds.gap) this.#append(eventKind.gap, noOrderId, bid, 0, 0, true);
  }

  #trade({ orderId, side, priceTicks, sizeLots }: OrderRowReader): void {
    this.counts.tradesCount++;
    this.#append(eventKind.trade, orderId, opposite(side), priceTicks, sizeLots, true);
  }

  #change({ kind, orderId, side, priceTicks, sizeLots }: OrderRowReader): void {
    const isGrowth = isAdd(kind);
    const levels = this.#levelLots[side];
    const levelLots = (levels.get(priceTicks) ?? 0) + (isGrowth ? sizeLots : -sizeLots);
    levels.set(priceTicks, levelLots);
    if (levelLots === 0) levels.delete(priceTicks);
    this.#changes.push({ orderId, side, priceTicks, levelLots, isGrowth });
  }

  #tellChanges(): void {
    const changes = this.#changes;
    const isAnew = this.#clears || (!this.#hasBook && changes.length > 0);
    if (isAnew) this.#tellClear(changes.length === 0);
    if (changes.length === 0) return;
    if (!isAnew) this.counts.depthCount++;
    const kind = isAnew ? eventKind.snapshotLevel : eventKind.depth;
    for (const [at, { orderId, side, priceTicks, levelLots }] of changes.entries())
      this.#append(kind, orderId, side, priceTicks, levelLots, at === changes.length - 1);
    this.#hasBook = true;
    this.#changes = [];
  }

  #tellClear(isLast: boolean): void {
    this.counts.clearsCount++;
    this.#clears = false;
    this.#append(eventKind.clear, noOrderId, bid, 0, 0, isLast);
  }

  #append(kind: EventKind, orderId: bigint, side: Side, priceTicks: number, sizeLots: number, isLast: boolean): void {
    const updateId = kind === eventKind.trade ? noId : this.#messageId;
    this.#rows.append({
      ...{ kind, side, receivedNs: this.#receivedNs, venueNs: this.#venueNs, priceTicks, sizeLots, orderId },
      ...{ firstUpdateId: updateId, updateId, previousUpdateId: noId, tradeId: noId, isLast },
    });
    if (isLast) this.#messageId++;
    if (!this.#rows.isFull) return;
    this.sink.rows(this.#rows);
    this.#rows.clear();
  }
}

/** The side that was hit, where rows from one to before another are executions of that side alone. */
function sweptSideOf(row: OrderRowReader, from: number, to: number): Side | undefined {
  const { side } = row.at(from);
  for (let at = from; at < to; at++) {
    const { kind } = row.at(at);
    if ((kind !== kinds.execute && kind !== kinds.hiddenTrade) || row.side !== side) return undefined;
  }
  return side;
}

function isAdd(kind: OrderEventKind): boolean {
  return kind === kinds.add || kind === kinds.snapshotOrder;
}
