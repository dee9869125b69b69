/** A market of the agents at an exchange of its own, under the virtual clock, and its figures. */
import { powerOfTen } from "../../src/base/decimal.ts";
import type { DurationNs } from "../../src/domain/time.ts";
import { nsPerSecond } from "../../src/domain/time.ts";
import { AgentMarket } from "../exchange/agents/agent-market.ts";
import type { ExchangeAgentParameters } from "../exchange/agents/agent-parameters.ts";
import { Exchange } from "../exchange/exchange.ts";
import type { ExchangeSymbol } from "../exchange/exchange-symbol.ts";
import { assetPlaces } from "../exchange/symbol-entry.ts";
import { ExchangeStatistics } from "./exchange-statistics.ts";
import type { MarketFigures } from "./market-statistics.ts";

export interface AgentSimulation {
  readonly symbol: ExchangeSymbol;
  readonly startPriceTicks: number;
  readonly seed: number;
  readonly seconds: number;
  /** Period of the depth stream that it is seen through. */
  readonly depthEveryNs: DurationNs;
}

export function simulateAgents(simulation: AgentSimulation, parameters: ExchangeAgentParameters): MarketFigures {
  const { symbol, startPriceTicks, seed, seconds, depthEveryNs } = simulation;
  using exchange = new Exchange({ symbols: [symbol] });
  const statistics = new ExchangeStatistics(
    exchange.market(symbol.name)!,
    startUs,
    depthEveryNs,
    quoteOfLotTick(symbol),
  );
  exchange.listen(statistics);
  const traded = [{ symbol: symbol.name, startPriceTicks, parameters }];
  const agents = new AgentMarket(exchange, { seed, startUs, symbols: traded });
  const endUs = startUs + Math.ceil(seconds * usPerSecond) + (depthEveryNs / nsPerSecond) * usPerSecond;
  agents.advance(endUs);
  return statistics.figures(endUs);
}

/** What one lot is worth at a price of one tick, in whole units of the quote currency. */
export function quoteOfLotTick({ tickUnits, lotUnits }: ExchangeSymbol): number {
  return (Number(tickUnits) * Number(lotUnits)) / Number(powerOfTen(2 * assetPlaces));
}

const usPerSecond = 1_000_000;
/** 2024-01-01T00:00:00Z; any time would do. */
const startUs = 1_704_067_200_000_000;
