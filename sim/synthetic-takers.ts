/**
 * The takers of the synthetic market. The uninformed trade for reasons of their own: random times, heavy-tailed sizes, a side
 * that tends to persist. The informed know the fair value now and take any quote that it has run over by more than their costs.
 */
import type { Random } from "../src/base/random.ts";
import { ask, bid, opposite, type Side } from "../src/domain/side.ts";
import type { TimeNs } from "../src/domain/time.ts";
import type { SyntheticBook } from "./synthetic-book.ts";
import { drawExponential, drawGapNs, drawPareto } from "./synthetic-draws.ts";
import type { FairValue } from "./synthetic-fair-value.ts";
import type { InformedParameters, UninformedParameters } from "./synthetic-parameters.ts";

export class UninformedTakers {
  #side: Side = bid;

  constructor(
    readonly parameters: UninformedParameters,
    readonly book: SyntheticBook,
    readonly fairValue: FairValue,
    readonly lotQuote: number,
    readonly sizeLotsMin: number,
    readonly random: Random,
  ) {}

  /** @returns when the next one comes. */
  arrive(nowNs: TimeNs): TimeNs {
    const { meanGapNs, sameSidePercent, sizeQuoteMin, sizeTail, sizeQuoteMax, slippageBpsMax } = this.parameters;
    if (!this.random.chance(sameSidePercent, 100)) this.#side = opposite(this.#side);
    const sizeQuote = drawPareto(this.random, sizeQuoteMin, sizeTail, sizeQuoteMax);
    const sizeLots = Math.max(this.sizeLotsMin, Math.round(sizeQuote / this.lotQuote));
    const bestTicks = this.book.sideOf(opposite(this.#side)).bestTicks;
    const slippage = slippageBpsMax / 10_000;
    const limitTicks =
      this.#side === bid ? Math.ceil(bestTicks * (1 + slippage)) : Math.floor(bestTicks * (1 - slippage));
    if (bestTicks !== 0) this.book.take(this.#side, limitTicks, sizeLots);
    return nowNs + drawGapNs(this.random, meanGapNs / this.fairValue.activity);
  }
}

export class InformedTakers {
  constructor(
    readonly parameters: InformedParameters,
    readonly book: SyntheticBook,
    readonly fairValue: FairValue,
    readonly lotQuote: number,
    readonly sizeLotsMin: number,
    readonly random: Random,
  ) {}

  /** @returns when one looks next. */
  look(nowNs: TimeNs): TimeNs {
    const { meanGapNs, costBps } = this.parameters;
    const fairTicks = this.fairValue.nowTicks;
    const costTicks = (fairTicks * costBps) / 10_000;
    const buyLimitTicks = Math.floor(fairTicks - costTicks);
    const sellLimitTicks = Math.ceil(fairTicks + costTicks);
    const { bids, asks } = this.book;
    if (asks.bestTicks !== 0 && asks.bestTicks <= buyLimitTicks) this.#take(bid, buyLimitTicks);
    else if (bids.bestTicks !== 0 && bids.bestTicks >= sellLimitTicks) this.#take(ask, sellLimitTicks);
    return nowNs + drawGapNs(this.random, meanGapNs);
  }

  #take(side: Side, limitTicks: number): void {
    const sizeLots = Math.round(drawExponential(this.random, this.parameters.sizeMeanQuote) / this.lotQuote);
    this.book.take(side, limitTicks, Math.max(this.sizeLotsMin, sizeLots));
  }
}
