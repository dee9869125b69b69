/**
 * What a training is told: one schema for the whole file, strict, units in its keys. Files are YAML with snake_case keys
 * (`src/commands/read-config.ts`); here the keys are camelCase. `configs/train.yaml` explains each.
 */
import { z } from "zod";
import { markets, venues } from "../../src/domain/instrument.ts";
import { nsPerMs } from "../../src/domain/time.ts";
import type { EngineConfig } from "../../src/ports/engine.ts";
import { noSignals } from "../../src/ports/market-signals.ts";
import { latencySchema } from "../latency-config.ts";
import { queueModelSchema } from "../queue-model.ts";

const ms = z.number().min(1).max(3_600_000);
const penalty = z.number().positive().max(1e6);
const rising = (values: readonly number[]) => values.every((value, at) => at === 0 || value > values[at - 1]!);

export const trainConfigSchema = z
  .strictObject({
    instrument: z.strictObject({ venue: z.enum(venues), market: z.enum(markets), symbol: z.string().min(1) }),
    data: z.union([z.literal("synthetic"), z.array(z.string().min(1)).min(1)], {
      error: "expected synthetic, or a list of recordings, Parquet folders or tapes",
    }),
    synthetic: z
      .strictObject({ minutes: z.number().positive().max(1440), seed: z.int().nonnegative().optional() })
      .optional(),
    seed: z.int().nonnegative(),
    queueModel: queueModelSchema,
    latency: latencySchema,
    /** Features by name; the standard ones unless given. */
    inputs: z.array(z.string().min(1)).min(1).optional(),
    sampling: z.strictObject({
      everyMs: ms,
      /** Probe orders a side each time. */
      probes: z.int().positive().max(16),
      distancesTicks: z.array(z.int()).min(1).refine(rising, "expected distances that rise"),
    }),
    fill: z.strictObject({
      horizonMs: ms,
      penalty,
      /** Ends of the intervals in which the hazard is constant; the last is the horizon. */
      edgesMs: z.array(ms).min(1).refine(rising, "expected edges that rise"),
      network: z.strictObject({
        units: z.int().positive().max(256),
        penalty,
        stepsMax: z.int().positive().max(10_000),
      }),
    }),
    adverse: z.strictObject({ horizonMs: ms, penalty }),
    drift: z.strictObject({ horizonMs: ms, penalty }),
    folds: z.strictObject({ count: z.int().positive().max(50), purgeMs: ms, blockMs: ms }),
  })
  .superRefine((config, context) => {
    for (const { path, message } of problems(config)) context.addIssue({ code: "custom", path, message });
  });

export type TrainConfig = z.output<typeof trainConfigSchema>;

/** The longest that a label of a row looks ahead. */
export function labelReachMs({ fill, adverse, drift }: Pick<TrainConfig, "fill" | "adverse" | "drift">): number {
  return Math.max(fill.horizonMs + adverse.horizonMs, drift.horizonMs);
}

/** What the engine is told, for whoever decides by deadlines of their own. */
export function trainEngineConfig({ latency, queueModel }: TrainConfig): EngineConfig {
  return {
    venueCloseNs: Math.round(latency.venueCloseMs * nsPerMs),
    tickerLatencyNs: Math.round(latency.tickerMs * nsPerMs),
    decisionTimeNs: Math.round((latency.decisionUs / 1000) * nsPerMs),
    queueModel,
    decideEveryNs: 0,
    decideOn: 0,
    reads: 0,
    signals: noSignals,
  };
}

type Unchecked = Pick<TrainConfig, "data" | "synthetic" | "fill" | "adverse" | "drift" | "folds">;

function problems(config: Unchecked): { path: string[]; message: string }[] {
  const { data, synthetic, fill, folds } = config;
  const reachMs = labelReachMs(config);
  return [
    ...(data === "synthetic" && synthetic === undefined
      ? [{ path: ["synthetic"], message: "expected minutes of the synthetic market" }]
      : []),
    ...(fill.edgesMs.at(-1) === fill.horizonMs
      ? []
      : [{ path: ["fill", "edgesMs"], message: "expected the last edge to be horizon_ms" }]),
    ...(folds.purgeMs > reachMs
      ? []
      : [{ path: ["folds", "purgeMs"], message: `expected more than ${reachMs}, over which labels look ahead` }]),
  ];
}
