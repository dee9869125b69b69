// Goal: the live feed in a world that goes wrong: each message's book is the exchange's own at that id, or the rows have
// said that it is not; nothing is lost or told twice where one connection follows another; and when the trouble is over,
// every book is in step again.
// Method: the feed against the exchange under its agents, in process and under a virtual clock; a judge who hears both
// compares the whole book after every message. Faults of the network and of the exchange, chosen and drawn.
import { expect, test } from "bun:test";
import fc from "fast-check";
import type { OneWayConfig } from "../../sim/latency-config.ts";
import { drawNetworkFaults, type NetworkFault } from "../../sim/world/network-faults.ts";
import { Random } from "../../src/base/random.ts";
import { nsPerMs, nsPerSecond } from "../../src/domain/time.ts";
import { FeedBench, feedHost, type JudgedMarket } from "../helpers/feed-bench.ts";

const hosts = [feedHost];
const seconds = (count: number) => count * nsPerSecond;
/** So that a minute has what a day has. */
const hasty = { staleNs: seconds(5), silentNs: seconds(30), lifetimeNs: seconds(30), overlapMaxNs: seconds(10) };
const unsteady: OneWayConfig = {
  quantiles: [
    [0, 2],
    [0.9, 10],
    [1, 60],
  ],
};

/** Of ids that should have come, those that came must be these, once each and in this order, from the first to the last. */
function expectWhole(told: readonly number[], truth: readonly number[]): void {
  const from = truth.indexOf(told[0]!);
  expect(told).toEqual(truth.slice(from, from + told.length));
}

function expectInStep(bench: FeedBench, markets: readonly JudgedMarket[] = bench.judge.markets): void {
  expect(bench.judge.faults).toEqual([]);
  for (const { isValid, market, updateId, comparedCount } of markets) {
    expect(isValid).toBe(true);
    expect(market.lastUpdateId - updateId).toBeLessThan(200);
    expect(comparedCount).toBeGreaterThan(10);
  }
}

test("live feed: a quiet network: every event, print and ticker of two symbols, from the first snapshot on", () => {
  using bench = new FeedBench().start().until(60);
  expectInStep(bench);
  expect(bench.judge.noteCounts()).toEqual({ connected: 1, synced: 2 });
  for (const market of bench.judge.markets) {
    expect(market).toMatchObject({ gapsCount: 0, snapshotsCount: 1 });
    expect(market.depthMessagesCount).toBeGreaterThan(500);
    expectWhole(market.tradeIds, market.printedIds);
    expectWhole(market.tickerIds, market.bestIds);
  }
});

test.each([5, unsteady])(
  "live feed: connections that live 30 s, messages taking %j ms: no hole and no row twice at any seam",
  (latencyMs) => {
    using bench = new FeedBench({ options: hasty, latencyMs }).start().until(180);
    expectInStep(bench);
    expect(bench.judge.noteCounts().reconnecting).toBeGreaterThan(4);
    for (const market of bench.judge.markets) {
      expect(market).toMatchObject({ gapsCount: 0, snapshotsCount: 1 });
      // Of two connections one's print may come before an earlier one of the other: each is told once all the same.
      expectWhole(
        market.tradeIds.toSorted((one, other) => one - other),
        market.printedIds,
      );
      expect(market.tickerIds).toEqual(market.tickerIds.toSorted((one, other) => one - other));
    }
  },
  60_000,
);

test("live feed: the exchange announces its going: a new connection in time, and no hole", () => {
  using bench = new FeedBench().start().until(10);
  bench.inject({ kind: "maintenance", warningSeconds: 1e6 });
  bench.until(30);
  expectInStep(bench);
  for (const market of bench.judge.markets) expect(market.gapsCount).toBe(0);
  expect(bench.judge.noteCounts()).toMatchObject({ connected: 2, reconnecting: 1, overlap: 1 });
});

test("live feed: ten seconds of maintenance: a gap at its beginning, and books in step soon after its end", () => {
  using bench = new FeedBench().start().until(10);
  bench.inject({ kind: "maintenance", warningSeconds: 2, forSeconds: 12 });
  bench.until(20);
  expect(bench.judge.markets.map(({ isValid }) => isValid)).toEqual([false, false]);
  bench.until(60);
  expectInStep(bench);
});

test("live feed: every twentieth depth event is lost: each loss is seen by the next event", () => {
  using bench = new FeedBench().start().until(10);
  bench.inject({ kind: "gap", chance: 0.05, forSeconds: 60, events: ["depthUpdate"] });
  bench.until(180);
  expectInStep(bench);
  for (const { gapsCount } of bench.judge.markets) expect(gapsCount).toBeGreaterThan(2);
}, 60_000);

test("live feed: snapshots refused, lost and late: asked again, within the weight, until the books are in step", () => {
  const faults: NetworkFault[] = [{ kind: "lost_answer", atNs: 0, forNs: seconds(8), hosts, chance: 0.7 }];
  using bench = new FeedBench({ faults });
  bench.inject({ kind: "refusal", status: 503, requests: ["GET /api/v3/depth"], chance: 0.5, forSeconds: 20 });
  bench.inject({ kind: "disconnect", sockets: "streams", everySeconds: 3, forSeconds: 20 });
  bench.start().until(90);
  expectInStep(bench);
  expect(bench.judge.noteCounts().snapshot_refused).toBeGreaterThan(0);
});

test("live feed: a connection that falls silent: another is beside it within seconds, and what was missed is marked", () => {
  const faults: NetworkFault[] = [{ kind: "half_open", atNs: seconds(20), hosts }];
  using bench = new FeedBench({ faults, options: { staleNs: seconds(5) } }).start().until(40);
  expectInStep(bench);
  for (const { gapsCount } of bench.judge.markets) expect(gapsCount).toBe(1);
  expect(bench.judge.noteCounts().stale).toBe(2);
});

test("live feed: the exchange's clock behind by a quarter of a second: told to within the way's asymmetry", () => {
  using bench = new FeedBench({ venueAheadNs: -250 * nsPerMs, latencyMs: unsteady }).start().until(5);
  expect(bench.judge.offsetsNs).toHaveLength(1);
  expect(Math.abs(bench.judge.offsetsNs[0]! - 250 * nsPerMs)).toBeLessThan(10 * nsPerMs);
});

test("live feed: any faults of the network and the exchange: no message has a wrong book, and all ends in step", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.boolean(), fc.boolean(), (seed, loses, refuses) => {
      const weather = { fromNs: seconds(2), untilNs: seconds(50), everyNs: seconds(6), hosts };
      const faults = drawNetworkFaults(Random.fromSeed(seed), weather);
      using bench = new FeedBench({ seed, faults, latencyMs: unsteady, options: hasty });
      if (loses) bench.inject({ kind: "gap", fromSeconds: 10, forSeconds: 30, chance: 0.03 });
      const limited = { kind: "refusal", status: 429, retryAfterSeconds: 3, requests: ["GET /api/v3/depth"] } as const;
      if (refuses) bench.inject({ ...limited, fromSeconds: 15, forSeconds: 20, chance: 0.5 });
      bench.start().until(110);
      expectInStep(bench);
      for (const { tradeIds } of bench.judge.markets) expect(new Set(tradeIds).size).toBe(tradeIds.length);
    }),
    { numRuns: 12 },
  );
}, 60_000);

test("live feed: the same seed and faults: the same rows and notes, to the last", () => {
  const run = () => {
    const faults = drawNetworkFaults(Random.fromSeed(5), {
      fromNs: 0,
      untilNs: seconds(30),
      everyNs: seconds(5),
      hosts,
    });
    using bench = new FeedBench({ seed: 5, faults, latencyMs: unsteady, options: hasty }).start().until(40);
    return [
      bench.judge.notes,
      bench.judge.markets.map(({ tradeIds, tickerIds, updateId }) => [tradeIds, tickerIds, updateId]),
    ];
  };
  expect(run()).toEqual(run());
});
