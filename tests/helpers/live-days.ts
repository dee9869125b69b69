/** Days of the whole system in simulated time: what is traded, by whom, and how far away the venue is. */
import type { InstrumentConfig } from "../../sim/backtest-config.ts";
import { type BadDay, calmDay, drawBadDay } from "../../sim/world/bad-day.ts";
import type { LivePlan } from "../../sim/world/engine-life.ts";
import type { LiveWorldOptions } from "../../sim/world/live-world.ts";
import type { Instrument } from "../../src/domain/instrument.ts";
import { midnightUnixNs, nsPerMinute, nsPerMs, nsPerSecond } from "../../src/domain/time.ts";
import { spotBtcusdt } from "./instruments.ts";

const startUnixNs = 1_760_000_000_000_000_000n;
export const dayStartNs = Number(startUnixNs - midnightUnixNs(startUnixNs));

const spotEthusdt: Instrument = {
  ...spotBtcusdt,
  symbol: "ETHUSDT",
  lotUnits: 10_000n,
  base: { name: "ETH", places: 8 },
};
const startTicks = { BTCUSDT: 6_000_000, ETHUSDT: 250_000 } as const;

export interface DayOptions {
  readonly seed?: number;
  readonly minutes?: number;
  readonly orderEntry?: LivePlan["orderEntry"];
  readonly symbolsCount?: 1 | 2;
  readonly engine?: LivePlan["engine"];
  readonly badDay?: BadDay;
}

/** Calm, unless it is said what is bad. */
export function liveDay(options: DayOptions = {}): LiveWorldOptions {
  const { seed = 1, minutes = 2, orderEntry = "ws_api", symbolsCount = 1, engine, badDay = calmDay() } = options;
  const instruments = [spotBtcusdt, spotEthusdt].slice(0, symbolsCount);
  const oneWay = { logNormal: { median: 3, sigma: 0.5, min: 1, max: 100 } };
  return {
    ...{ seed, startUnixNs, badDay, forNs: minutes * nsPerMinute, venueAheadNs: 120 * nsPerMs },
    plan: {
      config: { seed, queueModel: "conservative", latency: replayLatency },
      markets: instruments.map(marketOf),
      ...{ ackTimeoutNs: 3 * nsPerSecond, stopWithinNs: 10 * nsPerSecond, orderEntry },
      ...(engine !== undefined && { engine }),
    },
    agents: instruments.map(({ symbol }) => ({
      symbol,
      startPriceTicks: startTicks[symbol as keyof typeof startTicks],
    })),
    deposits: ["BTC", "ETH", "USDT"].map((asset) => ({ asset, units: 10n ** 14n })),
    latency: { toVenueMs: oneWay, fromVenueMs: oneWay },
  };
}

export function badDay(seed: number, minutes: number, killsCount: number): BadDay {
  return drawBadDay(seed, dayStartNs, minutes * nsPerMinute, killsCount);
}

/** Of the engine, where it is no venue. */
const replayLatency = { entryMs: 5, responseMs: 5, decisionUs: 100, venueCloseMs: 10, tickerMs: 5 };

function marketOf(instrument: Instrument): LivePlan["markets"][number] {
  const strategyName = "naive-maker";
  const parameters = { halfSpreadTicks: 20, sizeLots: 1000, positionLotsMax: 10_000 };
  const { venue, market, symbol } = instrument;
  const config: InstrumentConfig = {
    instrument: { venue, market, symbol },
    data: ["the exchange"],
    strategy: { name: strategyName, parameters },
    decide: { everyMs: 100 },
    fees: { tier: "spot-vip0", maker: "0.001", taker: "0.001" },
    risk: { positionLotsMax: 20_000, priceBandTicks: 50_000, staleAfterMs: 3000 },
  };
  return { config, instrument, strategyName, parameters };
}
