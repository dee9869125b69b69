/** What a result says of the data behind it. */
import { createHash } from "node:crypto";
import type { TimeNs } from "../src/domain/time.ts";
import type { Tape } from "../src/ports/tape.ts";
import type { TapeFeed } from "./tape-feed.ts";

export interface DataFacts {
  readonly dataSource: string;
  /** That of each tape, with spaces between. */
  readonly dataHash: string;
  /** What is wrong with the data, in words; none for data that are whole. */
  readonly dataProblems: readonly string[];
  /** Of the data's time, the part with a book that can be trusted: 0 to 1. */
  readonly bookValidShare: number;
  readonly firstReceivedNs: TimeNs;
  readonly lastReceivedNs: TimeNs;
}

export function dataFactsOf(tapes: readonly Tape[], { firstReceivedNs, lastReceivedNs }: TapeFeed): DataFacts {
  return {
    dataSource: tapes.map((tape) => tape.source).join(", "),
    dataHash: contentHashesOf(tapes),
    dataProblems: problemsOf(tapes),
    bookValidShare: bookValidShareOf(tapes),
    firstReceivedNs,
    lastReceivedNs,
  };
}

/** One hash for all that was read, as models have it in their manifests: sha256 over the `dataHash` of a result. */
export function manifestHashOf(dataHash: string): string {
  return createHash("sha256").update(dataHash).digest("hex");
}

export function contentHashesOf(tapes: readonly Tape[]): string {
  return tapes.map(({ contentHash }) => contentHash).join(" ");
}

/** By tape, where there are several. */
function problemsOf(tapes: readonly Tape[]): string[] {
  if (tapes.length === 1) return [...tapes[0]!.problems];
  return tapes.flatMap(({ source, problems }) => problems.map((problem) => `${source}: ${problem}`));
}

/** Time between tapes is nobody's. */
function bookValidShareOf(tapes: readonly Tape[]): number {
  const validNs = tapes.reduce((sum, { bookValidNs }) => sum + bookValidNs, 0);
  const spanNs = tapes.reduce((sum, { firstReceivedNs, lastReceivedNs }) => sum + lastReceivedNs - firstReceivedNs, 0);
  return spanNs === 0 ? 1 : validNs / spanNs;
}
