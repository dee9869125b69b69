/**
 * Market histories as fast-check draws them: everything that markets do, and much more often than they do it. Trends,
 * crashes, gaps, books that are empty, one-sided, crossed or wide, bursts, quiet, sizes of all magnitudes, prices from
 * the first tick up.
 *
 * A history is drawn as steps, each a small record that is told to a book (`history-writer.ts`), so that every part of
 * a failing history that does not matter can be shrunk away: fewer steps, simpler ones, smaller numbers.
 */
import fc from "fast-check";
import { ask, bid, opposite, type Side } from "../../src/domain/side.ts";
import { nsPerMs } from "../../src/domain/time.ts";
import { type FirstBook, HistoryWriter } from "./history-writer.ts";
import type { HistoryLevel, MarketHistory } from "./market-history.ts";

/** What happens and how often, the plainest first: a failing step is shrunk to one of these further up. */
const stepWeights = {
  level: 6,
  trade: 6,
  ticker: 3,
  improve: 4,
  trend: 4,
  quiet: 1,
  burst: 1,
  wide: 2,
  crash: 2,
  snapshot: 1,
  empty: 1,
  cross: 1,
  gap: 1,
  clear: 1,
} as const;
type StepKind = keyof typeof stepWeights;
const stepDraws = (Object.keys(stepWeights) as StepKind[]).flatMap((kind) =>
  Array<StepKind>(stepWeights[kind]).fill(kind),
);

interface HistoryStep {
  readonly what: StepKind;
  readonly side: Side;
  readonly ticks: number;
  readonly lots: number;
  readonly waitMs: number;
  readonly times: number;
}

/** @param stepsMax of them; each is one message or a few. */
export function marketHistories(stepsMax = 30): fc.Arbitrary<MarketHistory> {
  return fc
    .tuple(firstBooks, fc.array(historySteps, { maxLength: stepsMax, size: "max" }))
    .map(([first, steps]) => historyOf(first, steps));
}

/**
 * Histories in which both sides always show the same, so that the mid stays where it is. What takers do comes in pairs:
 * as much is bought as sold at each time.
 */
export function symmetricHistories(stepsMax = 20): fc.Arbitrary<MarketHistory> {
  const books = firstBooks.map((first) => ({ ...first, bidTicks: wellInside(first.bidTicks), askLots: first.bidLots }));
  return fc
    .tuple(books, fc.array(historySteps, { maxLength: stepsMax, size: "max" }))
    .map(([first, steps]) => symmetricHistoryOf(first, steps));
}

/** What fails is tried with the first of the alternatives, too. */
const plainest = { withCrossShrink: true };

/** Mostly small numbers, where queues and bounds meet; now and then one that no market has seen. */
export const someLots: fc.Arbitrary<number> = fc.oneof(
  plainest,
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 20 }) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 5000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 2 ** 40 }) },
);

const waits = fc.oneof(
  plainest,
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 60 }) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 2000 }) },
);

const historySteps: fc.Arbitrary<HistoryStep> = fc.record({
  what: fc.nat(stepDraws.length - 1).map((draw) => stepDraws[draw]!),
  side: fc.constantFrom<Side>(bid, ask),
  ticks: fc.oneof(plainest, fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 400 })),
  lots: fc.oneof(plainest, { weight: 1, arbitrary: fc.constant(0) }, { weight: 8, arbitrary: someLots }),
  waitMs: waits,
  times: fc.integer({ min: 1, max: 6 }),
});

const startTicks = fc.oneof(
  plainest,
  { weight: 4, arbitrary: fc.integer({ min: 100, max: 20_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 12 }) },
  { weight: 2, arbitrary: fc.constant(6_000_000) },
  { weight: 1, arbitrary: fc.integer({ min: 50_000_000, max: 1_000_000_000 }) },
);

const firstBooks: fc.Arbitrary<FirstBook> = fc.record({
  bidTicks: startTicks,
  spreadTicks: fc.oneof(plainest, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 400 })),
  levelsCount: fc.integer({ min: 1, max: 6 }),
  bidLots: someLots,
  askLots: someLots,
});

function historyOf(first: FirstBook, steps: readonly HistoryStep[]): MarketHistory {
  const writer = new HistoryWriter(first);
  for (const step of steps) {
    writer.wait(step.waitMs * nsPerMs);
    play[step.what](writer, step);
  }
  return writer.messages;
}

/** What each step tells the book. */
const play: Readonly<Record<StepKind, (writer: HistoryWriter, step: HistoryStep) => void>> = {
  level: (writer, step) => writer.depth([levelOf(writer, step)]),
  trade: (writer, { side, lots }) => writer.take(side, 0, Math.max(1, lots)),
  ticker: (writer, { side, ticks, lots }) => {
    const at = [writer.bestTicks(bid), writer.bestTicks(ask)] as const;
    const away = Math.min(ticks, 3);
    if (side === bid) writer.ticker(at[bid] + away, lots, at[ask], 7);
    else writer.ticker(at[bid], 7, at[ask] - away, lots);
  },
  improve: (writer, step) => writer.depth([insideLevel(writer, step)]),
  trend: (writer, { side, ticks, times, waitMs }) => {
    for (let count = 0; count < times; count++) {
      writer.shift(side === bid ? 1 + ticks : -1 - ticks);
      writer.wait(waitMs * nsPerMs);
    }
  },
  quiet: (writer, { ticks }) => writer.wait(ticks * 100 * nsPerMs),
  burst: (writer, step) => {
    for (let away = 0; away < step.times; away++) writer.depth([levelOf(writer, { ...step, ticks: away })]);
  },
  wide: (writer, { side, ticks }) => {
    const bestTicks = writer.bestTicks(side);
    const near = writer.prices(side).filter((priceTicks) => Math.abs(priceTicks - bestTicks) <= ticks);
    writer.depth(near.slice(0, -1).map((priceTicks) => ({ side, priceTicks, sizeLots: 0 })));
  },
  crash: (writer, { side, ticks, times }) => {
    writer.take(side, times, 0);
    writer.shift(side === bid ? 10 + ticks : -10 - ticks);
  },
  snapshot: (writer) => writer.snapshot(),
  empty: (writer, { side }) =>
    writer.depth(writer.prices(side).map((priceTicks) => ({ side, priceTicks, sizeLots: 0 }))),
  cross: (writer, { side, ticks, lots }) => {
    const away = side === bid ? ticks : -ticks;
    writer.depth([{ side, priceTicks: writer.bestTicks(opposite(side)) + away, sizeLots: Math.max(1, lots) }]);
  },
  gap: (writer) => writer.lose("gap"),
  clear: (writer) => writer.lose("clear"),
};

/** A level at the best price, or behind it. */
function levelOf(writer: HistoryWriter, { side, ticks, lots }: HistoryStep): HistoryLevel {
  const bestTicks = writer.bestTicks(side);
  return { side, priceTicks: side === bid ? bestTicks - ticks : bestTicks + ticks, sizeLots: lots };
}

/** A level within the spread; at the best price, where there is no room. */
function insideLevel(writer: HistoryWriter, { side, ticks, lots }: HistoryStep): HistoryLevel {
  const roomTicks = Math.max(0, writer.bestTicks(ask) - writer.bestTicks(bid) - 1);
  const inTicks = roomTicks === 0 ? 0 : 1 + (ticks % roomTicks);
  const bestTicks = writer.bestTicks(side);
  return { side, priceTicks: side === bid ? bestTicks + inTicks : bestTicks - inTicks, sizeLots: Math.max(1, lots) };
}

/** So far from the first tick that neither a step nor a quote comes there on one side alone. */
function wellInside(ticks: number): number {
  return Math.max(ticks, 10_000_000);
}

function symmetricHistoryOf(first: FirstBook, steps: readonly HistoryStep[]): MarketHistory {
  const writer = new HistoryWriter(first);
  const pivotTicks = 2 * first.bidTicks + first.spreadTicks;
  const both = (level: HistoryLevel) => [
    level,
    { ...level, side: opposite(level.side), priceTicks: pivotTicks - level.priceTicks },
  ];
  for (const step of steps) {
    writer.wait(step.waitMs * nsPerMs);
    playBoth(writer, step, both);
  }
  return writer.messages;
}

/** The same on both sides, in one message. */
function playBoth(
  writer: HistoryWriter,
  step: HistoryStep,
  both: (level: HistoryLevel) => readonly HistoryLevel[],
): void {
  const { what, lots, ticks } = step;
  const [bidTicks, askTicks] = [writer.bestTicks(bid), writer.bestTicks(ask)];
  if (what === "trade" || what === "crash")
    writer.trade([
      { side: step.side, priceTicks: step.side === bid ? askTicks : bidTicks, sizeLots: Math.max(1, lots) },
      { side: opposite(step.side), priceTicks: step.side === bid ? bidTicks : askTicks, sizeLots: Math.max(1, lots) },
    ]);
  else if (what === "improve") {
    const inTicks = Math.min(1 + ticks, Math.floor((askTicks - bidTicks - 1) / 2));
    writer.depth(both({ side: bid, priceTicks: bidTicks + Math.max(0, inTicks), sizeLots: Math.max(1, lots) }));
  } else if (what === "ticker") writer.ticker(bidTicks, lots, askTicks, lots);
  else if (what === "quiet") writer.wait(ticks * 100 * nsPerMs);
  else if (what === "gap" || what === "clear") writer.lose(what);
  else if (what === "snapshot") writer.snapshot();
  else writer.depth(both(levelOf(writer, { ...step, side: bid })));
}
