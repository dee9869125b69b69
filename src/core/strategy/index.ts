/** The strategies that a configuration can name. A new one is a file beside this and a line here. */
import { evMaker } from "./ev-maker.ts";
import { naiveMaker } from "./naive-maker.ts";
import type { StrategyDefinition } from "./strategy.ts";

export const strategies: readonly StrategyDefinition[] = [naiveMaker, evMaker];

export function findStrategy(name: string): StrategyDefinition | undefined {
  return strategies.find((strategy) => strategy.name === name);
}
