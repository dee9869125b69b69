// Goal: a probe's outcome is what the replay venue would have made of that one order: its fill, its withdrawal, or the
// moment from which nobody knows; and what was known when it was drawn is nothing of what came later.
// Method: small markets written by hand, through both engines.
import { describe, expect, test } from "bun:test";
import { type MarketSamples, type Probe, type Sample, sampleMarket } from "../../../../sim/training/market-samples.ts";
import { lanesCount, playProbes } from "../../../../sim/training/probe-lanes.ts";
import { featureInputs } from "../../../../sim/training/train-inputs.ts";
import { trainingRows } from "../../../../sim/training/training-rows.ts";
import { Random } from "../../../../src/base/random.ts";
import { ask, bid, type Side } from "../../../../src/domain/side.ts";
import { nsPerDay, nsPerMs } from "../../../../src/domain/time.ts";
import { enginesUnderTest } from "../../../helpers/engine-kinds.ts";
import { askLevel, bidLevel, type Message, message } from "../../../helpers/engine-messages.ts";
import { stretchOf, trainConfigOf, writtenTape } from "../../../helpers/training-market.ts";

const at = (ms: number) => ({ receivedNs: ms * nsPerMs, venueNs: ms * nsPerMs });
const book = (ms: number): Message =>
  message("snapshot", at(ms), [bidLevel(100, 5), bidLevel(99, 8), askLevel(102, 4), askLevel(103, 6)]);
const sold = (ms: number, priceTicks: number, lots: number): Message =>
  message("trade", at(ms), [askLevel(priceTicks, lots)]);
/** Keeps the market going, so that the data do not end. */
const beat = (ms: number): Message => message("depth", at(ms), [askLevel(110, 1 + (ms % 7))]);

const config = trainConfigOf({ sampling: { everyMs: 500, probes: 1, distancesTicks: [0] } });

function probe(side: Side, priceTicks: number, ms = 1000): Probe {
  const sample: Sample = {
    ...{ timeNs: ms * nsPerMs, gridIndex: 0, midTicks: 101 },
    inputs: [new Float64Array(), new Float64Array()],
  };
  return { sample, side, slot: 0, distanceTicks: 0, priceTicks, aheadLots: 0 };
}

describe.each(enginesUnderTest.filter(({ isMissing }) => !isMissing))("probes, $kind engine:", (engine) => {
  const outcomeOf = (one: Probe, ...messages: Message[]) =>
    playProbes(stretchOf(writtenTape(messages), engine), config, [one], Random.fromSeed(1), () => {})[0]!;

  test("five lots ahead, and prints of seven: filled by the second, at its venue time", () => {
    const outcome = outcomeOf(probe(bid, 100), book(10), sold(1500, 100, 4), sold(1700, 100, 3), beat(6000));
    expect(outcome).toEqual({ end: "filled", endNs: 1700 * nsPerMs, aheadAtRestLots: 5 });
  });

  test("prints that end at those ahead: withdrawn at the horizon, when the withdrawal arrives", () => {
    const outcome = outcomeOf(probe(bid, 100), book(10), sold(1500, 100, 5), beat(6000));
    // Decided at 1 s, withdrawn 2 s later; 0.1 ms to decide and 5 ms on the way.
    expect(outcome).toEqual({ end: "censored", endNs: 3005.1 * nsPerMs, aheadAtRestLots: 5 });
  });

  test("inside the spread: nobody ahead, so the first print fills it", () => {
    const outcome = outcomeOf(probe(ask, 101), book(10), message("trade", at(1300), [bidLevel(101, 1)]), beat(6000));
    expect(outcome).toEqual({ end: "filled", endNs: 1300 * nsPerMs, aheadAtRestLots: 0 });
  });

  test("a print while it is still on its way: does not fill it", () => {
    const outcome = outcomeOf(probe(bid, 101), book(10), sold(1003, 101, 9), beat(6000));
    expect(outcome.end).toBe("censored");
  });

  test("at the price of the other side when it arrives: rejected", () => {
    expect(outcomeOf(probe(bid, 102), book(10), beat(1500), beat(6000)).end).toBe("rejected");
  });

  test("a gap before the horizon: censored when the gap was received, though the price comes later", () => {
    const messages = [book(10), message("gap", at(1400)), book(1600), sold(1800, 99, 50), beat(6000)];
    expect(outcomeOf(probe(bid, 100), ...messages)).toMatchObject({ end: "censored", endNs: 1400 * nsPerMs });
  });

  test("the data end before the horizon: censored then", () => {
    expect(outcomeOf(probe(bid, 100), book(10), beat(2200))).toMatchObject({
      end: "censored",
      endNs: 2200 * nsPerMs,
    });
  });

  test("a withdrawal that overtakes its order: sent again until it finds it", () => {
    const slow = trainConfigOf({
      latency: { entryMs: 5, responseMs: 5, decisionUs: 100, place: { entryMs: 3000 } },
    });
    const messages = Array.from({ length: 60 }, (_, index) => beat(1000 + 100 * index));
    const [outcome] = playProbes(
      stretchOf(writtenTape([book(10), ...messages]), engine),
      ...([slow, [probe(bid, 100)], Random.fromSeed(1), () => {}] as const),
    );
    // It arrives at 4000.1 ms, and is withdrawn soon after.
    expect(outcome).toMatchObject({ end: "censored", aheadAtRestLots: 5 });
    expect(outcome!.endNs).toBeGreaterThan(4000.1 * nsPerMs);
    expect(outcome!.endNs).toBeLessThan(4300 * nsPerMs);
  });

  test("two at one price and time, in lanes of their own: neither takes the other's print", () => {
    const two = [probe(bid, 100), { ...probe(bid, 100), slot: 1 }];
    const messages = [book(10), sold(1500, 100, 6), beat(6000)];
    const outcomes = playProbes(stretchOf(writtenTape(messages), engine), config, two, Random.fromSeed(1), () => {});
    expect(outcomes.map(({ end }) => end)).toEqual(["filled", "filled"]);
  });

  test("one of its lane still open when the next is due: that one is not sent, and does not matter", () => {
    const two = [probe(bid, 100), probe(bid, 100, 1500)];
    const outcomes = playProbes(
      stretchOf(writtenTape([book(10), sold(1700, 100, 6), beat(6000)]), engine),
      ...([config, two, Random.fromSeed(1), () => {}] as const),
    );
    expect(outcomes.map(({ end }) => end)).toEqual(["filled", "busy"]);
  });
});

test("stretches: the data of a later day: the same samples and outcomes, a day later", () => {
  const tape = writtenTape([book(10), sold(1500, 100, 9), beat(6000)]);
  const play = (epochUnixNs: bigint) => {
    const stretch = { ...stretchOf(tape, enginesUnderTest[0]!), epochUnixNs };
    const market = sampleMarket(stretch, config, [], Random.fromSeed(1));
    const outcomes = playProbes(stretch, config, market.probes, Random.fromSeed(1), () => {});
    return {
      samples: market.samples.map(({ timeNs, ...rest }) => ({ ...rest, timeNs: timeNs - dayOf(epochUnixNs) })),
      outcomes: outcomes.map(({ endNs, ...rest }) => ({ ...rest, endNs: endNs - dayOf(epochUnixNs) })),
      midTicks: market.midPath.at(dayOf(epochUnixNs) + 3000 * nsPerMs),
    };
  };
  const dayOf = (epochUnixNs: bigint) => Number(tape.midnightUnixNs - epochUnixNs);
  expect(play(tape.midnightUnixNs - BigInt(nsPerDay))).toEqual(play(tape.midnightUnixNs));
  expect(play(tape.midnightUnixNs).outcomes.some(({ end }) => end === "filled")).toBe(true);
});

test("lanes: horizon and a second over the grid, both sides, each probe of a time its own", () => {
  expect(lanesCount(trainConfigOf({ sampling: { everyMs: 250, probes: 3, distancesTicks: [0] } }))).toBe(13 * 2 * 3);
});

describe("samples:", () => {
  const inputs = featureInputs(["touch_imbalance", "bid_queue"], "test");
  const [engine] = enginesUnderTest;
  const samplesOf = (distancesTicks: number[], ...messages: Message[]): MarketSamples =>
    sampleMarket(
      stretchOf(writtenTape(messages), engine!),
      trainConfigOf({ sampling: { everyMs: 500, probes: 1, distancesTicks } }),
      ...([inputs, Random.fromSeed(1)] as const),
    );

  test("an ask sees the mirror: its imbalance turned, its own queue", () => {
    const { samples } = samplesOf([0], book(10), beat(1400));
    expect(samples.map(({ timeNs }) => timeNs)).toEqual([1000 * nsPerMs]);
    const [ofBid, ofAsk] = samples[0]!.inputs.map((values) => [...values]);
    expect(ofBid).toEqual([1 / 9, expect.closeTo(Math.log(5), 12)]);
    expect(ofAsk).toEqual([-1 / 9, expect.closeTo(Math.log(4), 12)]);
  });

  test("distances: from the touch of the own side, with the lots shown there; none that would trade at once", () => {
    const of = (distances: number[]) =>
      samplesOf(distances, book(10), beat(1400)).probes.map(({ side, priceTicks, aheadLots }) => [
        side,
        priceTicks,
        aheadLots,
      ]);
    expect(of([0])).toEqual([
      [bid, 100, 5],
      [ask, 102, 4],
    ]);
    expect(of([1])).toEqual([
      [bid, 99, 8],
      [ask, 103, 6],
    ]);
    expect(of([-1])).toEqual([
      [bid, 101, 0],
      [ask, 101, 0],
    ]);
    expect(of([-2])).toEqual([]);
  });

  test("no book at a time of the grid: counted, and no sample", () => {
    const { samples, unknownCount } = samplesOf(
      [0],
      book(10),
      message("gap", at(1200)),
      beat2(1700),
      book(1800),
      beat(2100),
    );
    expect([samples.map(({ timeNs }) => timeNs / nsPerMs), unknownCount]).toEqual([[1000, 2000], 1]);
  });
});

/** Any message that a broken book allows. */
function beat2(ms: number): Message {
  return message("ticker", { receivedNs: ms * nsPerMs }, [bidLevel(100, 1), askLevel(102, 1)]);
}

/** Rows of all probes of a written market, one distance, at the touch. */
function labelled(...messages: Message[]) {
  const stretch = stretchOf(writtenTape(messages), enginesUnderTest[0]!);
  const market = sampleMarket(stretch, config, [], Random.fromSeed(1));
  const outcomes = playProbes(stretch, config, market.probes, Random.fromSeed(1), () => {});
  const rows = trainingRows([{ market, outcomes }], config, 0);
  const rowOf = (side: Side, ms: number) =>
    market.probes.findIndex((one) => one.side === side && one.sample.timeNs === ms * nsPerMs);
  return { outcomes, rows, rowOf };
}

test("labels: the mid falls by three ticks within a second of the fills: three against the bid, three for the ask", () => {
  const { rows, outcomes, rowOf } = labelled(
    book(10),
    sold(1450, 100, 9),
    message("trade", at(1480), [bidLevel(102, 9)]),
    // The bid goes to 94, so the mid from 101 to 98.
    message("depth", at(2200), [bidLevel(100, 0), bidLevel(99, 0), bidLevel(94, 5)]),
    beat(3600),
  );
  const [ofBid, ofAsk] = [rowOf(bid, 1000), rowOf(ask, 1000)];
  expect([outcomes[ofBid]!.endNs, outcomes[ofAsk]!.endNs]).toEqual([1450 * nsPerMs, 1480 * nsPerMs]);
  expect([...rows.adverse.labelsTicks.subarray(0, 2)]).toEqual([3, -3]);
  expect([rows.fill.seconds[ofBid], rows.fill.filled[ofBid], rows.fill.isKnown[ofBid]]).toEqual([0.45, 1, 1]);
  // By time, the bid's row before the ask's: from 1 s nothing moves within a second, from 1.5 s and 2 s it falls.
  expect([...rows.drift.labelsTicks].map((ticks) => ticks + 0)).toEqual([0, 0, -3, 3, -3, 3, 0, 0]);
  expect(rows.counts).toMatchObject({ samples: 6, unknown: 0 });
});

test("labels: filled behind the horizon, before the withdrawal arrived: seen to the horizon, and not filled within", () => {
  const { rows, outcomes, rowOf } = labelled(book(10), sold(3003, 100, 9), beat(3600), beat(9000));
  const row = rowOf(bid, 1000);
  expect(outcomes[row]).toMatchObject({ end: "filled", endNs: 3003 * nsPerMs });
  expect([rows.fill.seconds[row], rows.fill.filled[row], rows.fill.isKnown[row]]).toEqual([2, 0, 1]);
});

test("labels: cut off by a gap: time lived, and not known; counted", () => {
  const { rows, rowOf } = labelled(book(10), message("gap", at(1400)), book(1600), beat(9000));
  const row = rowOf(bid, 1000);
  expect([rows.fill.seconds[row], rows.fill.filled[row], rows.fill.isKnown[row]]).toEqual([0.4, 0, 0]);
  const knownCount = rows.fill.isKnown.reduce((sum, known) => sum + known, 0);
  expect(rows.counts.cutShort).toBe(rows.fill.isKnown.length - knownCount);
});
