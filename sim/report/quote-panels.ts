/**
 * The charts that say why quotes stood where they stood: lines that a strategy's own words fill, in figures of one unit
 * each. A line without a value is left out, and a figure without lines, too.
 */
import type { QuoteReasonName } from "../../src/core/strategy/quote-reasons.ts";
import type { QuoteSeries } from "../result.ts";

interface PanelLine {
  /** As the page's script and styles name it. */
  readonly name: string;
  readonly label: string;
  readonly values: readonly (number | null)[];
}

export interface Panel {
  readonly id: string;
  readonly title: string;
  readonly places: number;
  readonly lines: readonly PanelLine[];
}

export function quotePanels(quotes: QuoteSeries): Panel[] {
  return [
    panel("parts", "What the quotes are made of, ticks", 2, partLines(quotes)),
    panel("moved", "What risk moved the quotes by, ticks", 2, [
      ["riskWiden", "each side away from the middle", quotes.reasons.risk_widen_ticks],
      ["riskSkew", "both up", quotes.reasons.risk_skew_ticks],
    ]),
    panel("edge", "Expected of a fill after fees, ticks a lot", 2, [
      ["bidEdge", "bid", quotes.bidEdgeTicks],
      ["askEdge", "ask", quotes.askEdgeTicks],
    ]),
    panel("chance", "Chance of a fill", 3, [
      ["bidChance", "bid", quotes.bidFillProbability],
      ["askChance", "ask", quotes.askFillProbability],
    ]),
    panel("volatility", "Volatility, ticks per square root of a second", 2, [
      ["volatilityTicks", "mid", quotes.reasons.volatility_ticks],
    ]),
    panel("arrivals", "Takers' orders a second", 2, [["intensity", "at the mid", quotes.reasons.intensity]]),
    panel("decay", "Their decay with distance, a tick", 4, [["decay", "decay", quotes.reasons.intensity_decay]]),
    panel("target", "Position aimed at, lots", 0, [["target", "target", quotes.reasons.target_lots]]),
  ].filter(({ lines }) => lines.length > 0);
}

type GivenLine = readonly [name: string, label: string, values: readonly number[]];

function partLines({ reasons }: QuoteSeries): GivenLine[] {
  const offset = reasons.fair_ticks.map((fair, at) => fair - reasons.mid_ticks[at]!);
  const shown: readonly (readonly [QuoteReasonName, string, string])[] = [
    ["skew_ticks", "skew", "skew"],
    ["base_half_spread_ticks", "baseHalf", "half-spread"],
    ["risk_half_spread_ticks", "riskHalf", "for inventory risk"],
    ["adverse_ticks", "adverse", "adverse selection"],
    ["fee_ticks", "feeTicks", "fee"],
    ["drift_ticks", "drift", "drift"],
  ];
  return [
    ["fairOffset", "fair value − mid", offset],
    ...shown.map(([reason, name, label]): GivenLine => [name, label, reasons[reason]]),
  ];
}

function panel(id: string, title: string, places: number, given: readonly GivenLine[]): Panel {
  const lines = given
    .filter(([, , values]) => values.some(Number.isFinite))
    .map(([name, label, values]) => ({ name, label, values: values.map(shortened) }));
  return { id, title, places, lines };
}

function shortened(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(7)) : null;
}
