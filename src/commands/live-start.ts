/** What a live session starts from: configuration, the venue's instruments of today, balances; on paper and for real. */
import packageJson from "../../package.json" with { type: "json" };
import type { SessionMarketSpec, SessionSpec } from "../../sim/session-spec.ts";
import type { Instrument } from "../domain/instrument.ts";
import { nsPerMs } from "../domain/time.ts";
import type { LiveConfig } from "../live/live-config.ts";
import type { Clock } from "../ports/clock.ts";
import type { Http } from "../ports/http.ts";
import type { BacktestSetup } from "./backtest-setup.ts";
import { checkModels } from "./models-setup.ts";
import { fetchParts, type VenuePart } from "./venue-parts.ts";

/** @throws InputError for an instrument that cannot be traded live, or a venue that cannot be asked. */
export async function fetchVenueParts({ config, markets }: BacktestSetup, http: Http): Promise<VenuePart[]> {
  const venue = config.venue ?? { environment: "production" as const };
  return await fetchParts(
    markets.map(({ instrument }) => instrument),
    venue,
    http,
  );
}

export interface SpecFacts {
  readonly sessionId: string;
  readonly clock: Clock;
  readonly live: LiveConfig;
}

/** On paper: from the configuration's balances, flat. */
export function paperSpec(setup: BacktestSetup, instruments: readonly Instrument[], facts: SpecFacts): SessionSpec {
  return {
    ...commonSpec(setup, facts),
    mode: "paper",
    markets: marketSpecs(setup, instruments),
    balances: setup.balances,
  };
}

/** @param instruments as the venue has them today. @throws InputError for a model of other ticks or lots. */
export function marketSpecs({ markets }: BacktestSetup, instruments: readonly Instrument[]): SessionMarketSpec[] {
  return markets.map(({ config, strategy, parameters, feeTier }, index) => {
    const instrument = instruments[index]!;
    checkModels(config.models, strategy, instrument, "");
    return { config, instrument, strategyName: strategy.name, parameters, feeTier, startPositionUnits: 0n };
  });
}

export function commonSpec({ config, configText, configHash }: BacktestSetup, { sessionId, clock, live }: SpecFacts) {
  const { seed, latency, queueModel, bookRisk } = config;
  return {
    sessionId,
    version: packageJson.version,
    configHash,
    configText,
    epochUnixNs: clock.epochUnixNs,
    startedNs: clock.nowNs(),
    config: { seed, latency, queueModel, bookRisk },
    ackTimeoutNs: Math.round(live.ackTimeoutMs * nsPerMs),
  };
}
