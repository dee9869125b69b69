/**
 * Market events as they are received and stored: the rows of `event.ts` with raw times and the venue's ids.
 *
 * Importers, the recorder and the synthetic market fill these; Parquet holds them one to one; tapes are made of them. A
 * batch is bounded and reused: a sink that keeps anything copies it.
 */
import { assert } from "../base/assert.ts";
import type { EventKind } from "./event.ts";
import type { Side } from "./side.ts";
import type { TimeNs } from "./time.ts";

/** Stands for an id that the venue did not give. */
export const noId = -1;

/** Everything about one row but its place. Ids are whole and below 2^53, or `noId`. */
export interface MarketRow {
  readonly kind: EventKind;
  readonly side: Side;
  /** Raw: what the receiver's clock said. */
  readonly receivedNs: TimeNs;
  /** Raw: what the venue's clock said; NaN where it said nothing. */
  readonly venueNs: TimeNs;
  readonly priceTicks: number;
  readonly sizeLots: number;
  /**
   * What the venue shows beyond whole lots, in 10^-sizePlaces: orders older than the present lot may lie on a finer
   * grid. Nobody can trade it any more, so the engine never sees it; only the printed book needs it. Absent: 0.
   */
  readonly sizeDust?: number;
  readonly firstUpdateId: number;
  readonly updateId: number;
  readonly previousUpdateId: number;
  readonly tradeId: number;
  /** Where the venue tells every order: as in `EventColumns`. Absent: 0. */
  readonly orderId?: bigint;
  readonly isLast: boolean;
}

const columnNames = [
  ...(["kind", "side", "isLast", "priceTicks", "receivedNs", "venueNs", "sizeLots", "sizeDust"] as const),
  ...(["firstUpdateId", "updateId", "previousUpdateId", "tradeId"] as const),
];

/** A bounded batch of rows, a column each. */
export class MarketRows {
  readonly kind: Uint8Array;
  readonly side: Uint8Array;
  readonly isLast: Uint8Array;
  readonly priceTicks: Int32Array;
  readonly receivedNs: Float64Array;
  readonly venueNs: Float64Array;
  readonly sizeLots: Float64Array;
  readonly sizeDust: Float64Array;
  readonly firstUpdateId: Float64Array;
  readonly updateId: Float64Array;
  readonly previousUpdateId: Float64Array;
  readonly tradeId: Float64Array;
  /** Undefined where the venue tells levels alone. */
  readonly orderId: BigUint64Array | undefined;
  count = 0;

  constructor(
    readonly countMax: number,
    hasOrderIds = false,
  ) {
    this.kind = new Uint8Array(countMax);
    this.side = new Uint8Array(countMax);
    this.isLast = new Uint8Array(countMax);
    this.priceTicks = new Int32Array(countMax);
    this.receivedNs = new Float64Array(countMax);
    this.venueNs = new Float64Array(countMax);
    this.sizeLots = new Float64Array(countMax);
    this.sizeDust = new Float64Array(countMax);
    this.firstUpdateId = new Float64Array(countMax);
    this.updateId = new Float64Array(countMax);
    this.previousUpdateId = new Float64Array(countMax);
    this.tradeId = new Float64Array(countMax);
    this.orderId = hasOrderIds ? new BigUint64Array(countMax) : undefined;
  }

  get isFull(): boolean {
    return this.count === this.countMax;
  }

  append(row: MarketRow): void {
    assert(!this.isFull, "a batch is handed on before it is full");
    const at = this.count++;
    this.kind[at] = row.kind;
    this.side[at] = row.side;
    this.isLast[at] = row.isLast ? 1 : 0;
    this.priceTicks[at] = row.priceTicks;
    this.receivedNs[at] = row.receivedNs;
    this.venueNs[at] = row.venueNs;
    this.sizeLots[at] = row.sizeLots;
    this.sizeDust[at] = row.sizeDust ?? 0;
    this.firstUpdateId[at] = row.firstUpdateId;
    this.updateId[at] = row.updateId;
    this.previousUpdateId[at] = row.previousUpdateId;
    this.tradeId[at] = row.tradeId;
    if (this.orderId !== undefined) this.orderId[at] = row.orderId ?? 0n;
  }

  /** A copy of all but the first `firstCount`. */
  behind(firstCount: number): MarketRows {
    const copy = new MarketRows(this.count - firstCount, this.orderId !== undefined);
    copy.count = copy.countMax;
    for (const name of columnNames) copy[name].set(this[name].subarray(firstCount, this.count) as never);
    if (this.orderId !== undefined) copy.orderId?.set(this.orderId.subarray(firstCount, this.count));
    return copy;
  }

  clear(): void {
    this.count = 0;
  }
}

/** Where rows go. `rows` may end in the middle of a message; `end` comes once, after the last of them. */
export interface RowSink {
  rows(batch: MarketRows): void;
  end(): void;
}
