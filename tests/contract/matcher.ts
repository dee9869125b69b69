/**
 * The contract of the Matcher port: every section of `src/engine/matching.md` in cases worked out by hand, the numbers
 * written out.
 */
import { describe } from "bun:test";
import type { MatcherUnderTest } from "../helpers/matcher-kinds.ts";
import { amendCases } from "./matcher-amends.ts";
import { batchCases } from "./matcher-batches.ts";
import { bookCases } from "./matcher-book.ts";
import { cancelCases } from "./matcher-cancels.ts";
import { icebergCases } from "./matcher-icebergs.ts";
import { placeCases } from "./matcher-places.ts";
import { preventionCases } from "./matcher-prevention.ts";
import { refusalCases } from "./matcher-refusals.ts";

export function matcherContract(under: MatcherUnderTest): void {
  describe(`${under.kind} matcher`, () => {
    bookCases(under);
    placeCases(under);
    icebergCases(under);
    preventionCases(under);
    amendCases(under);
    cancelCases(under);
    refusalCases(under);
    batchCases(under);
  });
}
