/** A strategy without a kernel: started with what is given, shown a view, and its wants as plain lists. */
import { FeatureReaders } from "../../src/core/features/feature-readers.ts";
import type { StrategyModels } from "../../src/core/models/model.ts";
import { OwnQuotes } from "../../src/core/orders/own-quotes.ts";
import type { Decide, StrategyContext, StrategyDefinition, StrategyView } from "../../src/core/strategy/strategy.ts";
import { type Ladder, WantedQuotes } from "../../src/core/strategy/wanted-quotes.ts";
import type { Instrument } from "../../src/domain/instrument.ts";
import { bid } from "../../src/domain/side.ts";
import type { MarketView } from "../../src/ports/engine.ts";
import { spotBtcusdt } from "./instruments.ts";
import { marketView } from "./own-events.ts";

export interface StrategySetting {
  readonly instrument?: Instrument;
  readonly makerRate?: bigint;
  readonly models?: StrategyModels;
}

/** @param parameters as a configuration has them, in camelCase; the strategy's own schema reads them. */
export function startStrategy(definition: StrategyDefinition, parameters: unknown, setting: StrategySetting = {}) {
  return definition.start(definition.parameters.parse(parameters), strategyContext(setting));
}

export function strategyContext({ instrument = spotBtcusdt, makerRate = 0n, models = {} }: StrategySetting = {}) {
  const readers = new FeatureReaders();
  const context: StrategyContext = {
    instrument,
    feeTier: { name: "test", makerRate, takerRate: makerRate },
    models,
    reader: (feature) => readers.reader(feature),
  };
  return context;
}

export interface OwnQuote {
  readonly priceTicks: number;
  readonly remainingLots: number;
  readonly aheadLots: number;
}

export function strategyView(
  market: Partial<MarketView> = {},
  positionLots = 0,
  own: { readonly bids?: readonly OwnQuote[]; readonly asks?: readonly OwnQuote[] } = {},
  hedgedLots = 0,
): StrategyView {
  const view = marketView(market);
  const columns = [columnsOf(own.bids ?? []), columnsOf(own.asks ?? [])] as const;
  return { nowNs: view.nowNs, market: view, positionLots, hedgedLots, own: (side) => columns[side === bid ? 0 : 1] };
}

export interface Want {
  readonly priceTicks: number;
  readonly sizeLots: number;
}

export function wantsOf(decide: Decide, view: StrategyView): { bids: Want[]; asks: Want[]; quotes: WantedQuotes } {
  const quotes = new WantedQuotes();
  decide(view, quotes);
  return { bids: listOf(quotes.bids), asks: listOf(quotes.asks), quotes };
}

function listOf({ priceTicks, sizeLots, count }: Ladder): Want[] {
  return Array.from({ length: count }, (_, at) => ({ priceTicks: priceTicks[at]!, sizeLots: sizeLots[at]! }));
}

function columnsOf(quotes: readonly OwnQuote[]): OwnQuotes {
  const columns = new OwnQuotes();
  for (const { priceTicks, remainingLots, aheadLots } of quotes) columns.add(priceTicks, remainingLots, aheadLots);
  return columns;
}
