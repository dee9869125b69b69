/** The engines to put to the test, and how hard to try. */
import type { Parameters } from "fast-check";
import { nativeLibrary } from "../../src/engine/native-library.ts";
import { openEngine } from "../../src/engine/open-engine.ts";
import type { Engine, EngineConfig } from "../../src/ports/engine.ts";
import { needs } from "./needs.ts";

export interface EngineUnderTest {
  readonly kind: Engine["kind"];
  readonly isMissing: boolean;
  /** A market for each configuration. */
  readonly open: (...configs: readonly EngineConfig[]) => Engine;
}

const isNativeMissing = needs("the native engine", nativeLibrary() !== undefined, 'build it with "bun ffi/build.ts"');

export const enginesUnderTest: readonly EngineUnderTest[] = [
  { kind: "reference", isMissing: false, open: (...configs) => openEngine(configs, "reference") },
  { kind: "native", isMissing: isNativeMissing, open: (...configs) => openEngine(configs, "native") },
];

/**
 * Runs of a property: few with the tests, more for a long search (`HALFSPREAD_PROPERTY_RUNS=20000 bun test --timeout
 * 600000 …`).
 */
export function propertyRuns(usual: number): Parameters<unknown> {
  const wanted = process.env.HALFSPREAD_PROPERTY_RUNS;
  return { numRuns: wanted === undefined ? usual : Number(wanted) };
}
