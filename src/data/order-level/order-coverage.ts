/** How much of an order-level recording had a book: what comes in a gap, up to the next snapshot, tells nothing. */
import { orderEventKind as kinds, type OrderEventColumns } from "../../domain/order-event.ts";
import { OrderRowReader } from "../../domain/order-rows.ts";
import type { DurationNs, TimeNs } from "../../domain/time.ts";

export class OrderCoverage {
  rowsCount = 0;
  gapsCount = 0;
  /** Received times of the first and last row; NaN without rows. */
  firstNs: TimeNs = Number.NaN;
  lastNs: TimeNs = Number.NaN;
  #endedNs: DurationNs = 0;
  /** Since when there is a book; NaN while there is none. */
  #sinceNs: TimeNs = Number.NaN;

  /** @param columns as the recording has them, in order. */
  take(columns: OrderEventColumns): void {
    const row = new OrderRowReader(columns);
    for (let at = 0; at < columns.rowsCount; at++) {
      const { kind, receivedNs } = row.at(at);
      if (kind === kinds.gap) this.#gap();
      if (kind === kinds.clear && Number.isNaN(this.#sinceNs)) this.#sinceNs = receivedNs;
      if (this.rowsCount === 0) this.firstNs = receivedNs;
      this.lastNs = receivedNs;
      this.rowsCount++;
    }
  }

  /** Time with a book. */
  get coveredNs(): DurationNs {
    return this.#endedNs + (Number.isNaN(this.#sinceNs) ? 0 : this.lastNs - this.#sinceNs);
  }

  /** Time from the first row to the last. */
  get spanNs(): DurationNs {
    return this.rowsCount === 0 ? 0 : this.lastNs - this.firstNs;
  }

  /** The hole begins behind the last row before it. */
  #gap(): void {
    this.#endedNs = this.coveredNs;
    this.#sinceNs = Number.NaN;
    this.gapsCount++;
  }
}
