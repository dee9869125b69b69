/**
 * A reader of market rows that name their orders, as simple as the rules (`src/engine/README.md`, 6a and 8): each order
 * by its id, each level by its price. It throws at the first row that breaks a rule.
 */
import { eventKind as kinds } from "../../src/domain/event.ts";
import type { MarketRow, MarketRows, RowSink } from "../../src/domain/market-rows.ts";
import type { OrderEventColumns } from "../../src/domain/order-event.ts";
import { ask, bid, type Side } from "../../src/domain/side.ts";
import type { BookLevel, OrderBook } from "../../src/ports/order-book.ts";
import { rowAt } from "./market-rows.ts";

export type NamedRow = Required<MarketRow>;

export class NamedRowsVenue implements RowSink {
  readonly rowsSeen: NamedRow[] = [];
  readonly prints: NamedRow[] = [];
  isValid = false;
  messagesCount = 0;
  readonly #orders = new Map<bigint, { readonly place: string; lots: number }>();
  readonly #levels = [new Map<number, number>(), new Map<number, number>()] as const;
  #message: NamedRow[] = [];
  #receivedNs = Number.NEGATIVE_INFINITY;

  rows(batch: MarketRows): void {
    for (let at = 0; at < batch.count; at++) this.#row({ ...rowAt(batch, at), orderId: batch.orderId![at]! });
  }

  end(): void {
    check(this.#message.length === 0, "the rows end a message");
  }

  levels(side: Side): Omit<BookLevel, "ordersCount">[] {
    return [...this.#levels[side]]
      .map(([priceTicks, sizeLots]) => ({ priceTicks, sizeLots }))
      .sort((a, b) => (side === bid ? b.priceTicks - a.priceTicks : a.priceTicks - b.priceTicks));
  }

  #row(row: NamedRow): void {
    this.rowsSeen.push(row);
    this.#message.push(row);
    const [first] = this.#message;
    check(row.receivedNs >= this.#receivedNs && row.venueNs <= row.receivedNs, "times never run backwards");
    check(row.receivedNs === first!.receivedNs && row.venueNs === first!.venueNs, "a message has one time");
    const isSnapshot = first!.kind === kinds.clear && row.kind === kinds.snapshotLevel;
    check(row.kind === first!.kind || isSnapshot, "a message has one kind");
    this.#receivedNs = row.receivedNs;
    this.#apply(row);
    if (!row.isLast) return;
    if (isSnapshot) this.isValid = true;
    this.messagesCount++;
    this.#message = [];
  }

  #apply(row: NamedRow): void {
    if (row.kind === kinds.clear || row.kind === kinds.gap) this.#forget();
    else if (row.kind === kinds.trade) this.#trade(row);
    else {
      check(row.kind === kinds.snapshotLevel || this.isValid, "depth has a valid book");
      this.#level(row);
    }
  }

  #forget(): void {
    this.isValid = false;
    this.#orders.clear();
    for (const levels of this.#levels) levels.clear();
  }

  #trade(row: NamedRow): void {
    this.prints.push(row);
    check(row.priceTicks > 0 && row.sizeLots > 0, "a print has price and size");
    if (row.orderId === 0n || !this.isValid) return;
    const hit = this.#orders.get(row.orderId);
    const place = placeOf(row.side === bid ? ask : bid, row.priceTicks);
    check(hit !== undefined && hit.place === place && hit.lots >= row.sizeLots, "the order that was hit rests there");
  }

  #level({ side, priceTicks, sizeLots, orderId }: NamedRow): void {
    const moved = sizeLots - (this.#levels[side].get(priceTicks) ?? 0);
    const place = placeOf(side, priceTicks);
    const order = this.#orders.get(orderId);
    check(moved !== 0 && orderId !== 0n && sizeLots >= 0, "a row of depth is what an order did");
    if (moved > 0) check(order === undefined, "an order joins once");
    else check(order !== undefined && order.place === place && order.lots >= -moved, "an order loses what it has");
    const lots = (order?.lots ?? 0) + moved;
    if (lots > 0) this.#orders.set(orderId, { place, lots });
    else this.#orders.delete(orderId);
    if (sizeLots > 0) this.#levels[side].set(priceTicks, sizeLots);
    else this.#levels[side].delete(priceTicks);
  }
}

/** All levels of a book of orders, as `NamedRowsVenue` has them. */
export function levelsOf(book: OrderBook, side: Side): Omit<BookLevel, "ordersCount">[] {
  return book.levels(side, book.levelsCount(side)).map(({ priceTicks, sizeLots }) => ({ priceTicks, sizeLots }));
}

/** The messages of columns, one by one. */
export function* messagesOf(columns: OrderEventColumns, isLastFlag: number): Generator<OrderEventColumns> {
  for (let from = 0, to = 0; from < columns.rowsCount; from = to) {
    while ((columns.flags[to++]! & isLastFlag) === 0);
    yield {
      rowsCount: to - from,
      receivedNs: columns.receivedNs.slice(from, to),
      venueNs: columns.venueNs.slice(from, to),
      orderId: columns.orderId.slice(from, to),
      sizeLots: columns.sizeLots.slice(from, to),
      priceTicks: columns.priceTicks.slice(from, to),
      flags: columns.flags.slice(from, to),
    };
  }
}

function placeOf(side: Side, priceTicks: number): string {
  return `${side} ${priceTicks}`;
}

function check(condition: boolean, rule: string): asserts condition {
  if (!condition) throw new Error(`rows break a rule: ${rule}`);
}
