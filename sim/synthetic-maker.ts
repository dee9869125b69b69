/**
 * A maker of the synthetic market: a ladder of quotes on either side of its own, late view of the fair value.
 *
 * It wakes at random, looks at its innermost quotes and a few of the others, and moves those that are off their target.
 * It never crosses: where a target would, it joins just behind the other side's best. Between two wakings its quotes
 * are as stale as its view, which is what the informed live on.
 */
import type { Random } from "../src/base/random.ts";
import { ask, bid, opposite, type Side, sides } from "../src/domain/side.ts";
import type { TimeNs } from "../src/domain/time.ts";
import { drawExponential, drawGapNs, drawNormal, geometricDistances } from "./synthetic-draws.ts";
import type { AgentBook, TradingFloor } from "./synthetic-floor.ts";
import type { MakerCharacter, MakerParameters } from "./synthetic-parameters.ts";

export class SyntheticMaker {
  readonly #book: AgentBook;
  readonly #random: Random;
  readonly #opinions: Random;
  /** Distances from the view as fractions of the price, and mean sizes, innermost first. */
  readonly #distances: Float64Array;
  readonly #meanSizesQuote: Float64Array;
  #opinion = 0;
  #opinionEndsNs: TimeNs;

  /** @param firstOrder its orders are this and the next 2 * levelsPerSide - 1. */
  constructor(
    readonly parameters: MakerParameters,
    readonly character: MakerCharacter,
    readonly floor: TradingFloor,
    book: AgentBook,
    readonly firstOrder: number,
    random: Random,
  ) {
    this.#book = book;
    this.#random = random.fork("quotes");
    this.#opinions = random.fork("opinions");
    this.#opinionEndsNs = floor.startNs;
    const { deepestBps, levelsPerSide } = parameters;
    this.#distances = geometricDistances(character.halfSpreadBps / 10_000, deepestBps / 10_000, levelsPerSide);
    this.#meanSizesQuote = geometricDistances(parameters.innerSizeQuote, parameters.deepSizeQuote, levelsPerSide);
  }

  /** Fills all its levels: the book before the market opens. */
  open(): void {
    for (const side of sides)
      for (let level = 0; level < this.#distances.length; level++) this.#quote(side, level, this.#viewTicks());
  }

  /** @returns when it wakes next. */
  wake(nowNs: TimeNs): TimeNs {
    if (nowNs >= this.#opinionEndsNs) this.#changeOpinion(nowNs);
    const viewTicks = this.#viewTicks();
    const { innerCheckedCount, deepChecksCount } = this.parameters;
    // Quotes that the view has run over go first, on both sides, so that new ones are not held back by them.
    for (const side of sides) this.#pullStale(side, viewTicks);
    for (const side of sides)
      for (let level = 0; level < innerCheckedCount; level++) this.#check(side, level, viewTicks);
    for (let checks = 0; checks < deepChecksCount; checks++) {
      const level = this.#random.int(0, this.#distances.length - 1);
      for (const side of sides) this.#check(side, level, viewTicks);
    }
    return nowNs + drawGapNs(this.#random, this.parameters.wakesMeanGapNs);
  }

  /** Cancels its innermost quotes of a side, at most so many levels. It fills them again as it wakes. */
  withdraw(side: Side, levelsCount: number): void {
    for (let level = 0; level < Math.min(levelsCount, this.#distances.length); level++) {
      const order = this.#orderAt(side, level);
      if (this.#book.lotsOf(order) > 0) this.#book.cancel(order);
    }
  }

  #changeOpinion(nowNs: TimeNs): void {
    this.#opinion = (this.parameters.opinionBps / 10_000) * drawNormal(this.#opinions);
    this.#opinionEndsNs = nowNs + drawGapNs(this.#opinions, this.parameters.opinionMeanNs);
  }

  #viewTicks(): number {
    return this.floor.viewTicks(this.character.delayNs) * (1 + this.#opinion);
  }

  /**
   * Cancels quotes on the wrong side of the view. Quotes further out are less aggressive, so the first good one ends
   * it.
   */
  #pullStale(side: Side, viewTicks: number): void {
    for (let level = 0; level < this.#distances.length; level++) {
      const order = this.#orderAt(side, level);
      if (this.#book.lotsOf(order) === 0) continue;
      const priceTicks = this.#book.priceTicksOf(order);
      if (side === bid ? priceTicks < viewTicks : priceTicks > viewTicks) return;
      this.#book.cancel(order);
    }
  }

  #check(side: Side, level: number, viewTicks: number): void {
    const order = this.#orderAt(side, level);
    if (this.#book.lotsOf(order) > 0) {
      const toleranceTicks = this.parameters.tolerance * this.#distances[level]! * viewTicks + 1;
      if (Math.abs(this.#book.priceTicksOf(order) - this.#targetTicks(side, level, viewTicks)) <= toleranceTicks)
        return;
      this.#book.cancel(order);
    }
    this.#quote(side, level, viewTicks);
  }

  #quote(side: Side, level: number, viewTicks: number): void {
    const targetTicks = this.#targetTicks(side, level, viewTicks);
    const otherBestTicks = this.#book.bestTicks(opposite(side));
    const behindTicks = side === bid ? otherBestTicks - 1 : otherBestTicks + 1;
    const isCrossing = otherBestTicks !== 0 && (side === bid ? targetTicks > behindTicks : targetTicks < behindTicks);
    const sizeLots = this.floor.lotsFor(drawExponential(this.#random, this.#meanSizesQuote[level]!));
    this.#book.place(this.#orderAt(side, level), side, isCrossing ? behindTicks : targetTicks, sizeLots);
  }

  #targetTicks(side: Side, level: number, viewTicks: number): number {
    const distanceTicks = this.#distances[level]! * viewTicks;
    return side === bid ? Math.floor(viewTicks - distanceTicks) : Math.ceil(viewTicks + distanceTicks);
  }

  #orderAt(side: Side, level: number): number {
    return this.firstOrder + (side === ask ? this.#distances.length : 0) + level;
  }
}
