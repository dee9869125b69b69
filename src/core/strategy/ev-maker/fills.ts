/**
 * How often a quote is filled, in one of two ways.
 *
 * A model of fills gives the probability P that a quote is filled within the horizon: expected profit is P x edge.
 *
 * Without one, takers' orders arrive as a Poisson process that reaches a distance d from the mid at the rate A e^(-k d)
 * (Avellaneda, Stoikov 2008). A quote that is filled is renewed, so what counts is the expected number of fills within
 * the horizon H, the rate times H, and not the probability of at least one, 1 - e^(-rate H), which would saturate and
 * ask for ever wider quotes as H grows. Rate x edge is largest at d = 1/k + costs, whatever H is. Of lots ahead, an
 * order takes away those of its own size first: with V ahead and orders of m lots the V/m-th after the next one is
 * ours, so fills come 1 + V/m times more rarely.
 *
 * Either way, what reaches a price has gone through every better one: of quotes that are there by then the one behind
 * is never filled more often. A model that says otherwise is taken to say the same for both (`keepOrder`).
 */
import { exp } from "../../../base/math.ts";
import type { Side } from "../../../domain/side.ts";
import type { MarketView } from "../../../ports/engine.ts";
import type { QuoteModel } from "../../models/model.ts";
import { arrivalsReading, decayReading, longest, type Reading } from "../market-readings.ts";
import type { StrategyContext } from "../strategy.ts";
import type { Candidates } from "./candidates.ts";
import type { EvParameters } from "./parameters.ts";

export interface FillForecast {
  /** Fills in `fills` of the candidates; false while it does not know. */
  forecast(side: Side, market: MarketView, candidates: Candidates): boolean;
  /** Of at least one fill within the horizon. */
  probability(fills: number): number;
  /** Of takers' orders; NaN where a model speaks. */
  readonly arrivalsPerSecond: number;
  readonly decayPerTick: number;
}

export function fillForecastOf(parameters: EvParameters, context: StrategyContext): FillForecast {
  const { fill } = context.models;
  return fill === undefined ? new PoissonFills(parameters, context) : new ModelFills(fill);
}

/** A e^(-k d), a second. */
export function arrivalRate(perSecond: number, decayPerTick: number, distanceTicks: number): number {
  return perSecond * exp(-decayPerTick * distanceTicks);
}

class ModelFills implements FillForecast {
  readonly arrivalsPerSecond = Number.NaN;
  readonly decayPerTick = Number.NaN;

  constructor(private readonly model: QuoteModel) {}

  forecast(side: Side, market: MarketView, { fills, behindTicks, aheadLots, count }: Candidates): boolean {
    const { model } = this;
    model.prepare(side, market);
    for (let at = 0; at < count; at++) fills[at] = model.at(behindTicks[at]!, aheadLots[at]!);
    return keepOrder(fills, count);
  }

  probability(fills: number): number {
    return fills;
  }
}

class PoissonFills implements FillForecast {
  arrivalsPerSecond = Number.NaN;
  decayPerTick = Number.NaN;
  readonly #horizonSeconds: number;
  readonly #arrivals: Reading;
  readonly #decay: Reading;
  readonly #orderLots: Reading;

  constructor({ horizonMs, arrivalsPerSecond, decayPerTick, orderLots }: EvParameters, context: StrategyContext) {
    this.#horizonSeconds = horizonMs / 1000;
    this.#arrivals = arrivalsReading(arrivalsPerSecond, context);
    this.#decay = decayReading(decayPerTick, context);
    this.#orderLots = orderLots === "measured" ? lotsOfOrders : () => orderLots;
  }

  forecast(_side: Side, market: MarketView, candidates: Candidates): boolean {
    const { fills, behindTicks, aheadLots, count, halfSpreadTicks } = candidates;
    this.arrivalsPerSecond = this.#arrivals(market);
    this.decayPerTick = this.#decay(market);
    const orderLots = this.#orderLots(market);
    const arrivals = this.arrivalsPerSecond * this.#horizonSeconds;
    for (let at = 0; at < count; at++) {
      const reaching = arrivalRate(arrivals, this.decayPerTick, halfSpreadTicks + behindTicks[at]!);
      fills[at] = reaching / (1 + aheadLots[at]! / orderLots);
    }
    return keepOrder(fills, count);
  }

  probability(fills: number): number {
    return 1 - exp(-fills);
  }
}

/** Over the longest half-life, as arrivals are; NaN without an order. */
function lotsOfOrders({ signals }: MarketView): number {
  const lots = signals.buyLots(longest) + signals.sellLots(longest);
  return lots / (signals.buyOrders(longest) + signals.sellOrders(longest));
}

/** Outward, never more fills than the price before. @returns false where one is not known. */
function keepOrder(fills: Float64Array, count: number): boolean {
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at < count; at++) {
    const of = fills[at]!;
    if (!(of >= 0)) return false;
    if (of < least) least = of;
    fills[at] = least;
  }
  return true;
}
