/** The EV maker without a kernel, with models that are given as functions. */
import type { MarketModel, QuoteModel, StrategyModels } from "../../src/core/models/model.ts";
import { evMaker } from "../../src/core/strategy/ev-maker.ts";
import { nsPerSecond } from "../../src/domain/time.ts";
import type { MarketView } from "../../src/ports/engine.ts";
import { marketView } from "./own-events.ts";
import { type OwnQuote, startStrategy, strategyView, wantsOf } from "./strategy-desk.ts";

export const plainEv = {
  sizeLots: 2,
  positionLotsMax: 10,
  candidatesCount: 60,
  ...{ arrivalsPerSecond: 2, decayPerTick: 0.1, orderLots: 1e12 },
  ...{ riskAversionPerTickLot: 0, volatilityTicks: 2 },
};

export interface EvSetting {
  readonly parameters?: object;
  readonly models?: StrategyModels;
  readonly makerRate?: bigint;
  readonly positionLots?: number;
  readonly bids?: readonly OwnQuote[];
  readonly asks?: readonly OwnQuote[];
}

export function decideEv(market: Partial<MarketView>, setting: EvSetting = {}) {
  const { parameters = {}, models = {}, makerRate = 0n, positionLots = 0, bids = [], asks = [] } = setting;
  const maker = startStrategy(evMaker, { ...plainEv, ...parameters }, { models, makerRate });
  return wantsOf(maker, strategyView(marketView(market), positionLots, { bids, asks }));
}

export const touch = (touchBidTicks: number, touchAskTicks: number) => ({ touchBidTicks, touchAskTicks });
export const prices = (wants: readonly { priceTicks: number }[]) => wants.map(({ priceTicks }) => priceTicks);

/** That stands behind so many lots. */
export function ownQuote(priceTicks: number, aheadLots: number): OwnQuote {
  return { priceTicks, remainingLots: 2, aheadLots };
}

/** Of a quote, by what is asked of it; the same for both sides. */
export function quoteModel(
  at: (distanceTicks: number, aheadLots: number) => number,
  horizonNs = nsPerSecond,
): QuoteModel {
  return { horizonNs, prepare() {}, at };
}

export function marketModel(value: number, horizonNs = nsPerSecond): MarketModel {
  return { horizonNs, value: () => value };
}
