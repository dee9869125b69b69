/**
 * Where the hot state of an instrument stands in a store, by name: other programs look there, so the names are fixed.
 *
 *   lob:BTCUSDT   orders:<client order id>   orders:open:BTCUSDT   position:BTCUSDT   pnl:BTCUSDT
 *   model:BTCUSDT
 *   streams  ticks:BTCUSDT   fills:BTCUSDT
 */
import { type Instrument, instrumentKey } from "./instrument.ts";
import type { LedgerMode } from "./ledger-record.ts";

/** Keys of what a session has. What is simulated begins with `paper:`, so that nobody takes it for real. */
export class StateKeys {
  readonly #prefix: string;

  constructor(mode: LedgerMode) {
    this.#prefix = mode === "paper" ? "paper:" : "";
  }

  book(instrument: Instrument): string {
    return `${this.#prefix}${bookKey(instrument)}`;
  }
  order(clientOrderId: string): string {
    return `${this.#prefix}orders:${clientOrderId}`;
  }
  openOrders(instrument: Instrument): string {
    return `${this.#prefix}orders:open:${instrumentKey(instrument)}`;
  }
  position(instrument: Instrument): string {
    return `${this.#prefix}position:${instrumentKey(instrument)}`;
  }
  pnl(instrument: Instrument): string {
    return `${this.#prefix}pnl:${instrumentKey(instrument)}`;
  }
  model(instrument: Instrument): string {
    return `${this.#prefix}model:${instrumentKey(instrument)}`;
  }
  fillsStream(instrument: Instrument): string {
    return `${this.#prefix}fills:${instrumentKey(instrument)}`;
  }
}

/** The book as a recorder sees it: the market's, whoever trades there. */
export function bookKey(instrument: Instrument): string {
  return `lob:${instrumentKey(instrument)}`;
}

/** The market's messages, as a recorder received them. */
export function ticksStream(instrument: Instrument): string {
  return `ticks:${instrumentKey(instrument)}`;
}
