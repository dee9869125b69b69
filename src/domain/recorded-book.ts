/**
 * The book of one instrument as its rows build it, told again as rows: at the start of a part of a recording, after a gap
 * that the recorder itself made, to whoever joins a stream in the middle. The feed knows the book all along and would
 * never send it again.
 */
import { eventKind } from "./event.ts";
import { LocalBook } from "./local-book.ts";
import { MarketRows, noId } from "./market-rows.ts";
import { ask, bid, sides } from "./side.ts";
import type { TimeNs } from "./time.ts";

export class RecordedBook {
  /** Whether it is the venue's. */
  isValid = false;
  readonly levels = new LocalBook();
  /** As of its newest row; `noId` before the first. */
  updateId = noId;
  /** Raw times of that row. */
  receivedNs: TimeNs = Number.NaN;
  venueNs: TimeNs = Number.NaN;

  apply(rows: MarketRows): void {
    for (let at = 0; at < rows.count; at++) {
      const kind = rows.kind[at]!;
      if (kind === eventKind.depth || kind === eventKind.snapshotLevel) this.#level(rows, at);
      else if (kind === eventKind.clear) this.#clear(rows, at);
      else if (kind === eventKind.gap) this.isValid = false;
    }
  }

  /** A `clear` and all levels, received at `receivedNs`: of a valid book. */
  snapshot(receivedNs: TimeNs): MarketRows {
    const { bids, asks } = this.levels;
    const rows = new MarketRows(1 + bids.count + asks.count);
    const mark = this.#mark(receivedNs);
    rows.append({ ...mark, kind: eventKind.clear, isLast: rows.countMax === 1 });
    for (const side of sides) {
      const levels = this.levels.side(side);
      for (let rank = 0; rank < levels.count; rank++)
        rows.append({
          ...{ ...mark, kind: eventKind.snapshotLevel, side, priceTicks: levels.priceTicks(rank) },
          ...{ sizeLots: levels.sizeLots(rank), sizeDust: levels.sizeDust(rank) },
          isLast: rows.count === rows.countMax - 1,
        });
    }
    return rows;
  }

  /** A gap behind what is known. */
  gap(receivedNs: TimeNs): MarketRows {
    const rows = new MarketRows(1);
    const ids = { updateId: noId, previousUpdateId: this.updateId };
    rows.append({ ...this.#mark(receivedNs), ...ids, kind: eventKind.gap, isLast: true });
    return rows;
  }

  #mark(receivedNs: TimeNs) {
    const level = { side: bid, priceTicks: 0, sizeLots: 0, venueNs: Number.NaN } as const;
    const ids = { firstUpdateId: noId, updateId: this.updateId, previousUpdateId: noId, tradeId: noId };
    return { receivedNs, ...level, ...ids };
  }

  #clear(rows: MarketRows, at: number): void {
    this.levels.clear();
    this.#note(rows, at);
    this.isValid = true;
  }

  #level(rows: MarketRows, at: number): void {
    this.#note(rows, at);
    this.levels
      .side(rows.side[at] === bid ? bid : ask)
      .set(rows.priceTicks[at]!, rows.sizeLots[at]!, rows.sizeDust[at]!);
  }

  #note(rows: MarketRows, at: number): void {
    this.updateId = rows.updateId[at]!;
    this.receivedNs = rows.receivedNs[at]!;
    this.venueNs = rows.venueNs[at]!;
  }
}
