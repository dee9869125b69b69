/** Some rows out of many: the first, the last, or those around a time. */
import type { MarketRows, RowSink } from "../domain/market-rows.ts";
import type { TimeNs } from "../domain/time.ts";

/** Thrown once no further row can matter, so that the rest need not be read. */
export class WindowFull extends Error {
  override readonly name = "WindowFull";
}

export type WindowPlace =
  | { readonly from: "head" | "tail" }
  /** As many rows before the time as from it on. */
  | { readonly from: "time"; readonly receivedNs: TimeNs };

/** A copied row, its columns by name, and its place among all. */
export interface WindowRow extends Record<WindowColumn, number> {
  readonly rowIndex: number;
}

const columns = [
  ...(["kind", "side", "isLast", "priceTicks", "receivedNs", "venueNs", "sizeLots", "sizeDust"] as const),
  ...(["firstUpdateId", "updateId", "previousUpdateId", "tradeId"] as const),
];
type WindowColumn = (typeof columns)[number];

export class RowWindow implements RowSink {
  readonly seen: WindowRow[] = [];
  #rowIndex = 0;
  /** Rows still wanted from the time on; undefined until it has come. */
  #wantedCount: number | undefined;

  constructor(
    private readonly countMax: number,
    private readonly place: WindowPlace,
  ) {}

  /** @throws WindowFull */
  rows(batch: MarketRows): void {
    for (let at = 0; at < batch.count; at++) this.#take(batch, at);
  }

  end(): void {}

  #take(batch: MarketRows, at: number): void {
    const { place, countMax } = this;
    if (place.from === "time") this.#watchTime(batch.receivedNs[at]!, place.receivedNs);
    const isEnough = place.from === "head" ? this.seen.length >= countMax : this.#wantedCount === 0;
    if (isEnough) throw new WindowFull();
    if (this.#wantedCount !== undefined) this.#wantedCount--;
    this.seen.push(rowOf(batch, at, this.#rowIndex++));
    const keptMax = place.from === "time" && this.#wantedCount === undefined ? Math.floor(countMax / 2) : countMax;
    if (this.seen.length > keptMax) this.seen.shift();
  }

  #watchTime(receivedNs: TimeNs, timeNs: TimeNs): void {
    if (receivedNs >= timeNs) this.#wantedCount ??= this.countMax - this.seen.length;
  }
}

function rowOf(batch: MarketRows, at: number, rowIndex: number): WindowRow {
  const row = { rowIndex } as Record<WindowColumn, number> & { rowIndex: number };
  for (const name of columns) row[name] = batch[name][at]!;
  return row;
}
