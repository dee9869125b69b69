/**
 * Goal: what an engine keeps for features is what the messages say, at the time that they have come.
 * Method: random markets over minutes; at every stop sums, levels and flow are held against a plain model that takes
 * each from its definition (`tests/helpers/plain-signals.ts`), given the messages received by then and no others. Other
 * relations need no model: another future changes nothing, and a gap begins anew beside what fades.
 */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { nsPerSecond } from "../../src/domain/time.ts";
import { engineLimits, stop } from "../../src/ports/engine.ts";
import type { SignalNeeds } from "../../src/ports/market-signals.ts";
import { deskConfig } from "../helpers/engine-desk.ts";
import { type EngineUnderTest, enginesUnderTest, propertyRuns } from "../helpers/engine-kinds.ts";
import { levelStreams } from "../helpers/engine-level-streams.ts";
import { type Message, message } from "../helpers/engine-messages.ts";
import { bursts, deepMarkets } from "../helpers/engine-signal-streams.ts";
import { slowUnitNs } from "../helpers/engine-stream-writer.ts";
import { scenarios } from "../helpers/engine-streams.ts";
import { lastReceivedNs, type MarketScenario, play, type Scenario, type Trace } from "../helpers/engine-trace.ts";
import { expectNear } from "../helpers/near.ts";
import { expectSums, plainSignals } from "../helpers/plain-signals.ts";
import { type SeenFlow, type SeenSignals, seenFlow } from "../helpers/seen-signals.ts";

const { depthLevelsMax, flowMax } = engineLimits;
const all: SignalNeeds = { sums: true, flow: true, depthLevels: depthLevelsMax };
const everything = 63;

/** The same, with all kept that there is. */
function watched(world: Scenario): Scenario {
  return { ...world, markets: world.markets.map((one) => ({ ...one, config: { ...one.config, signals: all } })) };
}

function marketOf(messages: readonly Message[], changes: Partial<MarketScenario["config"]> = {}): Scenario {
  const config = { ...deskConfig, signals: all, decideOn: everything, ...changes };
  return { markets: [{ config, messages, script: [] }], goesOnNs: 10 * nsPerSecond };
}

function playedBy({ open }: EngineUnderTest, scenario: Scenario): Trace {
  using engine = open(...scenario.markets.map(({ config }) => config));
  return play(engine, scenario);
}

/** At every stop what the messages received by then say. */
function expectPlain(under: EngineUnderTest, scenario: Scenario): void {
  const [{ config, messages }] = scenario.markets as [MarketScenario];
  for (const { view, counts } of playedBy(under, scenario).stops) {
    const plain = plainSignals(messages.slice(0, counts.messagesCount), config.tickerLatencyNs);
    expectSums(view.signals, plain, view.nowNs);
    const { bids, asks } = plain.depth;
    expect(view.depth).toEqual({ bids: bids.slice(0, depthLevelsMax), asks: asks.slice(0, depthLevelsMax) });
  }
}

for (const under of enginesUnderTest)
  describe(`${under.kind} engine`, () => {
    test.skipIf(under.isMissing)(
      "signals: markets over minutes, whatever comes: each figure is its definition's",
      () => {
        const holds = fc.property(scenarios("slow"), (scenario) => expectPlain(under, watched(scenario)));
        fc.assert(holds, propertyRuns(60));
      },
    );

    test.skipIf(under.isMissing)("signals: deep books: flow at each level, and the levels themselves", () => {
      const holds = fc.property(deepMarkets, (messages) => expectPlain(under, marketOf(messages)));
      fc.assert(holds, propertyRuns(60));
    });

    test.skipIf(under.isMissing)("signals: another future: nothing that was seen before it is different", () => {
      const holds = fc.property(scenarios("slow"), fc.nat(63), (drawn, keptCount) => {
        const [market] = watched(drawn).markets as [MarketScenario];
        const kept = market.messages.slice(0, keptCount);
        const gap = message("gap", { receivedNs: lastReceivedNs(drawn) + nsPerSecond });
        const untilNs = (market.messages[keptCount] ?? gap).receivedNs;
        const seenUntil = (messages: readonly Message[]) => {
          const { stops } = playedBy(under, { ...drawn, markets: [{ ...market, messages }] });
          return stops.filter(({ view }) => view.nowNs < untilNs);
        };
        expect(seenUntil([...kept, gap])).toEqual(seenUntil(market.messages));
      });
      fc.assert(holds, propertyRuns(60));
    });

    test.skipIf(under.isMissing)(
      "signals: after a gap: what there was, fading, and what an engine sees that begins there",
      () => {
        const holds = fc.property(levelStreams("slow"), levelStreams("slow"), (first, second) => {
          const gap = message("gap", { receivedNs: first.at(-1)!.receivedNs + 1 });
          // Later than all venue times of the first.
          const afterNs = gap.receivedNs + 8 * slowUnitNs;
          const moved = second.map((one) => ({
            ...one,
            receivedNs: one.receivedNs + afterNs,
            venueNs: one.venueNs === undefined ? undefined : one.venueNs + afterNs,
          }));
          const lastSeen = (messages: readonly Message[]) => {
            const goesOnNs = moved.at(-1)!.receivedNs - messages.at(-1)!.receivedNs + nsPerSecond + 1;
            const ends = { ...marketOf(messages, { decideOn: 0, decideEveryNs: nsPerSecond, reads: 127 }), goesOnNs };
            return playedBy(under, ends).stops.at(-1)!.view;
          };
          const [whole, before, after] = [[...first, gap, ...moved], [...first, gap], moved].map(lastSeen);
          expect([before!.nowNs, after!.nowNs]).toEqual([whole!.nowNs, whole!.nowNs]);
          expectSum(whole!.signals, before!.signals, after!.signals);
        });
        fc.assert(holds, propertyRuns(60));
      },
    );

    test.skipIf(under.isMissing)(
      "flow: bursts beyond its room: a stop whenever it is full, and nothing is lost",
      () => {
        const holds = fc.property(
          bursts,
          fc.integer({ min: 0, max: 63 }),
          fc.integer({ min: 1, max: 700 }),
          (messages, decideOn, chunk) => {
            const scenario = marketOf(messages, { decideOn });
            using engine = under.open(scenario.markets[0]!.config);
            const { stops } = play(engine, scenario, { chunkRows: [chunk, 700], horizonsBackNs: [0], asksCount: 1 });
            for (const { reasons, view } of stops) {
              const isFull = view.flow.trades.length === flowMax || view.flow.touches.length === flowMax;
              expect(isFull).toBe(reasons === stop.flow);
            }
            const flows = [...stops.map(({ view }) => view.flow), seenFlow(engine.markets[0]!.view.flow)];
            const seen: SeenFlow = {
              trades: flows.flatMap(({ trades }) => trades),
              touches: flows.flatMap(({ touches }) => touches),
            };
            expect(seen).toEqual(plainSignals(messages, deskConfig.tickerLatencyNs).flow);
          },
        );
        fc.assert(holds, propertyRuns(25));
      },
    );
  });

function expectSum(whole: SeenSignals, ...parts: readonly [SeenSignals, SeenSignals]): void {
  for (const [name, figures] of Object.entries(whole) as [keyof SeenSignals, readonly number[]][])
    for (const [horizon, figure] of figures.entries()) {
      const [before, after] = parts.map((part) => part[name]![horizon]!) as [number, number];
      expectNear(figure, before + after, 1e-9 * (Math.abs(before) + Math.abs(after)) + 1e-9);
    }
}
