/** Agents of one symbol as a file has them (snake_case there): what `data fit` writes and `exchange --agents` reads. */
import { z } from "zod";
import type { ExchangeAgentParameters } from "./agent-parameters.ts";

const positive = z.number().positive();
const percent = z.int().min(0).max(100);

const parameters = z.strictObject({
  fairValue: z.strictObject({
    stepNs: positive,
    regimes: z
      .array(z.strictObject({ bpsPerMinute: z.number().nonnegative(), meanDurationNs: positive, activity: positive }))
      .min(1),
    jumpsMeanGapNs: positive,
    jumpMeanBps: z.number().nonnegative(),
  }),
  makers: z.strictObject({
    each: z.array(z.strictObject({ delayNs: z.number().nonnegative(), halfSpreadBps: positive })).min(1),
    wakesMeanGapNs: positive,
    levelsPerSide: z.int().positive().max(100),
    deepestBps: positive,
    tolerance: z.number().nonnegative(),
    innerCheckedCount: z.int().nonnegative(),
    deepChecksCount: z.int().nonnegative(),
    opinionBps: z.number().nonnegative(),
    opinionMeanNs: positive,
    innerSizeQuote: positive,
    deepSizeQuote: positive,
  }),
  uninformed: z.strictObject({
    meanGapNs: positive,
    sameSidePercent: percent,
    sizeQuoteMin: positive,
    sizeTail: positive,
    sizeQuoteMax: positive,
    slippageBpsMax: z.number().nonnegative(),
  }),
  informed: z.strictObject({ meanGapNs: positive, costBps: z.number().nonnegative(), sizeMeanQuote: positive }),
  reaction: z.strictObject({
    flowMemoryNs: positive,
    flowQuote: positive,
    flowBps: z.number(),
    imbalanceBps: z.number(),
  }),
  large: z.strictObject({
    meanGapNs: positive,
    sizeQuoteMin: positive,
    sizeTail: positive,
    sizeQuoteMax: positive,
    pieceMeanQuote: positive,
    piecesMeanGapNs: positive,
    slippageBpsMax: z.number().nonnegative(),
  }),
  bursts: z.strictObject({ meanGapNs: positive, joinsPercent: percent, levelsCount: z.int().nonnegative() }),
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
