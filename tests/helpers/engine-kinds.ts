/** The engines to put to the test, and how hard to try. */
import type { Parameters } from "fast-check";
import { ReferenceEngine } from "../../src/engine/reference-engine.ts";
import type { Engine, EngineConfig } from "../../src/ports/engine.ts";

export interface EngineUnderTest {
  readonly kind: Engine["kind"];
  readonly isMissing: boolean;
  readonly open: (config: EngineConfig) => Engine;
}

export const enginesUnderTest: readonly EngineUnderTest[] = [
  { kind: "reference", isMissing: false, open: (config) => new ReferenceEngine(config) },
];

/** Runs of a property: few with the tests, more for a long search (`HALFSPREAD_PROPERTY_RUNS`). */
export function propertyRuns(usual: number): Parameters<unknown> {
  const wanted = process.env.HALFSPREAD_PROPERTY_RUNS;
  return { numRuns: wanted === undefined ? usual : Number(wanted) };
}
