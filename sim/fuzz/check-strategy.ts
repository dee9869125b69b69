/** The battery as one line of a test. */
import type { StrategyDefinition } from "../../src/core/strategy/strategy.ts";
import { failureText } from "./failure-text.ts";
import { type FuzzOptions, fuzzStrategy } from "./fuzz-strategy.ts";

/** @throws Error that tells the failing property, the smallest case that was found, and how to have it again. */
export function checkStrategy(definition: StrategyDefinition, options: FuzzOptions = {}): void {
  const failure = fuzzStrategy(definition, options);
  if (failure === undefined) return;
  const { property, seed, path } = failure;
  const again = `{ properties: ["${property.name}"], seed: ${seed}, path: "${path}" }`;
  throw new Error(`${failureText(definition.name, failure)}\n\nAgain: checkStrategy(…, ${again})`);
}
