/**
 * Results of backtests that never ran, for tests of what is shown of them.
 *
 * `smallResult` is spelt out by hand: every number in a test's expectation can be found here. `largeResult` is drawn: a
 * mid that wanders, quotes around it, fills of both sides, and P&L that adds up at every point.
 */

import { quoteMoment, quoteSeries } from "../../sim/quote-moments.ts";
import type { BacktestResult, Markout, Series } from "../../sim/result.ts";
import { Random } from "../../src/base/random.ts";
import type { Decision } from "../../src/core/kernel-listener.ts";
import { WantedQuotes } from "../../src/core/strategy/wanted-quotes.ts";
import type { Fill } from "../../src/domain/fill.ts";
import type { Instrument } from "../../src/domain/instrument.ts";
import type { FillCause } from "../../src/domain/own-event.ts";
import { ask, bid, sign } from "../../src/domain/side.ts";
import { nsPerMs, nsPerSecond } from "../../src/domain/time.ts";
import { marketView } from "./own-events.ts";

const usdt = { name: "USDT", places: 8 };
const btc = { name: "BTC", places: 8 };

export const btcusdt: Instrument = {
  venue: "binance",
  market: "spot",
  symbol: "BTCUSDT",
  tickUnits: 1_000_000n,
  lotUnits: 1000n,
  pricePlaces: 8,
  sizePlaces: 8,
  base: btc,
  quote: usdt,
  settle: usdt,
  inverse: false,
  contractUnits: 1n,
  sizeLotsMin: 1,
  notionalUnitsMin: 500_000_000n,
};

export const btcusdPerp: Instrument = {
  ...btcusdt,
  market: "coinm",
  symbol: "BTCUSD_PERP",
  tickUnits: 1n,
  lotUnits: 1n,
  pricePlaces: 1,
  sizePlaces: 0,
  quote: { name: "USD", places: 8 },
  settle: btc,
  inverse: true,
  contractUnits: 10_000_000_000n,
};

const startNs = 23 * 3600 * nsPerSecond;
const lot = 100; // 0.001 BTC

/** A decision with words for its quotes, and one that risk stopped. */
const explained = decisionOf((wanted) => {
  wanted.want(bid, 6_099_999, lot, 2.5, 0.25);
  wanted.want(ask, 6_100_002, lot, 1.5, 0.125);
  wanted.reasons.set("mid_ticks", 6_100_000.5);
  wanted.reasons.set("fair_ticks", 6_100_001);
  wanted.reasons.set("skew_ticks", -0.25);
  wanted.reasons.set("base_half_spread_ticks", 1.25);
  wanted.reasons.set("volatility_ticks", 3);
});
const refused = decisionOf(() => {}, "stale_book");

/** Loses after fees what it earned before them. */
export function smallResult(changes: Partial<BacktestResult> = {}): BacktestResult {
  return { ...small, ...changes };
}

const small: BacktestResult = {
  runHash: "5b1f0c9e7a3d2468",
  configHash: "c0ffee00c0ffee00",
  version: "0.1.0",
  engineKind: "native",
  seed: 7,
  instrument: btcusdt,
  strategy: "naiveMaker",
  queueModel: "conservative",
  configText: "strategy:\n  name: naiveMaker\n  half_spread_ticks: 1\n",
  dataSource: "synthetic market",
  dataHash: "feedfacefeedface",
  dataProblems: [],
  bookValidShare: 1,
  epochUnixNs: 1_723_075_200_000_000_000n, // 2024-08-08T00:00:00Z
  firstReceivedNs: startNs,
  lastReceivedNs: startNs + 3905 * nsPerSecond,
  counts: {
    rowsCount: 1_400_000,
    eventsCount: 1_234_567,
    messagesCount: 90_000,
    tradesCount: 20_000,
    decisionsCount: 36_000,
    decisionsSkippedCount: 3050,
    venueTimesLateCount: 2,
    venueTimesMissingCount: 0,
    unknownLots: 0,
  },
  models: [],
  ordersCount: 2210,
  filledOrdersCount: 221,
  placedLots: 221_000,
  amendsCount: 40,
  cancelsCount: 1890,
  rejectsCount: 12,
  rejectsByReason: { would_cross: 12 },
  vetoesByReason: { position_bound: 31, stale_book: 2 },
  unknownOrdersCount: 0,
  fillsCount: 312,
  makerFillsCount: 312,
  volumeLots: 31_200,
  positionLots: -400,
  hasOwnBalances: false,
  balances: { BTC: { units: 99_600_000n, places: 8 }, USDT: { units: 10_023_141_000_000n, places: 8 } },
  pnl: {
    unit: "USDT",
    places: 8,
    net: -1_241_000_000n,
    gross: 310_000_000n,
    fees: 1_551_000_000n,
    spreadCapture: 1_130_000_000n,
    inventory: -820_000_000n,
    adverseSelection: -640_000_000n,
  },
  feeTier: { name: "spot-vip0", makerRate: 100_000n, takerRate: 100_000n },
  breakEvenFee: 0.0002,
  turnoverUnits: 1_551_000_000_000n,
  incrementsCount: 65,
  incrementDeviation: 0.0185,
  sharpe: -41.2,
  sharpeError: 11.5,
  skewness: -0.42,
  kurtosis: 5.13,
  deflated: { trialsCount: 1, threshold: 0, probability: 0.0004 },
  winRate: 0.317,
  maxDrawdownUnits: 1_302_000_000n,
  longestDrawdownNs: 3601 * nsPerSecond,
  timeAtTouch: { samplesCount: 3905, bid: 0.451, ask: 0.4375, both: 0.2 },
  queueAhead: {
    atRest: { count: 2198, medianLots: 1200, p90Lots: 5400 },
    atFill: { count: 312, medianLots: 0, p90Lots: 300 },
  },
  markouts: markouts(4.1, 312),
  markoutsByCause: { print: markouts(6.2, 250), quote_through: markouts(-4.4, 62) },
  fillsByCause: { print: { fillsCount: 250, lots: 25_000 }, quote_through: { fillsCount: 62, lots: 6200 } },
  edges: [
    {
      horizonNs: nsPerSecond,
      all: { fillsCount: 60, lots: 6000, predictedTicks: 2, realisedTicks: 1.5, errorTicks: 0.5 },
      bins: [
        { fillsCount: 30, lots: 3000, predictedTicks: 1, realisedTicks: -0.5, errorTicks: 0.75 },
        { fillsCount: 30, lots: 3000, predictedTicks: 3, realisedTicks: 3.5, errorTicks: 0.625 },
      ],
    },
  ],
  latency: {
    place: { count: 2210, p50Ns: 10 * nsPerMs, p99Ns: 14.25 * nsPerMs, maxNs: 31 * nsPerMs },
    amend: { count: 0, p50Ns: 0, p99Ns: 0, maxNs: 0 },
    cancel: { count: 1890, p50Ns: 10 * nsPerMs, p99Ns: 14.5 * nsPerMs, maxNs: 28 * nsPerMs },
    fill: { count: 0, p50Ns: 0, p99Ns: 0, maxNs: 0 },
  },
  bracket: {
    conservative: {
      queueModel: "conservative",
      runHash: "5b1f0c9e7a3d2468",
      fillsCount: 312,
      volumeLots: 31_200,
      net: -1_241_000_000n,
      gross: 310_000_000n,
    },
    probable: {
      queueModel: "proportional",
      runHash: "81e2a94c00d155aa",
      fillsCount: 498,
      volumeLots: 49_800,
      net: -1_902_000_000n,
      gross: 588_000_000n,
    },
  },
  series: {
    timeNs: [startNs, startNs + 1952 * nsPerSecond, startNs + 3905 * nsPerSecond],
    midTicks: [6_100_000, 6_100_000.5, 6_099_000],
    ownBidTicks: [Number.NaN, 6_099_999, 6_098_999],
    ownAskTicks: [Number.NaN, 6_100_001, Number.NaN],
    positionLots: [0, 200, -400],
    net: [0, -6.2, -12.41],
    gross: [0, 1.5, 3.1],
    spreadCapture: [0, 5.5, 11.3],
    inventory: [0, -4, -8.2],
    fees: [0, 7.7, 15.51],
    quotes: quoteSeries([undefined, quoteMoment(explained), quoteMoment(refused)]),
  },
  fills: [
    fill(1000, 1, bid, 6_099_999, "print", 120),
    fill(1900, 2, ask, 6_100_001, "quote_through", 0),
    fill(3000, 3, ask, 6_099_100, "print", 35),
  ],
  fillsSampled: false,
  kind: "backtest",
  replaySeconds: 0.31,
  eventsPerSecond: 3_982_474,
  peakRssBytes: 212_000_000,
};

function decisionOf(fill: (wanted: WantedQuotes) => void, veto?: string): Decision {
  const wanted = new WantedQuotes();
  fill(wanted);
  return { nowNs: startNs, market: marketView(), positionLots: 0, wanted, veto };
}

function fill(
  second: number,
  orderId: number,
  side: Fill["side"],
  priceTicks: number,
  cause: FillCause,
  ahead: number,
): Fill {
  return {
    venueNs: startNs + second * nsPerSecond,
    receivedNs: startNs + second * nsPerSecond + 5 * nsPerMs,
    orderId,
    tradeId: "",
    side,
    priceTicks,
    sizeLots: lot,
    feeUnits: side === bid ? 100n : 6_100_000n,
    feeAsset: side === bid ? "BTC" : "USDT",
    maker: true,
    cause,
    queueAheadLots: ahead,
    bidTicks: priceTicks - (side === bid ? 0 : 2),
    askTicks: priceTicks + (side === bid ? 2 : 0),
  };
}

function markouts(firstTicks: number, fillsCount: number): Markout[] {
  return [100, 1000, 10_000, 60_000].map((horizonMs, i) => ({
    horizonNs: horizonMs * nsPerMs,
    fillsCount,
    lots: fillsCount * lot,
    meanTicks: firstTicks - 9.25 * i,
    errorTicks: 0.8 * 2 ** i,
  }));
}

/** An hour of trading with thousands of points and hundreds of fills; its P&L is the last point of its series. */
export function largeResult(seed = 7, changes: Partial<BacktestResult> = {}): BacktestResult {
  const { series, fills } = drawRun(Random.fromSeed(seed));
  const units = (column: readonly number[]) => BigInt(Math.round(column.at(-1)! * 1e8));
  const [spreadCapture, inventory, fees] = [units(series.spreadCapture), units(series.inventory), units(series.fees)];
  const gross = spreadCapture + inventory;
  const pnl = { ...small.pnl, spreadCapture, inventory, fees, gross, net: gross - fees };
  return smallResult({
    series,
    fills,
    pnl,
    fillsCount: fills.length,
    makerFillsCount: fills.length,
    volumeLots: fills.length * lot,
    positionLots: series.positionLots.at(-1)!,
    bracket: {
      conservative: { ...small.bracket.conservative, fillsCount: fills.length, net: pnl.net, gross },
      probable: small.bracket.probable,
    },
    fillsByCause: countByCause(fills),
    markoutsByCause: { ...small.markoutsByCause, print_through: markouts(-120.5, 80), taker: markouts(0, 0) },
    configText: largeConfigText,
    ...changes,
  });
}

function countByCause(fills: readonly Fill[]): BacktestResult["fillsByCause"] {
  const counts: Record<string, { fillsCount: number; lots: number }> = {};
  for (const { cause, sizeLots } of fills) {
    const { fillsCount, lots } = counts[cause] ?? { fillsCount: 0, lots: 0 };
    counts[cause] = { fillsCount: fillsCount + 1, lots: lots + sizeLots };
  }
  return counts;
}

const largeConfigText = `instrument: { venue: binance, market: spot, symbol: BTCUSDT }
strategy:
  name: naiveMaker
  half_spread_ticks: 1        # </script><script>throw new Error("a configuration is text")</script>
  size: "0.001"
fees: spot-vip0
`;

function drawRun(random: Random): { series: Series; fills: Fill[] } {
  const series = emptySeries();
  const fills: Fill[] = [];
  const state = { mid: 6_100_000, positionLots: 0, spread: 0, inventory: 0, fees: 0 };
  for (let i = 0; i < 2000; i++) {
    const timeNs = startNs + Math.round(i * 1.953 * nsPerSecond);
    const move = random.int(-400, 400) + (random.chance(1, 40) ? random.int(-6000, 6000) : 0);
    state.inventory += (state.positionLots * move) / 1e7;
    state.mid += move;
    if (random.chance(1, 5)) fills.push(drawFill(random, state, timeNs, fills.length + 1));
    append(series, timeNs, state, i < 12 || (i > 900 && i < 930));
  }
  return { series: { ...series, quotes: quoteSeries(series.midTicks.map(drawnMoment)) }, fills };
}

/** The strategy leans away from a wave in the fair value; risk stops it from time to time. */
function drawnMoment(midTicks: number, at: number) {
  const waveTicks = 40 * Math.sin(at / 60);
  return quoteMoment(
    decisionOf(
      (wanted) => {
        if (at % 400 < 12) return;
        wanted.want(bid, Math.floor(midTicks) - 300, lot, 12 + waveTicks / 8, 0.2 + waveTicks / 400);
        wanted.want(ask, Math.ceil(midTicks) + 300, lot, 12 - waveTicks / 8, 0.2 - waveTicks / 400);
        wanted.reasons.set("mid_ticks", midTicks);
        wanted.reasons.set("fair_ticks", midTicks + waveTicks);
        wanted.reasons.set("skew_ticks", -waveTicks / 4);
        wanted.reasons.set("base_half_spread_ticks", 250);
        wanted.reasons.set("risk_half_spread_ticks", 50);
        wanted.reasons.set("volatility_ticks", 180 + waveTicks);
      },
      at % 400 < 12 ? "stale_book" : undefined,
    ),
  );
}

type RunState = { mid: number; positionLots: number; spread: number; inventory: number; fees: number };

function drawFill(random: Random, state: RunState, timeNs: number, orderId: number): Fill {
  const side = state.positionLots > 1500 ? ask : state.positionLots < -1500 ? bid : random.pick([bid, ask] as const);
  const priceTicks = Math.round(state.mid) - sign(side) * 300;
  state.positionLots += sign(side) * lot;
  state.spread += (300 * lot) / 1e7;
  state.fees += (priceTicks * lot * 0.00002) / 1e7;
  const cause = random.pick(["print", "print", "print_through", "quote_through"] as const);
  return {
    ...fill(0, orderId, side, priceTicks, cause, random.int(0, 4000)),
    venueNs: timeNs - 4 * nsPerMs,
    receivedNs: timeNs,
  };
}

function append(series: ReturnType<typeof emptySeries>, timeNs: number, state: RunState, pulled: boolean): void {
  series.timeNs.push(timeNs);
  series.midTicks.push(state.mid);
  series.ownBidTicks.push(pulled || state.positionLots > 1500 ? Number.NaN : state.mid - 300);
  series.ownAskTicks.push(pulled || state.positionLots < -1500 ? Number.NaN : state.mid + 300);
  series.positionLots.push(state.positionLots);
  series.spreadCapture.push(state.spread);
  series.inventory.push(state.inventory);
  series.gross.push(state.spread + state.inventory);
  series.fees.push(state.fees);
  series.net.push(state.spread + state.inventory - state.fees);
}

function emptySeries() {
  const column = (): number[] => [];
  return {
    timeNs: column(),
    midTicks: column(),
    ownBidTicks: column(),
    ownAskTicks: column(),
    positionLots: column(),
    net: column(),
    gross: column(),
    spreadCapture: column(),
    inventory: column(),
    fees: column(),
  };
}
