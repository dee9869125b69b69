/**
 * How often a quote is filled, in one of two ways.
 *
 * A model of fills gives the probability P that a quote is filled within the horizon: expected profit is P x edge.
 *
 * Without one, takers' orders arrive as a Poisson process that reaches a distance d from the mid at the rate A e^(-k d)
 * (Avellaneda, Stoikov 2008). A quote that is filled is renewed, so what counts is the expected number of fills within
 * the horizon H, the rate times H, and not the probability of at least one, 1 - e^(-rate H), which would saturate and
 * ask for ever wider quotes as H grows. Rate x edge is largest at d = 1/k + costs, whatever H is. Of lots ahead, an order
 * takes away those of its own size first: with V ahead and orders of m lots the V/m-th after the next one is ours, so
 * fills come 1 + V/m times more rarely. Without m, nobody is taken to be ahead.
 *
 * Either way, what reaches a price has gone through every better one: of quotes that are there by then the one behind
 * is never filled more often. A model that says otherwise is taken to say the same for both (`keepOrder`).
 */
import { exp } from "../../../base/math.ts";
import { bid, type Side } from "../../../domain/side.ts";
import type { MarketView } from "../../../ports/engine.ts";
import { arrivalDecay, buyArrivals, sellArrivals } from "../../features/arrivals.ts";
import type { QuoteModel } from "../../models/model.ts";
import type { StrategyContext } from "../strategy.ts";
import type { Candidates } from "./candidates.ts";
import type { EvParameters } from "./parameters.ts";

export interface FillForecast {
  /** Fills in `fills` of the candidates; false while it does not know. */
  forecast(side: Side, market: MarketView, candidates: Candidates): boolean;
  /** At least one fill within the horizon. */
  probability(fills: number): number;
  /** Of takers, as reports name them; NaN where a model speaks. */
  readonly arrivalsPerSecond: number;
  readonly decayPerTick: number;
}

/** Half-life of what is measured: the longest, for orders are rare. */
const measuredOver = 3;

export const arrivalFeatures = [buyArrivals[measuredOver], sellArrivals[measuredOver], arrivalDecay[measuredOver]];

export function fillForecastOf({ arrivals, horizonMs }: EvParameters, context: StrategyContext): FillForecast {
  const { fill } = context.models;
  if (fill !== undefined) return new ModelFills(fill);
  const seconds = horizonMs / 1000;
  if (arrivals === "measured") return new PoissonFills(seconds, new MeasuredArrivals(context));
  return new PoissonFills(seconds, new KnownArrivals(arrivals));
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

interface Arrivals {
  /** Takers' orders that would fill that side, a second. */
  perSecond(side: Side, market: MarketView): number;
  decayPerTick(market: MarketView): number;
  orderLots(side: Side, market: MarketView): number;
}

class PoissonFills implements FillForecast {
  arrivalsPerSecond = Number.NaN;
  decayPerTick = Number.NaN;

  constructor(
    private readonly horizonSeconds: number,
    private readonly arrivals: Arrivals,
  ) {}

  forecast(side: Side, market: MarketView, candidates: Candidates): boolean {
    const { fills, behindTicks, aheadLots, count, halfSpreadTicks } = candidates;
    this.arrivalsPerSecond = this.arrivals.perSecond(side, market);
    this.decayPerTick = this.arrivals.decayPerTick(market);
    const orderLots = this.arrivals.orderLots(side, market);
    const arrivalsCount = this.arrivalsPerSecond * this.horizonSeconds;
    for (let at = 0; at < count; at++)
      fills[at] =
        arrivalRate(arrivalsCount, this.decayPerTick, halfSpreadTicks + behindTicks[at]!) /
        (1 + aheadLots[at]! / orderLots);
    return keepOrder(fills, count);
  }

  probability(fills: number): number {
    return 1 - exp(-fills);
  }
}

class KnownArrivals implements Arrivals {
  constructor(private readonly known: Exclude<EvParameters["arrivals"], "measured">) {}

  perSecond(): number {
    return this.known.perSecond;
  }

  decayPerTick(): number {
    return this.known.decayPerTick;
  }

  orderLots(): number {
    return this.known.orderLots ?? Number.POSITIVE_INFINITY;
  }
}

class MeasuredArrivals implements Arrivals {
  readonly #ofBid;
  readonly #ofAsk;
  readonly #decay;

  constructor({ reader }: StrategyContext) {
    this.#ofBid = reader(sellArrivals[measuredOver]);
    this.#ofAsk = reader(buyArrivals[measuredOver]);
    this.#decay = reader(arrivalDecay[measuredOver]);
  }

  perSecond(side: Side, market: MarketView): number {
    return (side === bid ? this.#ofBid : this.#ofAsk).value(market);
  }

  decayPerTick(market: MarketView): number {
    return this.#decay.value(market);
  }

  /** NaN without an order on that side. */
  orderLots(side: Side, { signals }: MarketView): number {
    return side === bid
      ? signals.sellLots(measuredOver) / signals.sellOrders(measuredOver)
      : signals.buyLots(measuredOver) / signals.buyOrders(measuredOver);
  }
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
