/**
 * The floor of a symbol at the exchange: makers there see what takers do, ours among them, and what the touch shows, and move their view for it.
 *
 *   view = fair value as it was x (1 + flowBps x sign(flow) x sqrt(|flow| / flowQuote) + imbalanceBps x (bid - ask) / (bid + ask))
 *
 * A maker cannot know who trades on information, so it gives way to all flow; what was none comes back as it is forgotten. The square root is the form
 * in which impact grows with size (Almgren, Thum, Hauptmann, Li, "Direct estimation of equity market impact", 2005; Bouchaud, "Price impact", 2009).
 */
import { ask, bid } from "../../../src/domain/side.ts";
import type { DurationNs, TimeNs } from "../../../src/domain/time.ts";
import { nsPerUs } from "../../../src/domain/time.ts";
import type { FairValue } from "../../synthetic-fair-value.ts";
import { TradingFloor } from "../../synthetic-floor.ts";
import type { ExchangeListener, PublicTrade } from "../listener.ts";
import type { Market } from "../market.ts";
import type { ReactionParameters } from "./agent-parameters.ts";
import { OrderFlow } from "./order-flow.ts";

export class ExchangeFloor extends TradingFloor implements ExchangeListener {
  /** Since the agents began. */
  nowNs: TimeNs = 0;
  readonly #flow: OrderFlow;

  /** @param startUs when the agents begin; @param lotQuote, @param sizeLotsMin as of `TradingFloor`. */
  constructor(
    readonly market: Market,
    readonly reaction: ReactionParameters,
    readonly startUs: number,
    fairValue: FairValue,
    lotQuote: number,
    sizeLotsMin: number,
  ) {
    super(fairValue, lotQuote, sizeLotsMin, 0);
    this.#flow = new OrderFlow(reaction.flowMemoryNs);
  }

  /** What the agent at work does happens then. */
  get nowUs(): number {
    return this.usOf(this.nowNs);
  }

  usOf(timeNs: TimeNs): number {
    return this.startUs + Math.floor(timeNs / nsPerUs);
  }

  override viewTicks(delayNs: DurationNs): number {
    return super.viewTicks(delayNs) * (1 + this.#leanBps() / 10_000);
  }

  trade({ market, timeUs, lots, isBuyerMaker }: PublicTrade): void {
    if (market !== this.market) return;
    // An agent acts within a microsecond: its trades are not before what it did at the beginning of it.
    const timeNs = Math.max(this.nowNs, (timeUs - this.startUs) * nsPerUs);
    this.#flow.add(timeNs, isBuyerMaker ? ask : bid, lots * this.lotQuote);
  }

  #leanBps(): number {
    const { flowQuote, flowBps, imbalanceBps } = this.reaction;
    const { bestBidLots, bestAskLots } = this.market;
    const flow = this.#flow.netQuoteAt(this.nowNs) / flowQuote;
    const shownLots = bestBidLots + bestAskLots;
    const imbalance = shownLots === 0 ? 0 : (bestBidLots - bestAskLots) / shownLots;
    return flowBps * Math.sign(flow) * Math.sqrt(Math.abs(flow)) + imbalanceBps * imbalance;
  }
}
