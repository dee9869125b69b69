// Goal: on a real market, too, each feature is what its formula says.
// Method: a whole recording; every few seconds each feature's value against one that is reckoned from the rows alone, by
// a plain book and sums over all that has been. Recordings are read where they are present.
import { expect, test } from "bun:test";
import { join } from "node:path";
import { playFeatures } from "../../sim/features/play-features.ts";
import { loadInstruments } from "../../src/adapters/binance/instruments-file.ts";
import { FeatureReaders } from "../../src/core/features/feature-readers.ts";
import { features } from "../../src/core/features/index.ts";
import { signalsOf } from "../../src/core/strategy/strategy.ts";
import { openTapes } from "../../src/data/open-tapes.ts";
import { nsPerDay, nsPerSecond } from "../../src/domain/time.ts";
import { openEngine } from "../../src/engine/open-engine.ts";
import type { MarketView } from "../../src/ports/engine.ts";
import { halfLivesSeconds } from "../../src/ports/market-signals.ts";
import type { Tape } from "../../src/ports/tape.ts";
import { needs, projectRoot, sharedData } from "../helpers/needs.ts";
import { PlainMarket, plainRows } from "../helpers/plain-market.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

type Values = Readonly<Record<string, number>>;

const recordings = ["spot_btcusdt_20240808.gz", "cm_btcusd_perp_20240808.gz"];
/** No multiple of a half-life. */
const everyNs = 11 * nsPerSecond;

for (const name of recordings) {
  const path = sharedData(name);
  const isMissing = needs(`the recording ${name}`, path !== undefined, "it is no part of the project", false);
  test.skipIf(isMissing)(
    `features: the recording ${name}: each value as reckoned from its rows alone`,
    async () => {
      using folder = temporaryFolder();
      const instruments = loadInstruments(join(projectRoot, "configs/instruments.yaml"));
      const [tape] = await openTapes([path!], { instruments }, { folder: folder.path, codeHash: "any" });
      const looks = looksOf(tape!);
      expect(looks.size).toBeGreaterThan(20);
      let knownCount = 0;
      for (const [nowNs, expected] of plainLooks(tape!, [...looks.keys()])) {
        for (const { name: feature } of features) {
          const [value, plain] = [looks.get(nowNs)![feature]!, expected[feature]!];
          const isEqual = Object.is(value, plain) || Math.abs(value - plain) <= 1e-9 * Math.max(1e-3, Math.abs(plain));
          if (!isEqual) expect([feature, nowNs, value]).toEqual([feature, nowNs, plain]);
          if (!Number.isNaN(plain)) knownCount++;
        }
      }
      expect(knownCount).toBeGreaterThan(looks.size * (features.length - 4));
      tape![Symbol.dispose]();
    },
    120_000,
  );
}

/** As the engine and the features have it, by time. */
function looksOf(tape: Tape): Map<number, Values> {
  const looks = new Map<number, Values>();
  const readers = new FeatureReaders();
  const named = features.map((feature) => [feature.name, readers.reader(feature)] as const);
  const row = (view: MarketView) =>
    looks.set(view.nowNs, Object.fromEntries(named.map(([name, reader]) => [name, reader.value(view)])));
  const sink = { flow: readers.take.bind(readers), touch: () => {}, row };
  const openOne: typeof openEngine = (configs) => openEngine(configs);
  const when = { everyNs };
  playFeatures({
    tape,
    when,
    signals: signalsOf(features),
    tellsTouch: false,
    openEngine: openOne,
    sink,
    onProgress: () => {},
  });
  return looks;
}

/** As plainly as can be, at the same times. */
function* plainLooks(tape: Tape, timesNs: readonly number[]): Generator<readonly [number, Values]> {
  const market = new PlainMarket();
  let next = 0;
  for (const columns of tape.chunks(100_000))
    for (const row of plainRows(columns)) {
      for (; row.receivedNs > timesNs[next]!; next++) yield [timesNs[next]!, plainValues(market, timesNs[next]!)];
      market.apply(row);
    }
  for (; next < timesNs.length; next++) yield [timesNs[next]!, plainValues(market, timesNs[next]!)];
}

function plainValues(market: PlainMarket, nowNs: number): Values {
  const { bid, ask } = market.touch;
  if (bid === undefined || ask === undefined) throw new Error("these recordings have a touch throughout");
  const [bids, asks] = [market.bids(), market.asks()];
  const angle = (2 * Math.PI * nowNs) / nsPerDay;
  return {
    mid: (bid.ticks + ask.ticks) / 2,
    microprice: (bid.ticks * ask.lots + ask.ticks * bid.lots) / (bid.lots + ask.lots),
    spread: ask.ticks - bid.ticks,
    touch_imbalance: share(bid.lots, ask.lots),
    depth_imbalance: share(weighed(bids.slice(0, 5), 1), weighed(asks.slice(0, 5), 1)),
    weighted_imbalance: share(weighed(bids, 0.5), weighed(asks, 0.5)),
    bid_slope: slope(bids, (bids[0]!.ticks + asks[0]!.ticks) / 2),
    ask_slope: slope(asks, (bids[0]!.ticks + asks[0]!.ticks) / 2),
    bid_queue: Math.log(bid.lots),
    ask_queue: Math.log(ask.lots),
    trade_run: market.tradeRun,
    day_sine: Math.sin(angle),
    day_cosine: Math.cos(angle),
    ...Object.assign({}, ...halfLivesSeconds.map((seconds) => plainRates(market, nowNs, seconds))),
  };
}

function plainRates(market: PlainMarket, nowNs: number, seconds: number): Values {
  const sum = (name: string) => market.sum(name, nowNs, seconds);
  const exposureSeconds = market.exposureSeconds(nowNs, seconds);
  const rate = (amount: number) => (exposureSeconds < 0.5 ? Number.NaN : amount / exposureSeconds);
  const robust = (name: string) => Math.sqrt(Math.max(0, rate(sum(`${name} squares`) + 2 * sum(`${name} products`))));
  const [bought, sold, buys, sells] = [sum("buy lots"), sum("sell lots"), sum("buy orders"), sum("sell orders")];
  const values = {
    bid_depletion: rate(sum("bid depleted")),
    ask_depletion: rate(sum("ask depleted")),
    volatility_mid: Math.sqrt(rate(sum("mid squares"))),
    volatility_trades: Math.sqrt(rate(sum("trade squares"))),
    volatility_robust_mid: robust("mid"),
    volatility_robust_trades: robust("trade"),
    order_flow: rate(sum("flow")),
    level_flow: rate(sum("level flow")) / 5,
    trade_rate: rate(bought + sold),
    trade_flow: rate(bought - sold),
    trade_imbalance: exposureSeconds < 0.5 ? Number.NaN : bought + sold === 0 ? 0 : share(bought, sold),
    buy_arrivals: rate(buys),
    sell_arrivals: rate(sells),
    arrival_decay: buys + sells < 2 ** -10 ? Number.NaN : (buys + sells) / (sum("buy reach") + sum("sell reach")),
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${name}_${seconds}s`, value]));
}

interface Shown {
  readonly ticks: number;
  readonly lots: number;
}

function share(bidLots: number, askLots: number): number {
  return (bidLots - askLots) / (bidLots + askLots);
}

function weighed(levels: readonly Shown[], fading: number): number {
  return levels.reduce((total, { lots }, level) => total + lots * fading ** level, 0);
}

function slope(levels: readonly Shown[], midTicks: number): number {
  const points = levels.map(({ ticks }, level) => {
    const lots = levels.slice(0, level + 1).reduce((total, shown) => total + shown.lots, 0);
    return { distance: Math.abs(ticks - midTicks), lots };
  });
  const products = points.reduce((total, { distance, lots }) => total + distance * lots, 0);
  return products / points.reduce((total, { distance }) => total + distance ** 2, 0);
}
