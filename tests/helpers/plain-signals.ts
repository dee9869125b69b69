/**
 * What an engine has to keep for features, found again the long way: the market after every message as a plain list, in
 * it the stretches in which the touch is whole, and each sum over all of its terms by its definition. Nothing fades
 * here step by step, and nothing is remembered from one message to the next but the market itself.
 */
import { ask, bid, type Side, sides } from "../../src/domain/side.ts";
import { nsPerSecond } from "../../src/domain/time.ts";
import { flowLevelsCount, halfLivesSeconds } from "../../src/ports/market-signals.ts";
import type { Message } from "./engine-messages.ts";
import { expectNear } from "./near.ts";
import type { SeenDepth, SeenFlow, SeenSignals, SumName } from "./seen-signals.ts";

interface Quote {
  readonly ticks: number;
  readonly lots: number;
}

type Pair = readonly [bid: Quote, ask: Quote];

/** The market as a message left it. */
interface Moment {
  readonly message: Message;
  readonly venueNs: number;
  readonly isValid: boolean;
  readonly touch: Pair;
  /** All levels, best first, by side. */
  readonly levels: readonly [bids: readonly Quote[], asks: readonly Quote[]];
}

interface Term {
  readonly atNs: number;
  readonly value: number;
}

interface Span {
  readonly fromNs: number;
  readonly untilNs: number;
}

export interface PlainSignals {
  readonly terms: ReadonlyMap<SumName, readonly Term[]>;
  /** In which time counted. */
  readonly spans: readonly Span[];
  readonly depth: SeenDepth;
  readonly flow: SeenFlow;
}

const none: Quote = { ticks: 0, lots: 0 };
const noTouch: Pair = [none, none];

export function plainSignals(messages: readonly Message[], tickerLatencyNs: number): PlainSignals {
  const moments = momentsOf(messages, tickerLatencyNs);
  const stretches = stretchesOf(moments);
  const found = new Map<SumName, Term[]>();
  const add = (name: SumName, atNs: number, value: number) => {
    found.set(name, [...(found.get(name) ?? []), { atNs, value }]);
  };
  for (const stretch of stretches) {
    addTouches(stretch, add);
    addLevels(stretch, add);
    addTakers(stretch, add);
  }
  const last = moments.at(-1);
  return {
    terms: found,
    spans: stretches.map((stretch) => spanOf(stretch)),
    depth: last?.isValid === true ? depthOf(last) : { bids: [], asks: [] },
    flow: flowOf(moments),
  };
}

/** Each figure is the definition's, but for rounding. */
export function expectSums(seen: SeenSignals, { terms, spans }: PlainSignals, nowNs: number): void {
  for (const [horizon, halfLifeSeconds] of halfLivesSeconds.entries()) {
    const share = (atNs: number) => 2 ** -((nowNs - atNs) / (halfLifeSeconds * nsPerSecond));
    for (const [name, figures] of Object.entries(seen)) {
      if (name === "exposureSeconds") continue;
      const faded = (terms.get(name as SumName) ?? []).map(({ atNs, value }) => value * share(atNs));
      const size = faded.reduce((sum, term) => sum + Math.abs(term), 0);
      expectNear(
        figures[horizon]!,
        faded.reduce((sum, term) => sum + term, 0),
        1e-9 * size,
      );
    }
    const counted = spans.map(({ fromNs, untilNs }) => share(Math.min(untilNs, nowNs)) - share(fromNs));
    const exposure = (halfLifeSeconds / Math.LN2) * counted.reduce((sum, one) => sum + one, 0);
    expectNear(seen.exposureSeconds[horizon]!, exposure, 1e-9 * exposure + 1e-13 * halfLifeSeconds);
  }
}

function momentsOf(messages: readonly Message[], tickerLatencyNs: number): Moment[] {
  const book = [new Map<number, number>(), new Map<number, number>()] as const;
  const moments: Moment[] = [];
  let raisedNs = -(2 ** 53);
  for (const message of messages) {
    const { kind } = message;
    const untimedNs = kind === "ticker" ? message.receivedNs - tickerLatencyNs : raisedNs;
    const venueNs = message.venueNs ?? untimedNs;
    raisedNs = Math.max(raisedNs, venueNs);
    if (kind === "snapshot" || kind === "clear") for (const side of sides) book[side].clear();
    if (kind === "snapshot" || kind === "depth")
      for (const { side, priceTicks, sizeLots } of message.levels) book[side].set(priceTicks, sizeLots);
    const isReset = kind === "gap" || kind === "clear";
    const isValid = kind === "snapshot" || (!isReset && moments.at(-1)?.isValid === true);
    const levels = [sorted(book[bid], -1), sorted(book[ask], 1)] as const;
    const touch = isValid ? touchAfter(message, moments.at(-1)?.touch ?? noTouch, levels) : noTouch;
    moments.push({ message, venueNs, isValid, touch, levels });
  }
  return moments;
}

function sorted(levels: ReadonlyMap<number, number>, direction: number): Quote[] {
  return [...levels]
    .filter(([, lots]) => lots > 0)
    .map(([ticks, lots]) => ({ ticks, lots }))
    .sort((a, b) => direction * (a.ticks - b.ticks));
}

function touchAfter({ kind, movesTouch, levels }: Message, before: Pair, book: Moment["levels"]): Pair {
  if (!movesTouch || kind === "trade") return before;
  if (kind !== "ticker") return [book[bid][0] ?? none, book[ask][0] ?? none];
  const quoted = (side: Side): Quote => {
    const { priceTicks, sizeLots } = levels.find((level) => level.side === side)!;
    return sizeLots === 0 ? none : { ticks: priceTicks, lots: sizeLots };
  };
  return [quoted(bid), quoted(ask)];
}

const isWhole = ({ touch }: Moment) => touch[bid].lots > 0 && touch[ask].lots > 0;

/** Runs of moments with a whole touch, and the moment that ends each, if one does. */
interface Stretch {
  readonly moments: readonly Moment[];
  readonly end: Moment | undefined;
}

function stretchesOf(moments: readonly Moment[]): Stretch[] {
  const starts = moments.flatMap((moment, at) => {
    return isWhole(moment) && (at === 0 || !isWhole(moments[at - 1]!)) ? [at] : [];
  });
  return starts.map((start) => {
    const length = moments.slice(start).findIndex((moment) => !isWhole(moment));
    const until = length < 0 ? moments.length : start + length;
    return { moments: moments.slice(start, until), end: moments[until] };
  });
}

function spanOf({ moments, end }: Stretch): Span {
  return { fromNs: moments[0]!.message.receivedNs, untilNs: end?.message.receivedNs ?? Number.POSITIVE_INFINITY };
}

type Add = (name: SumName, atNs: number, value: number) => void;

/** Each moment with the one before it. */
function steps({ moments }: Stretch): { before: Moment; after: Moment; atNs: number }[] {
  return moments.slice(1).map((after, at) => ({ before: moments[at]!, after, atNs: after.message.receivedNs }));
}

function addTouches(stretch: Stretch, add: Add): void {
  let moveBefore = 0;
  for (const { before, after, atNs } of steps(stretch)) {
    const [b, a] = [before.touch, after.touch];
    add("flowLots", atNs, flowBetween(b[bid], a[bid], b[ask], a[ask]));
    if (a[bid].ticks === b[bid].ticks) add("bidDepletedLots", atNs, Math.max(0, b[bid].lots - a[bid].lots));
    if (a[ask].ticks === b[ask].ticks) add("askDepletedLots", atNs, Math.max(0, b[ask].lots - a[ask].lots));
    const move = midOf(a) - midOf(b);
    if (move === 0) continue;
    add("midSquares", atNs, move ** 2);
    add("midProducts", atNs, move * moveBefore);
    moveBefore = move;
  }
}

const midOf = (touch: Pair) => (touch[bid].ticks + touch[ask].ticks) / 2;

/** The four terms of the paper, in its order. */
function flowBetween(
  bidBefore: Quote | undefined,
  bidAfter: Quote | undefined,
  askBefore: Quote | undefined,
  askAfter: Quote | undefined,
): number {
  let flow = 0;
  if (bidBefore !== undefined && bidAfter !== undefined) {
    if (bidAfter.ticks >= bidBefore.ticks) flow += bidAfter.lots;
    if (bidAfter.ticks <= bidBefore.ticks) flow -= bidBefore.lots;
  }
  if (askBefore !== undefined && askAfter !== undefined) {
    if (askAfter.ticks <= askBefore.ticks) flow -= askAfter.lots;
    if (askAfter.ticks >= askBefore.ticks) flow += askBefore.lots;
  }
  return flow;
}

function addLevels(stretch: Stretch, add: Add): void {
  for (const { before, after, atNs } of steps(stretch).filter((step) => step.after.message.kind === "depth"))
    for (let level = 0; level < flowLevelsCount; level++) {
      const [bids, asks] = [before.levels, after.levels].map((levels) => [levels[bid][level], levels[ask][level]]) as [
        [Quote | undefined, Quote | undefined],
        [Quote | undefined, Quote | undefined],
      ];
      add(`levelFlowLots${level}`, atNs, flowBetween(bids[0], asks[0], bids[1], asks[1]));
    }
}

interface Print {
  readonly side: Side;
  readonly venueNs: number;
  readonly atNs: number;
  readonly ticks: number;
  readonly lots: number;
  readonly midTicks: number;
}

function addTakers(stretch: Stretch, add: Add): void {
  const orders = ordersOf(printsOf(stretch));
  for (const prints of orders) addOrder(prints, add);
  // What an order's last price is shows only when the next begins.
  const ends = orders
    .slice(0, -1)
    .map((prints, at) => ({ ticks: prints.at(-1)!.ticks, atNs: orders[at + 1]![0]!.atNs }));
  const moves = ends.slice(1).map(({ ticks, atNs }, at) => ({ move: ticks - ends[at]!.ticks, atNs }));
  for (const [at, { move, atNs }] of moves.entries()) {
    add("tradeSquares", atNs, move ** 2);
    add("tradeProducts", atNs, move * (moves[at - 1]?.move ?? 0));
  }
}

function printsOf({ moments }: Stretch): Print[] {
  return moments.flatMap(({ message, venueNs, touch }) => {
    if (message.kind !== "trade") return [];
    return message.levels.map(({ side, priceTicks, sizeLots }) => {
      const midTicks = midOf(touch);
      return { side, venueNs, atNs: message.receivedNs, ticks: priceTicks, lots: sizeLots, midTicks };
    });
  });
}

function ordersOf(prints: readonly Print[]): Print[][] {
  const orders: Print[][] = [];
  for (const print of prints) {
    const last = orders.at(-1)?.at(-1);
    if (last?.side === print.side && last.venueNs === print.venueNs) orders.at(-1)!.push(print);
    else orders.push([print]);
  }
  return orders;
}

function addOrder(prints: readonly Print[], add: Add): void {
  const { side, atNs, midTicks } = prints[0]!;
  const of = side === bid ? "buy" : "sell";
  add(`${of}Orders`, atNs, 1);
  const reaches = prints.map(({ ticks }) => (side === bid ? ticks - midTicks : midTicks - ticks));
  for (const [at, print] of prints.entries()) {
    add(`${of}Lots`, print.atNs, print.lots);
    const reachBefore = Math.max(0, ...reaches.slice(0, at));
    add(`${of}ReachTicks`, print.atNs, Math.max(reachBefore, reaches[at]!) - reachBefore);
  }
}

function depthOf({ levels }: Moment): SeenDepth {
  const pairsOf = (side: Side) => levels[side].map(({ ticks, lots }) => [ticks, lots] as const);
  return { bids: pairsOf(bid), asks: pairsOf(ask) };
}

function flowOf(moments: readonly Moment[]): SeenFlow {
  const trades = moments.flatMap(({ message: { kind, receivedNs, levels }, venueNs }) => {
    if (kind !== "trade") return [];
    return levels.map(({ side, priceTicks, sizeLots }) => {
      return { receivedNs, venueNs, priceTicks, signedLots: side === bid ? sizeLots : -sizeLots };
    });
  });
  const touches = moments.flatMap(({ message: { receivedNs }, touch }, at) => {
    if (JSON.stringify(touch) === JSON.stringify(moments[at - 1]?.touch ?? noTouch)) return [];
    const [b, a] = touch;
    return [{ receivedNs, bidTicks: b.ticks, bidLots: b.lots, askTicks: a.ticks, askLots: a.lots }];
  });
  return { trades, touches };
}
