/**
 * Small worlds for the engines: few prices, small sizes, short latencies, so that every corner is met often.
 *
 * Three kinds of time. `wild`: single nanoseconds, ties everywhere, venue times missing or backwards. `slow`: the same
 * over minutes, for what fades. `marked`: a message's venue time is its own place in the stream modulo 64, so that
 * whoever reads a fill's venue time knows what caused it. Two kinds of market: one tells levels, one every order of a level, for exact queues.
 */

import fc from "fast-check";
import { type EngineConfig, engineLimits, type QueueModel } from "../../src/ports/engine.ts";
import type { SignalNeeds } from "../../src/ports/market-signals.ts";
import { levelStreams } from "./engine-level-streams.ts";
import { orderStreams } from "./engine-order-streams.ts";
import { scripts } from "./engine-scripts.ts";
import { markedMax, slowUnitNs, type Timing } from "./engine-stream-writer.ts";
import type { MarketScenario, Scenario } from "./engine-trace.ts";

/** One market, of any kind. */
export function scenarios(timing: Timing): fc.Arbitrary<Scenario> {
  return fc.oneof({ weight: 3, arbitrary: levelScenarios(timing) }, { weight: 1, arbitrary: orderScenarios(timing) });
}

/** One market that names orders, in the exact model or any other. */
export function orderScenarios(timing: Timing): fc.Arbitrary<Scenario> {
  return alone(timing, orderMarkets(timing, 0));
}

/** Two or three markets of any kind; some orders go to the market after the one that stopped. */
export function crowds(timing: Timing): fc.Arbitrary<Scenario> {
  const market = (index: number) => fc.oneof(levelMarkets(timing, index), orderMarkets(timing, index));
  return fc
    .oneof(fc.tuple(market(0), market(1)), fc.tuple(market(0), market(1), market(2)))
    .map((markets) => ({ markets, goesOnNs: goesOnNs(timing) }));
}

export function configs(unitNs: number, models: fc.Arbitrary<QueueModel> = queueModels): fc.Arbitrary<EngineConfig> {
  const upTo = (units: number) => fc.integer({ min: 0, max: units * unitNs });
  return fc.record({
    venueCloseNs: upTo(8),
    tickerLatencyNs: upTo(3),
    decisionTimeNs: upTo(1),
    queueModel: models,
    decideEveryNs: fc.oneof(fc.constant(0), fc.integer({ min: unitNs, max: 6 * unitNs })),
    decideOn: fc.oneof(fc.integer({ min: 0, max: 63 }), fc.constant(63)),
    reads: fc.integer({ min: 0, max: 127 }),
    signals: signalNeeds,
  });
}

const signalNeeds: fc.Arbitrary<SignalNeeds> = fc.record({
  sums: fc.boolean(),
  flow: fc.boolean(),
  depthLevels: fc.constantFrom(0, 1, 3, engineLimits.depthLevelsMax),
});

const variants = fc.constantFrom(2 as const, 3 as const);
const exponents = fc.oneof(fc.constantFrom(1, 2, 10), fc.double({ min: 0.01, max: 10, noNaN: true }));
const { queueSharesCount } = engineLimits;

/** Any shares at all: growing, falling, jumping. */
export const calibratedModels: fc.Arbitrary<QueueModel> = fc
  .array(fc.oneof(fc.constantFrom(0, 0.5, 1), fc.double({ min: 0, max: 1, noNaN: true })), {
    minLength: queueSharesCount,
    maxLength: queueSharesCount,
  })
  .map((shares) => ({ calibrated: { name: "drawn", shares } }));

/** More of the cancels from the end of the queue, as markets are. */
const sampleShares = Array.from({ length: queueSharesCount }, (_, index) => (index / (queueSharesCount - 1)) ** 2);

/** One of each family and variant that guesses. */
export const sampleModels: readonly QueueModel[] = [
  "conservative",
  "proportional",
  "log",
  { log: { variant: 2 } },
  { log: { variant: 3 } },
  { power: { n: 2 } },
  { power: { n: 3, variant: 2 } },
  { power: { n: 0.5, variant: 3 } },
  { calibrated: { name: "sample", shares: sampleShares } },
];

/** Every family that guesses, half of them of the two that a report pairs by default. */
const queueModels: fc.Arbitrary<QueueModel> = fc.oneof(
  { weight: 3, arbitrary: fc.constant("conservative" as const) },
  { weight: 2, arbitrary: fc.constant("proportional" as const) },
  { weight: 1, arbitrary: fc.constant("log" as const) },
  { weight: 1, arbitrary: fc.record({ log: fc.record({ variant: variants }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      power: fc.record({ n: exponents, variant: fc.option(variants, { nil: undefined }) }),
    }),
  },
  { weight: 2, arbitrary: calibratedModels },
);

const goesOnUnits = 60;
const unitsNs: Readonly<Record<Timing, number>> = { wild: 1, marked: markedMax, slow: slowUnitNs };
const unitOf = (timing: Timing) => unitsNs[timing];
const goesOnNs = (timing: Timing) => goesOnUnits * unitOf(timing);

function alone(timing: Timing, market: fc.Arbitrary<MarketScenario>): fc.Arbitrary<Scenario> {
  return market.map((one) => ({ markets: [one], goesOnNs: goesOnNs(timing) }));
}

/** One market that tells levels, in any queue model but the exact one. */
function levelScenarios(timing: Timing): fc.Arbitrary<Scenario> {
  return alone(timing, levelMarkets(timing, 0));
}

function levelMarkets(timing: Timing, index: number): fc.Arbitrary<MarketScenario> {
  const unitNs = unitOf(timing);
  return fc.record({ config: configs(unitNs), messages: levelStreams(timing), script: scripts(unitNs, index) });
}

function orderMarkets(timing: Timing, index: number): fc.Arbitrary<MarketScenario> {
  const unitNs = unitOf(timing);
  const models = fc.oneof(
    { weight: 4, arbitrary: fc.constant("exact" as const) },
    { weight: 1, arbitrary: queueModels },
  );
  return fc.record({ config: configs(unitNs, models), messages: orderStreams(timing), script: scripts(unitNs, index) });
}
