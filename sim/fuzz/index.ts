/**
 * `halfspread/fuzz`: the battery that every strategy here passes, for a strategy of your own.
 *
 *   test("mine", () => checkStrategy(mine, { parameters: { halfSpreadTicks: 5, sizeLots: 1 } }));
 *
 * What it draws from is here as well, for properties of your own.
 */
export { checkStrategy } from "./check-strategy.ts";
export { failureText } from "./failure-text.ts";
export { type FuzzFailure, type FuzzOptions, fuzzStrategy } from "./fuzz-strategy.ts";
export { type FirstBook, HistoryWriter } from "./history-writer.ts";
export { coinmBtcusdPerp, spotBtcusdt, usdmBtcusdt } from "./instruments.ts";
export { marketHistories, someLots, symmetricHistories } from "./market-histories.ts";
export {
  type HistoryMessage,
  historyRows,
  historyTape,
  historyText,
  type MarketHistory,
  mirrored,
} from "./market-history.ts";
export { parametersOf } from "./parameters.ts";
export { type CaseWatcher, type DecisionPoint, playCase } from "./play-case.ts";
export { Probe } from "./probe.ts";
export { type StrategyProperty, strategyProperties } from "./properties.ts";
export { type Quote, type Quotes, quotesText } from "./quotes.ts";
export { configOf, type StrategyCase, somePositions, strategyCases } from "./strategy-case.ts";
