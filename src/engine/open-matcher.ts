/**
 * A matcher for an exchange: the native one where it was built, else the reference matcher, which gives the same
 * results slowly.
 */
import { InputError } from "../base/input-error.ts";
import type { Matcher } from "../ports/matcher.ts";
import { nativeLibrary } from "./native-library.ts";
import { NativeMatcher } from "./native-matcher.ts";
import { ReferenceMatcher } from "./reference-matcher.ts";

/**
 * @param ordersMax live orders at most, within `matcherLimits`.
 * @throws InputError when the native matcher is asked for by name and there is none.
 */
export function openMatcher(ordersMax: number, kind?: Matcher["kind"]): Matcher {
  if (kind === "reference") return new ReferenceMatcher(ordersMax);
  const library = nativeLibrary();
  if (library !== undefined) return new NativeMatcher(ordersMax, library);
  if (kind === "native")
    throw new InputError("matcher", 'the native matcher is not built; expected a C++ compiler and "bun ffi/build.ts"');
  return new ReferenceMatcher(ordersMax);
}
