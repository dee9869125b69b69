/**
 * The laws of the replay venue, each checked naively over a whole history. A broken law throws with its name; none of them
 * runs a line of an engine.
 */
import { type OwnEvent, ownEventKind } from "../../src/domain/own-event.ts";
import { bid, opposite, type Side, sides } from "../../src/domain/side.ts";
import {
  causeIndex,
  type History,
  isMakerFill,
  isResting,
  levelKey,
  type Moment,
  type OrderHistory,
  remainingAfter,
  sumOf,
  venueNsOf,
} from "./engine-history.ts";

export type Law = (history: History) => void;

/** A fill of a resting order with its order and its cause. */
interface MakerFill {
  readonly event: OwnEvent;
  readonly one: OrderHistory;
  readonly index: number;
}

export const printsGiveOnlyWhatTheyHave: Law = (history) => {
  for (const [index, { kind, levels }] of history.messages.entries()) {
    const fills = makerFills(history).filter((fill) => fill.index === index);
    const byPrint = fills.filter(({ event }) => event.cause !== "quote_through");
    holds(byPrint.length === 0 || kind === "trade", "only a trade prints");
    holds(byPrint.length === fills.length || kind === "depth", "quotes fill through at depth events");
    if (kind !== "trade") continue;
    const { side, priceTicks, sizeLots } = levels[0]!;
    holds(sumOf(byPrint, ({ event }) => event.lots) <= sizeLots, "own fills of a print do not exceed it");
    for (const { event } of byPrint) {
      holds(event.side === opposite(side), "a print fills the side that its aggressor met");
      const isThrough = isBetter(event.side, event.priceTicks, priceTicks);
      holds(
        isThrough ? event.cause === "print_through" : event.priceTicks === priceTicks,
        "a print fills its price or better",
      );
      holds(isThrough || event.cause === "print", "a fill at the price of its print says so");
    }
  }
};

export const whoStandsAheadIsServedFirst: Law = (history) => {
  for (const [index, { kind, levels }] of history.messages.entries()) {
    if (kind !== "trade") continue;
    const fills = makerFills(history).filter((fill) => fill.index === index);
    let givenLots = sumOf(fills, ({ event }) => (event.cause === "print_through" ? event.lots : 0));
    for (const { event } of fills.filter((fill) => fill.event.cause === "print")) {
      givenLots += event.lots;
      holds(givenLots + event.queueAheadLots <= levels[0]!.sizeLots, "lots ahead are served before ours");
    }
  }
};

export const printsBeyondFillAsFarAsTheyGo: Law = (history) => {
  for (const [index, one] of history.messages.entries()) {
    if (one.kind !== "trade" || history.moments[index]!.state !== "valid") continue;
    const { side, priceTicks, sizeLots } = one.levels[0]!;
    const better = history.orders.filter(
      ({ order, arrivalNs }, at) =>
        order.side === opposite(side) &&
        isBetter(order.side, order.priceTicks, priceTicks) &&
        arrivalNs < one.venueNs! &&
        isResting(history.orders[at]!, index),
    );
    const wantedLots = sumOf(better, (each) => remainingAfter(each, index - 1));
    const through = makerFills(history).filter((fill) => fill.index === index && fill.event.cause === "print_through");
    const filledLots = sumOf(through, ({ event }) => event.lots);
    holds(filledLots === Math.min(wantedLots, sizeLots), "a print beyond own prices fills them as far as it goes");
  }
};

export const bestPriceFirstThenArrival: Law = (history) => {
  for (const { one, index } of makerFills(history))
    for (const other of history.orders) {
      const isBefore =
        standsBefore(other, one) && other.arrivalNs < venueNsOf(history.messages[index]!, history.config);
      if (!isBefore || !isResting(other, index)) continue;
      holds(remainingAfter(other, index) === 0, "nobody is filled while a better or earlier own order waits");
    }
};

/** Over any stretch of the stream: what was given is at most what was shown at its start and what was added since. */
export const levelsGiveEachLotOnce: Law = (history) => {
  const takes = takesOf(history);
  const prices = [...new Set(takes.map((take) => take.limitTicks))];
  for (const side of sides)
    for (const limitTicks of prices) {
      const within = (priceTicks: number) => !isBetter(opposite(side), priceTicks, limitTicks);
      const mine = takes.filter((take) => take.side === side && within(take.limitTicks));
      for (let start = 0; start <= history.messages.length; start++) {
        let suppliedLots = shownWithin(history.moments[start]!, side, within);
        let takenLots = 0;
        for (let at = start; at <= history.messages.length; at++) {
          takenLots += sumOf(mine, (take) => (take.beforeIndex === at ? take.lots : 0));
          holds(takenLots <= suppliedLots, "a level gives no more than it showed");
          if (at < history.messages.length) suppliedLots += addedWithin(history, at, side, within);
        }
      }
    }
};

export const postOnlyNeverTakesOrCrosses: Law = (history) => {
  for (const one of history.orders) {
    const { order, events, settledIndex } = one;
    const [answer] = events;
    const moment = history.moments[settledIndex]!;
    if (answer === undefined || !order.postOnly) continue;
    holds(
      !events.some((event) => event.kind === ownEventKind.filled && event.cause === "taker"),
      "post-only never takes",
    );
    if (moment.state !== "valid") continue;
    const isCrossing = bookCrosses(moment, order) || tickerCrosses(history, one);
    const isRefused = answer.kind === ownEventKind.rejected;
    holds(
      isCrossing === isRefused,
      "post-only is refused when it crosses what was known at its arrival, and only then",
    );
    holds(!isRefused || answer.reason === "would_cross", "the refusal says why");
  }
};

export const nothingPrecedesItsCause: Law = ({ messages, orders, cancels, trace }) => {
  for (const { view, ownEvents } of trace.stops)
    for (const { seenNs } of ownEvents) holds(seenNs === view.nowNs, "an own event is handed over when it is seen");
  for (const { order, arrivalNs, events } of orders) {
    let seenNs = arrivalNs + order.latency.responseNs;
    let leftLots = order.sizeLots;
    for (const [place, event] of events.entries()) {
      const isAnswer = event.kind === ownEventKind.accepted || event.kind === ownEventKind.rejected;
      holds(isAnswer === (place === 0), "the answer to an order comes first, and once");
      holds(!isAnswer || event.venueNs === arrivalNs, "an order is answered as of its arrival");
      holds(event.seenNs >= seenNs, "what is seen of one order never runs backwards");
      const responses =
        event.kind === ownEventKind.cancelled
          ? cancels.filter((cancel) => cancel.orderId === order.orderId && cancel.arrivalNs === event.venueNs)
          : [order.latency];
      const responseNs = Math.min(...responses.map((response) => response.responseNs));
      holds(event.seenNs >= event.venueNs + responseNs, "nothing is seen before its answer can be back");
      const cause = isMakerFill(event) ? messages[causeIndex(event)]! : undefined;
      holds(cause === undefined || event.seenNs >= cause.receivedNs, "a fill is not seen before its cause");
      leftLots -= event.lots;
      const isClosed = !isAnswer && event.kind !== ownEventKind.filled;
      const expectedLots = isClosed || event.kind === ownEventKind.rejected ? 0 : leftLots;
      holds(leftLots >= 0 && event.remainingLots === expectedLots, "what remains is what was not filled");
      seenNs = event.seenNs;
    }
  }
};

export const everyCommandIsAnswered: Law = ({ config, messages, orders, cancels, trace }) => {
  const endNs = messages.at(-1)!.receivedNs;
  for (const { order, arrivalNs, events } of orders)
    if (arrivalNs + config.venueCloseNs + order.latency.responseNs < endNs)
      holds(events.length > 0, "an order is answered");
  const answered = trace.stops.flatMap((stop) => stop.ownEvents);
  for (const cancel of cancels) {
    if (cancel.arrivalNs + config.venueCloseNs + cancel.responseNs >= endNs) continue;
    const isAnswered = answered.some(
      ({ kind, orderId, venueNs }) =>
        orderId === cancel.orderId &&
        venueNs === cancel.arrivalNs &&
        (kind === ownEventKind.cancelled || kind === ownEventKind.cancelRejected),
    );
    holds(isAnswered, "a cancel is answered");
  }
};

export const noFillByWhatWasMadeBeforeArrival: Law = (history) => {
  for (const { event, one } of makerFills(history))
    holds(event.venueNs > one.arrivalNs, "an order is filled by what came after it");
};

export const queueAheadIsWithinTheLevel: Law = (history) => {
  for (const one of history.orders) {
    const { side, priceTicks } = one.order;
    const key = levelKey(side, priceTicks);
    for (const event of one.events) {
      if (!isMakerFill(event)) continue;
      const moment = history.moments[causeIndex(event) + (event.cause === "quote_through" ? 1 : 0)]!;
      holds(event.queueAheadLots <= (moment.shown.get(key) ?? 0), "nobody stands behind more than is shown");
    }
    if (one.isAccepted) checkStart(history, one, key);
  }
};

export const conservativeQueueMovesByPrintsAlone: Law = (history) => {
  if (history.config.queueModel !== "conservative") return;
  for (const { event, one, index } of makerFills(history)) {
    // A depth event moves the queue before its quotes fill.
    const leastLots = leastAhead(history, one, event.cause === "quote_through" ? index + 1 : index);
    holds(event.queueAheadLots >= leastLots, "an order moves up no faster than prints and level allow");
  }
};

export const nothingFillsWithoutAValidBook: Law = (history) => {
  for (const { index } of makerFills(history))
    holds(history.moments[index]!.state === "valid", "nothing fills between a gap and the next snapshot");
  for (const { events, settledIndex } of history.orders)
    if (events.some((event) => event.cause === "taker" && event.kind === ownEventKind.filled))
      holds(history.moments[settledIndex]!.state === "valid", "nothing is taken without a valid book");
};

function holds(condition: boolean, law: string): asserts condition {
  if (!condition) throw new Error(`broken law: ${law}`);
}

function makerFills({ orders }: History): MakerFill[] {
  return orders.flatMap((one) =>
    one.events.filter(isMakerFill).map((event) => ({ event, one, index: causeIndex(event) })),
  );
}

function isBetter(side: Side, priceTicks: number, thanTicks: number): boolean {
  return side === bid ? priceTicks > thanTicks : priceTicks < thanTicks;
}

/** By arrival, and those of one arrival as they were sent: they are numbered so. */
function standsBefore(a: OrderHistory, b: OrderHistory): boolean {
  if (a.order.side !== b.order.side || a === b) return false;
  if (a.order.priceTicks !== b.order.priceTicks) return isBetter(a.order.side, a.order.priceTicks, b.order.priceTicks);
  return a.arrivalNs < b.arrivalNs || (a.arrivalNs === b.arrivalNs && a.order.orderId < b.order.orderId);
}

/** Lots had from the levels of a side, at this price or better for us, before message `beforeIndex`. */
interface Take {
  readonly side: Side;
  readonly limitTicks: number;
  readonly lots: number;
  readonly beforeIndex: number;
}

function takesOf({ orders }: History): Take[] {
  return orders.flatMap(({ order, events, settledIndex }) =>
    events
      .filter((event) => event.kind === ownEventKind.filled && ["taker", "quote_through"].includes(event.cause))
      .map((event) => ({
        side: opposite(order.side),
        limitTicks: event.priceTicks,
        lots: event.lots,
        beforeIndex: event.cause === "taker" ? settledIndex : causeIndex(event) + 1,
      })),
  );
}

function shownWithin(moment: Moment, side: Side, within: (priceTicks: number) => boolean): number {
  const levels = [...moment.shown].map(([key, lots]) => ({ key: key.split(" ").map(Number), lots }));
  return sumOf(levels, ({ key, lots }) => (key[0] === side && within(key[1]!) ? lots : 0));
}

/** Lots that a message adds to levels; of a snapshot, all. */
function addedWithin(history: History, index: number, side: Side, within: (priceTicks: number) => boolean): number {
  const { kind } = history.messages[index]!;
  const after = history.moments[index + 1]!;
  if (kind === "snapshot") return shownWithin(after, side, within);
  if (kind !== "depth") return 0;
  const before = history.moments[index]!;
  return sumOf([...after.shown], ([key, lots]) => {
    const [levelSide, priceTicks] = key.split(" ").map(Number);
    return levelSide === side && within(priceTicks!) ? Math.max(lots - (before.shown.get(key) ?? 0), 0) : 0;
  });
}

function bookCrosses({ shown }: Moment, { side, priceTicks }: OrderHistory["order"]): boolean {
  return [...shown].some(([key, lots]) => {
    const [levelSide, levelTicks] = key.split(" ").map(Number);
    return lots > 0 && levelSide === opposite(side) && !isBetter(opposite(side), priceTicks, levelTicks!);
  });
}

/** The newest ticker received by the arrival, and forgotten at a gap before a newer one comes or the order is settled. */
function tickerCrosses({ messages }: History, { order, arrivalNs, settledIndex }: OrderHistory): boolean {
  const laterTicker = messages.findIndex((one) => one.kind === "ticker" && one.receivedNs > arrivalNs);
  const known = messages.slice(0, laterTicker < 0 ? settledIndex : Math.min(laterTicker, settledIndex));
  const newest = known.findLast((one) => one.kind === "ticker" || one.kind === "gap");
  if (newest === undefined || newest.kind === "gap") return false;
  return newest.levels.some(
    ({ side, priceTicks, sizeLots }) =>
      sizeLots > 0 && side === opposite(order.side) && !isBetter(side, order.priceTicks, priceTicks),
  );
}

/** What an order starts behind: the level shown, less prints there that no depth event has reached yet. */
function checkStart(history: History, one: OrderHistory, key: string): void {
  const { settledIndex, events, order } = one;
  const { queueAheadLots } = events[0]!;
  const moment = history.moments[settledIndex]!;
  const shownLots = moment.state === "valid" ? (moment.shown.get(key) ?? 0) : 0;
  const printedLots = printedBetween(history, order, moment.sinceIndex, settledIndex, moment.depthNs);
  const expectedLots = Math.max(shownLots - printedLots, 0);
  holds(queueAheadLots <= shownLots, "an order starts behind no more than is shown");
  holds(queueAheadLots >= expectedLots, "an order starts behind all that is not known to be gone");
  const hasCompany = history.orders.some(
    (other) => other.order.priceTicks === order.priceTicks && standsBefore(other, one) && isRestingBefore(other, one),
  );
  holds(hasCompany || queueAheadLots === expectedLots, "an order alone starts behind what is not known to be gone");
}

function isRestingBefore(other: OrderHistory, one: OrderHistory): boolean {
  return other.isAccepted && other.closedIndex >= one.settledIndex && remainingAfter(other, one.settledIndex - 1) > 0;
}

/** Lots printed against orders at a price, in messages from `from` to before `until`, later than a venue time. */
function printedBetween(
  history: History,
  at: OrderHistory["order"],
  from: number,
  until: number,
  afterNs: number,
): number {
  return sumOf(history.messages.slice(from, until), ({ kind, levels, venueNs }) => {
    const [print] = levels;
    const isThere = kind === "trade" && print!.side === opposite(at.side) && print!.priceTicks === at.priceTicks;
    return isThere && venueNs! > afterNs ? print!.sizeLots : 0;
  });
}

/**
 * A bound from below of the lots ahead when message `until` comes, in the conservative model: every print at the price that
 * is newer than the level as last read counts in full, and own orders before it count for nothing.
 */
function leastAhead(history: History, one: OrderHistory, until: number): number {
  const { order, arrivalNs, settledIndex, events } = one;
  const { depthNs, state } = history.moments[settledIndex]!;
  let leastLots = events[0]!.queueAheadLots;
  let readNs = depthNs;
  let isNewerSeen = state !== "valid";
  for (let index = settledIndex; index < until; index++) {
    const { kind, levels, venueNs } = history.messages[index]!;
    const after = history.moments[index + 1]!;
    const shownLots = after.shown.get(levelKey(order.side, order.priceTicks)) ?? 0;
    const isThere = levels.some((level) => level.side === order.side && level.priceTicks === order.priceTicks);
    const isUntouched = remainingAfter(one, index - 1) === order.sizeLots;
    if (kind === "trade") leastLots -= printedBetween(history, order, index, index + 1, readNs);
    if (kind === "depth" && isThere && venueNs! <= arrivalNs && isUntouched) {
      leastLots = shownLots - printedBetween(history, order, after.sinceIndex, index, venueNs!);
      readNs = after.depthNs;
    } else if (kind === "depth" && isThere) leastLots = Math.min(leastLots, shownLots);
    const isFirstNewer = kind === "depth" && venueNs! > arrivalNs && !isNewerSeen;
    if (kind === "snapshot" || (isFirstNewer && isUntouched)) {
      leastLots = Math.max(shownLots, kind === "snapshot" ? 0 : leastLots);
      readNs = kind === "snapshot" ? after.depthNs : venueNs!;
    }
    isNewerSeen ||= isFirstNewer || kind === "snapshot";
    leastLots = Math.max(leastLots, 0);
  }
  return leastLots;
}
