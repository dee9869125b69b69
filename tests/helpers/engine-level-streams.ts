/** Streams of a market that tells levels: prints come before or after the depth events that tell of them, or alone. */
import fc from "fast-check";
import { ask, bid } from "../../src/domain/side.ts";
import type { Level, Message } from "./engine-messages.ts";
import {
  anySide,
  atOnce,
  lowestTicks,
  paces,
  priceIndexes,
  printOf,
  StreamWriter,
  stepsMax,
  type Timing,
} from "./engine-stream-writer.ts";

export function levelStreams(timing: Timing): fc.Arbitrary<Message[]> {
  return fc.array(step, { minLength: 4, maxLength: stepsMax, size: "max" }).map((steps) => {
    const stream = new StreamWriter(timing);
    stream.write("snapshot", firstSnapshot, atOnce);
    for (const one of steps) if (!stream.isFull) writeStep(stream, one);
    return stream.messages;
  });
}

const draftLevel = fc.record({ side: anySide, priceIndex: priceIndexes, lots: fc.integer({ min: 0, max: 9 }) });

/**
 * Something that happens in the market: one message, or a print with the depth event that tells of it, in either order.
 */
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
  pace: paces,
  level: draftLevel,
  more: fc.array(draftLevel, { maxLength: 3 }),
});

type DraftLevel = typeof draftLevel extends fc.Arbitrary<infer T> ? T : never;
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const firstSnapshot: readonly Level[] = [
  { side: bid, priceTicks: 102, sizeLots: 6 },
  { side: bid, priceTicks: 101, sizeLots: 9 },
  { side: ask, priceTicks: 105, sizeLots: 5 },
  { side: ask, priceTicks: 106, sizeLots: 8 },
];

function writeStep(stream: StreamWriter, one: Step): void {
  const { what, pace } = one;
  const level = levelOf(one.level);
  const levels = [level, ...one.more.map(levelOf)];
  if (what === "trade") stream.write("trade", [printOf(level)], pace);
  else if (what === "ticker") stream.write("ticker", tickerOf(one), pace);
  else if (what === "snapshot") stream.write("snapshot", [...levels, ...firstSnapshot], pace);
  else if (what === "gap" || what === "clear") stream.write(what, [], pace);
  else if (!stream.isValid) stream.write("snapshot", [...firstSnapshot, ...levels], pace);
  else if (what === "depth") stream.write("depth", distinct(levels), pace);
  else writePrintAndDepth(stream, one, level);
}

/** A print of part of a level, and the depth event without those lots. */
function writePrintAndDepth(stream: StreamWriter, { what, pace }: Step, level: Level): void {
  const shownLots = stream.shownLots(level.side, level.priceTicks);
  const printedLots = Math.max(1, Math.min(level.sizeLots, shownLots));
  const leftLots = Math.max(shownLots - printedLots, 0);
  const print = () => stream.write("trade", [printOf({ ...level, sizeLots: printedLots })], { ...pace, lagUnits: 3 });
  if (what === "explained") print();
  stream.write("depth", [{ ...level, sizeLots: leftLots }], pace);
  if (what === "explainedLate") print();
}

function levelOf({ side, priceIndex, lots }: DraftLevel): Level {
  return { side, priceTicks: lowestTicks[side] + priceIndex, sizeLots: lots };
}

function tickerOf({ level, more }: Step): Level[] {
  const other = more[0] ?? level;
  return [levelOf({ ...level, side: bid }), levelOf({ ...other, side: ask })];
}

function distinct(levels: readonly Level[]): Level[] {
  return [...new Map(levels.map((level) => [`${level.side} ${level.priceTicks}`, level])).values()];
}
