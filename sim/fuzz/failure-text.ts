/** A failure for people: what does not hold, where, and the whole case in which it was seen. */
import { formatPrice } from "../../src/domain/instrument.ts";
import type { FuzzFailure } from "./fuzz-strategy.ts";
import { historyText } from "./market-history.ts";
import type { StrategyCase } from "./strategy-case.ts";

export function failureText(strategyName: string, { property, problem, case: of, ...counts }: FuzzFailure): string {
  const { casesCount, shrinksCount } = counts;
  return [
    `${strategyName}: ${property.name}: ${property.summary}: does not hold`,
    `  ${problem}`,
    `parameters  ${JSON.stringify(of.parameters)}`,
    ...Object.entries(factsOf(of)).map(([name, text]) => `${name.padEnd(10)}  ${text}`),
    `history     ${of.history.length} messages (case ${casesCount}, made smaller in ${shrinksCount} steps)`,
    historyText(of.history),
  ].join("\n");
}

function factsOf(of: StrategyCase): Record<string, string> {
  const { symbol, market } = of.instrument;
  const others = of.otherPositionsLots.join(", ");
  return {
    instrument: `${symbol} ${market}, a tick is ${formatPrice(of.instrument, 1)}`,
    position: `${of.startPositionLots} lots at the start; also asked at ${others || "no other"}`,
    orders: `${of.latencyMs} ms each way, maker fee ${of.makerFee}`,
    ...(Object.keys(of.models).length > 0 && { models: JSON.stringify(of.models) }),
    risk: JSON.stringify(of.risk),
  };
}
