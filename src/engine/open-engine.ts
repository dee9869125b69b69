/**
 * An engine for a run: the native one where it was built, else the reference engine, which gives the same results
 * slowly.
 */
import { InputError } from "../base/input-error.ts";
import type { Engine, EngineConfig } from "../ports/engine.ts";
import { NativeEngine } from "./native-engine.ts";
import { nativeLibrary } from "./native-library.ts";
import { ReferenceEngine } from "./reference-engine.ts";

/** @throws InputError when the native engine is asked for by name and there is none. */
export function openEngine(configs: readonly EngineConfig[], kind?: Engine["kind"]): Engine {
  if (kind === "reference") return new ReferenceEngine(configs);
  const library = nativeLibrary();
  if (library !== undefined) return new NativeEngine(configs, library);
  if (kind === "native")
    throw new InputError("engine", 'the native engine is not built; expected a C++ compiler and "bun ffi/build.ts"');
  return new ReferenceEngine(configs);
}
