/**
 * The takers of the synthetic market. The uninformed trade for reasons of their own: random times, heavy-tailed sizes,
 * a side that tends to persist. The informed know the fair value now and take any quote that it has run over by more
 * than their costs.
 */
import type { Random } from "../src/base/random.ts";
import { ask, bid, opposite, type Side } from "../src/domain/side.ts";
import type { TimeNs } from "../src/domain/time.ts";
import { drawExponential, drawGapNs, drawPareto } from "./synthetic-draws.ts";
import type { AgentBook, TradingFloor } from "./synthetic-floor.ts";
import type { InformedParameters, UninformedParameters } from "./synthetic-parameters.ts";

/** The worst price, in whole ticks, of an order that takes up to `slippageBps` beyond the best of the other side. */
export function limitBeyond(bestTicks: number, side: Side, slippageBps: number): number {
  const slippage = slippageBps / 10_000;
  return side === bid ? Math.ceil(bestTicks * (1 + slippage)) : Math.floor(bestTicks * (1 - slippage));
}

export class UninformedTakers {
  #side: Side = bid;

  constructor(
    readonly parameters: UninformedParameters,
    readonly floor: TradingFloor,
    readonly book: AgentBook,
    readonly random: Random,
  ) {}

  /** @returns when the next one comes. */
  arrive(nowNs: TimeNs): TimeNs {
    const { meanGapNs, sameSidePercent, sizeQuoteMin, sizeTail, sizeQuoteMax, slippageBpsMax } = this.parameters;
    if (!this.random.chance(sameSidePercent, 100)) this.#side = opposite(this.#side);
    const sizeQuote = drawPareto(this.random, sizeQuoteMin, sizeTail, sizeQuoteMax);
    const sizeLots = this.floor.lotsFor(sizeQuote);
    const bestTicks = this.book.bestTicks(opposite(this.#side));
    if (bestTicks !== 0) this.book.take(this.#side, limitBeyond(bestTicks, this.#side, slippageBpsMax), sizeLots);
    return nowNs + drawGapNs(this.random, meanGapNs / this.floor.fairValue.activity);
  }
}

export class InformedTakers {
  constructor(
    readonly parameters: InformedParameters,
    readonly floor: TradingFloor,
    readonly book: AgentBook,
    readonly random: Random,
  ) {}

  /** @returns when one looks next. */
  look(nowNs: TimeNs): TimeNs {
    const { meanGapNs, costBps } = this.parameters;
    const fairTicks = this.floor.fairValue.nowTicks;
    const costTicks = (fairTicks * costBps) / 10_000;
    const buyLimitTicks = Math.floor(fairTicks - costTicks);
    const sellLimitTicks = Math.ceil(fairTicks + costTicks);
    const bestBidTicks = this.book.bestTicks(bid);
    const bestAskTicks = this.book.bestTicks(ask);
    if (bestAskTicks !== 0 && bestAskTicks <= buyLimitTicks) this.#take(bid, buyLimitTicks);
    else if (bestBidTicks !== 0 && bestBidTicks >= sellLimitTicks) this.#take(ask, sellLimitTicks);
    return nowNs + drawGapNs(this.random, meanGapNs);
  }

  #take(side: Side, limitTicks: number): void {
    const sizeQuote = drawExponential(this.random, this.parameters.sizeMeanQuote);
    this.book.take(side, limitTicks, this.floor.lotsFor(sizeQuote));
  }
}
