/** What a live session starts from: configuration, the venue's instruments of today, balances; on paper and for real. */
import packageJson from "../../package.json" with { type: "json" };
import type { SessionMarketSpec, SessionSpec } from "../../sim/session-spec.ts";
import { fetchInstruments } from "../adapters/binance/fetch-instruments.ts";
import { InputError } from "../base/input-error.ts";
import { type Instrument, instrumentKey, type Market } from "../domain/instrument.ts";
import { nsPerMs } from "../domain/time.ts";
import { type LiveConfig, type VenueUrls, venueUrls } from "../live/live-config.ts";
import type { Clock } from "../ports/clock.ts";
import type { Http } from "../ports/http.ts";
import type { BacktestSetup } from "./backtest-setup.ts";

/** Instruments of one market, and where that is. */
export interface VenuePart {
  readonly market: Market;
  readonly urls: VenueUrls;
  /** By their numbers in the session. */
  readonly marketIndexes: readonly number[];
  readonly instruments: readonly Instrument[];
}

/** @throws InputError for an instrument that cannot be traded live, or a venue that cannot be asked. */
export async function fetchVenueParts(setup: BacktestSetup, http: Http): Promise<VenuePart[]> {
  const { config, markets } = setup;
  const venue = config.venue ?? { environment: "production" as const };
  const byMarket = Map.groupBy(markets.keys(), (at) => markets[at]!.instrument.market);
  const parts = [...byMarket].map(async ([market, marketIndexes]): Promise<VenuePart> => {
    const [first] = marketIndexes;
    const { instrument } = markets[first!]!;
    const urls = instrument.venue === "binance" ? venueUrls(venue, market) : undefined;
    if (urls === undefined)
      throw new InputError("instrument", `${instrumentKey(instrument)}: expected Binance Spot or USD-M`);
    const symbols = marketIndexes.map((at) => markets[at]!.instrument.symbol);
    return {
      market,
      urls,
      marketIndexes: [...marketIndexes],
      instruments: await fetchInstruments(http, urls.restUrl, market, symbols),
    };
  });
  return await Promise.all(parts);
}

/** In the order of the session. */
export function instrumentsOf(parts: readonly VenuePart[]): Instrument[] {
  const instruments: Instrument[] = [];
  for (const { marketIndexes, instruments: own } of parts)
    for (const [at, index] of marketIndexes.entries()) instruments[index] = own[at]!;
  return instruments;
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

export function marketSpecs({ markets }: BacktestSetup, instruments: readonly Instrument[]): SessionMarketSpec[] {
  return markets.map(({ config, strategy, parameters, feeTier }, index) => ({
    config,
    instrument: instruments[index]!,
    strategyName: strategy.name,
    parameters,
    feeTier,
    startPositionUnits: 0n,
  }));
}

export function commonSpec({ config, configText, configHash }: BacktestSetup, { sessionId, clock, live }: SpecFacts) {
  const { seed, latency, queueModel } = config;
  return {
    sessionId,
    version: packageJson.version,
    configHash,
    configText,
    epochUnixNs: clock.epochUnixNs,
    startedNs: clock.nowNs(),
    config: { seed, latency, queueModel },
    ackTimeoutNs: Math.round(live.ackTimeoutMs * nsPerMs),
  };
}
