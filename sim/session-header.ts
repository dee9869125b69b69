/**
 * What a session starts from, as the header of its journal: the fields listed here and no others, so that no key can
 * slip in with something larger.
 */
import { z } from "zod";
import { InputError } from "../src/base/input-error.ts";
import { findStrategy } from "../src/core/strategy/index.ts";
import type { Instrument } from "../src/domain/instrument.ts";
import type { InstrumentConfig } from "./backtest-config.ts";
import { latencySchema } from "./latency-config.ts";
import { queueModelSchema } from "./queue-model.ts";
import { bookRiskSchema } from "./risk-config.ts";
import type { SessionMarketSpec, SessionSpec } from "./session-spec.ts";

export function headerOfSession(spec: SessionSpec): SessionSpec {
  const { sessionId, mode, version, configHash, configText, epochUnixNs, startedNs, balances, ackTimeoutNs } = spec;
  const { seed, latency, queueModel, bookRisk } = spec.config;
  return {
    ...{ sessionId, mode, version, configHash, configText, epochUnixNs, startedNs, balances, ackTimeoutNs },
    config: { seed, latency, queueModel, ...(bookRisk !== undefined && { bookRisk }) },
    markets: spec.markets.map(
      ({
        config,
        instrument,
        strategyName,
        parameters,
        feeTier,
        startPositionUnits,
        startEntryUnits,
      }): SessionMarketSpec => ({
        ...{ config, instrument, strategyName, parameters, feeTier, startPositionUnits },
        ...(startEntryUnits !== undefined && { startEntryUnits }),
      }),
    ),
  };
}

/** @param place of the journal. @throws InputError where it is no header of this version. */
export function sessionOfHeader(header: unknown, place: string): SessionSpec {
  const { data, error } = headerSchema.safeParse(header);
  if (error === undefined) return data;
  const [issue] = error.issues;
  throw new InputError(
    `${place}: header: ${issue!.path.join(".")}`,
    `${issue!.message}; expected a header of this version`,
  );
}

const nonNegative = z.int().nonnegative();

/** Written from values that were checked when the session began, so what is large is not checked to its depth again. */
const whole = <Value>() =>
  z.custom<Value>((value) => typeof value === "object" && value !== null, "expected an object");

const marketSchema = z.strictObject({
  config: whole<InstrumentConfig>(),
  instrument: whole<Instrument>(),
  strategyName: z.string().refine((name) => findStrategy(name) !== undefined, "expected a strategy that is known"),
  parameters: z.unknown(),
  feeTier: z.strictObject({ name: z.string(), makerRate: z.bigint(), takerRate: z.bigint() }),
  startPositionUnits: z.bigint(),
  startEntryUnits: z.bigint().exactOptional(),
});

const headerSchema = z.strictObject({
  sessionId: z.string().min(1),
  mode: z.enum(["paper", "real"]),
  version: z.string().min(1),
  configHash: z.string().min(1),
  configText: z.string(),
  epochUnixNs: z.bigint(),
  startedNs: nonNegative,
  balances: z.map(z.string(), z.bigint()),
  ackTimeoutNs: nonNegative,
  config: z.strictObject({
    seed: nonNegative,
    latency: latencySchema,
    queueModel: queueModelSchema,
    bookRisk: bookRiskSchema.optional(),
  }),
  markets: z.array(marketSchema).min(1),
});
