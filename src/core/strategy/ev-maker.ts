/**
 * The EV maker: at each price that it could quote it asks what a quote there is worth, and quotes where it is worth most.
 *
 *   worth = fills within the horizon x (distance from the mid + s (fair - mid) - fee - adverse selection - cost of holding)
 *
 * s is 1 for a bid and -1 for an ask; each part is a file in `ev-maker/`. Fills and adverse selection come from fitted
 * models where a configuration names them, else from takers' arrivals and a constant. A model of adverse selection says
 * by how much the mid moves against the quote from the decision until its horizon after the fill, drift included:
 * where one is given, fair is the mid. In a market of Poisson arrivals the best quote is at 1/k + fee + adverse selection
 * + cost of holding from the mid, k being the decay of arrivals.
 *
 * It keeps a quote where it stands until another is worth more by what its place in the queue is worth.
 */
import { ask, bid, type Side, sign } from "../../domain/side.ts";
import { mid } from "../features/mid.ts";
import { touchImbalance } from "../features/touch-imbalance.ts";
import type { QuoteModel } from "../models/model.ts";
import { Candidates } from "./ev-maker/candidates.ts";
import { type FillForecast, fillForecastOf } from "./ev-maker/fills.ts";
import { Choice } from "./ev-maker/ladder.ts";
import { Outlook } from "./ev-maker/outlook.ts";
import { type EvParameters, evParameters } from "./ev-maker/parameters.ts";
import { measuredIntensity, measuredVolatility } from "./market-readings.ts";
import { defineStrategy, type StrategyContext, type StrategyView } from "./strategy.ts";
import type { WantedQuotes } from "./wanted-quotes.ts";

export const evMaker = defineStrategy({
  name: "ev-maker",
  summary: "quotes where fill probability times edge, less the cost of inventory, is largest; keeps worthy places",
  features: [mid, touchImbalance, ...measuredVolatility, ...measuredIntensity],
  models: ["fill", "adverse", "drift"],
  readsQueues: true,
  parameters: evParameters,
  start: (parameters, context) => {
    const maker = new EvMaker(parameters, context);
    return (view, quotes) => maker.decide(view, quotes);
  },
});

class EvMaker {
  readonly #outlook: Outlook;
  readonly #fills: FillForecast;
  readonly #adverse: QuoteModel | undefined;
  readonly #candidates: readonly [Candidates, Candidates];
  readonly #choices: readonly [Choice, Choice];

  constructor(
    private readonly parameters: EvParameters,
    context: StrategyContext,
  ) {
    this.#outlook = new Outlook(parameters, context);
    this.#fills = fillForecastOf(parameters, context);
    this.#adverse = context.models.adverse;
    this.#candidates = [new Candidates(parameters), new Candidates(parameters)];
    this.#choices = [new Choice(parameters), new Choice(parameters)];
  }

  decide(view: StrategyView, quotes: WantedQuotes): void {
    if (!this.#outlook.take(view.market)) return;
    if (!this.#evaluate(bid, view) || !this.#evaluate(ask, view)) return;
    this.#quote(bid, view.positionLots, quotes);
    this.#quote(ask, view.positionLots, quotes);
    this.#explain(view.positionLots, quotes);
  }

  /** False while something is not known. */
  #evaluate(side: Side, view: StrategyView): boolean {
    const { market } = view;
    const candidates = this.#candidates[side];
    candidates.gather(side, market, view.own(side));
    if (!this.#fills.forecast(side, market, candidates)) return false;
    if (this.#adverse === undefined) this.#earnBesideConstant(side, candidates);
    else {
      this.#adverse.prepare(side, market);
      if (!this.#earnBesideModel(this.#adverse, candidates)) return false;
    }
    this.#choose(side, view.positionLots, candidates);
    return true;
  }

  #earnBesideConstant(side: Side, { edgeTicks, behindTicks, halfSpreadTicks, count }: Candidates): void {
    const { fairOffsetTicks, feeTicks } = this.#outlook;
    const touchTicks = halfSpreadTicks + sign(side) * fairOffsetTicks - feeTicks - this.parameters.adverseTicks;
    for (let at = 0; at < count; at++) edgeTicks[at] = touchTicks + behindTicks[at]!;
  }

  #earnBesideModel(model: QuoteModel, candidates: Candidates): boolean {
    const { edgeTicks, behindTicks, aheadLots, halfSpreadTicks, count } = candidates;
    const touchTicks = halfSpreadTicks - this.#outlook.feeTicks;
    for (let at = 0; at < count; at++) {
      const behind = behindTicks[at]!;
      edgeTicks[at] = touchTicks + behind - model.at(behind, aheadLots[at]!);
      if (Number.isNaN(edgeTicks[at]!)) return false;
    }
    return true;
  }

  #choose(side: Side, positionLots: number, candidates: Candidates): void {
    const { sizeLots } = this.parameters;
    const { ticksPerLot } = this.#outlook;
    const costTicks = this.#outlook.stepCostTicks(sign(side), positionLots, sizeLots);
    this.#choices[side].make(candidates, costTicks, ticksPerLot * sizeLots);
  }

  /** Never more than the bound allows if all of it fills. */
  #quote(side: Side, positionLots: number, quotes: WantedQuotes): void {
    const candidates = this.#candidates[side];
    const { at: chosen, count } = this.#choices[side];
    let roomLots = this.parameters.positionLotsMax - sign(side) * positionLots;
    for (let level = 0; level < count && roomLots >= 1; level++) {
      const at = chosen[level]!;
      const sizeLots = Math.min(this.parameters.sizeLots, roomLots);
      const probability = this.#fills.probability(candidates.fills[at]!);
      quotes.want(side, candidates.priceTicks(at), sizeLots, candidates.edgeTicks[at]!, probability);
      roomLots -= sizeLots;
    }
  }

  #explain(positionLots: number, { reasons, bids, asks }: WantedQuotes): void {
    const { midTicks, fairOffsetTicks, feeTicks, driftTicks, volatilityTicks, ticksPerLot, targetLots } = this.#outlook;
    const adverseTicks = this.#adverse === undefined ? this.parameters.adverseTicks : this.#adverseOfBest();
    const riskTicks = (ticksPerLot * this.parameters.sizeLots) / 2;
    reasons.set("mid_ticks", midTicks);
    reasons.set("fair_ticks", midTicks + fairOffsetTicks);
    reasons.set("skew_ticks", -ticksPerLot * (positionLots - targetLots));
    reasons.set("risk_half_spread_ticks", riskTicks);
    reasons.set("adverse_ticks", adverseTicks);
    reasons.set("fee_ticks", feeTicks);
    reasons.set("drift_ticks", driftTicks);
    reasons.set("volatility_ticks", volatilityTicks);
    reasons.set("intensity", this.#fills.arrivalsPerSecond);
    reasons.set("intensity_decay", this.#fills.decayPerTick);
    reasons.set("target_lots", targetLots);
    if (bids.count === 0 || asks.count === 0) return;
    const halfSpreadTicks = (asks.priceTicks[0]! - bids.priceTicks[0]!) / 2;
    reasons.set("base_half_spread_ticks", halfSpreadTicks - riskTicks - adverseTicks - feeTicks);
  }

  /** The mean of the best quotes; NaN without any. */
  #adverseOfBest(): number {
    let sumTicks = 0;
    let count = 0;
    for (let side = 0; side < 2; side++) {
      if (this.#choices[side]!.count === 0) continue;
      const { edgeTicks, behindTicks, halfSpreadTicks } = this.#candidates[side]!;
      const best = this.#choices[side]!.at[0]!;
      sumTicks += halfSpreadTicks + behindTicks[best]! - this.#outlook.feeTicks - edgeTicks[best]!;
      count++;
    }
    return sumTicks / count;
  }
}
