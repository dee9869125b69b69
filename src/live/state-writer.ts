/**
 * Shows a session to other programs: book, open orders, position, P&L, models and fills of each instrument, in the store of hot
 * state. It is called with how the session stands, at a pace and after changes, and gives on only what has changed.
 *
 * Decimals in the venue's places, times as Unix nanoseconds: who reads there knows no ticks.
 */
import { formatDecimal } from "../base/decimal.ts";
import { modelFaults } from "../core/models/model.ts";
import { bookFields } from "../domain/book-fields.ts";
import { formatPrice, formatSize, type Instrument } from "../domain/instrument.ts";
import type { FillRecord } from "../domain/ledger-record.ts";
import type { MarketRows } from "../domain/market-rows.ts";
import { RecordedBook } from "../domain/recorded-book.ts";
import { sideName } from "../domain/side.ts";
import { StateKeys } from "../domain/state-keys.ts";
import type { MarketStatus, OrderStatus, PnlStatus, SessionStatus } from "../ports/session-status.ts";
import type { StateFields, StateStore } from "../ports/state-store.ts";

export interface StateWriterParts {
  readonly store: StateStore;
  readonly mode: SessionStatus["mode"];
  readonly epochUnixNs: bigint;
  readonly instruments: readonly Instrument[];
  /** Not where a recorder in front of the session does it. */
  readonly writesBooks: boolean;
}

export class StateWriter {
  readonly #keys: StateKeys;
  /** What was put at each key, as one text. */
  readonly #told = new Map<string, string>();
  /** Keys of open orders by their instrument's set. */
  readonly #open = new Map<string, ReadonlySet<string>>();
  readonly #fillsCount = new Map<string, number>();

  /** Of each instrument, as the rows build it. */
  readonly #books: readonly { readonly instrument: Instrument; readonly book: RecordedBook }[];

  constructor(private readonly parts: StateWriterParts) {
    this.#keys = new StateKeys(parts.mode);
    this.#books = parts.instruments.map((instrument) => ({ instrument, book: new RecordedBook() }));
  }

  /** What the feed told, for the book alone. @param rows lent. */
  rows(marketIndex: number, rows: MarketRows): void {
    if (this.parts.writesBooks) this.#books[marketIndex]!.book.apply(rows);
  }

  /** All that is not there as it stands now. */
  write(status: SessionStatus): void {
    if (this.parts.writesBooks)
      for (const { instrument, book } of this.#books)
        this.#put(this.#keys.book(instrument), bookFields(instrument, book, this.parts.epochUnixNs));
    for (const market of status.markets) {
      const { instrument, pnl, models } = market;
      this.#orders(market, status);
      this.#put(this.#keys.position(instrument), positionFields(market, status));
      if (models.length > 0) this.#put(this.#keys.model(instrument), modelFields(market, status));
      if (pnl !== undefined) this.#put(this.#keys.pnl(instrument), pnlFields(instrument, pnl, status));
    }
  }

  filled(instrument: Instrument, fill: FillRecord): void {
    const stream = this.#keys.fillsStream(instrument);
    const sequence = this.#fillsCount.get(stream) ?? 0;
    this.#fillsCount.set(stream, sequence + 1);
    this.parts.store.append(stream, sequence, { sequence: String(sequence), ...fillFields(fill) });
  }

  /** Takes away the open orders of a session that died. */
  begin(): void {
    for (const { instrument } of this.#books)
      this.parts.store.removeMembers(this.#keys.openOrders(instrument), this.#keys.order(""));
  }

  /** What is there may be gone: all is told anew, and open are ours alone. */
  forget(): void {
    this.#told.clear();
    for (const { instrument } of this.#books) {
      const set = this.#keys.openOrders(instrument);
      this.parts.store.remove(set);
      for (const clientOrderId of this.#open.get(set) ?? []) this.parts.store.setMember(set, clientOrderId, true);
    }
  }

  /** Nothing of this session is open any more; what it earned stays. */
  end(): void {
    for (const [set, clientOrderIds] of this.#open)
      for (const clientOrderId of clientOrderIds) this.#closed(set, clientOrderId);
    this.#open.clear();
  }

  #orders({ instrument, orders }: MarketStatus, status: SessionStatus): void {
    const set = this.#keys.openOrders(instrument);
    const before = this.#open.get(set) ?? new Set<string>();
    const now = new Set(orders.map(({ clientOrderId }) => clientOrderId));
    this.#open.set(set, now);
    for (const order of orders) {
      this.#put(this.#keys.order(order.clientOrderId), orderFields(instrument, order, status));
      if (!before.has(order.clientOrderId)) this.parts.store.setMember(set, order.clientOrderId, true);
    }
    for (const clientOrderId of before) if (!now.has(clientOrderId)) this.#closed(set, clientOrderId);
  }

  #closed(set: string, clientOrderId: string): void {
    const key = this.#keys.order(clientOrderId);
    this.#told.delete(key);
    this.parts.store.remove(key);
    this.parts.store.setMember(set, clientOrderId, false);
  }

  #put(key: string, fields: StateFields): void {
    const text = Object.values(fields).join("\n");
    if (this.#told.get(key) === text) return;
    this.#told.set(key, text);
    this.parts.store.put(key, fields);
  }
}

function orderFields(
  instrument: Instrument,
  order: OrderStatus,
  { sessionId, epochUnixNs }: SessionStatus,
): StateFields {
  return {
    symbol: instrument.symbol,
    side: sideName(order.side),
    price: formatPrice(instrument, order.priceTicks),
    size: formatSize(instrument, order.sizeLots),
    remaining: formatSize(instrument, order.remainingLots),
    state: order.state,
    sent_time_ns: String(epochUnixNs + BigInt(order.sentNs)),
    session_id: sessionId,
  };
}

function positionFields({ instrument, positionLots, limits }: MarketStatus, { sessionId }: SessionStatus): StateFields {
  return {
    position: formatSize(instrument, positionLots),
    position_max: formatSize(instrument, limits.positionLotsMax),
    session_id: sessionId,
  };
}

/** Which versions it trades by, and how often they had no number to give. */
function modelFields({ models, vetoes }: MarketStatus, { sessionId }: SessionStatus): StateFields {
  const versions = models.flatMap(({ role, name, hash, horizonMs }) => [
    [role, name],
    [`${role}_hash`, hash],
    [`${role}_horizon_ms`, String(horizonMs)],
  ]);
  const faults = modelFaults.map((fault) => [`${fault}_count`, String(vetoes.get(fault) ?? 0)]);
  return { ...Object.fromEntries([...versions, ...faults]), session_id: sessionId };
}

function pnlFields({ settle }: Instrument, pnl: PnlStatus, { sessionId }: SessionStatus): StateFields {
  const decimal = (units: bigint) => formatDecimal(units, settle.places);
  return {
    unit: settle.name,
    net: decimal(pnl.netUnits),
    gross: decimal(pnl.grossUnits),
    fees: decimal(pnl.feesUnits),
    spread_capture: decimal(pnl.captureUnits),
    inventory: decimal(pnl.inventoryUnits),
    adverse_selection: decimal(pnl.adverseUnits),
    session_id: sessionId,
  };
}

function fillFields(fill: FillRecord): StateFields {
  return {
    session_id: fill.sessionId,
    trade_id: fill.tradeId,
    client_order_id: fill.clientOrderId,
    side: fill.side,
    price: fill.price,
    size: fill.size,
    fee: fill.fee,
    fee_asset: fill.feeAsset,
    maker: String(fill.maker),
    cause: fill.cause,
    venue_time_ns: String(fill.venueUnixNs),
    received_time_ns: String(fill.receivedUnixNs),
  };
}
