/** All features. What is in this list is a column of `data features`. */
import type { Feature } from "./feature.ts";
import { microprice } from "./microprice.ts";
import { mid } from "./mid.ts";
import { spread } from "./spread.ts";
import { touchImbalance } from "./touch-imbalance.ts";

export const features: readonly Feature[] = [mid, microprice, spread, touchImbalance];
