/**
 * The book that a recording shows. Depth comes every 100 ms, tickers in between say what has become of the best prices; so tickers are
 * taken into the levels shown, until the next depth says what is true of them. Best prices, depth and snapshots are then of one book.
 */
import { type EventColumns, eventFlag, eventKind } from "../../../src/domain/event.ts";
import { ask, bid, type Side } from "../../../src/domain/side.ts";
import { PriceLevels } from "./price-levels.ts";
import { kindOf } from "./recorded-messages.ts";

/** Told of each level that shows other lots now. */
export type LevelChanged = (side: Side, priceTicks: number, lots: number) => void;

const bothSides = [bid, ask] as const;

class ShownSide {
  readonly depth: PriceLevels;
  readonly shown: PriceLevels;
  /** Of the newest ticker; 0 for none. */
  tickerTicks = 0;
  tickerLots = 0;
  /** Levels of which what is shown may not be what depth said. */
  readonly #open = new Set<number>();

  constructor(
    readonly side: Side,
    private readonly changed: LevelChanged,
  ) {
    this.depth = new PriceLevels(side);
    this.shown = new PriceLevels(side);
  }

  setDepth(priceTicks: number, lots: number): void {
    if (this.depth.set(priceTicks, lots)) this.#open.add(priceTicks);
  }

  /** Shows what depth says. */
  close(): void {
    for (const priceTicks of this.#open) this.#show(priceTicks, this.depth.lotsOf(priceTicks));
    this.#open.clear();
  }

  /** The best is as the ticker says; what was shown beyond it has gone. */
  showTicker(): void {
    const { side, shown, tickerTicks, tickerLots } = this;
    if (tickerTicks === 0) return;
    const isBeyond = () => (side === bid ? shown.bestTicks > tickerTicks : shown.bestTicks < tickerTicks);
    while (shown.count > 0 && isBeyond()) this.#showForNow(shown.bestTicks, 0);
    this.#showForNow(tickerTicks, tickerLots);
  }

  #showForNow(priceTicks: number, lots: number): void {
    this.#open.add(priceTicks);
    this.#show(priceTicks, lots);
  }

  #show(priceTicks: number, lots: number): void {
    if (this.shown.set(priceTicks, lots)) this.changed(this.side, priceTicks, lots);
  }
}

export class ShownBook {
  readonly #sides: readonly [ShownSide, ShownSide];
  #isValid = false;

  constructor(changed: LevelChanged) {
    this.#sides = [new ShownSide(bid, changed), new ShownSide(ask, changed)];
  }

  levels(side: Side): PriceLevels {
    return this.#sides[side].shown;
  }
  /** The best price that depth alone tells, and that of the newest ticker; 0 for none. */
  bestPrices(side: Side): readonly [depthTicks: number, tickerTicks: number] {
    const { depth, tickerTicks } = this.#sides[side];
    return [depth.bestTicks, tickerTicks];
  }

  /** One message. */
  apply(rows: EventColumns): void {
    const last = rows.rowsCount - 1;
    const movesTouch = (rows.flags[last]! & eventFlag.movesTouch) !== 0;
    const kind = kindOf(rows, last);
    if (kind === eventKind.trade) return;
    if (kindOf(rows, 0) === eventKind.clear) this.#clear();
    if (kind === eventKind.gap) this.#gap();
    else if (kind === eventKind.ticker) this.#ticker(rows, movesTouch);
    else this.#depth(rows, movesTouch);
  }

  #depth(rows: EventColumns, movesTouch: boolean): void {
    for (let row = 0; row < rows.rowsCount; row++) {
      const kind = kindOf(rows, row);
      if (kind === eventKind.snapshotLevel) this.#isValid = true;
      if (kind !== eventKind.clear) this.#sideOf(rows, row).setDepth(rows.priceTicks[row]!, Number(rows.sizeLots[row]));
    }
    for (const side of bothSides) {
      this.#sides[side].close();
      if (!movesTouch && this.#isValid) this.#sides[side].showTicker();
    }
  }

  #ticker(rows: EventColumns, movesTouch: boolean): void {
    for (let row = 0; row < rows.rowsCount; row++) {
      const side = this.#sideOf(rows, row);
      side.tickerLots = Number(rows.sizeLots[row]);
      side.tickerTicks = side.tickerLots === 0 ? 0 : rows.priceTicks[row]!;
    }
    if (movesTouch && this.#isValid) for (const side of bothSides) this.#sides[side].showTicker();
  }

  /** A snapshot follows: what it does not have has gone. */
  #clear(): void {
    for (const side of this.#sides) for (const priceTicks of side.depth.allTicks()) side.setDepth(priceTicks, 0);
  }

  /** Nobody knows the book: it stays as it was last seen. */
  #gap(): void {
    this.#isValid = false;
    for (const side of this.#sides) side.tickerTicks = 0;
  }

  #sideOf(rows: EventColumns, row: number): ShownSide {
    return this.#sides[(rows.flags[row]! & eventFlag.ask) === 0 ? bid : ask];
  }
}
