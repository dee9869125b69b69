// Goal: training is the same with either engine, knows nothing of the future, and labels as a backtest would fill; what
// it says of a generated market is true.
// Method: minutes of the synthetic market through both engines; the same market cut off; each probe again, alone in an
// engine of its own, played by a loop of a few lines.
import { afterAll, expect, test } from "bun:test";
import { FeatureTable, featureColumns } from "../../sim/features/feature-table.ts";
import { playFeatures } from "../../sim/features/play-features.ts";
import { sampleMarket } from "../../sim/training/market-samples.ts";
import { playProbes } from "../../sim/training/probe-lanes.ts";
import { trainEngineConfig } from "../../sim/training/train-config.ts";
import { featureInputs } from "../../sim/training/train-inputs.ts";
import { trainModels } from "../../sim/training/train-models.ts";
import { InputError } from "../../src/base/input-error.ts";
import { Random } from "../../src/base/random.ts";
import { inputFeatures } from "../../src/core/models/input-features.ts";
import { transformed } from "../../src/core/models/transform.ts";
import { signalsOf } from "../../src/core/strategy/strategy.ts";
import { orderType } from "../../src/domain/order-type.ts";
import { type OwnEventKind, ownEventKind } from "../../src/domain/own-event.ts";
import { nsPerMs, nsPerSecond } from "../../src/domain/time.ts";
import { stop } from "../../src/ports/engine.ts";
import type { Tape } from "../../src/ports/tape.ts";
import { type EngineUnderTest, enginesUnderTest } from "../helpers/engine-kinds.ts";
import { spotBtcusdt } from "../helpers/instruments.ts";
import { startNs } from "../helpers/synthetic-rows.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";
import { cutTape, generatedTape, stretchOf, trainConfigOf } from "../helpers/training-market.ts";

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

const engines = enginesUnderTest.filter(({ isMissing }) => !isMissing);
const quickest = engines.at(-1)!;
const inputs = featureInputs(undefined, "test");
const config = trainConfigOf();
const random = () => Random.fromSeed(9);

function trained(tape: Tape, engine: EngineUnderTest, changes: Parameters<typeof trainConfigOf>[0] = {}) {
  const config = trainConfigOf(changes);
  return trainModels({
    ...{ config, inputs: featureInputs(config.inputs, "test"), instrument: spotBtcusdt, tapes: [tape] },
    origin: {
      ...{ configText: "x", configHash: "0".repeat(64), codeVersion: "1", command: "test" },
      created: "2024-01-01T00:00:00Z",
    },
    openEngine: (configs) => engine.open(...configs),
    onProgress: () => {},
  });
}

test("training: a minute with either engine: the same samples, outcomes and models, to the bit", async () => {
  const tape = await generatedTape(folder.path, 3, 60);
  const all = engines.map((engine) => {
    const market = sampleMarket(stretchOf(tape, engine), config, inputs, random());
    const outcomes = playProbes(stretchOf(tape, engine), config, market.probes, random(), () => {});
    return {
      samples: market.samples,
      probes: market.probes,
      outcomes,
      models: trained(tape, engine, { inputs: ["touch_imbalance", "order_flow_1s"] }).models,
    };
  });
  expect(all[0]!.samples.length).toBeGreaterThan(100);
  for (const other of all.slice(1)) expect(other).toEqual(all[0]!);
});

test("training: the market cut off: samples and probes before that stay as they were", async () => {
  const tape = await generatedTape(folder.path, 4, 40);
  const whole = sampleMarket(stretchOf(tape, quickest), config, inputs, random());
  for (const seconds of [7.25, 20, 33.1]) {
    const beforeNs = startNs + seconds * nsPerSecond;
    const cut = sampleMarket(stretchOf(cutTape(tape, beforeNs), quickest), config, inputs, random());
    const until = <Of>(list: readonly Of[], timeOf: (one: Of) => number) =>
      list.filter((one) => timeOf(one) < beforeNs - nsPerSecond);
    expect(cut.samples.length).toBeGreaterThan(10);
    expect(until(cut.samples, ({ timeNs }) => timeNs)).toEqual(until(whole.samples, ({ timeNs }) => timeNs));
    expect(until(cut.probes, ({ sample }) => sample.timeNs)).toEqual(
      until(whole.probes, ({ sample }) => sample.timeNs),
    );
  }
});

test("training: samples and moves of the mid: those of the feature table, at each time of the same grid", async () => {
  const tape = await generatedTape(folder.path, 7, 40);
  // One that follows the flow, too.
  const names = ["trade_run", ...inputs.map(({ name }) => name)];
  const read = featureInputs(names, "test");
  const { samples, midPath } = sampleMarket(stretchOf(tape, quickest), config, read, random());
  const known = names.map((name) => inputFeatures.get(name)!);
  const rows = new Map<number, { values: number[]; move: number }>();
  const columns = featureColumns(known, [{ name: "1s", ns: nsPerSecond }]).map(({ name }) => name);
  const [timeAt, firstAt, labelAt] = [
    columns.indexOf("time_ns"),
    columns.findIndex((name) => name.startsWith("trade_run")),
    columns.length - 1,
  ];
  const table = new FeatureTable(known, [{ name: "1s", ns: nsPerSecond }], (values, count) => {
    for (let row = 0; row < count; row++)
      rows.set(values[timeAt]![row]!, {
        values: known.map((_, at) => transformed(read[at]!.transform, values[firstAt + at]![row]!)),
        move: values[labelAt]![row]!,
      });
  });
  playFeatures({
    ...{ tape, when: { everyNs: 500 * nsPerMs }, signals: signalsOf(known), tellsTouch: true, sink: table },
    openEngine: (configs) => quickest.open(...configs),
    onProgress: () => {},
  });
  table.end(tape.lastReceivedNs);
  expect(samples.length).toBeGreaterThan(70);
  for (const { timeNs, inputs: seen, midTicks } of samples) {
    const row = rows.get(timeNs)!;
    expect([...seen[0]]).toEqual(row.values);
    expect((midPath.at(timeNs + nsPerSecond) - midTicks) / midTicks).toBe(row.move);
  }
});

test("training: probes of a minute, each again alone in an engine: the same outcomes", async () => {
  const tape = await generatedTape(folder.path, 5, 60);
  const { probes } = sampleMarket(stretchOf(tape, quickest), config, inputs, random());
  const outcomes = playProbes(stretchOf(tape, quickest), config, probes, random(), () => {});
  const ends = new Set<string>();
  for (const [at, { sample, side, priceTicks }] of probes.entries()) {
    if (at % 7 !== 0) continue;
    const alone = playAlone(tape, sample.timeNs, (market) =>
      market.place(orderType.postOnly, side, 1, priceTicks, 1, 0, latency),
    );
    const { end, endNs, aheadAtRestLots } = outcomes[at]!;
    ends.add(end);
    expect({ end, endNs, aheadAtRestLots }).toEqual(alone);
  }
  expect([...ends].toSorted()).toEqual(["censored", "filled"]);
});

test("training: a market with informed takers: fills foretold better than by a constant, and ranked better than by chance", async () => {
  const tape = await generatedTape(folder.path, 6, 300);
  const { fill, models, counts } = trained(tape, quickest);
  const [constant, distance, logistic] = fill.scores;
  expect(constant!.concordance).toBe(0.5);
  expect(logistic!.overConstant.mean).toBeGreaterThan(2 * logistic!.overConstant.error);
  expect(distance!.concordance).toBeGreaterThan(0.6);
  expect(logistic!.concordance).toBeGreaterThan(0.6);
  // Every probe is told of, and every model judged out of its own data.
  expect(counts.filled + counts.censored + counts.rejected + counts.busy).toBe(2 * counts.samples);
  expect(models.map(({ name }) => name)).toEqual([
    "fill-distance-btcusdt",
    "fill-logistic-btcusdt",
    "fill-network-btcusdt",
    "fill-hazard-btcusdt",
    "adverse-distance-btcusdt",
    "adverse-linear-btcusdt",
    "drift-linear-btcusdt",
  ]);
  // The farther, the rarer: the weight of the distance alone is below 0.
  const [{ form }] = models as [(typeof models)[number]];
  expect(form.kind === "logistic" && form.weights[0]! < 0).toBe(true);
  // What is pooled from both sides says nothing of a market that looks the same from both.
  const drift = models.at(-1)!.form;
  expect(drift.kind === "linear" && Math.abs(drift.bias) < 1e-9).toBe(true);
});

test("training: data with nothing to learn from: refused in one line that says what was expected", async () => {
  const tape = await generatedTape(folder.path, 3, 120);
  const faults: [changes: Parameters<typeof trainConfigOf>[0], words: string][] = [
    [{ sampling: { everyMs: 500, probes: 1, distancesTicks: [50_000] } }, "fills none of"],
    [{ inputs: ["touch_imbalance", "spread"], ...oneDistance }, "has the same distance_ticks in all rows"],
    [{ folds: { count: 12, purgeMs: 60_000, blockMs: 5000 } }, "is too short for its folds"],
    [{ inputs: ["touch_imbalance", "no_such"] }, "no feature no_such that can be seen from both sides"],
    [{ inputs: ["mid"] }, "no feature mid that can be seen from both sides"],
    [{ inputs: ["spread", "spread"] }, "spread is there twice"],
  ];
  for (const [changes, words] of faults) {
    expect(() => trained(tape, quickest, changes)).toThrow(InputError);
    expect(() => trained(tape, quickest, changes)).toThrow(words);
  }
});

const oneDistance = { sampling: { everyMs: 500, probes: 1, distancesTicks: [0] } };
const latency = { entryNs: 5 * nsPerMs, responseNs: 5 * nsPerMs };

/** One order at one time, withdrawn at the horizon. */
function playAlone(
  tape: Tape,
  placeNs: number,
  place: (market: ReturnType<EngineUnderTest["open"]>["markets"][0] & {}) => void,
) {
  using engine = quickest.open(trainEngineConfig(config));
  const market = engine.markets[0]!;
  const seen = new Map<OwnEventKind, { venueNs: number; queueAheadLots: number }>();
  market.push([...tape.chunks(tape.rowsCount)][0]!, 0);
  market.setDeadline(placeNs);
  const withdrawNs = placeNs + config.fill.horizonMs * nsPerMs;
  for (let isEnded = false; ; ) {
    const reasons = engine.run(isEnded ? tape.lastReceivedNs + 1 : 0);
    if (reasons === stop.rowsUsed && isEnded) break;
    if (reasons === stop.rowsUsed) {
      market.end();
      isEnded = true;
    }
    for (let at = 0; at < market.ownEventsCount && (reasons & stop.own) !== 0; at++) {
      const { kind, venueNs, queueAheadLots } = market.ownEvent(at);
      seen.set(kind, { venueNs, queueAheadLots });
    }
    if ((reasons & stop.timer) === 0) continue;
    if (market.view.nowNs === placeNs) {
      place(market);
      market.setDeadline(withdrawNs);
    } else market.cancel(1, latency);
  }
  const aheadAtRestLots = seen.get(ownEventKind.accepted)?.queueAheadLots ?? Number.NaN;
  const [filled, cancelled] = [seen.get(ownEventKind.filled), seen.get(ownEventKind.cancelled)];
  if (filled !== undefined) return { end: "filled" as const, endNs: filled.venueNs, aheadAtRestLots };
  return { end: "censored" as const, endNs: cancelled?.venueNs ?? tape.lastReceivedNs, aheadAtRestLots };
}
