/**
 * Small worlds for the engines: few prices, small sizes, short latencies, so that every corner is met often.
 *
 * Two kinds of time. `wild`: single nanoseconds, ties everywhere, venue times missing or backwards. `marked`: a message's
 * venue time is its own place in the stream modulo 64, so that whoever reads a fill's venue time knows what caused it.
 */
import fc from "fast-check";
import { ask, bid, type Side } from "../../src/domain/side.ts";
import { nsPerSecond } from "../../src/domain/time.ts";
import type { EngineConfig, QueueModel } from "../../src/ports/engine.ts";
import { type Level, type Message, type MessageKind, message } from "./engine-messages.ts";
import type { Instruction, Scenario } from "./engine-trace.ts";

export type Timing = "wild" | "marked";

/** Messages of a marked stream at most, and the unit of its times. */
export const markedMax = 64;
const stepsMax = 48;
const instructionsMax = 30;
/** Bids and asks overlap, so that books cross now and then. */
const lowestTicks: readonly [bid: number, ask: number] = [100, 103];
const pricesCount = 5;
const firstUnits = 6;
const goesOnUnits = 60;

/** The message of a marked stream that a venue time belongs to. */
export function markedIndex(venueNs: number): number {
  return venueNs % markedMax;
}

export function scenarios(timing: Timing): fc.Arbitrary<Scenario> {
  const unitNs = timing === "marked" ? markedMax : 1;
  return fc
    .record({
      config: configs(unitNs),
      steps: fc.array(step, { minLength: 4, maxLength: stepsMax, size: "max" }),
      drafts: fc.array(instructionDrafts(unitNs), { maxLength: instructionsMax, size: "max" }),
    })
    .map(({ config, steps, drafts }) => ({
      config,
      goesOnNs: goesOnUnits * unitNs,
      messages: streamOf(steps, timing),
      script: scriptOf(drafts, unitNs),
    }));
}

export function configs(unitNs: number): fc.Arbitrary<EngineConfig> {
  const upTo = (units: number) => fc.integer({ min: 0, max: units * unitNs });
  return fc.record({
    venueCloseNs: upTo(8),
    tickerLatencyNs: upTo(3),
    decisionTimeNs: upTo(1),
    queueModel: queueModels,
    decideEveryNs: fc.oneof(fc.constant(0), fc.integer({ min: unitNs, max: 6 * unitNs })),
    decideOn: fc.oneof(fc.integer({ min: 0, max: 31 }), fc.constant(31)),
    reads: fc.integer({ min: 0, max: 31 }),
  });
}

const variants = fc.constantFrom(2 as const, 3 as const);
const exponents = fc.oneof(fc.constantFrom(1, 2, 10), fc.double({ min: 0.01, max: 10, noNaN: true }));

/** One of each family and variant. */
export const sampleModels: readonly QueueModel[] = [
  "conservative",
  "proportional",
  "log",
  { log: { variant: 2 } },
  { log: { variant: 3 } },
  { power: { n: 2 } },
  { power: { n: 3, variant: 2 } },
  { power: { n: 0.5, variant: 3 } },
];

/** Every family, half of them of the two that a report pairs by default. */
const queueModels: fc.Arbitrary<QueueModel> = fc.oneof(
  { weight: 2, arbitrary: fc.constant("conservative" as const) },
  { weight: 2, arbitrary: fc.constant("proportional" as const) },
  { weight: 1, arbitrary: fc.constant("log" as const) },
  { weight: 1, arbitrary: fc.record({ log: fc.record({ variant: variants }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      power: fc.record({ n: exponents, variant: fc.option(variants, { nil: undefined }) }),
    }),
  },
);

const side: fc.Arbitrary<Side> = fc.constantFrom(bid, ask);
const priceIndex = fc.integer({ min: 0, max: pricesCount - 1 });
const lots = fc.integer({ min: 0, max: 9 });
const draftLevel = fc.record({ side, priceIndex, lots });

type DraftLevel = typeof draftLevel extends fc.Arbitrary<infer T> ? T : never;

/** Something that happens in the market: one message, or a print with the depth event that tells of it, in either order. */
const step = fc.record({
  what: fc.oneof(
    { weight: 5, arbitrary: fc.constant("depth" as const) },
    { weight: 4, arbitrary: fc.constant("trade" as const) },
    { weight: 5, arbitrary: fc.constant("explained" as const) },
    { weight: 3, arbitrary: fc.constant("explainedLate" as const) },
    { weight: 3, arbitrary: fc.constant("ticker" as const) },
    { weight: 1, arbitrary: fc.constant("snapshot" as const) },
    { weight: 1, arbitrary: fc.constantFrom("gap" as const, "clear" as const) },
  ),
  pauseUnits: fc.oneof(fc.constantFrom(0, 1), fc.integer({ min: 0, max: 6 })),
  lagUnits: fc.integer({ min: 0, max: 3 }),
  isTimed: fc.integer({ min: 0, max: 7 }).map((draw) => draw > 0),
  movesTouch: fc.boolean(),
  level: draftLevel,
  more: fc.array(draftLevel, { maxLength: 3 }),
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function streamOf(steps: readonly Step[], timing: Timing): Message[] {
  const stream = new StreamWriter(timing);
  stream.write("snapshot", firstSnapshot, { pauseUnits: 0, lagUnits: 0, isTimed: true, movesTouch: true });
  for (const one of steps) stream.step(one);
  return stream.messages;
}

const firstSnapshot: readonly Level[] = [
  { side: bid, priceTicks: 102, sizeLots: 6 },
  { side: bid, priceTicks: 101, sizeLots: 9 },
  { side: ask, priceTicks: 105, sizeLots: 5 },
  { side: ask, priceTicks: 106, sizeLots: 8 },
];

/** Keeps the shown lots and the book's state, so that what it writes obeys the rules of rows. */
class StreamWriter {
  readonly messages: Message[] = [];
  readonly #shown = new Map<string, number>();
  #isValid = false;
  #units = 0;

  constructor(private readonly timing: Timing) {}

  step(one: Step): void {
    if (this.messages.length > markedMax - 2) return;
    const level = levelOf(one.level);
    const levels = [level, ...one.more.map(levelOf)];
    if (one.what === "trade") this.write("trade", [printOf(level)], one);
    else if (one.what === "ticker") this.write("ticker", tickerOf(one), one);
    else if (one.what === "snapshot") this.write("snapshot", [...levels, ...firstSnapshot], one);
    else if (one.what === "gap" || one.what === "clear") this.write(one.what, [], one);
    else if (!this.#isValid) this.write("snapshot", [...firstSnapshot, ...levels], one);
    else if (one.what === "depth") this.write("depth", distinct(levels), one);
    else this.#printAndDepth(one, level);
  }

  write(
    kind: MessageKind,
    levels: readonly Level[],
    one: Pick<Step, "pauseUnits" | "lagUnits" | "isTimed" | "movesTouch">,
  ): void {
    this.#units += one.pauseUnits;
    this.messages.push(message(kind, this.#times(kind, one), levels, one.movesTouch));
    if (kind === "snapshot" || kind === "clear") this.#shown.clear();
    if (kind === "snapshot" || kind === "clear" || kind === "gap") this.#isValid = kind === "snapshot";
    if (kind === "snapshot" || kind === "depth")
      for (const { side, priceTicks, sizeLots } of levels) this.#shown.set(`${side} ${priceTicks}`, sizeLots);
  }

  /** A print of part of a level, and the depth event without those lots. */
  #printAndDepth(one: Step, { side, priceTicks, sizeLots }: Level): void {
    const shownLots = this.#shown.get(`${side} ${priceTicks}`) ?? 0;
    const printedLots = Math.max(1, Math.min(sizeLots, shownLots));
    const leftLots = Math.max(shownLots - printedLots, 0);
    const print = () =>
      this.write("trade", [printOf({ side, priceTicks, sizeLots: printedLots })], { ...one, lagUnits: 3 });
    if (one.what === "explained") print();
    this.write("depth", [{ side, priceTicks, sizeLots: leftLots }], one);
    if (one.what === "explainedLate") print();
  }

  #times(kind: MessageKind, { lagUnits, isTimed }: Pick<Step, "lagUnits" | "isTimed">) {
    const index = this.messages.length;
    const venueUnits = this.#units - lagUnits;
    if (this.timing === "marked") {
      const receivedNs = nsPerSecond + (this.#units - firstUnits) * markedMax + markedMax - 1;
      const venueNs = nsPerSecond + (venueUnits - firstUnits) * markedMax + index;
      return kind === "ticker" ? { receivedNs } : { receivedNs, venueNs };
    }
    const receivedNs = nsPerSecond + this.#units - firstUnits;
    return isTimed ? { receivedNs, venueNs: nsPerSecond + venueUnits - firstUnits } : { receivedNs };
  }
}

function levelOf({ side, priceIndex, lots }: DraftLevel): Level {
  return { side, priceTicks: lowestTicks[side] + priceIndex, sizeLots: lots };
}

/** A print against a level, anywhere in the range of both sides once in a while. */
function printOf({ side, priceTicks, sizeLots }: Level): Level {
  return { side: side === bid ? ask : bid, priceTicks, sizeLots: Math.max(sizeLots, 1) };
}

function tickerOf({ level, more }: Step): Level[] {
  const other = more[0] ?? level;
  return [levelOf({ ...level, side: bid }), levelOf({ ...other, side: ask })];
}

function distinct(levels: readonly Level[]): Level[] {
  return [...new Map(levels.map((level) => [`${level.side} ${level.priceTicks}`, level])).values()];
}

/** Each command brings its own latencies, so that commands overtake each other and answers do. */
const instructionDrafts = (unitNs: number) => {
  const oneWay = fc.integer({ min: 0, max: 4 * unitNs });
  const latency = fc.record({ entryNs: oneWay, responseNs: oneWay });
  return fc.record({
    places: fc.array(
      fc.record({
        side,
        priceIndex,
        sizeLots: fc.integer({ min: 1, max: 6 }),
        postOnly: fc.integer({ min: 0, max: 4 }).map((draw) => draw > 0),
        latency,
      }),
      { maxLength: 3 },
    ),
    cancels: fc.array(fc.record({ draw: fc.nat(60), latency }), { maxLength: 1 }),
    deadlineUnits: fc.option(fc.nat(8), { nil: undefined, freq: 3 }),
  });
};

type InstructionDraft = ReturnType<typeof instructionDrafts> extends fc.Arbitrary<infer T> ? T : never;

/** Numbers the orders, and points cancels at recent ones: resting, on their way, gone, or never there. */
function scriptOf(drafts: readonly InstructionDraft[], unitNs: number): Instruction[] {
  let lastOrderId = 0;
  return drafts.map(({ places, cancels, deadlineUnits }) => ({
    places: places.map(({ side, priceIndex, sizeLots, postOnly, latency }) => {
      lastOrderId++;
      return { orderId: lastOrderId, side, priceTicks: lowestTicks[side] + priceIndex, sizeLots, postOnly, latency };
    }),
    cancels: cancels.map(({ draw, latency }) => ({ orderId: Math.max(lastOrderId + 1 - (draw % 12), 1), latency })),
    deadlineAfterNs: deadlineUnits === undefined ? undefined : deadlineUnits * unitNs,
  }));
}
