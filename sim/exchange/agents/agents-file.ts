/** Agents of one symbol as a file has them (snake_case there): what `data fit` writes and `exchange --agents` reads. */
import { z } from "zod";
import type { ExchangeAgentParameters } from "./agent-parameters.ts";

/** Bounds are far beyond what a market has, and within what a simulation can bear. */
const durationNs = z.number().min(100_000).max(1e15);
const quote = z.number().positive().max(1e9);
const bps = z.number().nonnegative().max(5_000);
const distanceBps = bps.positive();
const positive = z.number().positive().max(1e6);
const percent = z.int().min(0).max(100);

const parameters = z.strictObject({
  fairValue: z.strictObject({
    stepNs: durationNs,
    regimes: z.array(z.strictObject({ bpsPerMinute: bps, meanDurationNs: durationNs, activity: positive })).min(1),
    jumpsMeanGapNs: durationNs,
    jumpMeanBps: bps,
  }),
  makers: z.strictObject({
    each: z.array(z.strictObject({ delayNs: z.number().nonnegative().max(1e10), halfSpreadBps: distanceBps })).min(1),
    wakesMeanGapNs: durationNs,
    levelsPerSide: z.int().positive().max(100),
    deepestBps: distanceBps,
    tolerance: z.number().nonnegative().max(1e6),
    innerCheckedCount: z.int().nonnegative().max(100),
    deepChecksCount: z.int().nonnegative().max(100),
    opinionBps: bps,
    opinionMeanNs: durationNs,
    innerSizeQuote: quote,
    deepSizeQuote: quote,
  }),
  uninformed: z.strictObject({
    meanGapNs: durationNs,
    sameSidePercent: percent,
    sizeQuoteMin: quote,
    sizeTail: positive,
    sizeQuoteMax: quote,
    slippageBpsMax: bps,
  }),
  informed: z.strictObject({ meanGapNs: durationNs, costBps: bps, sizeMeanQuote: quote }),
  reaction: z.strictObject({
    flowMemoryNs: durationNs,
    flowQuote: quote,
    flowBps: bps,
    imbalanceBps: bps,
  }),
  large: z.strictObject({
    meanGapNs: durationNs,
    sizeQuoteMin: quote,
    sizeTail: positive,
    sizeQuoteMax: quote,
    pieceMeanQuote: quote,
    piecesMeanGapNs: durationNs,
    slippageBpsMax: bps,
  }),
  bursts: z.strictObject({ meanGapNs: durationNs, joinsPercent: percent, levelsCount: z.int().nonnegative() }),
}) satisfies z.ZodType<ExchangeAgentParameters>;

export const agentsFile = z.strictObject({
  model: z.literal("agents"),
  version: z.literal(1),
  symbol: z.string().min(1),
  /** Where the fair value starts. */
  startPriceTicks: z.int().positive(),
  /** Where the parameters come from: recordings, and a hash of their rows. */
  source: z.string(),
  dataHash: z.string(),
  parameters,
});
export interface AgentsFile extends Omit<z.infer<typeof agentsFile>, "parameters"> {
  readonly parameters: ExchangeAgentParameters;
}
