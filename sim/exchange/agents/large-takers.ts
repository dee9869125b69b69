/** Large orders of no information, one at a time, worked as a run of pieces on one side: why signs of trades persist for long. */
import type { Random } from "../../../src/base/random.ts";
import { ask, bid, opposite, type Side } from "../../../src/domain/side.ts";
import type { TimeNs } from "../../../src/domain/time.ts";
import { drawExponential, drawGapNs, drawPareto } from "../../synthetic-draws.ts";
import type { AgentBook, TradingFloor } from "../../synthetic-floor.ts";
import { limitBeyond } from "../../synthetic-takers.ts";
import type { LargeParameters } from "./agent-parameters.ts";

export class LargeTakers {
  #side: Side = bid;
  /** What is left of the order under way. */
  #leftLots = 0;

  constructor(
    readonly parameters: LargeParameters,
    readonly floor: TradingFloor,
    readonly book: AgentBook,
    readonly random: Random,
  ) {}

  /** The first order comes after a gap like any other. */
  firstNs(startNs: TimeNs): TimeNs {
    return startNs + drawGapNs(this.random, this.parameters.meanGapNs);
  }

  /** Sends a piece of the order under way, or the first of a new one. @returns when the next one goes. */
  act(nowNs: TimeNs): TimeNs {
    const { meanGapNs, pieceMeanQuote, piecesMeanGapNs, slippageBpsMax } = this.parameters;
    if (this.#leftLots === 0) this.#begin();
    const lots = Math.min(this.#leftLots, this.floor.lotsFor(drawExponential(this.random, pieceMeanQuote)));
    this.#leftLots -= lots;
    const bestTicks = this.book.bestTicks(opposite(this.#side));
    if (bestTicks !== 0) this.book.take(this.#side, limitBeyond(bestTicks, this.#side, slippageBpsMax), lots);
    return nowNs + drawGapNs(this.random, this.#leftLots > 0 ? piecesMeanGapNs : meanGapNs);
  }

  #begin(): void {
    const { sizeQuoteMin, sizeTail, sizeQuoteMax } = this.parameters;
    this.#side = this.random.chance(1, 2) ? bid : ask;
    this.#leftLots = this.floor.lotsFor(drawPareto(this.random, sizeQuoteMin, sizeTail, sizeQuoteMax));
  }
}
