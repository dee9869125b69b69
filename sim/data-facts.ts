/** What a result says of the data behind it. */
import type { TimeNs } from "../src/domain/time.ts";
import type { Tape } from "../src/ports/tape.ts";
import type { TapeFeed } from "./tape-feed.ts";

export interface DataFacts {
  readonly dataSource: string;
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
    dataHash: tapes.map((tape) => tape.contentHash).join(" "),
    dataProblems: problemsOf(tapes),
    bookValidShare: bookValidShareOf(tapes),
    firstReceivedNs,
    lastReceivedNs,
  };
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
