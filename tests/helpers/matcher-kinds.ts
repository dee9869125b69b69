/** The matchers to put to the test. */
import { nativeLibrary } from "../../src/engine/native-library.ts";
import { openMatcher } from "../../src/engine/open-matcher.ts";
import type { Matcher } from "../../src/ports/matcher.ts";
import { needs } from "./needs.ts";

export interface MatcherUnderTest {
  readonly kind: Matcher["kind"];
  readonly isMissing: boolean;
  readonly open: (ordersMax: number) => Matcher;
}

const isNativeMissing = needs("the native matcher", nativeLibrary() !== undefined, 'build it with "bun ffi/build.ts"');

export const matchersUnderTest: readonly MatcherUnderTest[] = [
  { kind: "reference", isMissing: false, open: (ordersMax) => openMatcher(ordersMax, "reference") },
  { kind: "native", isMissing: isNativeMissing, open: (ordersMax) => openMatcher(ordersMax, "native") },
];
