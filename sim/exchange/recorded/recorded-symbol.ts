/**
 * One symbol whose market is a recording: each message becomes trades, fills of our orders and changed levels, as one command of the
 * exchange. What a print gave to our orders is told as their trades, and only the rest of it as the recording's.
 */
import { assert } from "../../../src/base/assert.ts";
import { powerOfTen } from "../../../src/base/decimal.ts";
import { InputError } from "../../../src/base/input-error.ts";
import { type EventColumns, eventFlag, eventKind } from "../../../src/domain/event.ts";
import { ownEventKind } from "../../../src/domain/own-event.ts";
import { ask, bid, opposite } from "../../../src/domain/side.ts";
import { nsPerUs } from "../../../src/domain/time.ts";
import type { Tape } from "../../../src/ports/tape.ts";
import { expireUnknown } from "../cancelling.ts";
import type { Exchange } from "../exchange.ts";
import type { ExchangeSymbol } from "../exchange-symbol.ts";
import type { Market } from "../market.ts";
import { close } from "../matching.ts";
import { settleTrade } from "../settlement.ts";
import { assetPlaces, type SymbolEntry } from "../symbol-entry.ts";
import { OtherSide } from "./other-side.ts";
import type { RecordedBook } from "./recorded-book.ts";
import { kindOf, recordedMessages } from "./recorded-messages.ts";
import type { Happening } from "./resting-order.ts";

/** What the replay venue does, and all it can do. */
const prevention = {
  defaultSelfTradePreventionMode: "EXPIRE_TAKER",
  allowedSelfTradePreventionModes: ["EXPIRE_TAKER"],
} satisfies Partial<SymbolEntry>;

/** @throws InputError when the tape's ticks or lots are not the symbol's. */
export function checkGrid(symbol: ExchangeSymbol, { instrument, source }: Tape): void {
  const { pricePlaces, sizePlaces, tickUnits, lotUnits } = instrument;
  const isTick = tickUnits * powerOfTen(assetPlaces) === symbol.tickUnits * powerOfTen(pricePlaces);
  const isLot = lotUnits * powerOfTen(assetPlaces) === symbol.lotUnits * powerOfTen(sizePlaces);
  if (!isTick || !isLot) throw new InputError(source, `has other steps of price or size than ${symbol.name}`);
}

export class RecordedSymbol {
  /** When the next message happens; Infinity once there is none. */
  nextUs: number;
  readonly #otherSide: OtherSide;
  readonly #messages: ReturnType<typeof recordedMessages>;
  readonly #firstNs: number;
  #next: ReturnType<ReturnType<typeof recordedMessages>["next"]>;

  /** @param startUs when its epoch's `firstNs` is. */
  constructor(
    private readonly exchange: Exchange,
    private readonly market: Market,
    private readonly book: RecordedBook,
    tapes: readonly Tape[],
    epochUnixNs: bigint,
    firstNs: number,
    private readonly startUs: number,
  ) {
    exchange.changeSymbol(startUs, market, prevention);
    this.#otherSide = new OtherSide(exchange, market, startUs);
    book.levelChanged = (side, priceTicks, lots) => market.levelChanged(side, priceTicks, lots);
    book.takenFrom = (side, priceTicks, lots) => this.#otherSide.maker(side, priceTicks, lots).orderId;
    this.#firstNs = firstNs;
    this.#messages = recordedMessages(tapes, epochUnixNs);
    this.#next = this.#messages.next();
    this.nextUs = this.#usOfNext();
  }

  /** The next message happens. After the last one, orders can only be cancelled. */
  act(): void {
    const { exchange, market } = this;
    const { value } = this.#next;
    assert(value !== undefined, "a message is due");
    exchange.happen(this.nextUs, market, () => this.#happen(value.rows));
    if (this.book.hasWindows && isDepth(value.rows)) market.broadcast.windowEnd(market, this.nextUs);
    const lastUs = this.nextUs;
    this.#next = this.#messages.next();
    this.nextUs = this.#usOfNext();
    if (this.nextUs !== Number.POSITIVE_INFINITY) return;
    this.book.end();
    exchange.changeSymbol(lastUs, market, { status: "CANCEL_ONLY" });
  }

  #usOfNext(): number {
    const { value } = this.#next;
    if (value === undefined) return Number.POSITIVE_INFINITY;
    return this.startUs + Math.max(0, Math.floor((value.timeNs - this.#firstNs) / nsPerUs));
  }

  #happen(rows: EventColumns): void {
    const happenings = this.book.apply(rows);
    let filledLots = 0;
    for (const happening of happenings) filledLots += this.#befell(happening);
    if (kindOf(rows, 0) !== eventKind.trade) return;
    for (let row = 0; row < rows.rowsCount; row++) {
      const lots = Number(rows.sizeLots[row]);
      const ownLots = Math.min(lots, filledLots);
      filledLots -= ownLots;
      if (lots > ownLots) this.#print(rows, row, lots - ownLots);
    }
    assert(filledLots === 0, "our orders get no more than was printed");
  }

  /** @returns the lots that our order got. */
  #befell({ kind, order: resting, priceTicks, lots, leftLots }: Happening): number {
    const { market } = this;
    const order = market.orders.get(resting!.orderId);
    assert(order !== undefined, "what rests in the book is an open order");
    if (kind === ownEventKind.unknown) {
      expireUnknown(market, order);
      return 0;
    }
    assert(kind === ownEventKind.filled, "a message fills orders, or leaves them unknown");
    settleTrade(market, this.#otherSide.taker(opposite(order.side), priceTicks, lots), order, priceTicks, lots);
    order.desk.shrank(order, lots);
    assert(order.leftLots === leftLots, "records and the engine agree on what is left");
    if (!order.isOpen) close(market, order, 0);
    return lots;
  }

  /** A trade between others. Their orders have no ids: prints of one time, side and price count as one taker's. */
  #print(rows: EventColumns, row: number, lots: number): void {
    const { market } = this;
    const priceTicks = rows.priceTicks[row]!;
    const side = (rows.flags[row]! & eventFlag.ask) === 0 ? bid : ask;
    const quoteUnits = market.symbol.quoteUnits(priceTicks, lots);
    market.lastTradeId++;
    market.noteTrade(priceTicks, lots, quoteUnits);
    const { nowUs: timeUs, lastTradeId: tradeId } = market;
    market.broadcast.trade(
      market,
      { timeUs, tradeId, priceTicks, lots, quoteUnits, isBuyer: side === bid, isMaker: false },
      0,
      0,
    );
  }
}

/** Snapshots, too. */
function isDepth(rows: EventColumns): boolean {
  const kind = kindOf(rows, rows.rowsCount - 1);
  return kind !== eventKind.trade && kind !== eventKind.ticker && kind !== eventKind.gap;
}
