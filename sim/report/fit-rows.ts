/** Figures of a fit as rows: the same on the terminal and on the page. */
import type { FitResult } from "../agent-fit/fit-result.ts";
import {
  depthLevels,
  type MarketFigures,
  reachBps,
  sampleNs,
  signLags,
  volatilitySteps,
} from "../agent-fit/market-statistics.ts";
import { countText, durationText, grouped, noNumber, numberText, partText } from "./format.ts";

export const fitHead = ["", "recorded", "agents", "agents, in the fit"] as const;

interface FitTable {
  readonly caption: string;
  readonly rows: readonly (readonly string[])[];
}

export function fitTables(result: FitResult): readonly FitTable[] {
  const quote = "in quote currency";
  return [
    {
      caption: "Spread",
      rows: [
        row(result, "mean, ticks", ({ spreadTicks }) => numberText(spreadTicks, 2)),
        row(result, "one tick, share of time", ({ oneTickShare }) => partText(finite(oneTickShare))),
      ],
    },
    {
      caption: `Depth of one side, ${quote}`,
      rows: [
        ...depthLevels.map((level, at) => row(result, `level ${level}`, ({ depthQuote }) => amount(depthQuote[at]))),
        row(result, `within ${reachBps} bps of the mid`, ({ nearQuote }) => amount(nearQuote)),
      ],
    },
    {
      caption: `Takers' orders, sizes ${quote}`,
      rows: [
        row(result, "orders a second", ({ takesPerSecond }) => numberText(takesPerSecond, 2)),
        row(result, "trades a second", ({ tradesPerSecond }) => numberText(tradesPerSecond, 2)),
        row(result, "median size", ({ sizeMedianQuote }) => amount(sizeMedianQuote)),
        row(result, "ninth decile", ({ sizeNinthDecileQuote }) => amount(sizeNinthDecileQuote)),
        row(result, "mean size", ({ sizeMeanQuote }) => amount(sizeMeanQuote)),
        row(result, "buys", ({ buysShare }) => partText(finite(buysShare))),
      ],
    },
    {
      caption: "Correlation of takers' signs",
      rows: signLags.map((lag, at) =>
        row(result, `${lag} apart`, ({ signCorrelation }) => numberText(signCorrelation[at], 3)),
      ),
    },
    {
      caption: "Volatility of the mid, bps in a minute",
      rows: volatilitySteps.map((steps, at) =>
        row(result, `steps of ${stepText(steps)}`, ({ bpsPerMinute }) => numberText(bpsPerMinute[at], 2)),
      ),
    },
    {
      caption: `Quotes within ${reachBps} bps of the mid, as depth updates show them`,
      rows: [
        row(result, "orders a second", ({ ordersPerSecond }) => numberText(ordersPerSecond, 1)),
        row(result, "cancels a second", ({ cancelsPerSecond }) => numberText(cancelsPerSecond, 1)),
      ],
    },
  ];
}

export function fitTitle({ file }: FitResult): string {
  return `${file.symbol}: agents fitted to a recording`;
}

/** Where it came from, and how near it is. */
export function fitOrigin(result: FitResult): readonly (readonly [name: string, text: string])[] {
  const { file, recorded, fitted, distances, round } = result;
  return [
    ["Recording", file.source],
    ["Time", `${result.firstTime} to ${result.lastTime}, ${countText(Math.round(recorded.seconds))} s with a book`],
    ["Data hash", file.dataHash],
    ["Depth every", durationText(recorded.depthEveryNs)],
    ["Seed", String(result.seed)],
    [
      "Agents",
      `${countText(Math.round(result.simulated.seconds))} s; in the fit ${countText(Math.round(fitted.seconds))} s`,
    ],
    [
      "Distance",
      `${numberText(distances[round - 1], 3)} in round ${round} of ${distances.length}, ${numberText(distances[0], 3)} in the first ` +
        "(mean of |ln(simulated / recorded)| over what is fitted)",
    ],
  ];
}

export function stepText(steps: number): string {
  return durationText(steps * sampleNs);
}

function row(
  { recorded, simulated, fitted }: FitResult,
  name: string,
  text: (figures: MarketFigures) => string,
): readonly string[] {
  return [name, ...[recorded, simulated, fitted].map(text)];
}

/** Money to three digits: more is noise. */
function amount(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return noNumber;
  return grouped(String(Number(value.toPrecision(3))));
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}
