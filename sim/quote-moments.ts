/** Why quotes stood where they stood, at the points of the series: the last decision's own words, and risk's. */
import type { Decision } from "../src/core/kernel-listener.ts";
import { quoteReasonNames } from "../src/core/strategy/quote-reasons.ts";
import type { Ladder } from "../src/core/strategy/wanted-quotes.ts";
import type { QuoteSeries } from "./result.ts";

export interface QuoteMoment {
  /** In the order of `quoteReasonNames`. */
  readonly reasons: Float64Array;
  /** Of the level that is expected to earn most a lot; NaN where no level's edge is said. */
  readonly bid: LevelWords;
  readonly ask: LevelWords;
  /** What risk said last, or "". */
  readonly veto: string;
}

interface LevelWords {
  readonly edgeTicks: number;
  readonly fillProbability: number;
}

export function quoteMoment({ wanted, veto }: Decision): QuoteMoment {
  return {
    reasons: Float64Array.from(wanted.reasons.values),
    bid: bestOf(wanted.bids),
    ask: bestOf(wanted.asks),
    veto: veto ?? "",
  };
}

/** Columns, as long as the list; a point without a moment has NaN and "". */
export function quoteSeries(moments: readonly (QuoteMoment | undefined)[]): QuoteSeries {
  const column = (of: (moment: QuoteMoment) => number) =>
    moments.map((moment) => (moment === undefined ? Number.NaN : of(moment)));
  return {
    reasons: Object.fromEntries(
      quoteReasonNames.map((name, at) => [name, column(({ reasons }) => reasons[at]!)]),
    ) as unknown as QuoteSeries["reasons"],
    bidEdgeTicks: column(({ bid }) => bid.edgeTicks),
    askEdgeTicks: column(({ ask }) => ask.edgeTicks),
    bidFillProbability: column(({ bid }) => bid.fillProbability),
    askFillProbability: column(({ ask }) => ask.fillProbability),
    vetoes: moments.map((moment) => moment?.veto ?? ""),
  };
}

function bestOf({ count, edgeTicks, fillProbability }: Ladder): LevelWords {
  let best = -1;
  for (let level = 0; level < count; level++)
    if (!Number.isNaN(edgeTicks[level]) && (best === -1 || edgeTicks[level]! > edgeTicks[best]!)) best = level;
  if (best === -1) return { edgeTicks: Number.NaN, fillProbability: Number.NaN };
  return { edgeTicks: edgeTicks[best]!, fillProbability: fillProbability[best]! };
}
