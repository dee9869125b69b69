/** The strategies that a configuration can name. A new one is a file beside this and a line here. */

import { avellanedaStoikov } from "./avellaneda-stoikov.ts";
import { carteaJaimungal } from "./cartea-jaimungal.ts";
import { evMaker } from "./ev-maker.ts";
import { glft } from "./glft.ts";
import { gridMaker } from "./grid-maker.ts";
import { hedger } from "./hedger.ts";
import { naiveMaker } from "./naive-maker.ts";
import type { StrategyDefinition } from "./strategy.ts";

export const strategies: readonly StrategyDefinition[] = [
  naiveMaker,
  avellanedaStoikov,
  glft,
  carteaJaimungal,
  gridMaker,
  evMaker,
  hedger,
];

export function findStrategy(name: string): StrategyDefinition | undefined {
  return strategies.find((strategy) => strategy.name === name);
}
