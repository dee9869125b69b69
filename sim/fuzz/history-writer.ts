/**
 * Writes a market history message by message, and keeps the book that it shows, so that whatever is asked for obeys the
 * rules of rows: a price is a tick of 1 or more, depth follows a snapshot, a level stands once in a message.
 */
import { ask, bid, opposite, type Side, sides } from "../../src/domain/side.ts";
import { nsPerSecond, type TimeNs } from "../../src/domain/time.ts";
import type { HistoryLevel, HistoryMessage, MarketHistory, MessageKind } from "./market-history.ts";

export const priceTicksMax = 2 ** 31 - 1;

/** Levels of a book as it is first shown: `levelsCount` a side, a tick apart, of so many lots each. */
export interface FirstBook {
  readonly bidTicks: number;
  readonly spreadTicks: number;
  readonly levelsCount: number;
  readonly bidLots: number;
  readonly askLots: number;
}

export class HistoryWriter {
  readonly #messages: HistoryMessage[] = [];
  readonly #levels: readonly [Map<number, number>, Map<number, number>] = [new Map(), new Map()];
  #isValid = false;
  #nowNs: TimeNs = nsPerSecond;
  /** Where each side was last seen: what comes back, comes back there. */
  readonly #lastTicks: [bid: number, ask: number];

  constructor(private readonly first: FirstBook) {
    this.#lastTicks = [first.bidTicks, first.bidTicks + first.spreadTicks];
    this.snapshot();
  }

  get messages(): MarketHistory {
    return this.#messages;
  }

  wait(ns: number): void {
    this.#nowNs += ns;
  }

  /** Best price of a side; where it was last, when it is empty. */
  bestTicks(side: Side): number {
    const prices = [...this.#levels[side].keys()];
    if (prices.length === 0) return this.#lastTicks[side];
    return side === bid ? Math.max(...prices) : Math.min(...prices);
  }

  lotsAt(side: Side, priceTicks: number): number {
    return this.#levels[side].get(priceTicks) ?? 0;
  }

  /** Best first. */
  prices(side: Side): number[] {
    return [...this.#levels[side].keys()].toSorted((a, b) => (side === bid ? b - a : a - b));
  }

  /** The book as new, around where it was last, and no narrower than it first was. */
  snapshot(): void {
    const { levelsCount, bidLots, askLots, spreadTicks } = this.first;
    const [lastBidTicks, lastAskTicks] = this.#lastTicks;
    const narrowerTicks = Math.max(0, spreadTicks - (lastAskTicks - lastBidTicks));
    const bidTicks = Math.max(1, lastBidTicks - Math.ceil(narrowerTicks / 2));
    const askTicks = Math.max(bidTicks + spreadTicks, lastAskTicks);
    const levels: HistoryLevel[] = [];
    for (let away = 0; away < levelsCount; away++) {
      levels.push({ side: bid, priceTicks: bidTicks - away, sizeLots: bidLots });
      levels.push({ side: ask, priceTicks: askTicks + away, sizeLots: askLots });
    }
    for (const side of sides) this.#levels[side].clear();
    this.#isValid = true;
    this.#write("snapshot", levels);
  }

  /** Sets levels of the book, 0 lots to remove them; after a gap or a clear there is a snapshot before. */
  depth(levels: readonly HistoryLevel[]): void {
    if (!this.#isValid) this.snapshot();
    this.#write("depth", [...new Map(levels.map((level) => [`${level.side} ${level.priceTicks}`, level])).values()]);
  }

  trade(levels: readonly HistoryLevel[]): void {
    this.#write("trade", levels);
  }

  /** 0 lots for a side that is empty. */
  ticker(bidTicks: number, bidLots: number, askTicks: number, askLots: number): void {
    const of = (side: Side, priceTicks: number, sizeLots: number) =>
      sizeLots > 0 && isPrice(priceTicks) ? { side, priceTicks, sizeLots } : { side, priceTicks: 0, sizeLots: 0 };
    this.#push("ticker", [of(bid, bidTicks, bidLots), of(ask, askTicks, askLots)]);
  }

  /** The book is wrong, or empty, from here on. */
  lose(kind: "gap" | "clear"): void {
    this.#isValid = false;
    for (const side of sides) this.#levels[side].clear();
    this.#push(kind, []);
  }

  /** All levels so many ticks higher or lower, in one message. */
  shift(ticks: number): void {
    const moved: HistoryLevel[] = [];
    for (const side of sides)
      for (const [priceTicks, sizeLots] of this.#levels[side]) {
        moved.push({ side, priceTicks: priceTicks + ticks, sizeLots });
        if (this.lotsAt(side, priceTicks - ticks) === 0) moved.push({ side, priceTicks, sizeLots: 0 });
      }
    this.depth(moved);
  }

  /** A taker takes the best `levelsCount` levels of the other side, or less than one: then `lots` of the best. */
  take(taker: Side, levelsCount: number, lots: number): void {
    const maker = opposite(taker);
    const prices = this.prices(maker).slice(0, Math.max(1, levelsCount));
    const taken = prices.map((priceTicks) => {
      const shownLots = this.lotsAt(maker, priceTicks);
      return { priceTicks, shownLots, takenLots: levelsCount === 0 ? Math.min(shownLots, lots) : shownLots };
    });
    this.trade(taken.map(({ priceTicks, takenLots }) => ({ side: taker, priceTicks, sizeLots: takenLots })));
    this.depth(
      taken.map(({ priceTicks, shownLots, takenLots }) => ({
        side: maker,
        priceTicks,
        sizeLots: shownLots - takenLots,
      })),
    );
  }

  #write(kind: MessageKind, levels: readonly HistoryLevel[]): void {
    const valid = levels.filter(({ priceTicks }) => isPrice(priceTicks));
    if (valid.length === 0 && kind !== "snapshot") return;
    this.#push(kind, valid);
    if (kind === "trade") return;
    for (const { side, priceTicks, sizeLots } of valid)
      if (sizeLots === 0) this.#levels[side].delete(priceTicks);
      else this.#levels[side].set(priceTicks, sizeLots);
    for (const side of sides) this.#lastTicks[side] = this.bestTicks(side);
  }

  #push(kind: MessageKind, levels: readonly HistoryLevel[]): void {
    this.#messages.push({ kind, receivedNs: this.#nowNs, levels });
  }
}

function isPrice(ticks: number): boolean {
  return ticks >= 1 && ticks <= priceTicksMax;
}
